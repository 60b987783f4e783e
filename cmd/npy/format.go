package main

import (
	"bytes"

	"github.com/npygo/npygo/header"
)

// A formatter writes elements so that they stand in columns, as NumPy's print
// does. It is first shown every element that will be written, to find out how
// wide a column must be.
type formatter interface {
	see(elem []byte)
	append(dst, elem []byte) []byte
}

// style is how elements are to be written.
type style struct {
	precision int  // digits behind the point at most
	edge      int  // how many of an axis are shown at either end of a long array; 0: all
	single    bool // the element stands for itself, which NumPy writes in full
}

// newFormatter finds the formatter for elements of d, which must not be opaque.
func newFormatter(d dtype, s style) formatter {
	if base, shape, ok := d.Subarray(); ok {
		return newListFormatter(base, shape, s)
	}
	if d.IsStruct() {
		return newRecordFormatter(d, s)
	}
	size := d.ItemSize()
	switch d.Kind() {
	case header.Bool:
		return boolFormatter{single: s.single}
	case header.Int, header.Uint, header.Datetime, header.Timedelta:
		return &paddedFormatter{text: integerText(d)}
	case header.Float:
		return newFloatFormatter(d.floatKind(), floatReader(d), s)
	case header.Complex:
		return newComplexFormatter(d, s)
	case header.Bytes:
		return plainFormatter(func(elem []byte) string { return pythonBytes(bytes.TrimRight(elem, "\x00")) })
	case header.Unicode:
		return plainFormatter(func(elem []byte) string { return pythonString(decodeUnicode(elem, d.binaryOrder())) })
	}
	if d.brain {
		return newFloatFormatter(bfloat16Kind, floatReader(d), s)
	}
	return plainFormatter(func(elem []byte) string { return pythonVoid(elem[:size]) })
}

// boolFormatter writes True as wide as False, except where it stands alone.
type boolFormatter struct{ single bool }

func (boolFormatter) see([]byte) {}

func (f boolFormatter) append(dst, elem []byte) []byte {
	switch {
	case elem[0] == 0:
		return append(dst, "False"...)
	case f.single:
		return append(dst, "True"...)
	}
	return append(dst, " True"...)
}

// paddedFormatter writes elements in one column, with spaces in front.
type paddedFormatter struct {
	text  func(elem []byte) string
	width int
}

func (f *paddedFormatter) see(elem []byte) { f.width = max(f.width, len(f.text(elem))) }

func (f *paddedFormatter) append(dst, elem []byte) []byte {
	s := f.text(elem)
	return append(appendSpaces(dst, f.width-len(s)), s...)
}

// plainFormatter writes elements one as wide as it is.
type plainFormatter func(elem []byte) string

func (f plainFormatter) see([]byte)                     {}
func (f plainFormatter) append(dst, elem []byte) []byte { return append(dst, f(elem)...) }

func appendSpaces(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, ' ')
	}
	return dst
}
