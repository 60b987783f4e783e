package fuzz

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// FuzzSlice: a part of a file is the same as that part of the whole, with every
// gap; chunks are the whole; and no file makes any of them do what Read does not.
func FuzzSlice(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		var by [7]byte // the input's end says which part
		copy(by[:], b[max(len(b)-len(by), 0):])
		ranges := []npy.Range{{Start: int(by[0] % 8), Stop: int(by[1] % 8), Step: int(by[2] % 4)}, {Start: int(by[3] % 8), Stop: int(by[4] % 8), Step: int(by[5] % 4)}}
		gap := []int64{0, 1, 16, 1 << 40}[by[6]%4]
		for _, part := range []func(*testing.T, []byte, []npy.Range, int64){slicePart[bool], slicePart[uint8], slicePart[int16], slicePart[float32], slicePart[complex128],
			slicePart[string], slicePart[[]byte], slicePart[npy.Datetime64]} {
			part(t, b, ranges, gap)
		}
	})
}

func slicePart[T any](t *testing.T, b []byte, ranges []npy.Range, gap int64) {
	whole, err := npy.Read[T](bytes.NewReader(b))
	file, errOpen := npy.NewFile(bytes.NewReader(b), int64(len(b)), npy.MergeGap(gap))
	var data []T
	var errChunks error
	for chunk, err := range npy.Chunks[T](bytes.NewReader(b), 2) {
		data, errChunks = append(data, chunk.Data...), err
	}
	if errOpen != nil {
		if checkError(t, errOpen); err == nil {
			t.Fatalf("%T: Read reads it, NewFile says %v", whole, errOpen)
		}
		return
	}
	if err != nil {
		if _, err := npy.ReadSlice[T](file); err == nil {
			t.Fatalf("%T: ReadSlice reads what Read does not: %v", whole, err)
		}
		if errChunks == nil && len(data) > 0 {
			t.Fatalf("%T: Chunks reads what Read does not: %v", whole, err)
		}
		return
	}
	defer file.Close()
	if errChunks == nil && !slices.EqualFunc(data, whole.Data, equalElements[T]) || errChunks != nil && !errors.Is(errChunks, header.ErrShape) {
		t.Fatalf("%T: Chunks gives other elements, or %v", whole, errChunks)
	}
	ranges = ranges[:min(len(ranges), len(whole.Shape))]
	got, err := npy.ReadSlice[T](file, ranges...)
	if err != nil {
		t.Fatalf("%T: %v of %v: %v", whole, ranges, whole.Shape, err)
	}
	at := make([]int, len(whole.Shape))
	for range got.Len() {
		from := slices.Clone(at)
		for axis, r := range ranges {
			from[axis] = r.Start + at[axis]*max(r.Step, 1)
		}
		if !equalElements(got.At(at...), whole.At(from...)) {
			t.Fatalf("%T: %v of %v: other elements at %v", whole, ranges, whole.Shape, at)
		}
		for axis := len(at) - 1; axis >= 0; axis-- {
			if at[axis]++; at[axis] < got.Shape[axis] {
				break
			}
			at[axis] = 0
		}
	}
	if len(whole.Shape) > 0 && whole.Shape[0] > 0 {
		hi := (ranges[0].Start + 1) % (whole.Shape[0] + 1)
		if rows, err := npy.ReadRows[T](file, hi/2, hi); err != nil || rows.Shape[0] != hi-hi/2 {
			t.Fatalf("%T: rows %d to %d of %v: %v, %v", whole, hi/2, hi, whole.Shape, rows.Shape, err)
		}
	}
}

// equalElements compares the bits: NaN is NaN.
func equalElements[T any](a, b T) bool {
	if reflect.DeepEqual(a, b) {
		return true
	}
	x, errA := npy.Array[T]{Data: []T{a}}.MarshalBinary()
	y, errB := npy.Array[T]{Data: []T{b}}.MarshalBinary()
	return errA == nil && errB == nil && bytes.Equal(x, y)
}
