package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"time"

	"github.com/npygo/npygo/bench/load"
	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/report"
)

// outcome is a line that a child writes: one case.
type outcome struct {
	Result  *measure.Result `json:",omitempty"`
	Trouble string          `json:",omitempty"`
}

// measure has a child do all cases with one heap: in a process of its own, so that none of
// the heaps has a past.
func (o options) measure(ctx context.Context, heap string, r *report.Run) error {
	name, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, name, "-child", "-heap", heap, "-rounds", strconv.Itoa(o.rounds), "-quick="+strconv.FormatBool(o.quick),
		"-only", o.only, "-dir", o.dir, "-python", orNone(o.python))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := json.NewDecoder(out)
	for {
		var x outcome
		if err = lines.Decode(&x); err != nil {
			break
		}
		if x.Result != nil {
			r.Results = append(r.Results, *x.Result)
		}
		if x.Trouble != "" {
			r.Troubles = append(r.Troubles, x.Trouble)
		}
	}
	if err == io.EOF {
		err = nil
	}
	return errors.Join(err, cmd.Wait())
}

func orNone(python string) string {
	if python == "" {
		return "none"
	}
	return python
}

// serve is the child.
func (o options) serve() error {
	only, err := regexp.Compile(o.only)
	if err != nil {
		return err
	}
	if err := measure.SetHeap(o.heap); err != nil {
		return err
	}
	if o.python == "none" {
		o.python = ""
	}
	lines := json.NewEncoder(os.Stdout)
	s := measure.Setup{Dir: o.dir, Quick: o.quick, Python: o.python}
	for _, p := range load.All(s) {
		if !only.MatchString(p.Name) {
			continue
		}
		if err := lines.Encode(o.one(p)); err != nil {
			return err
		}
	}
	return nil
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
