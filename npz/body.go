package npz

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/mmap"
)

// ReadFrom reads a whole archive from r, which is at its end then: the body of
// an HTTP request, say, or a pipe. A zip has its directory at the end, so
// nothing can be had before all is there. Up to DefaultInMemory bytes are kept in
// memory, where View can share them; more go into a temporary file, which
// Close removes.
//
// Where r tells how much is left in it (Len() int, or an *os.File), the memory is allocated at
// once; else it grows with the bytes that arrive. A body without end fills the
// disk: put an http.MaxBytesReader or an io.LimitedReader around it.
//
// An error of r is wrapped, and of no kind. Everything else is as for Open.
//
// Options: InMemory, and those of Open.
func ReadFrom(r io.Reader, opts ...Option) (*Reader, error) {
	z := newReader(opts)
	if err := z.readFrom(r); err != nil {
		z.release()
		return nil, err
	}
	return z, nil
}

func (r *Reader) readFrom(from io.Reader) error {
	b, more, err := slurp(from, r.o.inMemory)
	if err != nil {
		return bodyError(err)
	}
	r.src = inMemory(b)
	if more {
		if err := r.spill(b, from); err != nil {
			return err
		}
	}
	return r.readDirectory()
}

func bodyError(err error) error {
	return &header.Error{Name: "body", Offset: -1, Cause: err}
}

// slurp reads r to its end, or limit bytes and one more, if there are more.
func slurp(r io.Reader, limit int64) (b []byte, more bool, err error) {
	const first, growth = 64 << 10, 4
	size := int64(first)
	if known := remaining(r); known >= 0 {
		size = known + 1 // the last Read finds the end
	}
	b = room(min(size, limit+1))[:0]
	for {
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case err == io.EOF:
			return b, int64(len(b)) > limit, nil
		case err != nil:
			return nil, false, err
		case int64(len(b)) > limit:
			return b, true, nil
		case len(b) == cap(b):
			next := room(min(int64(len(b))*growth, limit+1))[:len(b)]
			copy(next, b)
			b = next
		}
	}
}

// room is n bytes that are not zeroed. Huge pages, where there are some, make
// the first use of fresh memory several times faster.
func room(n int64) []byte {
	b := cast.Make[byte](int(n))
	cast.HugePages(b)
	return b
}

// remaining is how many bytes are left in r, -1 if it does not say.
func remaining(r io.Reader) int64 {
	switch r := r.(type) {
	case interface{ Len() int }:
		return int64(max(r.Len(), 0))
	case *os.File:
		st, err := r.Stat()
		if err != nil || !st.Mode().IsRegular() || st.Size() == 0 {
			return -1
		}
		at, err := r.Seek(0, io.SeekCurrent)
		if err != nil {
			return -1
		}
		return max(st.Size()-at, 0)
	}
	return -1
}

// spill puts the archive, which begins with b, into a temporary file, and reads
// it from there.
func (r *Reader) spill(b []byte, rest io.Reader) error {
	f, err := os.CreateTemp("", "npz-*.tmp")
	if err != nil {
		return err
	}
	// At once where the system lets open files go (Unix): then none is left behind, whatever happens. Else in Close.
	if os.Remove(f.Name()) != nil {
		r.owned = append(r.owned, removing(f.Name()))
	}
	r.owned = append([]io.Closer{f}, r.owned...) // closed before it is removed
	if _, err := f.Write(b); err != nil {
		return err
	}
	n, err := io.Copy(f, rest)
	if err != nil {
		var disk *fs.PathError
		if errors.As(err, &disk) && disk.Path == f.Name() {
			return err
		}
		return bodyError(err)
	}
	r.useFile(f, int64(len(b))+n)
	return nil
}

// useFile reads the archive from f, mapped if that can be: if there is a system for it, and room in the address space.
func (r *Reader) useFile(f *os.File, size int64) {
	r.src = source{ra: f, size: size}
	if region, err := mapFile(f, size, mmap.ReadOnly); err == nil {
		r.owned = append([]io.Closer{region}, r.owned...)
		r.src = inMemory(region.Data())
	}
}

// mapFile is a variable for the test of systems without it.
var mapFile = mmap.Map

// removing is the name of a file that Close removes.
type removing string

func (name removing) Close() error { return os.Remove(string(name)) }
