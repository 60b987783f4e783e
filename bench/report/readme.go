package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/npygo/npygo/bench/measure"
)

// Blocks are the tables for other pages, by the names of their markers. One that lacks
// results is empty, also if only some of its cases were asked for.
func (r Run) Blocks() map[string]string {
	return map[string]string{
		"arrays":    r.arrays(),
		"npz":       r.npz(),
		"machine":   r.note(),
		"wire":      r.wireTable(),
		"wire-note": r.wireNote(),
	}
}

// fact is a row of the README's first table.
type fact struct {
	work  string
	name  string // the case
	heap  string // "": the small one, if it was measured
	least string // what the limit does
	numPy string // who is NumPy, and does the same work; "": NumPy
}

var facts = []fact{
	{work: "parse a header", name: "header/parse"},
	{work: "`View` of bytes in memory", name: "view/blog"},
	{work: "`ReadFile`, 1 KiB", name: "read/1K", least: "open + close"},
	{work: "`ReadFile`, 1.77 MB, small heap", name: "read/blog", heap: measure.SmallHeap, least: "make + read"},
	{work: "`ReadFile`, 1.77 MB, 256 MiB alive", name: "read/blog", heap: measure.LargeHeap, least: "make + read"},
	{work: "`ReadInto` memory in use, 1.77 MB", name: "read-into/blog", least: "one pread", numPy: "NumPy readinto"},
	{work: "`ReadFile`, 128 MiB, fresh process", name: "read/m128", least: "make + read"},
	{work: "`ReadFile`, 1 GiB, fresh process", name: "read/g1", least: "make + read"},
	{work: "`Map` and touch, 128 MiB", name: "map/m128", least: "open + close"},
	{work: "big-endian, 128 MiB, into memory in use; the others: into new memory", name: "big-endian/m128", least: "one pread"},
	{work: "`Write` to memory, 1.77 MB", name: "encode/blog", least: "memcpy"},
	{work: "`WriteFile`, new, 1.77 MB", name: "write-new/blog", least: "create + write"},
	{work: "`WriteFile`, new, 128 MiB", name: "write-new/m128", least: "create + write"},
	{work: "`RowMajor`, 128 MiB, both cores; NumPy: one", name: "row-major/4096", least: "memcpy"},
	{work: "float16 to float32, 221,184 values", name: "f2-f4/blog", least: "memcpy"},
	{work: "echo over HTTP, 1.77 MB", name: "echo/blog", least: "a fixed buffer"},
}

func (r Run) arrays() string {
	t := table{titles: []string{"", "time:", "of the least there is to do", "NumPy takes:", "the next Go package:"}}
	for _, f := range facts {
		x, ok := r.any(f.name)
		if f.heap != "" {
			x, ok = r.find(f.name, f.heap)
		}
		row, _ := x.Row(ours)
		if !ok || len(row.Nanoseconds) == 0 {
			if r.Only != "" {
				return ""
			}
			continue
		}
		cells := []string{f.work, durations(row.Time()), "", "", ""}
		if ratio, ok := x.Ratio(ours, limit); ok {
			cells[2] = times(ratio) + " of " + f.least
		}
		if ratio, ok := x.Ratio(cmp.Or(f.numPy, numPy), ours); ok {
			cells[3] = times(ratio)
		}
		if ratio, who, ok := best(x, ours, goPeers); ok {
			cells[4] = times(ratio) + " " + who
		}
		t.add(cells...)
	}
	if len(t.rows) == 0 {
		return ""
	}
	return t.String()
}

// best is how the fastest of others compares with ours, and who that is.
func best(x measure.Result, name string, others []string) (best measure.Spread, who string, ok bool) {
	for _, other := range others {
		if ratio, here := x.Ratio(other, name); here && (!ok || ratio.Median < best.Median) {
			best, who, ok = ratio, other, true
		}
	}
	return best, who, ok
}

