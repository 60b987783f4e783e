package pylit

import (
	"math"
	"math/bits"
)

func isDigit(c byte) bool      { return '0' <= c && c <= '9' }
func isLetter(c byte) bool     { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isIdentifier(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c >= 0x80 }

// digitValue gives the value of a digit in any base up to 16, and 16 for everything else.
func digitValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return 16
}

// numeral parses a number without sign, or "...".
func (p *parser) numeral() {
	off := p.pos
	if p.src[off] == '.' && (off+1 == len(p.src) || !isDigit(p.src[off+1])) {
		if off+3 > len(p.src) || string(p.src[off:off+3]) != "..." {
			p.unexpected()
			return
		}
		p.pos += 3
		p.add(off, Ellipsis)
		return
	}
	p.numberToken()
	if p.pos < len(p.src) && isIdentifier(p.src[p.pos]) && !p.longSuffix() {
		p.unexpected()
	}
	for p.longSuffix() {
	}
}

func (p *parser) numberToken() {
	off := p.pos
	base := p.base()
	if base == 10 {
		p.decimal(off)
		return
	}
	p.pos += 2
	if p.pos < len(p.src) && p.src[p.pos] == '_' {
		p.pos++
	}
	p.digits(base)
	p.add(off, Int)
}

// base gives the base of the number at pos by its prefix.
func (p *parser) base() int {
	if p.src[p.pos] == '0' && p.pos+1 < len(p.src) {
		switch p.src[p.pos+1] | 0x20 {
		case 'x':
			return 16
		case 'o':
			return 8
		case 'b':
			return 2
		}
	}
	return 10
}

// digits skips one or more digits; a single underscore may stand between two.
func (p *parser) digits(base int) (n int) {
	for {
		start := p.pos
		for p.pos < len(p.src) && digitValue(p.src[p.pos]) < base {
			p.pos++
		}
		if p.pos == start {
			p.unexpected()
			return n
		}
		n += p.pos - start
		if p.pos == len(p.src) || p.src[p.pos] != '_' {
			return n
		}
		p.pos++
	}
}

func (p *parser) decimal(off int) {
	k, n := Int, 0
	if p.src[p.pos] != '.' {
		n = p.digits(10)
	}
	if p.at('.') {
		k = Float
		p.pos++
		if p.pos < len(p.src) && isDigit(p.src[p.pos]) {
			p.digits(10)
		}
	}
	if p.at('e') {
		k = Float
		p.pos++
		if p.at('+') || p.at('-') {
			p.pos++
		}
		p.digits(10)
	}
	if p.at('j') {
		k = Imaginary
		p.pos++
	}
	if k == Int && n > maxDigits {
		p.fail(off, "an integer of too many digits")
	}
	if k == Int && p.err == nil && p.src[off] == '0' && !zero(p.src[off:p.pos]) {
		p.fail(off, "an integer that begins with 0")
	}
	p.add(off, k)
}

// at tells whether the letter or sign c comes next, in either case.
func (p *parser) at(c byte) bool {
	return p.pos < len(p.src) && (p.src[p.pos] == c || isLetter(c) && p.src[p.pos]|0x20 == c)
}

func zero(digits []byte) bool {
	for _, c := range digits {
		if c != '0' && c != '_' {
			return false
		}
	}
	return true
}

// longSuffix skips the L of Python 2 behind a number, with blanks before it. NumPy removes it from among the tokens, any number of times.
func (p *parser) longSuffix() bool {
	if p.dialect&LongSuffix == 0 || p.err != nil {
		return false
	}
	i := p.pos
	for i < len(p.src) && (p.src[i] == ' ' || p.src[i] == '\t' || p.src[i] == '\f') {
		i++
	}
	if i == len(p.src) || p.src[i] != 'L' || i+1 < len(p.src) && isIdentifier(p.src[i+1]) {
		return false
	}
	p.pos = i + 1
	return true
}

// Int gives the value of an Int. It is false for other kinds and for what does not fit int64.
func (v Value) Int() (n int64, ok bool) {
	if v.Kind() != Int {
		return 0, false
	}
	p := parser{src: v.lit.src, pos: int(v.node().off)}
	base := p.base()
	if base != 10 {
		p.pos += 2
	}
	var u uint64
	for ; p.pos < len(p.src); p.pos++ {
		d := digitValue(p.src[p.pos])
		if d >= base {
			if p.src[p.pos] == '_' {
				continue
			}
			break
		}
		hi, lo := bits.Mul64(u, uint64(base))
		if u = lo + uint64(d); hi != 0 || u < lo {
			return 0, false
		}
	}
	switch {
	case v.node().neg && u <= 1<<63:
		return -int64(u), true
	case !v.node().neg && u <= math.MaxInt64:
		return int64(u), true
	}
	return 0, false
}
