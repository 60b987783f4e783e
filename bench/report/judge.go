package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/npygo/npygo/bench/measure"
)

// reached is how a demand was met with one heap.
type reached struct {
	spread measure.Spread // in the demand's own direction
	which  string         // of several cases, the one that counts
	met    bool
}

// judge says what was reached with that heap; !ok if nobody measured it.
func (r Run) judge(d demand, heap string) (_ reached, ok bool) {
	var list []reached
	for _, name := range d.cases {
		result, ok := r.find(name, heap)
		if !ok {
			return reached{}, false
		}
		spread, ok := d.spread(result)
		if !ok {
			return reached{}, false
		}
		list = append(list, reached{spread, strings.TrimPrefix(name, group(name)+"/"), d.met(spread.Median)})
	}
	slices.SortFunc(list, func(a, b reached) int { // the worst first
		if d.least > 0 {
			return cmp.Compare(a.spread.Median, b.spread.Median)
		}
		return cmp.Compare(b.spread.Median, a.spread.Median)
	})
	i := 0
	if d.typical {
		i = (len(list) - 1) / 2 // of an even number the worse one of the middle
	}
	if len(list) == 1 {
		list[0].which = ""
	}
	return list[i], true
}

func (d demand) met(x float64) bool {
	if d.least > 0 {
		return x >= d.least
	}
	return x <= d.most
}

func (d demand) spread(r measure.Result) (measure.Spread, bool) {
	if d.sizes {
		return d.sizeRatio(r)
	}
	if d.base == "" {
		row, ok := r.Row(d.name)
		return row.Time(), ok && len(row.Nanoseconds) > 0
	}
	if d.least > 0 {
		return r.Ratio(d.base, d.name)
	}
	return r.Ratio(d.name, d.base)
}

func (d demand) sizeRatio(r measure.Result) (measure.Spread, bool) {
	a, _ := r.Row(d.name)
	b, _ := r.Row(d.base)
	if a.Size == 0 || b.Size == 0 {
		return measure.Spread{}, false
	}
	x := float64(a.Size) / float64(b.Size)
	return measure.Spread{Median: x, Low: x, High: x, Min: x}, true
}

// String is what is asked.
func (d demand) String() string {
	switch {
	case d.base == "":
		return "at most " + duration(d.most)
	case d.least > 0:
		return fmt.Sprintf("at least %s times as fast as %s", bare(d.least), d.base)
	case d.base == limit:
		return fmt.Sprintf("at most %sx the limit", bare(d.most))
	case d.sizes:
		return fmt.Sprintf("at most %sx %s's size", bare(d.most), d.base)
	}
	return fmt.Sprintf("at most %sx of %s", bare(d.most), d.base)
}

func bare(x float64) string { return strings.TrimSuffix(fmt.Sprintf("%.4g", x), ".00") }

// text is what was reached, for a cell.
func (d demand) text(x reached) string {
	var s string
	switch {
	case d.base == "":
		s = fmt.Sprintf("%s (%s–%s)", duration(x.spread.Median), duration(x.spread.Low), duration(x.spread.High))
	case d.sizes:
		s = factor(x.spread.Median) + "x"
	default:
		s = times(x.spread)
	}
	if x.which != "" {
		s = x.which + ": " + s
	}
	if !x.met {
		s = "**" + s + "**"
	}
	return s
}

// demandTable lists all that were measured, and how many were met.
func (r Run) demandTable() string {
	t := table{titles: []string{"", "goal", "small heap", "256 MiB alive", ""}}
	met, missed := 0, 0
	for _, d := range demands {
		cells, verdict := []string{d.work, d.String()}, ""
		for _, heap := range heaps {
			x, ok := r.judge(d, heap)
			switch {
			case !ok:
				cells = append(cells, "")
				continue
			case !x.met:
				verdict = "MISSED"
			case verdict == "":
				verdict = "met"
			}
			cells = append(cells, d.text(x))
		}
		switch verdict {
		case "met":
			met++
		case "MISSED":
			missed++
		default:
			verdict = "not measured"
		}
		t.add(append(cells, verdict)...)
	}
	return fmt.Sprintf("%d met, %d missed, %d not measured.\n\n%s", met, missed, len(demands)-met-missed, t.String())
}

// reasons lists the demands that were missed, each with what is known about it.
func (r Run) reasons() string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, d := range demands {
		key := d.key()
		for _, heap := range heaps {
			x, ok := r.judge(d, heap)
			if !ok || x.met || seen[key] {
				continue
			}
			seen[key] = true
			text := why[key]
			if text == "" {
				text = "Not looked into yet."
			}
			fmt.Fprintf(&b, "- %s, %s (`%s`): %s\n", d.work, d, key, text)
		}
	}
	return b.String()
}

// key names a demand in the list of reasons.
func (d demand) key() string {
	key := group(d.cases[0])
	if len(d.cases) == 1 {
		key = d.cases[0]
	}
	if d.name != ours {
		key += " " + d.name
	}
	if d.base != "" {
		key += " " + d.base
	}
	switch {
	case d.sizes && d.typical:
		return key + " size, typical"
	case d.sizes:
		return key + " size"
	case d.typical:
		return key + " typical"
	}
	return key
}
