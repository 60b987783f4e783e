package pylit

import (
	"fmt"
	"math"
	"testing"
)

func TestAppendRepr(t *testing.T) {
	tests := [][2]string{
		{"", `''`},
		{"abc", `'abc'`},
		{"it's", `"it's"`},
		{`"`, `'"'`},
		{`'"`, `'\'"'`},
		{"a\\b", `'a\\b'`},
		{"\t\n\r", `'\t\n\r'`},
		{"\x00\x1f\x7f", `'\x00\x1f\x7f'`},
		{"\u0080\u00a0\u00ad", `'\x80\xa0\xad'`},
		{"é", `'é'`},
		{"整Ωя", `'整Ωя'`},
		{"\u0378", `'\u0378'`}, // not assigned
		{"\u2028\u200b\u3000", `'\u2028\u200b\u3000'`},
		{"\ue000", `'\ue000'`},
		{"\ufeff", `'\ufeff'`},
		{"\ufffd", `'` + "\ufffd" + `'`},
		{"😀", `'😀'`},
		{"\U000e0001\U0010ffff", `'\U000e0001\U0010ffff'`},
		{"\xed\xa0\x80\xed\xbf\xbf", `'\ud800\udfff'`},
		{"\xff\xc3", `'\udcff\udcc3'`},
		{"\xed\xa0", `'\udced\udca0'`},
	}
	for _, test := range tests {
		if got := string(AppendRepr([]byte("x"), test[0])); got != "x"+test[1] {
			t.Errorf("%q: %s, want %s", test[0], got[1:], test[1])
		}
	}
}

func TestAppendInts(t *testing.T) {
	for want, tuple := range map[string][]int{"()": nil, "(3,)": {3}, "(3, 4)": {3, 4}, "(0, -1, 123456)": {0, -1, 123456}} {
		if got := string(AppendInts(nil, tuple)); got != want {
			t.Errorf("%v: %s, want %s", tuple, got, want)
		}
	}
}

var sink []byte

func BenchmarkParse(b *testing.B) {
	src := []byte("{'descr': [('x', '<f8'), ('y', '<f4', (3,)), ('name', '|S10')], 'fortran_order': False, 'shape': (100,), }                \n")
	var lit Literal
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if err := lit.Parse(src, Latin1); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendRepr(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		sink = AppendRepr(sink[:0], "a field's name")
	}
}

// TestAppendIntsBorders has numbers of every length, at their borders.
func TestAppendIntsBorders(t *testing.T) {
	want, numbers := "(0, -1", []int{0, -1}
	for n := 1; n > 0 && n <= math.MaxInt/10; n *= 10 {
		numbers = append(numbers, n, n-1+9*n, -n)
		want += fmt.Sprintf(", %d, %d, %d", n, n-1+9*n, -n)
	}
	numbers, want = append(numbers, math.MaxInt, math.MinInt), fmt.Sprintf("%s, %d, %d)", want, math.MaxInt, math.MinInt)
	for _, room := range []int{0, 3, 1000} {
		if got := string(AppendInts(make([]byte, 0, room), numbers)); got != want {
			t.Errorf("with room for %d bytes: %s, not %s", room, got, want)
		}
	}
}
