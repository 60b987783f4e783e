package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/npygo/npygo/npy"
)

// infoJSON is what npy info --json tells about a file with one array.
func infoJSON(t *testing.T, args ...string) map[string]any {
	t.Helper()
	return infosJSON(t, mustRun(t, append([]string{"info", "--json"}, args...)...))[0]
}

func infosJSON(t *testing.T, text string) (reports []map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &reports); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return reports
}

func TestStatsAsNumPy(t *testing.T) {
	for _, c := range printCases(t) {
		r := infoJSON(t, c.file())
		got, _ := r["stats"].(map[string]any)
		if (got == nil) != (c.Stats == nil) || (r["no_stats"] == nil) != (got != nil) || len(got) != len(c.Stats) {
			t.Errorf("%s: stats %v, no_stats %v, NumPy %v", c.Name, got, r["no_stats"], c.Stats)
			continue
		}
		for name, want := range c.Stats {
			if !sameNumber(got[name], want, r["dtype"].(string), c.Scale) {
				t.Errorf("%s: %s is %v, NumPy has %v", c.Name, name, got[name], want)
			}
		}
	}
}

// sameNumber compares decoded JSON. The shortest text of a float32 or float16
// is another float64; means are rounded, in proportion to the values.
func sameNumber(got, want any, dtype string, scale float64) bool {
	switch want := want.(type) {
	case json.Number:
		x, ok := got.(float64)
		y, err := want.Float64()
		same := x == y || math.Abs(x-y) <= 1e-15*scale || dtype == "float32" && float32(x) == float32(y) || dtype == "float16" && float16Kind.round(x) == y
		return ok && err == nil && same
	case []any:
		list, ok := got.([]any)
		return ok && len(list) == 2 && sameNumber(list[0], want[0], dtype, scale) && sameNumber(list[1], want[1], dtype, scale)
	}
	return got == want
}

// TestFloatTally compares with the stupid way, for every length round the
// unrolled loop and with a NaN or an infinity at every place.
func TestFloatTally(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for n := range 20 {
		for odd := -1; odd < n; odd++ {
			for _, strange := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), 1e308} {
				data := make([]float64, n)
				for i := range data {
					data[i] = math.Round(rnd.NormFloat64()*100) / 4
					if i == odd {
						data[i] = strange
					}
				}
				checkTally(t, data)
			}
		}
	}
}

func checkTally(t *testing.T, data []float64) {
	t.Helper()
	tally := newFloatTally[float64](float64Kind)
	if err := summarizeArray(npy.Array[float64]{Data: data}, tally); err != nil {
		t.Fatal(err)
	}
	least, most, sum := math.Inf(1), math.Inf(-1), new(big.Rat)
	var n, nan, plus, minus int64
	for _, x := range data {
		switch {
		case math.IsNaN(x):
			nan++
			continue
		case math.IsInf(x, 1):
			plus++
		case math.IsInf(x, -1):
			minus++
		default:
			sum.Add(sum, new(big.Rat).SetFloat64(x))
		}
		n++
		least, most = min(least, x), max(most, x)
	}
	want := stats{{"min", nil}, {"max", nil}, {"mean", nil}, {"nan", nan}, {"inf", plus + minus}}
	if n > 0 {
		mean, _ := sum.Quo(sum, new(big.Rat).SetInt64(n)).Float64()
		if plus+minus > 0 {
			mean = float64(plus)*math.Inf(1) + float64(minus)*math.Inf(-1)
			if plus == 0 {
				mean = math.Inf(-1)
			} else if minus == 0 {
				mean = math.Inf(1)
			}
		}
		want[0].value, want[1].value, want[2].value = float64Number(least), float64Number(most), float64Number(mean)
	}
	if got := tally.stats(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("%v: got %v, want %v", data, got, want)
	}
}

func summarizeArray[T any](a npy.Array[T], t tally) error {
	b, err := a.MarshalBinary()
	if err != nil {
		return err
	}
	raw, err := npy.ReadRaw(bytesReader(b))
	if err != nil {
		return err
	}
	return summarize(bytesReader(raw.Data), dtype{DType: raw.DType}, int64(len(raw.Data)), t)
}

