package npy

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/npygo/npygo/header"
)

// Raw is an array whose elements are left as they are in the file: for dtypes
// that are not known when compiling, and for those that no Go type stands for.
type Raw struct {
	DType header.DType
	// Shape is as in Array: nil means one axis, of as many elements as Data has.
	Shape        []int
	FortranOrder bool
	// Data is the payload: the elements in the file's byte order, densely packed.
	Data []byte
}

// ReadRaw reads one array of any dtype, without looking at its elements, and
// leaves r right behind it. Python objects are refused with header.ErrObject.
// Everything else is as for Read.
//
// Options: as for Read.
func ReadRaw(r io.Reader, opts ...Option) (Raw, error) {
	o := collect(opts)
	var h header.Header
	n, err := h.Take(r, o.header())
	if err != nil {
		return Raw{}, err
	}
	return readRaw(&payload{r: r, start: n, extent: unknownExtent}, &h, &o)
}

// readRaw reads the elements behind h as bytes: a vector of uint8, whatever
// they are.
func readRaw(src *payload, h *header.Header, o *options) (Raw, error) {
	if h.DType.HasObject() {
		return Raw{}, errObject(h.DType)
	}
	_, size, err := o.sizes(h)
	if err != nil {
		return Raw{}, err
	}
	var a Array[byte]
	if err := readBody(src, &header.Header{DType: anyDType, Shape: []int{int(size)}}, &a, o); err != nil {
		return Raw{}, err
	}
	return Raw{DType: h.DType, Shape: notNil(h.Shape), FortranOrder: h.FortranOrder, Data: a.Data}, nil
}

// Len returns the number of elements.
func (a Raw) Len() int {
	n, err := a.Header().Count()
	if err != nil {
		return 0
	}
	return n
}

// Header returns the header that writing the array gives it.
func (a Raw) Header() header.Header {
	h := header.Header{DType: a.DType, Shape: slices.Clone(a.Shape), FortranOrder: a.FortranOrder}
	if a.Shape == nil {
		h.Shape = []int{len(a.Data) / max(a.DType.ItemSize(), 1)}
	}
	h.FortranOrder = h.FortranOrder && !orderless(h.Shape) && a.DType.ItemSize() > 0 // bytes that are not there have no order, to NumPy too
	return h
}

// Validate reports whether Shape and DType fit Data. The error wraps
// header.ErrShape, header.ErrDType or header.ErrObject. Every function that
// writes a Raw validates it first.
func (a Raw) Validate() error {
	if !a.DType.IsValid() {
		return &header.Error{Kind: header.ErrDType, Offset: -1, Detail: "the Raw has no DType"}
	}
	if a.DType.HasObject() {
		return errObject(a.DType)
	}
	h := a.Header()
	size, err := h.PayloadSize()
	if err != nil {
		return err
	}
	if size != int64(len(a.Data)) {
		return &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf(
			"shape %v of '%s' takes %d bytes, Data has %d", h.Shape, short(a.DType.String()), size, len(a.Data))}
	}
	return nil
}

// MarshalBinary returns the array as a .npy file.
func (a Raw) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// AppendBinary appends the array, as a .npy file, to dst.
func (a Raw) AppendBinary(dst []byte) ([]byte, error) {
	if err := a.Validate(); err != nil {
		return dst, err
	}
	out, err := a.Header().AppendBinary(slices.Grow(dst, len(a.Data)+usualHeader))
	if err != nil {
		return dst, err
	}
	return append(out, a.Data...), nil
}

// WriteTo writes the array, as a .npy file, to w: in two writes, the header and
// Data itself. n is how many bytes w took.
func (a Raw) WriteTo(w io.Writer) (n int64, err error) {
	if err := a.Validate(); err != nil {
		return 0, err
	}
	head, err := a.Header().AppendBinary(make([]byte, 0, usualHeader))
	if err != nil {
		return 0, err
	}
	return writeParts(w, head, a.Data)
}

// UnmarshalBinary reads the array that b, a .npy file, begins with. It copies.
// With an error a is as it was.
func (a *Raw) UnmarshalBinary(b []byte) error {
	got, err := ReadRaw(bytes.NewReader(b))
	if err == nil {
		*a = got
	}
	return err
}

// ReadFrom reads one array from r, as ReadRaw does. n is how many bytes it took.
// With an error a is as it was.
func (a *Raw) ReadFrom(r io.Reader) (n int64, err error) {
	c := counter{r: r}
	got, err := ReadRaw(&c)
	if err == nil {
		*a = got
	}
	return c.n, err
}
