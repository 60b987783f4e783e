// Command bench measures everything that this project says about speed, and writes it down.
//
//	go run ./cmd/bench                       RESULTS.md and plots, here
//	go run ./cmd/bench -only '^read/'        some cases, as tables on the standard output
//	go run ./cmd/bench -quick                whether everything works; says nothing about speed
//	go run ./cmd/bench -json run.json        keeps what was measured
//	go run ./cmd/bench -from run.json        writes it down again, without measuring
//	go run ./cmd/bench -readme ../README.md -docs ../docs/arrays-over-http.md
//	                                         and the tables there, too
//
// NumPy takes part if NPYGO_PYTHON, or -python, names a Python that has it, or if
// python3 does; one that is named and has none is an error. Files go to a folder of their own in TMPDIR, or -dir, which should be
// on a disk.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/report"
)

type options struct {
	rounds       int
	quick        bool
	only         string
	heap         string
	out          string
	readme, docs string
	json, from   string
	dir, python  string
	child        string
}

func main() {
	measure.Child()
	var o options
	flag.IntVar(&o.rounds, "rounds", 15, "how often all take their turns; heavy cases fewer")
	flag.BoolVar(&o.quick, "quick", false, "small files and two rounds, to see that everything works")
	flag.StringVar(&o.only, "only", "", "a regular expression for the names of `cases`")
	flag.StringVar(&o.heap, "heap", "", "one `heap` alone: \"small\" or \"256 MiB\"")
	flag.StringVar(&o.out, "out", "", "the `folder` for RESULTS.md (default: here; with -quick, -only, -heap: tables on standard output)")
	flag.StringVar(&o.readme, "readme", "", "a `file` whose tables between markers are written anew")
	flag.StringVar(&o.docs, "docs", "", "another such `file`")
	flag.StringVar(&o.json, "json", "", "the `file` for all that was measured")
	flag.StringVar(&o.from, "from", "", "do not measure: take it from this `file`")
	flag.StringVar(&o.dir, "dir", "", "the `folder` for a folder of files (default TMPDIR)")
	flag.StringVar(&o.python, "python", os.Getenv("NPYGO_PYTHON"), "a `Python` that has NumPy; \"none\" leaves it out")
	flag.StringVar(&o.child, "child", "", "used by the command itself: one `case` with one heap, and the result as JSON")
	flag.Parse()
	if err := o.run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(status(err))
	}
}

// usageError is one of how the command was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// status is 2 after a wrong call, as it is after a wrong flag.
func status(err error) int {
	if errors.As(err, new(usageError)) {
		return 2
	}
	return 1
}

func (o options) run() error {
	if flag.NArg() > 0 {
		return usageError{fmt.Errorf("%q is no flag; see -help", flag.Arg(0))}
	}
	if o.child != "" {
		return o.serve()
	}
	if o.quick && (o.readme != "" || o.docs != "") {
		return usageError{errors.New("-quick says nothing about speed: no -readme, no -docs")}
	}
	if _, err := regexp.Compile(o.only); err != nil {
		return usageError{fmt.Errorf("-only: %w", err)}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r, err := o.results(ctx)
	if err != nil {
		return err
	}
	return o.write(r)
}

func (o options) results(ctx context.Context) (report.Run, error) {
	if o.from != "" {
		return report.Load(o.from)
	}
	python, err := findPython(o.python)
	if err != nil {
		return report.Run{}, err
	}
	if o.python = python; python == "" {
		fmt.Fprintln(os.Stderr, "bench: no NumPy: its rows are left out; NPYGO_PYTHON, or -python, names a Python that has it")
	}
	dir, err := os.MkdirTemp(o.dir, "npygo-bench-")
	if err != nil {
		return report.Run{}, err
	}
	defer os.RemoveAll(dir)
	o.dir = dir
	if o.quick {
		o.rounds = measure.QuickRounds
	}
	r := report.Run{Machine: report.ThisMachine(dir, o.python), Start: time.Now(), Rounds: o.rounds, Quick: o.quick, Only: o.only}
	heaps := []string{measure.SmallHeap, measure.LargeHeap}
	if o.heap != "" {
		heaps = []string{o.heap}
	}
	for _, heap := range heaps {
		if err := o.measure(ctx, heap, &r); err != nil {
			return r, err
		}
	}
	r.Took = time.Since(r.Start)
	if len(r.Results) == 0 && len(r.Troubles) == 0 {
		return r, fmt.Errorf("no case is called %q", o.only)
	}
	return r, nil
}

// findPython takes the Python that was named, or python3 if that has NumPy; "": none.
func findPython(name string) (string, error) {
	if name == "none" {
		return "", nil
	}
	named := name != ""
	if !named {
		name = "python3"
	}
	// -I: the folder numpy here is no Python package.
	said, err := exec.Command(name, "-I", "-c", "import numpy").CombinedOutput()
	switch {
	case err == nil:
		return name, nil
	case !named:
		return "", nil
	}
	if lines := strings.Split(strings.TrimSpace(string(said)), "\n"); lines[0] != "" {
		err = errors.New(lines[len(lines)-1]) // of a traceback, what it is about
	}
	return "", usageError{fmt.Errorf("%s, named by -python or NPYGO_PYTHON, has no NumPy: %w (\"none\" leaves it out)", name, err)}
}

func (o options) write(r report.Run) error {
	if o.json != "" {
		if err := r.Store(o.json); err != nil {
			return err
		}
	}
	for _, name := range []string{o.readme, o.docs} {
		if name == "" {
			continue
		}
		if err := report.Fill(name, r.Blocks()); err != nil {
			return err
		}
	}
	switch {
	case o.out != "":
		return errors.Join(r.Write(o.out), r.Failure())
	case r.Quick || r.Only != "" || o.heap != "":
		fmt.Print(r.Tables())
		return r.Failure()
	}
	return errors.Join(r.Write("."), r.Failure())
}
