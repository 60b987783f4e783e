//go:build linux && !purego

package cast

import (
	"syscall"
	"unsafe"
)

const (
	hugePage      = 2 << 20 // bytes; the kernel's usual size, and a multiple of every page size
	hugePagesFrom = 4 << 20 // bytes; below, too little of b is whole huge pages
	madvHugePage  = 14      // MADV_HUGEPAGE, the same number on every Linux that Go runs on
)

func hugePages(b []byte) {
	if len(b) < hugePagesFrom {
		return
	}
	// Sound: the address is only looked at; the slice expression below is what
	// keeps us inside b (from 4 MiB up there is always a whole huge page in it).
	start := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	skip := int(-start % hugePage)
	n := (len(b) - skip) / hugePage * hugePage
	// Advice: a kernel without huge pages says EINVAL, and nothing is lost.
	_ = syscall.Madvise(b[skip:skip+n], madvHugePage)
}
