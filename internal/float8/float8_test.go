package float8

import (
	"math"
	"testing"
)

// TestKnown has values anybody can look up; ml_dtypes itself is asked in
// package npy.
func TestKnown(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range []struct {
		f    Format
		b    byte
		want float64
	}{
		{E4M3FN, 0x00, 0}, {E4M3FN, 0x38, 1}, {E4M3FN, 0x7e, 448}, {E4M3FN, 0x7f, nan}, {E4M3FN, 0xff, nan}, {E4M3FN, 0x01, 0x1p-9}, {E4M3FN, 0xb8, -1},
		{E4M3, 0x77, 240}, {E4M3, 0x78, inf}, {E4M3, 0xf8, -inf}, {E4M3, 0x79, nan},
		{E5M2, 0x7b, 57344}, {E5M2, 0x7c, inf}, {E5M2, 0x7d, nan}, {E5M2, 0x01, 0x1p-16}, {E5M2, 0x3c, 1},
		{E4M3FNUZ, 0x80, nan}, {E4M3FNUZ, 0x7f, 240}, {E4M3FNUZ, 0x40, 1},
		{E5M2FNUZ, 0x80, nan}, {E5M2FNUZ, 0x7f, 57344}, {E5M2FNUZ, 0x40, 1},
		{E4M3B11FNUZ, 0x80, nan}, {E4M3B11FNUZ, 0x7f, 30},
		{E3M4, 0x6f, 15.5}, {E3M4, 0x70, inf}, {E3M4, 0x30, 1},
		{E8M0FNU, 0x00, 0x1p-127}, {E8M0FNU, 0x7f, 1}, {E8M0FNU, 0xfe, 0x1p127}, {E8M0FNU, 0xff, nan},
	} {
		got := float64(test.f.Table()[test.b])
		if got != test.want && !(got != got && test.want != test.want) {
			t.Errorf("%s %#02x = %g, want %g", test.f.Name(), test.b, got, test.want)
		}
	}
	if !math.Signbit(float64(E4M3FN.Table()[0x80])) {
		t.Error("-0 has lost its sign")
	}
}
