package pylit

import "unicode/utf8"

// strings parses one or more string literals beside each other, which are one value.
func (p *parser) strings(off int) {
	k := p.stringToken()
	for p.err == nil {
		c := p.peek()
		if c != '\'' && c != '"' && !p.prefixed() {
			break
		}
		if p.stringToken() != k {
			p.fail(off, "strings and byte strings joined")
		}
	}
	p.add(off, k)
}

// prefixed tells whether a string with a prefix comes next.
func (p *parser) prefixed() bool {
	i := p.pos
	for i < len(p.src) && isLetter(p.src[i]) {
		i++
	}
	return i > p.pos && i < len(p.src) && (p.src[i] == '\'' || p.src[i] == '"')
}

// quoted is where the parts of a string literal are.
type quoted struct {
	raw, bytes bool
	quote      byte
	triple     bool
	start      int // of the contents
}

// openString reads a string's prefix and opening quotes at src[i:].
func openString(src []byte, i int) (q quoted, ok bool) {
	start := i
	for src[i] != '\'' && src[i] != '"' {
		i++
	}
	switch prefix := src[start:i]; len(prefix) {
	case 0:
	case 1:
		switch prefix[0] | 0x20 {
		case 'u':
		case 'r':
			q.raw = true
		case 'b':
			q.bytes = true
		default:
			return q, false
		}
	case 2:
		a, b := prefix[0]|0x20, prefix[1]|0x20
		if !(a == 'r' && b == 'b' || a == 'b' && b == 'r') {
			return q, false
		}
		q.raw, q.bytes = true, true
	default:
		return q, false
	}
	q.quote = src[i]
	q.start = i + 1
	if i+2 < len(src) && src[i+1] == q.quote && src[i+2] == q.quote {
		q.triple, q.start = true, i+3
	}
	return q, true
}

// closes tells whether the string ends at src[i:], and how long its closing quotes are.
func (q quoted) closes(src []byte, i int) (n int, ok bool) {
	if src[i] != q.quote {
		return 0, false
	}
	if !q.triple {
		return 1, true
	}
	return 3, i+2 < len(src) && src[i+1] == q.quote && src[i+2] == q.quote
}

// stringToken checks one string literal.
func (p *parser) stringToken() Kind {
	off := p.pos
	q, ok := openString(p.src, off)
	if !ok {
		p.fail(off, "a string with a prefix that is not allowed here")
		return String
	}
	for i := q.start; i < len(p.src); {
		if n, ok := q.closes(p.src, i); ok {
			p.pos = i + n
			if q.bytes {
				return Bytes
			}
			return String
		}
		switch c := p.src[i]; {
		case c == '\\':
			n, ok := p.escape(q, i)
			if !ok {
				return String
			}
			i += n
		case !q.triple && (c == '\n' || c == '\r'):
			i = len(p.src)
		case q.bytes && c >= 0x80:
			p.fail(i, "a byte string with a character beyond ASCII")
			return Bytes
		default:
			i++
		}
	}
	p.fail(off, "a string that is not closed")
	return String
}

// escape checks the escape sequence at src[i:] and gives its length. Of an escape that Python does not know the backslash stays.
func (p *parser) escape(q quoted, i int) (n int, ok bool) {
	if n := lineEnd(p.src, i+1); n > 0 {
		return 1 + n, true
	}
	if i+1 == len(p.src) {
		return 1, true
	}
	c := p.src[i+1]
	digits := hexDigits(c, q.bytes)
	switch {
	case c >= 0x80: // may be one of several bytes, or not allowed: that is for the caller to see
		return 1, true
	case q.raw:
		return 2, true
	case c == 'N' && !q.bytes:
		p.fail(i, `\N: names of characters are not supported`)
		return 0, false
	case digits == 0:
		return 2, true
	}
	if v, ok := hex(p.src, i+2, digits); !ok || v > utf8.MaxRune {
		p.fail(i, "an escape sequence that is cut off or out of range")
		return 0, false
	}
	return 2 + digits, true
}

// hexDigits gives the number of hexadecimal digits that follow \c.
func hexDigits(c byte, bytes bool) int {
	switch {
	case c == 'x':
		return 2
	case c == 'u' && !bytes:
		return 4
	case c == 'U' && !bytes:
		return 8
	}
	return 0
}

// hex gives the value of exactly n hexadecimal digits at src[i:].
func hex(src []byte, i, n int) (v uint32, ok bool) {
	if i+n > len(src) {
		return 0, false
	}
	for _, c := range src[i : i+n] {
		d := digitValue(c)
		if d == 16 {
			return 0, false
		}
		v = v<<4 | uint32(d)
	}
	return v, true
}
