package measure

import (
	"math"
	"syscall"
)

const madvHugePage = 14 // MADV_HUGEPAGE of <asm-generic/mman-common.h>

// touch maps n bytes, writes to each page, and gives them back: past the Go heap, which needs no collection for it. It does
// nothing where that is much of what is free, or the files that are to be read would have to go.
func touch(n int64) {
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil || n > math.MaxInt || uint64(n) > uint64(info.Freeram)*uint64(info.Unit)/4 {
		return
	}
	b, err := syscall.Mmap(-1, 0, int(n), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		return
	}
	defer syscall.Munmap(b)
	_ = syscall.Madvise(b, madvHugePage) // in 2 MiB at once, where that can be had
	for i := 0; i < len(b); i += 4096 {
		b[i] = 1
	}
}
