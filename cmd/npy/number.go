package main

import (
	"math"
	"strconv"
	"strings"

	"github.com/npygo/npygo/npy"
)

// A floatKind is a kind of floating-point number: how many digits tell its
// values apart, and from where on NumPy prefers an exponent.
type floatKind int

const (
	float16Kind floatKind = iota
	bfloat16Kind
	float32Kind
	float64Kind
)

// shortest returns x in the form 'e' or 'f' of strconv, with as few digits as
// tell it from its neighbours of the same kind.
func (k floatKind) shortest(x float64, form byte) string {
	switch {
	case k == float64Kind || x == 0 || math.IsInf(x, 0) || math.IsNaN(x):
		return strconv.FormatFloat(x, form, -1, 64)
	case k == float32Kind:
		return strconv.FormatFloat(k.shortest32(x), form, -1, 64)
	}
	return strconv.FormatFloat(k.shortest16(x), form, -1, 64)
}

// shortest32 returns the number of few digits that stands for x. Where x lies
// halfway between two of them, strconv and NumPy differ: the even one is NumPy's.
func (k floatKind) shortest32(x float64) float64 {
	s := strconv.FormatFloat(x, 'e', -1, 32)
	_, digits, _ := splitScientific(s)
	if even := rounded(x, len(digits)); float32(even) == float32(x) {
		return even
	}
	few, _ := strconv.ParseFloat(s, 64)
	return few
}

// shortest16 tries one digit after the other until what they say is nearer to
// x than to a neighbour. Halfway counts as near if x is even, as rounding then
// goes to x. Below a power of two the neighbour is nearer than above: there it
// may be the number above x that is near.
func (k floatKind) shortest16(x float64) float64 {
	abs := math.Abs(x)
	low, high, even := k.interval(abs)
	for digits := 0; ; digits++ {
		down := rounded(abs, digits)
		up := rounded(down+math.Pow10(int(math.Floor(math.Log10(abs)))-digits), digits)
		for _, near := range []float64{down, up} {
			if low < near && near < high || even && (near == low || near == high) {
				return math.Copysign(near, x)
			}
		}
	}
}

// rounded is x with so many digits behind the first one.
func rounded(x float64, digits int) float64 {
	few, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'e', digits, 64), 64)
	return few
}

// interval is what rounds to x, a positive number of 16 bits.
func (k floatKind) interval(x float64) (low, high float64, even bool) {
	if k == bfloat16Kind {
		bits := uint16(npy.NewBFloat16(float32(x)))
		return (float64(npy.BFloat16(bits-1).Float32()) + x) / 2, (x + above(x, float64(npy.BFloat16(bits+1).Float32()), 1<<120)) / 2, bits&1 == 0
	}
	bits := uint16(npy.NewFloat16(float32(x)))
	return (float64(npy.Float16(bits-1).Float32()) + x) / 2, (x + above(x, float64(npy.Float16(bits+1).Float32()), 1<<5)) / 2, bits&1 == 0
}

// above is the neighbour above x. That of the largest number is an infinity,
// for which the number one step further stands.
func above(x, next, step float64) float64 {
	if math.IsInf(next, 1) {
		return x + step
	}
	return next
}

// round narrows a result to the kind, as arithmetic in it does.
func (k floatKind) round(x float64) float64 {
	switch k {
	case float16Kind:
		return float64(npy.NewFloat16(float32(x)).Float32())
	case bfloat16Kind:
		return float64(npy.NewBFloat16(float32(x)).Float32())
	case float32Kind:
		return float64(float32(x))
	}
	return x
}

// text writes a single number as Python does: 25.0, 0.1, 1e-05, nan. From large
// on it has an exponent.
func (k floatKind) text(x, large float64) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	if abs := math.Abs(x); abs != 0 && (abs < 1e-4 || abs >= large) {
		return k.shortest(x, 'e')
	}
	s := k.shortest(x, 'f')
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// pythonLarge is from where on Python writes a float with an exponent.
const pythonLarge = 1e16

// large is from where on NumPy writes a single number with an exponent.
func (k floatKind) large() float64 {
	switch k {
	case float16Kind, bfloat16Kind:
		return 1e3
	case float32Kind:
		return 1e6
	}
	return pythonLarge
}

// A number is the text of a number. In JSON, which has no words for them, nan,
// inf and -inf become the strings "NaN", "Infinity" and "-Infinity", which
// JavaScript's Number and Python's float understand.
type number string

// MarshalJSON is the text itself, as far as JSON has it.
func (n number) MarshalJSON() ([]byte, error) { return n.appendJSON(nil), nil }

func (n number) appendJSON(dst []byte) []byte {
	switch n {
	case "nan":
		return append(dst, `"NaN"`...)
	case "inf":
		return append(dst, `"Infinity"`...)
	case "-inf":
		return append(dst, `"-Infinity"`...)
	}
	return append(dst, n...)
}
