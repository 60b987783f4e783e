package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// An item is one part of a slice between commas: a number, a range, or the
// ellipsis, which stands for as many whole axes as are missing.
type item struct {
	kind              itemKind
	start, stop, step *int // of a range, nil where it is left out; start alone is a number
}

type itemKind int

const (
	oneIndex itemKind = iota
	rangeOf
	ellipsis
)

// parseSlice reads a slice as it stands between the brackets of Python's a[...],
// with or without them. The empty text is the whole array.
func parseSlice(text string) ([]item, error) {
	fail := func(why string) ([]item, error) {
		return nil, fmt.Errorf("slice %s: %s", strconv.Quote(clip(text)), why)
	}
	s := strings.TrimSpace(text)
	if s == "" {
		return nil, nil
	}
	open, closed := strings.HasPrefix(s, "["), strings.HasSuffix(s, "]")
	if open != closed || s == "[" {
		return fail("one of the brackets [ ] is missing")
	}
	if open {
		s = s[1 : len(s)-1]
	}
	s = strings.TrimSuffix(strings.TrimSpace(s), ",") // a[0,] is a[0]
	var items []item
	dots := false
	for part := range strings.SplitSeq(s, ",") {
		it, err := parseItem(strings.TrimSpace(part))
		if err != nil {
			return fail(err.Error())
		}
		if it.kind == ellipsis && dots {
			return fail("only one ... can stand for the missing axes")
		}
		dots = dots || it.kind == ellipsis
		items = append(items, it)
	}
	return items, nil
}

func parseItem(s string) (item, error) {
	switch {
	case s == "...":
		return item{kind: ellipsis}, nil
	case s == "":
		return item{}, errors.New("there is nothing where a number, a range such as 1:5, or ... should stand")
	}
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return item{}, fmt.Errorf("%q has more than start:stop:step", clip(s))
	}
	var numbers [3]*int
	for i, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" && len(parts) > 1 {
			continue
		}
		n, err := strconv.ParseInt(part, 10, strconv.IntSize)
		if err != nil && !errors.Is(err, strconv.ErrRange) { // beyond the range n is the nearest number that there is
			return item{}, fmt.Errorf("%q is no number; a number, ... or a range such as 1:5 or ::2 can stand here", clip(part))
		}
		at := int(max(n, -math.MaxInt)) // so that -at is a number too
		numbers[i] = &at
	}
	it := item{kind: rangeOf, start: numbers[0], stop: numbers[1], step: numbers[2]}
	if len(parts) == 1 {
		it.kind = oneIndex
	}
	if it.step != nil && *it.step == 0 {
		return item{}, fmt.Errorf("the step of %q is 0: a range would never end", clip(s))
	}
	return it, nil
}

// bounds gives start, length and step of a range along an axis of n elements,
// as Python's slice.indices does: what lies outside is cut off.
func (it item) bounds(n int) (start, length, step int) {
	step = 1
	if it.step != nil {
		step = *it.step
	}
	low, high := 0, n // what start and stop may be
	if step < 0 {
		low, high = -1, n-1
	}
	place := func(p *int, otherwise int) int {
		if p == nil {
			return otherwise
		}
		at := *p
		if at < 0 {
			at += n
		}
		return min(max(at, low), high)
	}
	if step > 0 {
		start = place(it.start, low)
		length = (place(it.stop, high)-start-1)/step + 1
		if place(it.stop, high) <= start {
			length = 0
		}
		return start, length, step
	}
	start = place(it.start, high)
	length = (start-place(it.stop, low)-1)/-step + 1
	if place(it.stop, low) >= start {
		length = 0
	}
	return start, length, step
}
