package npy

import (
	"fmt"
	"math"
	"slices"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/transpose"
)

// An Array is the content of one .npy file: elements, shape and order.
//
// T is one of the types that the package's documentation lists under "Which Go
// type": numbers, text, times, structs, and named types over Go's own. int and
// uint stand for the eight-byte dtypes on 64-bit machines and for the four-byte
// ones on 32-bit machines.
//
// encoding/json sees no more than a struct of Data, Shape and FortranOrder; Nested
// and Base64 make JSON that other programs read as an array.
//
// Data is always in this machine's byte order. It may share memory with
// something else: where it does, the function that returned the Array says so.
// The zero Array is an empty vector.
type Array[T any] struct {
	// Data holds the elements, densely packed: as many as the product of Shape.
	Data []T
	// Shape holds the length of each axis. nil means one axis of len(Data); a
	// Shape that is empty but not nil is NumPy's (), a single element.
	Shape []int
	// FortranOrder tells that the first axis varies fastest in Data. Without it
	// the last axis does, which is NumPy's C order.
	FortranOrder bool

	// bigEndian is the byte order of the file that ReadAny took the array from,
	// so that writing it again gives the same bytes. Data is not affected.
	bigEndian bool
	// times is the dtype in the file, of an array of times that was read: what
	// the counts are, the Go type does not tell.
	times header.DType
}

// Len returns the number of elements.
func (a Array[T]) Len() int { return len(a.Data) }

// dims is Shape with nil spelled out, in buf's memory if it is needed.
func (a Array[T]) dims(buf *[1]int) []int {
	if a.Shape != nil {
		return a.Shape
	}
	buf[0] = len(a.Data)
	return buf[:]
}

// Validate reports whether Shape is one that a .npy file can have (at most 64
// axes, none negative, no overflow) and fits Data. The error wraps
// header.ErrShape. Every function that writes an Array validates it first.
func (a Array[T]) Validate() error {
	if a.Shape == nil {
		return nil
	}
	h := header.Header{DType: anyDType, Shape: a.Shape}
	if err := h.Validate(); err != nil {
		return err
	}
	n, err := h.Count()
	if err != nil {
		return err
	}
	if n != len(a.Data) {
		return &header.Error{Kind: header.ErrShape, Offset: -1,
			Detail: fmt.Sprintf("shape %v has %d elements, Data has %d", slices.Clone(a.Shape), n, len(a.Data))}
	}
	return nil
}

// anyDType is for counting elements where their size does not matter.
var anyDType = header.MakeDType(header.Uint, 1, header.NoOrder)

// Strides returns, for each axis, how far apart in Data two neighbours along
// it are: in elements, where NumPy's strides count bytes.
func (a Array[T]) Strides() []int {
	var buf [1]int
	shape := a.dims(&buf)
	strides := make([]int, len(shape))
	step := 1
	for k := range shape {
		axis := len(shape) - 1 - k
		if a.FortranOrder {
			axis = k
		}
		strides[axis] = step
		step *= max(shape[axis], 1)
	}
	return strides
}

// At returns the element at index, one number per axis, counted from 0. Like
// indexing a slice it panics when the index is out of range or when there are
// more or fewer numbers than axes.
func (a Array[T]) At(index ...int) T {
	var buf [1]int
	shape := a.dims(&buf)
	if len(index) != len(shape) {
		panic(fmt.Sprintf("npy: %d indices for an array of shape %v", len(index), shape))
	}
	at := 0
	for k := range shape {
		axis := k
		if a.FortranOrder {
			axis = len(shape) - 1 - k
		}
		if uint(index[axis]) >= uint(shape[axis]) {
			panic(fmt.Sprintf("npy: index %v out of range for shape %v", slices.Clone(index), slices.Clone(shape)))
		}
		at = at*shape[axis] + index[axis]
	}
	return a.Data[at]
}

// Reshape returns the same elements, in C order, under another shape. One axis
// may be -1: its length then follows from the others. The result shares Data
// with a, unless a is in Fortran order: then, as in NumPy, it is a copy. The
// error wraps header.ErrShape.
func (a Array[T]) Reshape(shape ...int) (Array[T], error) {
	fail := func(why string) (Array[T], error) {
		return Array[T]{}, &header.Error{Kind: header.ErrShape, Offset: -1,
			Detail: fmt.Sprintf("cannot reshape %d elements to %v: %s", len(a.Data), slices.Clone(shape), why)}
	}
	free, rest := -1, 1
	for axis, n := range shape {
		switch {
		case n == -1 && free < 0:
			free = axis
		case n < 0:
			return fail("only one axis may be -1, and none below")
		case n > 0 && rest > math.MaxInt/n:
			return fail("too many elements")
		default:
			rest *= n
		}
	}
	to := a
	to.Shape, to.FortranOrder = append(make([]int, 0, len(shape)), shape...), false
	if free >= 0 {
		if rest == 0 {
			return fail("nothing tells the length of the axis -1")
		}
		to.Shape[free] = len(a.Data) / rest
		rest *= to.Shape[free]
	}
	if rest != len(a.Data) {
		return fail("the numbers of elements differ")
	}
	for _, err := range []error{to.Validate(), a.Validate()} {
		if err != nil {
			return Array[T]{}, err
		}
	}
	to.Data = a.RowMajor().Data
	return to, nil
}

// RowMajor returns the array in C order. An array that is in C order already,
// or for which the order makes no difference, is returned as it is, sharing
// Data and Shape; otherwise Data is a transposed copy, made with all cores when
// it is large, and Shape a copy. (Its memory is advised like that of an array
// that is read: see NoHugePages.) It panics when Shape does not fit Data, which
// Validate tells beforehand and which no array that was read does.
func (a Array[T]) RowMajor() Array[T] {
	if !a.FortranOrder || orderless(a.Shape) {
		a.FortranOrder = false
		return a
	}
	if err := a.Validate(); err != nil {
		panic(err)
	}
	data := makeData[T](len(a.Data))
	adviseHuge(data, new(options)) // a transpose writes all over: without, half of its time goes into page faults
	transpose.Reverse(data, a.Data, a.Shape)
	a.Data, a.Shape, a.FortranOrder = data, slices.Clone(a.Shape), false
	return a
}

// orderless reports whether an array of this shape is the same in C and in
// Fortran order: then NumPy writes fortran_order False.
func orderless(shape []int) bool {
	long := 0
	for _, n := range shape {
		if n == 0 {
			return true
		}
		if n > 1 {
			long++
		}
	}
	return long <= 1
}

// Header returns the header that writing the array gives it. The zero Header
// is returned for a T that arrays cannot be made of, and for text that cannot be
// written. For text all of Data is looked at.
func (a Array[T]) Header() header.Header {
	pl, err := planTo(a.Data, a.bigEndian, &options{times: a.times})
	if err != nil {
		return header.Header{}
	}
	var buf [1]int
	h := a.headerOf(pl.dtype, &buf)
	h.Shape = slices.Clone(h.Shape)
	return h
}

func (a Array[T]) headerOf(d header.DType, buf *[1]int) header.Header {
	h := header.Header{DType: d, Shape: a.dims(buf)}
	h.FortranOrder = a.FortranOrder && !orderless(h.Shape) && d.ItemSize() > 0 // bytes that are not there have no order, to NumPy too
	return h
}
