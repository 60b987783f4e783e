// Package longdouble reads C's long double from the 16 bytes in which NumPy's
// float128 stores it, in either of the two layouts that a '<f16' can have.
//
//	X87        mantissa 8 bytes, sign and exponent 2 bytes, 6 bytes of anything
//	Binary128  fraction 14 bytes, sign and exponent 2 bytes
//
// Both are little-endian here; a big-endian element is these 16 bytes in the
// opposite order. The third layout there is, PowerPC's pair of two float64, is
// not for this package.
//
// The value is rounded once, to the nearest, ties to even. A NaN stays one,
// quiet, with the leading bits of its payload.
//
// The x87 layout spells out the leading bit of the mantissa, so it has patterns
// that no calculation gives since the 80387. A mantissa without that bit, under
// an exponent that is not the least, is a NaN, as the processor takes it; one
// with it under the least exponent is the number it says.
package longdouble

import (
	"encoding/binary"
	"math"
)

// Size is the bytes of an element.
const Size = 16

// A Layout is what the 16 bytes mean.
type Layout uint8

const (
	X87       Layout = iota // x86-64: 64 bits of mantissa
	Binary128               // IEEE 754, 113 bits: aarch64, riscv64, s390x, newer ppc64le
)

// A Source is elements in memory: one of Layout at each multiple of Stride
// bytes. A Stride of twice Size takes the real parts of complex numbers.
type Source struct {
	Bytes  []byte
	Layout Layout
	Stride int
}

// Float64s rounds the first len(dst) elements to float64.
func Float64s(dst []float64, src Source) {
	each(dst, src, func(n number) float64 {
		return math.Float64frombits(n.sign()<<63 | n.round(52, 1023))
	})
}

// Float32s rounds to float32.
func Float32s(dst []float32, src Source) {
	each(dst, src, func(n number) float32 {
		return math.Float32frombits(uint32(n.sign()<<31 | n.round(23, 127)))
	})
}

// Ints truncates to integers. What D cannot hold becomes the nearest that it
// can, NaN becomes 0.
func Ints[D int8 | int16 | int32 | int64](dst []D, src Source) {
	bits := 8 * binary.Size(D(0))
	each(dst, src, func(n number) D { return D(n.int(bits)) })
}

// Uints is Ints for unsigned integers.
func Uints[D uint8 | uint16 | uint32 | uint64](dst []D, src Source) {
	bits := 8 * binary.Size(D(0))
	each(dst, src, func(n number) D { return D(n.uint(bits)) })
}

// Nonzero gives 0 for zeros and 1 for all else, also for NaN.
func Nonzero(dst []uint8, src Source) {
	each(dst, src, func(n number) uint8 {
		if n.class == finite && n.m == 0 {
			return 0
		}
		return 1
	})
}

// each pays two calls per element, which is little beside the rounding.
func each[D any](dst []D, src Source, to func(number) D) {
	unpack := unpackX87
	if src.Layout == Binary128 {
		unpack = unpackBinary128
	}
	for i := range dst {
		dst[i] = to(unpack((*[Size]byte)(src.Bytes[i*src.Stride:])))
	}
}

// number is m * 2**(e-63), with some more below m if rest is set. The highest
// bit of m is set, unless the number is 0. Of a NaN, m is the fraction.
type number struct {
	m        uint64
	e        int
	class    class
	rest     bool
	negative bool
}

type class uint8

const (
	finite class = iota
	infinite
	nan
)

const (
	bias    = 16383 // of both layouts
	fullExp = 0x7fff
	topBit  = 1 << 63
)

// tiny stands for all that is below 0x1p-16382: every type here rounds it to 0,
// and only that it is none counts.
const tiny = -2 * bias

func unpackX87(b *[Size]byte) number {
	m, top := binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint16(b[8:])
	exp := int(top & fullExp)
	n := number{m: m, e: exp - bias, negative: top>>15 == 1}
	switch {
	case exp == 0 && m != 0:
		n.m, n.e = topBit, tiny
	case exp == 0:
	case m&topBit == 0: // unnormals, pseudo-infinities, pseudo-NaNs
		n.class, n.m = nan, 0
	case exp == fullExp && m == topBit:
		n.class = infinite
	case exp == fullExp:
		n.class, n.m = nan, m<<1
	}
	return n
}

func unpackBinary128(b *[Size]byte) number {
	low, high := binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])
	exp := int(high >> 48 & fullExp)
	fraction, below := high<<16|low>>48, low<<16
	n := number{e: exp - bias, negative: high>>63 == 1}
	switch {
	case exp == 0 && fraction|below == 0:
	case exp == 0:
		n.m, n.e = topBit, tiny
	case exp < fullExp:
		n.m, n.rest = topBit|fraction>>1, fraction<<63|below != 0
	case fraction|below == 0:
		n.class = infinite
	default:
		n.class, n.m = nan, fraction
	}
	return n
}

func (n number) sign() uint64 {
	if n.negative {
		return 1
	}
	return 0
}

// round gives the bits, without the sign, of the IEEE number with so many bits
// of fraction and this bias.
func (n number) round(fraction, bias int) uint64 {
	infinity := uint64(2*bias+1) << fraction
	switch {
	case n.class == nan:
		return infinity | 1<<(fraction-1) | n.m>>(64-fraction)
	case n.class == infinite || n.e > bias:
		return infinity
	case n.m == 0:
		return 0
	}
	drop := 63 - fraction // the bits of m that do not fit
	exp := n.e + bias
	if exp < 1 { // a subnormal: more do not
		drop, exp = drop+1-exp, 1
	}
	if drop > 64 {
		return 0
	}
	kept, dropped := n.m>>drop, n.m<<(64-drop)
	if dropped > topBit || dropped == topBit && (n.rest || kept&1 == 1) {
		kept++
	}
	// The leading bit of kept, where it has one, is the exponent's last step,
	// and a carry out of kept belongs in the exponent.
	return uint64(exp-1)<<fraction + kept
}

func (n number) int(bits int) int64 {
	most := int64(1)<<(bits-1) - 1
	switch {
	case n.class == nan || n.class == finite && (n.m == 0 || n.e < 0):
		return 0
	case n.class == infinite || n.e >= bits-1:
		if n.negative {
			return -most - 1
		}
		return most
	}
	v := int64(n.m >> (63 - n.e))
	if n.negative {
		return -v
	}
	return v
}

func (n number) uint(bits int) uint64 {
	switch {
	case n.class == nan || n.negative || n.class == finite && (n.m == 0 || n.e < 0):
		return 0
	case n.class == infinite || n.e >= bits:
		return 1<<bits - 1
	}
	return n.m >> (63 - n.e)
}
