package half

import (
	"math"
	"testing"
)

// The naive twins: they go by the definition, in float64, which holds whatever
// there is to round exactly.

func naiveToFloat32(h uint16) float32 {
	exponent, fraction := int(h>>10&31), uint32(h&0x3ff)
	var f float32
	switch exponent {
	case 31:
		return math.Float32frombits(uint32(h>>15)<<31 | 0xff<<23 | fraction<<13)
	case 0:
		f = float32(math.Ldexp(float64(fraction), -24))
	default:
		f = float32(math.Ldexp(float64(1024+fraction), exponent-25))
	}
	if h>>15 == 1 {
		f = -f
	}
	return f
}

func naiveFromFloat32(f float32) uint16 {
	u := math.Float32bits(f)
	sign := uint16(u >> 31 << 15)
	if f != f {
		if payload := uint16(u >> 13 & 0x3ff); payload != 0 {
			return sign | 0x7c00 | payload
		}
		return sign | 0x7c01
	}
	return sign | nearest(f, 10, -24, 31)
}

func naiveBFromFloat32(f float32) uint16 {
	sign := uint16(math.Float32bits(f) >> 31 << 15)
	if f != f {
		return sign | 0x7fc0
	}
	return sign | nearest(f, 7, -133, 255)
}

// nearest is the magnitude of f as a float with so many bits of fraction, whose
// smallest step is two to the step, and whose exponent field is full for
// infinity.
func nearest(f float32, fraction uint, step, full int) uint16 {
	a := math.Abs(float64(f))
	infinity := full << fraction
	if math.IsInf(a, 1) {
		return uint16(infinity)
	}
	// Numbers of this format are m * 2^e, m with fraction+1 bits at most.
	e := step
	for math.Ldexp(a, -e) >= float64(uint(2)<<fraction) {
		e++
	}
	m := int(math.RoundToEven(math.Ldexp(a, -e)))
	// Counting steps from zero counts through the exponents as well.
	return uint16(min((e-step)<<fraction+m, infinity))
}

func TestToFloat32(t *testing.T) {
	for i := range 1 << 16 {
		h := uint16(i)
		if got, want := bits(ToFloat32(h)), bits(naiveToFloat32(h)); got != want {
			t.Fatalf("ToFloat32(%#04x) = %#08x, want %#08x", h, got, want)
		}
		if got, want := bits(BToFloat32(h)), uint32(h)<<16; got != want {
			t.Fatalf("BToFloat32(%#04x) = %#08x, want %#08x", h, got, want)
		}
	}
}

func bits(f float32) uint32 { return math.Float32bits(f) }

// TestThereAndBack: what a float16 widened to is narrowed to the same bits; a
// bfloat16 too, unless it is a NaN.
func TestThereAndBack(t *testing.T) {
	for i := range 1 << 16 {
		h := uint16(i)
		if got := FromFloat32(ToFloat32(h)); got != h {
			t.Fatalf("float16 %#04x came back as %#04x", h, got)
		}
		want := h
		if h&0x7fff > 0x7f80 {
			want = h&0x8000 | 0x7fc0
		}
		if got := BFromFloat32(BToFloat32(h)); got != want {
			t.Fatalf("bfloat16 %#04x came back as %#04x, want %#04x", h, got, want)
		}
	}
}

func TestFromFloat32(t *testing.T) {
	for _, f := range floatsToTry() {
		if got, want := FromFloat32(f), naiveFromFloat32(f); got != want {
			t.Fatalf("FromFloat32(%#08x, %g) = %#04x, want %#04x", bits(f), f, got, want)
		}
		if got, want := BFromFloat32(f), naiveBFromFloat32(f); got != want {
			t.Fatalf("BFromFloat32(%#08x, %g) = %#04x, want %#04x", bits(f), f, got, want)
		}
	}
}

// TestKnown has values anybody can look up, and NaNs as NumPy 2.4.6 (astype)
// and ml_dtypes narrow them.
func TestKnown(t *testing.T) {
	const f, b = true, false
	for _, test := range []struct {
		float16 bool
		in      uint32
		want    uint16
	}{
		{f, bits(1), 0x3c00}, {f, bits(-2), 0xc000}, {f, bits(65504), 0x7bff},
		{f, bits(65519.996), 0x7bff}, {f, bits(65520), 0x7c00}, {f, bits(-65520), 0xfc00},
		{f, bits(0x1p-24), 0x0001}, {f, bits(0x1p-25), 0x0000}, {f, 0x33000001, 0x0001}, {f, 0xb3000000, 0x8000},
		{f, 0x7f800000, 0x7c00}, {f, 0x7f800001, 0x7c01}, {f, 0x7f802000, 0x7c01}, {f, 0x7f808000, 0x7c04},
		{f, 0x7fbfffff, 0x7dff}, {f, 0x7fc00000, 0x7e00}, {f, 0x7fc02000, 0x7e01}, {f, 0x7fffffff, 0x7fff},
		{f, 0xff800001, 0xfc01}, {f, 0xffc02001, 0xfe01},
		{b, bits(1), 0x3f80}, {b, 0x3f808000, 0x3f80}, {b, 0x3f808001, 0x3f81}, {b, 0x3f818000, 0x3f82},
		{b, 0x7f7fffff, 0x7f80}, {b, 0x00000001, 0x0000}, {b, 0x80008001, 0x8001},
		{b, 0x7f800000, 0x7f80}, {b, 0x7f800001, 0x7fc0}, {b, 0x7fffffff, 0x7fc0}, {b, 0xffc02001, 0xffc0},
	} {
		name, narrow := "bfloat16", BFromFloat32
		if test.float16 {
			name, narrow = "float16", FromFloat32
		}
		if got := narrow(math.Float32frombits(test.in)); got != test.want {
			t.Errorf("%s of %#08x = %#04x, want %#04x", name, test.in, got, test.want)
		}
	}
}

// floatsToTry are, for every sign and exponent, the fractions around each place
// where a rounding may turn, and some at random.
func floatsToTry() []float32 {
	var fractions []uint32
	for _, unit := range []uint32{1 << 13, 1 << 16} { // a step of float16, of bfloat16
		for _, steps := range []uint32{0, 1, 2, 3, 1<<22/unit - 1, 1 << 22 / unit, 1<<23/unit - 2, 1<<23/unit - 1} {
			for _, part := range []uint32{0, 1, unit/2 - 1, unit / 2, unit/2 + 1, unit - 1} {
				fractions = append(fractions, steps*unit+part)
			}
		}
	}
	for i := range uint32(23) { // and where subnormals turn
		fractions = append(fractions, 1<<i, 1<<i-1, 1<<i+1, 1<<23-1<<i)
	}
	random := uint32(1)
	var all []float32
	for signAndExponent := range uint32(1 << 9) {
		for _, fraction := range fractions {
			all = append(all, math.Float32frombits(signAndExponent<<23|fraction))
		}
		for range 50 {
			random = random*1664525 + 1013904223
			all = append(all, math.Float32frombits(signAndExponent<<23|random>>9))
		}
	}
	return all
}
