package npy

import (
	"encoding/binary"
	"math"
	"reflect"

	"github.com/npygo/npygo/header"
)

// Here is the ordinary road for builds without unsafe (-tags purego): loops over
// whole slices (slow_decode.go, slow_encode.go), or element by element for named types of other
// packages. The fast roads are tested against it.

// byteOrder is the order of the file's bytes under pl.
func (pl plan[T]) byteOrder() binary.ByteOrder {
	if pl.bigEndian() {
		return be
	}
	return le
}

func (pl plan[T]) bigEndian() bool { return pl.swap == (nativeOrder == header.LittleEndian) }

// decodePlain turns src into len(dst) elements.
func decodePlain[T any](dst []T, src []byte, pl plan[T]) {
	if decodeAll(dst, src, pl.bigEndian()) {
		return
	}
	order, plain := pl.byteOrder(), plainPointer[T]()
	for i := range dst {
		decodeOne(plain(&dst[i]), src[i*pl.size():][:pl.size()], order)
	}
}

// encodePlain appends the elements of src to dst.
func encodePlain[T any](dst []byte, src []T, pl plan[T]) []byte {
	dst, ok := encodeAll(dst, src, pl.size(), pl.bigEndian())
	if ok {
		return dst
	}
	order, plain := pl.byteOrder(), plainPointer[T]()
	var b [16]byte
	for i := range src {
		encodeOne(b[:pl.size()], plain(&src[i]), order)
		dst = append(dst, b[:pl.size()]...)
	}
	return dst
}

// plainPointer returns the function that makes a *T a pointer to the Go type
// that T is over. Values would not do: reflection takes a float32 through
// float64, which makes signalling NaNs quiet.
func plainPointer[T any]() func(*T) any {
	t := reflect.TypeFor[T]()
	if t.PkgPath() == "" {
		return func(p *T) any { return p }
	}
	to := reflect.PointerTo(plainTypes[t.Kind()])
	return func(p *T) any { return reflect.ValueOf(p).Convert(to).Interface() }
}

var plainTypes = [...]reflect.Type{
	reflect.Bool: reflect.TypeFor[bool](),
	reflect.Int:  reflect.TypeFor[int](), reflect.Int8: reflect.TypeFor[int8](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](),
	reflect.Uint: reflect.TypeFor[uint](), reflect.Uint8: reflect.TypeFor[uint8](), reflect.Uint16: reflect.TypeFor[uint16](),
	reflect.Uint32: reflect.TypeFor[uint32](), reflect.Uint64: reflect.TypeFor[uint64](),
	reflect.Float32: reflect.TypeFor[float32](), reflect.Float64: reflect.TypeFor[float64](),
	reflect.Complex64: reflect.TypeFor[complex64](), reflect.Complex128: reflect.TypeFor[complex128](),
}

// decodeOne turns b into the element that p points to.
func decodeOne(p any, b []byte, order binary.ByteOrder) {
	switch p := p.(type) {
	case *bool:
		*p = b[0] != 0
	case *int8:
		*p = int8(b[0])
	case *int16:
		*p = int16(order.Uint16(b))
	case *int32:
		*p = int32(order.Uint32(b))
	case *int64:
		*p = int64(order.Uint64(b))
	case *int:
		*p = int(word(b, order))
	case *uint8:
		*p = b[0]
	case *uint16:
		*p = order.Uint16(b)
	case *uint32:
		*p = order.Uint32(b)
	case *uint64:
		*p = order.Uint64(b)
	case *uint:
		*p = uint(word(b, order))
	case *float32:
		*p = math.Float32frombits(order.Uint32(b))
	case *float64:
		*p = math.Float64frombits(order.Uint64(b))
	case *complex64:
		*p = complex(math.Float32frombits(order.Uint32(b)), math.Float32frombits(order.Uint32(b[4:])))
	case *complex128:
		*p = complex(math.Float64frombits(order.Uint64(b)), math.Float64frombits(order.Uint64(b[8:])))
	}
}

// encodeOne turns the element that p points to into b.
func encodeOne(b []byte, p any, order binary.ByteOrder) {
	switch p := p.(type) {
	case *bool:
		b[0] = 0
		if *p {
			b[0] = 1
		}
	case *int8:
		b[0] = byte(*p)
	case *int16:
		order.PutUint16(b, uint16(*p))
	case *int32:
		order.PutUint32(b, uint32(*p))
	case *int64:
		order.PutUint64(b, uint64(*p))
	case *int:
		putWord(b, uint64(*p), order)
	case *uint8:
		b[0] = *p
	case *uint16:
		order.PutUint16(b, *p)
	case *uint32:
		order.PutUint32(b, *p)
	case *uint64:
		order.PutUint64(b, *p)
	case *uint:
		putWord(b, uint64(*p), order)
	case *float32:
		order.PutUint32(b, math.Float32bits(*p))
	case *float64:
		order.PutUint64(b, math.Float64bits(*p))
	case *complex64:
		order.PutUint32(b, math.Float32bits(real(*p)))
		order.PutUint32(b[4:], math.Float32bits(imag(*p)))
	case *complex128:
		order.PutUint64(b, math.Float64bits(real(*p)))
		order.PutUint64(b[8:], math.Float64bits(imag(*p)))
	}
}

// word reads an integer of this machine's size.
func word(b []byte, order binary.ByteOrder) uint64 {
	if len(b) == 4 {
		return uint64(order.Uint32(b))
	}
	return order.Uint64(b)
}

func putWord(b []byte, n uint64, order binary.ByteOrder) {
	if len(b) == 4 {
		order.PutUint32(b, uint32(n))
	} else {
		order.PutUint64(b, n)
	}
}
