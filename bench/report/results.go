package report

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/npygo/npygo/bench/measure"
)

// Write puts RESULTS.md into the folder, and its plots beside it.
func (r Run) Write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	plots, err := r.draw(dir)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "RESULTS.md"), []byte(r.markdown(plots)), 0o644)
}

// groups are the chapters of RESULTS.md, in their order, with what is said on top of each.
var groups = []struct{ name, title, text string }{
	{"header", "Headers", "Text to dtype, order and shape, and back. No file is touched."},
	{"read-into", "Reading into memory that is used again", ""},
	{"read", "Reading into fresh memory", "What is fresh has to be cleared and mapped first, page by page: that is most of the time."},
	{"map", "Mapping", "Opened, one element touched, closed."},
	{"view", "Looking at bytes in memory", ""},
	{"chunks", "Streaming", "Piece by piece through a small buffer; all elements summed."},
	{"encode", "Writing to memory", ""},
	{"write-new", "Writing a new file", "Into the page cache; nobody waits for the disk."},
	{"write-over", "Writing over an old file", "Ours is atomic: a file beside the old one, which then takes its name. The others truncate the old one and write."},
	{"big-endian", "Big-endian files", "`>f8` to float64 of this machine."},
	{"f2-f4", "Converting", ""},
	{"row-major", "Fortran order to C order", ""},
	{"fortran", "Reading Fortran order", ""},
	{"records", "Structured dtypes", ""},
	{"npz-stored", "Archives: stored members", ""},
	{"npz-stream", "Archives from a stream", ""},
	{"npz-deflate", "Archives: deflated members", "`npygo` reads the file that `npz.WriteFile` makes, which can be inflated on all cores; everyone else reads NumPy's own."},
	{"inflate", "Inflating alone", "The deflate stream of NumPy's file, from memory to memory, on one core."},
	{"npz-rows", "Archives: a few rows", ""},
	{"npz-write", "Archives: compressing", "Levels are each package's default, which is 6 for all of them."},
	{"npz-64", "Archives of 64 members", ""},
	{"echo", "HTTP", "A server that answers with the array it was sent, over loopback and connections that are kept alive; the client is a socket and a buffer."},
	{"wire", "Forms in which an array travels: both ways", "From a slice to the bytes of a body and back to a slice; `bytes` is the body's size."},
	{"wire-encode", "Forms in which an array travels: encode", ""},
	{"wire-decode", "Forms in which an array travels: decode", ""},
}

func (r Run) markdown(plots map[string]string) string {
	var b strings.Builder
	b.WriteString("# Results\n\n")
	b.WriteString(r.preface())
	b.WriteString("\n" + r.machine())
	for _, s := range r.Troubles {
		fmt.Fprintf(&b, "\nNot measured: %s\n", s)
	}
	if !r.Quick {
		b.WriteString(r.goalsChapter())
	}
	for _, name := range r.order() {
		title, text := name, ""
		for _, g := range groups {
			if g.name == name {
				title, text = g.title, g.text
			}
		}
		b.WriteString("\n## " + title + "\n")
		if text != "" {
			b.WriteString("\n" + text + "\n")
		}
		if plot := plots[name]; plot != "" {
			fmt.Fprintf(&b, "\n![%s](%s)\n", title, plot)
		}
		b.WriteString(r.chapter(name))
	}
	return b.String()
}

func (r Run) goalsChapter() string {
	s := "\n## Goals\n\n" + demandsText + "\n" + r.demandTable()
	if reasons := r.reasons(); reasons != "" {
		s += "\nMissed, and what is known about it:\n\n" + reasons
	}
	return s
}

const demandsText = "The goals for speed and size were set before most of the code was written, after what prototypes and other " +
	"packages reached; beside them is what it reaches. " +
	"The limit is the least that the machine must do for the same outcome, measured beside it; the next Go package is whichever other one is the fastest, " +
	"in any of the ways that its page shows. In brackets the quartiles; of several kinds of data the one that counts.\n"

