package remote

import (
	"context"
	"errors"
	"net/http"
)

// Open finds out the size and the version of the object at url, with one request,
// which already brings its first 64 KiB, where a .npy file has its header, or, if the
// URL's path ends in .npz, the last 128 KiB, where an archive has its directory: see
// Head and Tail. An object that is no longer than that costs no other request.
//
// All requests obey ctx, the later ones too; for those see also WithContext. A
// client of nil is http.DefaultClient. Its Timeout, if it has one, is for each
// request with its body: a long one that runs into it is resumed.
//
// Errors are of type *Error. They wrap ErrNoRanges if the server has none.
func Open(ctx context.Context, client *http.Client, url string, opts ...Option) (*File, error) {
	u, err := parseURL(url)
	if err != nil {
		return nil, &Error{URL: withoutSecrets(url), Cause: err}
	}
	o := &object{client: discreet(client), name: withoutSecrets(url), url: url, opts: collect(opts)}
	o.opts.settleProbe(u)
	o.life, o.close = context.WithCancel(context.Background())
	o.cache = newCache(o, o.opts.block, o.opts.cache)
	if err := o.probe(ctx); err != nil {
		o.close()
		return nil, err
	}
	return &File{o, ctx}, nil
}

// discreet is client, but tells no server where it was sent from: by default
// net/http's Referer holds the whole URL, signature and all.
func discreet(client *http.Client) *http.Client {
	if client == nil {
		client = http.DefaultClient
	}
	c := *client
	c.CheckRedirect = func(req *http.Request, via []*http.Request) error {
		req.Header.Del("Referer")
		if client.CheckRedirect != nil {
			return client.CheckRedirect(req, via)
		}
		if len(via) >= 10 {
			return errors.New("stopped after 10 redirects")
		}
		return nil
	}
	return &c
}

// probe pins the version and keeps the bytes that came with it.
func (o *object) probe(ctx context.Context) error {
	ctx, cancel := o.join(ctx)
	defer cancel()
	a, err := o.firstAnswer(ctx)
	if err != nil {
		return err
	}
	if a.version.size < 0 {
		if err := o.measure(ctx, a); err != nil {
			a.Close()
			return err
		}
	}
	o.version, o.pinned = a.version, true
	s := o.stream(ctx, a.first, a.end)
	s.answer = a
	defer s.Close()
	o.kept = stretch{a.first, make([]byte, a.end-a.first)}
	_, err = s.fill(o.kept.data)
	return err
}

// firstAnswer asks for one end of the object. Some servers do not know what "the last
// bytes" are and send everything, or nothing: they are asked for the first.
func (o *object) firstAnswer(ctx context.Context) (*answer, error) {
	want := span{0, o.opts.probe}
	if o.opts.suffix {
		want.off = -1
	}
	p := patience{o: o}
	a, err := p.ask(ctx, want)
	var e *Error
	if want.off < 0 && errors.As(err, &e) && (e.Status == http.StatusOK || e.Status == http.StatusRequestedRangeNotSatisfiable) {
		return p.ask(ctx, span{0, DefaultHead})
	}
	return a, err
}

// measure finds the size where the Content-Range of a does not tell it: the
// last byte of the object, asked for as such, is known by its place.
func (o *object) measure(ctx context.Context, a *answer) error {
	if a.toEnd {
		a.version.size = a.end
		return nil
	}
	p := patience{o: o}
	last, err := p.ask(ctx, span{-1, 1})
	if err != nil {
		return err
	}
	defer last.Close()
	v := last.version
	if v.size = last.end; a.version.etag != v.etag || a.version.modified != v.modified || a.end > v.size {
		return &Error{URL: o.name, Offset: -1, Length: 1, Cause: ErrChanged, Detail: "while it was being opened"}
	}
	a.version = v
	return nil
}
