//go:build !purego

package cast

import "unsafe"

type memory struct {
	base unsafe.Pointer
	size int // in bytes
}

func recordsOf[T any](s []T) (Records, bool) {
	var zero T
	// Sound: s is a live slice, so len(s)*sizeof(T) bytes from its first element
	// are one allocation, which base keeps alive, and the product cannot overflow.
	return Records{memory{unsafe.Pointer(unsafe.SliceData(s)), len(s) * int(unsafe.Sizeof(zero))}}, true
}

func (m memory) bytes() []byte {
	// Sound: base has size bytes (recordsOf); a byte needs no alignment and takes
	// every bit pattern; the caller leaves pointers alone (precondition).
	return unsafe.Slice((*byte)(m.base), m.size)
}

func place[F any](m memory, at int) *F {
	var zero F
	size := int(unsafe.Sizeof(zero))
	if at < 0 || at > m.size-size || (uintptr(m.base)+uintptr(at))%unsafe.Alignof(zero) != 0 {
		panic("cast: no such place")
	}
	// Sound: an F fits there and may begin there, checked above; that one is
	// there, the caller knows (precondition). As it is a typed pointer from here
	// on, what is stored through it passes the garbage collector's barriers.
	return (*F)(unsafe.Add(m.base, at))
}
