package npy

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"reflect"
	"runtime"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/atomicfile"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/mmap"
)

// A RowWriter writes an array of which nobody knows yet how many rows it will
// have. It is for one goroutine at a time.
//
// From the beginning the file is one that can be read, with as many rows as
// there were at the last Flush or Sync: none, before the first one. So it stays
// if the program stops without Close; the rows that were written since are then
// behind the array, and Repair adds them to it. If the machine stops, the file
// may need Repair to be read, and has at least the rows of the last Sync then.
type RowWriter[T any] struct {
	f      rowFile          // nil after Close
	made   *atomicfile.File // f, whose name Sync brings to the disk
	name   string
	pl     plan[T]
	row    int // elements
	start  int64
	at     int64 // where buf goes
	buf    []byte
	count  rowCount
	ragged bool  // there may be bytes behind at, of a write that failed
	err    error // the first of writing
}

type rowFile interface {
	store
	io.Closer
}

// rowBuffer is how many bytes of small writes are collected.
const rowBuffer = 64 << 10

// Create makes a file for rows of the given shape, which may be none: then a row
// is one element. The array has one axis more, the first. It is in C order and
// little-endian.
//
// A file of that name is replaced, at once: who has it open or mapped keeps the
// old one. The name must not be that of a pipe or a device.
//
// The size of an element must be known: strings and []byte are refused, with
// header.ErrDType, since their width is that of the longest, but not the fields
// of a struct whose tags tell the width. For an array of texts, write the first
// rows with WriteFile and Width and the others with AppendFile. Rows without
// elements are refused too, with header.ErrShape.
func Create[T any](name string, rowShape ...int) (*RowWriter[T], error) {
	w, head, err := newRowWriter[T](rowShape)
	if err != nil {
		return nil, named(err, name)
	}
	if err := regular(name); err != nil {
		return nil, err
	}
	f, err := atomicfile.Create(name, atomicfile.Options{})
	if err != nil {
		return nil, err
	}
	defer f.Abort()
	if _, err := f.Write(head); err != nil {
		return nil, err
	}
	again, err := os.OpenFile(f.Temp(), os.O_RDWR, 0) // before it has its name, so that the old file is there if this is refused
	if err != nil {
		return nil, underName(err, f.Temp(), name)
	}
	if runtime.GOOS == "windows" { // renames no file that is open
		again.Close()
	}
	if err := f.Commit(); err != nil {
		again.Close()
		return nil, err
	}
	if runtime.GOOS == "windows" {
		if again, err = os.OpenFile(name, os.O_RDWR, 0); err != nil {
			return nil, err
		}
	}
	w.f, w.name, w.made = again, name, f
	return w, nil
}

// underName is an error about a temporary file as one about the file that it is to become.
func underName(err error, temp, name string) error {
	var e *fs.PathError
	var ours *header.Error
	var unmapped *mmap.Error
	switch {
	case errors.As(err, &e) && e.Path == temp:
		return &fs.PathError{Op: e.Op, Path: name, Err: e.Err}
	case errors.As(err, &ours) && ours.Name == temp:
		with := *ours
		with.Name = name
		return &with
	case errors.As(err, &unmapped) && unmapped.Name == temp:
		return &fs.PathError{Op: "map", Path: name, Err: unmapped.Err}
	}
	return err
}

// regular is an error if name is a device, a pipe or the like, which no file can be put in the place of.
func regular(name string) error {
	if st, err := os.Stat(name); err == nil && !st.Mode().IsRegular() {
		return &fs.PathError{Op: "create", Path: name, Err: errors.New("not a regular file, in whose place one could be put: use Write")}
	}
	return nil
}

// newRowWriter is a RowWriter without its file, which begins with head.
func newRowWriter[T any](rowShape []int) (w *RowWriter[T], head []byte, err error) {
	pl, err := planTo[T](nil, false, new(options))
	if err == nil {
		err = fixedSize[T](pl)
	}
	if err != nil {
		return nil, nil, err
	}
	w = &RowWriter[T]{pl: pl}
	if w.row, err = (header.Header{DType: pl.dtype, Shape: rowShape}).Count(); err != nil {
		return nil, nil, err
	}
	if w.row == 0 || pl.size() == 0 {
		return nil, nil, &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf(
			"a row of shape %v has no bytes, so that nobody could count the rows", append([]int{}, rowShape...))}
	}
	h := header.Header{DType: pl.dtype, Shape: append([]int{0}, rowShape...)}
	if head, w.count, err = roomyHeader(h); err != nil {
		return nil, nil, err
	}
	w.start, w.at = int64(len(head)), int64(len(head))
	return w, head, nil
}

