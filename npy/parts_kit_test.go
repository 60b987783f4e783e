package npy_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// point is a record with everything that makes it a plan of its own.
type point struct {
	Name string    `npy:"name,U3"`
	X    [2]int16  `npy:"x"`
	Ok   bool      `npy:"ok"`
	At   time.Time `npy:"at,M8[s]"`
}

const pointDescr = "[('name', '<U3'), ('x', '<i2', (2,)), ('ok', '|b1'), ('at', '<M8[s]')]"

// partKits are the types whose parts are read: one for each way in which a
// payload becomes elements, and one for each size that is copied by itself.
var partKits = []partKit{
	parts[bool]("|b1"), parts[uint8]("|u1"), parts[int16]("<i2"), parts[celsius]("<f8"), parts[float32]("<f4"), parts[complex128]("<c16"),
	parts[float64](">f8"), parts[complex64](">c8"), parts[npy.Float16](">f2"),
	parts[string]("<U2"), parts[string]("|S3"), parts[[]byte]("|V3"), parts[time.Time]("<M8[s]"), parts[npy.Datetime64](">M8[D]"),
	parts[point](pointDescr),
}

type partKit struct {
	descr string
	size  int
	slice func(t testing.TB, f *npy.File, whole []byte, ranges []npy.Range)
	rows  func(t testing.TB, f *npy.File, whole []byte, lo, hi int)
	chunk func(t testing.TB, file []byte, r io.Reader, rows int)
}

func parts[T any](descr string) partKit {
	d, err := header.ParseDType(descr)
	if err != nil {
		panic(err)
	}
	return partKit{descr: descr, size: d.ItemSize(), slice: sliceTwin[T], rows: rowsTwin[T], chunk: chunkTwin[T]}
}

// payload is n elements of noise, of which all are valid: digits.
func (k partKit) payload(n int) []byte {
	rng := rand.New(rand.NewPCG(uint64(n), 7))
	b := make([]byte, n*k.size)
	for i := range b {
		b[i] = byte(rng.UintN(2))
	}
	for i := range b {
		switch j := i % k.size; {
		case k.descr == "<U2" && j%4 > 0, k.descr == pointDescr && (j < 12 && j%4 > 0 || j > 17):
			b[i] = 0
		}
	}
	return b
}

func (k partKit) file(t testing.TB, shape []int, fortran bool) []byte {
	n := 1
	for _, dim := range shape {
		n *= dim
	}
	d, err := header.ParseDType(k.descr)
	if err != nil {
		t.Fatal(err)
	}
	b, err := header.Header{DType: d, Shape: shape, FortranOrder: fortran}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return append(b, k.payload(n)...)
}

// sliceTwin compares ReadSlice with taking the elements out one by one.
func sliceTwin[T any](t testing.TB, f *npy.File, whole []byte, ranges []npy.Range) {
	t.Helper()
	all, err := npy.Read[T](bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	indices := make([][]int, len(all.Shape))
	for axis, n := range all.Shape {
		var r npy.Range
		if axis < len(ranges) {
			r = ranges[axis]
		}
		indices[axis] = naiveIndices(r, n)
	}
	got, err := npy.ReadSlice[T](f, ranges...)
	if err != nil {
		t.Fatalf("%v of %v: %v", ranges, all.Shape, err)
	}
	comparePart(t, fmt.Sprintf("%v of %v", ranges, all.Shape), got, all, indices)
}

// naiveIndices are those that NumPy takes for Start:Stop:Step.
func naiveIndices(r npy.Range, n int) (list []int) {
	if r.Stop == 0 {
		r.Stop = n
	}
	if r.Step == 0 {
		r.Step = 1
	}
	for i := r.Start; i < r.Stop && i < n; i += r.Step {
		list = append(list, i)
		if r.Step > n {
			break
		}
	}
	return list
}

func rowsTwin[T any](t testing.TB, f *npy.File, whole []byte, lo, hi int) {
	t.Helper()
	all, err := npy.Read[T](bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	indices := make([][]int, len(all.Shape))
	for axis, n := range all.Shape {
		indices[axis] = naiveIndices(npy.Range{}, n)
	}
	indices[0] = indices[0][lo:hi]
	got, err := npy.ReadRows[T](f, lo, hi)
	if err != nil {
		t.Fatalf("rows %d to %d of %v: %v", lo, hi, all.Shape, err)
	}
	comparePart(t, fmt.Sprintf("rows %d to %d of %v", lo, hi, all.Shape), got, all, indices)
}

// comparePart compares got with all[indices[0], indices[1], ...].
func comparePart[T any](t testing.TB, what string, got, all npy.Array[T], indices [][]int) {
	t.Helper()
	shape, n := []int{}, 1
	for _, list := range indices {
		shape = append(shape, len(list))
		n *= len(list)
	}
	if !slices.Equal(got.Shape, shape) || got.Shape == nil || len(got.Data) != n || got.FortranOrder != all.FortranOrder {
		t.Fatalf("%s: shape %#v, %d elements, FortranOrder %v; want %v", what, got.Shape, len(got.Data), got.FortranOrder, shape)
	}
	at, from := make([]int, len(shape)), make([]int, len(shape))
	for range n {
		for axis, i := range at {
			from[axis] = indices[axis][i]
		}
		if g, w := got.At(at...), all.At(from...); !reflect.DeepEqual(g, w) {
			t.Fatalf("%s: at %v is %v, want %v", what, at, g, w)
		}
		for axis := len(at) - 1; axis >= 0; axis-- {
			if at[axis]++; at[axis] < shape[axis] {
				break
			}
			at[axis] = 0
		}
	}
}

func openBytes(t testing.TB, b []byte, opts ...npy.Option) *npy.File {
	t.Helper()
	f, err := npy.NewFile(bytes.NewReader(b), int64(len(b)), opts...)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
