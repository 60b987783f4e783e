/*
Package arrow turns arrays into Arrow's tensors and columns, of github.com/apache/arrow-go, and back.

	t, err := arrow.Tensor(a)                  // any order, any axes: shares a.Data
	field, column, err := arrow.Column("x", a) // one row per a[i]: shares a.Data
	a, err := arrow.FromColumn[float32](field, column)

A column goes into records, and with them over IPC, into Flight and into files; a tensor is for Go alone, since arrow-go
does not put tensors on the wire. A column of more than one axis is a FixedSizeList marked as Arrow's fixed_shape_tensor,
so that pyarrow's to_numpy_ndarray gives the array with all its axes. Programs that do not know the mark see lists.
*/
package arrow

import (
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/arrow/tensor"
	"github.com/npygo/npygo/npy"
)

// A Number is an element that has the same bytes in both. Arrow's booleans are bits.
type Number interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64
}

// Tensor returns a as a tensor with the same shape and order, that shares a.Data.
func Tensor[T Number](a npy.Array[T]) (tensor.Interface, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	size := int64(arrow.GetDataType[T]().(arrow.FixedWidthDataType).Bytes())
	shape, strides := make([]int64, 0, len(a.Shape)), make([]int64, 0, len(a.Shape))
	for _, n := range a.Header().Shape { // unlike a.Shape never nil for one axis
		shape = append(shape, int64(n))
	}
	for _, stride := range a.Strides() {
		strides = append(strides, size*int64(stride)) // in bytes, as NumPy counts them
	}
	return tensor.New(values(a.Data), shape, strides, nil), nil
}

// values is the Arrow data whose buffer is data's memory.
func values[T Number](data []T) arrow.ArrayData {
	buffers := []*memory.Buffer{nil, memory.NewBufferBytes(arrow.GetBytes(data))} // nil: no element is null
	return array.NewData(arrow.GetDataType[T](), len(data), buffers, nil, 0, 0)
}

// FromTensor returns t as an array. If the elements of t lie as those of an array do, in C or in Fortran order, they are
// shared, and t must not be released while the array is in use (which matters for memory that Go does not manage);
// those of a tensor with other strides, as a part of a larger one has, are copied.
func FromTensor[T Number](t tensor.Interface) (npy.Array[T], error) {
	elements, ok := t.(interface{ Value(index []int64) T })
	if !ok {
		return npy.Array[T]{}, fmt.Errorf("arrow: a tensor of %v holds no %T", t.DataType(), *new(T))
	}
	a := npy.Array[T]{Shape: []int{}}
	count := 1
	for _, n := range t.Shape() {
		a.Shape = append(a.Shape, int(n))
		count *= int(n)
	}
	a.FortranOrder = t.IsColMajor() && !t.IsRowMajor()
	if count > 0 && !t.IsContiguous() {
		a.Data = gather(elements.Value, t.Shape(), count)
	} else {
		a.Data = slice[T](t.Data(), 0, count)
	}
	if err := a.Validate(); err != nil {
		return npy.Array[T]{}, err
	}
	return a, nil
}

// gather takes the elements in C order.
func gather[T Number](value func([]int64) T, shape []int64, count int) []T {
	data := make([]T, count)
	index := make([]int64, len(shape))
	for i := range data {
		data[i] = value(index)
		for axis := len(shape) - 1; axis >= 0; axis-- {
			if index[axis]++; index[axis] < shape[axis] {
				break
			}
			index[axis] = 0
		}
	}
	return data
}

// slice is the memory of count elements of data, behind the first ones.
func slice[T Number](data arrow.ArrayData, first, count int) []T {
	buffer := data.Buffers()[1]
	if buffer == nil || count == 0 {
		return nil
	}
	first += data.Offset()
	return arrow.GetData[T](buffer.Bytes())[first : first+count : first+count]
}
