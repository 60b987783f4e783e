package main

import (
	"bufio"
	"fmt"
	"strings"
	"unicode/utf8"
)

// lister writes archives as tables.
type lister struct {
	w        *bufio.Writer
	headings bool // there are several archives
	width    int  // of a line; 0: any
	verify   bool
	n        int
}

// lsColumn is a column of the table.
type lsColumn struct {
	title string
	right bool // numbers stand to the right
	text  func(r report) string
}

var lsColumns = []lsColumn{
	{"name", false, func(r report) string { return plainOrQuoted(r.Member.Name) }},
	{"dtype", false, dtypeCell},
	{"shape", false, arrayCell(func(h *headerReport) string { return shapeText(h.Shape) })},
	{"order", false, arrayCell(func(h *headerReport) string { return [...]string{"C", "Fortran"}[one(h.FortranOrder)] })},
	{"size", true, func(r report) string { return sizeText(r.Member.Size) }},
	{"packed", true, packedCell},
	{"ratio", true, ratioCell},
	{"blocks", true, blocksCell},
	{"mappable", false, mappableCell},
}

var crcColumn = lsColumn{"crc32", false, func(r report) string { return [...]string{"WRONG", "right"}[one(r.Member.Verified)] }}

// archive writes the table of one archive and a line of totals.
func (l *lister) archive(name string, reports []report) {
	margin := ""
	if l.headings {
		if l.n++; l.n > 1 {
			l.w.WriteByte('\n')
		}
		fmt.Fprintln(l.w, name)
		margin = "  "
	}
	columns := lsColumns
	if l.verify { // beside the name, where no narrow terminal leaves it out
		columns = append([]lsColumn{lsColumns[0], crcColumn}, lsColumns[1:]...)
	}
	if len(reports) > 0 {
		l.table(margin, columns, reports)
	}
	fmt.Fprintln(l.w, margin+totalText(reports))
}

// widestName is how wide a column gets. A longer name makes its own line longer,
// and not all of them.
const widestName = 50

func (l *lister) table(margin string, columns []lsColumn, reports []report) {
	rows := make([][]string, len(reports)+1)
	widths := make([]int, len(columns))
	for k, c := range columns {
		for i := range rows {
			cell := c.title
			if i > 0 {
				cell = c.text(reports[i-1])
			}
			rows[i] = append(rows[i], cell)
			if cell != "-" && i > 0 { // a column in which there is nothing to tell stays away
				widths[k] = max(widths[k], len(c.title), min(utf8.RuneCountInString(cell), widestName))
			}
		}
	}
	shown := l.fitting(len(margin), widths)
	for _, row := range rows {
		line := margin
		for k, c := range columns {
			if k >= shown || widths[k] == 0 {
				continue
			}
			gap := strings.Repeat(" ", max(widths[k]-utf8.RuneCountInString(row[k]), 0))
			if c.right {
				line += gap + row[k] + "  "
			} else {
				line += row[k] + gap + "  "
			}
		}
		fmt.Fprintln(l.w, strings.TrimRight(line, " "))
	}
}

// fitting is how many columns fit in a line. The name and what stands beside it
// are never left out.
func (l *lister) fitting(margin int, widths []int) int {
	total := margin - 2
	for k, w := range widths {
		if w == 0 {
			continue
		}
		if total += w + 2; l.width > 0 && total > l.width && k >= 2 {
			return k
		}
	}
	return len(widths)
}

// totalText tells how many members there are, and how large they are.
func totalText(reports []report) string {
	size, packed := int64(0), int64(0)
	for _, r := range reports {
		size += r.Member.Size
		packed += r.Member.CompressedSize
	}
	text := plural(int64(len(reports)), "member")
	if len(reports) > 0 {
		text += ", " + sizeText(size)
	}
	if packed != size {
		text += fmt.Sprintf(", %s in the archive (%s)", sizeText(packed), percent(packed, size))
	}
	return text
}

// arrayCell is "-" for what is no array.
func arrayCell(text func(h *headerReport) string) func(report) string {
	return func(r report) string {
		if r.headerReport == nil {
			return "-"
		}
		return text(r.headerReport)
	}
}

func dtypeCell(r report) string {
	switch h := r.headerReport; {
	case r.Member.NoArray:
		return "no array"
	case h == nil:
		return "unreadable"
	case h.Fields != nil:
		return "record of " + plural(int64(len(h.Fields)), "field")
	case h.order == ", big-endian", !plainNames[h.DType]:
		return clip(h.Descr)
	default:
		return h.DType
	}
}

// plainNames are the dtypes that people know by name; the others by their descr.
var plainNames = map[string]bool{"bool": true, "int8": true, "int16": true, "int32": true, "int64": true,
	"uint8": true, "uint16": true, "uint32": true, "uint64": true, "float16": true, "float32": true, "float64": true,
	"complex64": true, "complex128": true, "object": true, "bfloat16": true}

func packedCell(r report) string {
	if r.Member.Method == "stored" {
		return "stored"
	}
	return sizeText(r.Member.CompressedSize)
}

func ratioCell(r report) string {
	switch r.Member.Method {
	case "stored":
		return "-"
	case "deflated":
		return percent(r.Member.CompressedSize, r.Member.Size)
	}
	return r.Member.Method
}

func blocksCell(r report) string {
	if r.Member.Block == 0 {
		return "-"
	}
	return sizeText(r.Member.Block)
}

func mappableCell(r report) string {
	if r.headerReport == nil {
		return "-"
	}
	return [...]string{"no", "yes"}[one(r.Member.Mappable)]
}

// sizeText is a number of bytes, roughly.
func sizeText(n int64) string {
	text := bytesText(n)
	if _, rough, ok := strings.Cut(text, "("); ok {
		return strings.Replace(strings.TrimSuffix(rough, ")"), ".0 ", " ", 1)
	}
	return text + " B"
}
