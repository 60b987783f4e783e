package npy

import (
	"reflect"
	"strconv"
	"time"

	"github.com/npygo/npygo/header"
)

// element tells how the values of one Go type lie in memory: everything a road
// needs to know about T, found once per array.
type element struct {
	dtype header.DType // as a little-endian file names it
	word  int          // bytes that change places in the other byte order; 1: none do
}

func (e *element) size() int    { return e.dtype.ItemSize() }
func (e *element) isBool() bool { return e.dtype.Kind() == header.Bool }
func (e *element) isTime() bool { return isTimeKind(e.dtype.Kind()) }

func simple(k header.Kind, size int) element {
	word := size
	if k == header.Complex {
		word = size / 2 // the two parts are swapped each for itself
	}
	order := header.LittleEndian
	if word == 1 {
		order = header.NoOrder
	}
	return element{dtype: header.MakeDType(k, size, order), word: word}
}

// kinds has one row per kind of Go type that numbers can be stored in. Those of
// other types, in between, have no word.
var kinds = [...]element{
	reflect.Bool:       simple(header.Bool, 1),
	reflect.Int8:       simple(header.Int, 1),
	reflect.Int16:      simple(header.Int, 2),
	reflect.Int32:      simple(header.Int, 4),
	reflect.Int64:      simple(header.Int, 8),
	reflect.Int:        simple(header.Int, strconv.IntSize/8),
	reflect.Uint8:      simple(header.Uint, 1),
	reflect.Uint16:     simple(header.Uint, 2),
	reflect.Uint32:     simple(header.Uint, 4),
	reflect.Uint64:     simple(header.Uint, 8),
	reflect.Uint:       simple(header.Uint, strconv.IntSize/8),
	reflect.Float32:    simple(header.Float, 4),
	reflect.Float64:    simple(header.Float, 8),
	reflect.Complex64:  simple(header.Complex, 8),
	reflect.Complex128: simple(header.Complex, 16),
}

// The types of this package that arrays are made of.
var (
	float16Elem  = simple(header.Float, 2)
	bfloat16Elem = element{dtype: header.BFloat16(header.LittleEndian), word: 2}
	float8Elem   = element{dtype: header.MakeDType(header.Void, 1, header.NoOrder), word: 1}
	datetimeElem = simple(header.Datetime, timeSize)
	deltaElem    = simple(header.Timedelta, timeSize)
)

// elementOf finds T's row, which is nobody's to change; nil for a type that
// arrays cannot be made of. Go's own types are found without reflection, named
// types over them by their kind, once per array.
func elementOf[T any]() *element {
	kind := reflect.Invalid
	switch any((*T)(nil)).(type) {
	case *float64:
		kind = reflect.Float64
	case *float32:
		kind = reflect.Float32
	case *int64:
		kind = reflect.Int64
	case *int32:
		kind = reflect.Int32
	case *int16:
		kind = reflect.Int16
	case *int8:
		kind = reflect.Int8
	case *uint64:
		kind = reflect.Uint64
	case *uint32:
		kind = reflect.Uint32
	case *uint16:
		kind = reflect.Uint16
	case *uint8:
		kind = reflect.Uint8
	case *bool:
		kind = reflect.Bool
	case *complex64:
		kind = reflect.Complex64
	case *complex128:
		kind = reflect.Complex128
	case *int:
		kind = reflect.Int
	case *uint:
		kind = reflect.Uint
	case *Float16:
		return &float16Elem
	case *BFloat16:
		return &bfloat16Elem
	case *Float8:
		return &float8Elem
	case *Datetime64:
		return &datetimeElem
	case *Timedelta64:
		return &deltaElem
	case *time.Duration: // a span of time has a unit, which a bare int64 would lose
		return nil
	default:
		kind = reflect.TypeFor[T]().Kind()
	}
	if int(kind) >= len(kinds) || kinds[kind].word == 0 {
		return nil
	}
	return &kinds[kind]
}
