package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/npygo/npygo/bench/measure"
)

// reached is how a demand was met with one heap.
type reached struct {
	spread measure.Spread // in the demand's own direction
	which  string         // of several cases, the one that counts
	who    string         // the other package, where the fastest counts
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
		spread, who, ok := d.spread(result)
		if !ok {
			return reached{}, false
		}
		list = append(list, reached{spread, strings.TrimPrefix(name, group(name)+"/"), who, d.met(spread.Median)})
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

// spread is what was measured of it in that case, and who it was compared with where that is the fastest of several.
func (d demand) spread(r measure.Result) (_ measure.Spread, who string, ok bool) {
	switch {
	case d.sizes:
		s, ok := d.sizeRatio(r)
		return s, "", ok
	case d.count != "":
		s, ok := d.counted(r)
		return s, "", ok
	case d.base == "":
		row, ok := r.Row(d.name)
		return row.Time(), "", ok && len(row.Nanoseconds) > 0
	case d.base == next:
		return best(r, d.name, goPeers)
	case d.least > 0:
		s, ok := r.Ratio(d.base, d.name)
		return s, "", ok
	}
	s, ok := r.Ratio(d.name, d.base)
	return s, "", ok
}

func (d demand) counted(r measure.Result) (measure.Spread, bool) {
	row, _ := r.Row(d.name)
	x, ok := row.Counts[d.count]
	if d.base != "" {
		base, _ := r.Row(d.base)
		y, there := base.Counts[d.count]
		x, ok = x-y, ok && there
	}
	return certain(math.Round(10*x) / 10), ok // a mean, and the runtime allocates now and then
}

// certain is a number that has no spread.
func certain(x float64) measure.Spread { return measure.Spread{Median: x, Low: x, High: x, Min: x} }

func (d demand) sizeRatio(r measure.Result) (measure.Spread, bool) {
	a, _ := r.Row(d.name)
	b, _ := r.Row(d.base)
	if a.Size == 0 || b.Size == 0 {
		return measure.Spread{}, false
	}
	return certain(float64(a.Size) / float64(b.Size)), true
}

// String is what is asked.
func (d demand) String() string {
	switch {
	case d.count != "" && d.base != "":
		return fmt.Sprintf("at most %s more %s than the limit", bare(d.most), d.count)
	case d.count != "":
		return fmt.Sprintf("at most %s %s", bare(d.most), d.count)
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
	case d.count != "":
		s = bare(math.Round(10*x.spread.Median) / 10)
	case d.base == "":
		s = durations(x.spread)
	case d.sizes:
		s = factor(x.spread.Median) + "x"
	default:
		s = times(x.spread)
	}
	if x.which != "" {
		s = x.which + ": " + s
	}
	if x.who != "" {
		s += " " + x.who
	}
	if !x.met {
		s = "**" + s + "**"
	}
	return s
}

// goals are the demands of this kind of build.
func (r Run) goals() []demand {
	return slices.DeleteFunc(slices.Clone(demands), func(d demand) bool { return d.purego && !r.Machine.PureGo })
}

// demandTable lists all that were measured, and how many were met.
func (r Run) demandTable() string {
	t := table{titles: []string{"", "goal", "small heap", "256 MiB alive", ""}}
	met, missed := 0, 0
	list := r.goals()
	for _, d := range list {
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
	return fmt.Sprintf("%d met, %d missed, %d not measured.\n\n%s", met, missed, len(list)-met-missed, t.String())
}

// reasons lists the demands that were missed, those together for which the same is known.
func (r Run) reasons() string {
	var texts []string
	missed := map[string][]string{}
	for _, d := range r.goals() {
		if !slices.ContainsFunc(heaps, func(heap string) bool { x, ok := r.judge(d, heap); return ok && !x.met }) {
			continue
		}
		text := cmp.Or(why[d.key()], "Not looked into yet (`"+d.key()+"`).")
		if missed[text] == nil {
			texts = append(texts, text)
		}
		missed[text] = append(missed[text], d.work+", "+d.String())
	}
	var b strings.Builder
	for _, text := range texts {
		fmt.Fprintf(&b, "- **%s.** %s\n", strings.Join(missed[text], "; "), text)
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
	if d.purego {
		key += " purego"
	}
	switch {
	case d.sizes && d.typical:
		return key + " size, typical"
	case d.sizes:
		return key + " size"
	case d.count != "":
		return key + " " + d.count
	case d.typical:
		return key + " typical"
	}
	return key
}
