//go:build unix

package mmap

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// held is empty on Unix: a mapping outlives the file that it was made from.
type held struct{}

// open maps the whole of the file r.name. It calls the system itself, since an os.File costs three allocations.
func (r *Region) open() error {
	flags := syscall.O_RDONLY
	if r.mode == ReadWrite {
		flags = syscall.O_RDWR
	}
	// O_NONBLOCK means nothing to a regular file, and keeps a named pipe without a writer from blocking for ever.
	flags |= syscall.O_CLOEXEC | syscall.O_NONBLOCK
	fd, err := retry(func() (int, error) { return syscall.Open(r.name, flags, 0) })
	if err != nil {
		return &os.PathError{Op: "open", Path: r.name, Err: err}
	}
	defer syscall.Close(fd)
	size, err := fileSize(uintptr(fd))
	if err != nil {
		return r.failed(err)
	}
	return r.mapBytes(uintptr(fd), size)
}

// fileSize is the size of the regular file behind fd.
func fileSize(fd uintptr) (int64, error) {
	var st syscall.Stat_t
	_, err := retry(func() (int, error) { return 0, syscall.Fstat(int(fd), &st) })
	if err != nil {
		return 0, os.NewSyscallError("fstat", err)
	}
	if st.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return 0, errNotRegular
	}
	return st.Size, nil
}

func (held) mapView(fd uintptr, size int, mode Mode) ([]byte, error) {
	prot, flags := syscall.PROT_READ, syscall.MAP_SHARED
	switch mode {
	case ReadWrite:
		prot |= syscall.PROT_WRITE
	case CopyOnWrite:
		prot |= syscall.PROT_WRITE
		flags = syscall.MAP_PRIVATE
	}
	data, err := syscall.Mmap(int(fd), 0, size, prot, flags)
	if errors.Is(err, syscall.ENODEV) { // POSIX: the file's kind, or its file system, cannot be mapped
		return nil, fmt.Errorf("%w: %w", err, errors.ErrUnsupported)
	}
	return data, err
}

func (held) unmap(data []byte) error {
	return syscall.Munmap(data)
}

// retry repeats a call that a signal cut short (EINTR), which FUSE and NFS do in spite of SA_RESTART.
func retry(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != syscall.EINTR {
			return n, err
		}
	}
}
