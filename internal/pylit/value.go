package pylit

import "iter"

// Value is one value of a parsed Literal. It is valid until the Literal parses another text.
type Value struct {
	lit   *Literal
	index uint32
}

// Root gives the whole literal, which must have been parsed without an error.
func (l *Literal) Root() Value { return l.value(0) }

// value gives the value at a node, without the parentheses around it.
func (l *Literal) value(index uint32) Value {
	for l.nodes[index].kind == group {
		index++
	}
	return Value{l, index}
}

func (v Value) node() node { return v.lit.nodes[v.index] }

// Kind tells what v is.
func (v Value) Kind() Kind { return v.node().kind }

// Offset gives the byte of the text where v is written.
func (v Value) Offset() int { return int(v.node().off) }

// Items gives the items of a Tuple, List or Set, in the order of the text, and nothing for other kinds.
func (v Value) Items() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if k := v.Kind(); k != Tuple && k != List && k != Set && k != Complex {
			return
		}
		for i := v.index + 1; i < v.node().next; i = v.lit.nodes[i].next {
			if !yield(v.lit.value(i)) {
				return
			}
		}
	}
}

// Pairs gives the keys and values of a Dict, in the order of the text and with keys that are there twice, and nothing for other kinds.
func (v Value) Pairs() iter.Seq2[Value, Value] {
	return func(yield func(k, v Value) bool) {
		if v.Kind() != Dict {
			return
		}
		for i := v.index + 1; i < v.node().next; {
			value := v.lit.nodes[i].next
			if !yield(v.lit.value(i), v.lit.value(value)) {
				return
			}
			i = v.lit.nodes[value].next
		}
	}
}

// Prefix copies the first items of v to dst and gives the number of all.
func (v Value) Prefix(dst []Value) (n int) {
	for item := range v.Items() {
		if n < len(dst) {
			dst[n] = item
		}
		n++
	}
	return n
}
