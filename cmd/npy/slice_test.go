package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestSlicesAsNumPy compares with what NumPy takes from an array that counts
// from 0, in both orders.
func TestSlicesAsNumPy(t *testing.T) {
	var cases []struct {
		Shape  []int
		Slice  string
		Error  bool
		Part   []int
		Values []int
	}
	readJSON(t, "slices.json", &cases)
	for _, c := range cases {
		part, err := sliceOf(c.Shape, c.Slice)
		if (err != nil) != c.Error {
			t.Errorf("%v[%s]: %v, NumPy's error is %v", c.Shape, c.Slice, err, c.Error)
			continue
		}
		if err != nil {
			if !strings.Contains(err.Error(), " ") {
				t.Errorf("%v[%s]: %v", c.Shape, c.Slice, err)
			}
			continue
		}
		var values []int
		if part.size() > 0 {
			part.each(0, func(at int) error { values = append(values, at); return nil })
		}
		if !slices.Equal(part.shape, c.Part) || !slices.Equal(values, c.Values) {
			t.Errorf("%v[%s] is %v %v, NumPy's %v %v", c.Shape, c.Slice, part.shape, values, c.Part, c.Values)
		}
	}
	if len(cases) < 300 {
		t.Errorf("only %d cases", len(cases))
	}
}

func sliceOf(shape []int, text string) (view, error) {
	items, err := parseSlice(text)
	if err != nil {
		return view{}, err
	}
	return wholeView(shape, false).slice(items)
}

// TestBounds compares with the stupid way: walk, and take what is there.
func TestBounds(t *testing.T) {
	ends := []*int{nil}
	for i := -7; i <= 7; i++ {
		ends = append(ends, &i)
	}
	for n := range 6 {
		for _, start := range ends {
			for _, stop := range ends {
				for _, step := range ends {
					if step != nil && *step == 0 {
						continue
					}
					it := item{kind: rangeOf, start: start, stop: stop, step: step}
					first, length, by := it.bounds(n)
					var got []int
					for i := range length {
						got = append(got, first+i*by)
					}
					if want := walk(it, n); !slices.Equal(got, want) {
						t.Fatalf("%d elements, %v: got %v, want %v", n, show(it), got, want)
					}
				}
			}
		}
	}
}

func walk(it item, n int) (taken []int) {
	step := 1
	if it.step != nil {
		step = *it.step
	}
	at := func(p *int, none int) int {
		switch {
		case p == nil:
			return none
		case *p < 0:
			return *p + n
		}
		return *p
	}
	if step > 0 {
		for i := max(at(it.start, 0), 0); i < at(it.stop, n) && i < n; i += step {
			taken = append(taken, i)
		}
		return taken
	}
	for i := min(at(it.start, n-1), n-1); i > at(it.stop, -1) && i >= 0; i += step {
		taken = append(taken, i)
	}
	return taken
}

func show(it item) string {
	b, _ := json.Marshal([]*int{it.start, it.stop, it.step})
	return string(b)
}

func TestSliceErrors(t *testing.T) {
	for _, c := range []struct{ slice, want string }{
		{"3", "axis 0 has 3 elements"},
		{"0,0,0", "3 parts, and the array 2 axes"},
		{"a", `"a" is no number`},
		{"[0", "one of the brackets"},
		{"0,,1", "there is nothing where"},
		{"::0", "step"},
		{"...,...", "only one ..."},
		{"1:2:3:4", "more than start:stop:step"},
		{strings.Repeat("x", 10000), "..."},
	} {
		_, err := sliceOf([]int{3, 4}, c.slice)
		if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 300 {
			t.Errorf("%.20q: %v, want ... %s", c.slice, err, c.want)
		}
	}
}

// FuzzSlice: whatever the text is, what a slice takes lies in the array.
func FuzzSlice(f *testing.F) {
	for _, s := range []string{"", "[0, 1:5, :, ::2]", "...", "-1", "::-1", "1:2:3", "99999999999999999999:", ":: -9223372036854775808", "[...,]", "[[", "0,0"} {
		f.Add(s, 3, 4)
	}
	f.Fuzz(func(t *testing.T, s string, n, m int) {
		shape := []int{abs(n) % 50, abs(m) % 50}
		part, err := sliceOf(shape, s)
		if err != nil {
			return
		}
		if part.size() == 0 {
			return
		}
		part.each(0, func(at int) error {
			if at < 0 || at >= shape[0]*shape[1] {
				t.Fatalf("%q of %v takes element %d", s, shape, at)
			}
			return nil
		})
		if text := fmt.Sprint(part.shape); len(part.shape) > 2 {
			t.Fatalf("%q of %v has the shape %s", s, shape, text)
		}
	})
}

func abs(n int) int {
	if n < 0 {
		n = -(n + 1)
	}
	return n
}
