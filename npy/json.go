package npy

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"

	"github.com/npygo/npygo/header"
)

// NestedArray is an Array whose JSON is what tolist() gives in Python: lists
// within lists, one level per axis, around the elements in C order. An array of
// shape () is a bare element. It serves as a field of structs that encoding/json
// reads and writes, or through Nested:
//
//	b, err := json.Marshal(npy.Nested(a)) // [[1.0,2.5],[3.0,4.0]]
//
//	var n npy.NestedArray[float64]
//	err := json.Unmarshal(b, &n)          // n.Array
//
// This form is for people and for programs that know nothing else. It takes ten
// times as long as Base64, and more room.
//
// The elements are:
//
//	bool                     true, false
//	integers                 numbers
//	floats                   numbers with the fewest digits that read back the same;
//	                         always with a point or an exponent, so that Python
//	                         makes floats of them; see NonFinite for the rest
//	complex                  [1.0,-2.0]: one level more, which is no axis
//	string                   strings; text that is not UTF-8 is an error
//	[]byte                   strings in base64, as encoding/json has them
//	time.Time                strings like "2024-05-17T12:30:00.5Z", in UTC; null for NaT
//	time.Duration            nanoseconds, a number
//	Datetime64, Timedelta64  the counts, numbers; null for NaT. The unit is lost
//	anything else            what encoding/json makes of it, if that is no list
//
// and the same for named types over these; methods that they have are not asked.
//
// Reading finds the shape in the nesting. Lists that differ in length or depth
// are an error that says where, as is an element that T cannot hold exactly (a
// fraction for an int, 300 for an int8; decimals are rounded to the nearest
// float). Of an array without elements, axes behind the first of length 0 are
// lost: the shape (0, 3) comes back as (0). There are at most 64 axes, and no
// more memory is taken than a small multiple of the text. Data's memory is
// reused, as ReadInto does it. A null instead of the whole array leaves it as it
// is, unless null can be an element: then it is one.
//
// The errors are a *header.Error, as Read's: of the kind header.ErrShape for what
// is wrong with the lists, ErrValue for elements, header.ErrTruncated for text
// that ends early.
type NestedArray[T any] struct {
	Array Array[T]
	// NonFinite says how NaN and infinities are written, and whether null is
	// read as NaN.
	NonFinite NonFinite
}

// Nested is a's JSON form, for json.Marshal. It shares Data with a.
func Nested[T any](a Array[T]) NestedArray[T] { return NestedArray[T]{Array: a} }

// NonFinite is what becomes of floats that are not numbers, or infinite: JSON
// has none. (What Python's json module writes for them is no JSON.) What a NaN
// holds beside being one is lost.
type NonFinite uint8

const (
	// NonFiniteRefused makes each of them an error that names the element.
	NonFiniteRefused NonFinite = iota
	// NonFiniteNull writes null for each of them. null is read as NaN.
	NonFiniteNull
	// NonFiniteText writes "NaN", "Infinity" and "-Infinity", as protobuf does.
	// These are read whatever NonFinite says.
	NonFiniteText
)

// MarshalJSON returns the array as JSON. json.Marshal, which calls it, looks
// through all of that once more, which takes longer than making it: AppendJSON
// and WriteTo do without.
func (n NestedArray[T]) MarshalJSON() ([]byte, error) {
	usual := 2*int(reflect.TypeFor[T]().Size()) + 2 // characters per element, about
	return n.AppendJSON(make([]byte, 0, usual*len(n.Array.Data)))
}

// AppendJSON appends the array, as JSON, to dst. With an error it returns dst as
// it was.
func (n NestedArray[T]) AppendJSON(dst []byte) ([]byte, error) {
	out := nester{buf: dst}
	if err := nest(n, &out); err != nil {
		return dst, err
	}
	return out.buf, nil
}

