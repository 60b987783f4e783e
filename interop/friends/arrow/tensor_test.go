package arrow_test

import (
	"slices"
	"testing"

	arrowgo "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/arrow/tensor"
	"github.com/npygo/npygo/interop/friends/arrow"
	"github.com/npygo/npygo/npy"
)

func counting[T arrow.Number](fortran bool, shape ...int) npy.Array[T] {
	count := 1
	for _, n := range shape {
		count *= n
	}
	a := npy.Array[T]{Shape: shape, FortranOrder: fortran, Data: make([]T, count)}
	for i := range a.Data {
		a.Data[i] = T(i)
	}
	return a
}

func TestTensorSharesMemory(t *testing.T) {
	for _, shape := range [][]int{{6}, {2, 3}, {4, 1, 3}, {2, 3, 4, 5}} {
		for _, fortran := range []bool{false, true} {
			a := counting[float32](fortran, shape...)
			tsr, err := arrow.Tensor(a)
			if err != nil {
				t.Fatal(err)
			}
			got := tsr.(*tensor.Float32)
			if &got.Float32Values()[0] != &a.Data[0] {
				t.Errorf("shape %v: the elements were copied into the tensor", shape)
			}
			eachIndex(shape, func(index []int) {
				wide := make([]int64, len(index))
				for i, n := range index {
					wide[i] = int64(n)
				}
				if got.Value(wide) != a.At(index...) {
					t.Fatalf("shape %v, Fortran order %v, at %v: %v, want %v", shape, fortran, index, got.Value(wide), a.At(index...))
				}
			})

			back, err := arrow.FromTensor[float32](tsr)
			if err != nil || !back.Equal(a) || &back.Data[0] != &a.Data[0] {
				t.Errorf("shape %v, Fortran order %v comes back as %v, %v, or copied", shape, fortran, back, err)
			}
			if len(shape) > 1 && slices.Max(shape) > 1 && back.FortranOrder != fortran {
				t.Errorf("shape %v, Fortran order %v comes back with %v", shape, fortran, back.FortranOrder)
			}
		}
	}
}

func eachIndex(shape []int, do func([]int)) {
	index := make([]int, len(shape))
	for {
		do(index)
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

func TestTensorOfEveryType(t *testing.T) {
	thereAndBack[int8](t)
	thereAndBack[int16](t)
	thereAndBack[int32](t)
	thereAndBack[int64](t)
	thereAndBack[uint8](t)
	thereAndBack[uint16](t)
	thereAndBack[uint32](t)
	thereAndBack[uint64](t)
	thereAndBack[float32](t)
	thereAndBack[float64](t)
}

func thereAndBack[T arrow.Number](t *testing.T) {
	t.Helper()
	a := counting[T](true, 2, 3)
	tsr, err := arrow.Tensor(a)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := arrow.FromTensor[T](tsr); err != nil || !back.Equal(a) {
		t.Errorf("%T: tensor: %v, %v", a, back, err)
	}
	field, column, err := arrow.Column("x", a)
	if err != nil {
		t.Fatal(err)
	}
	if back, err := arrow.FromColumn[T](field, column); err != nil || !back.Equal(a) {
		t.Errorf("%T: column: %v, %v", a, back, err)
	}
}

func TestTensorEdges(t *testing.T) {
	scalar, err := arrow.Tensor(npy.Array[int16]{Data: []int16{-5}, Shape: []int{}})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := arrow.FromTensor[int16](scalar); err != nil || a.Shape == nil || len(a.Shape) != 0 || a.At() != -5 {
		t.Errorf("shape (): %v, %v", a, err)
	}
	empty, err := arrow.Tensor(npy.Array[int16]{Shape: []int{3, 0}})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := arrow.FromTensor[int16](empty); err != nil || !slices.Equal(a.Shape, []int{3, 0}) || a.Len() != 0 {
		t.Errorf("shape (3, 0): %v, %v", a, err)
	}
	if a, err := arrow.FromTensor[uint16](scalar); err == nil {
		t.Errorf("a tensor of int16 as uint16: %v", a)
	}
	if tsr, err := arrow.Tensor(npy.Array[int16]{Data: []int16{1}, Shape: []int{2}}); err == nil {
		t.Errorf("one element for shape (2): %v", tsr)
	}
}

// Every second column of a 2×4 tensor, from its second row on: strides that no array has, behind an offset.
func TestFromTensorStrides(t *testing.T) {
	buffer := memory.NewBufferBytes(arrowgo.Int32Traits.CastToBytes([]int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}))
	data := array.NewData(arrowgo.PrimitiveTypes.Int32, 8, []*memory.Buffer{nil, buffer}, nil, 0, 4)
	a, err := arrow.FromTensor[int32](tensor.New(data, []int64{2, 2}, []int64{16, 8}, nil))
	if err != nil || !slices.Equal(a.Data, []int32{4, 6, 8, 10}) || !slices.Equal(a.Shape, []int{2, 2}) {
		t.Errorf("%v, %v", a, err)
	}
	a, err = arrow.FromTensor[int32](tensor.New(data, []int64{2, 4}, nil, nil))
	if err != nil || !slices.Equal(a.Data, []int32{4, 5, 6, 7, 8, 9, 10, 11}) {
		t.Errorf("behind an offset: %v, %v", a, err)
	}
}
