package remote

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
)

// address gives the URL in use, and its number.
func (o *object) address() (string, int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.url, o.number
}

// renewAddress replaces the URL of that number, unless somebody has done it already.
func (o *object) renewAddress(ctx context.Context, number int) error {
	o.mu.Lock()
	if o.number != number {
		o.mu.Unlock()
		return nil
	}
	if o.renewal == nil {
		o.renewal = o.start(ctx, o.askForAddress)
	}
	f := o.renewal
	f.waiters++
	o.mu.Unlock()
	return f.wait(ctx, &o.mu, func() {
		if o.renewal == f {
			o.renewal = nil
		}
	})
}

func (o *object) askForAddress(ctx context.Context, f *flight) error {
	fresh, err := o.opts.renew(ctx)
	if err != nil {
		err = clean(err)
	} else if _, err = parseURL(fresh); err != nil {
		err = fmt.Errorf("Renew gave %q: %w", withoutSecrets(fresh), err)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.renewal == f {
		o.renewal = nil
		if err == nil {
			o.url = fresh
			o.number++
			o.renewals.Add(1)
		}
	}
	return err
}

// parseURL accepts what a net/http client can ask for.
func parseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errNoURL
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("not an http:// or https:// URL with a host")
	}
	return u, nil
}

// errNoURL stands for the errors of net/url, which quote what may be a part of a password.
var errNoURL = errors.New("not a valid URL: are all special characters in it percent-encoded?")

// A flight is work for which several wait. It is given up when nobody does any more.
type flight struct {
	done    chan struct{}
	err     error // once done
	waiters int   // counted by those who hold the mutex
	cancel  context.CancelFunc
}

// start runs work in a goroutine of its own, since the one that asked for it may
// go away before the others. It has the values of ctx, and ends with the object.
func (o *object) start(ctx context.Context, work func(context.Context, *flight) error) *flight {
	ctx, cancel := o.join(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), cancel: cancel}
	go func() {
		defer cancel()
		defer close(f.done)
		f.err = work(ctx, f)
	}()
	return f
}

// wait waits for f's end or ctx's. The last to leave cancels f, and has forget
// called, holding mu, so that nobody else comes to wait for it.
func (f *flight) wait(ctx context.Context, mu *sync.Mutex, forget func()) error {
	select {
	case <-f.done:
		return f.err
	case <-ctx.Done():
	}
	mu.Lock()
	defer mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		select {
		case <-f.done:
		default:
			forget()
		}
		f.cancel()
	}
	return endOf(ctx)
}
