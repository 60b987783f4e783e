package main

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/npygo/npygo/header"
)

// A report is what npy info tells about one array. Its fields are those of the
// JSON that is written.
type report struct {
	File  string `json:"file"`
	Index int    `json:"index"`
	// Member is there for arrays in an archive.
	Member *memberReport `json:"member,omitempty"`
	*headerReport
	Stats    stats  `json:"stats,omitempty"`
	NoStats  string `json:"no_stats,omitempty"`
	Trailing int64  `json:"trailing_bytes,omitempty"`
	Error    string `json:"error,omitempty"` // the text of err

	err     error
	several bool // there are more arrays in the file
}

// headerReport is what the header says.
type headerReport struct {
	Version      string        `json:"version"`
	Descr        string        `json:"descr"`
	DType        string        `json:"dtype"`
	Shape        []int         `json:"shape"`
	FortranOrder bool          `json:"fortran_order"`
	Count        int           `json:"count"`
	ItemSize     int           `json:"itemsize"`
	Offset       *int64        `json:"offset,omitempty"` // npy ls does not look for it
	Bytes        *int64        `json:"bytes"`            // null for Python objects, of which the header does not tell
	Fields       []fieldReport `json:"fields,omitempty"`

	order string
}

type fieldReport struct {
	Name   string  `json:"name"`
	DType  string  `json:"dtype"`
	Offset int     `json:"offset"`
	Title  *string `json:"title,omitempty"`
}

func newReport(a *array) report {
	r := newHeaderReport(a.header, a.count)
	r.Offset = &a.offset
	if a.size >= 0 {
		r.Bytes = &a.size
	}
	return report{File: a.source.name, Index: a.index, headerReport: r}
}

func newHeaderReport(h header.Header, count int) *headerReport {
	r := &headerReport{Version: h.Version.String(), Descr: h.DType.String(), DType: h.DType.Name(), Shape: h.Shape, FortranOrder: h.FortranOrder,
		Count: count, ItemSize: h.DType.ItemSize(), order: orderName(h.DType)}
	if h.Shape == nil {
		r.Shape = []int{} // JSON has null for nil
	}
	for _, f := range h.DType.Fields() {
		field := fieldReport{Name: f.Name, DType: f.DType.String(), Offset: f.Offset}
		if f.HasTitle {
			field.Title = &f.Title
		}
		r.Fields = append(r.Fields, field)
	}
	return r
}

func orderName(d header.DType) string {
	switch d.ByteOrder() {
	case header.LittleEndian:
		return ", little-endian"
	case header.BigEndian:
		return ", big-endian"
	}
	return ""
}

// follow moves on behind a, and notes what comes there: another array, or bytes
// that are none.
func (r *report) follow(a *array) (more bool) {
	if a.size < 0 {
		return false
	}
	if r.err = a.skip(); r.err != nil {
		return false
	}
	var several bool
	if several, r.err = a.source.more(); several || r.err != nil {
		r.several = several
		return several
	}
	r.Trailing, r.err = a.source.rest()
	return false
}

// A reporter writes reports, one after the other. Errors of writing are those
// of the bufio.Writer underneath.
type reporter interface {
	report(report)
	end()
}

// jsonReporter writes them as one array, a line each.
type jsonReporter struct {
	w *bufio.Writer
	n int
}

func (j *jsonReporter) report(r report) {
	if r.err != nil {
		r.Error = message(r.err)
	}
	j.w.WriteString([]string{"[\n", ",\n"}[min(j.n, 1)])
	j.w.Write(plainJSON(r))
	j.n++
}

func (j *jsonReporter) end() {
	if j.n == 0 { // an archive may be empty
		j.w.WriteByte('[')
	}
	j.w.WriteString("\n]\n")
}

// textReporter writes them for people.
type textReporter struct {
	w *bufio.Writer
	n int
}

func (t *textReporter) end() {}

