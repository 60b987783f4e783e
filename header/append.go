package header

import (
	"encoding/binary"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/npygo/npygo/internal/pylit"
)

// AppendBinary appends the header as NumPy 2 writes it, byte for byte: the magic string, the version, the text's length, and the text, filled up
// with blanks until the payload starts at a multiple of 64 from the header's start. The zero Version becomes the smallest that holds the text.
//
// An error is an *Error, and then dst comes back as it was: ErrDType or ErrShape for what no array has, ErrVersion for a text that does not
// fit h.Version.
func (h Header) AppendBinary(dst []byte) ([]byte, error) {
	if err := h.validate(); err != nil {
		return dst, err
	}
	start := len(dst)
	b := slices.Grow(dst, 2*alignment)
	b = append(b, magic...)
	b = append(b, byte(V1), 0, 0, 0) // room for the length of V1, which nearly all have
	b = h.appendText(b)
	b, v, err := encode(b, start, h.Version, h.DType.ext == nil) // only names of fields can be other than ASCII
	if err != nil {
		return dst, err
	}
	b = append(append(b, manyBlanks[:padding(len(b)-start)]...), '\n')
	length := len(b) - start - v.textAt()
	b[start+majorAt] = byte(v)
	if v == V1 {
		binary.LittleEndian.PutUint16(b[start+lengthAt:], uint16(length))
	} else {
		binary.LittleEndian.PutUint32(b[start+lengthAt:], uint32(length))
	}
	return b, nil
}

const manyBlanks = "                                                                "

// padding gives the blanks between n bytes of header and the final newline: 1 to 64, for NumPy adds a whole line where none is needed.
func padding(n int) int { return alignment - (n+1)%alignment }

// Validate refuses what no array has: a dtype or a shape that NumPy does not know. The error is an *Error of kind ErrDType or ErrShape.
func (h Header) Validate() error { return h.validate() }

// validate, and what else AppendBinary calls, has pointers to h and to its dtype: copying them takes longer than the work.
func (h *Header) validate() error {
	d := &h.DType
	switch {
	case !d.IsValid():
		return fail(ErrDType, -1, "the header has no dtype")
	case d.flags&isSubarray != 0:
		return fail(ErrDType, -1, "%s is no dtype of an array, only of a field; append its shape to the array's", d.String())
	case d.ext == nil && d.foreign == 0 && !d.kind.hasSize(int(d.size)):
		return fail(ErrDType, -1, "NumPy has no dtype of kind %q and %d bytes", d.kind, d.size)
	case len(h.Shape) > maxRank:
		return fail(ErrShape, -1, "%d dimensions, more than the %d that NumPy allows", len(h.Shape), maxRank)
	}
	if _, e := count(h.Shape, d.size); e != nil {
		return e
	}
	return nil
}

// appendText appends the dict and the room for its growth, in UTF-8.
func (h *Header) appendText(b []byte) []byte {
	b = h.DType.appendDescr(append(b, beforeDescr...))
	if h.FortranOrder {
		b = append(b, beforeOrder+"True"+beforeShape...)
	} else {
		b = append(b, beforeOrder+"False"+beforeShape...)
	}
	b = pylit.AppendInts(b, h.Shape)
	b = append(b, afterShape...)
	if len(h.Shape) == 0 {
		return b
	}
	axis := h.Shape[0]
	if h.FortranOrder {
		axis = h.Shape[len(h.Shape)-1]
	}
	return append(b, manyBlanks[:growthRoom-digits(axis)]...)
}

func digits(n int) (count int) {
	for count = 1; n > 9; n /= 10 {
		count++
	}
	return count
}

// encode chooses the version of the header that begins at b[start:], and gives its text the encoding and the place that it has there.
// ascii tells that every encoding of the text is the same.
func encode(b []byte, start int, want Version, ascii bool) ([]byte, Version, error) {
	v := max(want, V1)
	at := start + textAtV1
	if v < V3 && !ascii {
		if n, ok := toLatin1(b[at:]); ok {
			b = b[:at+n]
		} else {
			v = V3
		}
	}
	length := len(b) - at
	if v == V1 && length+1+padding(textAtV1+length) > maxTextV1 {
		v = V2
	}
	if want > V3 {
		return nil, 0, fail(ErrVersion, -1, "there is no version %s; leave Version zero", want)
	}
	if want != 0 && v != want || v > V3 || int64(length) > math.MaxInt32 {
		return nil, 0, fail(ErrVersion, -1, "a text of %d bytes does not fit version %s; leave Version zero", length, want)
	}
	if v != V1 {
		b = slices.Insert(b, start+lengthAt, 0, 0)
	}
	return b, v, nil
}

// toLatin1 turns text from UTF-8 into latin-1, in place, and gives its length. ok is false, and text unchanged, if it cannot.
func toLatin1(text []byte) (n int, ok bool) {
	if isASCII(text) {
		return len(text), true
	}
	for _, r := range string(text) {
		if r > 0xff {
			return 0, false
		}
	}
	for i := 0; i < len(text); n++ {
		r, size := utf8.DecodeRune(text[i:])
		text[n] = byte(r)
		i += size
	}
	return n, true
}

func isASCII(text []byte) bool {
	for ; len(text) >= 8; text = text[8:] {
		if binary.LittleEndian.Uint64(text)&0x8080808080808080 != 0 {
			return false
		}
	}
	for _, c := range text {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
