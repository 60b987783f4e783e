package npyhttp

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// sendJSON answers with b and a newline behind it.
func sendJSON(w http.ResponseWriter, b []byte) error {
	b = append(b, '\n')
	setType(w.Header(), typeJSON, int64(len(b)))
	_, err := w.Write(b)
	return err
}

// noJSON is 406 for an answer that has no form in JSON, which was the client's choice;
// any other error it returns as it is.
func noJSON(err error) error {
	for _, kind := range []error{
		npy.ErrValue,
		header.ErrLimit, // of a shape like (1<<40, 0), which may be the client's too
		errNoForm,
	} {
		if errors.Is(err, kind) {
			e := notAcceptable("The answer has no form in JSON.")
			e.Cause = err
			return e
		}
	}
	return err
}

var errNoForm = errors.New("no form in JSON")

// nested is a as nested lists. NaN and infinities are strings, as protobuf's JSON
// has them: see npy.NonFiniteText.
func nested[T any](a npy.Array[T]) ([]byte, error) {
	usual := 2*int(reflect.TypeFor[T]().Size()) + 2 // characters per element, about
	return npy.NestedArray[T]{Array: a, NonFinite: npy.NonFiniteText}.AppendJSON(make([]byte, 0, usual*len(a.Data)+1))
}

// nestedArrays is an object that has an array for each name. The names have to be
// those of an archive, which an answer that is not JSON would have been.
func nestedArrays(arrays map[string]npy.AnyArray) ([]byte, error) {
	z := npz.NewWriter(io.Discard)
	b, most := []byte{'{'}, int64(freeText)
	for i, name := range slices.Sorted(maps.Keys(arrays)) {
		if err := npz.Write(z, name, npy.Array[bool]{}); err != nil {
			return nil, err
		}
		if i > 0 {
			b = append(b, ',')
		}
		key, _ := json.Marshal(name) // a string always has a form
		text, err := nestedAny(arrays[name])
		if err != nil {
			return nil, fmt.Errorf("the array %q: %w", name, err)
		}
		b = append(append(append(b, key...), ':'), text...)
		payload, _ := arrays[name].Header().PayloadSize()
		if most += textPerByte*payload + int64(len(key)) + 2; int64(len(b)) > most {
			return nil, fmt.Errorf("the arrays up to %q: %w: lists and no elements make %d bytes", name, errNoForm, len(b))
		}
	}
	return append(b, '}'), nil
}

// Text that the elements do not account for is that of lists: 3 MB of them for an array
// of 128 bytes, of shape (1000000, 0), of which an archive may have many.
const (
	freeText    = 4 << 20
	textPerByte = 16 // more than any element has: a bool in lists of its own
)

// nestedAny is nested for an array whose dtype is not known when compiling.
func nestedAny(a npy.AnyArray) ([]byte, error) {
	if a == nil {
		return nil, errNoArray
	}
	d := a.Header().DType
	if as := nestedBy[kindAndSize{d.Kind(), d.ItemSize()}]; as != nil && !d.IsStruct() {
		return as(a)
	}
	switch d.Kind() {
	case header.Unicode:
		return nestedAs[string](a)
	case header.Bytes:
		return nestedAs[[]byte](a)
	case header.Datetime:
		return nestedAs[npy.Datetime64](a)
	case header.Timedelta:
		return nestedAs[npy.Timedelta64](a)
	}
	return nil, fmt.Errorf("%w: dtype %s", errNoForm, d)
}

type kindAndSize struct {
	kind header.Kind
	size int
}

// nestedBy has the numbers and bool.
var nestedBy = map[kindAndSize]func(npy.AnyArray) ([]byte, error){
	{header.Bool, 1}:     nestedAs[bool],
	{header.Int, 1}:      nestedAs[int8],
	{header.Int, 2}:      nestedAs[int16],
	{header.Int, 4}:      nestedAs[int32],
	{header.Int, 8}:      nestedAs[int64],
	{header.Uint, 1}:     nestedAs[uint8],
	{header.Uint, 2}:     nestedAs[uint16],
	{header.Uint, 4}:     nestedAs[uint32],
	{header.Uint, 8}:     nestedAs[uint64],
	{header.Float, 2}:    nestedAs[npy.Float16],
	{header.Float, 4}:    nestedAs[float32],
	{header.Float, 8}:    nestedAs[float64],
	{header.Complex, 8}:  nestedAs[complex64],
	{header.Complex, 16}: nestedAs[complex128],
}

func nestedAs[T any](a npy.AnyArray) ([]byte, error) {
	as, err := npy.As[T](a)
	if err != nil {
		return nil, err
	}
	return nested(as)
}
