package npy

import (
	"slices"
	"unicode/utf8"

	"github.com/npygo/npygo/header"
)

// textCodec turns single elements of 'S', 'U' and (unstructured) 'V' into text
// or bytes and back.
type textCodec struct {
	kind       header.Kind
	size       int  // bytes of an element
	big        bool // the byte order of U's units of four bytes, one per character
	lossy      bool // LossyText
	surrogates bool // KeepSurrogates
}

func newTextCodec(d header.DType, o *options) textCodec {
	return textCodec{kind: d.Kind(), size: d.ItemSize(), big: d.ByteOrder() == header.BigEndian,
		lossy: o.lossyText, surrogates: o.keepSurrogates}
}

// appendText appends what element holds to dst, in at most as many bytes as
// element has: its bytes (S and V) or its characters in UTF-8 (U), without the
// NULs that fill it up (S and U). An error's Offset counts from element's start.
func (c textCodec) appendText(dst, element []byte) ([]byte, error) {
	switch c.kind {
	case header.Void:
		return append(dst, element...), nil
	case header.Bytes:
		return append(dst, element[:trimmed(element)]...), nil
	}
	units := element[:(trimmed(element)+3)&^3]
	dst = slices.Grow(dst, len(units))
	n := narrowASCII(dst[len(dst):cap(dst)], units, c.big)
	dst = dst[:len(dst)+n]
	if 4*n == len(units) {
		return dst, nil
	}
	return c.appendCharacters(dst, units, 4*n)
}

// appendCharacters is the way of all text that is not ASCII: from units[at:] on.
// dst has room for as many bytes.
func (c textCodec) appendCharacters(dst, units []byte, at int) ([]byte, error) {
	for ; at < len(units); at += 4 {
		u := oneUnit(units[at:], c.big)
		surrogate := u&^0x7ff == 0xd800
		switch {
		case u < 0x80:
			dst = append(dst, byte(u))
		case u < 0x800:
			dst = append(dst, byte(0xc0|u>>6), byte(0x80|u&0x3f))
		case u < 0x10000 && (!surrogate || c.surrogates): // surrogates as if UTF-8 had them
			dst = append(dst, byte(0xe0|u>>12), byte(0x80|u>>6&0x3f), byte(0x80|u&0x3f))
		case u >= 0x10000 && u <= utf8.MaxRune:
			dst = append(dst, byte(0xf0|u>>18), byte(0x80|u>>12&0x3f), byte(0x80|u>>6&0x3f), byte(0x80|u&0x3f))
		case c.lossy:
			dst = utf8.AppendRune(dst, utf8.RuneError)
		case surrogate:
			return dst, valueError(at, "character %d is the lone surrogate U+%04X, which UTF-8 cannot hold: "+
				"KeepSurrogates keeps it, LossyText puts U+FFFD in its place, ReadRaw gives the bytes of the file", at/4, u)
		default:
			return dst, valueError(at, "character %d is 0x%X, beyond Unicode: "+
				"LossyText puts U+FFFD in its place, ReadRaw gives the bytes of the file", at/4, u)
		}
	}
	return dst, nil
}

// appendElement appends the element that holds s. It fails if s is too long or
// has what the element cannot hold; dst then is as it was. No U is made of
// []byte.
func appendElement[E string | []byte](c textCodec, dst []byte, s E) ([]byte, error) {
	if err := endsInNUL(c, s); err != nil {
		return dst, err
	}
	at := len(dst)
	out := slices.Grow(dst, c.size)[:at+c.size]
	if c.kind == header.Unicode {
		return out, c.putCharacters(out[at:], string(s))
	}
	if len(s) > c.size && !c.lossy {
		return dst, c.tooLong()
	}
	if len(s) < c.size && c.kind == header.Void && !c.lossy {
		return dst, valueError(-1, "it has %d bytes, and an element of '%s' has neither more nor less", len(s), c.dtype())
	}
	n := copy(out[at:], s)
	clear(out[at+n:])
	return out, nil
}

// putCharacters makes units, one element of U, of s.
func (c textCodec) putCharacters(units []byte, s string) error {
	n := widenASCII(units, s, c.big)
	units, s = units[4*n:], s[n:]
	for _, r := range s {
		if r == utf8.RuneError || len(units) < 4 {
			break
		}
		putUnit(units, uint32(r), c.big)
		units, s = units[4:], s[utf8.RuneLen(r):]
	}
	for s != "" {
		u, size, err := c.character(s)
		if err != nil {
			return err
		}
		if len(units) == 0 {
			if c.lossy {
				return nil
			}
			return c.tooLong()
		}
		putUnit(units, u, c.big)
		s, units = s[size:], units[4:]
	}
	clear(units)
	return nil
}

// character is the first one of s, which is not empty.
func (c textCodec) character(s string) (u uint32, size int, err error) {
	r, size := utf8.DecodeRuneInString(s)
	if r != utf8.RuneError || size > 1 {
		return uint32(r), size, nil
	}
	if c.surrogates && len(s) >= 3 && s[0] == 0xed && s[1]&^0x1f == 0xa0 && s[2]&^0x3f == 0x80 {
		return 0xd000 | uint32(s[1]&0x3f)<<6 | uint32(s[2]&0x3f), 3, nil
	}
	if c.lossy {
		return utf8.RuneError, 1, nil
	}
	return 0, 0, valueError(-1, "it is not UTF-8 (at %.8q), so it has no characters for '<U': "+
		"AsBytes writes the bytes as they are, LossyText U+FFFD for those that are wrong", s)
}

// textWidth is how many characters (U) or bytes (S and V) s takes, whatever
// c.size is. The error is appendElement's.
func textWidth[E string | []byte](c textCodec, s E) (n int, err error) {
	if err := endsInNUL(c, s); err != nil {
		return 0, err
	}
	if c.kind != header.Unicode {
		return len(s), nil
	}
	rest := string(s)
	n = ascii(rest)
	if rest = rest[n:]; utf8.ValidString(rest) {
		return n + utf8.RuneCountInString(rest), nil
	}
	for ; rest != ""; n++ {
		_, size, err := c.character(rest)
		if err != nil {
			return 0, err
		}
		rest = rest[size:]
	}
	return n, nil
}

// endsInNUL is the error for text whose last NULs nobody could tell from those
// that fill the element up.
func endsInNUL[E string | []byte](c textCodec, s E) error {
	if len(s) == 0 || s[len(s)-1] != 0 || c.kind == header.Void || c.lossy {
		return nil
	}
	instead := ""
	if c.kind == header.Bytes {
		instead = "AsVoid keeps them, for []byte of one length; "
	}
	return valueError(-1, "it ends in NUL, and '%s' fills up with NULs, which readers take off: %sLossyText accepts the loss", c.kind, instead)
}

func (c textCodec) tooLong() error {
	return valueError(-1, "it is longer than an element of '%s': make those wider, or LossyText cuts it", c.dtype())
}

// unit is the bytes that one character takes.
func (c textCodec) unit() int {
	if c.kind == header.Unicode {
		return 4
	}
	return 1
}

// dtype is what newTextCodec was told.
func (c textCodec) dtype() header.DType {
	order := header.LittleEndian
	if c.big {
		order = header.BigEndian
	}
	return header.MakeDType(c.kind, c.size, order)
}
