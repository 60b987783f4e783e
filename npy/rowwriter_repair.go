package npy

import (
	"os"

	"github.com/npygo/npygo/header"
)

// Repair makes the number of rows in the header of the named file that of the
// whole rows which the file really has: of a file that a RowWriter could not
// close, or of one that was cut off in a transfer. What is left of an incomplete
// row is cut off too. It returns the number of rows.
//
// It believes that all behind the header are rows of this array. So it is not
// for a file in which several arrays follow one another. And where the machine
// stopped, and not the program alone, rows that were written since the last
// Sync may hold zeros.
//
// The array must be in C order and have rows of at least one byte; else the
// error is of kind header.ErrShape. A header without room is dealt with as
// AppendFile does.
//
// Options: MaxHeader, Fsync.
func Repair(name string, opts ...Option) (rows int, err error) {
	o := collect(opts)
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return 0, err
	}
	g, err := grow(f, st.Size(), &o)
	if err == nil {
		g.close = f.Close
		rows, err = g.repair(name, &o)
	}
	if err != nil {
		return 0, named(err, name)
	}
	return rows, closed(f.Close())
}

func (g *growing) repair(name string, o *options) (int, error) {
	if g.row == 0 {
		return 0, &header.Error{Kind: header.ErrShape, Offset: -1, Detail: "the rows have no bytes, so that nobody can count them"}
	}
	h := g.h
	rows64 := (g.size - int64(len(g.head))) / g.row
	rows := int(rows64)
	if int64(rows) != rows64 {
		return 0, &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: "the file has more rows than an int of this machine can count"}
	}
	if rows != h.Shape[0] && (!g.known || !g.count.fits(h.Shape[0], rows)) {
		h.Shape = append([]int{rows}, h.Shape[1:]...)
		return rows, g.rewrite(name, rows, h, nil, o)
	}
	if g.known {
		if err := g.count.settle(g.f); err != nil {
			return 0, err
		}
	}
	if rows != h.Shape[0] {
		if err := g.count.change(g.f, rows, g.f.Sync); err != nil {
			return 0, err
		}
	}
	if g.size > g.end(rows) {
		if err := g.f.Truncate(g.end(rows)); err != nil {
			return 0, err
		}
	}
	if o.fsync {
		return rows, g.f.Sync()
	}
	return rows, nil
}
