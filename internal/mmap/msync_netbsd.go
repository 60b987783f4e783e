package mmap

// From NetBSD's <sys/syscall.h> (SYS___MSYNC13, the msync with flags) and <sys/mman.h>: package syscall has neither on all its architectures.
const (
	sysMsync = 277
	msSync   = 4
)