// TestIntegerSums: sums of numbers at the limits, over more than one piece.
func TestIntegerSums(t *testing.T) {
	const n = pieceSize/8 + 3
	low, high, big := make([]int64, n), make([]int64, n), make([]uint64, n)
	for i := range n {
		low[i], high[i], big[i] = math.MinInt64, math.MaxInt64, math.MaxUint64
	}
	for _, c := range []struct {
		array npy.AnyArray
		want  string
	}{
		{npy.Array[int64]{Data: low}, "-9.223372036854775808e+18"},
		{npy.Array[int64]{Data: high}, "9.223372036854775807e+18"},
		{npy.Array[uint64]{Data: big}, "1.8446744073709551615e+19"},
		{npy.Array[int64]{Data: append(low, high...)}, "-0.5"},
		{npy.Array[int8]{Data: []int8{-128, -128, 127}}, "-43"},
		{npy.Array[int32]{Data: []int32{math.MinInt32, math.MinInt32}}, "-2147483648"},
		{npy.Array[uint32]{Data: []uint32{math.MaxUint32, math.MaxUint32}}, "4294967295"},
	} {
		got := infoJSON(t, save(t, c.array))["stats"].(map[string]any)["mean"]
		var want float64
		if _, err := fmt.Sscan(c.want, &want); err != nil || got != want {
			t.Errorf("%T: mean %v, want %v, %v", c.array, got, want, err)
		}
	}
}

// TestPieces: statistics do not depend on where the pieces end, also for
// elements that do not divide them.
func TestPieces(t *testing.T) {
	n := 2*pieceSize + 12345
	bools := make([]bool, n)
	halves := make([]npy.Float16, n)
	numbers := make([]complex128, n/4)
	trues := int64(0)
	for i := range bools {
		bools[i] = i%3 == 0
		trues += one(bools[i])
		halves[i] = npy.NewFloat16(float32(i % 5))
	}
	for i := range numbers {
		numbers[i] = complex(float64(i%2), -float64(i))
	}
	for _, c := range []struct {
		array npy.AnyArray
		stat  string
		want  any
	}{
		{npy.Array[bool]{Data: bools}, "true", float64(trues)},
		{npy.Array[npy.Float16]{Data: halves}, "max", 4.0},
		{npy.Array[complex128]{Data: numbers}, "nan", 0.0},
	} {
		got := infoJSON(t, save(t, c.array))["stats"].(map[string]any)
		if got[c.stat] != c.want {
			t.Errorf("%T: %s is %v, want %v", c.array, c.stat, got[c.stat], c.want)
		}
	}
}

func BenchmarkStats(b *testing.B) {
	const n = 1 << 20
	floats, halves, bytes, ints := make([]float64, n), make([]npy.Float16, n), make([]uint8, n), make([]int64, n)
	gaps := make([]float64, n)
	for i := range n {
		floats[i] = math.Sin(float64(i))
		halves[i] = npy.NewFloat16(float32(floats[i]))
		bytes[i], ints[i] = byte(i*i>>4), int64(i*i)
		if gaps[i] = floats[i]; i%100 == 0 {
			gaps[i] = math.NaN()
		}
	}
	benchmarkStats(b, "float64", npy.Array[float64]{Data: floats})
	benchmarkStats(b, "float64-nan", npy.Array[float64]{Data: gaps})
	benchmarkStats(b, "float16", npy.Array[npy.Float16]{Data: halves})
	benchmarkStats(b, "uint8", npy.Array[uint8]{Data: bytes})
	benchmarkStats(b, "int64", npy.Array[int64]{Data: ints})
}

func benchmarkStats(b *testing.B, label string, a npy.AnyArray) {
	file, err := a.AppendBinary(nil)
	if err != nil {
		b.Fatal(err)
	}
	raw, err := npy.ReadRaw(bytesReader(file))
	if err != nil {
		b.Fatal(err)
	}
	d := dtype{DType: raw.DType}
	b.Run(label, func(b *testing.B) {
		b.SetBytes(int64(len(raw.Data)))
		for b.Loop() {
			t, _ := newTally(d)
			if err := summarize(bytesReader(raw.Data), d, int64(len(raw.Data)), t); err != nil {
				b.Fatal(err)
			}
		}
	})
}
