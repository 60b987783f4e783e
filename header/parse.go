package header

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"

	"github.com/npygo/npygo/internal/pylit"
)

// parse reads the header at the start of b into h, but for the shape, which it returns: in the memory of shape, if that suffices. (Stored into
// h here, it would be forced to the heap.) With an error h is zero, and the shape nil.
func parse(h *Header, shape []int, b []byte, opts []Option) (_ []int, n int, err error) {
	n, e := need(b, limit(opts))
	if e == nil && len(b) < n {
		e = short(b, n)
	}
	if e != nil {
		*h = Header{}
		return nil, 0, e
	}
	h.Version = Version(b[majorAt])
	at := h.Version.textAt()
	shape, ok := parseCanonical(h, shape, b[at:n])
	if !ok {
		shape, e = parseOther(h, shape, b[at:n])
	}
	if e == nil {
		_, e = count(shape, h.DType.size)
	}
	if e != nil {
		if e.Offset >= 0 {
			e.Offset += int64(at)
		}
		*h = Header{}
		return nil, 0, e
	}
	return shape, n, nil
}

// need tells how many bytes the header has: at least so many as it says if b does not reach far enough to know. The magic string, the
// version and the length of the text are checked as far as b has them.
func need(b []byte, limit int) (n int, err *Error) {
	if len(b) >= textAtV1 && string(b[:lengthAt]) == magic+"\x01\x00" { // nearly all: one comparison
		if length := int(binary.LittleEndian.Uint16(b[lengthAt:])); length <= limit {
			return textAtV1 + length, nil
		}
	}
	if !strings.HasPrefix(magic, string(b[:min(len(b), len(magic))])) {
		return 0, notNpy(b)
	}
	if len(b) <= minorAt {
		return textAtV1, nil // no header is shorter
	}
	v := Version(b[majorAt])
	if v < V1 || v > V3 || b[minorAt] != 0 {
		return 0, fail(ErrVersion, majorAt, "the file has version %d.%d; 1.0, 2.0 and 3.0 exist", v, b[minorAt])
	}
	if len(b) < v.textAt() {
		return v.textAt(), nil
	}
	length := int64(binary.LittleEndian.Uint16(b[lengthAt:]))
	if v != V1 {
		length = int64(binary.LittleEndian.Uint32(b[lengthAt:]))
	}
	if length > int64(limit) {
		return 0, fail(ErrLimit, lengthAt, "the header says it is %d bytes long, and %d are allowed; the option MaxHeader allows more", length, limit)
	}
	return v.textAt() + int(length), nil
}

// notNpy says what a file is that does not begin with the magic string.
func notNpy(b []byte) *Error {
	start := string(b[:min(len(b), len(magic))]) // a copy, so that b stays on its caller's stack
	for _, other := range [...]struct{ magic, what string }{
		{"PK\x03\x04", "a zip archive, perhaps .npz; open it with package npz"},
		{"PK\x05\x06", "an empty zip archive, perhaps .npz; open it with package npz"},
		{"\x1f\x8b", "compressed by gzip; decompress it first"},
		{"\x80", "perhaps a Python pickle; pickles are never read"},
		{"\x89HDF", "an HDF5 file"},
	} {
		if strings.HasPrefix(start, other.magic) {
			return fail(ErrMagic, 0, "the input is %s", other.what)
		}
	}
	return fail(ErrMagic, 0, "the input begins with %q and not with %q", start, magic)
}

// short says that b ends before the n bytes that the header needs.
func short(b []byte, n int) *Error {
	var e *Error
	switch {
	case len(b) == 0:
		e = fail(ErrMagic, 0, "the input is empty")
		e.Cause = io.EOF // for loops over the arrays of one stream
	case len(b) < len(magic):
		e = fail(ErrMagic, 0, "the input ends after %d bytes", len(b))
		e.Cause = io.ErrUnexpectedEOF
	default:
		e = fail(ErrTruncated, len(b), "the header needs %d bytes at least, and the input ends after %d", n, len(b))
	}
	return e
}

