package sparse_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// features has 50 elements in each of its rows, in rising columns.
func features(rows int) sparse.CSR[float32] {
	const columns, each = 10_000, 50
	m := sparse.CSR[float32]{Shape: []int{rows, columns}, IndPtr: []int{0}}
	x := uint32(1)
	for range rows {
		for k := range each {
			x = x*1664525 + 1013904223
			m.Indices = append(m.Indices, k*columns/each+int(x>>16)%(columns/each))
			m.Data = append(m.Data, float32(x>>24)/16)
		}
		m.IndPtr = append(m.IndPtr, len(m.Data))
	}
	return m
}

func coordinates(m sparse.CSR[float32]) sparse.COO[float32] {
	c := sparse.COO[float32]{Shape: m.Shape, Coords: make([][]int, 2)}
	for i := range m.Rows() {
		columns, data := m.Row(i)
		for k := range columns {
			c.Coords[0] = append(c.Coords[0], i)
			c.Coords[1] = append(c.Coords[1], columns[k])
			c.Data = append(c.Data, data[k])
		}
	}
	return c
}

// fileSize is what the arrays have in a file: indices of four bytes.
func fileSize(m sparse.CSR[float32]) int64 { return int64(8*len(m.Data) + 4*len(m.IndPtr)) }

// BenchmarkRead reads a matrix from stored members, with its checks, and beside
// it the same arrays with npz.Read alone.
func BenchmarkRead(b *testing.B) {
	m := features(20_000)
	var file bytes.Buffer
	w := npz.NewWriter(&file)
	if err := sparse.Write(w, m); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	r, err := npz.ReadFrom(bytes.NewReader(file.Bytes()))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("matrix", func(b *testing.B) {
		b.SetBytes(fileSize(m))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := sparse.Read[sparse.CSR[float32]](r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("members", func(b *testing.B) {
		b.SetBytes(fileSize(m))
		b.ReportAllocs()
		for b.Loop() {
			for _, name := range []string{"indices", "indptr"} {
				if _, err := npz.Read[int](r, name, npy.Cast(npy.Safe)); err != nil {
					b.Fatal(err)
				}
			}
			if _, err := npz.Read[float32](r, "data"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	m := features(20_000)
	for _, level := range []int{0, 6} {
		b.Run(fmt.Sprintf("level%d", level), func(b *testing.B) {
			b.SetBytes(fileSize(m))
			for b.Loop() {
				var opts []npz.Option
				if level > 0 {
					opts = append(opts, npz.Compress(level))
				}
				var file bytes.Buffer
				w := npz.NewWriter(&file, opts...)
				if err := sparse.Write(w, m); err != nil {
					b.Fatal(err)
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCSR(b *testing.B) {
	m := features(20_000)
	coo := coordinates(m)
	shuffled := sparse.COO[float32]{Shape: coo.Shape, Coords: [][]int{make([]int, len(coo.Data)), make([]int, len(coo.Data))}, Data: coo.Data}
	for k := range coo.Data {
		from := k * 7919 % len(coo.Data)
		shuffled.Coords[0][k], shuffled.Coords[1][k] = coo.Coords[0][from], coo.Coords[1][from]
	}
	for name, from := range map[string]sparse.Matrix[float32]{"coo": coo, "coo-shuffled": shuffled, "csr": m} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(fileSize(m))
			for b.Loop() {
				if _, err := from.CSR(1 << 30); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDense(b *testing.B) {
	m := features(500)
	b.SetBytes(500 * 10_000 * 4)
	for b.Loop() {
		if _, err := m.Dense(1 << 30); err != nil {
			b.Fatal(err)
		}
	}
}
