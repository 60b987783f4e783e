package npy

import (
	"math"
	"slices"
	"strconv"
)

// encodeAll appends the elements of src to dst. It is not ok, and has only made
// room for them, where decodeAll is not.
func encodeAll[T any](dst []byte, src []T, size int, big bool) (_ []byte, ok bool) {
	at := len(dst)
	dst = slices.Grow(dst, len(src)*size)[:at+len(src)*size]
	b := dst[at:]
	switch src := any(src).(type) {
	case []bool:
		for i, v := range src {
			b[i] = 0
			if v {
				b[i] = 1
			}
		}
	case []int8:
		encode8(b, src)
	case []uint8:
		copy(b[:len(src)], src)
	case []Float8:
		encode8(b, src)
	case []int16:
		encode16(b, src, big)
	case []uint16:
		encode16(b, src, big)
	case []Float16:
		encode16(b, src, big)
	case []BFloat16:
		encode16(b, src, big)
	case []int32:
		encode32(b, src, big)
	case []uint32:
		encode32(b, src, big)
	case []int64:
		encode64(b, src, big)
	case []uint64:
		encode64(b, src, big)
	case []int:
		encodeWord(b, src, big)
	case []uint:
		encodeWord(b, src, big)
	case []Datetime64:
		encode64(b, src, big)
	case []Timedelta64:
		encode64(b, src, big)
	case []float32:
		encodeFloat32(b, src, big)
	case []float64:
		encodeFloat64(b, src, big)
	case []complex64:
		encodeComplex64(b, src, big)
	case []complex128:
		encodeComplex128(b, src, big)
	default:
		return dst[:at], false
	}
	return dst, true
}

func encodeWord[T ~int | ~uint](dst []byte, src []T, big bool) {
	if strconv.IntSize == 32 {
		encode32(dst, src, big)
	} else {
		encode64(dst, src, big)
	}
}

func encode8[T ~int8 | ~uint8](dst []byte, src []T) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = byte(v)
	}
}

func encode16[T ~int16 | ~uint16](dst []byte, src []T, big bool) {
	if big {
		for i, v := range src {
			d := dst[2*i:][:2]
			be.PutUint16(d, uint16(v))
		}
		return
	}
	for i, v := range src {
		d := dst[2*i:][:2]
		le.PutUint16(d, uint16(v))
	}
}

func encode32[T ~int32 | ~uint32 | ~int | ~uint](dst []byte, src []T, big bool) {
	if big {
		for i, v := range src {
			d := dst[4*i:][:4]
			be.PutUint32(d, uint32(v))
		}
		return
	}
	for i, v := range src {
		d := dst[4*i:][:4]
		le.PutUint32(d, uint32(v))
	}
}

func encode64[T ~int64 | ~uint64 | ~int | ~uint](dst []byte, src []T, big bool) {
	if big {
		for len(dst) >= 32 && len(src) >= 4 {
			d, s := (*[32]byte)(dst), (*[4]T)(src)
			be.PutUint64(d[0:], uint64(s[0]))
			be.PutUint64(d[8:], uint64(s[1]))
			be.PutUint64(d[16:], uint64(s[2]))
			be.PutUint64(d[24:], uint64(s[3]))
			dst, src = dst[32:], src[4:]
		}
		for i, v := range src {
			d := dst[8*i:][:8]
			be.PutUint64(d, uint64(v))
		}
		return
	}
	for len(dst) >= 32 && len(src) >= 4 {
		d, s := (*[32]byte)(dst), (*[4]T)(src)
		le.PutUint64(d[0:], uint64(s[0]))
		le.PutUint64(d[8:], uint64(s[1]))
		le.PutUint64(d[16:], uint64(s[2]))
		le.PutUint64(d[24:], uint64(s[3]))
		dst, src = dst[32:], src[4:]
	}
	for i, v := range src {
		d := dst[8*i:][:8]
		le.PutUint64(d, uint64(v))
	}
}

func encodeFloat32(dst []byte, src []float32, big bool) {
	if big {
		for i, v := range src {
			d := dst[4*i:][:4]
			be.PutUint32(d, math.Float32bits(v))
		}
		return
	}
	for i, v := range src {
		d := dst[4*i:][:4]
		le.PutUint32(d, math.Float32bits(v))
	}
}

func encodeFloat64(dst []byte, src []float64, big bool) {
	if big {
		for len(dst) >= 32 && len(src) >= 4 {
			d, s := (*[32]byte)(dst), (*[4]float64)(src)
			be.PutUint64(d[0:], math.Float64bits(s[0]))
			be.PutUint64(d[8:], math.Float64bits(s[1]))
			be.PutUint64(d[16:], math.Float64bits(s[2]))
			be.PutUint64(d[24:], math.Float64bits(s[3]))
			dst, src = dst[32:], src[4:]
		}
		for i, v := range src {
			d := dst[8*i:][:8]
			be.PutUint64(d, math.Float64bits(v))
		}
		return
	}
	for len(dst) >= 32 && len(src) >= 4 {
		d, s := (*[32]byte)(dst), (*[4]float64)(src)
		le.PutUint64(d[0:], math.Float64bits(s[0]))
		le.PutUint64(d[8:], math.Float64bits(s[1]))
		le.PutUint64(d[16:], math.Float64bits(s[2]))
		le.PutUint64(d[24:], math.Float64bits(s[3]))
		dst, src = dst[32:], src[4:]
	}
	for i, v := range src {
		d := dst[8*i:][:8]
		le.PutUint64(d, math.Float64bits(v))
	}
}

func encodeComplex64(dst []byte, src []complex64, big bool) {
	if big {
		for i, v := range src {
			d := dst[8*i:][:8]
			be.PutUint32(d, math.Float32bits(real(v)))
			be.PutUint32(d[4:], math.Float32bits(imag(v)))
		}
		return
	}
	for i, v := range src {
		d := dst[8*i:][:8]
		le.PutUint32(d, math.Float32bits(real(v)))
		le.PutUint32(d[4:], math.Float32bits(imag(v)))
	}
}

func encodeComplex128(dst []byte, src []complex128, big bool) {
	if big {
		for i, v := range src {
			d := dst[16*i:][:16]
			be.PutUint64(d, math.Float64bits(real(v)))
			be.PutUint64(d[8:], math.Float64bits(imag(v)))
		}
		return
	}
	for i, v := range src {
		d := dst[16*i:][:16]
		le.PutUint64(d, math.Float64bits(real(v)))
		le.PutUint64(d[8:], math.Float64bits(imag(v)))
	}
}
