// Package transpose turns arrays from Fortran order into C order and back.
//
// Doing it element by element, in the order of either side, meets a new cache
// line and a new page on the other side at every step. So the array is cut into
// tiles, each so small that what it touches on both sides stays in the cache,
// and each a run of elements that follow one another on either side:
//
//	src   the first axes are its fastest: a tile has some whole first axes and a
//	      piece of the next one, together a run of some 256. These are its rows.
//	dst   the last axes are its fastest: the columns are a run of some 256 there.
//
// The axes between the two are walked one index at a time. Within a tile the
// place of a row in dst and the place of a column in src are looked up in two
// tables, so a tile is a matrix to its kernel, whatever the rank.
package transpose

import (
	"reflect"
	"runtime"
	"slices"
	"sync/atomic"

	"github.com/npygo/npygo/internal/helper"
)

// Reverse copies the elements of src, an array of that shape stored in Fortran
// order, to dst in C order. Fortran order is C order with the axes reversed, so
// the way back, from C to Fortran order, is the same call with the shape
// reversed.
//
// len(src) == len(dst) == the product of the shape, or Reverse panics; the two
// do not overlap. Large arrays are shared out among GOMAXPROCS goroutines, all
// gone when Reverse returns or panics.
func Reverse[T any](dst, src []T, shape []int) {
	if !fits(len(src), shape) || len(dst) != len(src) {
		panic("transpose: dst, src and shape differ in size")
	}
	shape = slices.DeleteFunc(slices.Clone(shape), func(n int) bool { return n == 1 })
	if len(src) == 0 || len(shape) < 2 {
		copy(dst, src) // nothing to turn around
		return
	}
	size := int(reflect.TypeFor[T]().Size())
	t := newTiling(shape, size)
	workers := min(runtime.GOMAXPROCS(0), len(src)*size/parallelShare, t.tiles)
	if workers < 2 {
		reverseTiles(dst, src, t, 0, t.tiles)
		return
	}
	reverseParallel(dst, src, t, workers)
}

// parallelShare is the bytes that must fall to each worker. Two workers were
// measured to win from half a MiB between them; twice that and more leaves the
// cores of a busy server in peace.
const parallelShare = 1 << 20

// fits tells whether n is the product of shape.
func fits(n int, shape []int) bool {
	if slices.Contains(shape, 0) {
		return n == 0
	}
	for _, k := range shape {
		if k < 0 || n%k != 0 {
			return false
		}
		n /= k
	}
	return n == 1
}

// reverseParallel lets the workers take small batches of tiles as they come,
// since cores are seldom equally free. After a panic of one no batch is begun.
func reverseParallel[T any](dst, src []T, t *tiling, workers int) {
	const batchesPerWorker = 16
	batch := max(1, t.tiles/(workers*batchesPerWorker))
	var taken atomic.Int64
	var helpers helper.Group
	for range workers {
		helpers.Go(func() {
			defer taken.Store(int64(t.tiles))
			for {
				end := int(taken.Add(int64(batch)))
				if end-batch >= t.tiles {
					return
				}
				reverseTiles(dst, src, t, end-batch, min(end, t.tiles))
			}
		})
	}
	helpers.Wait()
}

// reverseTiles does the tiles from lo to hi.
func reverseTiles[T any](dst, src []T, t *tiling, lo, hi int) {
	for i := lo; i < hi; i++ {
		d, s, rows, cols := t.tile(i)
		reverseTile(dst[d:], src[s:], t.rows[:rows], t.cols[:cols])
	}
}
