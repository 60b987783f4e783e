package npy

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
)

// TestMoves compares the kernels with a loop over bytes, at every width, word
// and distance, and sees that they write nothing else.
func TestMoves(t *testing.T) {
	src := make([]byte, 4096)
	for i := range src {
		src[i] = byte(i*7 + i>>8)
	}
	for width := 1; width <= 70; width++ {
		for _, word := range []int{1, 2, 4, 8, 0} { // 0: bools
			if word > 1 && width%word != 0 {
				continue
			}
			for _, gaps := range [][2]int{{0, 0}, {1, 0}, {0, 3}, {5, 2}} {
				for _, n := range []int{1, 2, 5} {
					r := rep{n, width + gaps[0], width + gaps[1]}
					s := stretch{to: 1, from: 2, width: width, word: max(word, 1), bool: word == 0}
					got, want := bytes.Repeat([]byte{0xee}, 800), bytes.Repeat([]byte{0xee}, 800)
					s.move(got, src, r)
					for i := range n {
						moveNaively(want[1+i*r.to:][:width], src[2+i*r.from:][:width], word)
					}
					if !bytes.Equal(got, want) {
						t.Fatalf("width %d, word %d, gaps %v, %d times", width, word, gaps, n)
					}
				}
			}
		}
	}
}

func moveNaively(dst, src []byte, word int) {
	for i, b := range src {
		switch {
		case word == 0:
			dst[i] = min(b, 1)
		default:
			dst[i/word*word+word-1-i%word] = b
		}
	}
}

// TestStretches: fields that lie as in the file are one move, whatever their
// order, and foreign words one turn.
func TestStretches(t *testing.T) {
	type T struct {
		A, B int32
		C    [4]float32
		D    struct{ X, Y int16 }
		E    float32
		Flag bool
	}
	for descr, want := range map[string]int{
		"[('a', '<i4'), ('b', '<i4'), ('c', '<f4', (4,)), ('d', [('x', '<i2'), ('y', '<i2')]), ('e', '<f4'), ('flag', '|b1')]":                           2,
		"[('flag', '|b1'), ('', '|V2'), ('a', '<i4'), ('b', '<i4'), ('c', '<f4', (4,)), ('d', [('x', '<i2'), ('y', '<i2')]), ('e', '<f4')]":              2,
		"[('b', '<i4'), ('a', '<i4'), ('c', '<f4', (4,)), ('d', [('x', '<i2'), ('y', '<i2')]), ('e', '<f4'), ('flag', '|b1')]":                           4,
		"[('a', '>i4'), ('b', '>i4'), ('c', '>f4', (4,)), ('d', [('', '|V1'), ('x', '<i2'), ('y', '<i2')]), ('e', '<f4'), ('flag', '|b1')]":              3,
		"[('a', '<i4'), ('b', '<i4'), ('c', '<f4', (4,)), ('d', [('x', '<i2'), ('', '|V1'), ('y', '<i2')]), ('e', '<f4'), ('flag', '|b1')]":              3,
		"[('', '|V3'), ('a', '<i4'), ('b', '<i4'), ('c', '<f4', (4,)), ('d', [('x', '<i2'), ('y', '<i2')]), ('e', '<f4'), ('', '|V1'), ('flag', '|b1')]": 2,
	} {
		d, err := header.ParseDType(descr)
		if err != nil {
			t.Fatal(err)
		}
		if nativeOrder == header.BigEndian {
			continue // the counts are for little-endian machines
		}
		c, err := compile(reflect.TypeFor[T](), d)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.in) != want {
			t.Errorf("%s: %d moves, want %d: %+v", descr, len(c.in), want, c.in)
		}
	}
}

// TestRecordCodes: what is known is not compiled again, and no file makes the
// memory for it grow.
func TestRecordCodes(t *testing.T) {
	type T struct {
		_ struct{} `npy:",partial"`
		A int32
	}
	d := func(i int) header.DType {
		d, err := header.ParseDType(fmt.Sprintf("[('a', '<i4'), ('f%d', '<f8')]", i))
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first, err := recordCodeFor(reflect.TypeFor[T](), d(0))
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := recordCodeFor(reflect.TypeFor[T](), d(0)); again != first {
		t.Error("compiled twice")
	}
	for i := range 100 {
		if _, err := recordCodeFor(reflect.TypeFor[T](), d(i)); err != nil {
			t.Fatal(err)
		}
	}
	known, _ := recordCodes.Load(reflect.TypeFor[T]())
	if list := *known.(*codesOfType).list.Load(); len(list) != mostCodes {
		t.Errorf("%d dtypes are kept, want %d", len(list), mostCodes)
	}
}

// TestCutTag reads tags of all sorts.
func TestCutTag(t *testing.T) {
	for tag, want := range map[string][]string{
		"":               {""},
		"a":              {"a"},
		"a,U10":          {"a", "U10"},
		",align":         {"", "align"},
		"it's,x,y":       {"it's", "x", "y"},
		"'a,b',U10":      {"a,b", "U10"},
		`'\'\u00e9\x01'`: {"'é\x01"},
		"'\xed\xa0\x80'": {"\xed\xa0\x80"},
		"''":             {""},
		"a b.c":          {"a b.c"},
	} {
		name, words, err := cutTag(tag)
		if got := append([]string{name}, words...); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: got %q, %v, want %q", tag, got, err, want)
		}
	}
}
