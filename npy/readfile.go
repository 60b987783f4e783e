package npy

import (
	"errors"
	"io"
	"os"
	"sync"

	"github.com/npygo/npygo/header"
)

// ReadFile reads the array in the named file. What follows the first array in
// the file is ignored, as np.load ignores it.
//
// Everything else is as for Read; an error from the operating system comes as
// the *fs.PathError that it is.
//
// Options: as for Read.
func ReadFile[T any](name string, opts ...Option) (Array[T], error) {
	o := collect(opts)
	first, h, src, err := openFirst(name, &o)
	if err != nil {
		return Array[T]{}, err
	}
	defer first.close()
	var a Array[T]
	if err := readBody(&src, &h, &a, &o); err != nil {
		return Array[T]{}, named(err, name)
	}
	return a, nil
}

// ReadFileAny is ReadFile for a dtype that is not known when compiling: see ReadAny.
//
// Options: as for Read.
func ReadFileAny(name string, opts ...Option) (AnyArray, error) {
	o := collect(opts)
	first, h, src, err := openFirst(name, &o)
	if err != nil {
		return nil, err
	}
	defer first.close()
	a, err := readAny(&src, &h, &o)
	if err != nil {
		return nil, named(err, name)
	}
	return a, nil
}

// openingSize is what the first read of a file asks for: the header and, of a
// small file, all the elements, in one system call.
const openingSize = 4096

// opening reads a file from its start: first what its first read brought, then
// the rest straight from the file.
type opening struct {
	f     *os.File
	at    int64  // bytes that were read from f
	rest  []byte // of block, what is not yet taken
	block [openingSize]byte
}

var openings = sync.Pool{New: func() any { return new(opening) }}

// openFirst opens the named file and reads its header. The payload that it returns reads on from there, until close.
func openFirst(name string, o *options) (p *opening, h header.Header, src payload, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, header.Header{}, payload{}, err
	}
	p = openings.Get().(*opening)
	if h, src, err = p.read(f, o); err != nil {
		p.close()
		return nil, header.Header{}, payload{}, named(err, name)
	}
	return p, h, src, nil
}

func (p *opening) close() {
	p.f.Close()
	p.f, p.rest = nil, nil
	openings.Put(p)
}

// read reads the header of f. The payload that it returns reads on from there.
func (p *opening) read(f *os.File, o *options) (h header.Header, src payload, err error) {
	p.f, p.at, p.rest = f, 0, nil
	n, err := p.f.Read(p.block[:])
	p.at += int64(n)
	if err != nil && err != io.EOF {
		return header.Header{}, payload{}, err
	}
	p.rest = p.block[:n]
	h, at, err := header.ParseInto(make([]int, 0, 4), p.rest, o.header())
	if errors.Is(err, io.ErrUnexpectedEOF) { // a long header, or a pipe that gives little at a time
		var taken int64
		taken, err = h.Take(p, o.header())
		at = int(taken)
	} else if err == nil {
		p.rest = p.rest[at:]
	}
	if err != nil {
		return header.Header{}, payload{}, err
	}
	return h, payload{r: p, start: int64(at), extent: unknownExtent}, nil
}

// Read gives what is left of the first block, then the file.
func (p *opening) Read(b []byte) (int, error) {
	if len(p.rest) > 0 {
		n := copy(b, p.rest)
		p.rest = p.rest[n:]
		return n, nil
	}
	n, err := p.f.Read(b)
	p.at += int64(n)
	return n, err
}

// left tells what is there still, for extentOf.
func (p *opening) left() extent {
	size, ok := sizeOfFile(p.f)
	if !ok {
		return unknownExtent
	}
	return exactly(max(size-p.at, 0) + int64(len(p.rest)))
}

// named puts the file's name into an error that has none. One that says more than
// an *Error does, because several things went wrong, stays as it is.
func named(err error, name string) error {
	if e, ok := err.(*header.Error); ok && e.Name == "" {
		with := *e
		with.Name = name
		return &with
	}
	return err
}