func (r Run) preface() string {
	s := "Written by `go run ./cmd/bench` in this folder, which measures all of it again.\n\n"
	if r.Quick {
		s += "**This was a run with `-quick`: it shows that everything works, and says nothing about speed.**\n\n"
	}
	if r.Only != "" {
		s += fmt.Sprintf("This run was limited to cases that match `%s`.\n\n", r.Only)
	}
	return s + fmt.Sprintf(`All who do the same work take turns in one process (or, where memory must be fresh, in processes that follow each other), %d rounds unless
a case is marked with fewer, a turn of at least 5 ms; no garbage collection is forced between turns. "Time" is the median; the ratio is the median of the ratios within
a round, in brackets the quartiles, and "least" the fastest turn. Files are in the page cache. Each answer is compared with what was written: who
gives another one is shown as wrong, without a time. "Small heap" is that of a program that does only this, so that every large allocation
starts a collection (a case that writes an array, or reads one from memory, has that one alive besides); a service with 256 MiB alive has the other.
Each case has a process of its own. Before each turn of one of 64 MiB or more, on Linux, twice as much memory is written to and given back, for a host may have taken what was free.

blog is a float64 array of 9x128x64x3, 1.77 MB; m128 one of 4096x4096, 128 MiB; g1 one of 1 GiB.
`, r.Rounds)
}

func (r Run) machine() string {
	t := table{titles: []string{"", ""}}
	m := r.Machine
	t.add("CPU", fmt.Sprintf("%s, %d cores", m.CPU, m.Cores))
	t.add("memory", m.Memory)
	t.add("system", m.System)
	t.add("disk", m.disk())
	t.add("Go", strings.TrimPrefix(m.Go, "go"))
	t.add("NumPy", cmpOr(m.NumPy, "none: its rows are left out"))
	for _, p := range m.Packages {
		t.add("`"+p.Path+"`", p.Version)
	}
	t.add("when", fmt.Sprintf("%s, for %s; load average before it %s", r.Start.UTC().Format("2006-01-02 15:04 UTC"), r.Took.Round(time.Second), m.Load))
	return t.String()
}

func cmpOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// order has the groups that were measured: those we know first, the rest behind.
func (r Run) order() []string {
	var known, rest []string
	for _, g := range groups {
		if slices.ContainsFunc(r.Results, func(x measure.Result) bool { return group(x.Case) == g.name }) {
			known = append(known, g.name)
		}
	}
	for _, x := range r.Results {
		if name := group(x.Case); !slices.Contains(known, name) && !slices.Contains(rest, name) {
			rest = append(rest, name)
		}
	}
	return append(known, rest...)
}

// chapter has a table for each case of a group, in the order in which they were run.
func (r Run) chapter(name string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for _, x := range r.Results {
		if group(x.Case) != name || seen[x.Case] {
			continue
		}
		seen[x.Case] = true
		var results []measure.Result
		for _, heap := range heaps {
			if y, ok := r.find(x.Case, heap); ok {
				results = append(results, y)
			}
		}
		fmt.Fprintf(&b, "\n### %s\n\n", x.Case)
		if x.Note != "" {
			b.WriteString(strings.TrimSuffix(x.Note, ".") + ". ")
		}
		if n := rounds(x); n > 0 && n < r.Rounds {
			fmt.Fprintf(&b, "%d rounds. ", n)
		}
		b.WriteString(counts(x))
		b.WriteString("\n\n" + caseTable(results))
	}
	return strings.ReplaceAll(b.String(), "\n\n\n", "\n")
}

// counts is what was counted besides time.
func counts(x measure.Result) string {
	var list []string
	for _, row := range x.Rows {
		for _, what := range slices.Sorted(maps.Keys(row.Counts)) {
			list = append(list, fmt.Sprintf("%s %s: %s", row.Name, what, bare(math.Round(10*row.Counts[what])/10)))
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "Counted for one run: " + strings.Join(list, ", ") + ". "
}

func rounds(x measure.Result) int {
	n := 0
	for _, row := range x.Rows {
		n = max(n, len(row.Nanoseconds))
	}
	return n
}

// thousands is a number with commas.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Tables are those of RESULTS.md without anything around them.
func (r Run) Tables() string {
	var b strings.Builder
	for _, name := range r.order() {
		b.WriteString(r.chapter(name))
	}
	return b.String()
}

// Failure is an error if something could not be measured, or if ours or NumPy gave a wrong answer.
// That the other packages do is a result.
func (r Run) Failure() error {
	var list []error
	for _, s := range r.Troubles {
		list = append(list, errors.New(s))
	}
	for _, x := range r.Results {
		for _, row := range x.Rows {
			if said := row.Wrong + row.Failed; said != "" && (row.Failed != "" || !slices.Contains(goPeers, row.Name)) {
				list = append(list, fmt.Errorf("%s: %s: %s", x.Case, row.Name, said))
			}
		}
	}
	return errors.Join(list...)
}
