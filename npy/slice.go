package npy

import (
	"fmt"
	"math"

	"github.com/npygo/npygo/header"
)

// ReadRows reads the rows lo to hi-1: what a[lo:hi] is in NumPy, along the
// first axis. hi-lo rows of the shape that is left come back, in fresh memory.
//
// In C order rows lie one behind the other, and nothing else is read. In
// Fortran order they are scattered, and ReadRows does what ReadSlice does: the
// result is in Fortran order too, and RowMajor turns it around.
//
// A row that the array does not have is an error of kind header.ErrShape, and
// so is an array without axes. The other errors are those of Read.
func ReadRows[T any](f *File, lo, hi int) (Array[T], error) {
	if err := f.checkRows(lo, hi); err != nil {
		return Array[T]{}, named(err, f.name)
	}
	w := newWindow(&f.h)
	for axis, n := range f.h.Shape {
		w.take(axis, 0, n, 1)
	}
	w.take(0, lo, hi-lo, 1)
	return readWindow[T](f, &w)
}

func (f *File) checkRows(lo, hi int) error {
	switch shape := f.h.Shape; {
	case len(shape) == 0:
		return &header.Error{Kind: header.ErrShape, Offset: -1, Detail: "an array of shape () has no rows: read it with ReadSlice, or with Read"}
	case lo < 0 || lo > hi || hi > shape[0]:
		return &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf("no rows %d to %d: the array has %d rows", lo, hi, shape[0])}
	}
	return nil
}

// ReadSlice reads a part of the array: what a[r0, r1, ...] is in NumPy for
// slices with positive steps. Axes for which there is no Range are read whole.
// The result is in fresh memory, has as many axes as the file's array, and is
// in the same order, C or Fortran.
//
// Only the bytes that are needed are read, and those between two of them that
// are near each other: up to 16 KiB, or what MergeGap says, since one read with
// a gap is cheaper than two. Besides the result that takes 256 KiB of memory
// (with MergeGap up to four gaps) or that of one element, whichever is more.
//
// More ranges than axes, and negative numbers, are errors of kind
// header.ErrShape. The other errors are those of Read.
func ReadSlice[T any](f *File, ranges ...Range) (Array[T], error) {
	w := newWindow(&f.h)
	if err := w.cut(f.h.Shape, ranges); err != nil {
		return Array[T]{}, named(err, f.name)
	}
	return readWindow[T](f, &w)
}

// MergeGap says how many bytes that are not wanted ReadSlice reads along to
// save a read. The default, 16 KiB, suits files; for a source that answers
// late, as over a network, take what it delivers in the time of an answer: a
// few MiB. MergeGap(0) reads nothing that is not wanted.
func MergeGap(n int64) Option {
	if n <= 0 {
		n = -1
	}
	return Option{set: setMergeGap, n: n}
}

// defaultGap is what the page cache copies in the time of a system call, and
// then some: a disk reads 128 KiB at a time anyway.
const defaultGap = 16 << 10

// gap is the largest gap that is read along, and room the bytes that are read
// at once with it.
func (o *options) gap() (gap, room int64) {
	switch {
	case o.mergeGap == 0:
		return defaultGap, pieceSize
	case o.mergeGap < 0:
		return 0, pieceSize
	}
	gap = min(o.mergeGap, math.MaxInt/4)
	return gap, max(pieceSize, 4*gap)
}

// A window is a part of an array, as the places of its bytes in the file. What
// is in the file in one piece is a run; how to get from run to run is said by
// axes, of which the last one is the fastest. The order of the runs is that of
// the file and of the result.
type window struct {
	header.Header // of the part
	full          []int
	start         []int
	step          []int

	base int64 // of the first run, in the payload
	run  int64 // bytes of a run
	axes []stride
}

// stride is an axis along which runs lie at even distances.
type stride struct {
	count int   // of runs, at least 2
	step  int64 // bytes from one to the next, at least a run
}

func newWindow(h *header.Header) window {
	n := len(h.Shape)
	ints := make([]int, 3*n) // one allocation; the shape, which the caller keeps, is another
	w := window{Header: *h, full: h.Shape, start: ints[:n:n], step: ints[n : 2*n]}
	w.Shape = make([]int, n)
	return w
}

// take sets the part of one axis.
func (w *window) take(axis, start, count, step int) {
	w.start[axis], w.Shape[axis], w.step[axis] = start, count, step
}

func (w *window) cut(shape []int, ranges []Range) error {
	if len(ranges) > len(shape) {
		return &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf(
			"%d ranges for an array of %d axes", len(ranges), len(shape))}
	}
	for axis, n := range shape {
		var r Range
		if axis < len(ranges) {
			r = ranges[axis]
		}
		start, count, step, err := r.resolve(axis, n)
		if err != nil {
			return err
		}
		w.take(axis, start, count, step)
	}
	return nil
}

// settle finds the runs.
func (w *window) settle() {
	size := int64(w.DType.ItemSize())
	w.base, w.run, w.axes = 0, size, nil
	for i := range w.full { // from the axis that is fastest in the file to the slowest
		axis := len(w.full) - 1 - i
		if w.FortranOrder {
			axis = i
		}
		w.base += int64(w.start[axis]) * size
		w.along(w.Shape[axis], int64(w.step[axis])*size)
		size *= int64(w.full[axis])
	}
	for i, j := 0, len(w.axes)-1; i < j; i, j = i+1, j-1 {
		w.axes[i], w.axes[j] = w.axes[j], w.axes[i]
	}
}

// along repeats what there is so far count times, step bytes apart: as a longer
// run, as more of the same stride, or as an axis of its own.
func (w *window) along(count int, step int64) {
	n := len(w.axes)
	switch {
	case count == 1:
	case n == 0 && step == w.run:
		w.run *= int64(count)
	case n > 0 && step == int64(w.axes[n-1].count)*w.axes[n-1].step:
		w.axes[n-1].count *= count
	default:
		w.axes = append(w.axes, stride{count, step})
	}
}

// place is where in the payload the result's byte at is.
func (w *window) place(at int64) int64 {
	run, rest := at/w.run, at%w.run
	place := w.base + rest
	for k := len(w.axes) - 1; k >= 0; k-- {
		n := int64(w.axes[k].count)
		place += run % n * w.axes[k].step
		run /= n
	}
	return place
}
