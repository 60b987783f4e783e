package pylit

import (
	"errors"
	"strings"
	"testing"
)

// accepted is texts and what Python's repr(ast.literal_eval(text)) gives for them, with the numbers as they are spelled.
var accepted = []struct {
	text, want string
	dialect    Dialect
}{
	{text: "None", want: "None"},
	{text: "True", want: "True"},
	{text: "False", want: "False"},
	{text: "...", want: "..."}, // repr gives Ellipsis, which is no literal

	// containers and parentheses
	{text: "()", want: "()"},
	{text: "(1)", want: "1"},
	{text: "((((1))))", want: "1"},
	{text: "(1,)", want: "(1,)"},
	{text: "((1),)", want: "(1,)"},
	{text: "(1,2,)", want: "(1, 2)"},
	{text: "1,", want: "(1,)"},
	{text: "1, 2", want: "(1, 2)"},
	{text: "(1), (2)\n", want: "(1, 2)"},
	{text: "[]", want: "[]"},
	{text: "[1,]", want: "[1]"},
	{text: "[[], [()]]", want: "[[], [()]]"},
	{text: "{}", want: "{}"},
	{text: "{1}", want: "{1}"},
	{text: "{1,2,}", want: "{1, 2}"},
	{text: "set()", want: "set()"},
	{text: "set ( )", want: "set()"},
	{text: "{1:2}", want: "{1: 2}"},
	{text: "{'a' : [1], (2,):{},}", want: "{'a': [1], (2,): {}}"},
	{text: "{1: 2, 1: 3}", want: "{1: 2, 1: 3}"}, // the caller sees both
	{text: "{((1)): (2)}", want: "{1: 2}"},

	// numbers
	{text: "0", want: "0"},
	{text: "00_0", want: "00_0"},
	{text: "1_000", want: "1_000"},
	{text: "0xF_f", want: "0xF_f"},
	{text: "0X_1", want: "0X_1"},
	{text: "0o17", want: "0o17"},
	{text: "0b_1_0", want: "0b_1_0"},
	{text: "-1", want: "-1"},
	{text: "+1", want: "1"},
	{text: "- 1", want: "-1"},
	{text: "-((1))", want: "-1"},
	{text: "1.", want: "1."},
	{text: ".5", want: ".5"},
	{text: "-1_0.5_0e-1_0", want: "-1_0.5_0e-1_0"},
	{text: "0777.5", want: "0777.5"},
	{text: "1E5", want: "1E5"},
	{text: "2j", want: "2j"},
	{text: "-09J", want: "-09J"},
	{text: "1+2j", want: "(1+2j)"},
	{text: "-1.5-2j", want: "(-1.5-2j)"},
	{text: "((1)+(2j))", want: "(1+2j)"},
	{text: "[1+2j, 3]", want: "[(1+2j), 3]"},
	{text: strings.Repeat("9", 4300), want: strings.Repeat("9", 4300)},
	{text: "3L", want: "3", dialect: LongSuffix},
	{text: "(3L, 0x3L, 4 L, 5\tL L, 1.5L, 2jL)", want: "(3, 0x3, 4, 5, 1.5, 2j)", dialect: LongSuffix},
	{text: "{'3L': '3L'}", want: "{'3L': '3L'}", dialect: LongSuffix},
	{text: "(np.int64(3), np.uint8(-(4)))", want: "(3, -4)", dialect: NumPyInt},
	{text: "np.ulonglong( 3\n)", want: "3", dialect: NumPyInt},

	// strings
	{text: `''`, want: `''`},
	{text: `'' ''`, want: `''`},
	{text: `''''''`, want: `''`},
	{text: `'a' "b" '''c'''`, want: `'abc'`},
	{text: "('a' # one\n'b')", want: `'ab'`},
	{text: "'a' \\\n 'b'", want: `'ab'`},
	{text: "u'a' U\"b\" r'\\n'", want: `'ab\\n'`},
	{text: `'\x41\101\u0041\U00000041\7'`, want: `'AAAA\x07'`},
	{text: `'\a\b\f\n\r\t\v\\\'\"'`, want: `'\x07\x08\x0c\n\r\t\x0b\\\'"'`},
	{text: `'\q\8\` + "\n" + `x'`, want: `'\\q\\8x'`},
	{text: "'\\\r\nx'", want: `'x'`},
	{text: `'\400'`, want: `'Ā'`},
	{text: `'\ud800\udc00'`, want: `'\ud800\udc00'`},
	{text: `'\ud83d' '\ude00'`, want: `'\ud83d\ude00'`}, // two surrogates, not one character
	{text: `'\U0010ffff'`, want: `'\U0010ffff'`},
	{text: `r'\'' R"\\"`, want: `"\\'\\\\"`},
	{text: "'''a'b''c\n\"d\r\ne\rf'''", want: `'a\'b\'\'c\n"d\ne\nf'`},
	{text: "r'''a\r\nb'''", want: `'a\nb'`},
	{text: `"it's"`, want: `"it's"`},
	{text: `"it's \"it\""`, want: `'it\'s "it"'`},
	{text: "'é整😀'", want: "'é整😀'"},
	{text: `'\é'`, want: `'\\é'`},
	{text: "'\xe9\xff\xa0'", want: `'éÿ\xa0'`, dialect: Latin1},
	{text: "'\\\xe9'", want: `'\\é'`, dialect: Latin1},
	{text: `b''`, want: `b''`},
	{text: `b'a' rb'\x' Br"\\" BR'b'`, want: `b'a\\x\\\\b'`},
	{text: `b'\xff\0\u1234\N{x}"'`, want: `b'\xff\x00\\u1234\\N{x}"'`},
	{text: `b"'"`, want: `b"'"`},
	{text: `b'\777'`, want: `b'\xff'`},

	// blanks, lines, comments
	{text: " \t1", want: "1"},
	{text: "\n\n1", want: "1"},
	{text: "\n \t# c\n1", want: "1"},
	{text: "\n \f1", want: "1"},
	{text: "#\xff\n1", want: "1", dialect: Latin1},
	{text: "\\\n1", want: "1"},
	{text: " \\\r\n1", want: "1"},
	{text: "1 \f\t # c", want: "1"},
	{text: "1\n\n  # c\n\r\n", want: "1"},
	{text: "1\\\n ", want: "1"},
	{text: "1\n   ", want: "1"}, // Python refuses it; see end
	{text: "[\n1,\r2 # c\n]\r", want: "[1, 2]"},
	{text: "(\n  'a'\n  'b'\n)", want: "'ab'"},
	{text: "(-\n1)", want: "-1"},
}

func TestAccepted(t *testing.T) {
	var lit Literal
	for _, test := range accepted {
		err := lit.Parse([]byte(test.text), test.dialect)
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		if got := string(lit.Root().Append(nil)); got != test.want {
			t.Errorf("%q: %s, want %s", test.text, got, test.want)
		}
	}
}

// refused is texts that Python refuses, and the byte where we do.
var refused = []struct {
	text    string
	offset  int
	dialect Dialect
}{
	{text: "", offset: 0},
	{text: " \n ", offset: 3},
	{text: "x", offset: 0},
	{text: "none", offset: 0},
	{text: "1 2", offset: 2},
	{text: "1\n2", offset: 2},
	{text: "1;", offset: 1},
	{text: ",", offset: 0},
	{text: "1,,", offset: 2},
	{text: "(,)", offset: 1},
	{text: "[1,,2]", offset: 3},
	{text: "[1 2]", offset: 3},
	{text: "[1", offset: 2},
	{text: "(1]", offset: 2},
	{text: "{1:2,3}", offset: 6},
	{text: "{1,2:3}", offset: 4},
	{text: "{1:}", offset: 3},
	{text: "{**{}}", offset: 1},
	{text: "[*()]", offset: 1},
	{text: "{[]: 1}", offset: 1},
	{text: "{(1, ({},))}", offset: 6},
	{text: "{set()}", offset: 1},
	{text: "set(1)", offset: 4},
	{text: "f(1)", offset: 0},
	{text: "1+2", offset: 1},
	{text: "1j+2j", offset: 2},
	{text: "1+-2j", offset: 2},
	{text: "1+(-2j)", offset: 1},
	{text: "1+2j+3j", offset: 4},
	{text: "True+2j", offset: 4},
	{text: "'a'+2j", offset: 3},
	{text: "--1", offset: 1},
	{text: "-(-1)", offset: 0},
	{text: "-True", offset: 0},
	{text: "-'a'", offset: 0},
	{text: "-(1+2j)", offset: 0},
	{text: "03", offset: 0},
	{text: "0_7", offset: 0},
	{text: "1_", offset: 2},
	{text: "1__0", offset: 2},
	{text: "_1", offset: 0},
	{text: "0x", offset: 2},
	{text: "0xg", offset: 2},
	{text: "0b2", offset: 2},
	{text: "0b12", offset: 3},
	{text: "0o_", offset: 3},
	{text: "1e", offset: 2},
	{text: "1._5", offset: 2},
	{text: "1if 1 else 2", offset: 1},
	{text: ".", offset: 0},
	{text: "..", offset: 0},
	{text: ". ..", offset: 0},
	{text: strings.Repeat("9", 4301), offset: 0},
	{text: "3L", offset: 1},
	{text: "3l", offset: 1, dialect: LongSuffix},
	{text: "3LL", offset: 1, dialect: LongSuffix},
	{text: "L3", offset: 0, dialect: LongSuffix},
	{text: "(3)L", offset: 3, dialect: LongSuffix},
	{text: "(3\nL)", offset: 3, dialect: LongSuffix},
	{text: "np.int64(3)", offset: 0},
	{text: "np.int64(3.0)", offset: 0, dialect: NumPyInt},
	{text: "np.float64(3)", offset: 0, dialect: NumPyInt},
	{text: "np.int64()", offset: 9, dialect: NumPyInt},
	{text: "np", offset: 0, dialect: NumPyInt},
	{text: "'", offset: 0},
	{text: "'a", offset: 0},
	{text: "'a\nb'", offset: 0},
	{text: `'a\'`, offset: 0},
	{text: `r'\'`, offset: 0},
	{text: "'''a''", offset: 0},
	{text: "f'a'", offset: 0},
	{text: "ur'a'", offset: 0},
	{text: "'a' b'b'", offset: 0},
	{text: "b'\xe9'", offset: 2, dialect: Latin1},
	{text: "b'\\\xe9'", offset: 3, dialect: Latin1},
	{text: `'\x4'`, offset: 1},
	{text: `'\u12g4'`, offset: 1},
	{text: `'\U00110000'`, offset: 1},
	{text: `b'\x'`, offset: 2},
	{text: `'\N{DASH}'`, offset: 1}, // Python accepts it
	{text: "\n 1", offset: 2},
	{text: "\n\f 1", offset: 3},
	{text: "\\\n 1", offset: 3},
	{text: "\v1", offset: 0},
	{text: "1\v", offset: 1},
	{text: "1\x00", offset: 1},
	{text: "#\x00\n1", offset: 1},
	{text: "1\u00a0", offset: 1},
	{text: "\ufeff1", offset: 0},
	{text: "'\xe9'", offset: 1},
	{text: "'\xed\xa0\x80'", offset: 1},
	{text: "'\xc0\x80'", offset: 1},
	{text: "1 \\ \n", offset: 2},
	{text: "1\\\n", offset: 1},
	{text: "1\n\\\n", offset: 2},
	{text: "é", offset: 0},
	{text: "é", offset: 0, dialect: Latin1},
}

func TestRefused(t *testing.T) {
	for _, test := range refused {
		var lit Literal
		err := lit.Parse([]byte(test.text), test.dialect)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%.40q: %v, want an *Error", test.text, err)
			continue
		}
		if e.Offset != test.offset || e.TooDeep {
			t.Errorf("%.40q: %v, want byte %d", test.text, err, test.offset)
		}
	}
}

