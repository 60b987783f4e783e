package npy_test

import (
	"bytes"
	"testing"

	"github.com/npygo/npygo/npy"
)

// BenchmarkCast reads an array that is in memory as numbers of another type.
// The limit is copying as many bytes as are read and written.
func BenchmarkCast(b *testing.B) {
	const n = 9 * 128 * 64 * 3
	for _, c := range []struct {
		name string
		run  func(b *testing.B)
	}{
		{"f8 from f4", benchCast[float64, float32]()}, {"f4 from f8", benchCast[float32, float64]()},
		{"f8 from i4", benchCast[float64, int32]()}, {"f4 from u1", benchCast[float32, uint8]()}, {"f8 from i8", benchCast[float64, int64]()},
		{"f4 from f2", benchCast[float32, npy.Float16]()}, {"f2 from f4", benchCast[npy.Float16, float32]()}, {"u1 from f4", benchCast[uint8, float32]()},
		{"f8 from >f4", benchCast[float64, float32](npy.BigEndian())}, {"f4 from >f8", benchCast[float32, float64](npy.BigEndian())},
		{"f8 from >i2", benchCast[float64, int16](npy.BigEndian())},
	} {
		b.Run(c.name, c.run)
	}
	b.Run("f8 from f16", func(b *testing.B) {
		raw := file(b, "<f16", []int{n}, false, bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7, 0x88, 0xff, 0x3f, 0, 0, 0, 0, 0, 0}, n))
		castPair[float64](b, raw, n)
	})
}

// benchCast reads Ss as Ds.
func benchCast[D, S any](opts ...npy.Option) func(b *testing.B) {
	return func(b *testing.B) {
		const n = 9 * 128 * 64 * 3
		var file bytes.Buffer
		numbers, err := npy.As[S](npy.Array[uint8]{Data: bytes.Repeat([]byte{1, 2, 3, 44}, n/4)}, npy.Cast(npy.Unsafe))
		check(b, err)
		check(b, npy.Write(&file, numbers, opts...))
		castPair[D](b, file.Bytes(), n)
	}
}

func castPair[D any](b *testing.B, file []byte, n int) {
	var a npy.Array[D]
	r := bytes.NewReader(file)
	ours := func() {
		r.Reset(file)
		check(b, npy.ReadInto(r, &a, npy.Cast(npy.Unsafe)))
	}
	ours()
	written, err := a.MarshalBinary()
	check(b, err)
	room := make([]byte, len(file)+len(written))
	pair(b, len(room), func() {
		copy(room, file)
		copy(room[len(file):], written)
	}, ours)
}
