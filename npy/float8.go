package npy

import (
	"fmt"

	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/float8"
)

// Float8 is one of the eight-bit floats of ml_dtypes, JAX and PyTorch, as its
// bits. Which of them, the file does not tell: it calls all of them '<V1', one
// byte of which NumPy knows nothing, but float8_e5m2, which it calls '<f1'. An
// array of other one-byte voids reads as well. Float8Format gives the values.
type Float8 uint8

// Float8Format is what the bits of a Float8 mean.
type Float8Format uint8

// The formats, by their names in ml_dtypes: so many bits of exponent (E) and of
// fraction (M). The zero Float8Format is none of them. Most models are saved as Float8E4M3FN or Float8E5M2.
const (
	Float8E3M4        = Float8Format(float8.E3M4)
	Float8E4M3        = Float8Format(float8.E4M3)
	Float8E4M3FN      = Float8Format(float8.E4M3FN)
	Float8E4M3FNUZ    = Float8Format(float8.E4M3FNUZ)
	Float8E4M3B11FNUZ = Float8Format(float8.E4M3B11FNUZ)
	Float8E5M2        = Float8Format(float8.E5M2)
	Float8E5M2FNUZ    = Float8Format(float8.E5M2FNUZ)
	Float8E8M0FNU     = Float8Format(float8.E8M0FNU) // scales of other numbers: powers of two
)

// String returns the name in ml_dtypes, like "float8_e4m3fn".
func (f Float8Format) String() string {
	if !float8.Format(f).Valid() {
		return fmt.Sprintf("Float8Format(%d)", uint8(f))
	}
	return float8.Format(f).Name()
}

// Float32 returns the value of b, exactly. It panics if f is not one of the
// formats.
func (f Float8Format) Float32(b Float8) float32 { return float8.Format(f).Table()[b] }

// Widen appends the values of src to dst and returns it, as append does. It
// panics if f is not one of the formats.
func (f Float8Format) Widen(dst []float32, src []Float8) []float32 {
	table := float8.Format(f).Table()
	n := len(dst)
	if cap(dst)-n < len(src) {
		grown := cast.Make[float32](n + len(src))
		copy(grown, dst)
		dst = grown
	}
	dst = dst[:n+len(src)]
	to := dst[n:][:len(src)]
	for i, b := range src {
		to[i] = table[b]
	}
	return dst
}
