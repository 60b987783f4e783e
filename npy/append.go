package npy

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/atomicfile"
	"github.com/npygo/npygo/internal/cast"
)

// AppendFile adds rows to the array in the named file: it makes the first axis
// longer, as np.concatenate([old, rows]) would, without reading or writing what
// is there. It costs what the rows cost and two waits for the disk.
//
// The other axes must be those of the file, and T must stand for its dtype; the
// file keeps its byte order, the width of its texts, and the unit of its times.
// rows may be in Fortran order, the file's array may not: its rows are scattered
// (header.ErrShape, as for an array without axes). The file must end with the
// array, since anything behind it would be overwritten.
//
// Whenever the program or the machine stops, the file has the old array or the
// new one, and whoever opens it meanwhile finds one of the two. What an
// interrupted AppendFile has left behind the old array, the next one
// overwrites. With Fsync the rows are on the disk when AppendFile returns;
// without it, a power cut soon after may bring back the old array. There may be
// one writer at a time.
//
// The header needs room for a larger number. NumPy leaves that since version
// 1.24, most other writers leave some. A header without it, or one that is
// spelled in another way than NumPy's, makes AppendFile write the whole file
// anew, with room, and put it in the old one's place as WriteFile does: once,
// the next time it is in place.
//
// The errors are those of Read and WriteFile; the file then has the old array,
// unless the disk failed after the rows were in: look at the header before you
// try again. A file that does not exist is an error. A Datetime64 or Timedelta64
// in a struct without a unit in its tag takes the file's.
//
// Options: MaxHeader, Fsync; LossyText, KeepSurrogates.
func AppendFile[T any](name string, rows Array[T], opts ...Option) error {
	o := collect(opts)
	if err := rows.Validate(); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	g, err := grow(f, st.Size(), &o)
	if err == nil {
		g.close = f.Close
		err = appendRows(g, name, rows.RowMajor(), &o)
	}
	if err != nil {
		return named(err, name)
	}
	return closed(f.Close())
}

// closed is err, without that of closing what rewrite has closed.
func closed(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// growing is a file in C order to which rows are added.
type growing struct {
	f     store
	h     header.Header
	head  []byte
	row   int64 // bytes
	size  int64 // of the file
	count rowCount
	known bool // count was found
	close func() error
}

// grow reads the header of f and finds out whether rows can be added.
func grow(f store, size int64, o *options) (*growing, error) {
	file := File{ra: f, o: *o}
	if err := file.readHeader(size); err != nil {
		return nil, err
	}
	g := &growing{f: f, h: file.h, size: size, head: make([]byte, file.start)}
	if _, err := f.ReadAt(g.head, 0); err != nil && err != io.EOF {
		return nil, err
	}
	if d := g.h.DType; d.Kind() == header.Void && d.ItemSize() == 2 && d.ByteOrder() != header.NoOrder && !d.IsStruct() && !d.Foreign() {
		g.h.DType = header.BFloat16(d.ByteOrder()) // whose descr keeps the order
	}
	switch h := &g.h; {
	case h.DType.HasObject():
		return nil, errObject(h.DType)
	case len(h.Shape) == 0:
		return nil, &header.Error{Kind: header.ErrShape, Offset: -1, Detail: "an array of shape () has no rows, and none can be added"}
	case h.FortranOrder && len(h.Shape) > 1:
		return nil, &header.Error{Kind: header.ErrShape, Offset: -1, Detail: "the array is in Fortran order, where new rows are scattered over the whole file: " +
			"write it anew in C order, with ReadFile, RowMajor and WriteFile"}
	}
	one := g.h
	one.Shape = slices.Clone(g.h.Shape)
	one.Shape[0] = 1
	var err error
	if g.row, err = one.PayloadSize(); err != nil {
		return nil, err
	}
	g.count, g.known = findRowCount(g.head, &g.h)
	return g, nil
}

// end is where the payload of that many rows ends.
func (g *growing) end(rows int) int64 { return int64(len(g.head)) + int64(rows)*g.row }

// appendRows adds rows, which are in C order.
func appendRows[T any](g *growing, name string, rows Array[T], o *options) error {
	old := g.h.Shape[0]
	var one [1]int
	shape := rows.dims(&one)
	if len(shape) != len(g.h.Shape) || !slices.Equal(shape[1:], g.h.Shape[1:]) {
		return &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf(
			"rows of shape %v cannot be added to an array of shape %v: all axes but the first must be the same", slices.Clone(shape), g.h.Shape)}
	}
	long := g.h
	long.Shape = slices.Clone(g.h.Shape)
	if long.Shape[0] += shape[0]; long.Shape[0] < old {
		return &header.Error{Kind: header.ErrShape, Offset: -1, Detail: "more rows than an int can count"}
	}
	if _, err := long.PayloadSize(); err != nil {
		return err
	}
	as := *o
	as.times = rows.times
	pl, err := planAppend(rows.Data, g.h.DType, &as)
	if err != nil {
		return err
	}
	if err := g.dropLeftovers(); err != nil {
		return err
	}
	write := func(w io.Writer) error {
		if b, ok := cast.Bytes(rows.Data); ok && pl.encode == nil && !pl.swap {
			_, err := writeAll(w, b)
			return err
		}
		_, err := writePieces(w, rows.Data, pl, o)
		return err
	}
	switch {
	case shape[0] == 0:
		return nil
	case g.known && g.count.fits(old, long.Shape[0]):
		return g.inPlace(long.Shape[0], write, o)
	}
	return g.rewrite(name, old, long, write, o)
}

