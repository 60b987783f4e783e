package npy

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"reflect"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/atomicfile"
	"github.com/npygo/npygo/internal/mmap"
)

// MapMode says what may be done with the elements of a Mapping.
type MapMode int

const (
	// ReadOnly elements are the file's. Writing to one is a fault that ends the
	// program.
	ReadOnly MapMode = iota
	// ReadWrite elements are the file's, and what is written to them is written
	// to the file.
	ReadWrite
	// CopyOnWrite elements may be written to, and the file never sees it.
	CopyOnWrite
)

// modes says it in internal/mmap's words.
var modes = map[MapMode]mmap.Mode{ReadOnly: mmap.ReadOnly, ReadWrite: mmap.ReadWrite, CopyOnWrite: mmap.CopyOnWrite}

// A Mapping is an array whose elements are the bytes of a file, mapped into
// memory. Opening one takes microseconds, however large the file is: elements
// are loaded when they are touched, and other programs that map the file share
// the same memory. It stays mapped until Close, also when nobody refers to it any more.
type Mapping[T any] struct {
	// Array is the array. Its Data is the file and must not be touched after
	// Close: nor may slices that were taken from it, which would fault, beyond
	// the reach of recover. Nor may the file be made shorter while it is mapped.
	// Replacing it, as WriteFile does, is harmless on Unix: the mapping keeps the
	// old one. (Windows does not replace a file that is open or mapped: WriteFile gives an error there.)
	Array Array[T]

	region mmap.Region
	shape  [4]int           // the memory of Array.Shape, if that is long enough
	made   *atomicfile.File // by CreateMap
}

// Map maps the array in the named file. What follows the first array in the
// file is ignored.
//
// The file must be regular, of this machine's byte order, and have its elements
// at an address that suits T, as all that NumPy has written since version 1.14
// do; bool bytes other than 0 and 1 are refused, which costs a look at each.
// Where these are the reason, the error wraps ErrNoView, and ReadFile does what
// Map does not. On systems without mmap (js, wasip1) it wraps
// errors.ErrUnsupported. Other errors are as for ReadFile, or tell why the system
// does not map that file: a directory, say, or no room in a 32-bit address space.
//
// Options: MaxBytes, MaxHeader.
func Map[T any](name string, mode MapMode, opts ...Option) (*Mapping[T], error) {
	how, ok := modes[mode]
	if !ok {
		return nil, fmt.Errorf("npy: map %s: no such mode: %d", name, mode)
	}
	m := new(Mapping[T])
	err := m.region.Open(name, how)
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return nil, path
	case err != nil:
		return nil, fmt.Errorf("npy: %w", err)
	}
	viewed := false
	defer func() {
		if !viewed { // perhaps by a panic, if the file has become shorter
			m.region.Close()
		}
	}()
	m.Array, err = view[T](m.region.Data(), m.shape[:0], opts)
	if err != nil {
		return nil, named(err, name)
	}
	viewed = true
	return m, nil
}

// CreateMap makes a file for an array of the given shape, in C order and with
// all elements zero, and maps it ReadWrite, to be filled in place. The space on
// the disk is reserved first, where the system can do that, so that a full disk
// is an error here and not a fault later. A file of that name is replaced, not
// overwritten: who has it mapped keeps the old one, and so does everybody after
// an error.
//
// The errors are those of WriteFile and Map.
func CreateMap[T any](name string, shape ...int) (*Mapping[T], error) {
	pl, err := planTo[T](nil, nativeOrder == header.BigEndian, new(options))
	if err != nil {
		return nil, named(err, name)
	}
	if pl.encode != nil {
		return nil, &header.Error{Kind: ErrNoView, Name: name, Offset: -1, Detail: fmt.Sprintf(
			"a %s is in memory not what it is in a file", reflect.TypeFor[T]())}
	}
	h := header.Header{DType: pl.dtype, Shape: append(make([]int, 0, len(shape)), shape...)}
	head, err := h.AppendBinary(nil)
	if err != nil {
		return nil, named(err, name)
	}
	size, err := h.PayloadSize()
	if err != nil {
		return nil, named(err, name)
	}
	if size > math.MaxInt-int64(len(head)) {
		return nil, &header.Error{Kind: header.ErrLimit, Name: name, Offset: -1, Detail: fmt.Sprintf(
			"%d bytes of elements are more than this machine can map", size)}
	}
	if err := regular(name); err != nil {
		return nil, err
	}
	f, err := atomicfile.Create(name, atomicfile.Options{Size: int64(len(head)) + size, Reserve: true})
	if err != nil {
		return nil, err
	}
	defer f.Abort()
	if _, err := f.Write(head); err != nil {
		return nil, err
	}
	if size > 0 {
		if _, err := f.WriteAt([]byte{0}, int64(len(head))+size-1); err != nil { // the rest is zero without being written
			return nil, err
		}
	}
	// Mapped before it gets its name: if that fails the old file is still there.
	m, err := Map[T](f.Temp(), ReadWrite)
	if err != nil {
		return nil, named(underName(err, f.Temp(), name), name)
	}
	if err := f.Commit(); err != nil {
		m.Close()
		return nil, err
	}
	m.made = f
	return m, nil
}

// Sync returns when all that was written to the elements is on the disk, and
// after CreateMap the file's name too.
// Without it the system writes when it likes: also after Close, but not across
// a power cut. It is an error for modes other than ReadWrite and after Close.
func (m *Mapping[T]) Sync() error {
	if err := m.region.Sync(); err != nil {
		return fmt.Errorf("npy: %w", err)
	}
	if m.made == nil {
		return nil
	}
	return m.made.SyncDir()
}

// Close unmaps the file and leaves m.Array empty, so that using it is an index
// out of range and not a fault. Closing again does nothing.
func (m *Mapping[T]) Close() error {
	m.Array = Array[T]{}
	if err := m.region.Close(); err != nil {
		return fmt.Errorf("npy: %w", err)
	}
	return nil
}
