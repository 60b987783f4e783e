package header

import (
	"errors"
	"io"
	"sync"
)

// Read reads a header from r, and takes exactly the header's bytes: the payload comes next. It reads the first ten bytes, which tell the
// length, and then the rest; memory grows with the bytes that arrive, up to the limit.
//
// An error is an *Error, and then the Header is zero. At the end of the input, where another array could begin, it matches io.EOF; an
// error of r can be found in it with errors.Is.
func Read(r io.Reader, opts ...Option) (Header, error) {
	var h Header
	_, err := h.Take(r, opts...)
	return h, err
}

// Take is Read into h, and reuses the memory of h.Shape. n is the number of bytes taken from r, with or without an error.
func (h *Header) Take(r io.Reader, opts ...Option) (n int64, err error) {
	scratch := scratches.Get().(*[]byte)
	b, err := takeBytes(r, (*scratch)[:0], limit(opts))
	if err == nil {
		h.Shape, _, err = parse(h, h.Shape[:0], b, opts)
	} else {
		*h = Header{}
	}
	n = int64(len(b))
	if cap(b) <= maxScratch {
		*scratch = b
	}
	scratches.Put(scratch)
	return n, err
}

// scratches holds memory for the bytes of headers, which Take needs only while it runs.
var scratches = sync.Pool{New: func() any { b := make([]byte, 0, 256); return &b }}

// maxScratch is the largest memory that goes back to the pool: that of every header of version 1.
const maxScratch = 1 << 16

// takeBytes appends the header's bytes to the empty b.
func takeBytes(r io.Reader, b []byte, limit int) ([]byte, error) {
	for {
		n, e := need(b, limit)
		if e != nil {
			return b, e
		}
		if len(b) == n {
			return b, nil
		}
		step := min(n-len(b), max(maxScratch, len(b))) // no more than the bytes that have come, or a little
		b = append(b, make([]byte, step)...)
		got, err := io.ReadFull(r, b[len(b)-step:])
		b = b[:len(b)-step+got]
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			n, e := need(b, limit)
			if e == nil {
				e = short(b, n)
			}
			return b, e // what Parse says of these bytes
		}
		if err != nil {
			var inner *Error // of a source that knows better what is wrong, as a member of an archive does
			if errors.As(err, &inner) {
				return b, inner
			}
			return b, &Error{Offset: int64(len(b)), Detail: "the rest of the header", Cause: err}
		}
	}
}
