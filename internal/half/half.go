// Package half converts between float32 and the two 16-bit floats, one value at
// a time and in bulk.
//
//	float16   sign 1, exponent 5, fraction 10   IEEE 754 binary16, NumPy's 'f2'
//	bfloat16  sign 1, exponent 8, fraction 7    the upper half of a float32, ml_dtypes' 'bfloat16'
//
// Both live in a uint16 here, in the byte order of this machine.
//
// Every road gives the same bits on every machine, for NaNs too. Widening is
// exact and keeps a NaN's sign and payload; a signalling one is not quieted.
// Narrowing rounds to the nearest, ties to even, and past the largest finite
// value to infinity. A NaN becomes what NumPy 2 makes of it: for float16 its
// sign and the upper ten bits of its payload (or 1, should they all be zero,
// lest it become an infinity); for bfloat16, as ml_dtypes does, the one quiet
// NaN 0x7fc0 with its sign.
package half

import "math"

// The bits of a float32.
const (
	sign32 = 0x80000000
	inf32  = 0x7f800000 // whatever is larger, without its sign, is a NaN
)

// The bits of a float16.
const (
	sign16 = 0x8000
	inf16  = 0x7c00
	frac16 = 0x03ff
)

// What lies between a float16 and a float32: the fraction is longer by shift
// bits, and the exponent counts from 127 where it counted from 15.
const (
	shift  = 23 - 10
	rebias = 127 - 15
)

// ToFloat32 is the value of the float16 h, exactly.
func ToFloat32(h uint16) float32 {
	// With its fields where a float32 has them, h is too small by two to the
	// rebias. A multiplication repairs that without error, and what was
	// subnormal comes out normal.
	u := uint32(h&^sign16) << shift
	f := math.Float32frombits(u) * (1 << rebias)
	if u >= inf16<<shift {
		u |= inf32
	} else {
		u = math.Float32bits(f)
	}
	return math.Float32frombits(uint32(h&sign16)<<16 | u)
}

// FromFloat32 is the float16 nearest to f.
func FromFloat32(f float32) uint16 {
	const (
		normal   = (1 + rebias) << 23 // 0x1p-14, the smallest normal float16, as float32 bits
		overflow = 0x477ff000         // 65520 as float32 bits: half a step past the largest, 65504
		tie      = 1 << (shift - 1)
	)
	u := math.Float32bits(f)
	sign := uint16(u >> 16 & sign16)
	u &^= sign32
	switch {
	case u-normal < overflow-normal:
		// Just under half a step, and the rest of it for odd fractions. A carry
		// out of the fraction belongs in the exponent.
		u += tie - 1 + u>>shift&1
		return sign | uint16(u>>shift-rebias<<10)
	case u < normal:
		// In [0.5, 1) a float32 has the step of a subnormal float16, 0x1p-24, so
		// the addition rounds as wanted and counts the steps in its fraction.
		g := math.Float32frombits(u) + 0.5
		return sign | uint16(math.Float32bits(g)-math.Float32bits(0.5))
	case u <= inf32:
		return sign | inf16
	}
	return sign | inf16 | max(uint16(u>>shift&frac16), 1)
}

// BToFloat32 is the value of the bfloat16 b, exactly.
func BToFloat32(b uint16) float32 { return math.Float32frombits(uint32(b) << 16) }

// BFromFloat32 is the bfloat16 nearest to f.
func BFromFloat32(f float32) uint16 {
	const (
		tie   = 1 << 15
		quiet = 0x7fc0
	)
	u := math.Float32bits(f)
	if u&^sign32 > inf32 {
		return uint16(u>>16&sign16 | quiet)
	}
	return uint16((u + tie - 1 + u>>16&1) >> 16)
}
