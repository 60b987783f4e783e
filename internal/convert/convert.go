// Package convert turns numbers of one type into numbers of another, in bulk:
// the bytes of an array as a file has them into the memory of a slice.
//
// What has to be done is decided once per array, by New. Below it are straight
// loops (loops.go) over pairs of Go's own types; a pair that has none goes by
// way of a third type that holds the first one's values.
//
// The values are those of NumPy's astype: integers wrap, floats are truncated
// on their way to integers and rounded to the nearest, ties to even, on their
// way to floats; a complex number loses its imaginary part; what is not zero is
// true. Where NumPy, being written in C, leaves the result to the machine, it is
// here the same on all machines: a float that an integer type cannot hold
// becomes the nearest integer that it can, and NaN becomes 0.
package convert

import (
	"encoding/binary"
	"sync"

	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/swap"
)

// Kind is a type of number. The last four are only ever converted from.
type Kind uint8

// The kinds. The zero Kind is none.
const (
	Bool Kind = iota + 1
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float16
	BFloat16
	Float32
	Float64
	Complex64
	Complex128
	X87              // long double, see package longdouble
	Binary128        // long double of another machine
	ComplexX87       // two of them
	ComplexBinary128 // two of those
)

// sizes are the bytes of an element, words those that change places in the
// other byte order.
var (
	sizes = [...]int{Bool: 1, Int8: 1, Int16: 2, Int32: 4, Int64: 8, Uint8: 1, Uint16: 2, Uint32: 4, Uint64: 8, Float16: 2, BFloat16: 2,
		Float32: 4, Float64: 8, Complex64: 8, Complex128: 16, X87: 16, Binary128: 16, ComplexX87: 32, ComplexBinary128: 32}
	words = [...]int{Bool: 1, Int8: 1, Int16: 2, Int32: 4, Int64: 8, Uint8: 1, Uint16: 2, Uint32: 4, Uint64: 8, Float16: 2, BFloat16: 2,
		Float32: 4, Float64: 8, Complex64: 4, Complex128: 8, X87: 16, Binary128: 16, ComplexX87: 16, ComplexBinary128: 16}
)

// Size is the bytes of an element.
func (k Kind) Size() int { return sizes[k] }

func (k Kind) isLongDouble() bool { return k >= X87 }

// A Converter turns elements of one kind into elements of another. It may be
// used by several goroutines at once.
type Converter struct {
	to, from Kind
	swap     bool   // from's bytes are in the order that the loops do not take
	first    kernel // from `from` to `to`, or to middle
	second   kernel // from middle to `to`, or nil
	middle   Kind
}

// A kernel turns all elements in src into as many in dst, both in this
// machine's byte order (long doubles always little-endian), not overlapping.
type kernel func(dst, src []byte)

// New is how to make elements of kind `to` of elements of kind `from` that are
// big-endian or little-endian. ok is false where there is no way: to a long
// double, and to the kind that it already is.
func New(to, from Kind, bigEndian bool) (c *Converter, ok bool) {
	if to == 0 || from == 0 || to == from || to.isLongDouble() {
		return nil, false
	}
	c = &Converter{to: to, from: from, swap: from.Size() > 1 && bigEndian != (nativeBig && !from.isLongDouble())}
	if c.first = direct(to, from); c.first == nil {
		c.middle = between(to, from)
		c.first, c.second = direct(c.middle, from), direct(to, c.middle)
	}
	return c, true
}

var (
	ne        = binary.NativeEndian
	nativeBig = ne.Uint16([]byte{0, 1}) == 1
)

// Convert fills dst, the memory of a slice of the kind `to` in this machine's
// byte order (of bools, 0 and 1), with the elements in src. Both hold the same
// number of elements; they do not overlap, and src stays as it is.
func (c *Converter) Convert(dst, src []byte) {
	if !c.swap && c.from != Bool && c.second == nil {
		c.first(dst, src)
		return
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	for len(src) > 0 {
		n := min(len(src)/c.from.Size(), block)
		d, p := dst[:n*c.to.Size()], c.prepare(src[:n*c.from.Size()], s)
		if c.second == nil {
			c.first(d, p)
		} else {
			m := s.middle[:n*c.middle.Size()]
			c.first(m, p)
			c.second(d, m)
		}
		dst, src = dst[len(d):], src[len(p):]
	}
}

// block is the elements that are worked on while they are in the nearest cache.
const block = 1024

// scratch is room for a block on its way.
type scratch struct{ prepared, middle []byte }

var scratches = sync.Pool{New: func() any {
	return &scratch{prepared: cast.Make[byte](block * 32), middle: cast.Make[byte](block * 16)}
}}

// prepare returns p as the kernels want it: in this machine's byte order, bools
// as 0 or 1.
func (c *Converter) prepare(p []byte, s *scratch) []byte {
	q := s.prepared[:len(p)]
	switch word := words[c.from]; {
	case c.from == Bool:
		copy(q, p)
		swap.NormalizeBools(q)
	case !c.swap:
		return p
	case word == 16:
		swap.Copy(q, p, 8)
		swapHalves(q)
	default:
		swap.Copy(q, p, word)
	}
	return q
}

// swapHalves exchanges the two halves of each 16 bytes.
func swapHalves(b []byte) {
	for ; len(b) >= 16; b = b[16:] {
		low, high := ne.Uint64(b), ne.Uint64(b[8:])
		ne.PutUint64(b, high)
		ne.PutUint64(b[8:], low)
	}
}
