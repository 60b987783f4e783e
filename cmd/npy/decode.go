package main

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// binaryOrder is the byte order of d's elements.
func (d dtype) binaryOrder() binary.ByteOrder {
	if d.ByteOrder() == header.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// floatKind is the kind of d, or of the parts of d if it is complex.
func (d dtype) floatKind() floatKind {
	size := d.ItemSize()
	if d.Kind() == header.Complex {
		size /= 2
	}
	switch {
	case d.brain:
		return bfloat16Kind
	case size == 2:
		return float16Kind
	case size == 4:
		return float32Kind
	}
	return float64Kind
}

// floatReader reads an element, or the first part of a complex one.
func floatReader(d dtype) func(elem []byte) float64 {
	order := d.binaryOrder()
	switch d.floatKind() {
	case bfloat16Kind:
		return func(b []byte) float64 { return float64(npy.BFloat16(order.Uint16(b)).Float32()) }
	case float16Kind:
		return func(b []byte) float64 { return float64(npy.Float16(order.Uint16(b)).Float32()) }
	case float32Kind:
		return func(b []byte) float64 { return float64(math.Float32frombits(order.Uint32(b))) }
	}
	return func(b []byte) float64 { return math.Float64frombits(order.Uint64(b)) }
}

// integerText returns the decimal text of elements: integers, or counts of a
// unit of time, of which the smallest is NumPy's "not a time".
func integerText(d dtype) func(elem []byte) string {
	order := d.binaryOrder()
	bits := func(b []byte) uint64 { return order.Uint64(b) }
	switch d.ItemSize() {
	case 1:
		bits = func(b []byte) uint64 { return uint64(b[0]) }
	case 2:
		bits = func(b []byte) uint64 { return uint64(order.Uint16(b)) }
	case 4:
		bits = func(b []byte) uint64 { return uint64(order.Uint32(b)) }
	}
	unused := 64 - 8*d.ItemSize()
	switch d.Kind() {
	case header.Uint:
		return func(b []byte) string { return strconv.FormatUint(bits(b), 10) }
	case header.Int:
		return func(b []byte) string { return strconv.FormatInt(int64(bits(b)<<unused)>>unused, 10) }
	}
	return func(b []byte) string {
		if n := int64(bits(b)); n != math.MinInt64 {
			return strconv.FormatInt(n, 10)
		}
		return "'NaT'"
	}
}

// decodeUnicode returns the text of a U element: four bytes per character, and
// zeros behind the last one.
func decodeUnicode(elem []byte, order binary.ByteOrder) string {
	var b strings.Builder
	for ; len(elem) >= 4; elem = elem[4:] {
		r := rune(order.Uint32(elem))
		if !utf8.ValidRune(r) { // NumPy lets anything in
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return strings.TrimRight(b.String(), "\x00")
}
