// Package float8 knows the floats of eight bits that ml_dtypes has.
package float8

import (
	"math"
	"sync"
)

// A Format is an index into formats.
type Format uint8

// The formats, named as ml_dtypes and the papers of their makers name them: so
// many bits of exponent and of fraction; F for no infinities, N for a NaN, UZ
// for no negative zero.
const (
	E3M4 Format = iota + 1 // so that a format that was forgotten is none
	E4M3
	E4M3FN
	E4M3FNUZ
	E4M3B11FNUZ
	E5M2
	E5M2FNUZ
	E8M0FNU
)

// special tells which bytes are no numbers.
type special uint8

const (
	ieee special = iota // all bits of the exponent: infinities and NaNs
	fn                  // all bits but the sign: NaN
	fnuz                // the byte of a negative zero: NaN
	fnu                 // all bits: NaN; there is no sign, no zero and no fraction
)

// formats is from the headers of ml_dtypes 0.6.
var formats = [...]struct {
	name     string
	fraction int // bits
	bias     int
	special  special
}{
	E3M4:        {"float8_e3m4", 4, 3, ieee},
	E4M3:        {"float8_e4m3", 3, 7, ieee},
	E4M3FN:      {"float8_e4m3fn", 3, 7, fn},
	E4M3FNUZ:    {"float8_e4m3fnuz", 3, 8, fnuz},
	E4M3B11FNUZ: {"float8_e4m3b11fnuz", 3, 11, fnuz},
	E5M2:        {"float8_e5m2", 2, 15, ieee},
	E5M2FNUZ:    {"float8_e5m2fnuz", 2, 16, fnuz},
	E8M0FNU:     {"float8_e8m0fnu", 0, 127, fnu},
}

// Valid tells whether f is one of the formats.
func (f Format) Valid() bool { return f > 0 && int(f) < len(formats) }

// Name is what ml_dtypes calls the format.
func (f Format) Name() string { return formats[f].name }

// Table has the value of every byte.
func (f Format) Table() *[256]float32 { return &tables()[f-1] }

// tables are 8 KiB, made when the first is asked for.
var tables = sync.OnceValue(func() *[len(formats) - 1][256]float32 {
	all := new([len(formats) - 1][256]float32)
	for i := range all {
		for b := range all[i] {
			all[i][b] = Format(i + 1).decode(byte(b))
		}
	}
	return all
})

func (f Format) decode(b byte) float32 {
	format := formats[f]
	nan := float32(math.NaN())
	if format.special == fnu {
		if b == 0xff {
			return nan
		}
		return float32(math.Ldexp(1, int(b)-format.bias))
	}
	full := 0x7f >> format.fraction
	exponent, fraction := int(b&0x7f)>>format.fraction, int(b)&(1<<format.fraction-1)
	sign := 1.0
	if b>>7 == 1 {
		sign = -1
	}
	switch {
	case format.special == ieee && exponent == full && fraction == 0:
		return float32(math.Inf(int(sign)))
	case format.special == ieee && exponent == full, format.special == fn && b&0x7f == 0x7f, format.special == fnuz && b == 0x80:
		return nan
	case exponent == 0:
		exponent = 1 // a subnormal
	default:
		fraction |= 1 << format.fraction
	}
	// The product keeps the sign of a zero.
	return float32(sign * math.Ldexp(float64(fraction), exponent-format.bias-format.fraction))
}
