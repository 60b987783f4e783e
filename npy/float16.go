package npy

import (
	"math"
	"strconv"

	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/half"
)

// Float16 is an IEEE 754 half precision number, NumPy's float16, as its bits.
type Float16 uint16

// BFloat16 is the upper half of a float32 as its bits: the bfloat16 of
// ml_dtypes, JAX and TensorFlow. A file calls it '<V2', two bytes of which
// NumPy knows nothing: an array of other two-byte voids reads as well.
type BFloat16 uint16

// NewFloat16 rounds f to the nearest Float16, ties to even. What is too large
// becomes an infinity.
func NewFloat16(f float32) Float16 { return Float16(half.FromFloat32(f)) }

// NewBFloat16 rounds f to the nearest BFloat16, ties to even.
func NewBFloat16(f float32) BFloat16 { return BFloat16(half.BFromFloat32(f)) }

// Float32 returns h's value, exactly.
func (h Float16) Float32() float32 { return half.ToFloat32(uint16(h)) }

// Float32 returns h's value, exactly.
func (h BFloat16) Float32() float32 { return half.BToFloat32(uint16(h)) }

// String formats the value with the fewest digits that tell it from other Float16 numbers: 0.1, not 0.099975586.
func (h Float16) String() string {
	return strconv.FormatFloat(h.shortest(), 'g', -1, 64)
}

// String formats the value with the fewest digits that tell it from other BFloat16 numbers.
func (h BFloat16) String() string {
	return strconv.FormatFloat(h.shortest(), 'g', -1, 64)
}

func (h Float16) shortest() float64 {
	return shortest(h.Float32(), func(f float32) bool { return NewFloat16(f) == h })
}

func (h BFloat16) shortest() float64 {
	return shortest(h.Float32(), func(f float32) bool { return NewBFloat16(f) == h })
}

// shortest is, of the numbers that are still the same half as f, the one with the
// fewest digits.
func shortest(f float32, same func(float32) bool) float64 {
	v := float64(f)
	if math.Abs(v) <= 256 && v == math.Trunc(v) { // next to those, halves are no more than 1 apart
		return v
	}
	var buf [24]byte
	for digits := range 9 {
		near, err := strconv.ParseFloat(string(strconv.AppendFloat(buf[:0], v, 'e', digits, 64)), 64)
		if err == nil && same(float32(near)) {
			return near
		}
	}
	return v // a NaN
}

// Widen appends the values of src to dst and returns it, as append does. It is
// many times faster than a loop over Float32.
func Widen[H Float16 | BFloat16](dst []float32, src []H) []float32 {
	n := len(dst)
	dst = extend(dst, len(src))
	if bits, ok := cast.Convert[uint16](src); ok {
		widen(dst[n:], bits, isBrain[H]())
	} else {
		widen(dst[n:], src, isBrain[H]())
	}
	return dst
}

func widen[H ~uint16](dst []float32, src []H, brain bool) {
	if brain {
		half.BWiden(dst, src)
	} else {
		half.Widen(dst, src)
	}
}

func isBrain[H Float16 | BFloat16]() bool {
	_, ok := any(H(0)).(BFloat16)
	return ok
}

// extend makes dst n elements longer; the caller fills them.
func extend[T any](dst []T, n int) []T {
	if cap(dst)-len(dst) >= n {
		return dst[:len(dst)+n]
	}
	longer := cast.Make[T](max(len(dst)+n, 2*cap(dst)))[:len(dst)+n]
	copy(longer, dst)
	return longer
}

// Narrow appends the values of src to dst, rounded as NewFloat16 and
// NewBFloat16 round, and returns it, as append does.
func Narrow[H Float16 | BFloat16](dst []H, src []float32) []H {
	n := len(dst)
	dst = extend(dst, len(src))
	if bits, ok := cast.Convert[uint16](dst[n:]); ok {
		narrow(bits, src, isBrain[H]())
	} else {
		narrow(dst[n:], src, isBrain[H]())
	}
	return dst
}

func narrow[H ~uint16](dst []H, src []float32, brain bool) {
	if brain {
		half.BNarrow(dst, src)
	} else {
		half.Narrow(dst, src)
	}
}
