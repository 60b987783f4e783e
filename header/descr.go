package header

import (
	"strconv"

	"github.com/npygo/npygo/internal/pylit"
)

// String gives the descr as NumPy writes it: <f8, |b1, <M8[ns], [('a', '<i4'), ('b', '<f8', (2,))]. ParseDType reads it again.
func (d DType) String() string {
	if !d.IsValid() {
		return "invalid"
	}
	if d.ext == nil {
		return string(d.appendWord(make([]byte, 0, 16)))
	}
	return string(d.appendDescr(nil))
}

// Name gives what NumPy calls dtype.name: float64, bool, datetime64[ns]; text, bytes and structs with their size in bits: str96, bytes40, void128.
func (d DType) Name() string {
	switch {
	case !d.IsValid():
		return "invalid"
	case d.foreign != 0:
		return foreign[d.foreign-1].name
	case d.flags&isBFloat16 != 0:
		return "bfloat16"
	}
	name := nameOf(d.kind, int(d.size))
	switch {
	case d.kind.sized() && d.size > 0:
		name += strconv.FormatInt(int64(d.size)*8, 10)
	case d.unit > 0:
		name = string(d.appendUnit([]byte(name)))
	}
	return name
}

// appendDescr appends the Python literal that stands for d in a header.
func (d *DType) appendDescr(dst []byte) []byte {
	switch {
	case d.flags&isSubarray != 0:
		dst = d.ext.base.appendDescr(append(dst, '('))
		dst = pylit.AppendInts(append(dst, ", "...), d.ext.shape)
		return append(dst, ')')
	case d.IsStruct():
		return d.appendFields(dst)
	}
	dst = d.appendWord(append(dst, '\''))
	return append(dst, '\'')
}

// appendWord appends the descr of a dtype that is one word.
func (d *DType) appendWord(dst []byte) []byte {
	switch {
	case d.foreign != 0:
		return append(dst, foreign[d.foreign-1].descr...)
	case d.kind == Void && d.flags&isBFloat16 == 0:
		dst = append(dst, byte(NoOrder), byte(d.kind))
	default:
		dst = append(dst, byte(d.order), byte(d.kind))
	}
	switch d.kind {
	case Object:
		return dst
	case Unicode:
		return strconv.AppendInt(dst, int64(d.size/unicodeSize), 10)
	}
	dst = strconv.AppendInt(dst, int64(d.size), 10)
	if d.unit > 0 {
		dst = d.appendUnit(dst)
	}
	return dst
}

func (d *DType) appendUnit(dst []byte) []byte {
	dst = append(dst, '[')
	if d.multiple != 1 {
		dst = strconv.AppendInt(dst, int64(d.multiple), 10)
	}
	dst = append(dst, units[d.unit]...)
	return append(dst, ']')
}

// appendFields appends a list of tuples, with a nameless void for each gap, as dtype.descr gives it.
func (d DType) appendFields(dst []byte) []byte {
	dst = append(dst, '[')
	end := 0
	for _, f := range d.ext.fields {
		dst = appendGap(dst, f.Offset-end)
		dst = f.append(dst)
		end = f.Offset + f.DType.ItemSize()
	}
	dst = appendGap(dst, int(d.size)-end)
	if dst[len(dst)-1] == ' ' { // behind the last comma
		dst = dst[:len(dst)-len(", ")]
	}
	return append(dst, ']')
}

func appendGap(dst []byte, size int) []byte {
	if size == 0 {
		return dst
	}
	gap := MakeDType(Void, size, NoOrder)
	dst = gap.appendWord(append(dst, "('', '"...))
	return append(dst, "'), "...)
}

// append appends a field as a tuple, and a comma.
func (f Field) append(dst []byte) []byte {
	dst = append(dst, '(')
	if f.HasTitle {
		dst = f.appendTitle(append(dst, '('))
		dst = pylit.AppendRepr(append(dst, ", "...), f.Name)
		dst = append(dst, ')')
	} else {
		dst = pylit.AppendRepr(dst, f.Name)
	}
	dst = append(dst, ", "...)
	if f.DType.flags&isSubarray != 0 {
		dst = f.DType.ext.base.appendDescr(dst)
		dst = pylit.AppendInts(append(dst, ", "...), f.DType.ext.shape)
	} else {
		dst = f.DType.appendDescr(dst)
	}
	return append(dst, "), "...)
}

func (f Field) appendTitle(dst []byte) []byte {
	if f.TitleLiteral {
		return append(dst, f.Title...)
	}
	return pylit.AppendRepr(dst, f.Title)
}
