package convert

import (
	"math"
	"math/big"
	"testing"
)

// TestSingles: what only machines of 32 bits need is right on all: integers become the float32 that is nearest, ties to even.
func TestSingles(t *testing.T) {
	var signed []int64
	var unsigned []uint64
	add := func(v uint64) {
		unsigned = append(unsigned, v)
		signed = append(signed, int64(v), -int64(v))
	}
	for bit := range 64 {
		for _, low := range []uint64{0, 1, 2, 3} {
			p := uint64(1) << bit
			for _, half := range []uint64{0, p >> 24, p >> 25, p>>24 + p>>23, p>>24 + p>>53, p>>24 + p>>54} { // ties, and what a float64 would make of them
				add(p + half + low)
				add(p + half - low)
			}
		}
	}
	add(math.MaxUint64)
	add(math.MaxInt64)
	got := make([]float32, len(unsigned))
	singles(got, unsigned)
	for i, v := range unsigned {
		if want, _ := new(big.Float).SetUint64(v).Float32(); got[i] != want {
			t.Errorf("%d: %g, want %g", v, got[i], want)
		}
	}
	got = make([]float32, len(signed))
	singles(got, signed)
	for i, v := range signed {
		if want, _ := new(big.Float).SetInt64(v).Float32(); got[i] != want {
			t.Errorf("%d: %g, want %g", v, got[i], want)
		}
	}
}
