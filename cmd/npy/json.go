package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/npygo/npygo/header"
)

// printJSON writes the elements of v as lists in lists.
func printJSON(w *bufio.Writer, d dtype, v view, elems *window) error {
	p := jsonPrinter{w: w, elems: elems, append: newJSON(d)}
	if err := p.print(v); err != nil {
		return err
	}
	return w.WriteByte('\n')
}

type jsonPrinter struct {
	w      *bufio.Writer
	elems  *window
	append appender
	buf    []byte
}

func (p *jsonPrinter) print(v view) error {
	if len(v.shape) == 0 {
		elem, err := p.elems.element(v.start)
		if err != nil {
			return err
		}
		p.buf = p.append(p.buf[:0], elem)
		_, err = p.w.Write(p.buf)
		return err
	}
	p.w.WriteByte('[')
	for i := range v.shape[0] {
		if i > 0 {
			p.w.WriteByte(',')
			if len(v.shape) > 1 {
				p.w.WriteByte('\n')
			}
		}
		if err := p.print(v.at(i)); err != nil {
			return err
		}
	}
	return p.w.WriteByte(']')
}

// An appender appends the text of an element.
type appender func(dst, elem []byte) []byte

// newJSON writes elements of d, which must not be opaque, as JSON.
func newJSON(d dtype) appender {
	if base, shape, ok := d.Subarray(); ok {
		return listJSON(dtype{DType: base}, shape)
	}
	if d.IsStruct() {
		return recordJSON(d)
	}
	text := newText(d)
	switch {
	case d.Kind() == header.Float || d.brain:
		return func(dst, elem []byte) []byte { return number(text(elem)).appendJSON(dst) }
	case d.Kind() == header.Complex:
		read, kind, half := floatReader(d), d.floatKind(), d.ItemSize()/2
		return func(dst, elem []byte) []byte {
			dst = number(kind.text(read(elem), pythonLarge)).appendJSON(append(dst, '['))
			dst = number(kind.text(read(elem[half:]), pythonLarge)).appendJSON(append(dst, ", "...))
			return append(dst, ']')
		}
	case d.Kind() == header.Bool, d.Kind() == header.Int, d.Kind() == header.Uint:
		return func(dst, elem []byte) []byte { return append(dst, text(elem)...) }
	case d.Kind() == header.Datetime, d.Kind() == header.Timedelta:
		return func(dst, elem []byte) []byte {
			if s := text(elem); s != "NaT" {
				return append(dst, s...)
			}
			return append(dst, "null"...)
		}
	}
	return func(dst, elem []byte) []byte { return append(dst, plainJSON(text(elem))...) }
}

// plainJSON is v, a string or a report, as JSON that leaves < and > as they are.
func plainJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // nothing in them can fail
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// listJSON writes elements that are arrays themselves.
func listJSON(base dtype, shape []int) appender {
	item, size, whole := newJSON(base), base.ItemSize(), wholeView(shape, false)
	var list func(dst, elem []byte, v view) []byte
	list = func(dst, elem []byte, v view) []byte {
		if len(v.shape) == 0 {
			return item(dst, elem[v.start*size:(v.start+1)*size])
		}
		dst = append(dst, '[')
		for i := range v.shape[0] {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = list(dst, elem, v.at(i))
		}
		return append(dst, ']')
	}
	return func(dst, elem []byte) []byte {
		if whole.size() == 0 {
			return append(dst, "[]"...)
		}
		return list(dst, elem, whole)
	}
}

// recordJSON writes records as objects.
func recordJSON(d dtype) appender {
	type member struct {
		key      []byte
		from, to int
		append   appender
	}
	var members []member
	for _, f := range d.Fields() {
		part := dtype{DType: f.DType}
		members = append(members, member{plainJSON(f.Name), f.Offset, f.Offset + part.ItemSize(), newJSON(part)})
	}
	return func(dst, elem []byte) []byte {
		dst = append(dst, '{')
		for i, m := range members {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = append(append(dst, m.key...), ": "...)
			dst = m.append(dst, elem[m.from:m.to])
		}
		return append(dst, '}')
	}
}

// newText is the text of simple elements as csv has it.
func newText(d dtype) func(elem []byte) string {
	switch {
	case d.Kind() == header.Bool:
		return func(elem []byte) string { return []string{"false", "true"}[min(elem[0], 1)] }
	case d.Kind() == header.Float || d.brain:
		kind, read := d.floatKind(), floatReader(d)
		return func(elem []byte) string { return kind.text(read(elem), pythonLarge) }
	case d.Kind() == header.Complex:
		kind, read, half := d.floatKind(), floatReader(d), d.ItemSize()/2
		return func(elem []byte) string {
			return kind.text(read(elem), pythonLarge) + signed(number(kind.text(read(elem[half:]), pythonLarge))) + "j"
		}
	case d.Kind() == header.Bytes:
		return func(elem []byte) string {
			b := bytes.TrimRight(elem, "\x00")
			if utf8.Valid(b) {
				return string(b)
			}
			return pythonBytes(b)
		}
	case d.Kind() == header.Unicode:
		order := d.binaryOrder()
		return func(elem []byte) string { return decodeUnicode(elem, order) }
	case d.Kind() == header.Void:
		return pythonVoid
	}
	integer := integerText(d)
	return func(elem []byte) string { return strings.Trim(integer(elem), "'") }
}
