package npy

import (
	"bytes"
	"reflect"

	"github.com/npygo/npygo/internal/cast"
)

// A jsonParse reads the element that b begins with: its value, and its length
// in b. The error counts from b's start.
type jsonParse[E any] = func(b []byte) (v E, n int, err error)

// jsonColumn is jsonValues whose elements become Ts; E is T or the type under it.
type jsonColumn[T, E any] struct {
	data  []E
	one   jsonParse[E]
	null  bool // null is an element
	pairs bool // elements are lists of two
}

// typedValues is a jsonColumn with E hidden.
type typedValues[T any] interface {
	jsonValues
	nullable() bool
	all() []T
}

// valuesOf is what takes in the elements of b for n.
func valuesOf[T any](n *NestedArray[T], b []byte) typedValues[T] {
	t, policy := reflect.TypeFor[T](), n.NonFinite
	old := n.Array.Data[:0]
	room := bytes.Count(b, []byte{','}) + 1 // elements, or more if they hold commas
	null := policy == NonFiniteNull
	switch t {
	case reflect.TypeFor[Float16]():
		return numbersOf(old, room, null, parseHalf(policy, NewFloat16, Float16.Float32))
	case reflect.TypeFor[BFloat16]():
		return numbersOf(old, room, null, parseHalf(policy, NewBFloat16, BFloat16.Float32))
	case reflect.TypeFor[Datetime64](), reflect.TypeFor[Timedelta64]():
		return numbersOf(old, room, true, parseCount)
	}
	switch t.Kind() {
	case reflect.Bool:
		return numbersOf(old, room, false, parseBool)
	case reflect.Int8:
		return numbersOf(old, room, false, parseInt[int8](8))
	case reflect.Int16:
		return numbersOf(old, room, false, parseInt[int16](16))
	case reflect.Int32:
		return numbersOf(old, room, false, parseInt[int32](32))
	case reflect.Int64:
		return numbersOf(old, room, false, parseInt[int64](64))
	case reflect.Int:
		return numbersOf(old, room, false, parseInt[int](0))
	case reflect.Uint8:
		return numbersOf(old, room, false, parseUint[uint8](8))
	case reflect.Uint16:
		return numbersOf(old, room, false, parseUint[uint16](16))
	case reflect.Uint32:
		return numbersOf(old, room, false, parseUint[uint32](32))
	case reflect.Uint64:
		return numbersOf(old, room, false, parseUint[uint64](64))
	case reflect.Uint:
		return numbersOf(old, room, false, parseUint[uint](0))
	case reflect.Float32:
		return numbersOf(old, room, null, parseFloat[float32](32, policy))
	case reflect.Float64:
		return numbersOf(old, room, null, parseFloat[float64](64, policy))
	case reflect.Complex64:
		return inPairs(numbersOf(old, room/2+1, false, parseComplex[complex64](32, policy)))
	case reflect.Complex128:
		return inPairs(numbersOf(old, room/2+1, false, parseComplex[complex128](64, policy)))
	case reflect.String:
		return elementsOf(old, false, parseString)
	}
	switch {
	case isTime(t):
		return elementsOf(old, true, parseTime)
	case textKindOf[T]() != 0:
		return elementsOf(old, false, parseBytes)
	}
	return elementsOf(old, true, parseOther[T])
}

// numbersOf is a jsonColumn of numbers, with room for so many from the start.
func numbersOf[T, E any](old []T, room int, null bool, one jsonParse[E]) *jsonColumn[T, E] {
	c := elementsOf(old, null, one)
	if cap(c.data) < room {
		c.data = make([]E, 0, room)
	}
	return c
}

// elementsOf is a jsonColumn into old's memory.
func elementsOf[T, E any](old []T, null bool, one jsonParse[E]) *jsonColumn[T, E] {
	data, _ := under[E](old)
	return &jsonColumn[T, E]{data: data, one: one, null: null}
}

func inPairs[T, E any](c *jsonColumn[T, E]) *jsonColumn[T, E] {
	c.pairs = true
	return c
}

func (c *jsonColumn[T, E]) nullable() bool { return c.null }

// lists: an empty list, or one of lists, is no pair.
func (c *jsonColumn[T, E]) lists(b []byte) bool {
	if !c.pairs {
		return false
	}
	rest := bytes.TrimLeft(b[1:], jsonSpace)
	return len(rest) > 0 && rest[0] != '[' && rest[0] != ']'
}

func (c *jsonColumn[T, E]) take(b []byte) (n int, err error) {
	v, n, err := c.one(b)
	if err == nil {
		c.data = append(c.data, v)
	}
	return n, err
}

// all is the elements as Ts.
func (c *jsonColumn[T, E]) all() []T {
	if data, ok := cast.Convert[T](c.data); ok {
		return data
	}
	data := make([]T, len(c.data))
	fillUnder(data, func(elements []E) error { copy(elements, c.data); return nil })
	return data
}
