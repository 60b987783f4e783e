package wire_test

import (
	"math"
	"slices"
	"testing"

	"github.com/npygo/npygo/bench/wire"
)

// TestForms has every form give back every bit and the shape, twice: memory that is reused
// holds nothing of the array before.
func TestForms(t *testing.T) {
	for _, f := range wire.Forms() {
		t.Run(f.Name, func(t *testing.T) {
			for _, shape := range [][]int{{3, 4, 5}, {7}} {
				a := wire.Noise(shape...)
				b, err := f.Encode(a)
				if err != nil {
					t.Fatal(err)
				}
				got, err := f.Decode(b)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.Shape, a.Shape) || !slices.EqualFunc(got.Data, a.Data, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) }) {
					t.Errorf("shape %v, want %v, or other elements", got.Shape, a.Shape)
				}
			}
		})
	}
}

func BenchmarkEncode(b *testing.B) {
	a := wire.Noise(9, 128, 64, 3)
	for _, f := range wire.Forms() {
		b.Run(f.Name, func(b *testing.B) {
			b.SetBytes(int64(8 * len(a.Data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := f.Encode(a); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	a := wire.Noise(9, 128, 64, 3)
	for _, f := range wire.Forms() {
		b.Run(f.Name, func(b *testing.B) {
			file, err := f.Encode(a)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(8 * len(a.Data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := f.Decode(file); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
