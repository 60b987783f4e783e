package npy

import (
	"encoding"
	"fmt"
	"io"
	"reflect"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/swap"
)

// AnyArray is an array whose dtype was not known when compiling: an Array of
// some T, or a Raw. As turns it into an Array[T].
type AnyArray interface {
	// Header is the header that writing the array gives it.
	Header() header.Header
	// Len is the number of elements.
	Len() int
	encoding.BinaryAppender
	io.WriterTo
}

var (
	_ AnyArray = Array[float64]{}
	_ AnyArray = Raw{}
)

// ReadAny reads one array of any dtype: as an Array of the Go type that the
// dtype names (bool, int8 to int64, uint8 to uint64, Float16, float32, float64,
// complex64, complex128), or else as a Raw. A type switch tells which.
//
// Written again, the array has the dtype that it had in the file, also its
// byte order, although Data is in this machine's. (That of a void, '<V2', NumPy
// never writes.)
//
// What NumPy refuses is refused: also the descr 'bfloat16' and '<f1', which
// Read[BFloat16] and ReadRaw take. Everything else is as for Read.
//
// Options: as for Read.
func ReadAny(r io.Reader, opts ...Option) (AnyArray, error) {
	o := collect(opts)
	var h header.Header
	n, err := h.Take(r, o.header())
	if err != nil {
		return nil, err
	}
	return readAny(&payload{r: r, start: n, extent: unknownExtent}, &h, &o)
}

func readAny(src *payload, h *header.Header, o *options) (AnyArray, error) {
	if h.DType.Foreign() {
		return nil, &header.Error{Kind: header.ErrDType, Offset: -1, Detail: fmt.Sprintf(
			"descr '%s' is not one of NumPy's: read it with ReadRaw, or as the Go type that you know it to be", h.DType)}
	}
	if float16Elem.holds(h.DType) {
		return readSome[Float16](src, h, o)
	}
	for kind, read := range readers {
		if read != nil && kinds[kind].holds(h.DType) {
			return read(src, h, o)
		}
	}
	a, err := readRaw(src, h, o)
	if err != nil {
		return nil, err
	}
	return a, nil
}

// readers has, for each kind of Go type that ReadAny gives, its reader.
var readers = [...]func(*payload, *header.Header, *options) (AnyArray, error){
	reflect.Bool:       readSome[bool],
	reflect.Int8:       readSome[int8],
	reflect.Int16:      readSome[int16],
	reflect.Int32:      readSome[int32],
	reflect.Int64:      readSome[int64],
	reflect.Uint8:      readSome[uint8],
	reflect.Uint16:     readSome[uint16],
	reflect.Uint32:     readSome[uint32],
	reflect.Uint64:     readSome[uint64],
	reflect.Float32:    readSome[float32],
	reflect.Float64:    readSome[float64],
	reflect.Complex64:  readSome[complex64],
	reflect.Complex128: readSome[complex128],
}

func readSome[T any](src *payload, h *header.Header, o *options) (AnyArray, error) {
	var a Array[T]
	if err := readBody(src, h, &a, o); err != nil {
		return nil, err
	}
	a.bigEndian = h.DType.ByteOrder() == header.BigEndian
	return a, nil
}

// As returns a as an Array[T], if T stands for its dtype.
//
// An Array[T] is returned as it is: it shares Data and Shape with a. The result for
// another Array or a Raw shares its Data, if that can be a []T as it stands: of T's dtype
// (as int64 is int's on 64-bit machines), in this machine's byte order,
// at an address that suits T, and without bool bytes other than 0 and 1.
// Otherwise the elements are copied. The error wraps a *DTypeError, or
// header.ErrShape for an array that Validate refuses.
//
// Options: Cast, which copies where it converts, and shares where there is nothing to
// convert; LongDouble; LossyText, KeepSurrogates.
func As[T any](a AnyArray, opts ...Option) (Array[T], error) {
	o := collect(opts)
	if v, ok := a.(interface{ Validate() error }); !ok {
		return Array[T]{}, &header.Error{Kind: header.ErrDType, Offset: -1, Detail: fmt.Sprintf("a %T is no array of this package", a)}
	} else if err := v.Validate(); err != nil {
		return Array[T]{}, err
	}
	if same, ok := a.(Array[T]); ok {
		same.bigEndian = false
		return same, nil
	}
	raw, ok := a.(Raw)
	if !ok {
		return asOther[T](a, &o)
	}
	h := raw.Header()
	h.FortranOrder = raw.FortranOrder
	return asBytes[T](raw.Data, &h, &o)
}

// asBytes makes an Array[T] of the payload b, sharing it if it can.
func asBytes[T any](b []byte, h *header.Header, o *options) (Array[T], error) {
	pl, err := planFor[T](h.DType, o)
	if err != nil {
		return Array[T]{}, err
	}
	count, err := h.Count()
	if err == nil {
		err = pl.fits(count)
	}
	if err != nil {
		return Array[T]{}, err
	}
	data, ok := share[T](b, pl)
	if !ok {
		if data, err = copyPayload(b, count, pl); err != nil {
			return Array[T]{}, err
		}
	}
	return Array[T]{Data: data, Shape: h.Shape, FortranOrder: h.FortranOrder, times: timesOf(&h.DType)}, nil
}

// asOther turns an Array of another Go type into an Array[T]: one of the same
// dtype (int as int64, a named type as the type it is over), or one that Cast
// allows.
func asOther[T any](a AnyArray, o *options) (Array[T], error) {
	h := a.Header()
	if !h.DType.IsValid() {
		return Array[T]{}, &header.Error{Kind: header.ErrDType, Offset: -1, Cause: &DTypeError{Type: fmt.Sprintf("%T", a)}}
	}
	if _, err := planFor[T](h.DType, o); err != nil {
		return Array[T]{}, err
	}
	if m, ok := a.(interface{ memory() ([]byte, bool) }); ok {
		if b, ok := m.memory(); ok {
			h.DType = h.DType.WithByteOrder(nativeOrder)
			return asBytes[T](b, &h, o)
		}
	}
	b, err := a.AppendBinary(nil)
	if err != nil {
		return Array[T]{}, err
	}
	var raw Raw
	if err := raw.UnmarshalBinary(b); err != nil {
		return Array[T]{}, err
	}
	return asBytes[T](raw.Data, &h, o) // not by raw's dtype: a file calls a bfloat16 a void
}

// memory is Data as bytes, where it is what a file has, for asOther, which does
// not know T.
func (a Array[T]) memory() ([]byte, bool) {
	if elementOf[T]() == nil {
		return nil, false
	}
	return cast.Bytes(a.Data)
}

// share returns b's memory as elements, if it can be that as it stands.
func share[T any](b []byte, pl plan[T]) (data []T, ok bool) {
	if pl.decode != nil || len(b) > 0 && (pl.swap || pl.hasBools() && !pl.boolsClean(b)) {
		return nil, false
	}
	return cast.Slice[T](b)
}

// copyPayload returns the elements in b, so many, in fresh memory.
func copyPayload[T any](b []byte, count int, pl plan[T]) ([]T, error) {
	data := makeData[T](count)
	if pl.decode != nil {
		return data, pl.inFile(pl.decode(data, b), 0)
	}
	to, ok := cast.Bytes(data)
	switch {
	case !ok:
		decodePlain(data, b, pl)
	case pl.swap:
		swap.Copy(to, b, pl.word)
	case pl.hasBools():
		copy(to, b)
		pl.normalizeBools(to)
	default:
		copy(to, b)
	}
	return data, nil
}
