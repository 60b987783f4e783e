package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
)

// tablePrinter writes a view of at most two axes as lines of cells with a comma
// or a tab between them.
func tablePrinter(comma rune) writeFunc {
	return func(w *bufio.Writer, d dtype, v view, elems *window) error {
		if len(v.shape) > 2 || len(v.shape) > 1 && d.IsStruct() {
			return fmt.Errorf("a table has two axes, and this array more (shape %s): take a part of it, such as '0'", shapeText(v.shape))
		}
		out := csv.NewWriter(w)
		out.Comma = comma
		t := table{out: out, elems: elems, columns: columnsOf(d)}
		if d.IsStruct() {
			t.names(d)
		}
		if v.size() > 0 {
			if err := t.rows(v); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	}
}

type table struct {
	out     *csv.Writer
	elems   *window
	columns []column
	cells   []string
}

// A column takes a part of an element.
type column struct {
	from, to int
	text     func(part []byte) string
}

// columnsOf has a column for each field of a record. A field that is no simple
// value is written as JSON.
func columnsOf(d dtype) []column {
	if !d.IsStruct() {
		return []column{{0, d.ItemSize(), cellText(d)}}
	}
	var columns []column
	for _, f := range d.Fields() {
		part := dtype{DType: f.DType}
		columns = append(columns, column{f.Offset, f.Offset + part.ItemSize(), cellText(part)})
	}
	return columns
}

func cellText(d dtype) func([]byte) string {
	if _, _, sub := d.Subarray(); sub || d.IsStruct() {
		append := newJSON(d)
		return func(part []byte) string { return string(append(nil, part)) }
	}
	return newText(d)
}

func (t *table) names(d dtype) {
	var names []string
	for _, f := range d.Fields() {
		names = append(names, f.Name)
	}
	t.out.Write(names)
}

func (t *table) rows(v view) error {
	if len(v.shape) == 0 {
		return t.row(v)
	}
	for i := range v.shape[0] {
		if err := t.row(v.at(i)); err != nil {
			return err
		}
	}
	return nil
}

// row writes a line: one element, or all along an axis.
func (t *table) row(v view) error {
	t.cells = t.cells[:0]
	err := v.each(0, func(at int) error {
		elem, err := t.elems.element(at)
		if err != nil {
			return err
		}
		for _, c := range t.columns {
			t.cells = append(t.cells, c.text(elem[c.from:c.to]))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return t.out.Write(t.cells)
}