// npz is the README's second table: archives, against NumPy.
func (r Run) npz() string {
	t := table{titles: []string{"", "of NumPy's time"}}
	for _, f := range []struct {
		work, name, who, base string
		sizes                 bool
	}{
		{"read a stored member of 128 MiB", "npz-stored/m128", ours, numPy, false},
		{"`View` it", "npz-stored/m128", "npygo View", numPy, false},
		{"read NumPy's compressed members, one core", "npz-deflate", "npygo 1 core", numPy, false},
		{"read our compressed members, all cores, against NumPy with its own", "npz-deflate", ours, numPy, false},
		{"`WriteFile` with `Compress`, all cores", "npz-write", ours, numPy, false},
		{"its size, of NumPy's", "npz-write", ours, numPy, true},
		{"1000 rows out of 160 MB compressed", "npz-rows/160MB", ours, numPy, false},
		{"`Load` of 64 members, compressed", "npz-64/deflate", ours, numPy, false},
		{"`Load` of 64 members, stored", "npz-64/stored", ours, numPy, false},
		{"inflate, of `klauspost/compress`'s time, one core", "inflate", ours, "klauspost", false},
	} {
		d := demand{cases: one(f.name), name: f.who, base: f.base, sizes: f.sizes}
		if !strings.Contains(f.name, "/") {
			d.cases = each(f.name)
		}
		if cell, ok := r.list(d); ok {
			t.add(f.work, cell)
		} else if r.Only != "" {
			return ""
		}
	}
	if len(t.rows) == 0 {
		return ""
	}
	return t.String()
}

// list has the ratio of each case.
func (r Run) list(d demand) (string, bool) {
	var cells []string
	for _, name := range d.cases {
		x, ok := r.any(name)
		if !ok {
			return "", false
		}
		s, _, ok := d.spread(x)
		if !ok {
			return "", false
		}
		if d.sizes {
			cells = append(cells, factor(s.Median)+"x")
		} else {
			cells = append(cells, times(s))
		}
	}
	return strings.Join(cells, ", "), true
}

// note says where the README's figures come from.
func (r Run) note() string {
	heap := measure.LargeHeap
	if slices.ContainsFunc(r.Results, func(x measure.Result) bool { return x.Heap == measure.SmallHeap }) {
		heap = measure.SmallHeap
	}
	return fmt.Sprintf("%s, files in the page cache, %s where a row names no other; medians of %d rounds, for what takes long fewer, in which all take turns, "+
		"in brackets the quartiles.\n", r.Machine.short(), heapTitle(heap), r.Rounds)
}

// wireTable is for the page about HTTP.
func (r Run) wireTable() string {
	both, ok := r.wireResult("wire/blog")
	encode, ok2 := r.wireResult("wire-encode/blog")
	decode, ok3 := r.wireResult("wire-decode/blog")
	if !ok || !ok2 || !ok3 {
		return ""
	}
	t := table{titles: []string{"form", "bytes:", "encode:", "decode:", "both ways:"}}
	for _, row := range both.Rows {
		e, _ := encode.Row(row.Name)
		d, _ := decode.Row(row.Name)
		ratio := "1"
		if s, ok := both.Ratio(row.Name, reference(both)); ok && row.Name != reference(both) {
			ratio = times(s)
		}
		t.add(row.Name, thousands(row.Size), durations(e.Time()), durations(d.Time()), ratio)
	}
	return t.String()
}

// wireResult prefers the heap of a service. Rows are copied: names may be changed.
func (r Run) wireResult(name string) (measure.Result, bool) {
	x, ok := r.find(name, measure.LargeHeap)
	if !ok {
		x, ok = r.find(name, measure.SmallHeap)
	}
	x.Rows = slices.Clone(x.Rows)
	return x, ok
}

func (r Run) wireNote() string {
	x, ok := r.wireResult("wire/blog")
	if !ok {
		return ""
	}
	return fmt.Sprintf("%s, %s. Medians of %d rounds in which the forms take turns; \"both ways\" is the median of the ratios "+
		"within a round, in brackets the quartiles.\n",
		r.Machine.short(), heapTitle(x.Heap), rounds(x))
}
