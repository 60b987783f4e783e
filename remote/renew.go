package remote

import (
	"context"
	"errors"
	"fmt"
	"net/url"
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
	fresh, valid := "", false
	defer func() { // after a panic, too
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.renewal != f {
			return
		}
		o.renewal = nil
		if valid {
			o.url = fresh
			o.number++
			o.renewals.Add(1)
		}
	}()
	fresh, err := o.opts.renew(ctx)
	if err != nil {
		return clean(err)
	}
	if _, err = parseURL(fresh); err != nil {
		return fmt.Errorf("Renew gave %q: %w", withoutSecrets(fresh), err)
	}
	valid = true
	return nil
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