func (t *textReporter) report(r report) {
	if r.headerReport == nil && (r.Member == nil || !r.Member.NoArray) {
		return // the error has been told
	}
	if t.n++; t.n > 1 {
		t.w.WriteByte('\n')
	}
	name := r.File
	switch {
	case r.Member != nil:
		name = joined(name, plainOrQuoted(r.Member.Name))
	case r.several || r.Index > 0:
		name = fmt.Sprintf("%s[%d]", r.File, r.Index)
	}
	fmt.Fprintln(t.w, name)
	if r.headerReport != nil {
		t.header(r.headerReport)
	}
	if r.Member != nil {
		t.member(r.Member)
	}
	t.stats(r.Stats)
	if r.NoStats != "" {
		t.line("stats", "none: %s", r.NoStats)
	}
	if r.Trailing > 0 {
		t.line("trailing", "%d bytes after the array, which are not part of it", r.Trailing)
	}
}

func (t *textReporter) line(label, format string, args ...any) {
	fmt.Fprintf(t.w, "  %-9s"+format+"\n", append([]any{label}, args...)...)
}

func (t *textReporter) header(h *headerReport) {
	t.line("shape", "%s, %s", shapeText(h.Shape), plural(int64(h.Count), "element"))
	if h.Fields == nil {
		t.line("dtype", "%s ('%s'%s)", h.DType, h.Descr, h.order)
	} else {
		t.line("dtype", "record of %s, %s", plural(int64(len(h.Fields)), "field"), plural(int64(h.ItemSize), "byte"))
		t.fields(h.Fields)
	}
	if h.FortranOrder {
		t.line("order", "Fortran (the first axis varies fastest)")
	} else {
		t.line("order", "C (the last axis varies fastest)")
	}
	t.line("version", "%s", h.Version)
	t.line("offset", "%d", *h.Offset)
	if h.Bytes != nil {
		t.line("bytes", "%s", bytesText(*h.Bytes))
	}
}

// fields writes a table, with a column for titles only if there are any.
func (t *textReporter) fields(fields []fieldReport) {
	titled := slices.ContainsFunc(fields, func(f fieldReport) bool { return f.Title != nil })
	table := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', 0)
	row := func(name, dtype, offset, title string) {
		fmt.Fprintf(table, "  %9s%s\t%s\t%s", "", name, dtype, offset)
		if titled {
			fmt.Fprint(table, "\t"+title)
		}
		fmt.Fprintln(table)
	}
	row("field", "dtype", "offset", "title")
	for _, f := range fields {
		title := ""
		if f.Title != nil {
			title = plainOrQuoted(*f.Title)
		}
		row(plainOrQuoted(f.Name), f.DType, fmt.Sprint(f.Offset), title)
	}
	table.Flush()
}

func (t *textReporter) stats(list stats) {
	none := false
	for _, s := range list {
		switch {
		case s.value == nil:
			none = true
		case s.name != "inf" || s.value != int64(0):
			t.line(s.label(), "%s", s.text())
		}
	}
	if none {
		t.line("values", "no numbers, thus no min, max or mean")
	}
}

// plainOrQuoted quotes a name that could do things to a terminal, or that
// would not be seen.
func plainOrQuoted(s string) string {
	if q := pythonString(s); s == "" || q != "'"+s+"'" {
		return q
	}
	return s
}

// label is how people know the field.
func (s stat) label() string {
	switch s.name {
	case "nan":
		return "NaN"
	case "inf":
		return "Inf"
	}
	return s.name
}

func (s stat) text() string {
	switch v := s.value.(type) {
	case [2]number:
		return string(v[0]) + signed(v[1]) + "j"
	default:
		return fmt.Sprint(v)
	}
}

// signed is n with its sign also if that is a plus.
func signed(n number) string {
	if strings.HasPrefix(string(n), "-") {
		return string(n)
	}
	return "+" + string(n)
}

// shapeText writes a shape as Python writes tuples.
func shapeText(shape []int) string {
	s := strings.Trim(fmt.Sprint(shape), "[]")
	s = strings.ReplaceAll(s, " ", ", ")
	if len(shape) == 1 {
		s += ","
	}
	return "(" + s + ")"
}

func plural(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// bytesText tells a number of bytes exactly and, if it is large, roughly.
func bytesText(n int64) string {
	if n < 1024 {
		return fmt.Sprint(n)
	}
	size, unit := float64(n), 0
	for size >= 1024 && unit < len("KMGTPE") {
		size /= 1024
		unit++
	}
	return fmt.Sprintf("%d (%.1f %ciB)", n, size, "KMGTPE"[unit-1])
}
