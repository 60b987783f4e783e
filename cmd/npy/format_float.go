package main

import (
	"math"
	"strconv"
	"strings"
)

// floatFormatter writes floating-point numbers as NumPy does: with as few
// digits as tell them apart, but no more than precision behind the point; the
// points below each other; with exponents if the numbers are of very different
// sizes, or very large or small.
type floatFormatter struct {
	kind      floatKind
	read      func(elem []byte) float64
	precision int
	plus      bool // positive numbers have a sign too

	// What was seen.
	finite, odd, minusInf bool    // any finite number, any other, -inf
	least, most           float64 // the smallest and largest, without sign, and without 0
	fixed, scientific     columns
}

// columns is how many characters stand before and behind the point, and behind
// the e of the exponent with its sign.
type columns struct{ left, right, exponent int }

func newFloatFormatter(k floatKind, read func([]byte) float64, s style) formatter {
	if s.single {
		return plainFormatter(func(elem []byte) string { return k.text(read(elem), k.large()) })
	}
	return newColumnFormatter(k, read, s.precision, false)
}

func newColumnFormatter(k floatKind, read func([]byte) float64, precision int, plus bool) *floatFormatter {
	return &floatFormatter{kind: k, read: read, precision: precision, plus: plus, least: math.Inf(1)}
}

func (f *floatFormatter) see(elem []byte) {
	x := f.read(elem)
	if math.IsNaN(x) || math.IsInf(x, 0) {
		f.odd = true
		f.minusInf = f.minusInf || x < 0
		return
	}
	f.finite = true
	if abs := math.Abs(x); abs != 0 {
		f.least, f.most = min(f.least, abs), max(f.most, abs)
	}
	left, right, exponent := splitScientific(f.signed(x, f.shortScientific(x)))
	f.scientific.widen(len(left), len(right), len(exponent))
	if !f.exponents() { // what is seen later cannot take it back
		left, right, _ := strings.Cut(f.signed(x, f.shortFixed(x)), ".")
		f.fixed.widen(len(left), len(right), 0)
	}
}

func (c *columns) widen(left, right, exponent int) {
	c.left, c.right, c.exponent = max(c.left, left), max(c.right, right), max(c.exponent, exponent)
}

// exponents reports whether the numbers seen so far are to have exponents. The
// limits are NumPy's, computed as it does: in the kind of the numbers.
func (f *floatFormatter) exponents() bool {
	if f.most == 0 {
		return false
	}
	large := 1e8
	if f.kind != float64Kind {
		large = f.kind.large()
	}
	return f.most >= large || f.least < f.kind.round(0.0001) || f.kind.round(f.most/f.least) > 1000
}

// shortScientific is x as 1.25e-05, without zeros at the end of the digits.
func (f *floatFormatter) shortScientific(x float64) string {
	s := f.kind.shortest(x, 'e')
	if _, right, _ := splitScientific(s); len(right) > f.precision {
		s = strconv.FormatFloat(x, 'e', f.precision, 64)
		left, right, exponent := splitScientific(s)
		s = left + "." + strings.TrimRight(right, "0") + "e" + exponent
	}
	return s
}

// shortFixed is x as 12.5, with a point and without zeros at the end.
func (f *floatFormatter) shortFixed(x float64) string {
	s := f.kind.shortest(x, 'f')
	if _, right, _ := strings.Cut(s, "."); len(right) > f.precision {
		s = strconv.FormatFloat(x, 'f', f.precision, 64)
	}
	left, right, _ := strings.Cut(s, ".")
	return left + "." + strings.TrimRight(right, "0")
}

// splitScientific cuts 1.25e-05 into 1, 25 and -05.
func splitScientific(s string) (left, right, exponent string) {
	s, exponent, _ = strings.Cut(s, "e")
	left, right, _ = strings.Cut(s, ".")
	return left, right, exponent
}

func (f *floatFormatter) signed(x float64, s string) string {
	if f.plus && !math.Signbit(x) {
		return "+" + s
	}
	return s
}

// columns are those of the form that was chosen, wide enough for nan and inf.
func (f *floatFormatter) columns() columns {
	c := f.fixed
	if f.exponents() {
		c = f.scientific
		c.right += len("e") + c.exponent
	}
	if f.odd {
		inf := len("inf")
		if f.minusInf || f.plus {
			inf++
		}
		c.left = max(c.left, inf-1-c.right)
	}
	return c
}

func (f *floatFormatter) append(dst, elem []byte) []byte {
	x, c := f.read(elem), f.columns()
	if math.IsNaN(x) || math.IsInf(x, 0) {
		s := f.kind.text(x, 0)
		if f.plus && !(x < 0) {
			s = "+" + s
		}
		return append(appendSpaces(dst, c.left+1+c.right-len(s)), s...)
	}
	if f.exponents() {
		left, right, exponent := splitScientific(f.signed(x, f.fullScientific(x)))
		dst = append(appendSpaces(dst, c.left-len(left)), left...)
		dst = append(append(dst, '.'), right...)
		return appendExponent(append(dst, 'e'), exponent, f.scientific.exponent)
	}
	left, right, _ := strings.Cut(f.signed(x, f.shortFixed(x)), ".")
	dst = append(appendSpaces(dst, c.left-len(left)), left...)
	dst = append(append(dst, '.'), right...)
	return appendSpaces(dst, c.right-len(right))
}

// fullScientific is x with as many digits as any other number that was seen.
func (f *floatFormatter) fullScientific(x float64) string {
	s := f.kind.shortest(x, 'e')
	if _, right, _ := splitScientific(s); len(right) != f.scientific.right {
		s = strconv.FormatFloat(x, 'e', f.scientific.right, 64)
	}
	return s
}

// appendExponent appends an exponent such as -05, with zeros up to width.
func appendExponent(dst []byte, exponent string, width int) []byte {
	dst = append(dst, exponent[0])
	for range width - len(exponent) {
		dst = append(dst, '0')
	}
	return append(dst, exponent[1:]...)
}
