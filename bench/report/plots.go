package report

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/npygo/npygo/bench/measure"
)

// draw makes the plots for which there are results, and says by group what their files are
// called.
func (r Run) draw(dir string) (map[string]string, error) {
	files := map[string]string{}
	for _, p := range []struct {
		group string
		dots  dots
	}{
		{"read", r.byHeap("read/blog", "Read a .npy file of 1.77 MB into fresh memory: time, less is better")},
		{"write-new", r.byHeap("write-new/blog", "Write a .npy file of 1.77 MB: time, less is better")},
		{"big-endian", r.byHeap("big-endian/blog", "Read 1.77 MB of big-endian float64: time, less is better")},
		{"inflate", r.byKind("inflate", "Inflate on one core: MB/s of output, more is better")},
		{"npz-deflate", r.byKind("npz-deflate", "Read a compressed .npz member: MB/s, more is better")},
		{"npz-write", r.byKind("npz-write", "Compress an array into an .npz: MB/s, more is better")},
		{"echo", r.echo()},
		{"wire", r.wire()},
	} {
		if len(p.dots.series) == 0 {
			continue
		}
		if err := os.MkdirAll(filepath.Join(dir, "plots"), 0o755); err != nil {
			return nil, err
		}
		name := p.group + ".svg"
		if err := p.dots.write(filepath.Join(dir, "plots", name)); err != nil {
			return nil, err
		}
		files[p.group] = "plots/" + name
	}
	return files, nil
}

// byHeap has the contestants of one case, a series for each heap.
func (r Run) byHeap(name, title string) dots {
	d := dots{title: title, log: true, text: duration}
	for _, heap := range heaps {
		if x, ok := r.find(name, heap); ok {
			d.addTimes(heapTitle(heap), x)
		}
	}
	return d
}

func heapTitle(heap string) string {
	if heap == measure.SmallHeap {
		return "small heap"
	}
	return heap + " alive"
}

func (d *dots) addTimes(title string, x measure.Result) {
	s := series{title, map[string]measure.Spread{}}
	for _, row := range x.Rows {
		if len(row.Nanoseconds) > 0 {
			d.name(row.Name)
			s.at[row.Name] = row.Time()
		}
	}
	if len(s.at) > 0 {
		d.series = append(d.series, s)
	}
}

func (d *dots) name(s string) {
	for _, have := range d.names {
		if have == s {
			return
		}
	}
	d.names = append(d.names, s)
}

// byKind has the kinds of data, a series for each contestant.
func (r Run) byKind(group, title string) dots {
	d := dots{title: title, log: true, text: number}
	index := map[string]int{}
	for _, name := range each(group) {
		x, ok := r.any(name)
		if !ok {
			continue
		}
		kind := strings.TrimPrefix(name, group+"/")
		for _, row := range x.Rows {
			if len(row.Nanoseconds) == 0 {
				continue
			}
			i, ok := index[row.Name]
			if !ok {
				i = len(d.series)
				index[row.Name] = i
				d.series = append(d.series, series{row.Name, map[string]measure.Spread{}})
			}
			d.name(kind)
			d.series[i].at[kind] = per(row.Time(), 1e3*float64(x.Bytes))
		}
	}
	return d
}

// per turns times into speeds: the longest time is the least of them.
func per(t measure.Spread, work float64) measure.Spread {
	return measure.Spread{Median: work / t.Median, Low: work / t.High, High: work / t.Low, Min: work / t.High}
}

func (r Run) echo() dots {
	d := dots{title: "Echo of 1.77 MB, one request at a time: requests per second, more is better", text: number}
	s := series{"", map[string]measure.Spread{}}
	for _, name := range []string{"echo/blog", "echo/others"} {
		x, _ := r.any(name)
		for _, row := range x.Rows {
			if _, have := s.at[row.Name]; !have && len(row.Nanoseconds) > 0 {
				d.name(row.Name)
				s.at[row.Name] = per(row.Time(), 1e9)
			}
		}
	}
	if len(s.at) > 0 {
		d.series = []series{s}
	}
	return d
}

// wire has the sizes beside the names: eight of the forms are as large as each other, and
// a plot of time against size would write them over one another.
func (r Run) wire() dots {
	d := dots{title: "An array of 1.77 MB to bytes and back: time, less is better", log: true, text: duration}
	for _, way := range []string{"encode", "decode"} {
		x, ok := r.wireResult("wire-" + way + "/blog")
		if !ok {
			continue
		}
		for i, row := range x.Rows {
			x.Rows[i].Name = formName(row)
		}
		d.addTimes(way, x)
	}
	return d
}

func formName(row measure.Row) string {
	name := strings.ReplaceAll(row.Name, "`", "")
	if row.Size > 0 {
		name += " (" + digits(float64(row.Size)/1e6) + " MB)"
	}
	return name
}
