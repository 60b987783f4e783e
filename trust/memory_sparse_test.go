package trust

import (
	"bytes"
	"math"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// sparseAttacks are matrices whose arrays do not fit together, or that are large for no bytes.
func sparseAttacks() (list []attack) {
	type arrays map[string]npy.AnyArray
	numbers := func(v ...int64) npy.AnyArray { return npy.Array[int64]{Data: v} }
	long := func(n int) npy.AnyArray { return npy.Array[int64]{Data: make([]int64, n)} }
	one := npy.Array[float64]{Data: make([]float64, 1)}
	oneDiagonal := npy.Array[float64]{Data: one.Data, Shape: []int{1, 1}}
	none := func(shape ...int) npy.AnyArray { return npy.Array[float64]{Shape: shape} }
	const huge = 1 << 62
	for _, m := range []struct {
		name, format string
		shape        npy.AnyArray
		rest         arrays
	}{
		{"2^62 rows", "csr", numbers(huge, 1), arrays{"indptr": numbers(0, 1), "indices": numbers(0), "data": one}},
		{"indptr up to 2^62", "csr", numbers(1, 1), arrays{"indptr": numbers(0, huge), "indices": numbers(0), "data": one}},
		{"indptr below 0", "csr", numbers(2, 1), arrays{"indptr": numbers(0, math.MinInt64, 1), "indices": numbers(0), "data": one}},
		{"100,000 rows", "csr", numbers(100_000, huge), arrays{"indptr": long(100_001), "indices": long(0), "data": none(0)}},
		{"2^62 columns", "csc", numbers(1, huge), arrays{"indptr": numbers(0, 1), "indices": numbers(0), "data": one}},
		{"2^62 rows", "csc", numbers(huge, 1), arrays{"indptr": numbers(0, 1), "indices": numbers(huge / 2), "data": one}},
		{"2^62 rows", "coo", numbers(huge, huge), arrays{"row": numbers(huge / 2), "col": numbers(huge / 2), "data": one}},
		{"100,000 axes", "coo", long(100_000), arrays{"coords": long(100_000), "data": one}},
		{"no columns", "bsr", numbers(huge, huge), arrays{"indptr": numbers(0, 0), "indices": long(0), "data": none(0, 1<<30, 0)}},
		{"no blocks", "bsr", numbers(huge, huge), arrays{"indptr": numbers(0), "indices": long(0), "data": none(0, 1<<15, 1<<15)}},
		{"2^62 columns", "dia", numbers(huge, huge), arrays{"offsets": numbers(huge / 2), "data": oneDiagonal}},
		{"100,000 diagonals", "dia", numbers(1<<40, 1<<40), arrays{"offsets": long(100_000), "data": none(100_000, 0)}},
		{"a long format", mega("c"), numbers(1, 1), nil},
	} {
		list = append(list, attack{"sparse: " + m.format[:3] + ", " + m.name, func(t *testing.T) []byte {
			var b bytes.Buffer
			w := npz.NewWriter(&b)
			write := func(name string, a npy.AnyArray) {
				t.Helper()
				if err := w.WriteAny(name, a); err != nil {
					t.Fatal(err)
				}
			}
			write("format", npy.Array[[]byte]{Data: [][]byte{[]byte(m.format)}, Shape: []int{}})
			write("shape", m.shape)
			for name, a := range m.rest {
				write(name, a)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			return b.Bytes()
		}})
	}
	return list
}
