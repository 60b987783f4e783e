package npy_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// counted is an array of 0, 1, 2... as they lie in memory.
func counted(fortran bool, shape ...int) npy.Array[int32] {
	n := 1
	for _, dim := range shape {
		n *= dim
	}
	a := npy.Array[int32]{Data: make([]int32, n), Shape: shape, FortranOrder: fortran}
	for i := range a.Data {
		a.Data[i] = int32(i)
	}
	return a
}

// indices yields every index of an array of the given shape, in C order.
func indices(shape []int) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		if slices.Contains(shape, 0) {
			return
		}
		index := make([]int, len(shape))
		for {
			if !yield(index) {
				return
			}
			axis := len(shape) - 1
			for ; axis >= 0; axis-- {
				if index[axis]++; index[axis] < shape[axis] {
					break
				}
				index[axis] = 0
			}
			if axis < 0 {
				return
			}
		}
	}
}

func TestAtStridesRowMajor(t *testing.T) {
	for _, shape := range [][]int{{}, {0}, {5}, {2, 3}, {3, 1, 2}, {1, 6}, {2, 3, 4, 5}, {0, 3}, {67, 130}} {
		for _, fortran := range []bool{false, true} {
			a := counted(fortran, shape...)
			strides, rows := a.Strides(), a.RowMajor()
			if rows.FortranOrder || !slices.Equal(rows.Shape, a.Shape) {
				t.Fatalf("RowMajor of %v: FortranOrder %v, shape %v", shape, rows.FortranOrder, rows.Shape)
			}
			i := 0
			for index := range indices(shape) {
				want := 0
				for axis, k := range index {
					want += k * strides[axis]
				}
				if got := a.At(index...); int(got) != want {
					t.Fatalf("shape %v, fortran %v: At(%v) = %d, by strides %d", shape, fortran, index, got, want)
				}
				if rows.Data[i] != a.At(index...) || rows.At(index...) != a.At(index...) {
					t.Fatalf("shape %v, fortran %v: RowMajor has %d at %v, want %d", shape, fortran, rows.Data[i], index, a.At(index...))
				}
				i++
			}
		}
	}
}

func TestStrides(t *testing.T) {
	for _, c := range []struct {
		shape   []int
		fortran bool
		want    []int
	}{
		{nil, false, []int{1}}, {[]int{}, false, []int{}}, {[]int{2, 3, 4}, false, []int{12, 4, 1}}, {[]int{2, 3, 4}, true, []int{1, 2, 6}},
	} {
		a := npy.Array[bool]{Data: make([]bool, 24), Shape: c.shape, FortranOrder: c.fortran}
		if got := a.Strides(); !slices.Equal(got, c.want) {
			t.Errorf("Strides of %v, fortran %v: %v, want %v", c.shape, c.fortran, got, c.want)
		}
	}
}

// TestRowMajorShares: what needs no copy gets none.
func TestRowMajorShares(t *testing.T) {
	for _, a := range []npy.Array[int32]{counted(false, 2, 3), counted(true, 6), counted(true, 1, 6, 1)} {
		if got := a.RowMajor(); &got.Data[0] != &a.Data[0] {
			t.Errorf("RowMajor of %v, fortran %v copies", a.Shape, a.FortranOrder)
		}
	}
	if a := counted(true, 2, 3); &a.RowMajor().Data[0] == &a.Data[0] {
		t.Errorf("RowMajor of a Fortran-order array does not copy")
	}
}

// TestRowMajorAny: arrays of types that no file holds can be put in order too.
func TestRowMajorAny(t *testing.T) {
	a := npy.Array[string]{Data: []string{"00", "10", "01", "11", "02", "12"}, Shape: []int{2, 3}, FortranOrder: true}
	if got := a.RowMajor().Data; !slices.Equal(got, []string{"00", "01", "02", "10", "11", "12"}) {
		t.Errorf("RowMajor: %v", got)
	}
}

func TestAtPanics(t *testing.T) {
	for _, index := range [][]int{{}, {1}, {2, 0}, {0, 3}, {-1, 0}, {0, 0, 0}} {
		func() {
			defer func() {
				if s := fmt.Sprint(recover()); !strings.HasPrefix(s, "npy: ") {
					t.Errorf("At(%v) of shape (2, 3) panics with %s", index, s)
				}
			}()
			counted(false, 2, 3).At(index...)
			t.Errorf("At(%v) of shape (2, 3) gives no panic", index)
		}()
	}
}

