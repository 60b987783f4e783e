package half

import "math"

// The bits of a float64, and what lies between it and a float16.
const (
	sign64   = 1 << 63
	inf64    = 0x7ff << 52
	shift64  = 52 - 10
	rebias64 = 1023 - 15
)

// FromFloat64 is the float16 nearest to f, rounded once: by way of a float32,
// 1 + 0x1p-11 + 0x1p-40 would lose its last bit and then be a tie.
func FromFloat64(f float64) uint16 {
	const (
		normal   = (1 + rebias64) << 52 // 0x1p-14, the smallest normal float16, as float64 bits
		overflow = 0x40effe << 40       // 65520 as float64 bits: half a step past the largest, 65504
		tie      = 1 << (shift64 - 1)
		steps    = 1 << 28 // from here to twice that a float64 has the step of a subnormal float16, 0x1p-24
	)
	u := math.Float64bits(f)
	sign := uint16(u >> 48 & sign16)
	u &^= sign64
	switch { // as in FromFloat32
	case u-normal < overflow-normal:
		u += tie - 1 + u>>shift64&1
		return sign | uint16(u>>shift64-rebias64<<10)
	case u < normal:
		g := math.Float64frombits(u) + steps
		return sign | uint16(math.Float64bits(g)-math.Float64bits(steps))
	case u <= inf64:
		return sign | inf16
	}
	return sign | inf16 | max(uint16(u>>shift64&frac16), 1)
}

// Narrow64 is Narrow for float64. dst is at least as long as src.
func Narrow64(dst []uint16, src []float64) {
	dst = dst[:len(src)]
	for i, f := range src {
		dst[i] = FromFloat64(f)
	}
}
