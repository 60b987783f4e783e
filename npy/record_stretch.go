package npy

import (
	"cmp"
	"slices"

	"github.com/npygo/npygo/header"
)

// A stretch is bytes that all records have at the same place and that are moved
// the same way: one field, or several that lie in Go's memory as far from each
// other as in the file.
type stretch struct {
	to, from int // the first byte in the record that is made, and in the one it is made from
	width    int // in bytes
	word     int // bytes that are turned around in groups of so many; 1: copied
	bool     bool
	reps     []rep
}

// A rep is how often a stretch occurs in one record: n times, so many bytes
// apart.
type rep struct{ n, to, from int }

// A leaf is a field that is not a move of bytes. Its reps are as a stretch's,
// from the file to the Go struct.
type leaf struct {
	form      form
	dtype     header.DType
	path      string
	mem, file int
	reps      []rep
}

// layout is where a record keeps what.
type layout struct {
	stretches []stretch // from the file to the Go struct
	leaves    []leaf
}

// layoutOf takes a node apart; offsets count from its start.
func layoutOf(n *node) layout {
	var l layout
	switch n.form {
	case formRecord:
		for i := range n.fields {
			f := &n.fields[i]
			l.add(layoutOf(f), f.mem, f.file)
		}
		l.merge()
	case formArray:
		l = layoutOf(n.elem)
		l.repeat(rep{n.n, int(n.elem.typ.Size()), n.elem.size})
	case formPlain, formBool:
		word := n.word
		if orderOf(n.dtype) == nativeOrder {
			word = 1
		}
		if width := n.size; width > 0 {
			l.stretches = []stretch{{width: width, word: word, bool: n.form == formBool}}
		}
	default:
		l.leaves = []leaf{{form: n.form, dtype: n.dtype, path: n.path}}
	}
	return l
}

// add adds the parts of a field.
func (l *layout) add(field layout, mem, file int) {
	for _, c := range field.stretches {
		c.to, c.from = c.to+mem, c.from+file
		l.stretches = append(l.stretches, c)
	}
	for _, f := range field.leaves {
		f.mem, f.file = f.mem+mem, f.file+file
		l.leaves = append(l.leaves, f)
	}
}

// merge makes one stretch of those that follow each other in the file and in
// memory.
func (l *layout) merge() {
	slices.SortStableFunc(l.stretches, func(a, b stretch) int { return cmp.Compare(a.from, b.from) })
	kept := l.stretches[:0]
	for _, c := range l.stretches {
		if len(kept) > 0 {
			last := &kept[len(kept)-1]
			if last.reps == nil && c.reps == nil && last.word == c.word && last.bool == c.bool &&
				last.from+last.width == c.from && last.to+last.width == c.to {
				last.width += c.width
				continue
			}
		}
		kept = append(kept, c)
	}
	l.stretches = kept
}

// repeat makes l, an element's layout, that of an array.
func (l *layout) repeat(r rep) {
	if r.n == 0 {
		*l = layout{}
		return
	}
	if len(l.stretches) == 1 && len(l.leaves) == 0 {
		if c := &l.stretches[0]; c.reps == nil && c.width == r.to && c.width == r.from {
			c.width *= r.n
			return
		}
	}
	for i := range l.stretches {
		l.stretches[i].reps = append(slices.Clone(l.stretches[i].reps), r)
	}
	for i := range l.leaves {
		l.leaves[i].reps = append(slices.Clone(l.leaves[i].reps), r)
	}
}

// few is how many words are better moved one by one, in tight loops over all
// records, than by a call per record.
const few = 4

// split cuts stretches of few words that are turned around into single words.
func split(stretches []stretch) (out []stretch) {
	for _, c := range stretches {
		words := c.width / c.word
		if c.bool {
			words = c.width
		}
		if words == 1 || words > few || c.word == 1 && !c.bool {
			out = append(out, c)
			continue
		}
		for i := range words {
			one := c
			one.width = c.width / words
			one.to, one.from = c.to+i*one.width, c.from+i*one.width
			out = append(out, one)
		}
	}
	return out
}

// reversed is the stretches for the other direction.
func reversed(stretches []stretch) []stretch {
	out := slices.Clone(stretches)
	for i := range out {
		c := &out[i]
		c.to, c.from = c.from, c.to
		c.bool = false // Go's own are 0 or 1
		c.reps = slices.Clone(c.reps)
		for k := range c.reps {
			r := &c.reps[k]
			r.to, r.from = r.from, r.to
		}
	}
	return out
}

// move moves the stretch of n records from src to dst; across says how many and
// how far apart.
func (c *stretch) move(dst, src []byte, across rep) { c.nest(dst, src, c.to, c.from, c.reps, across) }

// nest is move for one more rep; the one with the most steps goes innermost.
func (c *stretch) nest(dst, src []byte, to, from int, reps []rep, inner rep) {
	if len(reps) == 0 {
		c.run(dst[to:], src[from:], inner)
		return
	}
	outer := reps[0]
	if outer.n > inner.n {
		outer, inner = inner, outer
	}
	for range outer.n {
		c.nest(dst, src, to, from, reps[1:], inner)
		to, from = to+outer.to, from+outer.from
	}
}

// run does the work, r.n times.
func (c *stretch) run(dst, src []byte, r rep) {
	width := c.width
	if width == r.to && width == r.from { // without gaps it is all one
		width, r = width*r.n, rep{1, 0, 0}
	}
	switch {
	case r.n == 0:
	case c.bool:
		moveBools(dst, src, width, r)
	case c.word > 1:
		moveTurned(dst, src, width, c.word, r)
	default:
		moveBytes(dst, src, width, r)
	}
}
