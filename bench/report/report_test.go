package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/bench/measure"
)

func row(name string, ns ...float64) measure.Row {
	return measure.Row{Name: name, How: "how " + name, Nanoseconds: ns}
}

// sample has one case with both heaps, and the kinds of one group.
func sample() Run {
	r := Run{
		Machine: Machine{CPU: "AMD EPYC", Cores: 2, System: "linux/amd64 6.18", Disk: "ext2/ext3", Go: "go1.26.8", NumPy: "2.4.6 Python 3.11"},
		Start:   time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Rounds: 3,
	}
	for i, heap := range heaps {
		slow := float64(1 + i)
		r.Results = append(r.Results, measure.Result{Case: "read/blog", Heap: heap, Note: "Warm", Bytes: 1 << 20, Rows: []measure.Row{
			row(ours, 100e3, 110e3*slow, 120e3*slow), row(limit, 100e3, 100e3, 100e3), row(numPy, 200e3, 220e3, 240e3),
			{Name: "gorgonia", How: "Dense", Wrong: "5 at 0, not 1"}, row("gonpy", 2e6, 2.2e6, 3e6), row("npyio bufio", 3e6, 3.3e6, 3.6e6),
		}})
	}
	r.Results[0].Rows[0].Counts = map[string]float64{"allocations": 3}
	for i, kind := range kinds {
		r.Results = append(r.Results, measure.Result{Case: "npz-write/" + kind, Heap: measure.SmallHeap, Bytes: 8 << 20, Rows: []measure.Row{
			{Name: ours, Size: int64(1000 + 30*i), Nanoseconds: []float64{10e6, 11e6, 12e6}},
			{Name: numPy, Size: 1000, Nanoseconds: []float64{100e6, 110e6, 120e6}},
		}})
	}
	return r
}

func TestMarkdown(t *testing.T) {
	dir := t.TempDir()
	if err := sample().Write(dir); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "RESULTS.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| **npygo** | small | 110 µs (105–115) | 1 | 100 µs | 9.5 | how npygo |",
		"| NumPy | small | 220 µs (210–230) | 2.00x (2.00–2.00) | 200 µs | 4.8 | how NumPy |",
		"| NumPy | 256 MiB | 220 µs (210–230) | 1.00x (1.00–1.50) |",
		"Counted for one run: npygo allocations: 3.",
		"| gorgonia | small | wrong: 5 at 0, not 1 | | | | Dense |",
		"## Reading into fresh memory",
		"![Reading into fresh memory](plots/read.svg)",
		"| `ReadFile`, blog | at least 10 times as fast as the next Go package | 20.0x (20.0–22.5) gonpy | 12.5x (11.2–16.2) gonpy | met |",
		"| `ReadFile`, blog | at most 0.85x the limit | **1.10x (1.05–1.15)** | **2.20x (1.60–2.30)** | MISSED |",
		"- **`ReadFile`, blog, at most 0.85x the limit.** ",
		"| `Compress`, size, every kind | at most 1.12x NumPy's size | **masks: 1.15x** | | MISSED |",
		"| `Compress`, size, typical kind | at most 1.05x NumPy's size | **labels: 1.09x** | | MISSED |",
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("not in RESULTS.md: %s", want)
		}
	}
	if t.Failed() {
		t.Logf("%s", b)
	}
	for _, name := range []string{"read", "npz-write"} {
		svg, err := os.ReadFile(filepath.Join(dir, "plots", name+".svg"))
		if err != nil || !strings.Contains(string(svg), "npygo") || !strings.HasSuffix(strings.TrimSpace(string(svg)), "</svg>") {
			t.Errorf("%s.svg: %v, %d bytes", name, err, len(svg))
		}
	}
}

func TestBlocks(t *testing.T) {
	blocks := sample().Blocks()
	for name, want := range map[string]string{
		"arrays": "| `ReadFile`, 1.77 MB, small heap | 110 µs (105–115) | 1.10x (1.05–1.15) of make + read | 2.00x (2.00–2.00) | 20.0x (20.0–22.5) gonpy |\n" +
			"| `ReadFile`, 1.77 MB, 256 MiB alive | 220 µs (160–230) | 2.20x (1.60–2.30) of make + read | 1.00x (1.00–1.50) | 12.5x (11.2–16.2) gonpy |",
		"machine": ", small heap where a row names no other;",
		"npz":     "| its size, of NumPy's | 1.00x, 1.03x, 1.06x, 1.09x, 1.12x, 1.15x |",
	} {
		if !strings.Contains(blocks[name], want) {
			t.Errorf("block %s lacks %s:\n%s", name, want, blocks[name])
		}
	}
	if blocks["wire"] != "" {
		t.Errorf("a block without results: %q", blocks["wire"])
	}
}