// dropLeftovers cuts off what an interrupted AppendFile has left behind the
// array: the comment in the header tells that it is that.
func (g *growing) dropLeftovers() error {
	old := g.h.Shape[0]
	end := g.end(old)
	switch {
	case g.size < end:
		return &header.Error{Kind: header.ErrTruncated, Offset: g.size, Detail: fmt.Sprintf(
			"the header promises %d bytes of elements, %d are there: Repair keeps the rows that are whole", end-int64(len(g.head)), g.size-int64(len(g.head)))}
	case g.size > end && (g.count.noted <= old || g.size > g.end(g.count.noted)):
		return &header.Error{Kind: header.ErrShape, Offset: end, Detail: fmt.Sprintf(
			"%d bytes follow the array, and new rows would overwrite them: they may be another array, or rows of a RowWriter that was not closed, "+
				"which Repair adds to this one", g.size-end)}
	case g.size > end:
		if err := g.cut(end); err != nil {
			return err
		}
	}
	if !g.known {
		return nil
	}
	return g.count.settle(g.f)
}

// cut drops what is behind the array, and waits until the disk has: the note that
// tells whose that is must not be gone before.
func (g *growing) cut(end int64) error {
	if err := g.f.Truncate(end); err != nil {
		return err
	}
	return g.f.Sync()
}

// inPlace writes the rows behind the others and waits until the disk has them;
// only then the header tells of them.
func (g *growing) inPlace(rows int, write func(io.Writer) error, o *options) error {
	end := g.end(g.h.Shape[0])
	err := g.count.change(g.f, rows, func() error {
		err := g.f.Sync() // so that the rows are never there without the note that tells whose they are
		if err == nil {
			err = write(io.NewOffsetWriter(g.f, end))
		}
		if err == nil {
			err = g.f.Sync()
		}
		if err == nil {
			return nil
		}
		if cut := g.cut(end); cut != nil {
			return fmt.Errorf("%w (%w: %w)", err, errUncut, cut)
		}
		return err
	})
	if err == nil && o.fsync {
		err = g.f.Sync()
	}
	return err
}

// errUncut keeps the note in the header, which tells whose the bytes are.
var errUncut = errors.New("what was written of the rows stays behind the array, and the next AppendFile cuts it off")

// rewrite makes a new file with the header h, the first rows of the old one, and
// what write writes.
func (g *growing) rewrite(name string, rows int, h header.Header, write func(io.Writer) error, o *options) error {
	h.Version = 0
	head, _, err := roomyHeader(h)
	if err != nil {
		return err
	}
	payload, err := h.PayloadSize()
	if err != nil {
		return err
	}
	f, err := atomicfile.Create(name, atomicfile.Options{Sync: o.fsync, Size: int64(len(head)) + payload})
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := f.Write(head); err != nil {
		return err
	}
	start := int64(len(g.head))
	if n, err := f.ReadFrom(io.NewSectionReader(g.f, start, g.end(rows)-start)); err != nil {
		return err
	} else if n < g.end(rows)-start {
		return &header.Error{Kind: header.ErrTruncated, Offset: start + n, Cause: errShrunk}
	}
	if write != nil {
		if err := write(f); err != nil {
			return err
		}
	}
	if g.close != nil { // Windows replaces no file that is open
		if err := g.close(); err != nil {
			return err
		}
	}
	return f.Commit()
}

// planAppend is the plan for writing elements of type T as those of a file.
func planAppend[T any](data []T, d header.DType, o *options) (plan[T], error) {
	if e := elementOf[T](); e != nil && e.holds(d) {
		if isTimeKind(d.Kind()) { // bare counts: those of another unit are other times
			if rows, err := o.timeDType(d); err != nil {
				return plan[T]{}, err
			} else if !rows.Equal(d) {
				return plan[T]{}, &header.Error{Kind: header.ErrDType, Offset: -1, Detail: fmt.Sprintf(
					"the rows are counts of '%s', those of the file of '%s': convert them, or add them as time.Time or time.Duration", rows, d)}
			}
		}
		return plan[T]{element: element{d, e.word}, swap: e.word > 1 && orderOf(d) != nativeOrder}, nil
	}
	if d.IsStruct() {
		return planAppendRecords(data, d, o)
	}
	if d.Kind() == header.Unicode && textKindOf[T]() == header.Bytes {
		return plan[T]{}, errNotOf[T](header.DType{}, d)
	}
	as := *o
	switch d.Kind() {
	case header.Bytes, header.Void:
		as.textKind, as.width = d.Kind(), d.ItemSize()
	case header.Unicode:
		as.textKind, as.width = d.Kind(), d.ItemSize()/4
	case header.Datetime, header.Timedelta:
		as.unit, as.times = "", d
	}
	pl, err := planTo(data, d.ByteOrder() == header.BigEndian, &as)
	if err != nil {
		return plan[T]{}, err
	}
	if !pl.dtype.Equal(d) {
		return plan[T]{}, errNotOf[T](pl.dtype, d)
	}
	return pl, nil
}

// planAppendRecords is planAppend for structs: the plan for reading them from
// the file has the way back.
func planAppendRecords[T any](data []T, d header.DType, o *options) (plan[T], error) {
	pl, ok, err := recordPlan[T](d, o)
	if err != nil {
		return plan[T]{}, err
	}
	if !ok {
		return plan[T]{}, errNotOf[T](header.DType{}, d)
	}
	c, err := recordCodeFor(reflect.TypeFor[T](), d)
	if err == nil {
		err = c.cannotEncode()
	}
	if err == nil {
		err = checkRecords(c, data, textFlagsOf(o))
	}
	return pl, err
}

func errNotOf[T any](want, got header.DType) error {
	return &header.Error{Kind: header.ErrDType, Offset: -1, Cause: &DTypeError{Want: want, Got: got, Type: reflect.TypeFor[T]().String(), rows: true}}
}
