package interop_test

import (
	"fmt"
	"strconv"
	"strings"
)

// words are dtypes that NumPy knows, and some that it does not.
var words = strings.Fields(`
	b1 i1 u1 i2 i4 i8 u2 u4 u8 f2 f4 f8 f16 c8 c16 c32 S U V S0 U0 V0 S1 U1 V1 S5 U3 V8 M8 m8 O O8 O4 a a5 T n N
	? b B h H i I l L q Q p P e f d g F D G c s m M
	bool bool_ bool8 int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 float128 float96 complex64 complex128
	complex256
	half single double longdouble clongdouble csingle cdouble int uint intp uintp long ulong longlong ulonglong intc uintc short ushort
	byte ubyte
	str str_ bytes bytes_ void object object_ datetime64 timedelta64 unicode unicode_ string string_ float float_ complex complex_ cfloat
	longcomplex
	generic number Int8 Float64 str0 bytes0 void0 object0 int0 uint0 buffer memoryview
	f3 i3 i16 c4 b2 g2 f1 f12 c24 b0 i0 f0 bfloat16 float8_e5m2 float8_e4m3fn int4 M4 m4 M8[] timedelta64[s] datetime64[ns]
	datetime64[10us] datetime64[D/24]
	S-1 U-1 S2147483647 S2147483648 U536870911 U536870912 V2147483647 V4294967296 S4294967300 U1073741825 V1_0 S0x5 S+5 f08 f+8 S007
	V99999999999999999999
	S5.0 f8f8 f8, f8,f4 i4,i4,S3 2f8 (2,)f8 (2,3)f4,S2 (2)i4 ()i2 (2,3)f4 i4,(2,2)f8,? 3f4,2S2 <f4,>i2 i4,,f4 ,f8 f8,[ (2,f8 M8[s],m8[D]
	f8;f4 f8,< i4,= f4,S2,|, (0,)f8 0f8 (2,3)S 1f8 ()f8,f4
	f8:f4 i4,f8, f4,f4,f4,f4,f4 c8,c16 1i4 01f8 2,f8 2 (2,) 10 <2f8 2<f8 <2>f8 =2<f8 |(2,)|f8`)

var fieldNames = []string{"a", "b", "x", "y z", "", "f0", "f1", "naïve", "Δx", "名前", "it's", "\"q\"", "a\nb", "a\x00b", "\U0001F600", "ü",
	"\u200b", "\u00a0", "a.b", "\\", "\x7f",
	"\u0378", "\ue000", "\U000e0001", "\u00ad", "\U0001fae8", "\U0002ebf0", "\u1c8a", "\U00010d40", "\u2028", "\ufeff", "\ufffd"}

// descr is the literal of a dtype.
func (g grammar) descr(depth int) string {
	switch n := g.IntN(100); {
	case n < 60-12*depth || depth > 3:
		return g.str(g.word())
	case n < 97:
		if depth > 0 && g.one(5) {
			return g.subarray(depth)
		}
		return g.fields(depth)
	case n < 98:
		return g.subarray(depth)
	case g.one(200):
		return g.str(strings.Repeat(pick(g.Rand, []string{"f4,", "i1,", "S,"}), 4094+g.IntN(4)) + "u2")
	}
	return g.junk(depth)
}

