package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	"github.com/npygo/npygo/bench/load"
	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/report"
)

// outcome is what a child writes.
type outcome struct {
	Result  *measure.Result `json:",omitempty"`
	Trouble string          `json:",omitempty"`
}

// measure has children do the cases with one heap: each in a process of its own, so that
// neither the heap nor the huge pages of one are another's.
func (o options) measure(ctx context.Context, heap string, r *report.Run) error {
	only, err := regexp.Compile(o.only)
	if err != nil {
		return err
	}
	for _, p := range load.All(o.setup()) {
		if !only.MatchString(p.Name) {
			continue
		}
		x, err := o.inChild(ctx, heap, p.Name)
		if err != nil {
			return fmt.Errorf("%s: %w", p.Name, err)
		}
		if x.Result != nil {
			r.Results = append(r.Results, *x.Result)
		}
		if x.Trouble != "" {
			r.Troubles = append(r.Troubles, x.Trouble)
		}
	}
	return nil
}

func (o options) setup() measure.Setup {
	s := measure.Setup{Dir: o.dir, Quick: o.quick, Python: o.python}
	if s.Python == "none" {
		s.Python = ""
	}
	return s
}

func (o options) inChild(ctx context.Context, heap, name string) (x outcome, err error) {
	program, err := os.Executable()
	if err != nil {
		return x, err
	}
	cmd := exec.CommandContext(ctx, program, "-child", name, "-heap", heap, "-rounds", strconv.Itoa(o.rounds), "-quick="+strconv.FormatBool(o.quick),
		"-dir", o.dir, "-python", orNone(o.python))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return x, err
	}
	return x, json.Unmarshal(out, &x)
}

func orNone(python string) string {
	if python == "" {
		return "none"
	}
	return python
}

// serve is the child: it does the case that it was named.
func (o options) serve() error {
	if err := measure.SetHeap(o.heap); err != nil {
		return err
	}
	for _, p := range load.All(o.setup()) {
		if p.Name == o.child {
			return json.NewEncoder(os.Stdout).Encode(o.one(p))
		}
	}
	return fmt.Errorf("no case %q", o.child)
}

func (o options) one(p measure.Plan) (x outcome) {
	start := time.Now()
	fmt.Fprintf(os.Stderr, "%-8s %-22s", o.heap, p.Name)
	c, err := p.Make()
	made := time.Since(start)
	if err == nil {
		result := measure.Run(c, o.rounds)
		x.Result = &result
		if c.Close != nil {
			err = c.Close()
		}
	}
	if err != nil {
		x.Trouble = fmt.Sprintf("%s (%s heap): %v", p.Name, o.heap, err)
	}
	fmt.Fprintf(os.Stderr, " %5.1f s, %.1f of them to prepare %s\n", time.Since(start).Seconds(), made.Seconds(), x.Trouble)
	return x
}
