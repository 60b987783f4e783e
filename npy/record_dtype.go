package npy

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/pylit"
)

// recordDType is the dtype that data, of a struct type, is written as.
func recordDType[T any](data []T, bigEndian bool, o *options) (header.DType, error) {
	r := recordDraftOf(reflect.TypeFor[T]())
	switch {
	case r.err != nil:
		return header.DType{}, r.err
	case bigEndian && r.fixed[1].IsValid():
		return r.fixed[1], nil
	case r.fixed[0].IsValid():
		return r.fixed[0], nil
	}
	c := choices{options: o, longest: make([]int, len(r.texts))}
	if err := measureTexts(&c, r, data); err != nil {
		return header.DType{}, err
	}
	d, err := c.record(&r.draft)
	if err == nil && bigEndian {
		d = d.WithByteOrder(header.BigEndian)
	}
	return d, err
}

// choices settles what a draft leaves open.
type choices struct {
	options *options
	longest []int // of the open texts: bytes or characters
}

// measureTexts finds the longest of each open text.
func measureTexts[T any](c *choices, r *recordDraft, data []T) error {
	if c.options.width > 0 {
		for i := range c.longest {
			c.longest[i] = c.options.width
		}
		return nil
	}
	records, ok := cast.RecordsOf(data)
	if !ok {
		for i := range data {
			if err := c.measureByReflection(&r.draft, reflect.ValueOf(&data[i]).Elem()); err != nil {
				return inElement(err, i)
			}
		}
		return nil
	}
	step := int(reflect.TypeFor[T]().Size())
	for i := range r.texts {
		f := &r.texts[i]
		codec := c.codec(f.form)
		err := f.each(0, 0, f.reps, rep{len(data), step, 1}, func(mem, k int) error {
			n, err := widthAt(codec, f.place(records, mem))
			c.longest[i] = max(c.longest[i], n)
			return inElement(inField(err, f.path, -1), k)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// measureByReflection does the same for one element, without unsafe.
func (c *choices) measureByReflection(d *draft, v reflect.Value) (err error) {
	switch {
	case d.form == formArray:
		for i := 0; i < d.n && err == nil; i++ {
			err = c.measureByReflection(d.elem, v.Index(i))
		}
	case d.form == formRecord:
		for i := 0; i < len(d.fields) && err == nil; i++ {
			if f := &d.fields[i]; !f.blank {
				err = c.measureByReflection(&f.draft, v.FieldByIndex(f.index))
			}
		}
	case (d.form == formText || d.form == formBytes) && d.open():
		n, err := widthAt(c.codec(d.form), pointerTo(d.form, v))
		c.longest[d.text] = max(c.longest[d.text], n)
		return inField(err, d.path, -1)
	}
	return err
}

// codec is that of open texts.
func (c *choices) codec(f form) textCodec {
	kind := header.Unicode
	if f == formBytes {
		kind = header.Bytes
	}
	switch k := c.options.textKind; {
	case k == header.Void && f == formText: // means []byte alone
	case k != 0:
		kind = k
	}
	return newTextCodec(header.MakeDType(kind, 0, header.LittleEndian), c.options)
}

func widthAt(c textCodec, p any) (n int, err error) {
	if s, ok := p.(*string); ok {
		return textWidth(c, *s)
	}
	return textWidth(c, *p.(*[]byte))
}

// leaf is the dtype of what is neither record nor array.
func (c *choices) leaf(d *draft) (header.DType, error) {
	switch {
	case !d.open():
		return d.dtype, nil
	case d.form == formText || d.form == formBytes:
		codec := c.codec(d.form)
		n := int64(max(c.longest[d.text], 1)) * int64(codec.unit()) // as np.array(['']) is of <U1
		if n > 1<<31-1 {
			return header.DType{}, &header.Error{Kind: header.ErrLimit, Offset: -1, Field: d.path,
				Detail: fmt.Sprintf("a text of %d bytes, and NumPy allows 2147483647", n)}
		}
		codec.size = int(n)
		return codec.dtype(), nil
	case d.form == formTime:
		return c.options.timeDType(datetimeNS)
	case d.form == formDuration:
		return c.options.timeDType(timedeltaNS)
	case d.typ == reflect.TypeFor[Datetime64]():
		return c.options.timeDType(header.MakeDType(header.Datetime, 8, header.LittleEndian))
	}
	return c.options.timeDType(header.MakeDType(header.Timedelta, 8, header.LittleEndian))
}

// dtype is that of anything; of an array its elements' and the shape.
func (c *choices) dtype(d *draft) (base header.DType, shape []int, err error) {
	for ; d.form == formArray; d = d.elem {
		shape = append(shape, d.n)
	}
	if d.form == formRecord {
		base, err = c.record(d)
	} else {
		base, err = c.leaf(d)
	}
	return base, shape, err
}

// record is the dtype of a struct. It is put together as text, since the text
// is what the file gets.
func (c *choices) record(d *draft) (header.DType, error) {
	text := []byte{'['}
	var at, end int64 // where the next field begins, and where the last one ended
	for i := range d.fields {
		f := &d.fields[i]
		base, shape, err := c.dtype(&f.draft)
		if err != nil {
			return header.DType{}, err
		}
		if d.align {
			at = alignTo(at, c.alignment(&f.draft))
		}
		size := int64(base.ItemSize())
		for _, n := range shape {
			size *= int64(n)
		}
		if !f.blank {
			text = appendPadding(text, at-end)
			text = appendField(text, f.name, base, shape)
			end = at + size
		}
		if at += size; at > 1<<31-1 {
			return header.DType{}, &header.Error{Kind: header.ErrLimit, Offset: -1, Field: f.path,
				Detail: "records of more than the 2147483647 bytes that NumPy allows"}
		}
	}
	if d.align {
		at = alignTo(at, c.alignment(d))
	}
	text = append(appendPadding(text, at-end), ']')
	dtype, err := header.ParseDType(string(text))
	var e *header.Error
	if errors.As(err, &e) { // more axes than NumPy has, say
		return header.DType{}, noDType(joinPath(d.path, e.Field), d.typ, e.Detail)
	}
	return dtype, err
}

func alignTo(at int64, alignment int) int64 {
	n := int64(alignment)
	return (at + n - 1) / n * n
}

// alignment is that of C on 64-bit machines, by which NumPy's align=True goes
// there, and Go.
func (c *choices) alignment(d *draft) int {
	for d.form == formArray {
		d = d.elem
	}
	if d.form == formRecord {
		most := 1
		for i := range d.fields {
			most = max(most, c.alignment(&d.fields[i].draft))
		}
		return most
	}
	dtype, err := c.leaf(d)
	if err != nil {
		return 1
	}
	if e, numeric := elementOfType(d.typ); numeric {
		return e.word
	}
	switch dtype.Kind() {
	case header.Unicode:
		return 4
	case header.Bytes, header.Void:
		return 1
	}
	return dtype.ItemSize()
}

func appendPadding(text []byte, n int64) []byte {
	if n == 0 {
		return text
	}
	return fmt.Appendf(text, "('', '|V%d'), ", n)
}

func appendField(text []byte, name string, base header.DType, shape []int) []byte {
	text = append(pylit.AppendRepr(append(text, '('), name), ", "...)
	if word := base.String(); base.IsStruct() {
		text = append(text, word...)
	} else if base.Kind() == header.Void { // also of a bfloat16: the order of its bytes would be lost in the file, so it has none
		text = fmt.Appendf(text, "'|V%d'", base.ItemSize())
	} else {
		text = append(append(append(text, '\''), word...), '\'')
	}
	if shape != nil {
		text = pylit.AppendInts(append(text, ", "...), shape)
	}
	return append(text, "), "...)
}
