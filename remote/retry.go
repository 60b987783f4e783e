package remote

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// patience is what one operation can bear.
type patience struct {
	o        *object
	failures int
	renewed  bool // the URL, since the last answer that was good
}

// ask is object.ask, repeated.
func (p *patience) ask(ctx context.Context, want span) (*answer, error) {
	return p.repeat(ctx, func() (*answer, error) { return p.o.ask(ctx, want) })
}

// repeat makes attempts, the errors of which are of type *Error.
func (p *patience) repeat(ctx context.Context, attempt func() (*answer, error)) (*answer, error) {
	for {
		a, err := attempt()
		if err == nil {
			p.renewed = false
			return a, nil
		}
		if err = p.bear(ctx, err.(*Error)); err != nil {
			return nil, err
		}
	}
}

// bear returns nil when it is time to try again, and else the error to give up with.
func (p *patience) bear(ctx context.Context, e *Error) error {
	p.failures++
	e.Attempts = p.failures
	switch {
	case ctx.Err() != nil:
		return e
	case e.expired && p.o.opts.renew != nil && !p.renewed:
		p.renewed = true
		p.failures--
		if err := p.o.renewAddress(ctx, e.address); err != nil {
			e.Cause, e.Detail = err, e.Detail+", and there is no other URL"
			return e
		}
		return nil
	case !e.again || p.failures > p.o.opts.retries:
		return e
	case e.pause > p.o.opts.longestWait:
		e.Detail += fmt.Sprintf(", and asks to wait %v", e.pause)
		return e
	}
	if err := sleep(ctx, max(e.pause, p.backoff())); err != nil {
		e.Cause = err
		return e
	}
	p.o.retries.Add(1)
	return nil
}

// backoff doubles with each failure. Half of it is left to chance, so that those who failed together do not come back together.
func (p *patience) backoff() time.Duration {
	d := p.o.opts.firstWait << min(p.failures-1, 20)
	d = min(d, p.o.opts.longestWait)
	return d - time.Duration(rand.Int64N(int64(d)/2+1))
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return endOf(ctx)
	}
}

// retryAfter parses the header of that name: seconds, or a date.
func retryAfter(s string, now time.Time) time.Duration {
	if n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64); err == nil {
		return time.Duration(min(max(n, 0), 1<<31)) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(t.Sub(now), 0)
	}
	return 0
}

// passing tells whether an error of the connection may be gone with the next one. Most are.
func passing(err error) bool {
	var certificate *tls.CertificateVerificationError
	var dns *net.DNSError
	switch {
	case errors.As(err, &certificate):
		return false
	case errors.As(err, &dns):
		return !dns.IsNotFound
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return true
	}
	text := err.Error()
	for _, mistake := range []string{"Location header", "unsupported protocol scheme", "HTTP response to HTTPS", "tls: ", "invalid header field"} {
		if strings.Contains(text, mistake) { // net/http has no types for these
			return false
		}
	}
	return true
}
