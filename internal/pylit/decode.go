package pylit

import "unicode/utf8"

// Text gives the text of a String in UTF-8, or the bytes of a Bytes; "" for other kinds. A lone surrogate, which UTF-8 cannot
// hold and Python's strings can, is encoded as if it were a character: three bytes that AppendRepr knows.
func (v Value) Text() string {
	if k := v.Kind(); k != String && k != Bytes {
		return ""
	}
	p := parser{src: v.lit.src, pos: int(v.node().off), dialect: v.lit.dialect, depth: 1}
	if s, ok := p.plain(); ok {
		return s
	}
	var text []byte
	for {
		text = p.decode(text)
		if c := p.peek(); c != '\'' && c != '"' && !p.prefixed() {
			return string(text)
		}
	}
}

// plain gives the text of the string at pos if it is one literal of ASCII without escapes, as nearly all are. Else pos stays.
func (p *parser) plain() (s string, ok bool) {
	start := p.pos
	quote := p.src[start]
	if quote != '\'' && quote != '"' {
		return "", false
	}
	end := start + 1
	for c := p.src[end]; c != quote; c = p.src[end] {
		if c == '\\' || c >= 0x80 {
			return "", false
		}
		end++
	}
	if end == start+1 { // empty, or a triple quote
		return "", false
	}
	p.pos = end + 1
	if c := p.peek(); c == '\'' || c == '"' || p.prefixed() {
		p.pos = start
		return "", false
	}
	return string(p.src[start+1 : end]), true
}

// decode appends the contents of the string literal at pos, which has been checked, and moves behind it.
func (p *parser) decode(text []byte) []byte {
	q, _ := openString(p.src, p.pos)
	i := q.start
	for {
		if n, ok := q.closes(p.src, i); ok {
			p.pos = i + n
			return text
		}
		switch c := p.src[i]; {
		case c == '\\' && !q.raw:
			text, i = p.unescape(text, q, i)
		case c == '\\' && p.src[i+1] == q.quote: // does not close a raw string, and stays as it is
			text = append(text, '\\', q.quote)
			i += 2
		case c == '\\' && p.src[i+1] == '\\':
			text = append(text, '\\', '\\')
			i += 2
		case c == '\r': // Python makes one newline of every line's end
			text = append(text, '\n')
			i += lineEnd(p.src, i)
		case c >= 0x80 && p.dialect&Latin1 != 0:
			text = utf8.AppendRune(text, rune(c))
			i++
		default:
			text = append(text, c)
			i++
		}
	}
}

// unescape appends what the escape sequence at src[i:] means and gives the index behind it.
func (p *parser) unescape(text []byte, q quoted, i int) ([]byte, int) {
	if n := lineEnd(p.src, i+1); n > 0 {
		return text, i + 1 + n
	}
	c := p.src[i+1]
	if simple := simpleEscape(c); simple != 0 {
		return append(text, simple), i + 2
	}
	if digits := hexDigits(c, q.bytes); digits > 0 {
		v, _ := hex(p.src, i+2, digits)
		return appendCode(text, v, q.bytes), i + 2 + digits
	}
	if '0' <= c && c <= '7' {
		v, n := uint32(0), 0
		for ; n < 3 && '0' <= p.src[i+1+n] && p.src[i+1+n] <= '7'; n++ {
			v = v<<3 | uint32(p.src[i+1+n]-'0')
		}
		return appendCode(text, v, q.bytes), i + 1 + n
	}
	return append(text, '\\'), i + 1 // what follows is not special
}

func simpleEscape(c byte) byte {
	switch c {
	case '\\', '\'', '"':
		return c
	case 'a':
		return '\a'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'v':
		return '\v'
	}
	return 0
}

// appendCode appends the code point v, or the byte v of a byte string.
func appendCode(text []byte, v uint32, bytes bool) []byte {
	switch {
	case bytes:
		return append(text, byte(v))
	case 0xd800 <= v && v < 0xe000: // utf8.AppendRune would replace it
		return append(text, 0xe0|byte(v>>12), 0x80|byte(v>>6)&0x3f, 0x80|byte(v)&0x3f)
	}
	return utf8.AppendRune(text, rune(v))
}
