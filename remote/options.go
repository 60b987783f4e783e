package remote

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// An Option changes how Open and its File work. The zero Option changes nothing.
type Option struct{ set func(*options) }

// What Open asks for, if neither Head nor Tail says otherwise.
const (
	DefaultHead = 64 << 10  // bytes of the first request
	DefaultTail = 128 << 10 // the same for archives: an end record is looked for in more than 64 KiB, and the directory lies before it
)

// Defaults of the other options, as their comments say.
const (
	defaultBlock       = 64 << 10
	defaultCache       = 32 << 20
	defaultRetries     = 4
	defaultLongestWait = 30 * time.Second
	defaultIdleTimeout = time.Minute
)

// options is what a list of Option comes to.
type options struct {
	probe       int64 // bytes; 0: as the URL's path says
	suffix      bool  // the probe is for the end
	header      http.Header
	renew       func(ctx context.Context) (url string, err error)
	retries     int
	firstWait   time.Duration
	longestWait time.Duration
	idle        time.Duration // 0: forever
	cache       int64
	block       int64
}

func collect(list []Option) options {
	o := options{retries: defaultRetries, firstWait: 200 * time.Millisecond, longestWait: defaultLongestWait,
		idle: defaultIdleTimeout, cache: defaultCache, block: defaultBlock}
	for _, op := range list {
		if op.set != nil {
			op.set(&o)
		}
	}
	return o
}

// settleProbe decides, where the caller did not, which end of the object is
// asked for first: an archive has its directory there.
func (o *options) settleProbe(u *url.URL) {
	if o.probe == 0 {
		o.probe, o.suffix = DefaultHead, strings.HasSuffix(strings.ToLower(u.Path), ".npz")
		if o.suffix {
			o.probe = DefaultTail
		}
	}
}

// Head makes Open ask for the object's first bytes, n of them: it is what Open does,
// with DefaultHead bytes, unless the URL's path ends in .npz. They are kept
// as long as the File. With n < 1 it is one byte.
func Head(n int) Option {
	return Option{func(o *options) { o.probe, o.suffix = max(int64(n), 1), false }}
}

// Tail makes Open ask for the object's last bytes, n of them: it is what Open
// does, with DefaultTail bytes, if the URL's path ends in .npz. They are kept
// as long as the File. With n < 1 it is one byte.
func Tail(n int) Option {
	return Option{func(o *options) { o.probe, o.suffix = max(int64(n), 1), true }}
}

// Header adds h to every request, for an Authorization, say. It goes to the server of
// the URL that Open was given, and to no other: not with a redirect to another host or
// port, or from https:// to http://, nor to another one that Renew names. (The
// client's CheckRedirect comes later, and may add what it likes.) Range,
// Accept-Encoding and everything that begins with If- are left out: ranges and versions
// depend on them. It is copied.
func Header(h http.Header) Option {
	own := http.Header{}
	for _, name := range slices.Sorted(maps.Keys(h)) { // two spellings of one name keep an order
		canonical := http.CanonicalHeaderKey(name)
		if canonical != "Range" && canonical != "Accept-Encoding" && !strings.HasPrefix(canonical, "If-") {
			own[canonical] = append(own[canonical], h[name]...)
		}
	}
	return Option{func(o *options) { o.header = own }}
}

// Renew tells how to get another URL of the same object when the one in use has
// expired, which a server says with status 403, and some with 400 or 401. It is called
// once for each expiry, however many reads run into it, and those go on where they
// were. If the new URL is refused too, the read fails. The ETag still has to be the
// one that the object had when it was opened.
func Renew(f func(ctx context.Context) (url string, err error)) Option {
	return Option{func(o *options) { o.renew = f }}
}

// Retry sets how often in a row a request is repeated that fails in a way that may
// pass: statuses 429 and 5xx, connections that break, answers that are too short. The
// pauses between them grow from 0.2 s, up to longest. A server that asks for a
// longer one, by Retry-After, is not asked again. Retry(0, 0) gives up at once, as negative numbers do. Without
// this option it is Retry(4, 30*time.Second).
func Retry(times int, longest time.Duration) Option {
	return Option{func(o *options) { o.retries, o.longestWait = max(times, 0), max(longest, 0) }}
}

// IdleTimeout sets how long to wait for a server that sends nothing, before the
// request is repeated as in Retry. With 0 it is as long as the context lasts.
// Without this option it is one minute.
func IdleTimeout(d time.Duration) Option {
	return Option{func(o *options) { o.idle = max(d, 0) }}
}

// Cache sets how many bytes of the object are kept for later reads: 32 MiB without
// this option. With 0 or less only what Open has read is. A read whose blocks are more than
// that fetches no blocks, but its own bytes alone.
func Cache(bytes int64) Option {
	return Option{func(o *options) { o.cache = max(bytes, 0) }}
}

// Block sets how many bytes a small read fetches at least, from a multiple of this
// number on: from 512 bytes to 16 MiB, and 64 KiB without this option.
func Block(bytes int) Option {
	return Option{func(o *options) { o.block = min(max(int64(bytes), 512), 16<<20) }}
}
