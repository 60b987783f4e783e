package arrow

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/npygo/npygo/npy"
)

// The canonical extension type "fixed shape tensor", as it stands in the metadata of a field:
// https://arrow.apache.org/docs/format/CanonicalExtensions.html#fixed-shape-tensor
const (
	extensionName = "ARROW:extension:name"
	extensionData = "ARROW:extension:metadata"
	fixedShape    = "arrow.fixed_shape_tensor"
)

type tensorShape struct {
	Shape       []int `json:"shape"`
	Permutation []int `json:"permutation,omitempty"`
}

// Column returns a as a column of len(a) rows, and the field that describes it. A row of an array of one axis is a number;
// of any other, a FixedSizeList of the row's elements, marked as a fixed_shape_tensor of the row's shape.
//
// The column shares a.Data. A row's elements lie together only in C order, so that an array in Fortran order is copied.
func Column[T Number](name string, a npy.Array[T]) (arrow.Field, arrow.Array, error) {
	if err := a.Validate(); err != nil {
		return arrow.Field{}, nil, err
	}
	a = a.RowMajor()
	shape := a.Header().Shape
	field := arrow.Field{Name: name, Type: arrow.GetDataType[T]()}
	switch {
	case len(shape) == 0:
		return arrow.Field{}, nil, fmt.Errorf("arrow: column %q: an array of shape () has no rows: Reshape(1) gives it one", name)
	case len(shape) == 1:
		return field, array.MakeFromData(values(a.Data)), nil
	case a.Len() == 0:
		return arrow.Field{}, nil, fmt.Errorf("arrow: column %q: lists have a size of at least 1, and shape %v has no elements", name, shape)
	case a.Len()/shape[0] > math.MaxInt32:
		return arrow.Field{}, nil, fmt.Errorf("arrow: column %q: a row of shape %v has more than 2^31-1 elements", name, shape[1:])
	}

	mark, err := json.Marshal(tensorShape{Shape: shape[1:]})
	if err != nil {
		return arrow.Field{}, nil, err
	}
	field.Metadata = arrow.NewMetadata([]string{extensionName, extensionData}, []string{fixedShape, string(mark)})
	field.Type = arrow.FixedSizeListOf(int32(a.Len()/shape[0]), field.Type)
	list := array.NewData(field.Type, shape[0], []*memory.Buffer{nil}, []arrow.ArrayData{values(a.Data)}, 0, 0)
	return field, array.MakeFromData(list), nil
}

// FromColumn returns a column of numbers, or of FixedSizeLists of them, nested or marked as a fixed_shape_tensor, as an array
// with one row per row of the column. It shares the column's memory, and the column must not be released while the
// array is in use. An array has no nulls: a column that has one is an error.
func FromColumn[T Number](field arrow.Field, column arrow.Array) (npy.Array[T], error) {
	fail := func(format string, args ...any) (npy.Array[T], error) {
		return npy.Array[T]{}, fmt.Errorf("arrow: column %q: "+format, append([]any{field.Name}, args...)...)
	}
	shape := []int{column.Len()}
	first, count := 0, column.Len()
	for {
		if row := firstNull(column, first, count); row >= 0 {
			return fail("element %d is null, and an array has no nulls", row)
		}
		list, ok := column.(*array.FixedSizeList)
		if !ok {
			break
		}
		n := int(list.DataType().(*arrow.FixedSizeListType).Len())
		first += list.Offset()
		if first+count > list.ListValues().Len()/n { // arrow-go leaves that to Validate
			return fail("its lists of %d reach beyond their %d elements", n, list.ListValues().Len())
		}
		first, count = first*n, count*n
		shape = append(shape, n)
		column = list.ListValues()
	}
	if want := arrow.GetDataType[T](); !arrow.TypeEqual(column.DataType(), want) {
		return fail("its elements are %v, not %v", column.DataType(), want)
	}

	shape, err := rowShape(field, shape)
	if err != nil {
		return fail("%w", err)
	}
	a := npy.Array[T]{Data: slice[T](column.Data(), first, count), Shape: shape}
	if a.Validate() != nil {
		return fail("its %d rows have %d elements in all: the shape %v in the field's metadata is wrong", shape[0], count, shape[1:])
	}
	return a, nil
}

func firstNull(column arrow.Array, first, count int) int {
	if column.NullN() == 0 {
		return -1
	}
	for i := range count {
		if column.IsNull(first + i) {
			return i
		}
	}
	return -1
}

// rowShape replaces the axes of the lists with those that the field's mark tells, if it has one.
func rowShape(field arrow.Field, shape []int) ([]int, error) {
	if name, _ := field.Metadata.GetValue(extensionName); name != fixedShape {
		return shape, nil
	}
	text, _ := field.Metadata.GetValue(extensionData)
	var mark tensorShape
	if err := json.Unmarshal([]byte(text), &mark); err != nil {
		return nil, fmt.Errorf("its %s is %q: %w", extensionData, text, err)
	}
	for i, axis := range mark.Permutation {
		if i != axis {
			return nil, fmt.Errorf("its axes are permuted (%v): only C order is read", mark.Permutation)
		}
	}
	return append(shape[:1:1], mark.Shape...), nil
}
