package main

import (
	"bytes"
	"math"
	"strings"

	"github.com/npygo/npygo/header"
)

// complexFormatter writes both parts of complex numbers in columns of their own.
type complexFormatter struct {
	re, im *floatFormatter
	half   int // bytes of a part
}

func newComplexFormatter(d dtype, s style) formatter {
	return &complexFormatter{half: d.ItemSize() / 2,
		re: newColumnFormatter(d.floatKind(), floatReader(d), s.precision, false),
		im: newColumnFormatter(d.floatKind(), floatReader(d), s.precision, true)}
}

func (f *complexFormatter) see(elem []byte) {
	f.re.see(elem)
	f.im.see(elem[f.half:])
}

func (f *complexFormatter) append(dst, elem []byte) []byte {
	dst = f.re.append(dst, elem)
	im := f.im.append(nil, elem[f.half:])
	number := bytes.TrimRight(im, " ")
	dst = append(append(dst, number...), 'j')
	return appendSpaces(dst, len(im)-len(number))
}

// complexText writes a single complex number as NumPy does: (1+2j), or 2j if
// the real part is 0.
func complexText(d dtype, elem []byte) string {
	kind, read := d.floatKind(), floatReader(d)
	part := func(x float64) string { return strings.TrimSuffix(kind.text(x, kind.large()), ".0") }
	x, y := read(elem), read(elem[d.ItemSize()/2:])
	im := part(y) + "j"
	if x == 0 && !math.Signbit(x) {
		return im
	}
	return "(" + part(x) + string(signed(number(im))) + ")"
}

// recordFormatter writes the fields of records: (1, 2.5).
type recordFormatter struct{ fields []fieldFormatter }

type fieldFormatter struct {
	formatter
	from, to int // which bytes of the element
}

func newRecordFormatter(d dtype, s style) formatter {
	f := &recordFormatter{}
	for _, field := range d.Fields() {
		part := dtype{DType: field.DType}
		f.fields = append(f.fields, fieldFormatter{newFormatter(part, s), field.Offset, field.Offset + part.ItemSize()})
	}
	return f
}

func (f *recordFormatter) see(elem []byte) {
	for _, field := range f.fields {
		field.see(elem[field.from:field.to])
	}
}

func (f *recordFormatter) append(dst, elem []byte) []byte {
	dst = append(dst, '(')
	for i, field := range f.fields {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = field.append(dst, elem[field.from:field.to])
	}
	if len(f.fields) == 1 {
		dst = append(dst, ',')
	}
	return append(dst, ')')
}

// listFormatter writes elements that are arrays themselves: [1, 2].
type listFormatter struct {
	base  formatter
	whole view
	size  int // bytes of one element of the base
	edge  int
}

func newListFormatter(base header.DType, shape []int, s style) formatter {
	s.single = s.single && base.Kind() != header.Bool // NumPy lines up bools in lists all the same
	f := &listFormatter{base: newFormatter(dtype{DType: base}, s), whole: wholeView(shape, false), size: base.ItemSize()}
	if f.whole.size() > summaryAbove {
		f.edge = s.edge
	}
	return f
}

func (f *listFormatter) element(elem []byte, at int) []byte { return elem[at*f.size : (at+1)*f.size] }

func (f *listFormatter) see(elem []byte) {
	if f.whole.size() == 0 {
		return
	}
	f.whole.each(0, func(at int) error {
		f.base.see(f.element(elem, at))
		return nil
	})
}

func (f *listFormatter) append(dst, elem []byte) []byte {
	if f.whole.size() == 0 {
		return append(dst, "[]"...)
	}
	return f.appendView(dst, elem, f.whole)
}

func (f *listFormatter) appendView(dst, elem []byte, v view) []byte {
	if len(v.shape) == 0 {
		return f.base.append(dst, f.element(elem, v.start))
	}
	dst = append(dst, '[')
	for i := 0; i < v.shape[0]; i = v.next(i, f.edge) {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		if v.gap(f.edge) && i == v.shape[0]-f.edge {
			dst = append(dst, "..., "...)
		}
		dst = f.appendView(dst, elem, v.at(i))
	}
	return append(dst, ']')
}
