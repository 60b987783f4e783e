//go:build darwin || dragonfly || freebsd || linux || netbsd

package mmap

import (
	"reflect"
	"syscall"
)

// sync calls msync itself, since package syscall has no function for it. Linux flushes the disk's own cache too; macOS leaves
// it in the drive's cache, where a crash of the system does it no harm.
func (held) sync(data []byte) error {
	// The address by way of reflect, not unsafe. It stays true: the garbage collector does not move what it did not allocate,
	// and Region's lock keeps the mapping in place.
	start := reflect.ValueOf(data).Pointer()
	for {
		_, _, errno := syscall.Syscall(sysMsync, start, uintptr(len(data)), msSync)
		switch errno {
		case 0:
			return nil
		case syscall.EINTR:
			continue
		}
		return errno
	}
}