// WriteTo writes the array to w, as JSON, piece by piece: for arrays whose text
// is better not held in memory. Unlike json.Encoder it writes no newline behind
// it. size is how many bytes w took.
func (n NestedArray[T]) WriteTo(w io.Writer) (size int64, err error) {
	out := nester{w: w, buf: make([]byte, 0, nestPiece+nestPiece/4)}
	if err := nest(n, &out); err != nil {
		return out.n, err
	}
	err = out.flush()
	return out.n, err
}

// UnmarshalJSON reads an array from JSON. With an error n.Array is empty.
func (n *NestedArray[T]) UnmarshalJSON(b []byte) error {
	values := valuesOf(n, b)
	if string(bytes.Trim(b, jsonSpace)) == "null" && !values.nullable() {
		return nil
	}
	shape, err := readNested(b, values)
	if err != nil {
		n.Array.clear()
		return err
	}
	n.Array = Array[T]{Data: values.all(), Shape: shape}
	return nil
}

// nestPiece is how many bytes WriteTo gathers before it writes.
const nestPiece = 64 << 10

// nester gathers JSON: all of it or, with a w, piece by piece.
type nester struct {
	buf   []byte
	w     io.Writer
	n     int64
	shape []int
	run   func(dst []byte, lo, hi int) (out []byte, at int, err error) // the elements from lo to hi; at: the one with the error
}

// nest writes n to out.
func nest[T any](n NestedArray[T], out *nester) error {
	a := n.Array
	if err := a.Validate(); err != nil {
		return err
	}
	a = a.RowMajor()
	var one [1]int
	out.shape = a.dims(&one)
	if err := tooManyLists(out.shape, len(a.Data)); err != nil {
		return err
	}
	out.run = runOf(a.Data, n.NonFinite)
	if len(out.shape) == 0 {
		return out.elements(0, 1)
	}
	return out.list(0, 0)
}

// tooManyLists refuses shapes like (1<<40, 0), (1<<20, 1, 1, ..., 0) and
// (1<<20, 1, 1, ..., 1), whose text is brackets without elements behind them.
func tooManyLists(shape []int, elements int) error {
	const most, perElement = 1 << 20, 2
	lists, n := uint64(0), uint64(1) // a valid shape's product overflows in none
	for _, dim := range shape {
		if lists += n; lists > most && lists/perElement > uint64(elements) {
			return &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
				"the shape %v is more than %d lists, for %d elements: Base64 has a short form for it", shape, most, elements)}
		}
		if dim == 0 {
			break
		}
		n *= uint64(dim)
	}
	return nil
}

// list writes the list along an axis whose first element has the number at; it
// returns behind the last one.
func (out *nester) list(axis, at int) error {
	out.buf = append(out.buf, '[')
	below := 1
	for _, dim := range out.shape[axis+1:] {
		below *= dim
	}
	if axis == len(out.shape)-1 {
		if err := out.elements(at, at+out.shape[axis]); err != nil {
			return err
		}
		out.buf = append(out.buf, ']')
		return nil
	}
	for i := range out.shape[axis] {
		if i > 0 {
			out.buf = append(out.buf, ',')
		}
		if err := out.list(axis+1, at+i*below); err != nil {
			return err
		}
	}
	out.buf = append(out.buf, ']')
	return nil
}

// elements writes those from lo to hi, with commas between them.
func (out *nester) elements(lo, hi int) error {
	for lo < hi {
		next := min(lo+nestPiece/64, hi)
		var at int
		var err error
		if out.buf, at, err = out.run(out.buf, lo, next); err != nil {
			return inPlace(err, out.path(at))
		}
		if next < hi {
			out.buf = append(out.buf, ',')
		}
		lo = next
		if out.w != nil && len(out.buf) >= nestPiece {
			if err := out.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (out *nester) flush() error {
	n, err := writeAll(out.w, out.buf)
	out.n += n
	out.buf = out.buf[:0]
	return err
}

// path is the index of element at, like [1][2].
func (out *nester) path(at int) string {
	path := ""
	for _, dim := range slices.Backward(out.shape) {
		path = "[" + strconv.Itoa(at%dim) + "]" + path
		at /= dim
	}
	return path
}
