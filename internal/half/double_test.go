package half

import (
	"math"
	"math/big"
	"testing"
)

// naiveFromFloat64 goes by the definition, as naiveFromFloat32 does.
func naiveFromFloat64(f float64) uint16 {
	u := math.Float64bits(f)
	sign := uint16(u >> 63 << 15)
	if f != f {
		return sign | 0x7c00 | max(uint16(u>>42&0x3ff), 1)
	}
	a := math.Abs(f)
	if math.IsInf(a, 1) {
		return sign | 0x7c00
	}
	e := -24
	for math.Ldexp(a, -e) >= 2048 {
		e++
	}
	// Scaling is exact unless the result is subnormal: then it is far below half a step.
	m := int(math.RoundToEven(math.Ldexp(a, -e)))
	return sign | uint16(min((e+24)<<10+m, 0x7c00))
}

func TestFromFloat64(t *testing.T) {
	for _, f := range doublesToTry() {
		if got, want := FromFloat64(f), naiveFromFloat64(f); got != want {
			t.Fatalf("FromFloat64(%#016x, %g) = %#04x, want %#04x", math.Float64bits(f), f, got, want)
		}
	}
	for i := range 1 << 16 { // what is a float16 comes back
		h := uint16(i)
		f := ToFloat32(h)
		if f == f && FromFloat64(float64(f)) != h {
			t.Fatalf("float16 %#04x came back as %#04x", h, FromFloat64(float64(f)))
		}
	}
}

// TestOneRounding has the values that two roundings get wrong.
func TestOneRounding(t *testing.T) {
	for _, f := range []float64{1 + 0x1p-11 + 0x1p-40, 1 + 0x1p-11 - 0x1p-40, 0x1p-25 + 0x1p-70, 3*0x1p-25 - 0x1p-70, 65520 - 0x1p-30} {
		exact := new(big.Float).SetFloat64(f)
		h := ToFloat32(FromFloat64(f))
		gap := func(h float32) *big.Float {
			d := new(big.Float).SetPrec(200).Sub(exact, new(big.Float).SetFloat64(float64(h)))
			return d.Abs(d)
		}
		for _, other := range []uint16{FromFloat64(f) - 1, FromFloat64(f) + 1} {
			if o := ToFloat32(other); !math.IsInf(float64(o), 0) && gap(o).Cmp(gap(h)) < 0 {
				t.Errorf("%x became %x, %x is nearer", f, h, o)
			}
		}
	}
}

// doublesToTry are, for every exponent near float16's and some far ones, the
// fractions around each place where a rounding may turn.
func doublesToTry() []float64 {
	var fractions []uint64
	for _, steps := range []uint64{0, 1, 2, 3, 511, 512, 1022, 1023} {
		for _, part := range []uint64{0, 1, 1<<41 - 1, 1 << 41, 1<<41 + 1, 1<<42 - 1} {
			fractions = append(fractions, steps<<42|part)
		}
	}
	for i := range uint64(52) {
		fractions = append(fractions, 1<<i, 1<<i-1, 1<<i+1, 1<<52-1<<i)
	}
	var all []float64
	for _, sign := range []uint64{0, 1 << 63} {
		for exponent := uint64(0); exponent < 0x800; exponent++ {
			if exponent == 40 { // between, nothing happens
				exponent = 960
			}
			if exponent == 1060 {
				exponent = 2040
			}
			for _, fraction := range fractions {
				all = append(all, math.Float64frombits(sign|exponent<<52|fraction))
			}
		}
	}
	return all
}

func TestNarrow64(t *testing.T) {
	all := doublesToTry()
	dst := make([]uint16, len(all)+1)
	dst[len(all)] = 0x1234
	Narrow64(dst, all)
	for i, f := range all {
		if dst[i] != FromFloat64(f) {
			t.Fatalf("element %d: %#04x", i, dst[i])
		}
	}
	if dst[len(all)] != 0x1234 {
		t.Error("wrote behind the elements")
	}
}
