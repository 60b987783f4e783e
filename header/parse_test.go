package header

import (
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// texts is spellings of one and the same header: ('<i4', C order, (3, 4)).
var texts = []struct {
	text  string
	until Version // the last version that can have it, if not all
}{
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }\n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }                 \n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }\t\t\f\n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }\r\n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }  # comment"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }\n    "},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4)}\n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4,), }\n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3,4), }\n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4, ), }\n"},
	{text: "{'descr':'<i4','fortran_order':False,'shape':(3,4)}"},
	{text: "{'shape': (3, 4), 'fortran_order': False, 'descr': '<i4'}"},
	{text: `{"descr": "<i4", "fortran_order": False, "shape": (3, 4)}`},
	{text: `{u'descr': u'<i4', 'fortran_' 'order': False, r'shape': (3, 4)}`},
	{text: `{'descr': '\x3c\1514', '''fortran_order''': (False), 'shape': ((3), +4)}`},
	{text: "({\n'descr':\n'<i4', # c\n'fortran_order'\\\n: False, 'shape':\r(\r3,\t4)})"},
	{text: "   {'descr': '<i4', 'fortran_order': False, 'shape': (0x3, 0b1_00)}"},
	{text: "\n{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4)}\n\n# end\n"},
	{text: "{'descr': '<f8', 'shape': None, 'fortran_order': False, 'shape': (3, 4), 'descr': '<i4'}"},
	{text: "{'descr': 'i4', 'fortran_order': False, 'shape': (3, 4), }\n"},
	{text: "{'descr': 'int32', 'fortran_order': False, 'shape': (3, 4), }\n"},
	{text: "{'descr': ('<i4', ()), 'fortran_order': False, 'shape': (3, 4), }\n"},
	{text: "{'descr': ('<i4', (1,)), 'fortran_order': False, 'shape': (3, 4), }\n"},
	{text: "{'descr': '1i4', 'fortran_order': False, 'shape': (3, 4), }\n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (np.int64(3), np.int32(4)), }\n"},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3L, 4 L), }\n", until: V2},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }  # \xe9\n", until: V2},
	{text: "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }  # \u00e9\n"},
}

func TestParseSpellings(t *testing.T) {
	for i, test := range texts {
		for v := V1; v <= V3; v++ {
			b := append(file(v, test.text), "payload"...)
			good := test.until == 0 || v <= test.until
			h, n, err := Parse(b)
			if !good {
				if !errors.Is(err, ErrHeader) {
					t.Errorf("%d: version %s: %q: %v, %v", i, v, test.text, h, err)
				}
				continue
			}
			if err != nil || n != len(b)-len("payload") || h.Version != v || h.DType.String() != "<i4" || h.FortranOrder || !slices.Equal(h.Shape, []int{3, 4}) {
				t.Errorf("%d: version %s: %q: %+v, %d, %v", i, v, test.text, h, n, err)
			}
		}
	}
}

func TestParseOrderAndShape(t *testing.T) {
	for _, order := range []string{"False", "True"} {
		for text, want := range map[string][]int{
			"()": {}, "(0,)": {0}, "(3,)": {3}, "(-0, 3)": {0, 3}, "(1, 2, 3)": {1, 2, 3}, "(0, 1099511)": {0, 1099511},
			"(1, 1, 1, 1, 1, 1, 1, 1, 1, 7)":     {1, 1, 1, 1, 1, 1, 1, 1, 1, 7},
			"(" + strings.Repeat("1,", 64) + ")": slices.Repeat([]int{1}, 64),
		} {
			b := file(V1, "{'descr': '<f8', 'fortran_order': "+order+", 'shape': "+text+", }\n")
			h, _, err := Parse(b)
			if err != nil || h.FortranOrder != (order == "True") || !slices.Equal(h.Shape, want) {
				t.Errorf("%s %s: %+v, %v", order, text, h, err)
			}
		}
	}
}

