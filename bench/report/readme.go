package report

import (
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
	name  string   // the case
	heap  string   // "": the small one, if it was measured
	least string   // what the limit does
	peers []string // other Go packages: the fastest that is right counts
}

var facts = []fact{
	{"parse a header", "header/parse", "", "", goPeers},
	{"`View` of bytes in memory", "view/blog", "", "", nil},
	{"`ReadFile`, 1 KiB", "read/1K", "", "open + close", goPeers},
	{"`ReadFile`, 1.77 MB, small heap", "read/blog", measure.SmallHeap, "make + read", goPeers},
	{"`ReadFile`, 1.77 MB, 256 MiB alive", "read/blog", measure.LargeHeap, "make + read", goPeers},
	{"`ReadInto` memory in use, 1.77 MB", "read-into/blog", "", "one pread", goPeers},
	{"`ReadFile`, 128 MiB, fresh process", "read/m128", "", "make + read", goPeers},
	{"`Map` and touch, 128 MiB", "map/m128", "", "open + close", nil},
	{"big-endian, 128 MiB, into memory in use", "big-endian/m128", "", "one pread", goPeers},
	{"`Write` to memory, 1.77 MB", "encode/blog", "", "memcpy", goPeers},
	{"`WriteFile`, new, 1.77 MB", "write-new/blog", "", "create + write", goPeers},
	{"`WriteFile`, new, 128 MiB", "write-new/m128", "", "create + write", goPeers},
	{"`RowMajor`, 128 MiB", "row-major/4096", "", "memcpy", nil},
	{"float16 to float32, 221,184 values", "f2-f4/blog", "", "memcpy", nil},
	{"echo over HTTP, 1.77 MB", "echo/blog", "", "a fixed buffer", nil},
}

var goPeers = []string{"npyio", "npyio bufio", "npyio Array", "gonpy", "gorgonia"}

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
		cells := []string{f.work, duration(row.Time().Median), "", "", ""}
		if ratio, ok := x.Ratio(ours, limit); ok {
			cells[2] = times(ratio) + " of " + f.least
		}
		if ratio, ok := x.Ratio(numPy, ours); ok {
			cells[3] = times(ratio)
		}
		if ratio, ok := best(x, ours, f.peers); ok {
			cells[4] = times(ratio)
		}
		t.add(cells...)
	}
	if len(t.rows) == 0 {
		return ""
	}
	return t.String()
}

// best is how the fastest of others compares with ours.
func best(x measure.Result, name string, others []string) (best measure.Spread, ok bool) {
	for _, other := range others {
		if ratio, here := x.Ratio(other, name); here && (!ok || ratio.Median < best.Median) {
			best, ok = ratio, true
		}
	}
	return best, ok
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

// list has the ratio of each case, and how far the quartiles lie from them at most.
func (r Run) list(d demand) (string, bool) {
	var medians []string
	var worst float64
	for _, name := range d.cases {
		x, ok := r.any(name)
		if !ok {
			return "", false
		}
		s, ok := d.spread(x)
		if !ok {
			return "", false
		}
		if len(d.cases) == 1 {
			return times(s), true
		}
		medians = append(medians, factor(s.Median)+"x")
		worst = max(worst, s.High/s.Median-1, 1-s.Low/s.Median)
	}
	text := strings.Join(medians, ", ")
	if !d.sizes {
		text += fmt.Sprintf(" (±%.0f %%)", 100*worst)
	}
	return text, true
}

// note says where the README's figures come from.
func (r Run) note() string {
	heap := measure.LargeHeap
	if slices.ContainsFunc(r.Results, func(x measure.Result) bool { return x.Heap == measure.SmallHeap }) {
		heap = measure.SmallHeap
	}
	return fmt.Sprintf("%s, files in the page cache, %s where a row names no other; medians of %d rounds in which all take turns, "+
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
		t.add(row.Name, thousands(row.Size), duration(e.Time().Median), duration(d.Time().Median), ratio)
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