// fixedSize refuses a dtype that is another one if texts are longer.
func fixedSize[T any](pl plan[T]) error {
	wide, err := planTo[T](nil, false, &options{width: pl.size() + 1})
	if err != nil {
		return err
	}
	if !wide.dtype.Equal(pl.dtype) {
		return &header.Error{Kind: header.ErrDType, Offset: -1, Detail: fmt.Sprintf(
			"the width of the texts of a %s is not known before all of them are: give it in the tags of a struct, as in `npy:\"name,U10\"`, "+
				"or write a first array with WriteFile and Width, and add to it with AppendFile", reflect.TypeFor[T]())}
	}
	return nil
}

// Write adds rows: as many elements as a row has, or a multiple. It keeps nothing
// of them. Small writes are collected, up to 64 KiB, and go to the file together,
// with the next Flush, Sync or Close at the latest.
//
// An error of the operating system stays: the file is then one of the rows
// before. A number of elements that is not a multiple, or a value that the
// dtype cannot hold, is refused, and nothing of that call is written.
func (w *RowWriter[T]) Write(rows []T) error {
	switch {
	case w.f == nil:
		return &fs.PathError{Op: "write", Path: w.name, Err: fs.ErrClosed}
	case w.err != nil:
		return w.err
	case len(rows)%w.row != 0:
		return &header.Error{Kind: header.ErrShape, Name: w.name, Offset: -1, Detail: fmt.Sprintf(
			"%d elements are no whole number of rows, which have %d each", len(rows), w.row)}
	}
	if b, ok := cast.Bytes(rows); ok && w.pl.encode == nil && !w.pl.swap && len(b) >= rowBuffer {
		w.out()
		w.write(b)
		return w.err
	}
	piece := max(rowBuffer/w.pl.size(), 1)
	if w.pl.encode != nil && len(rows) > piece { // before a piece goes out, which Repair would take for rows
		if _, err := planTo(rows, false, new(options)); err != nil {
			return named(err, w.name)
		}
	}
	for len(rows) > 0 && w.err == nil {
		n := min(len(rows), piece)
		b, err := appendPayload(w.buf, rows[:n], w.pl)
		if err != nil {
			return named(err, w.name)
		}
		w.buf, rows = b, rows[n:]
		if len(w.buf) >= rowBuffer {
			w.out()
		}
	}
	return w.err
}

// Flush brings the rows that were written into the file, and its header up to
// date: who opens the file now finds them, and they are there if the program
// stops.
func (w *RowWriter[T]) Flush() error { return w.bring(func() error { return nil }) }

// Sync is Flush, and returns when the rows and the file's name are on the disk:
// they are there if the machine stops.
func (w *RowWriter[T]) Sync() error {
	err := w.bring(w.sync)
	if err == nil {
		err = w.sync()
	}
	if err == nil && w.made != nil {
		err = w.made.SyncDir()
	}
	return err
}

func (w *RowWriter[T]) sync() error { return w.f.Sync() }

// Close is Flush, and closes the file. It does not wait for the disk. After an
// error of Write it leaves the rows before, and returns that error. Closing
// again does nothing.
func (w *RowWriter[T]) Close() error {
	if w.f == nil {
		return nil
	}
	err := w.Flush()
	if w.err != nil { // the rows that are whole
		w.setRows(func() error { return nil })
	}
	if w.ragged {
		if cut := w.f.Truncate(w.start + int64(w.count.shape[0])*w.rowBytes()); err == nil {
			err = cut
		}
	}
	if closing := w.f.Close(); err == nil {
		err = closing
	}
	w.f = nil
	return err
}

func (w *RowWriter[T]) rowBytes() int64 { return int64(w.row) * int64(w.pl.size()) }

// bring brings the rows into the file and, after ready, their number into the
// header.
func (w *RowWriter[T]) bring(ready func() error) error {
	if w.f == nil {
		return &fs.PathError{Op: "write", Path: w.name, Err: fs.ErrClosed}
	}
	w.out()
	if w.err == nil {
		w.err = w.setRows(ready)
	}
	return w.err
}

// setRows tells in the header how many rows there are.
func (w *RowWriter[T]) setRows(ready func() error) error {
	rows := int((w.at - w.start) / w.rowBytes())
	if rows == w.count.shape[0] {
		return nil
	}
	if !w.count.fits(w.count.shape[0], rows) {
		return &header.Error{Kind: header.ErrLimit, Name: w.name, Offset: -1, Detail: fmt.Sprintf("no room in the header for %d rows", rows)}
	}
	if err := w.count.settle(w.f); err != nil {
		return err
	}
	return w.count.change(w.f, rows, ready)
}

// out writes what was collected.
func (w *RowWriter[T]) out() {
	w.write(w.buf)
	w.buf = w.buf[:0]
}

func (w *RowWriter[T]) write(b []byte) {
	if w.err != nil || len(b) == 0 {
		return
	}
	n, err := w.f.WriteAt(b, w.at)
	w.at += int64(n)
	if err != nil {
		w.err, w.ragged = err, true
	}
}
