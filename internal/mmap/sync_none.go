//go:build aix || openbsd || solaris

package mmap

import "errors"

// sync is not to be had here: these systems allow system calls through their C library only, and package syscall does not link msync.
func (held) sync([]byte) error {
	return errors.ErrUnsupported
}
