package npy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync/atomic"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/owned"
)

// A File is an array of which parts are read: ReadRows and ReadSlice read the
// bytes that they need and no others. It may be used by several goroutines at
// once. Only Open and NewFile make one. After Close reading is an error that wraps
// fs.ErrClosed.
type File struct {
	ra     io.ReaderAt
	h      header.Header
	start  int64 // where the payload begins
	name   string
	o      options
	closer io.Closer // nil for what was lent
	closed atomic.Bool
}

// Open opens the named file, which must be a regular one, and reads its header.
//
// The file is compared with the header at once: one that is too short for its
// array is an error of kind header.ErrTruncated here, and not in the middle of
// a long run. What follows the array is ignored. A file of Python objects can
// be opened, to see its header, and not read. An error from the operating
// system comes as the *fs.PathError that it is.
//
// Options: MaxHeader; for each part that is read, MaxBytes (a part's bytes, not
// the file's), MergeGap, Progress, NoHugePages; Cast, LongDouble; LossyText,
// KeepSurrogates.
func Open(name string, opts ...Option) (*File, error) {
	// A named pipe would block until somebody writes to it.
	if st, err := os.Stat(name); err == nil && !st.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errNoSize}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return openOwned(f, f, name, opts)
}

var errNoSize = errors.New("not a regular file, so that no part can be read before the rest: use Read")

// OpenFS is Open for a file of fsys, as of an embed.FS or os.DirFS.
//
// The file must have a ReadAt method. Where it has none, as the files in a zip
// archive, the error wraps errors.ErrUnsupported: such a file can only be read
// from its beginning, with Read, or from memory, with NewFile.
func OpenFS(fsys fs.FS, name string, opts ...Option) (*File, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	if ra, ok := f.(io.ReaderAt); ok {
		return openOwned(f, ra, name, opts)
	}
	f.Close()
	return nil, &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf(
		"%w: a %T has no ReadAt method, so that no part can be read before the rest: use Read, or NewFile on its bytes", errors.ErrUnsupported, f)}
}

// openOwned makes a File of f, which is closed with it. ra is f.
func openOwned(f fs.File, ra io.ReaderAt, name string, opts []Option) (*File, error) {
	st, err := f.Stat()
	if err == nil && !st.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: name, Err: errNoSize}
	}
	var file *File
	if err == nil {
		file, err = NewFile(ra, st.Size(), opts...)
	}
	if err != nil {
		f.Close()
		return nil, named(err, name)
	}
	file.name, file.closer = name, f
	return file, nil
}

// NewFile makes a File of anything with ReadAt, of which it uses the first size
// bytes: a bytes.Reader, an object in a store, an io.SectionReader on a part of
// a larger file. ra must allow concurrent calls if the File is to, and size
// must be what is really there: that much is believed when memory is allocated.
//
// The header costs one ReadAt of up to 4 KiB, and another one if it is longer. Rows of
// more than 256 KiB cost one call of ReadRange(off, n int64) (io.ReadCloser, error), if ra
// has such a method: where each call is a journey, as over HTTP.
// Errors and options are as for Open. An error of ra is wrapped.
func NewFile(ra io.ReaderAt, size int64, opts ...Option) (*File, error) {
	f := &File{ra: ra, o: collect(opts)}
	if own, ok := ra.(owned.ReaderAt); ok {
		f.ra, f.closer = own.ReaderAt, own.Closer
	}
	if err := f.readHeader(size); err != nil {
		return nil, err
	}
	need, err := f.h.PayloadSize()
	if err != nil {
		return nil, err
	}
	if f.h.DType.HasObject() { // the payload is a pickle, of any size
		return f, nil
	}
	if have := size - f.start; have < need {
		return nil, &header.Error{Kind: header.ErrTruncated, Offset: size, Detail: fmt.Sprintf(
			"the header promises %d bytes of elements, %d are there", need, have)}
	}
	return f, nil
}

func (f *File) readHeader(size int64) error {
	block := openings.Get().(*opening)
	defer openings.Put(block)
	b := block.block[:max(min(size, openingSize), 0)]
	n, err := f.ra.ReadAt(b, 0)
	if n < len(b) && err != nil && err != io.EOF {
		return ofSource(&header.Error{Offset: int64(n), Detail: "the header", Cause: err})
	}
	h, at, err := header.ParseInto(nil, b[:n], f.o.header())
	f.h, f.start = h, int64(at)
	if errors.Is(err, io.ErrUnexpectedEOF) && int64(n) < size {
		f.start, err = f.h.Take(io.NewSectionReader(f.ra, 0, size), f.o.header())
	}
	f.h.Shape = notNil(f.h.Shape)
	return err
}

// Header returns the file's header. It is a copy.
func (f *File) Header() header.Header {
	h := f.h
	h.Shape = slices.Clone(h.Shape)
	return h
}

// Close closes the file; what was lent to NewFile it leaves open. Reading is an
// error afterwards. Closing again does nothing.
func (f *File) Close() error {
	if f.closed.Swap(true) || f.closer == nil {
		return nil
	}
	return f.closer.Close()
}

// readAt fills b from the file's byte at. The error is the cause alone, without
// where it happened.
func (f *File) readAt(b []byte, at int64) (n int, err error) {
	n, err = f.ra.ReadAt(b, at)
	switch {
	case n == len(b):
		return n, nil
	case err == nil || err == io.EOF:
		return n, errShrunk
	}
	return n, err
}

// errShrunk is no io.EOF: the header was read, and so was the size.
var errShrunk = errors.New("the file has become shorter since it was opened")

// section is a stretch of a File as an io.Reader.
type section struct {
	f       *File
	at, end int64
}

func (s *section) Read(b []byte) (n int, err error) {
	if s.at == s.end {
		return 0, io.EOF
	}
	n, err = s.f.readAt(b[:min(int64(len(b)), s.end-s.at)], s.at)
	s.at += int64(n)
	return n, err
}

// usable is the error of using a closed File.
func (f *File) usable() error {
	if f.closed.Load() {
		return &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrClosed}
	}
	return nil
}