func TestNesting(t *testing.T) {
	for _, brackets := range [][2]string{{"(", ",)"}, {"[", "]"}, {"(", ")"}, {"{0:", "}"}} {
		text := func(n int) []byte {
			return []byte(strings.Repeat(brackets[0], n) + "1" + strings.Repeat(brackets[1], n))
		}
		var lit Literal
		if err := lit.Parse(text(MaxNesting), 0); err != nil {
			t.Errorf("%d of %s: %v", MaxNesting, brackets, err)
		}
		var e *Error
		if err := lit.Parse(text(MaxNesting+1), 0); !errors.As(err, &e) || !e.TooDeep {
			t.Errorf("%d of %s: %v, want TooDeep", MaxNesting+1, brackets, err)
		}
		if err := lit.Parse([]byte(strings.Repeat(brackets[0], 1<<20)), 0); !errors.As(err, &e) || !e.TooDeep {
			t.Errorf("a million of %s: %v, want TooDeep", brackets[0], err)
		}
	}
}

// A cut text is never a literal unless Python thinks so, and never more than an error.
func TestCut(t *testing.T) {
	text := "{'a': (1, -2.5e3, 1+2j), \"b\": [b'x', '''y\\\n''', None], u'c': {3, 0xf_f}, 'd': ... } # end"
	var lit Literal
	for n := range text {
		err := lit.Parse([]byte(text[:n]), LongSuffix|NumPyInt)
		if whole := strings.IndexByte(text, '#') - 1; (err == nil) != (n >= whole) {
			t.Errorf("%q: %v", text[:n], err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, test := range accepted {
		f.Add([]byte(test.text), uint8(test.dialect))
	}
	for _, test := range refused {
		f.Add([]byte(test.text), uint8(test.dialect))
	}
	f.Fuzz(func(t *testing.T, text []byte, d uint8) {
		var lit, again Literal
		if err := lit.Parse(text, Dialect(d)); err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(text) || e.Message == "" {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		once := lit.Root().Append(nil)
		if err := again.Parse(once, 0); err != nil {
			t.Fatalf("%q is written as %q: %v", text, once, err)
		}
		if twice := again.Root().Append(nil); string(twice) != string(once) {
			t.Fatalf("%q is written as %q and then as %q", text, once, twice)
		}
	})
}
