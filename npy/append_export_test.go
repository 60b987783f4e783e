package npy

import (
	"slices"
	"testing"
)

// InterruptedAppends gives every state of a file in which AppendFile can be
// interrupted, for several arrays.
func InterruptedAppends(t *testing.T) (states [][]byte) {
	for _, c := range crashCases(t) {
		f := &tape{b: slices.Clone(c.old)}
		if err := c.put(f); err != nil {
			t.Fatal(err)
		}
		cuts(c.old, f.ops, func(_ int, b []byte) { states = append(states, slices.Clone(b)) })
	}
	return states
}
