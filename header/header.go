package header

import (
	"math"
	"math/bits"

	"github.com/npygo/npygo/internal/pylit"
)

// Header is what stands before the values of an array.
type Header struct {
	Version      Version // of the file that was read; zero for writing: the smallest that fits
	DType        DType
	FortranOrder bool  // the payload is in column-major order: the first index varies fastest
	Shape        []int // nil or empty for the shape (), which has one element
}

// Parse reads the header at the start of b. The payload is at b[n:]. It keeps nothing of b. An error is an *Error, and then h is the zero
// Header. A header as NumPy writes it for a dtype without fields costs no allocation if h stays on the caller's stack.
func Parse(b []byte, opts ...Option) (h Header, n int, err error) {
	h.Shape, n, err = parse(&h, make([]int, 0, 8), b, opts) // inlined, so that the shape lives on the caller's stack too
	return h, n, err
}

// ParseInto is Parse with memory for the shape: h.Shape is appended to shape[:0]. No other memory is needed for a header as NumPy writes it
// for a dtype without fields, and shape can be on the stack.
func ParseInto(shape []int, b []byte, opts ...Option) (h Header, n int, err error) {
	h.Shape, n, err = parse(&h, shape[:0], b, opts)
	return h, n, err
}

// Count gives the number of elements: the product of the shape, 1 for the shape (). It fails with ErrShape for a negative dimension or
// a product beyond int64, and with ErrLimit where int has only 32 bits and they are not enough.
func (h Header) Count() (int, error) {
	n, e := count(h.Shape, 0)
	if e != nil {
		return 0, e
	}
	if n > math.MaxInt {
		return 0, fail(ErrLimit, -1, "the shape %s has more elements than an int of this machine can count", pylit.AppendInts(nil, h.Shape))
	}
	return int(n), nil
}

// PayloadSize gives the number of bytes behind the header. It fails with ErrShape for a negative dimension or a size beyond int64.
func (h Header) PayloadSize() (int64, error) { return payloadSize(h.Shape, h.DType.size) } // inlined, so that h is not copied

func payloadSize(shape []int, itemsize int32) (int64, error) {
	n, e := count(shape, itemsize)
	if e != nil {
		return 0, e
	}
	return n * int64(itemsize), nil
}

// count gives the number of elements. Like NumPy it refuses a shape whose dimensions other than zero make an array too large, although a
// zero among them makes it empty.
func count(shape []int, itemsize int32) (int64, *Error) {
	n, empty := uint64(1), false
	for _, dim := range shape {
		if dim < 0 {
			return 0, fail(ErrShape, -1, "the shape %s has a negative dimension", pylit.AppendInts(nil, shape))
		}
		if dim == 0 {
			empty = true
			continue
		}
		hi, lo := bits.Mul64(n, uint64(dim))
		if n = lo; hi != 0 || n > math.MaxInt64 {
			return 0, tooLarge(shape)
		}
	}
	if hi, lo := bits.Mul64(n, uint64(itemsize)); hi != 0 || lo > math.MaxInt64 {
		return 0, tooLarge(shape)
	}
	if empty {
		n = 0
	}
	return int64(n), nil
}

func tooLarge(shape []int) *Error {
	return fail(ErrShape, -1, "the shape %s is larger than any memory", pylit.AppendInts(nil, shape))
}
