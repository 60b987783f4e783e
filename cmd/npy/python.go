package main

import (
	"fmt"
	"strings"
	"unicode"
)

// pythonString writes s as Python writes text: in quotes, with escapes for
// what cannot be seen.
func pythonString(s string) string {
	var b strings.Builder
	quote := pythonQuote(s)
	b.WriteByte(quote)
	for _, r := range s {
		switch {
		case writeEscape(&b, r, quote):
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
	}
	b.WriteByte(quote)
	return b.String()
}

// pythonBytes writes s as Python writes bytes: b'ab\x00'.
func pythonBytes(s []byte) string {
	var b strings.Builder
	quote := pythonQuote(string(s))
	b.WriteByte('b')
	b.WriteByte(quote)
	for _, c := range s {
		switch {
		case writeEscape(&b, rune(c), quote):
		case ' ' <= c && c <= '~':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, `\x%02x`, c)
		}
	}
	b.WriteByte(quote)
	return b.String()
}

// pythonVoid writes s as NumPy writes elements that it knows nothing of.
func pythonVoid(s []byte) string {
	var b strings.Builder
	b.WriteString("b'")
	for _, c := range s {
		fmt.Fprintf(&b, `\x%02X`, c)
	}
	b.WriteByte('\'')
	return b.String()
}

func pythonQuote(s string) byte {
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		return '"'
	}
	return '\''
}

// writeEscape writes the characters that both kinds of text escape alike.
func writeEscape(b *strings.Builder, r rune, quote byte) bool {
	switch r {
	case '\t':
		b.WriteString(`\t`)
	case '\n':
		b.WriteString(`\n`)
	case '\r':
		b.WriteString(`\r`)
	case '\\', rune(quote):
		b.WriteByte('\\')
		b.WriteRune(r)
	default:
		return false
	}
	return true
}
