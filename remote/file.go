package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
)

// A File is an object on an HTTP server of which parts are read. It is an
// io.ReaderAt of Size bytes, for npy.NewFile and npz.NewReader, and may be used
// by several goroutines at once. Only Open makes one.
type File struct {
	o   *object
	ctx context.Context
}

// object is what the Files of several contexts share. Its parts go by five names: a span is
// what one request asks for, a stream reads over the network and makes as many requests as that
// takes, a stretch is bytes in memory; a window is how many blocks the cache wants at once, and
// a fetch is a window on its way.
type object struct {
	client *http.Client
	name   string   // the URL, as it may be shown
	home   *url.URL // the one that Open was given: its server alone gets opts.header
	opts   options

	life  context.Context // until Close
	close context.CancelFunc

	// Set by Open.
	pinned  bool
	version version
	kept    stretch // what the first answer has brought
	cache   *cache

	mu      sync.Mutex
	url     string
	number  int // of the URL, counted from 0
	renewal *flight

	requests, retries, renewals, bytes atomic.Int64
}

// WithContext returns the same File, with the same cache, whose requests obey
// ctx instead: for a server that opens an object once and reads it for many
// requests. Close closes both. A request that two of them wait for goes on until
// neither does.
func (f *File) WithContext(ctx context.Context) *File { return &File{o: f.o, ctx: ctx} }

// Size is the number of bytes of the object.
func (f *File) Size() int64 { return f.o.version.size }

// ETag is the object's, as the server sent it, quotes and all, or "".
func (f *File) ETag() string { return f.o.version.etag }

// Stats is what a File has cost so far.
type Stats struct {
	Requests int64 // those that were sent, the repeated ones and Open's included; redirects are not counted
	Retries  int64 // those of them that repeated one after a failure
	Renewals int64 // URLs that Renew gave
	Bytes    int64 // of the bodies that were read
}

// Stats tells what the File has cost so far.
func (f *File) Stats() Stats {
	o := f.o
	return Stats{Requests: o.requests.Load(), Retries: o.retries.Load(), Renewals: o.renewals.Load(), Bytes: o.bytes.Load()}
}

// ReadAt fills p from the object's byte off on, as io.ReaderAt says: with fewer
// bytes comes an error, which is io.EOF at the object's end.
//
// Short reads, of up to four blocks, are served from whole blocks, which are kept;
// several that need the same block at once share one request. Where
// reads follow each other more and more blocks are fetched ahead, up to 4 MiB. A longer read,
// or one whose blocks are more than the cache may hold, is one request, straight into p.
func (f *File) ReadAt(p []byte, off int64) (int, error) {
	if err := f.usable(off, 0); err != nil {
		return 0, err
	}
	var end error
	if left := max(f.o.version.size-off, 0); int64(len(p)) > left {
		p, end = p[:left], io.EOF
	}
	n, err := f.fill(p, off)
	if err != nil {
		return n, err
	}
	return n, end
}

// fill fills p, which lies within the object.
func (f *File) fill(p []byte, off int64) (int, error) {
	o := f.o
	n := copy(p, o.kept.at(off, off+int64(len(p))))
	tail := o.kept.until(off+int64(n), off+int64(len(p)))
	end := len(p) - copy(p[len(p)-len(tail):], tail)
	n += o.cache.ready(p[n:end], off+int64(n))
	if n == end {
		return len(p), nil
	}
	read := o.readAt
	if o.cache.suits(int64(end-n), off+int64(n)) {
		read = o.cache.readAt
	}
	m, err := read(f.ctx, p[n:end], off+int64(n))
	if err != nil {
		return n + m, err
	}
	return len(p), nil
}

// readAt fills p with one request.
func (o *object) readAt(ctx context.Context, p []byte, off int64) (int, error) {
	s := o.stream(ctx, off, off+int64(len(p)))
	defer s.Close()
	return s.fill(p)
}

// usable is the error of reading n bytes from off of a closed File, or for a context that is done, or from nowhere.
func (f *File) usable(off, n int64) error {
	switch {
	case f.o.life.Err() != nil:
		return f.o.closed()
	case f.ctx.Err() != nil:
		return f.o.fail(span{}, endOf(f.ctx))
	case off < 0 || n < 0:
		return f.o.fail(span{}, fmt.Errorf("%d bytes from the offset %d: %w", n, off, errNegative))
	}
	return nil
}

var errNegative = errors.New("a negative number")

func (o *object) fail(what span, cause error) *Error {
	return &Error{URL: o.name, Offset: what.off, Length: what.n, Cause: cause}
}

func (o *object) closed() error { return o.fail(span{}, fs.ErrClosed) }

// Close ends all requests, those of the Files by WithContext too, and frees the cache.
// Reading is an error afterwards, fs.ErrClosed. Closing again does nothing.
func (f *File) Close() error {
	f.o.close()
	f.o.cache.close()
	return nil
}

// join gives a context that ends with ctx, and with the object.
func (o *object) join(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(o.life, func() { cancel(fs.ErrClosed) })
	return ctx, func() { stop(); cancel(nil) }
}

// missing is the number of the first block behind those that have to be fetched.
func (o *object) missing(size int64) int64 {
	end := o.version.size
	if k := o.kept; k.off+int64(len(k.data)) == end {
		end = k.off
	}
	return (end + size - 1) / size
}

// stretch is a part of the object in memory.
type stretch struct {
	off  int64
	data []byte
}

// at gives the bytes at the beginning of lo to hi-1 that are there.
func (s stretch) at(lo, hi int64) []byte {
	end := s.off + int64(len(s.data))
	if lo < s.off || lo >= end || lo >= hi {
		return nil
	}
	return s.data[lo-s.off : min(hi, end)-s.off]
}

// until gives the bytes at the end of lo to hi-1 that are there.
func (s stretch) until(lo, hi int64) []byte {
	end := s.off + int64(len(s.data))
	if hi <= s.off || hi > end || lo >= hi {
		return nil
	}
	return s.data[max(lo, s.off)-s.off : hi-s.off]
}