// junk is what dtypes are made of in other ways than NumPy writes them.
func (g grammar) junk(depth int) string {
	return pick(g.Rand, []string{"None", "1", "f8", "b'<f8'", "{}", "()", "[[]]", "['ab']", "[('a',)]", "('<f8',)", "float", "[]",
		"'<f8' '<f4'", "...", "True", "3.5", "b''", "''",
		"{'names': ['a'], 'formats': ['<f8']}", "('<i4', {'x': 1})", "('<i4', {'names': ['a'], 'formats': ['<i4']})",
		"('|O', {'vlen': 'x'})", "('<i4', [('a', '<i2'), ('b', '<i2')])", "[('a', '<f8', None)]", "[{'a': 1, 'b': 2}]",
		"[('a', '<f4', '<i4')]", "[('a', '<f4', '')]", "{('a', '<f8'), ('b', '<i4')}", "[('a', '<f8', (2,), 1)]", "[(1, '<f8')]",
		"[(b'a', '<f8')]", "[(None, '<f8')]", "[(('t', b'a'), '<f8')]",
		"[('a', ('<i4', {'x': 1}))]", "[('a', ('|O', {'vlen': 1}), (2,))]", "[('a', None)]", "[('a', 1)]", "[('a', '<f8', {2})]",
		"[('a', '<f8', -1)]", "[('a', '<f8', True)]",
		"[('a', '<f8', 2.0)]", "[('a', '<f8', [2, 3])]", "[('a', '<f8', (2, 3L))]", "[['a', '<f8']]", "(('a', '<f8'), ('b', '<i4'))",
		"[('a', '<f8'), 'bc']", "('i4', ('a', 'f8'))",
		"('<f8', " + g.descr(depth+1) + ")", "(" + g.descr(depth+1) + ")", "(" + g.descr(depth+1) + ",)", "[" + g.descr(depth+1) + "]"})
}

func (g grammar) subarray(depth int) string {
	return "(" + g.descr(depth+1) + ", " + g.subshape() + ")"
}

func (g grammar) subshape() string {
	if g.one(8) {
		return pick(g.Rand, []string{"2", "()", "[2]", "(0,)", "(1,)", "0", "1", "(2**3,)", "None", "''", "'2'", "(-1,)", "-1",
			"(1073741824,)", "(2, 2147483648)", "(True,)", "(" + strings.Repeat("1,", 62+g.IntN(4)) + ")",
			"{2}", "(2.0,)", "((2,),)", "{}", "{'a': 1}", "{'names': ['a'], 'formats': ['<i4']}", "True", "False", "2L", "[]", "'<i4'",
			"b'a'", "(0, 5000000000)"})
	}
	dims := make([]string, 1+g.IntN(3))
	for i := range dims {
		dims[i] = strconv.Itoa(g.IntN(4))
	}
	if g.one(4) {
		return "[" + strings.Join(dims, ", ") + pick(g.Rand, []string{"]", ",]"})
	}
	return "(" + strings.Join(dims, ", ") + ",)"
}

func (g grammar) fields(depth int) string {
	items := make([]string, g.IntN(5))
	for i := range items {
		items[i] = g.field(depth, i)
	}
	text := strings.Join(items, ", ")
	if len(items) > 0 && g.one(20) {
		text += ","
	}
	switch g.IntN(60) {
	case 0:
		return "(" + text + ")"
	case 1:
		return "{" + text + "}"
	}
	return "[" + g.gap() + text + g.gap() + "]"
}

func (g grammar) field(depth, i int) string {
	name := string(rune('a' + i))
	if g.one(3) {
		name = pick(g.Rand, fieldNames)
	}
	spelled := g.str(name)
	if g.one(15) {
		spelled = pick(g.Rand, []string{"(", "(", "["}) + g.title() + ", " + spelled + pick(g.Rand, []string{")", ")", ")", ",)", ")",
			"]", ", 1)"})
	}
	text := spelled + ", " + g.descr(depth+1)
	if g.one(4) {
		text += ", " + g.subshape()
	}
	if g.one(8) {
		text = fmt.Sprintf("'', '|V%d'", g.IntN(12))
	}
	if g.one(80) {
		text += ", 1"
	}
	if g.one(10) {
		return "[" + text + "]"
	}
	return "(" + text + ")"
}

func (g grammar) title() string {
	return pick(g.Rand, []string{"'title'", "'t2'", "''", "None", "1", "('x', 1)", "...", "b'a'", "{'a': 1}", "1.5", "'a'", "[1, 2]",
		"-1", "0x10", "True", "'ü'", "1e400", "{1}", "2j", "1_000", "'Δ'", "1+2j", "()", "{}", "'a' 'b'"})
}

