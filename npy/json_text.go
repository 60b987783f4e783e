package npy

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// appendQuoted appends s as a JSON string.
func appendQuoted(dst []byte, s string) ([]byte, error) {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				return dst, valueError(-1, "%+q is not UTF-8, which JSON is: Base64 takes any text", short(s))
			}
			i += n
			continue
		}
		i++
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(append(dst, s[done:i-1]...), '\\')
		switch done = i; c {
		case '"', '\\':
			dst = append(dst, c)
		case '\n':
			dst = append(dst, 'n')
		case '\t':
			dst = append(dst, 't')
		case '\r':
			dst = append(dst, 'r')
		default:
			dst = append(dst, 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(dst, s[done:]...), '"'), nil
}

// parseString reads the JSON string that b begins with; n is its length in b.
func parseString(b []byte) (s string, n int, err error) {
	if len(b) == 0 || b[0] != '"' {
		return "", 0, notA("a string", b)
	}
	end := bytes.IndexByte(b[1:], '"') + 1
	text := b[1:max(end, 1)]
	if end > 0 && bytes.IndexByte(text, '\\') < 0 { // nearly always
		s, n = string(text), end+1
	} else if s, n, err = unescapeString(b); err != nil {
		return "", 0, err
	}
	if !utf8.ValidString(s) {
		return "", 0, notA("UTF-8", b[:n])
	}
	for _, c := range b[1:n] {
		if c < ' ' {
			return "", 0, valueError(0, "a control character, which JSON spells \\u%04x", c)
		}
	}
	return s, n, nil
}

// jsonEscapes has what stands behind a backslash for one character.
var jsonEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// unescapeString is parseString for strings with backslashes.
func unescapeString(b []byte) (s string, n int, err error) {
	var text []byte
	for i := 1; i < len(b); {
		c := b[i]
		if c == '"' {
			return string(text), i + 1, nil
		}
		if c != '\\' {
			text = append(text, c)
			i++
			continue
		}
		if i+1 == len(b) {
			break
		}
		if b[i+1] != 'u' {
			c, ok := jsonEscapes[b[i+1]]
			if !ok {
				return "", 0, valueError(i, "%q is no escape of JSON's", b[i:i+2])
			}
			text = append(text, c)
			i += 2
			continue
		}
		r, size := escapedRune(b[i:])
		if r == utf8.RuneError && size == 0 {
			return "", 0, valueError(i, "%q is no character", excerpt(b[i:]))
		}
		text = utf8.AppendRune(text, r)
		i += size
	}
	return "", 0, valueError(0, "a string that does not end")
}

// escapedRune reads \u00e9, or the two of a surrogate pair; the size is 0 for
// what is neither.
func escapedRune(b []byte) (r rune, size int) {
	r = hexRune(b)
	if utf16.IsSurrogate(r) {
		r, size = utf16.DecodeRune(r, hexRune(b[6:])), 6
		if r == utf8.RuneError {
			return r, 0
		}
	}
	if r < 0 {
		return utf8.RuneError, 0
	}
	return r, size + 6
}

// hexRune reads \u00e9; -1 if b begins with something else.
func hexRune(b []byte) rune {
	if len(b) < 6 || b[0] != '\\' || b[1] != 'u' {
		return -1
	}
	v, err := strconv.ParseUint(string(b[2:6]), 16, 16)
	if err != nil {
		return -1
	}
	return rune(v)
}
