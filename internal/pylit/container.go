package pylit

// container parses what stands in brackets.
func (p *parser) container(bracket byte) {
	index := p.add(p.pos, group)
	p.pos++
	p.open()
	switch bracket {
	case '(':
		p.finish(index, p.tuple())
	case '[':
		p.items(']')
		p.finish(index, List)
	default:
		p.finish(index, p.dictOrSet())
	}
}

func (p *parser) open() {
	p.depth++
	if p.depth > MaxNesting && p.err == nil {
		p.fail(p.pos-1, "too many brackets inside each other")
		p.err.TooDeep = true
	}
}

func (p *parser) shut(bracket byte) {
	if p.peek() != bracket {
		p.unexpected()
		return
	}
	p.pos++
	p.depth--
}

// tuple parses from behind the opening parenthesis. Without a comma the parentheses are only that, and mean nothing.
func (p *parser) tuple() Kind {
	k := Tuple
	if p.peek() != ')' {
		p.expression()
		k = group
		if p.accept(',') {
			k = Tuple
			p.items(')')
			return k
		}
	}
	p.shut(')')
	return k
}

// items parses expressions with commas between them up to the closing bracket.
func (p *parser) items(bracket byte) {
	for p.peek() != bracket {
		p.expression()
		if !p.accept(',') {
			break
		}
	}
	p.shut(bracket)
}

// dictOrSet parses from behind the opening brace.
func (p *parser) dictOrSet() Kind {
	k := Dict
	for i := 0; p.peek() != '}'; i++ {
		key := len(p.nodes)
		p.expression()
		p.hashable(key)
		if i == 0 && p.peek() != ':' {
			k = Set
		}
		if k == Dict {
			p.expect(':')
			p.peek()
			p.expression()
		}
		if !p.accept(',') {
			break
		}
	}
	p.shut('}')
	return k
}

// hashable fails if the value that begins at the node index cannot be a key of a dict or an item of a set: Python hashes no list, set or dict.
func (p *parser) hashable(index int) {
	if p.err != nil {
		return
	}
	for _, n := range p.nodes[index:] {
		if n.kind == List || n.kind == Set || n.kind == Dict {
			p.fail(int(n.off), n.kind.String()+" as a key")
			return
		}
	}
}
