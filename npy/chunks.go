package npy

import (
	"fmt"
	"io"
	"iter"

	"github.com/npygo/npygo/header"
)

// Chunks reads one array from r, however large, some rows at a time: each step
// gives the next rows, the last one those that are left. With rows <= 0
// it takes as many as fit into 256 KiB.
//
//	for chunk, err := range npy.Chunks[float64](r, 0) {
//		if err != nil {
//			return err
//		}
//		for _, x := range chunk.Data {
//			sum += x
//		}
//	}
//
// A chunk, Data and Shape, is the caller's until the next step, which uses its
// memory again. An array of shape () is one chunk, and so is one whose rows have
// no bytes; an array without rows is none.
//
// When the loop has come to its end, r is right behind the array, as after Read,
// and ranging over the result once more reads the array that comes next. After
// a break r is behind the chunk that was the last. An error comes as the second
// value, with a zero Array, and ends the loop; it is one of Read's, or tells of
// an array in Fortran order (kind header.ErrShape), whose rows are nowhere in one
// piece: read it with Read, or its parts with ReadSlice, or save it in C order.
//
// Options: as for Read, but MaxBytes is about one chunk, and not the array.
func Chunks[T any](r io.Reader, rows int, opts ...Option) iter.Seq2[Array[T], error] {
	return func(yield func(Array[T], error) bool) {
		o := collect(opts)
		var c chunks[T]
		err := c.begin(r, rows, &o)
		for err == nil && c.left > 0 {
			var a Array[T]
			if a, err = c.next(); err == nil && !yield(a, nil) {
				return
			}
		}
		if err != nil {
			yield(Array[T]{}, err)
		}
	}
}

// chunks is an array on its way in.
type chunks[T any] struct {
	src  payload
	pl   plan[T]
	o    options       // without progress, which is about the whole array
	h    header.Header // of a chunk: its first axis is per, if there is one
	left int           // rows
	per  int           // rows in a chunk
	data []T           // the last chunk's

	shape []int

	progress progressFunc
}

func (c *chunks[T]) begin(r io.Reader, rows int, o *options) error {
	c.o, c.progress = *o, o.progress
	c.o.progress = nil
	n, err := c.h.Take(r, o.header())
	if err != nil {
		return err
	}
	if c.pl, err = planFor[T](c.h.DType, &c.o); err != nil {
		return err
	}
	c.src = payload{r: r, start: n, extent: unknownExtent}
	if c.src.size, err = c.h.PayloadSize(); err != nil {
		return err
	}
	if c.h.FortranOrder && !orderless(c.h.Shape) {
		return &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf(
			"the array of shape %v is in Fortran order, so that its rows do not come one after the other: "+
				"use Read and RowMajor, or Open and ReadSlice, or save np.ascontiguousarray of it", c.h.Shape)}
	}
	if c.src.size > firstGrowth {
		c.src.extent = extentOf(r)
	}
	if err := c.src.check(); err != nil {
		return err
	}
	return c.divide(rows)
}

// divide decides how many rows there are and how many are a chunk.
func (c *chunks[T]) divide(rows int) error {
	c.left, c.per = 1, 1
	c.h.Shape = notNil(c.h.Shape)
	if len(c.h.Shape) == 0 {
		return nil
	}
	c.left = c.h.Shape[0]
	c.h.Shape[0] = 1
	row, err := c.h.PayloadSize()
	switch {
	case err != nil:
		return err
	case rows > 0:
		c.per = rows
	case row > 0:
		c.per = max(int(pieceSize/row), 1)
	}
	if row == 0 {
		c.per = c.left
	}
	c.per = min(c.per, c.left)
	return nil
}

// next reads a chunk.
func (c *chunks[T]) next() (Array[T], error) {
	n := min(c.per, c.left)
	if len(c.h.Shape) > 0 {
		c.h.Shape[0] = n
	}
	count, size, err := c.o.sizes(&c.h)
	if err != nil {
		return Array[T]{}, err
	}
	if err = c.pl.fits(count); err != nil {
		return Array[T]{}, err
	}
	if c.data, err = fetch(&c.src, c.pl, &c.o, count, c.data); err != nil {
		return Array[T]{}, err
	}
	before := c.src.base
	c.src.base += size
	c.left -= n
	c.progress.report(before, c.src.base, c.src.size)
	c.shape = append(c.shape[:0], c.h.Shape...) // the caller may do with it what he likes
	return Array[T]{Data: c.data, Shape: notNil(c.shape), FortranOrder: c.h.FortranOrder, times: timesOf(&c.h.DType)}, nil
}
