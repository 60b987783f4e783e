// Package numpy lets NumPy take its turns between those of Go programs: one Python lives
// behind a pipe, runs a snippet as often as it is told, and times itself, so that neither
// its start nor the pipe counts.
package numpy

import (
	"bufio"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/npygo/npygo/bench/measure"
)

// Snippet is a piece of Python. np and os are there.
type Snippet struct {
	Name   string         // the contestant's; "": NumPy
	Given  map[string]any // variables, of what JSON knows
	Setup  string         // statements, run once
	Before string         // statements before each run that are not timed; "" for short ones
	Body   string         // the statements that are timed
	Check  string         // an expression that is true if the answer is right; "": nothing to check
}

// Worker is a Python.
type Worker struct {
	cmd   *exec.Cmd
	mu    sync.Mutex // one question at a time
	in    io.WriteCloser
	out   *bufio.Reader
	count int
}

//go:embed worker.py
var program string

// Start starts a Python that has NumPy. It needs Close.
func Start(python string) (*Worker, error) {
	w := &Worker{cmd: exec.Command(python, "-I", "-c", program)}
	w.cmd.Stderr = os.Stderr
	var err error
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	w.out = bufio.NewReader(out)
	if err := w.cmd.Start(); err != nil {
		return nil, fmt.Errorf("numpy: %w", err)
	}
	if _, err := w.Version(); err != nil {
		w.Close()
		return nil, err
	}
	return w, nil
}

// Close ends it.
func (w *Worker) Close() error {
	return errors.Join(w.in.Close(), w.cmd.Wait())
}

// Version is NumPy's.
func (w *Worker) Version() (v string, err error) {
	return v, w.ask(&v, map[string]any{"do": "version"})
}

// Contestant is the snippet as one that takes turns. Its memory is freed by drop.
func (w *Worker) Contestant(how string, s Snippet) (c measure.Contestant, drop func() error, err error) {
	w.mu.Lock()
	w.count++
	name := fmt.Sprint(w.count)
	w.mu.Unlock()
	given := s.Given
	if given == nil {
		given = map[string]any{}
	}
	err = w.ask(nil, map[string]any{
		"do": "make", "name": name, "setup": s.Setup, "before": s.Before, "body": s.Body, "check": s.Check, "given": given,
	})
	c = measure.Contestant{Name: cmp.Or(s.Name, "NumPy"), How: how, Run: func(n int) (time.Duration, error) {
		var ns int64
		err := w.ask(&ns, map[string]any{"do": "run", "name": name, "n": n})
		return time.Duration(ns), err
	}, Check: func() error {
		var right bool
		if err := w.ask(&right, map[string]any{"do": "check", "name": name}); err != nil || right {
			return err
		}
		return fmt.Errorf("not so: %s", s.Check)
	}}
	return c, func() error { return w.ask(nil, map[string]any{"do": "drop", "name": name}) }, err
}

// ask sends a question and waits for the answer; to may be nil.
func (w *Worker) ask(to any, question map[string]any) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	b, err := json.Marshal(question)
	if err != nil {
		return err
	}
	if _, err := w.in.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("numpy: %w", err)
	}
	line, err := w.out.ReadBytes('\n')
	if err != nil {
		return fmt.Errorf("numpy: Python has ended: %w", err)
	}
	var a struct {
		Value json.RawMessage
		Error string
	}
	if err := json.Unmarshal(line, &a); err != nil {
		return fmt.Errorf("numpy: answer %q: %w", line, err)
	}
	if a.Error != "" {
		return errors.New(a.Error)
	}
	if to == nil {
		return nil
	}
	return json.Unmarshal(a.Value, to)
}
