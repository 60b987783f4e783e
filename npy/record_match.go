package npy

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/npygo/npygo/header"
)

// A node is one Go type matched with one dtype: of the records, of a field, or
// of what these consist of.
type node struct {
	form  form
	typ   reflect.Type
	dtype header.DType
	path  string // the field in the file, with dots between nested ones
	size  int    // bytes in the file
	file  int    // offset in the file's struct that it is a field of
	mem   int    // and in the Go struct, whose field it is by index
	index []int

	fields []node // of a record
	lost   string // a field of the file that the Go struct has no room for
	absent string // a Go field that the file has not
	elem   *node  // of an array of n
	n      int
	word   int // of a plain one: bytes that change places in the other byte order
}

// form is how something lies in Go's memory.
type form uint8

const (
	formRecord   form = iota // a struct
	formArray                // a Go array, in the file a subarray
	formPlain                // a number, or bytes as they are
	formBool                 // a byte that has to be 0 or 1
	formText                 // a string
	formBytes                // a []byte
	formTime                 // a time.Time
	formDuration             // a time.Duration
)

// matchNode finds out how a t holds what the file calls d.
func matchNode(t reflect.Type, d header.DType, path string) (node, error) {
	base, shape, sub := d.Subarray()
	n := node{typ: t, dtype: d, path: path, size: d.ItemSize()}
	switch {
	case sub:
		return n.matchArray(base, shape)
	case d.IsStruct():
		return n.matchRecord()
	}
	var ok bool
	if n.form, n.word, ok = matchLeaf(t, d); !ok {
		e, _ := elementOfType(t)
		return node{}, fieldError(path, &DTypeError{Want: e.dtype, Got: d, Type: t.String(), field: true})
	}
	return n, nil
}

// matchLeaf is matchNode for dtypes that have no parts. word is as in an
// element.
func matchLeaf(t reflect.Type, d header.DType) (f form, word int, ok bool) {
	k, width := d.Kind(), d.ItemSize()
	e, numeric := elementOfType(t)
	switch {
	case t == reflect.TypeFor[Datetime64]():
		return formPlain, 8, k == header.Datetime
	case t == reflect.TypeFor[Timedelta64]():
		return formPlain, 8, k == header.Timedelta
	case t == reflect.TypeFor[time.Duration]():
		return formDuration, 8, k == header.Timedelta
	case isTime(t):
		return formTime, 8, k == header.Datetime
	case numeric && k == header.Bool:
		return formBool, 1, e.holds(d)
	case numeric:
		return formPlain, e.word, e.holds(d)
	case t.Kind() == reflect.String:
		return formText, 1, k == header.Bytes || k == header.Unicode
	case isBytes(t):
		return formBytes, 1, k == header.Bytes || k == header.Void && !d.Foreign()
	case isByteArray(t):
		return formPlain, 1, (k == header.Bytes || k == header.Void) && t.Len() == width
	}
	return 0, 0, false
}

// elementOfType is elementOf for a field.
func elementOfType(t reflect.Type) (e element, ok bool) {
	switch t {
	case reflect.TypeFor[Float16]():
		return float16Elem, true
	case reflect.TypeFor[BFloat16]():
		return bfloat16Elem, true
	case reflect.TypeFor[Float8]():
		return float8Elem, true
	case reflect.TypeFor[time.Duration](), reflect.TypeFor[Datetime64](), reflect.TypeFor[Timedelta64]():
		return element{}, false
	}
	if k := int(t.Kind()); k < len(kinds) && kinds[k].word != 0 {
		return kinds[k], true
	}
	return element{}, false
}

func isTime(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.ConvertibleTo(reflect.TypeFor[time.Time]())
}

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem() == reflect.TypeFor[byte]()
}

func isByteArray(t reflect.Type) bool {
	return t.Kind() == reflect.Array && t.Elem() == reflect.TypeFor[byte]()
}

