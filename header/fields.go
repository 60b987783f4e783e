package header

import (
	"math"
	"strings"

	"github.com/npygo/npygo/internal/pylit"
)

// isLiteral tells whether a descr is the text of a list or tuple, and not of a comma string, which can begin with a shape in parentheses.
func isLiteral(descr string) bool {
	inside, tuple := strings.CutPrefix(descr, "(")
	inside = strings.TrimLeft(inside, " ")
	return strings.HasPrefix(descr, "[") || tuple && inside != "" && strings.IndexByte(`'"([`, inside[0]) >= 0
}

// parseLiteral reads the text of a descr that is not a single string.
func parseLiteral(descr []byte) (DType, *Error) {
	var text pylit.Literal
	if err := text.Parse(descr, pylit.NumPyInt); err != nil {
		return DType{}, syntax(ErrDType, err)
	}
	return parseDescr(text.Root())
}

// syntax makes an Error of pylit's.
func syntax(kind error, err error) *Error {
	e := err.(*pylit.Error)
	if e.TooDeep {
		kind = ErrLimit
	}
	return fail(kind, e.Offset, "%s", e.Message)
}

// parseDescr reads a descr: a string, a pair of a descr and a shape, or a list of fields. Offsets in errors count from the start of the text.
func parseDescr(v pylit.Value) (d DType, err *Error) {
	switch v.Kind() {
	case pylit.String:
		d, err = parseString([]byte(v.Text()))
	case pylit.Tuple:
		var pair [2]pylit.Value
		if v.Prefix(pair[:]) < len(pair) {
			return DType{}, fail(ErrDType, v.Offset(), "a tuple that is not a dtype and its shape")
		}
		if d, err = parseDescr(pair[0]); err == nil {
			d, err = withShape(d, pair[1])
		}
	case pylit.List, pylit.Set:
		d, err = parseFields(v)
	default:
		err = fail(ErrDType, -1, "%s is not a dtype", v.Kind())
	}
	if err != nil && err.Offset < 0 {
		err.Offset = int64(v.Offset())
	}
	return d, err
}

// withShape gives d the shape in v: a number, or a tuple or list of them. A dtype of text without a length gets its length that way. A dict is
// no shape but metadata, which NumPy wrote until 1.25 and never read; it says nothing about the bytes, and is dropped.
func withShape(d DType, v pylit.Value) (DType, *Error) {
	if v.Kind() == pylit.Dict {
		return d, nil
	}
	shape, err := parseShape(nil, v, ErrDType)
	if err != nil {
		return DType{}, err
	}
	if d.size == 0 && !d.IsStruct() {
		if v.Kind() != pylit.Int || d.ext != nil {
			return DType{}, fail(ErrDType, v.Offset(), "a shape of elements that have no bytes")
		}
		sized, err := makeSized(d.kind, int64(shape[0]))
		if err != nil {
			err.Offset = int64(v.Offset())
		}
		return sized.WithByteOrder(d.order), err
	}
	if len(shape) == 0 {
		return d, nil
	}
	sub, ok := makeSubarray(d, shape)
	if !ok {
		return DType{}, fail(ErrDType, v.Offset(), "elements of more than the %d bytes that NumPy allows", math.MaxInt32)
	}
	return sub, nil
}

// parseShape appends the numbers in v to shape: dimensions, each within 0 and what an int holds. A field's shape may also be a single
// number or a list.
func parseShape(shape []int, v pylit.Value, kind error) ([]int, *Error) {
	k, field := v.Kind(), kind == ErrDType
	switch {
	case k == pylit.Tuple || field && k == pylit.List && v.Prefix(nil) > 0:
	case field && k == pylit.Int:
		return appendDim(shape, v, kind)
	default:
		return nil, fail(kind, v.Offset(), "%s in place of a shape; write (3,) or (3, 4)", k)
	}
	for item := range v.Items() {
		if len(shape) == maxRank {
			return nil, fail(kind, item.Offset(), "more than the %d dimensions that NumPy allows", maxRank)
		}
		var err *Error
		if shape, err = appendDim(shape, item, kind); err != nil {
			return nil, err
		}
	}
	return shape, nil
}

