// Package cast is the one door to unsafe in this module: it looks at the same
// memory under another element type, and it hands out memory that nobody has
// zeroed yet.
//
// Every view is answered as (view, ok). Where ok is false the caller takes the
// ordinary road and copies. The build tag purego closes the door: then only
// views that Go itself allows are ok (a []byte as a []byte), and Make is make.
//
// The types a caller may use are its own duty, since asking for them at every
// call would cost more than the view. They are numbers (sized ints and uints,
// floats, complex), bool where the bytes are known to be 0 or 1, and named
// types, arrays and structs over these: no pointers inside, so the garbage
// collector has nothing to find there.
package cast

// Bytes is the memory of s as bytes, in the byte order of this machine, shared
// with s: len(s) times the size of T bytes and no spare capacity.
// T must hold no pointers.
func Bytes[T any](s []T) (b []byte, ok bool) { return bytesOf(s) }

// Slice is the memory of b as elements of type T, shared with b and without
// spare capacity, so that an append to it moves away and writes nothing behind
// b. An empty b gives an empty slice, which shares nothing.
//
// It is not ok when b does not start at a multiple of T's alignment, or when
// len(b) is no multiple of T's size. T must hold no pointers and every bit
// pattern in b must be a valid T: for bool the caller has looked first.
func Slice[T any](b []byte) (s []T, ok bool) {
	if len(b) == 0 {
		return []T{}, true
	}
	return sliceOf[T](b)
}

// Convert is s under another element type, with its capacity: a []Celsius as
// the []float64 that lies under it. It is not ok when the two types differ in
// size or alignment. Both must have one underlying type; pointers inside, as
// strings have them, are then in the same places for the garbage collector.
func Convert[To, From any](s []From) (t []To, ok bool) { return convert[To](s) }

// Make is make([]T, n), except that the memory may hold anything: clearing
// what is overwritten at once costs a quarter of a large read. The caller fills
// all of it or drops it; it never leaves the caller half filled.
// T must hold no pointers.
func Make[T any](n int) []T { return makeDirty[T](n) }

// Aligned tells whether b starts at a multiple of T's alignment. It is for the
// words of an error after Slice said no; with purego nobody can know, and the
// answer is false.
func Aligned[T any](b []byte) bool { return aligned[T](b) }

// HugePages asks the kernel to back the inside of b with pages of 2 MiB, which
// makes the first write to fresh memory several times cheaper (one page fault
// where there were 512). It does something on Linux, from 4 MiB up; elsewhere,
// and where the kernel declines, nothing happens.
//
// The advice stays with the address range, also after b is garbage and the Go
// heap uses the range for something else, so callers let their users refuse it.
func HugePages(b []byte) { hugePages(b) }
