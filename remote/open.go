package remote

import (
	"context"
	"net/http"
	"slices"
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
	o := &object{name: withoutSecrets(url), url: url, home: u, opts: collect(opts)}
	o.client = discreet(client, u, o.opts.header)
	o.opts.settleProbe(u)
	o.life, o.close = context.WithCancel(context.Background())
	o.cache = newCache(o, o.opts.block, o.opts.cache)
	if err := o.probe(ctx); err != nil {
		o.close()
		return nil, err
	}
	return &File{o, ctx}, nil
}

// probe pins the version and keeps the bytes that came with it.
func (o *object) probe(ctx context.Context) error {
	ctx, cancel := o.join(ctx)
	defer cancel()
	p := patience{o: o}
	a, err := p.repeat(ctx, func() (*answer, error) { return o.askOneEnd(ctx) })
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

// askOneEnd makes the first request. Some servers do not know what "the last bytes"
// are and send everything, or one of several errors: they are asked for the first. Of a
// 400, which S3 says to an expired token too, only these tell whether it was for the URL,
// and Renew has to wait until then.
func (o *object) askOneEnd(ctx context.Context) (*answer, error) {
	if !o.opts.suffix {
		return o.ask(ctx, span{0, o.opts.probe})
	}
	a, err := o.ask(ctx, span{-1, o.opts.probe})
	if e, ok := err.(*Error); ok && slices.Contains(withoutSuffixes, e.Status) {
		return o.ask(ctx, span{0, DefaultHead})
	}
	return a, err
}

// withoutSuffixes is what servers have been seen to answer that cannot count from the end.
var withoutSuffixes = []int{http.StatusOK, http.StatusBadRequest, http.StatusRequestedRangeNotSatisfiable, http.StatusNotImplemented}

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
