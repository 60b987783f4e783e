package inflate

import (
	"errors"
	"io"
	"slices"
	"testing"
)

func TestCorners(t *testing.T) {
	w := func() *bitWriter { return new(bitWriter) }
	two := lengths(257, map[int]int{'a': 1, 256: 1})
	abc := lengths(258, map[int]int{'a': 2, 'b': 2, 256: 2, 257: 2})
	none := []int{0}
	all := map[int]int{0: 1, 1: 2, 18: 2}
	for _, c := range []struct {
		name string
		w    *bitWriter
		want string
		err  error
	}{
		{"nothing", w(), "", io.ErrUnexpectedEOF},
		{"empty stored", w().stored(1, nil), "", nil},
		{"stored", w().stored(0, []byte("ab")).stored(1, []byte("c")), "abc", nil},
		{"stored complement", w().bits(1, 3).bytes(1, 0, 0xfe, 0xfe, 'a'), "a", errStored},
		{"type 3", w().bits(7, 3).bytes(0, 0, 0, 0), "", errBlockType},
		{"left over", w().stored(1, []byte("a")).bytes(0), "a", errLeftOver},
		{"too long", w().fixed(1).literals("ab").end(), "a", errTooLong},
		{"match too long", w().fixed(1).literals("a").match(4, 1).end(), "aaaa", errTooLong},
		{"stored too long", w().stored(1, []byte("ab")), "a", errTooLong},
		{"too short", w().fixed(1).literals("ab").end(), "abc", errTooShort},

		{"fixed", w().fixed(1).literals("hello").match(10, 4).end(), "helloelloelloel", nil},
		{"fixed 286", w().fixed(1).literals("a").symbol(w().fixed(1).lit, 286).bits(0, 30), "aaa", errSymbol},
		{"fixed 287", w().fixed(1).literals("a").symbol(w().fixed(1).lit, 287).bits(0, 30), "aaa", errSymbol},
		{"fixed distance 30", w().fixed(1).literals("aa").symbol(w().fixed(1).lit, 257).symbol(w().fixed(1).dist, 30).bits(0, 30), "aaaaa", errDistSymbol},
		{"fixed distance 31", w().fixed(1).literals("aa").symbol(w().fixed(1).lit, 257).symbol(w().fixed(1).dist, 31).bits(0, 30), "aaaaa", errDistSymbol},
		{"too far", w().fixed(1).literals("ab").match(3, 3).end(), "ababa", errTooFar},
		{"as far as can be", w().fixed(1).literals("ab").match(3, 2).end(), "ababa", nil},
		{"far in a later block", w().stored(0, []byte("abc")).fixed(1).match(3, 3).end(), "abcabc", nil},

		{"287 lengths", w().lens(1, 287, 1, all).bits(0, 99), "", errCounts},
		{"31 distances", w().lens(1, 257, 31, all).bits(0, 99), "", errCounts},
		{"incomplete code lengths", w().lens(1, 257, 1, map[int]int{0: 1, 1: 2}).bits(0, 99), "", errLengths},
		{"too many code lengths", w().lens(1, 257, 1, map[int]int{0: 1, 1: 1, 2: 1}).bits(0, 99), "", errLengths},
		{"no code lengths", w().lens(1, 257, 1, nil).bits(0, 99), "", errNoLength},
		{"one code length", w().lens(1, 257, 1, map[int]int{18: 1}).bits(0, 1).bits(117, 7).bits(0, 1).bits(118, 7).bits(0, 8), "", errRepeatEnd},
		{"one code length, the other bit", w().lens(1, 257, 1, map[int]int{18: 1}).bits(0, 1).bits(117, 7).bits(1, 1).bits(0, 99), "", errNoLength},
		{"repeat first", w().lens(1, 257, 1, map[int]int{16: 1, 0: 1}).bits(1, 1).bits(0, 99), "", errRepeat},
		{"no end", w().dynamic(1, lengths(257, map[int]int{'a': 1, 'b': 1}), none).bits(0, 99), "", errNoEnd},
		{"no literals at all", w().dynamic(1, lengths(257, nil), none).bits(0, 99), "", errNoEnd},
		{"too many literals", w().dynamic(1, lengths(257, map[int]int{'a': 1, 'b': 1, 256: 1}), none).bits(0, 99), "", errLiterals},
		{"incomplete literals", w().dynamic(1, lengths(257, map[int]int{'a': 1, 256: 2}), none).bits(0, 99), "", errLiterals},
		{"one literal of 2 bits", w().dynamic(1, lengths(257, map[int]int{256: 2}), none).bits(0, 99), "", errLiterals},
		{"only the end", w().dynamic(1, lengths(257, map[int]int{256: 1}), none).end(), "", nil},
		{"only the end, the other bit", w().dynamic(1, lengths(257, map[int]int{256: 1}), none).bits(1, 1).bits(0, 99), "", errSymbol},
		{"no distances", w().dynamic(1, two, none).literals("aaa").end(), "aaa", nil},
		{"no distances, but one used", w().dynamic(1, abc, none).literals("aaa").symbol(abc, 257).bits(0, 99), "aaaaaa", errDistSymbol},
		{"one distance", w().dynamic(1, abc, []int{1}).literals("b").match(3, 1).end(), "bbbb", nil},
		{"one distance, not the first", w().dynamic(1, abc, []int{0, 1}).literals("ab").match(3, 2).end(), "ababa", nil},
		{"one distance, the other bit", w().dynamic(1, abc, []int{1}).literals("b").symbol(abc, 257).bits(1, 1).bits(0, 99), "bbbb", errDistSymbol},
		{"one distance of 2 bits", w().dynamic(1, abc, []int{2}).bits(0, 99), "", errDistances},
		{"incomplete distances", w().dynamic(1, abc, []int{1, 2}).bits(0, 99), "", errDistances},
		{"too many distances", w().dynamic(1, abc, []int{1, 1, 1}).bits(0, 99), "", errDistances},
		{"all distances", w().dynamic(1, abc, slices.Concat(slices.Repeat([]int{5}, 28), []int{4, 4})).literals("ab").match(3, 2).end(), "ababa", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			dst, ok := fenced(len(c.want))
			err := Full(dst, c.w.b)
			if !errors.Is(err, c.err) || !ok() || err == nil && string(dst) != c.want {
				t.Errorf("%q, %v; want %q, %v", dst, err, c.want, c.err)
			}
			check(t, c.w.b)
		})
	}
}
