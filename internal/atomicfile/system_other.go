//go:build !linux || arm

package atomicfile

// What system_linux.go does for speed, it was measured for there. Elsewhere the file is written and renamed, and nothing more: also on 32-bit arm, for which
// package syscall has no sync_file_range, without which allocating in advance is not safe.

func allocate(uintptr, int64) error { return nil }

func flush(uintptr) error { return nil }

func hold(string) (release func()) { return func() {} }
