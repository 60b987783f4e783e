package half

import (
	"fmt"
	"math"
	"testing"
)

// named is a type that the loops take without assembly.
type named uint16

func widenNamed(f func([]float32, []named)) func([]float32, []uint16) {
	return func(dst []float32, src []uint16) {
		list := make([]named, len(src))
		for i, h := range src {
			list[i] = named(h)
		}
		f(dst, list)
	}
}

func narrowNamed(f func([]named, []float32)) func([]uint16, []float32) {
	return func(dst []uint16, src []float32) {
		list := make([]named, len(dst))
		for i, h := range dst {
			list[i] = named(h)
		}
		f(list, src)
		for i, h := range list {
			dst[i] = uint16(h)
		}
	}
}

// Every road in bulk against the function for one value, bit for bit. Each is
// tried with the assembly (where there is some) and without.

var widenRoads = []struct {
	name string
	bulk func(dst []float32, src []uint16)
	one  func(uint16) float32
}{
	{"Widen", Widen[uint16], ToFloat32},
	{"widen", widen[uint16], ToFloat32},
	{"BWiden", BWiden[uint16], BToFloat32},
	{"bWiden", bWiden[uint16], BToFloat32},
	{"Widen of a named type", widenNamed(Widen[named]), ToFloat32},
	{"BWiden of a named type", widenNamed(BWiden[named]), BToFloat32},
}

var narrowRoads = []struct {
	name string
	bulk func(dst []uint16, src []float32)
	one  func(float32) uint16
}{
	{"Narrow", Narrow[uint16], FromFloat32},
	{"narrow", narrow[uint16], FromFloat32},
	{"BNarrow", BNarrow[uint16], BFromFloat32},
	{"bNarrow", bNarrow[uint16], BFromFloat32},
	{"Narrow of a named type", narrowNamed(Narrow[named]), FromFloat32},
	{"BNarrow of a named type", narrowNamed(BNarrow[named]), BFromFloat32},
}

// TestBulkValues gives the loops everything, once in order, so that NaNs fill
// whole blocks, and once spread, so that one NaN stands among numbers.
func TestBulkValues(t *testing.T) {
	for _, stride := range []int{1, 257} {
		halves := make([]uint16, 1<<16)
		for i := range halves {
			halves[i] = uint16(i * stride)
		}
		for _, road := range widenRoads {
			checkWiden(t, fmt.Sprintf("%s, stride %d", road.name, stride), road.bulk, road.one, halves)
		}
		inOrder := floatsToTry()
		floats := make([]float32, len(inOrder))
		for i := range floats {
			floats[i] = inOrder[i*stride%len(inOrder)]
		}
		for _, road := range narrowRoads {
			checkNarrow(t, fmt.Sprintf("%s, stride %d", road.name, stride), road.bulk, road.one, floats)
		}
	}
}

func checkWiden(t *testing.T, what string, bulk func([]float32, []uint16), one func(uint16) float32, src []uint16) {
	t.Helper()
	const fence = 1234.5
	dst := make([]float32, len(src)+1)
	dst[len(src)] = fence
	bulk(dst, src)
	for i, h := range src {
		if got, want := bits(dst[i]), bits(one(h)); got != want {
			t.Fatalf("%s, element %d of %d: %#04x became %#08x, want %#08x", what, i, len(src), h, got, want)
		}
	}
	if dst[len(src)] != fence {
		t.Fatalf("%s: wrote behind the %d elements", what, len(src))
	}
}

func checkNarrow(t *testing.T, what string, bulk func([]uint16, []float32), one func(float32) uint16, src []float32) {
	t.Helper()
	const fence = 0x1234
	dst := make([]uint16, len(src)+1)
	dst[len(src)] = fence
	bulk(dst, src)
	for i, f := range src {
		if got, want := dst[i], one(f); got != want {
			t.Fatalf("%s, element %d of %d: %#08x became %#04x, want %#04x", what, i, len(src), bits(f), got, want)
		}
	}
	if dst[len(src)] != fence {
		t.Fatalf("%s: wrote behind the %d elements", what, len(src))
	}
}

// TestBulkLengths has every length around the blocks, at every start, with a
// signalling NaN at every place of the longest.
func TestBulkLengths(t *testing.T) {
	const most = 130
	halves, floats := make([]uint16, most+16), make([]float32, most+16)
	for i := range halves {
		halves[i] = uint16(i*1009) &^ 0x4000
		floats[i] = float32(i) * 1.001
	}
	for start := range 16 {
		for n := range most + 1 {
			for _, road := range widenRoads {
				checkWiden(t, road.name, road.bulk, road.one, halves[start:][:n])
			}
			for _, road := range narrowRoads {
				checkNarrow(t, road.name, road.bulk, road.one, floats[start:][:n])
			}
		}
	}
	signalling32 := math.Float32frombits(0xff800100)
	for i := range most {
		h, f := halves[i], floats[i]
		halves[i], floats[i] = 0x7d01, signalling32
		for _, road := range widenRoads {
			checkWiden(t, road.name, road.bulk, road.one, halves[:most])
		}
		for _, road := range narrowRoads {
			checkNarrow(t, road.name, road.bulk, road.one, floats[:most])
		}
		halves[i], floats[i] = h, f
	}
}

func TestAllocs(t *testing.T) {
	halves, floats := make([]uint16, 1000), make([]float32, 1000)
	if n := testing.AllocsPerRun(10, func() {
		Widen(floats, halves)
		Narrow(halves, floats)
		BWiden(floats, halves)
		BNarrow(halves, floats)
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func BenchmarkBulk(b *testing.B) {
	for name, n := range map[string]int{"0.4Mi": 9 * 128 * 64 * 3 * 2, "16Mi": 16 << 20} {
		halves, floats := make([]uint16, n), make([]float32, n)
		for i := range halves {
			halves[i] = uint16(i*40503) &^ 0x4000
		}
		Widen(floats, halves)
		run := func(road string, f func()) {
			b.Run(name+"/"+road, func(b *testing.B) {
				b.SetBytes(int64(n * 4))
				for b.Loop() {
					f()
				}
			})
		}
		other := make([]float32, n)
		run("limit=copy", func() { copy(other, floats) }) // of the float32s alone
		for _, road := range widenRoads {
			run(road.name, func() { road.bulk(other, halves) })
		}
		for _, road := range narrowRoads {
			run(road.name, func() { road.bulk(halves, floats) })
		}
		for i := range halves {
			halves[i], floats[i] = 0x7e00, float32(math.NaN())
		}
		run("Widen/NaN", func() { Widen(other, halves) })
		run("Narrow/NaN", func() { Narrow(halves, floats) })
	}
}
