package pylit

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func parse(t testing.TB, text string, d Dialect) Value {
	t.Helper()
	lit := new(Literal)
	if err := lit.Parse([]byte(text), d); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return lit.Root()
}

func TestWalk(t *testing.T) {
	root := parse(t, "{'a': (1, (2), [3]), (('b')): None, 'a': ()}", 0)
	var got []string
	for key, value := range root.Pairs() {
		got = append(got, fmt.Sprintf("%s@%d: %v@%d", key.Text(), key.Offset(), value.Kind(), value.Offset()))
		for item := range value.Items() {
			got = append(got, fmt.Sprintf("%v@%d", item.Kind(), item.Offset()))
		}
	}
	want := []string{"a@1: a tuple@6", "an integer@7", "an integer@11", "a list@15", "b@23: None@30", "a@36: a tuple@41"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for range root.Items() {
		t.Error("Items of a dict")
	}
	for range parse(t, "[1]", 0).Pairs() {
		t.Error("Pairs of a list")
	}
	for range root.Pairs() {
		break // the iterators stop when they are told
	}
	for range parse(t, "[1, 2]", 0).Items() {
		break
	}
}

func TestPrefix(t *testing.T) {
	var two [2]Value
	for text, want := range map[string]int{"()": 0, "(7,)": 1, "[7, 8]": 2, "(7, 8, 9)": 3, "7": 0, "{7: 8}": 0} {
		two = [2]Value{}
		if n := parse(t, text, 0).Prefix(two[:]); n != want {
			t.Errorf("%s: %d items, want %d", text, n, want)
		}
		for i := range min(want, 2) {
			if n, ok := two[i].Int(); n != int64(7+i) || !ok {
				t.Errorf("%s: item %d is %d, %v", text, i, n, ok)
			}
		}
	}
}

func TestInt(t *testing.T) {
	tests := []struct {
		text string
		want int64
		ok   bool
	}{
		{"0", 0, true}, {"-0", 0, true}, {"00", 0, true}, {"7", 7, true}, {"-7", -7, true}, {"+(7)", 7, true},
		{"1_000", 1000, true}, {"0xfF", 255, true}, {"0o1_7", 15, true}, {"0B101", 5, true}, {"7L", 7, true}, {"0xfL", 15, true},
		{"9223372036854775807", math.MaxInt64, true}, {"9223372036854775808", 0, false}, {"-9223372036854775808", math.MinInt64, true},
		{"-9223372036854775809", 0, false}, {"18446744073709551615", 0, false}, {"18446744073709551616", 0, false},
		{"0xffffffffffffffff", 0, false}, {"0x7fffffffffffffff", math.MaxInt64, true}, {"99999999999999999999999", 0, false},
		{"1.0", 0, false}, {"True", 0, false}, {"1j", 0, false}, {"'1'", 0, false}, {"(1,)", 0, false},
	}
	for _, test := range tests {
		if n, ok := parse(t, test.text, LongSuffix).Int(); n != test.want || ok != test.ok {
			t.Errorf("%s: %d, %v, want %d, %v", test.text, n, ok, test.want, test.ok)
		}
	}
}

func TestText(t *testing.T) {
	tests := []struct {
		text, want string
		dialect    Dialect
	}{
		{text: "'abc'", want: "abc"},
		{text: "''", want: ""},
		{text: "'' 'x'", want: "x"},
		{text: "'a' 'b' u'c'", want: "abc"},
		{text: "('a'\n'b')", want: "ab"},
		{text: `'\ud800'`, want: "\xed\xa0\x80"},
		{text: `'\udfff'`, want: "\xed\xbf\xbf"},
		{text: "'\xe6\x95\xb4'", want: "整"},
		{text: "'\xe6\x95\xb4'", want: "æ\u0095´", dialect: Latin1},
		{text: `b'\xe6a'`, want: "\xe6a"},
		{text: "None", want: ""},
		{text: "1", want: ""},
	}
	for _, test := range tests {
		if got := parse(t, test.text, test.dialect).Text(); got != test.want {
			t.Errorf("%s: %q, want %q", test.text, got, test.want)
		}
	}
}

// TestReuse: a Literal parses one text after another, also after an error, into the same memory.
func TestReuse(t *testing.T) {
	var lit Literal
	texts := []string{"(1, 2, 3)", "[", "{'a': 1}", "'\\x'", "7"}
	for _, text := range slices.Concat(texts, texts) {
		err := lit.Parse([]byte(text), 0)
		if bad := text == "[" || text == "'\\x'"; (err != nil) != bad {
			t.Errorf("%s: %v", text, err)
		} else if !bad && string(lit.Root().Append(nil)) != text {
			t.Errorf("%s: %s", text, lit.Root().Append(nil))
		}
	}
	src := []byte("{'descr': [('a', '<f8'), ('b', '<i4')], 'shape': (1, 2, 3)}")
	if n := testing.AllocsPerRun(100, func() { lit.Parse(src, 0) }); n > 0 {
		t.Errorf("%v allocations when the memory is there", n)
	}
}

// TestMemory: however a text is made, its nodes cost no more than the package says.
func TestMemory(t *testing.T) {
	const size = 1 << 18
	for _, unit := range []string{"1,", "(),", "[],", "{},", "'',", "((1)),", "{1:2},", ",", ":", "((((((", "[1,[2,[3]]],"} {
		src := []byte("[" + strings.Repeat(unit, size/len(unit)) + "]")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := new(Literal).Parse(src, 0)
		runtime.ReadMemStats(&after)
		most := uint64(12 * len(src))
		if err == nil {
			most = uint64(8*len(src)) + 64
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > most+most/16 { // sizes are rounded up to pages
			t.Errorf("%q: %d bytes for a text of %d", unit, got, len(src))
		}
	}
}

func TestKindString(t *testing.T) {
	if s := Tuple.String() + ", " + Dict.String() + ", " + Kind(99).String(); s != "a tuple, a dict, Kind(99)" {
		t.Error(s)
	}
}
