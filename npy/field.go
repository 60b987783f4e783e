package npy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/swap"
)

// Field returns one field of each record of raw, as NumPy's a[name]: a copy,
// densely packed, in raw's shape. It needs no Go struct, and reads the records
// of a dtype that is not known when compiling.
//
// name is the field's name or title; dots lead into nested records ("pose.x"),
// unless there is a field whose name has the dots itself. A field that is an
// array by itself ('<f4' of shape (3,)) appends its shape to the result's, and
// so do arrays of records on the way. T is what Read would take for the field's
// own dtype: any number, string, time, or a struct for a nested record. The
// result is in Fortran order if raw is.
//
// An error about the name tells the fields that there are. Other errors are as
// for Read and for As.
//
// Options: Cast, LongDouble; LossyText, KeepSurrogates.
func Field[T any](raw Raw, name string, opts ...Option) (Array[T], error) {
	o := collect(opts)
	if err := raw.Validate(); err != nil {
		return Array[T]{}, err
	}
	p, err := placeOf(raw.DType, name)
	if err != nil {
		return Array[T]{}, err
	}
	pl, err := planFor[T](p.dtype, &o)
	if err != nil {
		return Array[T]{}, inField(err, name, -1)
	}
	shape := slices.Clone(raw.Header().Shape)
	raw.FortranOrder = raw.FortranOrder && len(shape) > 0
	shape = append(shape, p.shape...)
	count, err := header.Header{DType: p.dtype, Shape: shape}.Count()
	if err == nil {
		err = pl.fits(count)
	}
	if err != nil {
		return Array[T]{}, inField(err, name, -1)
	}
	data, err := gather(raw, p, pl, count)
	if err != nil {
		return Array[T]{}, inField(err, name, -1)
	}
	return Array[T]{Data: data, Shape: shape, FortranOrder: raw.FortranOrder && !orderless(shape), times: timesOf(&p.dtype)}, nil
}

// fieldPlace is where a field is in each record.
type fieldPlace struct {
	offset int
	shape  []int // of the arrays on the way and of the field's own
	steps  []int // bytes from one to the next, for each axis of shape
	dtype  header.DType
}

// placeOf finds a field by its name.
func placeOf(d header.DType, name string) (p fieldPlace, err error) {
	p.dtype = d
	for rest, path := name, ""; ; {
		f, n, ok := findField(p.dtype, rest)
		if !ok {
			return fieldPlace{}, noField(p.dtype, path, rest)
		}
		p.offset += f.Offset
		p.enter(f.DType)
		if n == len(rest) {
			return p, nil
		}
		path, rest = joinPath(path, rest[:n]), rest[n+1:]
	}
}

// enter goes from a dtype with shapes to what it is made of.
func (p *fieldPlace) enter(d header.DType) {
	for {
		base, shape, sub := d.Subarray()
		if !sub {
			p.dtype = d
			return
		}
		step := d.ItemSize()
		for _, n := range shape {
			step /= max(n, 1)
			p.shape, p.steps = append(p.shape, n), append(p.steps, step)
		}
		d = base
	}
}

// findField finds the field that path begins with: in n bytes, followed by the
// end or by a dot.
func findField(d header.DType, path string) (f header.Field, n int, ok bool) {
	fields := d.Fields()
	named := func(name string) bool {
		for _, f = range fields {
			if f.Name == name {
				return true
			}
		}
		for _, f = range fields {
			if f.HasTitle && !f.TitleLiteral && f.Title == name {
				return true
			}
		}
		return false
	}
	for n = len(path); n >= 0; n = strings.LastIndexByte(path[:n], '.') {
		if named(path[:n]) && (n == len(path) || inside(f.DType).IsStruct()) {
			return f, n, true
		}
	}
	return header.Field{}, 0, false
}

// inside is what arrays of a dtype with shapes are made of.
func inside(d header.DType) header.DType {
	for {
		base, _, sub := d.Subarray()
		if !sub {
			return d
		}
		d = base
	}
}

func noField(d header.DType, path, name string) error {
	why := fmt.Sprintf("there is no field %q: ", short(name))
	fields := d.Fields()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	switch {
	case !d.IsStruct():
		why += fmt.Sprintf("the elements are '%s', which is no record", short(d.String()))
	case len(names) == 0:
		why += "there are none"
	default:
		why += "there are " + quoted(names)
	}
	return &header.Error{Kind: header.ErrDType, Offset: -1, Field: path, Detail: why}
}

// gather collects the elements of the field, and makes Ts of them.
func gather[T any](raw Raw, p fieldPlace, pl plan[T], count int) ([]T, error) {
	size := p.dtype.ItemSize()
	data := makeData[T](count)
	to, ok := memoryOf(data, pl)
	if !ok {
		to = cast.Make[byte](count * size)
	}
	if count > 0 && size > 0 {
		p.copy(to, raw, count)
	}
	switch {
	case !ok && pl.decode != nil:
		// the place of an error would be one in the copy
		return data, inElementOf(pl, pl.decode(data, to))
	case !ok:
		decodePlain(data, to, pl)
	case pl.swap:
		swap.Bytes(to, pl.word)
	case pl.hasBools():
		pl.normalizeBools(to)
	}
	return data, nil
}

// inElementOf says which element err is about, instead of at which byte.
func inElementOf[T any](pl plan[T], err error) error {
	if err == nil {
		return nil
	}
	err = pl.inFile(err, 0)
	if e, ok := err.(*header.Error); ok {
		with := *e
		with.Offset = -1
		return &with
	}
	return err
}

// copy fills dst with the count elements of the field. In Fortran order the axes
// of the field vary slowest, the last one slowest of all.
func (p *fieldPlace) copy(dst []byte, raw Raw, count int) {
	size, record := p.dtype.ItemSize(), raw.DType.ItemSize()
	records := rep{n: len(raw.Data) / record, from: record}
	inner := make([]rep, len(p.shape))
	for i, n := range p.shape {
		inner[i] = rep{n: n, from: p.steps[i]}
	}
	order := append([]rep{records}, inner...) // from the slowest axis to the fastest
	if raw.FortranOrder {
		order = order[:0]
		for i := len(inner) - 1; i >= 0; i-- {
			order = append(order, inner[i])
		}
		order = append(order, records)
	}
	step := size
	for i := len(order) - 1; i >= 0; i-- {
		order[i].to = step
		step *= order[i].n
	}
	c := stretch{from: p.offset, width: size, word: 1}
	for len(order) > 1 { // a fastest axis without gaps is one with the elements
		last := order[len(order)-1]
		if last.from != c.width {
			break
		}
		c.width *= last.n
		order = order[:len(order)-1]
	}
	c.nest(dst, raw.Data, 0, p.offset, order[1:], order[0])
}
