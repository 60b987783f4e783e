package npy_test

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/npygo/npygo/npy"
)

// benchArray is a (500, 200) array.
func benchArray[T any](f func(*rand.Rand) T) npy.Array[T] {
	rng := rand.New(rand.NewPCG(1, 1))
	a := npy.Array[T]{Data: make([]T, 100_000), Shape: []int{500, 200}}
	for i := range a.Data {
		a.Data[i] = f(rng)
	}
	return a
}

// lists is a as encoding/json wants it.
func lists[T any](a npy.Array[T]) [][]T {
	var l [][]T
	for at := 0; at < len(a.Data); at += a.Shape[1] {
		l = append(l, a.Data[at:][:a.Shape[1]])
	}
	return l
}

// BenchmarkNested is beside encoding/json of [][]T. The MB/s are of text.
func BenchmarkNested(b *testing.B) {
	b.Run("float64", func(b *testing.B) { benchNested(b, benchArray(func(r *rand.Rand) float64 { return r.NormFloat64() })) })
	b.Run("float32", func(b *testing.B) { benchNested(b, benchArray(func(r *rand.Rand) float32 { return r.Float32() })) })
	b.Run("whole", func(b *testing.B) {
		benchNested(b, benchArray(func(r *rand.Rand) float64 { return float64(r.IntN(256)) }))
	})
	b.Run("int64", func(b *testing.B) { benchNested(b, benchArray(func(r *rand.Rand) int64 { return r.Int64N(1e6) })) })
	b.Run("uint16", func(b *testing.B) {
		benchNested(b, benchArray(func(r *rand.Rand) uint16 { return uint16(r.Uint32()) }))
	})
	b.Run("string", func(b *testing.B) {
		benchNested(b, benchArray(func(r *rand.Rand) string { return "sample " + strconv.Itoa(r.IntN(1e6)) }))
	})
}

func benchNested[T any](b *testing.B, a npy.Array[T]) {
	l := lists(a)
	text, err := npy.Nested(a).AppendJSON(nil)
	if err != nil {
		b.Fatal(err)
	}
	run := func(name string, limit, ours func() error) {
		b.Run(name, func(b *testing.B) {
			pair(b, len(text), func() {
				if err := limit(); err != nil {
					b.Fatal(err)
				}
			}, func() {
				if err := ours(); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
	slow := func() error { _, err := json.Marshal(l); return err }
	run("Marshal", slow, func() error { _, err := json.Marshal(npy.Nested(a)); return err })
	run("Append", slow, func() error { text, err = npy.Nested(a).AppendJSON(text[:0]); return err })
	run("WriteTo", slow, func() error { _, err := npy.Nested(a).WriteTo(io.Discard); return err })
	var back [][]T
	var n npy.NestedArray[T]
	slow = func() error { return json.Unmarshal(text, &back) }
	run("Unmarshal", slow, func() error { return json.Unmarshal(text, &n) })
	run("UnmarshalJSON", slow, func() error { return n.UnmarshalJSON(text) })
}

// BenchmarkBase64 is beside AppendBinary. The MB/s are of elements.
func BenchmarkBase64(b *testing.B) {
	a := benchArray(func(r *rand.Rand) float64 { return r.NormFloat64() })
	var file, text []byte
	var err error
	b.Run("Append", func(b *testing.B) {
		pair(b, 8*a.Len(), func() { file, _ = a.AppendBinary(file[:0]) }, func() {
			if text, err = npy.Base64(a).AppendText(text[:0]); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("Unmarshal", func(b *testing.B) {
		var x npy.Base64Array[float64]
		pair(b, 8*a.Len(), func() { _ = a.UnmarshalBinary(file) }, func() {
			if err := x.UnmarshalText(text); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("json.Marshal", func(b *testing.B) {
		pair(b, 8*a.Len(), func() { file, _ = a.AppendBinary(file[:0]) }, func() {
			if _, err := json.Marshal(npy.Base64(a)); err != nil {
				b.Fatal(err)
			}
		})
	})
}
