package main

import (
	"bufio"
	"bytes"
	"unicode/utf8"

	"github.com/npygo/npygo/header"
)

// What NumPy's print does unless it is told otherwise.
const (
	summaryAbove     = 1000 // elements: of a longer array only the edges are shown
	summaryEdge      = 3    // so many at either end of each axis
	defaultPrecision = 8
	defaultWidth     = 75 // characters per line
)

// printText writes the elements of v as NumPy's print does, in lines of width
// characters. A style with an edge of 0 shows all of them.
func printText(w *bufio.Writer, d dtype, v view, elems *window, s style, width int) error {
	if v.size() == 0 {
		_, err := w.WriteString("[]\n")
		return err
	}
	if len(v.shape) == 0 {
		return printSingle(w, d, v, elems, s)
	}
	p := printer{w: w, elems: elems, width: width}
	if v.size() > summaryAbove {
		p.edge = s.edge
	}
	p.format = newFormatter(d, s)
	err := v.each(p.edge, func(at int) error {
		elem, err := elems.element(at)
		if err == nil {
			p.format.see(elem)
		}
		return err
	})
	if err == nil {
		err = p.print(v, 0)
	}
	w.WriteByte('\n')
	return err
}

// printSingle writes an element that stands alone.
func printSingle(w *bufio.Writer, d dtype, v view, elems *window, s style) error {
	elem, err := elems.element(v.start)
	if err != nil {
		return err
	}
	switch d.Kind() {
	case header.Complex:
		w.WriteString(complexText(d, elem))
	case header.Unicode:
		w.WriteString(plainOrQuoted(decodeUnicode(elem, d.binaryOrder())))
	default:
		s.single = true
		f := newFormatter(d, s)
		f.see(elem)
		w.Write(f.append(nil, elem))
	}
	return w.WriteByte('\n')
}

// printer writes rows and brackets.
type printer struct {
	w      *bufio.Writer
	elems  *window
	format formatter
	edge   int
	width  int
	word   []byte
}

// print writes v, which is depth brackets deep.
func (p *printer) print(v view, depth int) error {
	if len(v.shape) == 1 {
		return p.row(v, depth)
	}
	p.w.WriteByte('[')
	for i := 0; i < v.shape[0]; i = v.next(i, p.edge) {
		if i > 0 {
			p.newRow(v, depth)
		}
		if v.gap(p.edge) && i == v.shape[0]-p.edge {
			p.w.WriteString("...")
			p.newRow(v, depth)
		}
		if err := p.print(v.at(i), depth+1); err != nil {
			return err
		}
	}
	return p.w.WriteByte(']')
}

// newRow starts the next of v's parts: below the last one, with empty lines
// between those that have many axes.
func (p *printer) newRow(v view, depth int) {
	for range len(v.shape) - 1 {
		p.w.WriteByte('\n')
	}
	p.indent(depth)
}

func (p *printer) indent(depth int) { p.w.Write(bytes.Repeat([]byte{' '}, depth+1)) }

// row writes the innermost axis. A line may be as long as the width, without
// the brackets that close around it.
func (p *printer) row(v view, depth int) error {
	p.w.WriteByte('[')
	l := line{printer: p, depth: depth, length: depth + 1, limit: p.width - depth - 1}
	for i := 0; i < v.shape[0]; i = v.next(i, p.edge) {
		if v.gap(p.edge) && i == v.shape[0]-p.edge {
			l.add([]byte("..."))
		}
		elem, err := p.elems.element(v.at(i).start)
		if err != nil {
			return err
		}
		p.word = p.format.append(p.word[:0], elem)
		l.add(p.word)
	}
	p.w.Write(l.spaces)
	return p.w.WriteByte(']')
}

// line breaks a row into lines.
type line struct {
	*printer
	depth  int
	length int // of the line so far
	limit  int
	words  int    // in the line so far
	spaces []byte // at its end, not yet written: a break drops them
}

// add writes a word behind a space, or into the next line.
func (l *line) add(word []byte) {
	if l.words > 0 {
		l.spaces = append(l.spaces, ' ')
		l.length++
	}
	length := utf8.RuneCount(word)
	if l.words > 0 && l.length+length > l.limit {
		l.w.WriteByte('\n')
		l.indent(l.depth)
		l.length, l.words, l.spaces = l.depth+1, 0, l.spaces[:0]
	}
	end := bytes.TrimRight(word, " ")
	l.w.Write(l.spaces)
	l.w.Write(end)
	l.length += length
	l.words++
	l.spaces = append(l.spaces[:0], word[len(end):]...)
}