func TestReshape(t *testing.T) {
	for _, c := range []struct {
		from, to, want []int
		ok             bool
	}{
		{[]int{2, 3}, []int{3, 2}, []int{3, 2}, true},
		{[]int{2, 3}, []int{-1}, []int{6}, true},
		{[]int{2, 3}, []int{3, -1, 1}, []int{3, 2, 1}, true},
		{[]int{}, []int{1, 1}, []int{1, 1}, true},
		{[]int{1}, []int{}, []int{}, true},
		{[]int{0}, []int{5, 0}, []int{5, 0}, true},
		{[]int{0}, []int{3, -1}, []int{3, 0}, true},
		{[]int{0}, []int{0, -1}, nil, false},
		{[]int{2, 3}, []int{4, -1}, nil, false},
		{[]int{2, 3}, []int{-1, -1}, nil, false},
		{[]int{2, 3}, []int{-2, -3}, nil, false},
		{[]int{2, 3}, []int{7}, nil, false},
		{[]int{0}, []int{1 << 30, 1 << 30, 1 << 30}, nil, false},
		{[]int{1}, make65(), nil, false},
	} {
		got, err := counted(false, c.from...).Reshape(c.to...)
		if c.ok && (err != nil || !slices.Equal(got.Shape, c.want) || got.Shape == nil) {
			t.Errorf("%v to %v: %#v, %v", c.from, c.to, got.Shape, err)
		}
		if !c.ok && (!errors.Is(err, header.ErrShape) || got.Data != nil) {
			t.Errorf("%v to %v: %v, %v; want ErrShape", c.from, c.to, got, err)
		}
	}
	a := counted(false, 2, 3)
	if b, _ := a.Reshape(6); &b.Data[0] != &a.Data[0] {
		t.Errorf("Reshape in C order copies")
	}
	f := counted(true, 2, 3)
	if b, _ := f.Reshape(6); !slices.Equal(b.Data, []int32{0, 2, 4, 1, 3, 5}) || b.FortranOrder {
		t.Errorf("Reshape from Fortran order: %v", b.Data)
	}
}

func make65() []int {
	shape := make([]int, 65)
	for i := range shape {
		shape[i] = 1
	}
	return shape
}

func TestValidate(t *testing.T) {
	data := make([]int8, 6)
	for _, c := range []struct {
		shape []int
		ok    bool
	}{
		{nil, true}, {[]int{6}, true}, {[]int{2, 3}, true}, {[]int{3, 1, 2}, true},
		{[]int{}, false}, {[]int{5}, false}, {[]int{-2, -3}, false}, {[]int{6, 0}, false}, {[]int{1 << 30, 1 << 30, 1 << 30}, false}, {make65(), false},
	} {
		a := npy.Array[int8]{Data: data, Shape: c.shape}
		if err := a.Validate(); c.ok && err != nil || !c.ok && !errors.Is(err, header.ErrShape) {
			t.Errorf("Validate of %v: %v", c.shape, err)
		}
		var w countingWriter
		if err := npy.Write(&w, a); c.ok != (err == nil) || !c.ok && w.calls > 0 {
			t.Errorf("Write of %v: %v after %d writes", c.shape, err, w.calls)
		}
	}
}

func TestZeroValue(t *testing.T) {
	var a npy.Array[float64]
	if a.Len() != 0 || a.Validate() != nil || !slices.Equal(a.Strides(), []int{1}) || !slices.Equal(a.Header().Shape, []int{0}) {
		t.Errorf("the zero Array is no empty vector: %v", a.Header())
	}
	if b, err := a.MarshalBinary(); err != nil || len(b) != 128 {
		t.Errorf("MarshalBinary of the zero Array: %d bytes, %v", len(b), err)
	}
	var s npy.Array[chan int]
	if h := s.Header(); h.DType.IsValid() {
		t.Errorf("a header for an array of channels: %v", h)
	}
	if _, err := s.MarshalBinary(); !errors.Is(err, header.ErrDType) {
		t.Errorf("MarshalBinary of an array of channels: %v", err)
	}
}

// countingWriter counts.
type countingWriter struct {
	calls, bytes int
}

func (w *countingWriter) Write(b []byte) (int, error) {
	w.calls++
	w.bytes += len(b)
	return len(b), nil
}