// matchArray matches a Go array with a subarray: [2][3]float32 with (2, 3) of
// '<f4'.
func (n node) matchArray(base header.DType, shape []int) (node, error) {
	t := n.typ
	for _, dim := range shape {
		if t.Kind() != reflect.Array || t.Len() != dim {
			return node{}, fieldError(n.path, &DTypeError{Got: n.dtype, Type: n.typ.String(),
				Why: fmt.Sprintf("the subarray of shape %s needs a Go type like %s", shapeString(shape), arrayOf(shape, base))})
		}
		t = t.Elem()
	}
	inner, err := matchNode(t, base, n.path)
	if err != nil {
		return node{}, err
	}
	for i := len(shape) - 1; i >= 0; i-- {
		t, elem := n.typ, inner
		for range i {
			t = t.Elem()
		}
		inner = node{form: formArray, typ: t, dtype: n.dtype, path: n.path, size: shape[i] * elem.size, elem: &elem, n: shape[i]}
	}
	return inner, nil
}

// arrayOf names a Go type for a subarray.
func arrayOf(shape []int, base header.DType) string {
	s := ""
	for _, dim := range shape {
		s += "[" + strconv.Itoa(dim) + "]"
	}
	inner, more, sub := base.Subarray()
	if sub {
		return s + arrayOf(more, inner)
	}
	word := goTypeFor(base)
	if strings.ContainsAny(word, " ,") { // advice of several words
		word = "T"
	}
	return s + word
}

func shapeString(shape []int) string {
	s := strings.ReplaceAll(strings.Trim(fmt.Sprint(shape), "[]"), " ", ", ")
	if len(shape) == 1 {
		s += ","
	}
	return "(" + s + ")"
}

// fieldError says of which field err is.
func fieldError(path string, err error) error {
	return &header.Error{Kind: header.ErrDType, Offset: -1, Field: path, Cause: err}
}

// matchRecord matches a Go struct with a structured dtype.
func (n node) matchRecord() (node, error) {
	fail := func(why string) (node, error) {
		return node{}, fieldError(n.path, &DTypeError{Got: n.dtype, Type: n.typ.String(), Why: why})
	}
	if n.typ.Kind() != reflect.Struct || isTime(n.typ) {
		return fail("records need a Go struct")
	}
	info, err := structInfoOf(n.typ)
	if err != nil {
		return fail(err.Error())
	}
	m := newMatching(info.fields, n.dtype.Fields())
	if why := m.complaint(info.partial); why != "" {
		return fail(why)
	}
	n.form = formRecord
	for i, g := range m.goFields {
		k := m.of[i]
		switch {
		case k >= 0:
			f := m.inFile[k]
			child, err := matchNode(g.typ, f.DType, joinPath(n.path, f.Name))
			if err == nil {
				err = child.sameUnit(g)
			}
			if err != nil {
				return node{}, err
			}
			child.file, child.mem, child.index = f.Offset, g.offset, g.index
			n.fields = append(n.fields, child)
			n.inherit(&child)
		case n.absent == "":
			n.absent = joinPath(n.path, g.name)
		}
	}
	if lost := m.lost(); len(lost) > 0 && n.lost == "" {
		n.lost = joinPath(n.path, lost[0])
	}
	if info.skips && n.absent == "" {
		n.absent = "-"
	}
	return n, nil
}

// inherit makes what a part lacks known at the top.
func (n *node) inherit(child *node) {
	for child.form == formArray {
		child = child.elem
	}
	if n.lost == "" {
		n.lost = child.lost
	}
	if n.absent == "" {
		n.absent = child.absent
	}
}

// sameUnit refuses bare counts in another unit than the tag says.
func (n *node) sameUnit(g structField) error {
	for n.form == formArray {
		n = n.elem
	}
	k := n.dtype.Kind()
	if n.form != formPlain || k != header.Datetime && k != header.Timedelta || !g.descr.IsValid() {
		return nil
	}
	if g.descr.WithByteOrder(header.LittleEndian).Equal(n.dtype.WithByteOrder(header.LittleEndian)) {
		return nil
	}
	return fieldError(n.path, &DTypeError{Got: n.dtype, Type: n.typ.String(),
		Why: fmt.Sprintf("the tag of %s says '%s', and bare counts are not converted", g.goName, g.descr)})
}

func joinPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
