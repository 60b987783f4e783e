package main

import (
	"slices"
	"testing"
	"time"
)

// TestSoakBounds: a round of the soak ends by the clock, and by the number of its requests.
func TestSoakBounds(t *testing.T) {
	p := start(t, []string{"TEST_RUN_STATS=1"}, "-read-timeout="+soakTimeout.String())
	idle := p.askStats(t)
	s := newSoak(t, p)
	s.round(t, 1, time.Minute, 200, idle.Goroutines)
	if n := s.total(); n != 200 {
		t.Errorf("%d requests, not 200", n)
	}
	s.round(t, 2, 100*time.Millisecond, 1<<40, idle.Goroutines) // comes back
	if n := s.total(); n <= 200 {
		t.Errorf("%d requests after another round", n)
	}
}

// TestSoakShares: how much of the soak is not well.
func TestSoakShares(t *testing.T) {
	of := func(list []exchange) (names []string) {
		for _, x := range list {
			names = append(names, x.name)
		}
		return names
	}
	all := kinds(t)
	if n := weights(all); n != 10_000 {
		t.Errorf("the weights add up to %d", n)
	}
	for _, c := range []struct {
		what  string
		names []string
		want  int
	}{
		{"malformed", of(malformed(t)), 500},
		{"refused", of(unwanted(t)), 100},
		{"cut", []string{"cut"}, 100},
		{"slow", []string{"slow", "too slow"}, 100},
	} {
		sum := 0
		for _, k := range all {
			if slices.Contains(c.names, k.name) {
				sum += k.weight
			}
		}
		if sum != c.want {
			t.Errorf("%s: %d of 10,000, not %d", c.what, sum, c.want)
		}
	}
}
