package npy

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"

	"github.com/npygo/npygo/header"
)

// A plan is how the payload of one array becomes a []T and back. It is made
// once, from T and the file's dtype; no road asks about types below it.
//
// Where decode is nil, the memory of a []T is the payload, but for the byte
// order and for what a bool byte may be.
type plan[T any] struct {
	element      // dtype is the file's
	swap    bool // the file's byte order is not this machine's
	decode  func(dst []T, src []byte) error
	encode  func(dst []byte, src []T) ([]byte, error)
}

// nativeOrder is this machine's byte order.
var nativeOrder = func() header.ByteOrder {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return header.LittleEndian
	}
	return header.BigEndian
}()

// planFor finds out whether T can hold the elements of a file with dtype d.
func planFor[T any](d header.DType) (plan[T], error) {
	if pl, ok := plainPlan[T](d); ok {
		return pl, nil
	}
	if d.HasObject() {
		return plan[T]{}, errObject(d)
	}
	e, _ := elementOf[T]()
	return plan[T]{}, &header.Error{Kind: header.ErrDType, Offset: -1, Cause: &DTypeError{
		Want: e.dtype, Got: d, Type: reflect.TypeFor[T]().String()}}
}

// plainPlan is the plan for elements that are in memory what they are in the
// file. It keeps nothing of d but in its result, for the sake of View's stack.
func plainPlan[T any](d header.DType) (plan[T], bool) {
	e, ok := elementOf[T]()
	if !ok || !e.holds(d) {
		return plan[T]{}, false
	}
	e.dtype = d
	return plan[T]{element: e, swap: e.word > 1 && orderOf(d) != nativeOrder}, true
}

// planTo is the plan for writing elements of type T.
func planTo[T any](bigEndian bool) (plan[T], error) {
	e, ok := elementOf[T]()
	if !ok {
		return plan[T]{}, &header.Error{Kind: header.ErrDType, Offset: -1, Cause: &DTypeError{
			Type: reflect.TypeFor[T]().String()}}
	}
	if bigEndian && e.word > 1 {
		e.dtype = e.dtype.WithByteOrder(header.BigEndian)
	}
	return plan[T]{element: e, swap: e.word > 1 && orderOf(e.dtype) != nativeOrder}, nil
}

// holds reports whether e's Go type can hold elements of dtype d, in whichever
// byte order.
func (e element) holds(d header.DType) bool {
	if d.IsStruct() || d.ItemSize() != e.size() || d.Kind() != e.dtype.Kind() {
		return false
	}
	if _, _, sub := d.Subarray(); sub {
		return false
	}
	return !d.Foreign() || d.String() == "bfloat16"
}

// orderOf is the byte order of d's elements. A void of two bytes that tells no
// order was bfloat16 on a machine that is little-endian, as nearly all are.
func orderOf(d header.DType) header.ByteOrder {
	if o := d.ByteOrder(); o == header.BigEndian {
		return o
	}
	return header.LittleEndian
}

func errObject(d header.DType) error {
	return &header.Error{Kind: header.ErrObject, Offset: -1,
		Detail: fmt.Sprintf("the elements (descr %s) are pickled Python objects, which only Python can read, by running them: "+
			"save the array with a number or string dtype instead", short(d.String()))}
}

// sizes checks what h says of its payload against the limits of this machine
// and of the caller: count elements, size bytes.
func (o *options) sizes(h *header.Header) (count int, size int64, err error) {
	if count, err = h.Count(); err != nil {
		return 0, 0, err
	}
	if size, err = h.PayloadSize(); err != nil {
		return 0, 0, err
	}
	if o.limited && size > max(o.maxBytes, 0) {
		return 0, 0, &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
			"the payload has %d bytes, the limit is %d: raise it with MaxBytes", size, o.maxBytes)}
	}
	if size > math.MaxInt {
		return 0, 0, &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
			"the payload has %d bytes, more than this machine can address", size)}
	}
	return count, size, nil
}

// DTypeError says that the elements of a file do not fit the Go type that was
// asked for. It is found by errors.As, and it wraps header.ErrDType.
type DTypeError struct {
	Want header.DType // what Type stands for; the zero DType if arrays cannot be made of it
	Got  header.DType // what the file holds; the zero DType when writing
	Type string       // the Go type
}

func (e *DTypeError) Error() string {
	if !e.Got.IsValid() {
		return fmt.Sprintf("no dtype for the Go type %s: arrays are made of bool, integers, floats, complex numbers, Float16 and BFloat16", e.Type)
	}
	hold := fmt.Sprintf("%s stands for '%s'", e.Type, e.Want)
	if !e.Want.IsValid() {
		hold = "arrays cannot be made of " + e.Type
	}
	return fmt.Sprintf("the elements are '%s', and %s: read them as %s", short(e.Got.String()), hold, goTypeFor(e.Got))
}

// Unwrap makes errors.Is(err, header.ErrDType) true.
func (e *DTypeError) Unwrap() error { return header.ErrDType }

// goTypeFor names the Go type to read elements of dtype d with.
func goTypeFor(d header.DType) string {
	if float16Elem.holds(d) {
		return "Float16"
	}
	if bfloat16Elem.holds(d) {
		return "BFloat16, or as they are with ReadRaw"
	}
	for kind, e := range kinds {
		if k := reflect.Kind(kind); e.word > 0 && e.holds(d) && k != reflect.Int && k != reflect.Uint {
			return k.String()
		}
	}
	return "they are with ReadRaw"
}

// short cuts a long descr, which comes from the file, to what fits a message.
func short(s string) string {
	if len(s) <= 80 {
		return s
	}
	return s[:77] + "..."
}