// bad is headers that nobody accepts, the kind of error, and the byte it names, from the start of the file.
var bad = []struct {
	b      []byte
	kind   error
	offset int64
}{
	// frame
	{[]byte("\x93NUMPy\x01\x00"), ErrMagic, 0},
	{[]byte("\x92NUMPY\x01\x00"), ErrMagic, 0},
	{[]byte("NUMPY"), ErrMagic, 0},
	{[]byte("PK\x03\x04 and more"), ErrMagic, 0},
	{[]byte("PK\x05\x06"), ErrMagic, 0},
	{[]byte("\x1f\x8b\x08"), ErrMagic, 0},
	{[]byte("\x80\x04\x95"), ErrMagic, 0},
	{[]byte("\x89HDF\r\n"), ErrMagic, 0},
	{[]byte("\x93NUMPY\x00\x00v\x00"), ErrVersion, 6},
	{[]byte("\x93NUMPY\x04\x00v\x00\x00\x00"), ErrVersion, 6},
	{[]byte("\x93NUMPY\x01\x01v\x00"), ErrVersion, 6},
	{[]byte("\x93NUMPY\x02\x01v\x00\x00\x00"), ErrVersion, 6},
	{[]byte("\x93NUMPY\xff\xffv\x00\x00\x00"), ErrVersion, 6},
	{[]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr"), ErrLimit, 8},
	{[]byte("\x93NUMPY\x03\x00\x01\x00\x10\x00{'descr"), ErrLimit, 8}, // DefaultMaxHeader + 1

	// text
	{file(V1, ""), ErrHeader, 10},
	{file(V2, " \t\n"), ErrHeader, 12},
	{file(V1, "{'descr': '<i4'"), ErrHeader, 25},
	{file(V1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }\x00\n"), ErrHeader, 67},
	{file(V1, "[1, 2]"), ErrHeader, 10},
	{file(V1, "{1, 2}"), ErrHeader, 10},
	{file(V1, "None"), ErrHeader, 10},
	{file(V1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,)},"), ErrHeader, 10},
	{file(V1, "{}"), ErrHeader, 10},
	{file(V1, "{'descr': '<i4', 'fortran_order': False}"), ErrHeader, 10},
	{file(V1, "{'descr': '<i4', 'shape': (3,)}"), ErrHeader, 10},
	{file(V1, "{'fortran_order': False, 'shape': (3,)}"), ErrHeader, 10},
	{file(V1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), 'x': 1}"), ErrHeader, 66},
	{file(V1, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), None: 1}"), ErrHeader, 66},
	{file(V1, "{b'descr': '<i4', b'fortran_order': False, b'shape': (3,)}"), ErrHeader, 11},
	{file(V1, "{'Descr': '<i4', 'fortran_order': False, 'shape': (3,)}"), ErrHeader, 11},
	{file(V1, "{'descr': '<i4', 'fortran_order': 0, 'shape': (3,), }"), ErrHeader, 44},
	{file(V1, "{'descr': '<i4', 'fortran_order': None, 'shape': (3,), }"), ErrHeader, 44},
	{file(V1, "{'descr': '<i4', 'fortran_order': 'False', 'shape': (3,), }"), ErrHeader, 44},
	{file(V1, `{"descr": "<i4", "fortran_order": false, "shape": [3]}`), ErrHeader, 44},
	{file(V1, "\n {'descr': '<i4', 'fortran_order': False, 'shape': (3,), }"), ErrHeader, 12},
	{file(V3, "{'descr': '<i4', 'fortran_order': False, 'shape': (3L,), }"), ErrHeader, 64},
	{file(V3, "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }#\xe9"), ErrHeader, 70},
	{file(V3, "\ufeff{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }"), ErrHeader, 12},
	{with(strings.Repeat("[", 201), "()"), ErrLimit, 219},

	// shape
	{with("'<f8'", "3"), ErrShape, 60},
	{with("'<f8'", "(3)"), ErrShape, 61},
	{with("'<f8'", "[3]"), ErrShape, 60},
	{with("'<f8'", "None"), ErrShape, 60},
	{with("'<f8'", "(3, -1)"), ErrShape, 65},
	{with("'<f8'", "(0, -1)"), ErrShape, 65},
	{with("'<f8'", "(True,)"), ErrShape, 61},
	{with("'<f8'", "(3.0,)"), ErrShape, 61},
	{with("'<f8'", "('3',)"), ErrShape, 61},
	{with("'<f8'", "((3,),)"), ErrShape, 61},
	{with("'<f8'", "(9223372036854775808,)"), ErrShape, 61},
	{with("'<f8'", "(18446744073709551616,)"), ErrShape, 61},
	{with("'<f8'", "("+strings.Repeat("1,", 65)+")"), ErrShape, 61 + 2*64},
	{with("'<f8'", "(2147483647, 2147483647)"), ErrShape, -1},
	{with("'<f8'", "(0, 2147483647, 2147483647)"), ErrShape, -1},
	{with("'|V0'", "(2147483647, 2147483647, 3)"), ErrShape, -1},

	// dtype; more of it in the tests of ParseDType
	{with("'<f3'", "(2,)"), ErrDType, 20},
	{with("[('a', '<f3')]", "(2,)"), ErrDType, 27},
	{with("('<f8', (2,))", "(2,)"), ErrDType, 20},
	{with("('<f8', (2,))", "()"), ErrDType, 20},
	{with("'2f8'", "(2,)"), ErrDType, 20},
	{with("('<f8', ("+strings.Repeat("1,", 64)+"))", "(2,)"), ErrDType, 20}, // 63 are read
	{with("'|S2147483648'", "(2,)"), ErrLimit, 20},
}

func TestParseBad(t *testing.T) {
	for _, test := range bad {
		h, n, err := Parse(test.b)
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, test.kind) || e.Offset != test.offset {
			t.Errorf("%.99q: %v, want %v at byte %d", test.b, err, test.kind, test.offset)
		}
		if n != 0 || h.Shape != nil || h.DType.IsValid() || h.Version != 0 || h.FortranOrder {
			t.Errorf("%.99q: an error with %+v, %d", test.b, h, n)
		}
	}
}

// TestParseCut cuts a header at every byte.
func TestParseCut(t *testing.T) {
	for v := V1; v <= V3; v++ {
		b := file(v, "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }\n")
		for n := range b {
			_, _, err := Parse(b[:n:n])
			kind, cause := ErrTruncated, io.ErrUnexpectedEOF
			if n < 6 {
				kind = ErrMagic
			}
			if n == 0 {
				cause = io.EOF
			}
			if !errors.Is(err, kind) || !errors.Is(err, cause) || n > 0 && errors.Is(err, io.EOF) {
				t.Errorf("%d bytes of version %s: %v", n, v, err)
			}
		}
		if _, n, err := Parse(b); n != len(b) || err != nil {
			t.Errorf("version %s: %d, %v", v, n, err)
		}
	}
}

func TestMaxHeader(t *testing.T) {
	text := "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }\n"
	for _, test := range []struct {
		length int
		opts   []Option
		ok     bool
	}{
		{60000, nil, true},
		{len(text), []Option{MaxHeader(len(text))}, true},
		{len(text), []Option{MaxHeader(len(text) - 1)}, false},
		{len(text), []Option{MaxHeader(1), MaxHeader(1000)}, true}, // the last one counts
		{len(text), []Option{{}, MaxHeader(0), MaxHeader(-1)}, true},
		{DefaultMaxHeader, nil, true},
		{DefaultMaxHeader + 1, nil, false},
		{DefaultMaxHeader + 1, []Option{MaxHeader(math.MaxInt)}, true},
	} {
		b := file(V2, strings.Repeat(" ", test.length-len(text))+text)
		if _, n, err := Parse(b, test.opts...); test.ok != (err == nil) || !test.ok && !errors.Is(err, ErrLimit) || test.ok && n != len(b) {
			t.Errorf("%d bytes with %v: %v", test.length, test.opts, err)
		}
	}
}

// TestParseKeepsNothing: neither the dtype nor the shape nor an error changes with b.
func TestParseKeepsNothing(t *testing.T) {
	b := with(`[(('title', 'name'), '<f8'), ((('x', 1), 'n\x61me2'), 'M8[ns]')]`, "(3,)")
	h, _, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	_, _, bad := Parse(with("'what'", "(3,)"))
	before := h.DType.String() + bad.Error()
	clear(b)
	if after := h.DType.String() + bad.Error(); after != before || !slices.Equal(h.Shape, []int{3}) {
		t.Errorf("%s became %s", before, after)
	}
}

func TestParseInto(t *testing.T) {
	h, n, err := ParseInto(nil, with("'<f8'", "(3, 4, 5)"))
	if err != nil || n != len(with("'<f8'", "(3, 4, 5)")) || !slices.Equal(h.Shape, []int{3, 4, 5}) {
		t.Fatalf("%+v, %d, %v", h, n, err)
	}
	memory := &h.Shape[0]
	for _, b := range [][]byte{with("'>i2'", "(7,)"), with("[('a', '<f8')]", "(7,)")} {
		if h, _, err = ParseInto(h.Shape, b); err != nil || !slices.Equal(h.Shape, []int{7}) || &h.Shape[0] != memory {
			t.Errorf("%+v, %v: not in the same memory", h, err)
		}
	}
	if h, n, err = ParseInto(h.Shape, []byte("nothing")); err == nil || n != 0 || h.Shape != nil || h.DType.IsValid() {
		t.Errorf("an error with %+v, %d", h, n)
	}
}

// TestHostile: texts made to cost much cost little: time shows in the test's own, memory is counted.
func TestHostile(t *testing.T) {
	const size = 1 << 18
	fill := func(before, unit, after string) string {
		return before + strings.Repeat(unit, size/len(unit)) + after
	}
	for _, descr := range []string{
		fill("", "[", ""), fill("[", "1,", "]"), fill("[", "(),", "]"), fill("[", "('','V1'),", "]"), fill("[", "[('','V1')],", "]"),
		fill("'", "b,", "'"), fill("[('a', '", "2", "f8')]"), fill("[('a', '", "(((1,", "f8')]"), fill("'", `\x41`, "'"), fill("", "'' ", ""),
		fill("[(((", "1,", "),'a'),'f8')]"), fill("{", "((((1,),),),),", "}"), fill("[('a', 'f8', (", "1,", "))]"), fill("'S", "9", "'"),
		fill("[('a',('f8',{", "1:2,", "}))]"), strings.Repeat("[('a',", 99) + fill("'M8[", " ", "s]'") + strings.Repeat(")]", 99),
	} {
		b := file(V2, "{'descr': "+descr+", 'fortran_order': False, 'shape': ()}")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		Parse(b)
		runtime.ReadMemStats(&after)
		if got := after.TotalAlloc - before.TotalAlloc; got > uint64(40*len(b)) && !raceEnabled { // its sync.Pool forgets regexp's memory
			t.Errorf("%.30q: %d bytes for a header of %d", descr, got, len(b))
		}
	}
}
