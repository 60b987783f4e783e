package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/report"
)

// TestMain makes the test's program the command, where it is started as a child.
func TestMain(m *testing.M) {
	measure.Child()
	if len(os.Args) > 1 && os.Args[1] == "-child" {
		main()
		return
	}
	os.Exit(m.Run())
}

// TestRun measures two cases with both heaps, keeps them, and writes everything down from
// what was kept.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	kept := filepath.Join(dir, "run.json")
	o := options{quick: true, only: "^(header/parse|wire-decode/blog)$", dir: dir, python: "none", json: kept, out: dir}
	r, err := o.results(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if err := o.write(r); err != nil {
		t.Fatal(err)
	}
	var cases []string
	for _, x := range r.Results {
		cases = append(cases, x.Case+" "+x.Heap)
	}
	want := "header/parse small, wire-decode/blog small, header/parse 256 MiB, wire-decode/blog 256 MiB"
	if got := strings.Join(cases, ", "); got != want {
		t.Errorf("measured %s, want %s", got, want)
	}
	if err := r.Failure(); err != nil {
		t.Error(err)
	}
	first, err := os.ReadFile(filepath.Join(dir, "RESULTS.md"))
	if err != nil || !strings.Contains(string(first), "says nothing about speed") {
		t.Errorf("RESULTS.md: %v\n%s", err, first)
	}
	again := options{from: kept}
	if r, err = again.results(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := r.Write(dir); err != nil {
		t.Fatal(err)
	}
	if second, err := os.ReadFile(filepath.Join(dir, "RESULTS.md")); err != nil || string(second) != string(first) {
		t.Errorf("other results from what was kept: %v\n%s", err, second)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "npygo-bench-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestRefuses(t *testing.T) {
	for _, o := range []options{
		{only: "("}, {quick: true, readme: "README.md"}, {from: "no-such-file"}, {only: "^no case$", quick: true, python: "none"},
		{heap: "large", quick: true, python: "none"},
	} {
		o.dir = t.TempDir()
		if err := o.run(); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

// TestPython has a Python that was named by the caller be there.
func TestPython(t *testing.T) {
	o := options{only: "^header/parse$", quick: true, python: filepath.Join(t.TempDir(), "no-python"), dir: t.TempDir()}
	if err := o.run(); err == nil || status(err) != 2 || !strings.Contains(err.Error(), "no-python, named by") {
		t.Errorf("%v", err)
	}
	if python, err := findPython("none"); python != "" || err != nil {
		t.Errorf("none: %q, %v", python, err)
	}
	if err := (options{from: filepath.Join(t.TempDir(), "no-such-file")}).run(); status(err) != 1 {
		t.Errorf("a file that is not there is no wrong call: %v", err)
	}
}

// TestFill writes the tables into a page, from a run that has them.
func TestFill(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("<!-- bench:arrays -->\nold\n<!-- /bench -->\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	rows := []measure.Row{{Name: "npygo", Nanoseconds: []float64{1e5}}}
	r := report.Run{Results: []measure.Result{{Case: "read/blog", Heap: measure.SmallHeap, Rows: rows}}}
	if err := (options{readme: page, out: t.TempDir()}).write(r); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(page); err != nil || strings.Contains(string(b), "old") || !strings.Contains(string(b), "100 µs") {
		t.Errorf("%v: %s", err, b)
	}
}