// parseOther is parseCanonical for every text that NumPy accepts. Offsets in errors count from the start of the text.
func parseOther(h *Header, shape []int, text []byte) ([]int, *Error) {
	g, err := parseGeneral(text, h.Version)
	h.DType, h.FortranOrder = g.DType, g.FortranOrder
	return append(shape[:0], g.Shape...), err // not straight into shape: pointers to it would force it to the heap
}

// parseGeneral reads every text that NumPy accepts.
func parseGeneral(text []byte, v Version) (h Header, err *Error) {
	dialect := pylit.NumPyInt // np.int64(3), which open_memmap of NumPy 2 writes when it is given such
	if v < V3 {
		dialect |= pylit.Latin1 | pylit.LongSuffix // Python 2 wrote no version 3
	}
	if len(bytes.TrimLeft(text, " \t\r\n\f")) == 0 {
		return Header{}, fail(ErrHeader, 0, "the header is empty")
	}
	var lit pylit.Literal
	if e := lit.Parse(bytes.Clone(text), dialect); e != nil { // a clone, so that only this road forces b to the heap
		return Header{}, syntax(ErrHeader, e)
	}
	descr, order, dims, err := items(lit.Root())
	if err != nil {
		return Header{}, err
	}
	h.Version = v
	h.FortranOrder = order.Kind() == pylit.True
	if !h.FortranOrder && order.Kind() != pylit.False {
		return Header{}, fail(ErrHeader, order.Offset(), "%s in place of True or False for %q", order.Kind(), keyOrder)
	}
	if h.Shape, err = parseShape(nil, dims, ErrShape); err != nil {
		return Header{}, err
	}
	if h.DType, err = parseDescr(descr); err != nil {
		return Header{}, err
	}
	if h.DType, err = elementType(h.DType, h.Shape); err != nil {
		err.Offset = int64(descr.Offset())
	}
	return h, err
}

// items finds the three items that a header has. Of a key that is there twice the last one counts.
func items(dict pylit.Value) (descr, order, shape pylit.Value, err *Error) {
	if dict.Kind() != pylit.Dict {
		return descr, order, shape, fail(ErrHeader, dict.Offset(), "%s in place of a dict", dict.Kind())
	}
	for key, value := range dict.Pairs() {
		switch name := key.Text(); {
		case key.Kind() == pylit.String && name == keyDescr:
			descr = value
		case key.Kind() == pylit.String && name == keyOrder:
			order = value
		case key.Kind() == pylit.String && name == keyShape:
			shape = value
		default:
			return descr, order, shape, fail(ErrHeader, key.Offset(), "the key %s, which no header has", clip(key.Append(nil)))
		}
	}
	for _, v := range []struct {
		name  string
		value pylit.Value
	}{{keyDescr, descr}, {keyOrder, order}, {keyShape, shape}} {
		if v.value == (pylit.Value{}) {
			return descr, order, shape, fail(ErrHeader, dict.Offset(), "the key %q is missing", v.name)
		}
	}
	return descr, order, shape, nil
}

// elementType gives the dtype of an array's elements. NumPy hands the shape of a dtype that has one to the array, and then fails because the
// array is larger than the header says; unless it is not, because there is nothing or the shape is of one element. The dtype's dimensions and
// the one along which NumPy reads are all one array's.
func elementType(d DType, shape []int) (DType, *Error) {
	rank := 1
	for d.flags&isSubarray != 0 {
		elements, _ := count(shape, 0)
		rank += len(d.ext.shape)
		if inner, _ := count(d.ext.shape, 0); inner != 1 && elements != 0 || rank > maxRank {
			return DType{}, fail(ErrDType, -1, "%s is no dtype of an array, only of a field; write the shape behind the array's", d)
		}
		d = d.ext.base
	}
	return d, nil
}
