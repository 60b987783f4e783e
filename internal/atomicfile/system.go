package atomicfile

import (
	"errors"
	"io"
	"os"
	"syscall"
)

// system is everything by which this package changes the file system. The tests put failures and crashes in its place.
type system struct {
	open     func(name string, flag int, perm os.FileMode) (handle, error)
	allocate func(fd uintptr, size int64) error
	flush    func(fd uintptr) error
	hold     func(name string) (release func())
	rename   func(from, to string) error
	remove   func(name string) error
	syncDir  func(dir string) error // "" is the current one
}

// handle is what is used of an *os.File.
type handle interface {
	io.Writer
	io.WriterAt
	io.ReaderFrom
	io.Seeker
	io.Closer
	Stat() (os.FileInfo, error)
	Chmod(os.FileMode) error
	Truncate(int64) error
	Sync() error
	Fd() uintptr
}

var osSystem = system{
	open: func(name string, flag int, perm os.FileMode) (handle, error) {
		f, err := os.OpenFile(name, flag, perm)
		if err != nil {
			return nil, err // and not a nil *os.File in an interface that is not nil
		}
		return f, nil
	},
	allocate: allocate,
	flush:    flush,
	hold:     hold,
	rename:   os.Rename,
	remove:   os.Remove,
	syncDir:  syncDir,
}

// current is what Create works with: the tests of other packages change it, with Faulty.
var current = &osSystem

// unsyncable tells whether err means that syncing has no meaning there: POSIX has EINVAL for that, macOS ENOTSUP.
func unsyncable(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported)
}
