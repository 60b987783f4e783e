package npy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strings"

	"github.com/npygo/npygo/header"
)

// extent is what a source tells of the bytes that are left in it.
type extent struct {
	exact int64 // so many are there; -1: nobody knows
	most  int64 // no more than this can come; math.MaxInt64: no bound
	err   error // the source was lost in asking
}

var unknownExtent = extent{exact: -1, most: math.MaxInt64}

func exactly(n int64) extent { return extent{exact: n, most: n} }

func atMost(n int64) extent { return extent{exact: -1, most: n} }

// extentOf asks r how many bytes are left in it.
func extentOf(r io.Reader) extent {
	switch r := r.(type) {
	case *bytes.Reader: // the common ones by name: their Len does not escape
		return exactly(int64(r.Len()))
	case *bytes.Buffer:
		return exactly(int64(r.Len()))
	case *strings.Reader:
		return exactly(int64(r.Len()))
	case *os.File:
		return extentOfFile(r)
	case *opening:
		return r.left()
	case *counter:
		return extentOf(r.r)
	case *io.LimitedReader:
		inner := extentOf(r.R)
		inner.most = max(min(inner.most, r.N), 0)
		inner.exact = min(inner.exact, inner.most)
		return inner
	case interface{ Len() int }:
		return exactly(int64(r.Len()))
	case io.Seeker:
		return extentOfSeeker(r)
	case interface{ Stat() (fs.FileInfo, error) }: // an fs.File, say: where it stands, it does not tell
		if st, err := r.Stat(); err == nil && st.Mode().IsRegular() && st.Size() > 0 {
			return atMost(st.Size())
		}
	}
	return unknownExtent
}

func extentOfFile(f *os.File) extent {
	size, ok := sizeOfFile(f)
	if !ok {
		return unknownExtent
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return unknownExtent
	}
	return exactly(max(size-at, 0))
}

// sizeOfFile trusts the size of regular files alone: those of devices, pipes
// and most of /proc say nothing.
func sizeOfFile(f *os.File) (size int64, ok bool) {
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() || st.Size() == 0 {
		return 0, false
	}
	return st.Size(), true
}

// extentOfSeeker seeks to the end and back. An end that is not ahead tells
// nothing: that of a device is 0.
func extentOfSeeker(s io.Seeker) extent {
	at, err := s.Seek(0, io.SeekCurrent)
	if err != nil {
		return unknownExtent
	}
	end, err := s.Seek(0, io.SeekEnd)
	if err != nil {
		return unknownExtent
	}
	if _, err := s.Seek(at, io.SeekStart); err != nil {
		return extent{err: err}
	}
	if end <= at {
		return unknownExtent
	}
	return exactly(end - at)
}

// payload is a source right behind a header.
type payload struct {
	r io.Reader
	extent
	start int64 // bytes of the header: where errors count from
	base  int64 // bytes of the payload that were read before this array, which is a part of it
	size  int64 // bytes of the payload, as the header has it
}

// check compares the header's claim with what the source is known to have.
func (p *payload) check() error {
	if p.err != nil {
		return &header.Error{Offset: p.start, Cause: p.err, Detail: "the way back from the end is lost"}
	}
	if p.most >= p.size {
		return nil
	}
	return &header.Error{Kind: header.ErrTruncated, Offset: p.start,
		Detail: fmt.Sprintf("the header promises %d bytes of elements, no more than %d are there", p.size, p.most)}
}

// readFull fills b. done is how many bytes of the payload came before.
func (p *payload) readFull(b []byte, done int64) error {
	n, err := io.ReadFull(p.r, b)
	if err == nil {
		return nil
	}
	done += int64(n)
	at := p.start + p.base + done
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return &header.Error{Kind: header.ErrTruncated, Offset: at,
			Detail: fmt.Sprintf("%d bytes of elements are to come, the input ends after %d", p.size, done)}
	}
	return unread(at, err, done, p.size)
}

// unread is the error for a source that fails with cause at its byte at, after done of size bytes of elements. It has no kind,
// since the array may be whole and only out of reach, unless the file has lost its end.
func unread(at int64, cause error, done, size int64) error {
	e := &header.Error{Offset: at, Cause: cause, Detail: fmt.Sprintf("after %d of %d bytes of elements", done, size)}
	if errors.Is(cause, errShrunk) {
		e.Kind = header.ErrTruncated
	}
	return ofSource(e)
}

// ofSource is e, unless its Cause is an *Error itself: that of a source that knows
// better what is wrong and where, as a member of an archive does.
func ofSource(e *header.Error) error {
	var inner *header.Error
	if errors.As(e.Cause, &inner) {
		return inner
	}
	return e
}

// readPiece reads n bytes into room, or, if there are more than fit, into memory
// that grows with those that arrive. done is as for readFull.
func (p *payload) readPiece(room []byte, n int, done int64) ([]byte, error) {
	for have := 0; ; {
		to := min(n, len(room))
		if err := p.readFull(room[have:to], done+int64(have)); err != nil || to == n {
			return room[:to], err
		}
		have = to
		more := make([]byte, growTo(have, n))
		copy(more, room)
		room = more
	}
}

// locate puts the place of src's byte at into an error of what begins there:
// the error's own offset, if it has one, counts from there.
func (p *payload) locate(err error, at int64) error {
	return shift(err, p.start+p.base+at)
}
