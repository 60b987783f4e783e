package npy

import (
	"io"

	"github.com/npygo/npygo/header"
)

// Read reads one array from r and leaves r right behind it, so that several
// arrays can follow each other. At the end of r the error matches io.EOF.
//
// Elements in the other byte order are swapped, and bool bytes other than 0
// and 1, which NumPy takes for true, become true. The order of the elements is
// the file's: see Array.FortranOrder and Array.RowMajor. The memory is fresh
// and belongs to the caller.
//
// Where r tells how much is left in it (a *os.File, a bytes.Reader, anything
// whose Len() int is all that is left, an io.LimitedReader around those, an
// io.Seeker, an fs.File), that is compared with what the header promises before
// more than 64 KiB are allocated. From another reader memory grows with the bytes that arrive: at most 64 KiB, or
// five times what has come, at any time.
//
// Strings and []byte have their bytes in common memory, up to 8192 elements or
// 256 KiB of the file in one: a string that is kept keeps its neighbours' bytes,
// and strings.Clone parts it from them. The NULs that fill up elements of '<U'
// and '|S' are taken off, as NumPy does.
//
// Every error that is about the input is a *header.Error of one of header's
// kinds, or ErrValue; it wraps a *DTypeError where T cannot hold the elements. With an
// error the Array is zero.
//
// Options: MaxBytes, MaxHeader, Progress, NoHugePages; Cast, LongDouble; LossyText, KeepSurrogates.
func Read[T any](r io.Reader, opts ...Option) (Array[T], error) {
	a := Array[T]{Shape: make([]int, 0, 4)} // room for most, in one allocation
	if err := ReadInto(r, &a, opts...); err != nil {
		return Array[T]{}, err
	}
	return a, nil
}

// ReadInto is Read into a's memory (which must not be that of a View or a Map), which is reused as far as it reaches: a
// loop that reads arrays of one size allocates nothing after the first. What
// was in a before is lost. With an error a is empty, of shape (0,); its memory
// stays for the next call.
//
// Options: as for Read.
func ReadInto[T any](r io.Reader, a *Array[T], opts ...Option) error {
	o := collect(opts)
	h := header.Header{Shape: a.Shape[:0]}
	n, err := h.Take(r, o.header())
	if err == nil {
		err = readBody(&payload{r: r, start: n, extent: unknownExtent}, &h, a, &o)
	}
	if err != nil {
		a.clear()
	}
	return err
}

// clear makes a an empty vector and keeps its memory.
func (a *Array[T]) clear() {
	*a = Array[T]{Data: a.Data[:0], Shape: append(a.Shape[:0], 0)}
}

// readBody is where all roads of reading a T end: h has been read from src,
// the elements come next.
func readBody[T any](src *payload, h *header.Header, a *Array[T], o *options) error {
	pl, err := planFor[T](h.DType, o)
	if err != nil {
		return err
	}
	count, size, err := o.sizes(h)
	if err != nil {
		return err
	}
	if err := pl.fits(count); err != nil {
		return err
	}
	src.size = size
	// Asked for the sake of what is allocated alone: of a file it takes two system calls.
	if src.exact < 0 && size > firstGrowth && cap(a.Data) < count {
		src.extent = extentOf(src.r)
	}
	if err := src.check(); err != nil {
		return err
	}
	data, err := fetch(src, pl, o, count, a.Data)
	if err != nil {
		return err
	}
	*a = Array[T]{Data: data, Shape: notNil(h.Shape), FortranOrder: h.FortranOrder, times: timesOf(&h.DType)}
	return nil
}

// notNil is shape with () as the empty slice, since nil means something else in
// an Array and in a Raw.
func notNil(shape []int) []int {
	if shape == nil {
		return []int{}
	}
	return shape
}
