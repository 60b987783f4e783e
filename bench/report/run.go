// Package report makes of results what people read: RESULTS.md with its plots, and the
// tables in other pages that stand between two markers.
package report

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/npygo/npygo/bench/measure"
)

// Run is all that one call of the command has found out.
type Run struct {
	Machine  Machine          `json:"machine"`
	Start    time.Time        `json:"start"`
	Took     time.Duration    `json:"took"`
	Rounds   int              `json:"rounds"`
	Quick    bool             `json:"quick,omitempty"` // small files and no rounds to speak of: says nothing about speed
	Only     string           `json:"only,omitempty"`  // the expression that left cases out
	Results  []measure.Result `json:"results"`
	Troubles []string         `json:"troubles,omitempty"` // cases that could not be made, and why
}

// Load reads what Store wrote.
func Load(name string) (Run, error) {
	var r Run
	b, err := os.ReadFile(name)
	if err != nil {
		return r, err
	}
	if err := json.Unmarshal(b, &r); err != nil {
		return r, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// Store keeps a run, so that it can be rendered again.
func (r Run) Store(name string) error {
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(b, '\n'), 0o644)
}

// find is the result of that case with that heap.
func (r Run) find(name, heap string) (measure.Result, bool) {
	for _, x := range r.Results {
		if x.Case == name && x.Heap == heap {
			return x, true
		}
	}
	return measure.Result{}, false
}

// any prefers the small heap, which is the one that a short program has.
func (r Run) any(name string) (measure.Result, bool) {
	for _, heap := range heaps {
		if x, ok := r.find(name, heap); ok {
			return x, true
		}
	}
	return measure.Result{}, false
}

var heaps = []string{measure.SmallHeap, measure.LargeHeap}

// group is what stands before the slash of a case's name.
func group(name string) string {
	before, _, _ := strings.Cut(name, "/")
	return before
}
