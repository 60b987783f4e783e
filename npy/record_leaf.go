package npy

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
)

// textFlags is what options say of text.
type textFlags struct{ lossy, surrogates, floor bool }

func textFlagsOf(o *options) textFlags {
	return textFlags{o.lossyText, o.keepSurrogates, o.casting >= SameKind}
}

// A leafConverter turns elements that are text or times into Go values and back. It
// has memory of its own and serves one goroutine.
type leafConverter struct {
	options textFlags
	text    textCodec
	time    timeCodec
	order   binary.ByteOrder
	scratch []byte
	ends    []int
}

// prepare makes the leafConverter one for elements of dtype d.
func (c *leafConverter) prepare(f form, d header.DType) (err error) {
	if f == formText || f == formBytes {
		c.text = newTextCodec(d, &options{lossyText: c.options.lossy, keepSurrogates: c.options.surrogates})
		return nil
	}
	c.order = binary.LittleEndian
	if d.ByteOrder() == header.BigEndian {
		c.order = binary.BigEndian
	}
	c.time, err = newTimeCodec(d)
	c.time.floor = c.options.floor
	return err
}

// load turns the element b into what p points to.
func (c *leafConverter) load(p any, b []byte) (err error) {
	switch p := p.(type) {
	case *string:
		c.scratch, err = c.text.appendText(c.scratch[:0], b)
		*p = string(c.scratch)
	case *[]byte:
		*p, err = c.text.appendText([]byte{}, b)
	case *time.Time:
		*p, err = c.time.time(int64(c.order.Uint64(b)))
	case *time.Duration:
		*p, err = c.time.duration(int64(c.order.Uint64(b)))
	}
	return err
}

// store turns what p points to into the element b.
func (c *leafConverter) store(b []byte, p any) (err error) {
	var n int64
	switch p := p.(type) {
	case *string:
		_, err = appendElement(c.text, b[:0], *p)
		return err
	case *[]byte:
		_, err = appendElement(c.text, b[:0], *p)
		return err
	case *time.Time:
		n, err = c.time.count(*p)
	case *time.Duration:
		n, err = c.time.countOf(*p)
	}
	c.order.PutUint64(b, uint64(n))
	return err
}

// load turns the leaf of several records of src, which begin at file, into that
// of the records of dst, which begin at mem.
func (f *leaf) load(dst cast.Records, mem int, src []byte, file int, across rep, c *leafConverter) error {
	err := c.prepare(f.form, f.dtype)
	if err != nil {
		return inField(err, f.path, -1)
	}
	size := f.dtype.ItemSize()
	if f.form == formText || f.form == formBytes {
		return f.loadTexts(dst, mem, src, file, across, c)
	}
	return f.each(mem, file, f.reps, across, func(mem, file int) error {
		return inField(c.load(f.place(dst, mem), src[file:file+size]), f.path, file)
	})
}

// loadTexts is load for text: all that comes in one call shares one piece of
// memory, which is many times faster than a piece for each.
func (f *leaf) loadTexts(dst cast.Records, mem int, src []byte, file int, across rep, c *leafConverter) error {
	size := f.dtype.ItemSize()
	c.scratch, c.ends = c.scratch[:0], c.ends[:0]
	err := f.each(mem, file, f.reps, across, func(_, file int) (err error) {
		c.scratch, err = c.text.appendText(c.scratch, src[file:file+size])
		c.ends = append(c.ends, len(c.scratch))
		return inField(err, f.path, file)
	})
	if err != nil {
		return err
	}
	i, start := 0, 0
	if f.form == formText {
		all := string(c.scratch)
		return f.each(mem, file, f.reps, across, func(mem, _ int) error {
			*cast.Place[string](dst, mem) = all[start:c.ends[i]]
			start, i = c.ends[i], i+1
			return nil
		})
	}
	all := append([]byte{}, c.scratch...)
	return f.each(mem, file, f.reps, across, func(mem, _ int) error {
		*cast.Place[[]byte](dst, mem) = all[start:c.ends[i]:c.ends[i]]
		start, i = c.ends[i], i+1
		return nil
	})
}

// store is the way back.
func (f *leaf) store(dst []byte, file int, src cast.Records, mem int, across rep, c *leafConverter) error {
	err := c.prepare(f.form, f.dtype)
	if err != nil {
		return inField(err, f.path, -1)
	}
	size := f.dtype.ItemSize()
	return f.each(mem, file, f.reps, across, func(mem, file int) error {
		return inField(c.store(dst[file:file+size:file+size], f.place(src, mem)), f.path, -1)
	})
}

// place is where the leaf of a record is, the leaf being at mem.
func (f *leaf) place(r cast.Records, mem int) any {
	switch f.form {
	case formText:
		return cast.Place[string](r, mem)
	case formBytes:
		return cast.Place[[]byte](r, mem)
	case formTime:
		return cast.Place[time.Time](r, mem)
	}
	return cast.Place[time.Duration](r, mem)
}

// each calls do for the leaf of each record, with the offsets of the leaf.
func (f *leaf) each(mem, file int, reps []rep, across rep, do func(mem, file int) error) error {
	for i := range across.n {
		if err := nested(mem+f.mem+i*across.to, file+f.file+i*across.from, reps, do); err != nil {
			return err
		}
	}
	return nil
}

func nested(mem, file int, reps []rep, do func(mem, file int) error) error {
	if len(reps) == 0 {
		return do(mem, file)
	}
	last := reps[len(reps)-1] // the outermost
	for range last.n {
		if err := nested(mem, file, reps[:len(reps)-1], do); err != nil {
			return err
		}
		mem, file = mem+last.to, file+last.from
	}
	return nil
}

// inField says of which field err is, and where: at, and from there on if err
// tells that; -1 if that is not known.
func inField(err error, path string, at int) error {
	if err == nil {
		return nil
	}
	var e *header.Error
	if !errors.As(err, &e) {
		return &header.Error{Kind: ErrValue, Offset: int64(at), Field: path, Cause: err}
	}
	with := *e
	if with.Field = path; e.Field != "" {
		with.Field = joinPath(path, e.Field)
	}
	with.Offset = -1
	if at >= 0 {
		with.Offset = int64(at) + max(e.Offset, 0)
	}
	return &with
}
