package main

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// mappable reports whether the elements can be used where they are in the archive:
// they lie there as in memory, at an address that suits them. No program can map
// what lies behind a URL.
func (a *archive) mappable(m npz.Member) bool {
	if a.object != nil {
		return false
	}
	// No array is of type any. An archive that is not in memory, and a compressed
	// member, are refused before that comes to light.
	if _, err := npz.View[any](a.Reader, m.FullName); errors.Is(err, npy.ErrNoView) {
		return false
	}
	start, err := a.DataOffset(m.FullName)
	if err != nil {
		return false
	}
	file, size, err := a.ReaderAt(m.FullName)
	if err != nil {
		return false
	}
	var h header.Header
	n, err := h.Take(io.NewSectionReader(file, 0, size))
	if err != nil {
		return false
	}
	bytes, err := h.PayloadSize()
	if err != nil || bytes > size-n {
		return false
	}
	if k := h.DType.Kind(); !h.DType.IsStruct() && (k == header.Bytes || k == header.Void) { // no Go type for these alone
		return false
	}
	align := alignment(h.DType)
	return align > 0 && (bytes == 0 || (start+n)%int64(align) == 0)
}

// alignment is what the address of an element has to be a multiple of, on all
// machines; 0 if its memory would be something else, whatever the address.
func alignment(d header.DType) int {
	base, _, isArray := d.Subarray()
	switch {
	case isArray:
		return alignment(base)
	case d.IsStruct():
		return recordAlignment(d)
	case d.Kind() == header.Bytes, d.Kind() == header.Void:
		return 1
	case d.Kind() == header.Unicode, dtype{DType: d}.opaque() != "", d.ByteOrder() == foreignOrder:
		return 0
	case d.Kind() == header.Complex:
		return d.ItemSize() / 2
	}
	return d.ItemSize()
}

// recordAlignment is that of the largest field, if all of them are where it suits
// them, in this record and in the next.
func recordAlignment(d header.DType) int {
	most := 1
	for _, f := range d.Fields() {
		align := alignment(f.DType)
		if align == 0 || f.Offset%align != 0 {
			return 0
		}
		most = max(most, align)
	}
	if d.ItemSize() == 0 || d.ItemSize()%most != 0 {
		return 0
	}
	return most
}

// foreignOrder is the byte order that this machine has not.
var foreignOrder = func() header.ByteOrder {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return header.BigEndian
	}
	return header.LittleEndian
}()
