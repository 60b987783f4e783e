package header

import (
	"strings"
	"testing"
)

// differences is every known difference between what NumPy 2.4.6 with Python 3.11 reads and what we read, as found by comparing millions
// of generated and mutated headers. "" means refused. interop/header_differences_test.go gives the reasons.
var differences = []struct {
	what  string
	b     []byte
	numpy string // the descr that NumPy gives
	ours  string
}{
	{"blanks on a last line without newline, as NumPy 1 read them in versions 1 and 2", file(V3, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,)}\n  "), "", "<f8"},
	{"NumPy integers in the shape, as open_memmap of NumPy 2 writes them", with("'<f8'", "(np.int64(2),)"), "", "<f8"},
	{"the L of Python 2 among lines that end with CR alone", file(V1, "\r{'descr': '<f8', 'fortran_order': False, 'shape': (2L,)}"), "", "<f8"},
	{"metadata of a field, as NumPy before 1.25 wrote it", with("[('a', ('<i4', {'x': 1}))]", "(2,)"), "", "[('a', '<i4')]"},
	{"metadata that could be the fields of a union", with("('<i4', {'names': ['a'], 'formats': ['<i4']})", "(2,)"), "[('a', '<i4')]", "<i4"},
	{"bfloat16 by its name", with("'bfloat16'", "(2,)"), "", "bfloat16"},
	{"float8_e5m2 of ml_dtypes", with("'<f1'", "(2,)"), "", "<f1"},
	{"a name that NumPy 2 no longer has", with("'bool8'", "(2,)"), "", "|b1"},
	{"another, with a byte order", with("'<a'", "(2,)"), "", "|S0"},
	{"metadata without anything in it", with("('a', {})", "(2,)"), "[]", "|S0"},

	{"a character by its name", with(`'\N{LESS-THAN SIGN}f8'`, "(2,)"), "<f8", ""},
	{"a form feed and blanks first, in versions 1 and 2", file(V1, "\f {'descr': '<f8', 'fortran_order': False, 'shape': (2,)}"), "<f8", ""},
	{"an empty dict for a list of fields", with("{}", "(2,)"), "[]", ""},
	{"an empty byte string for a list of fields", with("b''", "(2,)"), "[]", ""},
	{"a set of fields, in an order that changes from run to run", with("{('a', '<f8'), ('b', '<i4')}", "(2,)"), "[('a', '<f8'), ('b', '<i4')]", ""},
	{"letters for a field", with("['ab']", "(2,)"), "[('a', '|i1')]", ""},
	{"a dict for a field", with("[{'a': 1, 'b': 2}]", "(2,)"), "[('a', '|i1')]", ""},
	{"a dtype for a shape", with("[('a', '<f4', '<i4')]", "(2,)"), "[('a', '<f4')]", ""},
	{"None for a shape", with("[('a', '<f8', None)]", "(2,)"), "[('a', '<f8')]", ""},
	{"text for an empty shape", with("[('a', '<f4', '')]", "(2,)"), "[('a', '<f4', ())]", ""},
	{"a list of fields for a shape", with("[('a', [], [])]", "(2,)"), "[('a', [])]", ""},
	{"a number of elements that have no bytes", with("[('a', ('<f8', (0,)), 3)]", "(2,)"), "[('a', '<f8', (0,))]", ""},
	{"strings whose payload is a pickle", with("'T'", "(2,)"), "|O", ""},
	{"a number of a dtype as a control character", with(`'\x0c'`, "(2,)"), "<f8", ""},
	{"a unit that overflows to another", with("'M8[2147483647M/10]'", "(2,)"), "<M8[2147483645D]", ""},
	{"a divisor that NumPy has no unit for", with("'M8[W/11]'", "(2,)"), "<M8[0Y]", ""},
	{"a negative divisor", with("'M8[s/-1]'", "(2,)"), "<M8[-1000ms]", ""},
	{"a byte order alone behind the last comma", with("'f8,<'", "(2,)"), "[('f0', '<f8')]", ""},
	{"a union", with("('<i4', [('a', '<i2'), ('b', '<i2')])", "(2,)"), "[('a', '<i2'), ('b', '<i2')]", ""},
	{"a dimension of -2^63, which makes the product wrap to 0", with("'<f8'", "(2, -9223372036854775808)"), "<f8", ""},
	{"a product of more than 63 bits beside a zero", with("[]", "(3, 0, 9223372036854775807)"), "[]", ""},
	{"more than 4096 dtypes with commas between", with("'"+strings.Repeat("V,", 4096)+"V'", "(2,)"), "[('f0', '|V0'), ...", ""},
	{"a title that repr cannot write as a literal", with("[((..., 'a'), '<f8')]", "(2,)"), "[((Ellipsis, 'a'), '<f8')]", "[((..., 'a'), '<f8')]"},
	{"a number in a title keeps its spelling", with("[((0x10, 'a'), '<f8')]", "(2,)"), "[((16, 'a'), '<f8')]", "[((0x10, 'a'), '<f8')]"},
}

func TestDifferences(t *testing.T) {
	for _, test := range differences {
		h, _, err := Parse(test.b)
		ours := ""
		if err == nil {
			ours = h.DType.String()
		}
		if ours != test.ours {
			t.Errorf("%s: %q: %q, %v, want %q", test.what, test.b, ours, err, test.ours)
		}
	}
}
