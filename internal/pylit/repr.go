package pylit

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// AppendRepr appends s as Python's repr gives a string: in single quotes unless there are single and no double quotes in it, with everything
// escaped that is not printable. Python and Go decide that by the tables of their own Unicode versions: a character assigned in between is
// escaped by one and not by the other, which means the same. A lone surrogate (see Value.Text) becomes \ud800, and a byte that is
// not UTF-8 becomes \udcff, as Python's surrogateescape has it.
func AppendRepr(dst []byte, s string) []byte {
	quote := quoteFor(s)
	dst = append(dst, quote)
	for i := 0; i < len(s); {
		r, n := decodeRune(s[i:])
		if unicode.IsPrint(r) && r != '\\' && r != rune(quote) {
			dst = append(dst, s[i:i+n]...)
		} else {
			dst = appendEscape(dst, r)
		}
		i += n
	}
	return append(dst, quote)
}

func quoteFor(s string) byte {
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		return '"'
	}
	return '\''
}

func appendEscape(dst []byte, r rune) []byte {
	switch {
	case r == '\n':
		return append(dst, `\n`...)
	case r == '\r':
		return append(dst, `\r`...)
	case r == '\t':
		return append(dst, `\t`...)
	case r == '\\' || r == '\'' || r == '"':
		return append(dst, '\\', byte(r))
	case r < 0x100:
		return appendHex(append(dst, `\x`...), r, 2)
	case r < 0x10000:
		return appendHex(append(dst, `\u`...), r, 4)
	default:
		return appendHex(append(dst, `\U`...), r, 8)
	}
}

// decodeRune is utf8.DecodeRuneInString with surrogates.
func decodeRune(s string) (rune, int) {
	r, n := utf8.DecodeRuneInString(s)
	if r != utf8.RuneError || n != 1 {
		return r, n
	}
	if len(s) >= 3 && s[0] == 0xed && 0xa0 <= s[1] && s[1] < 0xc0 && 0x80 <= s[2] && s[2] < 0xc0 {
		return 0xd000 | rune(s[1]&0x3f)<<6 | rune(s[2]&0x3f), 3
	}
	return 0xdc00 | rune(s[0]), 1
}

func appendHex(dst []byte, r rune, digits int) []byte {
	for shift := (digits - 1) * 4; shift >= 0; shift -= 4 {
		dst = append(dst, "0123456789abcdef"[r>>shift&15])
	}
	return dst
}

// AppendInts appends the tuple of numbers as Python's repr gives it: (), (3,), (3, 4).
func AppendInts(dst []byte, tuple []int) []byte {
	dst = append(dst, '(')
	for i, n := range tuple {
		if i > 0 {
			dst = append(dst, ',', ' ')
		}
		dst = appendInt(dst, n)
	}
	if len(tuple) == 1 {
		dst = append(dst, ',')
	}
	return append(dst, ')')
}

// appendInt is strconv.AppendInt, which writes elsewhere and copies, with two thirds of its time for the lengths of axes.
func appendInt(dst []byte, n int) []byte {
	if n < 0 {
		return strconv.AppendInt(dst, int64(n), 10)
	}
	if n < 10 {
		return append(dst, byte('0'+n))
	}
	u, digits := uint(n), 2
	for rest := u / 100; rest > 0; rest /= 10 {
		digits++
	}
	dst = slices.Grow(dst, digits)[:len(dst)+digits]
	for i := len(dst) - 1; digits > 0; i, digits = i-1, digits-1 {
		dst[i] = byte('0' + u%10)
		u /= 10
	}
	return dst
}

// Append appends v in one line, as repr spells it; only numbers keep the spelling that they have, without the L of Python 2.
func (v Value) Append(dst []byte) []byte {
	switch v.Kind() {
	case None:
		return append(dst, "None"...)
	case True:
		return append(dst, "True"...)
	case False:
		return append(dst, "False"...)
	case Ellipsis:
		return append(dst, "..."...) // repr gives a name, which literal_eval refuses
	case Int, Float, Imaginary:
		return v.appendNumber(dst)
	case String:
		return AppendRepr(dst, v.Text())
	case Bytes:
		return appendBytes(dst, v.Text())
	case Complex:
		return v.appendComplex(dst)
	default:
		return v.appendContainer(dst)
	}
}

func (v Value) appendNumber(dst []byte) []byte {
	n := v.node()
	if n.neg {
		dst = append(dst, '-')
	}
	p := parser{src: v.lit.src, pos: int(n.off)}
	p.numberToken()
	return append(dst, p.src[n.off:p.pos]...)
}

func (v Value) appendComplex(dst []byte) []byte {
	var part [2]Value
	v.Prefix(part[:])
	dst = part[0].appendNumber(append(dst, '('))
	if !part[1].node().neg {
		dst = append(dst, '+')
	}
	return append(part[1].appendNumber(dst), ')')
}

func (v Value) appendContainer(dst []byte) []byte {
	brackets := map[Kind]string{Tuple: "()", List: "[]", Set: "{}", Dict: "{}"}[v.Kind()]
	dst = append(dst, brackets[0])
	n := 0
	separate := func() {
		if n++; n > 1 {
			dst = append(dst, ", "...)
		}
	}
	for item := range v.Items() {
		separate()
		dst = item.Append(dst)
	}
	for key, value := range v.Pairs() {
		separate()
		dst = value.Append(append(key.Append(dst), ": "...))
	}
	switch {
	case v.Kind() == Tuple && n == 1:
		dst = append(dst, ',')
	case v.Kind() == Set && n == 0:
		return append(dst[:len(dst)-1], "set()"...)
	}
	return append(dst, brackets[1])
}

// appendBytes appends the repr of a byte string.
func appendBytes(dst []byte, s string) []byte {
	quote := quoteFor(s)
	dst = append(dst, 'b', quote)
	for _, c := range []byte(s) {
		if ' ' <= c && c < 0x7f && c != '\\' && c != quote {
			dst = append(dst, c)
		} else {
			dst = appendEscape(dst, rune(c))
		}
	}
	return append(dst, quote)
}
