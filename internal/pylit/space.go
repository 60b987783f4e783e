package pylit

// indentation skips the empty lines before the literal, and the blanks before it on the first line. A literal that does not begin in the
// first column of a later line is an error in Python; literal_eval itself strips blanks and tabs from the very beginning.
func (p *parser) indentation() {
	for p.pos < len(p.src) && (p.src[p.pos] == ' ' || p.src[p.pos] == '\t') {
		p.pos++
	}
	column := 0
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == ' ' || c == '\t':
			column++
			p.pos++
		case c == '\f': // sets the column back to 0, says the language's reference
			column = 0
			p.pos++
		case c == '\n' || c == '\r':
			column = 0
			p.pos++
		case c == '#':
			p.comment()
		case p.continuation():
		default:
			if column > 0 {
				p.fail(p.pos, "an indented line")
			}
			return
		}
	}
}

// end accepts empty lines and comments behind the literal. It also accepts blanks on a last line without a newline, as NumPy 1 did.
func (p *parser) end() {
	for p.err == nil && p.pos < len(p.src) {
		switch c := p.peek(); c {
		case '\n', '\r':
			p.pos++
		case 0:
		default:
			p.unexpected()
		}
	}
}

// peek skips blanks and comments and gives the byte that follows, 0 at the end. (The text holds no NUL.)
func (p *parser) peek() byte {
	for p.pos < len(p.src) {
		switch c := p.src[p.pos]; {
		case c == ' ' || c == '\t' || c == '\f':
			p.pos++
		case (c == '\n' || c == '\r') && p.depth > 0:
			p.pos++
		case c == '#':
			p.comment()
		case p.continuation():
		default:
			return c
		}
	}
	return 0
}

// accept skips c if it comes next.
func (p *parser) accept(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.pos++
	return true
}

func (p *parser) expect(c byte) {
	if !p.accept(c) {
		p.unexpected()
	}
}

// comment skips to the end of the line.
func (p *parser) comment() {
	for p.pos < len(p.src) && p.src[p.pos] != '\n' && p.src[p.pos] != '\r' {
		p.pos++
	}
}

// continuation skips a backslash at the end of a line, and the line's end. Nothing can follow it at the end of the text.
func (p *parser) continuation() bool {
	n := lineEnd(p.src, p.pos+1)
	if p.src[p.pos] != '\\' || n == 0 || p.pos+1+n == len(p.src) {
		return false
	}
	p.pos += 1 + n
	return true
}

// lineEnd gives the length of the line's end at src[i:], 0 if there is none.
func lineEnd(src []byte, i int) int {
	switch {
	case i+1 < len(src) && src[i] == '\r' && src[i+1] == '\n':
		return 2
	case i < len(src) && (src[i] == '\r' || src[i] == '\n'):
		return 1
	}
	return 0
}
