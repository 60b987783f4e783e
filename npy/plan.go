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
	record  *recordCode // of records whose memory is the payload: where they have bools
}

// nativeOrder is this machine's byte order.
var nativeOrder = func() header.ByteOrder {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return header.LittleEndian
	}
	return header.BigEndian
}()

// planFor finds out whether T can hold the elements of a file with dtype d.
func planFor[T any](d header.DType, o *options) (plan[T], error) {
	if pl, ok := plainPlan[T](d); ok {
		return pl, nil
	}
	if d.HasObject() {
		return plan[T]{}, errObject(d)
	}
	with := *o // for them to keep: o stays on the caller's stack
	for _, find := range [...]func(header.DType, *options) (plan[T], bool, error){textPlan[T], timePlan[T], recordPlan[T], castPlan[T]} {
		if pl, ok, err := find(d, &with); ok || err != nil {
			return pl, err
		}
	}
	wrong := &DTypeError{Got: d, Type: reflect.TypeFor[T]().String()}
	if e := elementOf[T](); e != nil {
		wrong.Want = e.dtype
	}
	return plan[T]{}, &header.Error{Kind: header.ErrDType, Offset: -1, Cause: wrong}
}

// plainPlan is planFor for a T whose memory is the payload.
func plainPlan[T any](d header.DType) (pl plan[T], ok bool) {
	e := elementOf[T]()
	if e == nil || !e.holds(d) {
		return plan[T]{}, false
	}
	return plan[T]{element: element{d, e.word}, swap: e.word > 1 && orderOf(d) != nativeOrder}, true
}

// planTo is the plan for writing elements of type T.
//
// data is what will be written: the width of strings depends on it.
func planTo[T any](data []T, bigEndian bool, o *options) (plan[T], error) {
	own := elementOf[T]()
	if own == nil {
		with := *o
		for _, find := range [...]func([]T, bool, *options) (plan[T], bool, error){textPlanTo[T], timePlanTo[T], recordPlanTo[T]} {
			if pl, ok, err := find(data, bigEndian, &with); ok || err != nil {
				return pl, err
			}
		}
		return plan[T]{}, &header.Error{Kind: header.ErrDType, Offset: -1, Cause: &DTypeError{
			Type: reflect.TypeFor[T]().String()}}
	}
	e := *own
	if bigEndian && e.word > 1 {
		e.dtype = e.dtype.WithByteOrder(header.BigEndian)
	}
	if e.isTime() {
		var err error
		if e.dtype, err = o.timeDType(e.dtype); err != nil {
			return plan[T]{}, err
		}
	}
	return plan[T]{element: e, swap: e.word > 1 && orderOf(e.dtype) != nativeOrder}, nil
}

// holds reports whether e's Go type can hold elements of dtype d, in whichever
// byte order.
func (e *element) holds(d header.DType) bool {
	if d.IsStruct() || d.ItemSize() != e.size() || d.Kind() != e.dtype.Kind() {
		return false
	}
	if _, _, sub := d.Subarray(); sub {
		return false
	}
	return !d.Foreign() || e.dtype.Kind() == header.Void // "bfloat16", "<f1": the only ones, one of each size
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

// emptyElements is how many elements of no bytes are read. No payload vouches
// for them, and in memory they do take room.
const emptyElements = 1 << 20

// fits checks that count elements have room in memory, and a reason to be there.
func (pl plan[T]) fits(count int) error {
	if pl.size() == 0 && count > emptyElements {
		return &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
			"%d elements of no bytes ('%s'), the limit is %d: ReadRaw reads them without making any", count, short(pl.dtype.String()), emptyElements)}
	}
	if size := pl.memory(); size > 0 && count > math.MaxInt/size {
		return &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
			"%d elements of %d bytes each are more than this machine can address", count, size)}
	}
	return nil
}

// memory is the size of a T.
func (pl plan[T]) memory() int {
	if pl.decode == nil {
		return pl.size()
	}
	return int(reflect.TypeFor[T]().Size())
}

// DTypeError says that the elements of a file do not fit the Go type that was
// asked for. It is found by errors.As, and it wraps header.ErrDType.
type DTypeError struct {
	Want header.DType // what Type stands for; the zero DType if arrays cannot be made of it
	Got  header.DType // what the file holds; the zero DType when writing
	Type string       // the Go type
	Why  string       // what does not go together, where Want does not tell

	field bool // of a struct, and those are not cast
	rows  bool // of AppendFile: it is not the file that is to change
}

func (e *DTypeError) Error() string {
	if e.Why != "" && e.Got.IsValid() {
		return fmt.Sprintf("the elements are '%s', and %s does not fit: %s", short(e.Got.String()), e.Type, e.Why)
	}
	if e.Why != "" {
		return fmt.Sprintf("no dtype for the Go type %s: %s", e.Type, e.Why)
	}
	if !e.Got.IsValid() {
		return fmt.Sprintf("no dtype for the Go type %s: arrays are made of bool, integers, floats, complex numbers, Float16, BFloat16, string, []byte, times, and structs of these", e.Type)
	}
	hold := fmt.Sprintf("%s stands for '%s'", e.Type, e.Want)
	switch {
	case !e.Want.IsValid():
		hold = "arrays cannot be made of " + e.Type
	case e.Want.Kind() == header.Unicode:
		hold = e.Type + " stands for text, '<U' and '|S'"
	case e.Want.Kind() == header.Bytes:
		hold = e.Type + " stands for bytes, '|S' and '|V'"
	case isTimeKind(e.Want.Kind()):
		hold = fmt.Sprintf("%s stands for '<%s8' of any unit", e.Type, e.Want.Kind())
	}
	instead := goTypeFor(e.Got)
	if e.rows {
		return fmt.Sprintf("the file's elements are '%s', and %s: make the rows %s", short(e.Got.String()), hold, instead)
	}
	if rule := castingFor(e.Want, e.Got); rule != 0 && !e.field {
		instead += ", or with " + rule.option()
	}
	return fmt.Sprintf("the elements are '%s', and %s: read them as %s", short(e.Got.String()), hold, instead)
}

// Unwrap makes errors.Is(err, header.ErrDType) true.
func (e *DTypeError) Unwrap() error { return header.ErrDType }

// goTypeFor names the Go type to read elements of dtype d with.
func goTypeFor(d header.DType) string {
	if d.IsStruct() {
		return "a struct with their fields, one of them with Field, or as they are with ReadRaw"
	}
	if float16Elem.holds(d) {
		return "Float16"
	}
	if bfloat16Elem.holds(d) {
		return "BFloat16, or as they are with ReadRaw"
	}
	if float8Elem.holds(d) {
		return "Float8, or as they are with ReadRaw"
	}
	if advice := timeTypeFor(d); advice != "" {
		return advice
	}
	for kind, e := range kinds {
		if k := reflect.Kind(kind); e.word > 0 && e.holds(d) && k != reflect.Int && k != reflect.Uint {
			return k.String()
		}
	}
	switch text, bytes := holdsText(header.Unicode, d), holdsText(header.Bytes, d); {
	case text && bytes:
		return "string or []byte"
	case text:
		return "string"
	case bytes:
		return "[]byte"
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
