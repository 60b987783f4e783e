package npy

import (
	"encoding/binary"
	"math"
	"strconv"
)

// The loops over whole slices for builds without unsafe: with a type and a
// byte order that are known before the loop they are more than ten times as fast
// as decodeOne and encodeOne for each element. Those of eight bytes take four at a
// time through pointers to arrays, where no index is checked: twice as fast again.

var (
	le = binary.LittleEndian
	be = binary.BigEndian
)

// decodeAll turns src into len(dst) elements. It is not ok, and has done
// nothing, for types other than Go's own and those of this package.
func decodeAll[T any](dst []T, src []byte, big bool) (ok bool) {
	switch dst := any(dst).(type) {
	case []bool:
		for i := range dst {
			dst[i] = src[i] != 0
		}
	case []int8:
		decode8(dst, src)
	case []uint8:
		copy(dst, src[:len(dst)])
	case []Float8:
		decode8(dst, src)
	case []int16:
		decode16(dst, src, big)
	case []uint16:
		decode16(dst, src, big)
	case []Float16:
		decode16(dst, src, big)
	case []BFloat16:
		decode16(dst, src, big)
	case []int32:
		decode32(dst, src, big)
	case []uint32:
		decode32(dst, src, big)
	case []int64:
		decode64(dst, src, big)
	case []uint64:
		decode64(dst, src, big)
	case []int:
		decodeWord(dst, src, big)
	case []uint:
		decodeWord(dst, src, big)
	case []Datetime64:
		decode64(dst, src, big)
	case []Timedelta64:
		decode64(dst, src, big)
	case []float32:
		decodeFloat32(dst, src, big)
	case []float64:
		decodeFloat64(dst, src, big)
	case []complex64:
		decodeComplex64(dst, src, big)
	case []complex128:
		decodeComplex128(dst, src, big)
	default:
		return false
	}
	return true
}

func decodeWord[T ~int | ~uint](dst []T, src []byte, big bool) {
	if strconv.IntSize == 32 {
		decode32(dst, src, big)
	} else {
		decode64(dst, src, big)
	}
}

func decode8[T ~int8 | ~uint8](dst []T, src []byte) {
	src = src[:len(dst)]
	for i, c := range src {
		dst[i] = T(c)
	}
}

func decode16[T ~int16 | ~uint16](dst []T, src []byte, big bool) {
	if big {
		for i := range dst {
			s := src[2*i:][:2]
			dst[i] = T(be.Uint16(s))
		}
		return
	}
	for i := range dst {
		s := src[2*i:][:2]
		dst[i] = T(le.Uint16(s))
	}
}

func decode32[T ~int32 | ~uint32 | ~int | ~uint](dst []T, src []byte, big bool) {
	if big {
		for i := range dst {
			s := src[4*i:][:4]
			dst[i] = T(be.Uint32(s))
		}
		return
	}
	for i := range dst {
		s := src[4*i:][:4]
		dst[i] = T(le.Uint32(s))
	}
}

func decode64[T ~int64 | ~uint64 | ~int | ~uint](dst []T, src []byte, big bool) {
	if big {
		for len(dst) >= 4 && len(src) >= 32 {
			d, s := (*[4]T)(dst), (*[32]byte)(src)
			d[0] = T(be.Uint64(s[0:]))
			d[1] = T(be.Uint64(s[8:]))
			d[2] = T(be.Uint64(s[16:]))
			d[3] = T(be.Uint64(s[24:]))
			dst, src = dst[4:], src[32:]
		}
		for i := range dst {
			s := src[8*i:][:8]
			dst[i] = T(be.Uint64(s))
		}
		return
	}
	for len(dst) >= 4 && len(src) >= 32 {
		d, s := (*[4]T)(dst), (*[32]byte)(src)
		d[0] = T(le.Uint64(s[0:]))
		d[1] = T(le.Uint64(s[8:]))
		d[2] = T(le.Uint64(s[16:]))
		d[3] = T(le.Uint64(s[24:]))
		dst, src = dst[4:], src[32:]
	}
	for i := range dst {
		s := src[8*i:][:8]
		dst[i] = T(le.Uint64(s))
	}
}

func decodeFloat32(dst []float32, src []byte, big bool) {
	if big {
		for i := range dst {
			s := src[4*i:][:4]
			dst[i] = math.Float32frombits(be.Uint32(s))
		}
		return
	}
	for i := range dst {
		s := src[4*i:][:4]
		dst[i] = math.Float32frombits(le.Uint32(s))
	}
}

func decodeFloat64(dst []float64, src []byte, big bool) {
	if big {
		for len(dst) >= 4 && len(src) >= 32 {
			d, s := (*[4]float64)(dst), (*[32]byte)(src)
			d[0] = math.Float64frombits(be.Uint64(s[0:]))
			d[1] = math.Float64frombits(be.Uint64(s[8:]))
			d[2] = math.Float64frombits(be.Uint64(s[16:]))
			d[3] = math.Float64frombits(be.Uint64(s[24:]))
			dst, src = dst[4:], src[32:]
		}
		for i := range dst {
			s := src[8*i:][:8]
			dst[i] = math.Float64frombits(be.Uint64(s))
		}
		return
	}
	for len(dst) >= 4 && len(src) >= 32 {
		d, s := (*[4]float64)(dst), (*[32]byte)(src)
		d[0] = math.Float64frombits(le.Uint64(s[0:]))
		d[1] = math.Float64frombits(le.Uint64(s[8:]))
		d[2] = math.Float64frombits(le.Uint64(s[16:]))
		d[3] = math.Float64frombits(le.Uint64(s[24:]))
		dst, src = dst[4:], src[32:]
	}
	for i := range dst {
		s := src[8*i:][:8]
		dst[i] = math.Float64frombits(le.Uint64(s))
	}
}

func decodeComplex64(dst []complex64, src []byte, big bool) {
	if big {
		for i := range dst {
			s := src[8*i:][:8]
			dst[i] = complex(math.Float32frombits(be.Uint32(s)), math.Float32frombits(be.Uint32(s[4:])))
		}
		return
	}
	for i := range dst {
		s := src[8*i:][:8]
		dst[i] = complex(math.Float32frombits(le.Uint32(s)), math.Float32frombits(le.Uint32(s[4:])))
	}
}

func decodeComplex128(dst []complex128, src []byte, big bool) {
	if big {
		for i := range dst {
			s := src[16*i:][:16]
			dst[i] = complex(math.Float64frombits(be.Uint64(s)), math.Float64frombits(be.Uint64(s[8:])))
		}
		return
	}
	for i := range dst {
		s := src[16*i:][:16]
		dst[i] = complex(math.Float64frombits(le.Uint64(s)), math.Float64frombits(le.Uint64(s[8:])))
	}
}
