package npyhttp

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/npygo/npygo/header"
)

// A body is what a request or an answer carries, inflated, within the limit, and
// with its first bytes looked at.
type body struct {
	wire     limited
	inflated limited
	src      *limited // one of the two
	gz       *gzip.Reader
	limit    int64
	length   int64  // of all, -1 if nobody knows
	left     int64  // of length
	rest     []byte // of block, or of long: what was looked at and is not yet read
	long     []byte // instead of block, for a header that does not fit there
	err      error  // of src
	until    *deadline
	block    [4 << 10]byte
}

var bodies = sync.Pool{New: func() any { return new(body) }}

// free gives b back; nothing of what it read is left in reach.
func (b *body) free() {
	b.wire, b.inflated, b.src, b.rest, b.long, b.err, b.until = limited{}, limited{}, nil, nil, nil, nil, nil
	bodies.Put(b)
}

// open begins to read what src gives, of a message with these headers. length is
// its Content-Length, -1 if there is none.
func (b *body) open(ctx context.Context, src io.Reader, length int64, h http.Header, limit int64) error {
	b.limit, b.length, b.left = limit, length, length
	if src == nil {
		src = http.NoBody
	}
	if length > limit {
		return tooLarge(limit)
	}
	b.wire = limited{r: src, ctx: ctx, limit: limit, room: limit, until: b.until}
	b.src = &b.wire
	coding, ok := codingOf(h["Content-Encoding"])
	if !ok {
		return &Error{Status: http.StatusUnsupportedMediaType, Detail: "Of content codings gzip alone is taken.",
			field: "Accept-Encoding", value: "gzip"}
	}
	if coding == "" {
		return nil
	}
	b.length, b.left = -1, -1
	return b.openGzip(ctx)
}

// codingOf is the one coding that a Content-Encoding names: gzip, or none.
func codingOf(values []string) (coding string, ok bool) {
	for _, v := range values {
		for name := range strings.SplitSeq(v, ",") {
			switch name = strings.ToLower(strings.TrimSpace(name)); {
			case name == "" || name == "identity":
			case coding == "" && (name == "gzip" || name == "x-gzip"):
				coding = "gzip"
			default:
				return "", false
			}
		}
	}
	return coding, true
}

// openGzip puts an inflater before the wire, with the same limit for what comes
// out of it.
func (b *body) openGzip(ctx context.Context) error {
	if b.gz == nil {
		b.gz = new(gzip.Reader)
	}
	err := b.gz.Reset(&b.wire)
	if err == io.EOF {
		return nothing()
	}
	b.inflated = limited{r: b.gz, ctx: ctx, limit: b.limit, room: b.limit}
	b.src = &b.inflated
	return err
}

// Read reads the body, from its beginning.
func (b *body) Read(p []byte) (n int, err error) {
	if len(b.rest) > 0 {
		n = copy(p, b.rest)
		b.rest = b.rest[n:]
	} else {
		n, err = b.fetch(p)
	}
	if b.left >= 0 {
		b.left = max(b.left-int64(n), 0)
	}
	return n, err
}

func (b *body) fetch(p []byte) (n int, err error) {
	if b.err != nil {
		return 0, b.err
	}
	n, b.err = b.src.Read(p)
	return n, b.err
}

// sized is a body of known length: package npy allocates by its Len, once.
type sized struct{ *body }

func (s sized) Len() int { return int(min(s.left, maxInt)) }

const maxInt = int64(^uint(0) >> 1)

// reader is b for npy, with a Len where the length is known.
func (b *body) reader() io.Reader {
	if b.left >= 0 {
		return sized{b}
	}
	return b
}

// look reads until n of the first bytes can be looked at, or all there are. The
// memory doubles with the bytes that come.
func (b *body) look(n int) {
	space := b.block[:]
	if b.long != nil {
		space = b.long
	}
	for have := len(b.rest); have < n && b.err == nil; have = len(b.rest) {
		if have == len(space) {
			b.long = make([]byte, 2*have)
			copy(b.long, b.rest)
			space = b.long
		}
		got, _ := b.fetch(space[have:])
		b.rest = space[:have+got]
	}
}

// finish finds the end, and nothing before it.
func (b *body) finish() error {
	for len(b.rest) == 0 && b.err == nil {
		n, _ := b.fetch(b.block[:1])
		b.rest = b.block[:n]
	}
	if len(b.rest) > 0 {
		return trailing()
	}
	if b.err != io.EOF {
		return b.err
	}
	return nil
}

// limited reads from r what is within a limit, as long as ctx lasts.
type limited struct {
	r     io.Reader
	ctx   context.Context
	limit int64
	room  int64 // of limit
	until *deadline
}

func (l *limited) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	if int64(len(p)) > l.room {
		p = p[:l.room+1]
	}
	n, err := l.r.Read(p)
	if err != nil {
		l.until.lift()
	}
	if l.room -= int64(n); l.room < 0 {
		l.room = 0
		return 0, tooLarge(l.limit)
	}
	return n, err
}

func tooLarge(limit int64) *Error {
	return &Error{Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("The body is larger than %d bytes, the most that is taken here.", limit),
		Cause: &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf("the body is larger than %d bytes: raise that with npyhttp.MaxBytes", limit)}}
}

func trailing() error {
	return &Error{Status: http.StatusBadRequest, Detail: "The body goes on behind the array.", Cause: errTrailing}
}

var errTrailing = errors.New("bytes behind the array")

func nothing() error {
	return &Error{Status: http.StatusBadRequest, Detail: "The body is empty.",
		Cause: &header.Error{Kind: header.ErrMagic, Offset: 0, Detail: "the body is empty"}}
}
