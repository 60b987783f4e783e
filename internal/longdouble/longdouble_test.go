package longdouble

import (
	"encoding/hex"
	"math"
	"testing"
)

// TestKnown has values anybody can look up, and the patterns that Intel calls
// unsupported. Package convert compares everything with a naive twin.
func TestKnown(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range []struct {
		layout Layout
		hex    string
		want   float64
	}{
		{X87, "0000000000000080ff3f000000000000", 1},
		{X87, "0000000000000080ff3fdeadbeefdead", 1}, // what is behind is anything
		{X87, "00000000000000c000c0000000000000", -3},
		{X87, "0000000000000080ff7f000000000000", inf},
		{X87, "00000000000000c0ff7f000000000000", nan},
		{X87, "0000000000000000ff7f000000000000", nan}, // pseudo-infinity
		{X87, "0000000000000040ff3f000000000000", nan}, // unnormal
		{X87, "00000000000000000040000000000000", nan}, // unnormal zero
		{X87, "00000000000000800000000000000000", 0},   // pseudo-denormal, 0x1p-16382
		{X87, "0004000000000080ff3f000000000000", 1},   // a tie, to even
		{X87, "0104000000000080ff3f000000000000", 1 + 0x1p-52},
		{X87, "0000000000000080cd3b000000000000", 0x1p-1074},
		{X87, "0000000000000080cc3b000000000000", 0}, // half of it: to even
		{X87, "fffffffffffffffffe43000000000000", inf},
		{Binary128, "0000000000000000000000000000ff3f", 1},
		{Binary128, "000000000000000000000000000000c0", -2},
		{Binary128, "0000000000000000000000000000ff7f", inf},
		{Binary128, "0100000000000000000000000000ff7f", nan},
		{Binary128, "0000000000000008000000000000ff3f", 1}, // a tie
		{Binary128, "0100000000000008000000000000ff3f", 1 + 0x1p-52},
	} {
		b, err := hex.DecodeString(test.hex)
		if err != nil || len(b) != Size {
			t.Fatal(test.hex, err)
		}
		var got [1]float64
		Float64s(got[:], Source{Bytes: b, Layout: test.layout, Stride: Size})
		if got[0] != test.want && !(got[0] != got[0] && test.want != test.want) {
			t.Errorf("%s in layout %d is %g, want %g", test.hex, test.layout, got[0], test.want)
		}
	}
}
