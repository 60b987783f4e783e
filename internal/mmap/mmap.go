// Package mmap maps files into memory.
//
// A [Region] is the file's own pages: nothing is read until it is touched, and two programs that map one file share
// its memory. The bytes are valid from [Map] or [Region.Open] until [Region.Close] and not one instruction longer:
// whoever touches them after that faults, and no recover catches it. So nothing here unmaps behind the caller's back: there is
// no finalizer, because a view of Data may outlive the Region that it came from.
//
// A file that shrinks while it is mapped faults too (SIGBUS) where bytes are touched that it no longer has.
// [runtime/debug.SetPanicOnFault] turns that fault into a panic. Replacing the file by renaming another one over its
// name is harmless: the mapping keeps the old file.
//
// Where the system cannot map files (js, wasip1, plan9, Windows built with the tag purego, some network file systems), Map says so with
// an error that wraps [errors.ErrUnsupported], for the caller to read the file instead.
package mmap

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
)

// Mode says what may be done with the bytes of a [Region].
type Mode int

const (
	// ReadOnly bytes are the file's as they are now and as others change them. Writing to them faults.
	ReadOnly Mode = iota
	// ReadWrite bytes are the file: what is written to them is written to it. The file must be open for reading and writing.
	ReadWrite
	// CopyOnWrite bytes may be written to, and the file never sees it: the first write to a page makes a copy of it.
	CopyOnWrite
)

// String is the mode's name, for messages.
func (m Mode) String() string {
	switch m {
	case ReadOnly:
		return "ReadOnly"
	case ReadWrite:
		return "ReadWrite"
	case CopyOnWrite:
		return "CopyOnWrite"
	}
	return fmt.Sprintf("Mode(%d)", int(m))
}

// Region is a mapped part of a file. The zero Region maps nothing and is ready for [Region.Open].
// Its methods may be called from several goroutines; it must not be copied.
type Region struct {
	mu   sync.RWMutex // held for reading while the mapping is in use by Sync, for writing while it comes or goes
	data []byte       // nil where nothing is mapped; not nil, but empty, for an empty file
	mode Mode
	name string
	held held // what the platform needs besides the mapping itself
}

// Error is why a file cannot be mapped. For one that cannot be opened it is an [*os.PathError].
type Error struct {
	Name string
	Err  error
}

func (e *Error) Error() string { return "map " + e.Name + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Map maps the first size bytes of f, which may be closed afterwards. Size 0 gives an empty region and asks the system nothing.
//
// It is an [*Error] if f is not a regular file, if size is negative, does not fit the address space (a 32-bit int), or is more than
// the file has (touching bytes behind its end would fault). Where files cannot be mapped, it wraps [errors.ErrUnsupported].
func Map(f *os.File, size int64, mode Mode) (*Region, error) {
	r := &Region{name: f.Name(), mode: mode}
	err := r.mapFile(f.Fd(), size)
	runtime.KeepAlive(f) // or its finalizer could close the descriptor under the mapping call
	if err != nil {
		return nil, err
	}
	return r, nil
}

// Open maps the whole of the named file into r, which must be a zero or a closed Region. The errors are those of [os.OpenFile] and [Map].
//
// It is there for speed: on Unix it costs four system calls and one allocation, where os.Open, Stat and [Map] cost five.
func (r *Region) Open(name string, mode Mode) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.data != nil {
		return fmt.Errorf("map %s: the region still maps %s; close it first", name, r.name)
	}
	r.name, r.mode = name, mode
	return r.open()
}

// Data is the mapped bytes, shared with the file as the [Mode] says. It is nil before Open and after Close.
func (r *Region) Data() []byte {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.data
}

// Sync returns once what was written to a [ReadWrite] region is on the disk. Without it the system writes when it likes, also after Close:
// a crash of the program loses nothing, a crash of the machine may. It is an error on a region of another mode, or that is closed.
func (r *Region) Sync() error {
	r.mu.RLock()
	defer r.mu.RUnlock()
	switch {
	case r.data == nil:
		return fmt.Errorf("sync %s: the mapping is closed: %w", r.name, os.ErrClosed)
	case r.mode != ReadWrite:
		return fmt.Errorf("sync %s: it is mapped %v, so there is nothing that could be written to the file; map it ReadWrite", r.name, r.mode)
	case len(r.data) == 0:
		return nil
	}
	if err := r.held.sync(r.data); err != nil {
		return fmt.Errorf("sync %s: %w", r.name, err)
	}
	return nil
}

// Close unmaps the bytes: from then on every slice of Data faults where it is touched. Closing again does nothing and returns nil.
func (r *Region) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	data := r.data
	r.data = nil
	if len(data) == 0 {
		return nil
	}
	if err := r.held.unmap(data); err != nil {
		return fmt.Errorf("unmap %s: %w", r.name, err)
	}
	return nil
}

// errNotRegular is what is wrong with directories, pipes and devices: they have no size, and so no bytes to promise.
var errNotRegular = errors.New("not a regular file")

// mapFile maps the first size bytes of the file behind fd, whose name r holds already, as it does the mode.
func (r *Region) mapFile(fd uintptr, size int64) error {
	if size < 0 {
		return r.failed(fmt.Errorf("the size is negative: %d", size))
	}
	if size > 0 {
		has, err := fileSize(fd)
		if err != nil {
			return r.failed(err)
		}
		if size > has {
			return r.failed(fmt.Errorf("%d bytes are wanted, and the file has %d", size, has))
		}
	}
	return r.mapBytes(fd, size)
}

// mapBytes is mapFile for a caller who knows that the file is a regular one of at least size bytes.
func (r *Region) mapBytes(fd uintptr, size int64) error {
	switch {
	case r.mode < ReadOnly || r.mode > CopyOnWrite:
		return r.failed(fmt.Errorf("there is no %v", r.mode))
	case int64(int(size)) != size:
		return r.failed(fmt.Errorf("%d bytes do not fit the address space of a 32-bit program", size))
	case size == 0:
		r.data = []byte{}
		return nil
	}
	data, err := r.held.mapView(fd, int(size), r.mode)
	if err != nil {
		if r.mode == ReadWrite && errors.Is(err, os.ErrPermission) {
			err = fmt.Errorf("%w (ReadWrite needs a file that is open for reading and writing)", err)
		}
		return r.failed(err)
	}
	r.data = data
	return nil
}

func (r *Region) failed(err error) error { return &Error{r.name, err} }