func appendDim(shape []int, v pylit.Value, kind error) ([]int, *Error) {
	n, ok := v.Int()
	switch {
	case v.Kind() != pylit.Int:
		return nil, fail(kind, v.Offset(), "%s as a dimension", v.Kind())
	case ok && n < 0:
		return nil, fail(kind, v.Offset(), "a negative dimension, %d", n)
	case !ok || n > math.MaxInt || kind == ErrDType && n > math.MaxInt32: // NumPy keeps those of a dtype in a C int
		return nil, fail(kind, v.Offset(), "the dimension %s is too large", clip(v.Append(nil)))
	}
	return append(shape, int(n)), nil
}

// parseFields reads a list of fields. NumPy takes any iterable; a set of several has no order, so that we take only one.
func parseFields(v pylit.Value) (DType, *Error) {
	if v.Kind() == pylit.Set && v.Prefix(nil) > 1 {
		return DType{}, fail(ErrDType, v.Offset(), "a set of several fields has no order; write a list")
	}
	list := fieldList{names: map[string]struct{}{}}
	for item := range v.Items() {
		if err := list.parse(item); err != nil {
			return DType{}, err
		}
	}
	return list.dtype(), nil
}

// fieldList collects the fields of a struct.
type fieldList struct {
	fields []Field
	size   int64               // of the fields and gaps so far
	names  map[string]struct{} // and titles: both are keys in NumPy
}

func (l *fieldList) dtype() DType { return makeStruct(l.fields, int32(l.size)) }

// parse reads a field: (name, descr) or (name, descr, shape).
func (l *fieldList) parse(v pylit.Value) *Error {
	var part [3]pylit.Value
	n := v.Prefix(part[:])
	if k := v.Kind(); k != pylit.Tuple && k != pylit.List || n < 2 || n > 3 {
		return fail(ErrDType, v.Offset(), "a field that is not (name, dtype) or (name, dtype, shape)")
	}
	f, err := parseName(part[0])
	if err != nil {
		return err
	}
	if f.DType, err = parseDescr(part[1]); err == nil && n == 3 {
		f.DType, err = withShape(f.DType, part[2])
	}
	if err != nil {
		if err.Field != "" {
			err.Field = "." + err.Field
		}
		err.Field = shorten(f.Name, 100) + err.Field // a hundred structs around a name of a megabyte would copy it a hundred times
		return err
	}
	if f.Name == "" && part[0].Kind() == pylit.String && f.DType.kind == Void && !f.DType.IsStruct() {
		return l.skip(f.DType.size, v.Offset()) // NumPy takes every nameless void for padding, one with a shape too
	}
	if !l.isNew(f.Name) || f.HasTitle && !f.TitleLiteral && !l.isNew(f.Title) {
		e := fail(ErrDType, part[0].Offset(), "two fields of the same name or title")
		e.Field = shorten(f.Name, 100)
		return e
	}
	f.Offset = int(l.size)
	l.fields = append(l.fields, f)
	return l.skip(f.DType.size, v.Offset())
}

// skip makes room for a field or a gap.
func (l *fieldList) skip(size int32, offset int) *Error {
	if l.size += int64(size); l.size > math.MaxInt32 {
		return fail(ErrDType, offset, "elements of more than the %d bytes that NumPy allows", math.MaxInt32)
	}
	return nil
}

func (l *fieldList) isNew(name string) bool {
	_, old := l.names[name]
	l.names[name] = struct{}{}
	return !old
}

// parseName reads a field's name, or its title and name.
func parseName(v pylit.Value) (f Field, err *Error) {
	name := v
	if v.Kind() == pylit.Tuple {
		var pair [2]pylit.Value
		if v.Prefix(pair[:]) != len(pair) {
			return Field{}, fail(ErrDType, v.Offset(), "a tuple that is not a field's title and name")
		}
		name = pair[1]
		switch title := pair[0]; title.Kind() {
		case pylit.None:
		case pylit.String:
			f.Title, f.HasTitle = title.Text(), true
		default:
			f.Title, f.HasTitle, f.TitleLiteral = string(title.Append(nil)), true, true
		}
	}
	if name.Kind() != pylit.String {
		return Field{}, fail(ErrDType, name.Offset(), "%s as the name of a field", name.Kind())
	}
	f.Name = name.Text()
	return f, nil
}
