//go:build !purego

package cast

import (
	"strings"
	"unsafe"
)

func bytesOf[T any](s []T) ([]byte, bool) {
	var zero T
	// Sound: s is a live slice, so len(s)*sizeof(T) bytes from its first element
	// are one allocation and the product cannot overflow; a byte needs no
	// alignment and takes every bit pattern; T holds no pointers (precondition),
	// so bytes written here cannot forge one. SliceData(nil) is nil, and
	// Slice(nil, 0) is nil again.
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(zero))), true
}

// sliceOf wants a b that is not empty.
func sliceOf[T any](b []byte) ([]T, bool) {
	var zero T
	size := int(unsafe.Sizeof(zero))
	if size == 0 || len(b)%size != 0 || !aligned[T](b) {
		return nil, false
	}
	// Sound: the line above established that b holds a whole number of Ts and
	// begins where a T may begin, so the slice covers exactly b's memory; every
	// bit pattern there is a T and T holds no pointers (preconditions).
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/size), true
}

func convert[To, From any](s []From) ([]To, bool) {
	var to To
	var from From
	if unsafe.Sizeof(to) != unsafe.Sizeof(from) || unsafe.Alignof(to) != unsafe.Alignof(from) {
		return nil, false
	}
	// Sound: same size and alignment, established above, so element i of the one
	// is element i of the other, up to the capacity; same underlying type
	// (precondition), so every value of the one is a value of the other, and the
	// allocation has its pointers marked where either type has them.
	return unsafe.Slice((*To)(unsafe.Pointer(unsafe.SliceData(s))), cap(s))[:len(s)], true
}

// dirtyFrom is the size in bytes from which Make leaves memory as it is. Below,
// clearing costs a few nanoseconds and the runtime packs tiny objects at any
// alignment.
const dirtyFrom = 1024

func makeDirty[T any](n int) []T {
	var zero T
	size := int(unsafe.Sizeof(zero))
	const maxInt = int(^uint(0) >> 1)
	if size == 0 || n < (dirtyFrom+size-1)/size || n > maxInt/size {
		return make([]T, n) // also what panics on an n that cannot be
	}
	// strings.Builder is the only public way to memory that is not cleared. The
	// byte written makes the string non-empty, and only then is StringData
	// specified to be the address of its first byte.
	var b strings.Builder
	b.Grow(n * size)
	b.WriteByte(0)
	p := unsafe.Pointer(unsafe.StringData(b.String()))
	if uintptr(p)%unsafe.Alignof(zero) != 0 {
		return make([]T, n)
	}
	// Sound: Grow promised room for n*size bytes (no overflow: checked above) in
	// one allocation, and one byte did not move it; it starts at a multiple of
	// T's alignment, checked above. The builder and its one-byte string die with
	// this call, so no immutable string sees our writes, and the slice's pointer
	// keeps the allocation alive. The allocation is marked free of pointers, as
	// T is (precondition): the collector looks at nothing in it.
	return unsafe.Slice((*T)(p), n)
}

func aligned[T any](b []byte) bool {
	var zero T
	// Sound: the address is only looked at, never turned back into a pointer.
	return uintptr(unsafe.Pointer(unsafe.SliceData(b)))%unsafe.Alignof(zero) == 0
}