// word is a dtype in one word.
func (g grammar) word() string {
	switch n := g.IntN(20); {
	case n < 10:
		size := pick(g.Rand, []string{"b1", "i1", "u1", "i2", "i4", "i8", "u2", "u4", "u8", "f2", "f4", "f8", "f16", "c8", "c16", "c32"})
		return pick(g.Rand, []string{"<", "<", ">", "|", "=", ""}) + size
	case n < 13:
		return pick(g.Rand, []string{"<", ">", "|", "=", ""}) + pick(g.Rand, []string{"S", "U", "V", "a"}) + strconv.Itoa(g.IntN(40))
	case n < 16:
		return pick(g.Rand, []string{"<", "<", ">", "", "|", "="}) + g.time()
	case n < 19:
		return pick(g.Rand, []string{"", "", "<", ">", "|", "="}) + pick(g.Rand, words)
	}
	return g.broken(pick(g.Rand, words))
}

// broken changes a character of s.
func (g grammar) broken(s string) string {
	at := g.IntN(len(s) + 1)
	extra := pick(g.Rand, strings.Split(" |<|>|=|1|8|0|x|[|]|,|-|\u00e9|\x0c|(|)|.|?|S|f|\t|\x00|[s]|+|\u00b2|\u0663|\u00bc|/|:|T", "|"))
	if g.one(2) && at < len(s) {
		return s[:at] + extra + s[at+1:]
	}
	return s[:at] + extra + s[at:]
}

// unitParts are how many shorter units NumPy may count in one, by which the divisors are chosen that it takes.
var unitParts = map[string][]int{"Y": {12, 52, 365}, "M": {4, 30, 720}, "W": {7, 168, 10080}, "D": {24, 1440, 86400}, "h": {60, 3600}, "m": {60, 60000}}

func (g grammar) time() string {
	word := pick(g.Rand, []string{"M8", "m8", "M8", "m8", "M8", "m8", "datetime64", "timedelta64", "M", "m", "M08", "m8 "})
	if g.one(6) {
		return word
	}
	unit := pick(g.Rand, []string{"Y", "M", "W", "D", "h", "m", "s", "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "μs", "ns", "ps", "fs", "as",
		"generic", "B", "min", "", "S", "µs", "H"})
	multiple, divisor := "", ""
	if g.one(3) {
		multiple = pick(g.Rand, []string{"1", "2", "10", "25", "0", "7", "60", "1000", "-1", "01", "+3", "2147483647", "2147483648",
			"1.5", " 2", "2 ", "0x2", "99999999999999999999", "18446744073709551617"})
	}
	switch g.IntN(6) {
	case 0:
		divisor = "/" + pick(g.Rand, []string{"1", "2", "3", "4", "5", "7", "8", "10", "12", "24", "60", "100", "1000", "1000000", "-1",
			"x", "", " 2", "2147483647", "4294967297", "86400", "31", "30", "365", "52", "11", "400"})
	case 1, 2:
		divisor = "/" + strconv.Itoa(g.divisor(unit))
	}
	text := word + "[" + multiple + unit + divisor + "]"
	if g.one(40) {
		text += pick(g.Rand, []string{"x", "[s]", " ", "]"})
	}
	return text
}

// divisor gives one of a number of shorter units in a unit, mostly, and the large ones as often as the small ones.
func (g grammar) divisor(unit string) int {
	parts := unitParts[unit]
	if parts == nil {
		parts = []int{1000, 1000000}
	}
	n := pick(g.Rand, parts)
	by := 1 + g.IntN(min(n, 1000))
	for n%by != 0 && !g.one(500) {
		by = 1 + g.IntN(min(n, 1000))
	}
	if g.one(2) {
		return n / by
	}
	return by
}
