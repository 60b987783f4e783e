package npy

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
)

// ErrNoView is what the error of View and Map wraps when the file is valid and
// fits T, but its bytes cannot serve as a []T where they are: Read copies them.
var ErrNoView = errors.New("cannot be viewed in place")

// View returns the array that b, a .npy file, begins with, without copying it:
// Data shares b's memory, for as long as either is in use, and a change to the
// one is a change to the other. What follows the array in b is ignored.
//
// That is possible where the elements are in this machine's byte order, start
// at an address that suits T (which they do if b starts at one: NumPy puts the
// payload at a multiple of 64) and, for bool, hold no bytes other than 0 and 1,
// which costs a look at each. Otherwise the error wraps ErrNoView and says why.
// A build with the tag purego views nothing but bytes. Other errors are as for
// Read.
//
// View allocates nothing if the Array does not outlive the caller.
//
// Options: MaxBytes, MaxHeader.
func View[T any](b []byte, opts ...Option) (Array[T], error) {
	// Inlined, so that the memory for a short Shape can lie on the caller's stack.
	return view[T](b, make([]int, 0, 8), opts)
}

func view[T any](b []byte, shape []int, opts []Option) (Array[T], error) {
	var o options
	if len(opts) > 0 { // collecting none takes a tenth of the time that all takes
		o = collect(opts)
	}
	h, n, err := header.ParseInto(shape, b, o.header())
	if err != nil {
		return Array[T]{}, err
	}
	data, ok := viewPlain[T](b[n:], &h, &o)
	if !ok {
		if data, err = viewBody[T](b, n, &h, &o); err != nil {
			return Array[T]{}, err
		}
	}
	return Array[T]{Data: data, Shape: notNil(h.Shape), FortranOrder: h.FortranOrder, times: timesOf(&h.DType)}, nil
}

// viewPlain is viewBody for numbers whose dtype is, to the letter, the one that
// T is written with on a machine that is little-endian. ok is false for
// everything else, and for everything that is wrong: that is for viewBody.
func viewPlain[T any](rest []byte, h *header.Header, o *options) (data []T, ok bool) {
	e := elementOf[T]()
	if e == nil || h.DType != e.dtype || e.isBool() || e.word > 1 && nativeOrder != header.LittleEndian || o.limited {
		return nil, false
	}
	size, err := h.PayloadSize()
	if err != nil || size > int64(len(rest)) {
		return nil, false
	}
	return cast.Slice[T](rest[:size:size])
}

// viewBody returns the elements behind the header, the first n bytes of b.
func viewBody[T any](b []byte, n int, h *header.Header, o *options) ([]T, error) {
	pl, ok := plainPlan[T](h.DType)
	if !ok {
		// The dtype from a header of its own: other plans keep it, and with h it
		// would keep the Shape, which then could not lie on the caller's stack.
		again, _, err := header.Parse(b[:n], o.header())
		if err != nil {
			return nil, err
		}
		if pl, err = planFor[T](again.DType, o); err != nil {
			return nil, err
		}
	}
	_, size, err := o.sizes(h)
	if err != nil {
		return nil, err
	}
	src := payload{start: int64(n), size: size, extent: exactly(int64(len(b) - n))}
	if err := src.check(); err != nil {
		return nil, err
	}
	elements := b[n : n+int(size) : n+int(size)]
	data, ok := share[T](elements, pl)
	if !ok {
		return nil, whyNoView[T](elements, n, pl)
	}
	return data, nil
}

func whyNoView[T any](elements []byte, n int, pl plan[T]) error {
	why := "this build has no unsafe (tag purego)"
	switch {
	case pl.decode != nil:
		why = fmt.Sprintf("a %s is in memory not what '%s' is in the file", reflect.TypeFor[T](), short(pl.dtype.String()))
	case pl.swap:
		why = "the elements are in the other byte order"
	case pl.hasBools() && !pl.boolsClean(elements):
		why = "some bool bytes are neither 0 nor 1"
	case cast.Aligned[byte](elements): // not purego
		why = "the elements start at an address that does not suit their type"
	}
	return &header.Error{Kind: ErrNoView, Offset: int64(n), Detail: why + "; Read copies them"}
}
