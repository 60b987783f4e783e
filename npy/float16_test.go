package npy_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/npygo/npygo/internal/half"
	"github.com/npygo/npygo/npy"
)

func TestHalves(t *testing.T) {
	for _, c := range []struct {
		f     float32
		half  npy.Float16
		brain npy.BFloat16
		text  string // of the half
	}{
		{0, 0, 0, "0"}, {1, 0x3c00, 0x3f80, "1"}, {-2, 0xc000, 0xc000, "-2"}, {0.1, 0x2e66, 0x3dcd, "0.1"},
		{65504, 0x7bff, 0x4780, "65500"}, {65520, 0x7c00, 0x4780, "+Inf"}, {5.9604645e-08, 1, 0x3380, "6e-08"},
		{float32(math.Inf(-1)), 0xfc00, 0xff80, "-Inf"}, {float32(math.Copysign(0, -1)), 0x8000, 0x8000, "-0"},
	} {
		if got := npy.NewFloat16(c.f); got != c.half || got.String() != c.text {
			t.Errorf("NewFloat16(%v) = %#04x %v, want %#04x %s", c.f, uint16(got), got, uint16(c.half), c.text)
		}
		if got := npy.NewBFloat16(c.f); got != c.brain {
			t.Errorf("NewBFloat16(%v) = %#04x %v, want %#04x", c.f, uint16(got), got, uint16(c.brain))
		}
	}
	if f := npy.Float16(0x7e01).Float32(); f == f {
		t.Errorf("a NaN became %v", f)
	}
}

// TestWidenNarrow: in bulk the values are those of one at a time, behind what dst held.
func TestWidenNarrow(t *testing.T) {
	var halves []npy.Float16
	var brains []npy.BFloat16
	for i := range 1 << 16 {
		halves, brains = append(halves, npy.Float16(i)), append(brains, npy.BFloat16(i))
	}
	widened, brainWidened := npy.Widen([]float32{42}, halves), npy.Widen(make([]float32, 0, 1<<17), brains)
	for i := range 1 << 16 {
		if got, want := math.Float32bits(widened[1+i]), math.Float32bits(halves[i].Float32()); got != want {
			t.Fatalf("Widen of half %#04x: %#x, one at a time %#x", i, got, want)
		}
		if got, want := math.Float32bits(brainWidened[i]), math.Float32bits(brains[i].Float32()); got != want {
			t.Fatalf("Widen of bfloat16 %#04x: %#x, one at a time %#x", i, got, want)
		}
	}
	if widened[0] != 42 || len(widened) != 1<<16+1 {
		t.Errorf("Widen does not append")
	}
	floats := []float32{0, 1.5, -3.1415927, 1e30, 1e-30, 65519, float32(math.Inf(1))}
	back, brainBack := npy.Narrow([]npy.Float16{7}, floats), npy.Narrow([]npy.BFloat16{7}, floats)
	for i, f := range floats {
		if back[1+i] != npy.NewFloat16(f) || brainBack[1+i] != npy.NewBFloat16(f) {
			t.Errorf("Narrow of %v: %v and %v", f, back[1+i], brainBack[1+i])
		}
	}
	if !slices.Equal(back[:1], []npy.Float16{7}) || !slices.Equal(brainBack[:1], []npy.BFloat16{7}) {
		t.Errorf("Narrow does not append")
	}
}

// TestHalvesInJSON: with the digits of String, and read back to the same bits,
// also by who rounds only once, from float64.
func TestHalvesInJSON(t *testing.T) {
	for i := range 1 << 16 {
		inJSON(t, npy.Float16(i), npy.Float16.Float32, func(f float64) npy.Float16 { return npy.Float16(half.FromFloat64(f)) })
		inJSON(t, npy.BFloat16(i), npy.BFloat16.Float32, func(f float64) npy.BFloat16 { return npy.NewBFloat16(float32(f)) })
	}
}

func inJSON[H interface {
	npy.Float16 | npy.BFloat16
	String() string
}](t *testing.T, h H, value func(H) float32, round func(float64) H) {
	t.Helper()
	v := float64(value(h))
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return
	}
	text, err := npy.Nested(npy.Array[H]{Data: []H{h}, Shape: []int{}}).MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	var back npy.NestedArray[H]
	if err := back.UnmarshalJSON(text); err != nil || back.Array.Data[0] != h {
		t.Errorf("%T %#04x: %s is read as %v, %v", h, uint16(h), text, back.Array.Data, err)
	}
	got, err := strconv.ParseFloat(string(text), 64)
	if want, _ := strconv.ParseFloat(h.String(), 64); err != nil || got != want || round(got) != h {
		t.Errorf("%T %#04x is %s in JSON and %v as text", h, uint16(h), text, h)
	}
}
