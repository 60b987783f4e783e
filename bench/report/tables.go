package report

import (
	"strings"

	"github.com/npygo/npygo/bench/measure"
)

// caseTable shows how everyone did in one case, for each heap it was run with.
func caseTable(results []measure.Result) string {
	t := table{titles: []string{"", "heap", "time:", "of " + owner(reference(results[0])) + "'s time:", "least:", "GB/s:", "bytes:", "how"}}
	for i, r := range results {
		heap := r.Heap
		if len(results) == 1 && heap == measure.SmallHeap {
			heap = ""
		}
		for _, row := range r.Rows {
			how := row.How
			if i > 0 {
				how = ""
			}
			t.add(rowCells(r, row, heap, how)...)
		}
	}
	return t.String()
}

func rowCells(r measure.Result, row measure.Row, heap, how string) []string {
	name := row.Name
	if mine(name) {
		name = "**" + name + "**"
	}
	switch {
	case row.Wrong != "":
		return []string{name, heap, "wrong: " + row.Wrong, "", "", "", "", how}
	case row.Failed != "":
		return []string{name, heap, "failed: " + row.Failed, "", "", "", "", how}
	}
	size := ""
	if row.Size > 0 {
		size = thousands(row.Size)
	}
	t := row.Time()
	return []string{name, heap, durations(t), relative(r, row.Name), duration(t.Min), speed(r.Bytes, t.Median), size, how}
}

// relative is the paired ratio to the reference.
func relative(r measure.Result, name string) string {
	base := reference(r)
	if name == base {
		return "1"
	}
	ratio, ok := r.Ratio(name, base)
	if !ok {
		return ""
	}
	return times(ratio)
}

const ours = "npygo"

// reference is the contestant with which the others are compared: ours, or its plainest
// form if there are several.
func reference(r measure.Result) string {
	name := ""
	for _, row := range r.Rows {
		switch {
		case row.Name == ours:
			return ours
		case name == "" && mine(row.Name):
			name = row.Name
		}
	}
	if name == "" && len(r.Rows) > 0 {
		name = r.Rows[0].Name
	}
	return name
}

// mine tells our own contestants: npygo in its variants, and the forms that are .npy.
func mine(name string) bool { return strings.HasPrefix(name, ours) || strings.HasPrefix(name, "npy:") }

// owner is the name without what is said behind a colon.
func owner(name string) string {
	name, _, _ = strings.Cut(name, ":")
	return name
}
