package pylit

import (
	"bytes"
	"math"
	"unicode/utf8"
)

// Parse checks that src is a literal and keeps src, which must not change as long as values of l are in use. An error is always an *Error.
func (l *Literal) Parse(src []byte, d Dialect) error {
	l.src, l.nodes, l.dialect = src, l.nodes[:0], d
	if len(src) > math.MaxInt32 { // the offsets in nodes have 32 bits
		return &Error{Offset: math.MaxInt32, Message: "the text is too long"}
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		return &Error{Offset: i, Message: "a NUL byte"}
	}
	if d&Latin1 == 0 && !utf8.Valid(src) {
		return &Error{Offset: invalidUTF8(src), Message: "not UTF-8"}
	}
	if most := maxNodes(src); cap(l.nodes) < most {
		l.nodes = make([]node, 0, most)
	}
	p := parser{src: src, nodes: l.nodes, dialect: d}
	p.indentation()
	p.top()
	p.end()
	if p.err != nil {
		return p.err
	}
	l.nodes = p.nodes
	return nil
}

// invalidUTF8 is where src, which is not UTF-8, is not.
func invalidUTF8(src []byte) (offset int) {
	for {
		r, n := utf8.DecodeRune(src[offset:])
		if r == utf8.RuneError && n <= 1 {
			return offset
		}
		offset += n
	}
}

// maxNodes gives the most nodes that src can have: each but the first follows one of these characters.
func maxNodes(src []byte) int {
	n := 1
	for _, c := range src {
		switch c {
		case ',', ':', '(', '[', '{':
			n++
		}
	}
	return n
}

// parser walks over the text once. After the first error it stands at the end of the text, so that every loop ends.
type parser struct {
	src     []byte
	nodes   []node
	dialect Dialect
	pos     int
	depth   int // open brackets; inside any, newlines are blanks
	err     *Error
}

func (p *parser) fail(at int, message string) {
	if p.err == nil {
		p.err = &Error{Offset: at, Message: message}
	}
	p.pos = len(p.src)
}

// unexpected fails at the next byte.
func (p *parser) unexpected() {
	if p.pos == len(p.src) {
		p.fail(p.pos, "the text ends too early")
		return
	}
	p.fail(p.pos, "unexpected "+string(AppendRepr(nil, p.rune())))
}

// rune gives the character at pos.
func (p *parser) rune() string {
	if p.dialect&Latin1 != 0 {
		return string(rune(p.src[p.pos]))
	}
	_, n := utf8.DecodeRune(p.src[p.pos:])
	return string(p.src[p.pos : p.pos+n])
}

// add appends a node that has no items yet.
func (p *parser) add(off int, k Kind) (index int) {
	index = len(p.nodes)
	p.nodes = append(p.nodes, node{off: uint32(off), next: uint32(index + 1), kind: k})
	return index
}

// finish makes all nodes behind index the items of that node.
func (p *parser) finish(index int, k Kind) {
	p.nodes[index].kind = k
	p.nodes[index].next = uint32(len(p.nodes))
}

// top parses an expression, or several with commas between them, which are a tuple.
func (p *parser) top() {
	index := p.add(p.pos, group)
	k := group
	p.expression()
	for p.accept(',') {
		k = Tuple
		if c := p.peek(); c == 0 || c == '\n' || c == '\r' {
			break
		}
		p.expression()
	}
	p.finish(index, k)
}

// expression parses a value with its sign, or a sum that is a complex number. literal_eval allows one sign, on a number, and one sum, of a
// real number and an imaginary one without a sign of its own; parentheses may stand everywhere.
func (p *parser) expression() {
	first := len(p.nodes)
	c, off := p.peek(), p.pos
	if c == '-' || c == '+' {
		p.pos++
		p.atom()
		p.sign(first, off, c == '-')
	} else {
		p.atom()
	}
	if c := p.peek(); c == '-' || c == '+' {
		p.sum(first, off, c == '-')
	}
}

// sum parses from the operator behind the number whose nodes start at first.
func (p *parser) sum(first, off int, minus bool) {
	operator := p.pos
	left, ok1 := p.number(first)
	p.pos++
	second := len(p.nodes)
	p.atom()
	right, ok2 := p.number(second)
	if !ok1 || !ok2 || left.kind == Imaginary || right.kind != Imaginary || right.signed {
		p.fail(operator, "a sum that is not of a real and an imaginary number")
		return
	}
	right.neg = minus
	p.nodes = p.nodes[:first]
	index := p.add(off, Complex)
	left.next, right.next = uint32(index+2), uint32(index+3)
	p.nodes = append(p.nodes, left, right)
	p.finish(index, Complex)
}

// sign puts a sign on the number whose nodes start at first.
func (p *parser) sign(first, off int, neg bool) {
	n, ok := p.number(first)
	if !ok || n.signed {
		p.fail(off, "a sign on something that is not a plain number")
		return
	}
	n.signed, n.neg, n.next = true, neg, uint32(first+1)
	p.nodes = append(p.nodes[:first], n)
}

// number gives the node of the number that starts at first, if it is one, without the parentheses around it.
func (p *parser) number(first int) (n node, ok bool) {
	if p.err != nil {
		return node{}, false
	}
	for p.nodes[first].kind == group {
		first++
	}
	n = p.nodes[first]
	return n, n.kind == Int || n.kind == Float || n.kind == Imaginary
}

// atom parses a value without sign. Blanks before it are already skipped.
func (p *parser) atom() {
	switch c := p.peek(); {
	case c == '(' || c == '[' || c == '{':
		p.container(c)
	case c == '\'' || c == '"':
		p.strings(p.pos)
	case isDigit(c) || c == '.':
		p.numeral()
	case isLetter(c):
		p.word()
	default:
		p.unexpected()
	}
}

// word parses what begins with a letter: a constant, or the prefix of a string.
func (p *parser) word() {
	off := p.pos
	end := off
	for end < len(p.src) && isIdentifier(p.src[end]) {
		end++
	}
	if end < len(p.src) && (p.src[end] == '\'' || p.src[end] == '"') {
		p.strings(off)
		return
	}
	p.pos = end
	switch string(p.src[off:end]) {
	case "None":
		p.add(off, None)
	case "False":
		p.add(off, False)
	case "True":
		p.add(off, True)
	case "set": // set() is the only call that literal_eval knows: an empty set has no other spelling
		p.add(off, Set)
		p.expect('(')
		p.expect(')')
	case "np":
		p.numpyInt(off)
	default:
		p.name(off)
	}
}

// name fails at a name that is no constant.
func (p *parser) name(off int) {
	p.fail(off, "the name "+string(AppendRepr(nil, string(p.src[off:min(p.pos, off+20)])))+", which is no literal")
}

// numpyInt parses np.int64(3) from behind the np.
func (p *parser) numpyInt(off int) {
	call := p.src[p.pos:]
	n := bytes.IndexByte(call[:min(len(call), len(".ulonglong("))], '(') + 1
	if p.dialect&NumPyInt == 0 || n == 0 {
		p.name(off)
		return
	}
	switch string(call[:n]) {
	case ".int8(", ".int16(", ".int32(", ".int64(", ".longlong(", ".uint8(", ".uint16(", ".uint32(", ".uint64(", ".ulonglong(":
	default:
		p.name(off)
		return
	}
	p.pos += n
	first := len(p.nodes)
	p.open()
	p.expression()
	p.shut(')')
	if n, ok := p.number(first); !ok || n.kind != Int {
		p.fail(off, "a NumPy integer that holds none")
	}
}