func TestFill(t *testing.T) {
	name := filepath.Join(t.TempDir(), "README.md")
	for _, c := range []struct{ before, want, err string }{
		{"a\n<!-- bench:x -->\nold\n<!-- /bench -->\nb\n", "a\n<!-- bench:x -->\n\nnew\n\n<!-- /bench -->\nb\n", ""},
		{"<!-- bench:empty -->\nold\n<!-- /bench -->\n", "<!-- bench:empty -->\nold\n<!-- /bench -->\n", ""},
		{"<!-- bench:x -->\n<!-- /bench --> <!-- bench:x -->\n1\n<!-- /bench -->", "<!-- bench:x -->\n\nnew\n\n<!-- /bench --> <!-- bench:x -->\n\nnew\n\n<!-- /bench -->", ""},
		{"nothing\n", "nothing\n", ""},
		{"<!-- bench:x -->\nold\n", "", "no <!-- /bench --> behind"},
		{"<!-- bench:x -->\n<!-- bench:y -->\n<!-- /bench -->\n", "", "no <!-- /bench --> behind"},
		{"<!-- bench:x\n", "", "is not the start"},
	} {
		if err := os.WriteFile(name, []byte(c.before), 0o644); err != nil {
			t.Fatal(err)
		}
		err := Fill(name, map[string]string{"x": "new\n", "empty": ""})
		got, _ := os.ReadFile(name)
		switch {
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err) || string(got) != c.before):
			t.Errorf("%q: error %v, file %q", c.before, err, got)
		case c.err == "" && (err != nil || string(got) != c.want):
			t.Errorf("%q: %q, %v", c.before, got, err)
		}
	}
}

// TestFillOnce has the same blocks filled in twice: nothing may grow.
func TestFillOnce(t *testing.T) {
	blocks := map[string]string{"x": "| a |\n|---|\n"}
	once, err := fill("<!-- bench:x -->\n<!-- /bench -->\n", blocks)
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := fill(once, blocks); err != nil || twice != once {
		t.Errorf("%q, %v", twice, err)
	}
}

func TestStore(t *testing.T) {
	name := filepath.Join(t.TempDir(), "run.json")
	r := sample()
	if err := r.Store(name); err != nil {
		t.Fatal(err)
	}
	back, err := Load(name)
	if err != nil || back.Tables() != r.Tables() || back.machine() != r.machine() {
		t.Errorf("another run: %v\n%s", err, back.Tables())
	}
}

func TestFailure(t *testing.T) {
	r := sample()
	if err := r.Failure(); err != nil {
		t.Errorf("that another package is wrong is a result: %v", err)
	}
	r.Results[0].Rows[0].Wrong = "2 at 0"
	if err := r.Failure(); err == nil || !strings.Contains(err.Error(), "read/blog: npygo: 2 at 0") {
		t.Errorf("%v", err)
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{duration(0.42), "0.42 ns"}, {duration(54.7), "55 ns"}, {duration(999.6), "1.0 µs"}, {duration(1234), "1.2 µs"},
		{duration(9.96e6), "10 ms"}, {duration(12.3e6), "12 ms"}, {duration(2e9), "2.0 s"},
		{durations(measure.Spread{Median: 2e3, Low: 1e3, High: 3e3}), "2.0 µs (1.0–3.0)"},
		{durations(measure.Spread{Median: 2e3, Low: 900, High: 3e6}), "2.0 µs (900 ns–3.0 ms)"},
		{factor(1.0449), "1.04"}, {factor(0.0031), "0.0031"}, {factor(0.1), "0.10"}, {factor(12.345), "12.3"}, {factor(1234), "1234"},
		{thousands(1), "1"}, {thousands(1234567), "1,234,567"}, {thousands(123456), "123,456"},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}

// TestKeys has every reason belong to a demand, and every demand have a key of its own.
func TestKeys(t *testing.T) {
	keys := map[string]bool{}
	for _, d := range demands {
		k := d.key()
		if keys[k] {
			t.Errorf("two demands are called %q", k)
		}
		keys[k] = true
	}
	for k := range why {
		if !keys[k] {
			t.Errorf("a reason for %q, which nobody asked for", k)
		}
	}
}
