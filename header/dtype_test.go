package header

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// dtypes is spellings of dtypes, and what NumPy 2.4.6 on x86-64 Linux gives as dtype.descr, name and itemsize.
var dtypes = []struct {
	descr, want, name string
	size              int
}{
	{"|b1", "|b1", "bool", 1},
	{"|i1", "|i1", "int8", 1},
	{"|u1", "|u1", "uint8", 1},
	{"<i2", "<i2", "int16", 2},
	{">i2", ">i2", "int16", 2},
	{"<i4", "<i4", "int32", 4},
	{"<i8", "<i8", "int64", 8},
	{"<u2", "<u2", "uint16", 2},
	{"<u4", "<u4", "uint32", 4},
	{">u8", ">u8", "uint64", 8},
	{"<f2", "<f2", "float16", 2},
	{"<f4", "<f4", "float32", 4},
	{">f8", ">f8", "float64", 8},
	{"<f16", "<f16", "float128", 16},
	{"<c8", "<c8", "complex64", 8},
	{">c16", ">c16", "complex128", 16},
	{"<c32", "<c32", "complex256", 32},
	{"|O", "|O", "object", 8},
	{"|S5", "|S5", "bytes40", 5},
	{"|S0", "|S0", "bytes", 0},
	{"<U3", "<U3", "str96", 12},
	{">U3", ">U3", "str96", 12},
	{"<U0", "<U0", "str", 0},
	{"|V7", "|V7", "void56", 7},
	{"|V0", "|V0", "void", 0},
	{"<M8", "<M8", "datetime64", 8},
	{"<M8[ns]", "<M8[ns]", "datetime64[ns]", 8},
	{">m8[25s]", ">m8[25s]", "timedelta64[25s]", 8},

	// other spellings of the same
	{"f8", "<f8", "float64", 8},
	{"=f8", "<f8", "float64", 8},
	{"|f8", "<f8", "float64", 8},
	{"<b1", "|b1", "bool", 1},
	{">i1", "|i1", "int8", 1},
	{">S5", "|S5", "bytes40", 5},
	{"<V2", "|V2", "void16", 2},
	{">V2", "|V2", "void16", 2},
	{"|U3", "<U3", "str96", 12},
	{"<f08", "<f8", "float64", 8},
	{"<f+8", "<f8", "float64", 8},
	{"<f 8", "<f8", "float64", 8},
	{"S-0", "|S0", "bytes", 0},
	{"O4", "|O", "object", 8},
	{"<O8", "|O", "object", 8},
	{"a5", "|S5", "bytes40", 5},
	{"M 8", "<M8", "datetime64", 8},

	// letters, with and without byte order
	{"?", "|b1", "bool", 1}, {"b", "|i1", "int8", 1}, {"B", "|u1", "uint8", 1}, {"h", "<i2", "int16", 2}, {"H", "<u2", "uint16", 2},
	{"i", "<i4", "int32", 4}, {"I", "<u4", "uint32", 4}, {"l", "<i8", "int64", 8}, {"L", "<u8", "uint64", 8}, {"q", "<i8", "int64", 8},
	{"Q", "<u8", "uint64", 8}, {"p", "<i8", "int64", 8}, {"P", "<u8", "uint64", 8}, {"n", "<i8", "int64", 8}, {"N", "<u8", "uint64", 8},
	{"e", "<f2", "float16", 2}, {"f", "<f4", "float32", 4}, {"d", "<f8", "float64", 8}, {"g", "<f16", "float128", 16},
	{"F", "<c8", "complex64", 8}, {"D", "<c16", "complex128", 16}, {"G", "<c32", "complex256", 32}, {"O", "|O", "object", 8},
	{"S", "|S0", "bytes", 0}, {"a", "|S0", "bytes", 0}, {"c", "|S1", "bytes8", 1}, {"U", "<U0", "str", 0}, {"V", "|V0", "void", 0},
	{"M", "<M8", "datetime64", 8}, {"m", "<m8", "timedelta64", 8},
	{">e", ">f2", "float16", 2}, {"<?", "|b1", "bool", 1}, {">c", "|S1", "bytes8", 1}, {">D", ">c16", "complex128", 16}, {">p", ">i8", "int64", 8},

	// names
	{"bool", "|b1", "bool", 1}, {"bool_", "|b1", "bool", 1}, {"bool8", "|b1", "bool", 1}, {"int8", "|i1", "int8", 1}, {"byte", "|i1", "int8", 1},
	{"int16", "<i2", "int16", 2}, {"short", "<i2", "int16", 2}, {"int32", "<i4", "int32", 4}, {"intc", "<i4", "int32", 4},
	{"int64", "<i8", "int64", 8}, {"int", "<i8", "int64", 8}, {"int_", "<i8", "int64", 8}, {"intp", "<i8", "int64", 8},
	{"long", "<i8", "int64", 8}, {"longlong", "<i8", "int64", 8}, {"uint8", "|u1", "uint8", 1}, {"ubyte", "|u1", "uint8", 1},
	{"uint16", "<u2", "uint16", 2}, {"ushort", "<u2", "uint16", 2}, {"uint32", "<u4", "uint32", 4}, {"uintc", "<u4", "uint32", 4},
	{"uint64", "<u8", "uint64", 8}, {"uint", "<u8", "uint64", 8}, {"uintp", "<u8", "uint64", 8}, {"ulong", "<u8", "uint64", 8},
	{"ulonglong", "<u8", "uint64", 8}, {"float16", "<f2", "float16", 2}, {"half", "<f2", "float16", 2}, {"float32", "<f4", "float32", 4},
	{"single", "<f4", "float32", 4}, {"float64", "<f8", "float64", 8}, {"float", "<f8", "float64", 8}, {"double", "<f8", "float64", 8},
	{"float128", "<f16", "float128", 16}, {"longdouble", "<f16", "float128", 16}, {"complex64", "<c8", "complex64", 8},
	{"csingle", "<c8", "complex64", 8}, {"complex128", "<c16", "complex128", 16}, {"complex", "<c16", "complex128", 16},
	{"cdouble", "<c16", "complex128", 16}, {"complex256", "<c32", "complex256", 32}, {"clongdouble", "<c32", "complex256", 32},
	{"object", "|O", "object", 8}, {"object_", "|O", "object", 8}, {"str", "<U0", "str", 0}, {"str_", "<U0", "str", 0},
	{"unicode", "<U0", "str", 0}, {"bytes", "|S0", "bytes", 0}, {"bytes_", "|S0", "bytes", 0}, {"void", "|V0", "void", 0},
	{"datetime64", "<M8", "datetime64", 8}, {"timedelta64", "<m8", "timedelta64", 8},

	// units
	{"datetime64[ms]", "<M8[ms]", "datetime64[ms]", 8},
	{">timedelta64[as]", ">m8[as]", "timedelta64[as]", 8},
	{"M8[Y]", "<M8[Y]", "datetime64[Y]", 8},
	{"M8[generic]", "<M8", "datetime64", 8},
	{"M8[2generic]", "<M8", "datetime64", 8},
	{"M8[1s]", "<M8[s]", "datetime64[s]", 8},
	{"M8[0s]", "<M8[0s]", "datetime64[0s]", 8},
	{"M8[ +25s]", "<M8[25s]", "datetime64[25s]", 8},
	{"M8[2147483647s]", "<M8[2147483647s]", "datetime64[2147483647s]", 8},
	{"M8[μs]", "<M8[us]", "datetime64[us]", 8},
	{"M8[s/1]", "<M8[s]", "datetime64[s]", 8},
	{"M8[s/ 10]", "<M8[100ms]", "datetime64[100ms]", 8},
	{"M8[3s/64]", "<M8[46875us]", "datetime64[46875us]", 8},
	{"M8[Y/12]", "<M8[M]", "datetime64[M]", 8},
	{"M8[Y/26]", "<M8[2W]", "datetime64[2W]", 8},
	{"M8[Y/73]", "<M8[5D]", "datetime64[5D]", 8},
	{"M8[M/240]", "<M8[3h]", "datetime64[3h]", 8},
	{"M8[W/10080]", "<M8[m]", "datetime64[m]", 8},
	{"M8[D/24]", "<M8[h]", "datetime64[h]", 8},
	{"M8[D/86400]", "<M8[s]", "datetime64[s]", 8},
	{"M8[h/8]", "<M8[450s]", "datetime64[450s]", 8},
	{"M8[m/8]", "<M8[7500ms]", "datetime64[7500ms]", 8},
	{"M8[ps/1000000]", "<M8[as]", "datetime64[as]", 8},
	{"M8[fs/8]", "<M8[125as]", "datetime64[125as]", 8},

	// structs
	{"[]", "[]", "void", 0},
	{"[('a', '<f8')]", "[('a', '<f8')]", "void64", 8},
	{"[('a', 'f8'), ['b', '|i4', 3]]", "[('a', '<f8'), ('b', '<i4', (3,))]", "void160", 20},
	{"[('a', '<f8', ()), ('b', '>i4', [2, 3])]", "[('a', '<f8'), ('b', '>i4', (2, 3))]", "void256", 32},
	{"[('a', ('<f8', (2,)), (3,))]", "[('a', ('<f8', (2,)), (3,))]", "void384", 48},
	{"[('a', (('<f8', (1,)), 2), 3)]", "[('a', (('<f8', (1,)), (2,)), (3,))]", "void384", 48},
	{"[('a', [('b', '|S3'), ('c', [])])]", "[('a', [('b', '|S3'), ('c', [])])]", "void24", 3},
	{"[('a', 'S', 5), ('b', ('U', 2))]", "[('a', '|S5'), ('b', '<U2')]", "void104", 13},
	{"[('', '|V3'), ('a', '|u1'), ('', '|V4'), ('b', '<f8'), ('', '>V2')]", "[('', '|V3'), ('a', '|u1'), ('', '|V4'), ('b', '<f8'), ('', '|V2')]", "void144", 18},
	{"[('', 'V3'), ('', 'V2'), ('a', 'u1'), ('', 'V0')]", "[('', '|V5'), ('a', '|u1')]", "void48", 6},
	{"[('', '|V5')]", "[('', '|V5')]", "void40", 5},
	{"[('', '<f4', (2,)), ('a', '|u1')]", "[('', '|V8'), ('a', '|u1')]", "void72", 9}, // NumPy takes it for padding
	{"[('', '<f1', (0,)), ('a', '|u1')]", "[('a', '|u1')]", "void8", 1},               // with ml_dtypes, this too
	{"[('', '<i4'), ('a', '|V3')]", "[('', '<i4'), ('a', '|V3')]", "void56", 7},
	{"[(('title', 'a'), '<i4'), (('', 'b'), '<i4'), ((None, 'c'), '<i4')]", "[(('title', 'a'), '<i4'), (('', 'b'), '<i4'), ('c', '<i4')]", "void96", 12},
	{"[((('x', 1), 'a'), '<i4'), ((-1.5, 'b'), '<i4'), ((b'x', 'c'), '<i4')]", "[((('x', 1), 'a'), '<i4'), ((-1.5, 'b'), '<i4'), ((b'x', 'c'), '<i4')]", "void96", 12},
	{`[("it's", 'b'), ('é', 'b'), ('\ud800', 'b'), ('a\0b', 'b')]`, `[("it's", '|i1'), ('é', '|i1'), ('\ud800', '|i1'), ('a\x00b', '|i1')]`, "void32", 4},
	{"[('a', ('<i4', {'x': 1}))]", "[('a', '<i4')]", "void32", 4}, // metadata
	{"[('a', 'V2147483647')]", "[('a', '|V2147483647')]", "void17179869176", 2147483647},

	// words with commas
	{"i4,f8", "[('f0', '<i4'), ('f1', '<f8')]", "void96", 12},
	{"i4 ,\tf8 ", "[('f0', '<i4'), ('f1', '<f8')]", "void96", 12},
	{"i4\u00a0,\x1ff8\u2003", "[('f0', '<i4'), ('f1', '<f8')]", "void96", 12},
	{"f8,", "[('f0', '<f8')]", "void64", 8},
	{"(2,3)f4,S2", "[('f0', '<f4', (2, 3)), ('f1', '|S2')]", "void208", 26},
	{"3>i2,(2,)<i2,()i2,1i2", "[('f0', '>i2', (3,)), ('f1', '<i2', (2,)), ('f2', '<i2'), ('f3', '<i2', (1,))]", "void112", 14},
	{"0i4,i4", "[('f0', '<i4', (0,)), ('f1', '<i4')]", "void32", 4},
	{">2>i4,=i2,float64", "[('f0', '>i4', (2,)), ('f1', '<i2'), ('f2', '<f8')]", "void144", 18},
	{"M8[25s],m8", "[('f0', '<M8[25s]'), ('f1', '<m8')]", "void128", 16},
	{"5S,2L", "[('f0', '|S5'), ('f1', '<u8', (2,))]", "void168", 21},
	{"()f8", "<f8", "float64", 8},
	{"[('a', '2i2,i4')]", "[('a', [('f0', '<i2', (2,)), ('f1', '<i4')])]", "void64", 8},
}

func TestParseDType(t *testing.T) {
	for _, test := range dtypes {
		d, err := ParseDType(test.descr)
		if err != nil || d.String() != test.want || d.Name() != test.name || d.ItemSize() != test.size || !d.IsValid() {
			t.Errorf("%q: %q %q %d, %v, want %q %q %d", test.descr, d, d.Name(), d.ItemSize(), err, test.want, test.name, test.size)
			continue
		}
		again, err := ParseDType(d.String())
		if err != nil || !again.WithByteOrder(LittleEndian).Equal(d.WithByteOrder(LittleEndian)) && d.Kind() != Void {
			t.Errorf("%q: %q is read as %q, %v", test.descr, d, again, err)
		}
	}
}

// noDTypes is what no dtype is, the kind of error, and the byte, -1 if there is none.
var noDTypes = []struct {
	descr  string
	kind   error
	offset int64
	field  string
}{
	{"", ErrDType, -1, ""}, {"x", ErrDType, -1, ""}, {"<", ErrDType, -1, ""}, {"<<f8", ErrDType, -1, ""}, {"!f8", ErrDType, -1, ""}, {"f8 ", ErrDType, -1, ""},
	{" f8", ErrDType, -1, ""}, {"f8f8", ErrDType, -1, ""}, {"<f8.0", ErrDType, -1, ""}, {"f8\x00", ErrDType, -1, ""}, {"<8", ErrDType, -1, ""}, {"3", ErrDType, -1, ""},
	{"<f1x", ErrDType, -1, ""}, {"f1", ErrDType, -1, ""}, {">f1", ErrDType, -1, ""}, {"<f3", ErrDType, -1, ""}, {"f10", ErrDType, -1, ""}, {"<f12", ErrDType, -1, ""},
	{"<i3", ErrDType, -1, ""}, {"<i16", ErrDType, -1, ""}, {"i0", ErrDType, -1, ""}, {"i64", ErrDType, -1, ""}, {"i264", ErrDType, -1, ""}, {"<c4", ErrDType, -1, ""},
	{"c1", ErrDType, -1, ""}, {"b2", ErrDType, -1, ""}, {"<g2", ErrDType, -1, ""}, {"?1", ErrDType, -1, ""}, {"O16", ErrDType, -1, ""}, {"h2", ErrDType, -1, ""},
	{"<f-8", ErrDType, -1, ""}, {"f-0", ErrDType, -1, ""}, {"<U-1", ErrDType, -1, ""}, {"S+", ErrDType, -1, ""}, {"S5 ", ErrDType, -1, ""}, {"S0x5", ErrDType, -1, ""},
	{"T", ErrDType, -1, ""}, {"<T16", ErrDType, -1, ""}, {"\n", ErrDType, -1, ""}, {"<float64", ErrDType, -1, ""}, {"Float64", ErrDType, -1, ""}, {"float96", ErrDType, -1, ""},
	{"int0", ErrDType, -1, ""}, {"string_", ErrDType, -1, ""}, {"float64 float", ErrDType, -1, ""}, {"bfloat", ErrDType, -1, ""}, {"<bfloat16", ErrDType, -1, ""},
	{"<M4", ErrDType, -1, ""}, {"<M4[s]", ErrDType, -1, ""}, {"M8x", ErrDType, -1, ""}, {"M8[]", ErrDType, -1, ""}, {"M8[s", ErrDType, -1, ""}, {"M8[s]]", ErrDType, -1, ""},
	{"M8[s]x", ErrDType, -1, ""}, {"M8 [s]", ErrDType, -1, ""}, {"M8[foo]", ErrDType, -1, ""}, {"M8[B]", ErrDType, -1, ""}, {"M8[25]", ErrDType, -1, ""},
	{"M8[25 s]", ErrDType, -1, ""}, {"M8[-1s]", ErrDType, -1, ""}, {"M8[2147483648s]", ErrDType, -1, ""}, {"M8[99999999999999999999s]", ErrDType, -1, ""},
	{"M8[\u00b5s]", ErrDType, -1, ""}, {"M8[7D/7]", ErrDType, -1, ""}, {"M8[s/0]", ErrDType, -1, ""}, {"M8[s/-1]", ErrDType, -1, ""}, {"M8[s/]", ErrDType, -1, ""},
	{"M8[s/10x]", ErrDType, -1, ""}, {"M8[/10]", ErrDType, -1, ""}, {"M8[generic/2]", ErrDType, -1, ""}, {"M8[as/10]", ErrDType, -1, ""}, {"M8[fs/1000000]", ErrDType, -1, ""},
	{"M8[2147483647s/10]", ErrDType, -1, ""}, {"datetime64s", ErrDType, -1, ""},
	{"|S2147483648", ErrLimit, -1, ""}, {"<U536870912", ErrLimit, -1, ""}, {"<U999999999999", ErrLimit, -1, ""}, {"|V4294967296", ErrLimit, -1, ""}, {"|S18446744073709551617", ErrLimit, -1, ""},

	{"i4,,f8", ErrDType, -1, ""}, {",i4", ErrDType, -1, ""}, {"i4,x", ErrDType, -1, ""}, {"  i4,i4", ErrDType, -1, ""}, {"i4;i4,i4", ErrDType, -1, ""}, {"<2>i4,i4", ErrDType, -1, ""},
	{"02i4,i4", ErrDType, -1, ""}, {"(2 3)i4,i4", ErrDType, -1, ""}, {"(-1)i4,i4", ErrDType, -1, ""}, {"i4,f8.0", ErrDType, -1, ""}, {"i4,bool_", ErrDType, -1, ""},
	{"(2,)S,i4", ErrDType, -1, ""}, {"2147483648i1,i4", ErrDType, -1, ""}, {"1073741824i2,i4", ErrDType, -1, ""}, {"V2147483647,i4", ErrDType, -1, ""},
	{strings.Repeat("b,", 5000), ErrLimit, -1, ""},

	{"[", ErrDType, 1, ""},
	{strings.Repeat("[", 201), ErrLimit, 200, ""},
	{"['a']", ErrDType, 1, ""},
	{"['ab']", ErrDType, 1, ""},
	{"[{'a': 1, 'b': 2}]", ErrDType, 1, ""},
	{"[{'a', '<i4'}]", ErrDType, 1, ""},
	{"[('a',)]", ErrDType, 1, ""},
	{"[('a', '<i4', (2,), 1)]", ErrDType, 1, ""},
	{"[(1, '<i4')]", ErrDType, 2, ""},
	{"[(b'a', '<i4')]", ErrDType, 2, ""},
	{"[(None, '<i4')]", ErrDType, 2, ""},
	{"[(['t', 'a'], '<i4')]", ErrDType, 2, ""},
	{"[(('t', 'a', 'b'), '<i4')]", ErrDType, 2, ""},
	{"[(('t', 1), '<i4')]", ErrDType, 8, ""},
	{"[('a', None)]", ErrDType, 7, "a"},
	{"[('a', b'<i4')]", ErrDType, 7, "a"},
	{"[('a', 8)]", ErrDType, 7, "a"},
	{"[('a', {'names': []})]", ErrDType, 7, "a"},
	{"[('a', ())]", ErrDType, 7, "a"},
	{"[('a', ('<i4',))]", ErrDType, 7, "a"},
	{"[('a', '<i4'), ('b', '<q9')]", ErrDType, 21, "b"},
	{"[('a', [('b', [('c', 'x')])])]", ErrDType, 21, "a.b.c"},
	{"[('a', {('b', '<i4'), ('c', '<i4')})]", ErrDType, 7, "a"},
	{"[('a', '<i4'), ('a', '<i8')]", ErrDType, 16, "a"},
	{"[('', '<i4'), ('', '<i8')]", ErrDType, 15, ""},
	{"[(('a', 'a'), '<i4')]", ErrDType, 2, "a"},
	{"[(('b', 'a'), '<i4'), ('b', '<i4')]", ErrDType, 23, "b"},
	{"[('b', '<i4'), (('b', 'a'), '<i4')]", ErrDType, 16, "a"},
	{"[(('t', 'a'), '<i4'), (('t', 'b'), '<i4')]", ErrDType, 23, "b"},
	{"[('a', '<f8', (2.0,))]", ErrDType, 15, "a"},
	{"[('a', '<f8', (-1,))]", ErrDType, 16, "a"},
	{"[('a', '<f8', True)]", ErrDType, 14, "a"},
	{"[('a', '<f8', (True,))]", ErrDType, 15, "a"},
	{"[('a', '<f8', '<i8')]", ErrDType, 14, "a"},
	{"[('a', '<f8', None)]", ErrDType, 14, "a"},
	{"[('a', '<f8', [])]", ErrDType, 14, "a"},
	{"[('a', '<f8', {2})]", ErrDType, 14, "a"},
	{"[('a', '<f8', (9223372036854775807,))]", ErrDType, 15, "a"},
	{"[('a', '<f8', (9223372036854775808,))]", ErrDType, 15, "a"},
	{"[('a', '<f8', (2147483648, 0))]", ErrDType, 15, "a"},
	{"[('a', '|u1', (65536, 32768))]", ErrDType, 14, "a"},
	{"[('a', '<i4', 536870912)]", ErrDType, 14, "a"},
	{"[('a', '<f8', (" + strings.Repeat("1,", 65) + "))]", ErrDType, 143, "a"},
	{"[('a', '|S0', (2,))]", ErrDType, 14, "a"},
	{"[('a', ('<f8', (0,)), (2,))]", ErrDType, 22, "a"},
	{"[('a', ('<f8', (0,)), 2)]", ErrDType, 22, "a"},
	{"[('a', 'U', 536870912)]", ErrLimit, 12, "a"},
	{"[('a', '|V2147483647'), ('b', '|V1')]", ErrDType, 24, ""},
	{"[('a', '|V2147483647'), ('', '|V1')]", ErrDType, 24, ""},
	{"('<f8', 'x')", ErrDType, 8, ""},
}

func TestParseDTypeErrors(t *testing.T) {
	for _, test := range noDTypes {
		d, err := ParseDType(test.descr)
		var e *Error
		if !errors.Is(err, test.kind) || !errors.As(err, &e) || e.Offset != test.offset || e.Field != test.field || d.IsValid() {
			t.Errorf("%.60q: %v, %v, want %v at byte %d in field %q", test.descr, d, err, test.kind, test.offset, test.field)
		}
		if err != nil && len(err.Error()) > 400 {
			t.Errorf("%.60q: an error of %d bytes", test.descr, len(err.Error()))
		}
	}
}

func TestMakeDType(t *testing.T) {
	for _, test := range dtypes {
		if d := dtype(t, test.descr); d.ext == nil && d.unit == 0 && d.Kind() != Void && d != MakeDType(d.Kind(), d.ItemSize(), d.ByteOrder()) {
			t.Errorf("%s is not what MakeDType makes", test.descr)
		}
	}
	for _, o := range []ByteOrder{0, NoOrder, LittleEndian, '='} {
		if s := MakeDType(Float, 8, o).String() + MakeDType(Bool, 1, o).String() + MakeDType(Bytes, 5, o).String() + BFloat16(o).String(); s != "<f8|b1|S5<V2" {
			t.Errorf("%q: %s", o, s)
		}
	}
	if s := MakeDType(Unicode, 12, BigEndian).String() + MakeDType(Datetime, 8, BigEndian).String() + MakeDType(Object, 8, BigEndian).String() + BFloat16(BigEndian).String(); s != ">U3>M8|O>V2" {
		t.Error(s)
	}
	if d := MakeDType(Void, -1, NoOrder); d.IsValid() || d.String() != "invalid" || d.Name() != "invalid" {
		t.Error("a negative size makes a dtype")
	}
	if d := MakeDType(Void, math.MaxInt, NoOrder); d.IsValid() != (math.MaxInt == math.MaxInt32) {
		t.Error("a size beyond 32 bits makes a dtype")
	}
}

func TestUnit(t *testing.T) {
	for descr, want := range map[string]struct {
		unit     string
		multiple int
	}{"M8": {"generic", 1}, "m8[ns]": {"ns", 1}, ">M8[25s]": {"s", 25}, "M8[0Y]": {"Y", 0}, "M8[D/24]": {"h", 1}, "<f8": {"", 0}, "[('a', 'M8[s]')]": {"", 0}} {
		if unit, multiple := dtype(t, descr).Unit(); unit != want.unit || multiple != want.multiple {
			t.Errorf("%s: %q %d", descr, unit, multiple)
		}
	}
}

func TestByteOrder(t *testing.T) {
	for descr, want := range map[string]ByteOrder{
		"<f8": '<', ">f8": '>', "f8": '<', ">b1": '|', ">S3": '|', ">U3": '>', "<U3": '<', ">O": '|', "[('a', '>f8')]": '|',
		"<V2": '<', ">V2": '>', "V2": '|', "|V2": '|', // a void remembers, for the types of ml_dtypes
	} {
		if d := dtype(t, descr); d.ByteOrder() != want {
			t.Errorf("%s: %v, want %v", descr, d.ByteOrder(), want)
		}
	}
}

func TestWithByteOrder(t *testing.T) {
	for descr, want := range map[string][2]string{
		"<f8":    {"<f8", ">f8"},
		">M8[s]": {"<M8[s]", ">M8[s]"},
		"|b1":    {"|b1", "|b1"},
		"|S3":    {"|S3", "|S3"},
		"[('a', '>f8', (2,)), ('', '|V4'), ('b', [('c', '<U2')])]": {"[('a', '<f8', (2,)), ('', '|V4'), ('b', [('c', '<U2')])]", "[('a', '>f8', (2,)), ('', '|V4'), ('b', [('c', '>U2')])]"},
	} {
		d := dtype(t, descr)
		if little, big, none := d.WithByteOrder(LittleEndian).String(), d.WithByteOrder(BigEndian).String(), d.WithByteOrder(NoOrder).String(); little != want[0] || big != want[1] || none != d.String() {
			t.Errorf("%s: %s, %s, %s", descr, little, big, none)
		}
		if d.String() != descr {
			t.Errorf("%s became %s", descr, d)
		}
	}
	if d := BFloat16(LittleEndian).WithByteOrder(BigEndian); d != BFloat16(BigEndian) {
		t.Error(d)
	}
}

func TestEqual(t *testing.T) {
	different := []string{
		"<f8", ">f8", "<f4", "<i8", "<u8", "<M8", "<m8", "<M8[s]", "<M8[2s]", "<M8[ms]", "|S8", "<U2", ">U2", "|V8", "<V8", ">V8", "bfloat16", "<V2", "<f1", "|V1",
		"[]", "[('a', '<f8')]", "[('b', '<f8')]", "[('a', '>f8')]", "[('a', '<f8'), ('', 'V1')]", "[('', 'V1'), ('a', '<f8')]", "[(('t', 'a'), '<f8')]", "[(('', 'a'), '<f8')]",
		"[(('1', 'a'), '<f8')]", "[((1, 'a'), '<f8')]", "[('a', '<f8', (1,))]", "[('a', '<f8', (2,))]", "[('a', '<f8', (2, 1))]", "[('a', '<i8', (2,))]",
		"[('a', [('b', '<f8')])]", "('<f8', (1,))", "('<f8', (2,))", "('<i8', (2,))",
	}
	for i, a := range different {
		for j, b := range different {
			if got := dtype(t, a).Equal(dtype(t, b)); got != (i == j) {
				t.Errorf("%s and %s: %v", a, b, got)
			}
		}
	}
	if !dtype(t, "<V2").Equal(BFloat16(LittleEndian)) || !BFloat16(BigEndian).Equal(dtype(t, ">V2")) || dtype(t, "|V2").Equal(BFloat16(LittleEndian)) {
		t.Error("BFloat16 is a void with its byte order")
	}
	if !dtype(t, "M8[generic]").Equal(MakeDType(Datetime, 8, LittleEndian)) || !dtype(t, "M8[5generic]").Equal(dtype(t, "M8")) {
		t.Error("generic is no unit")
	}
	if (DType{}).Equal(dtype(t, "|V0")) || !(DType{}).Equal(DType{}) {
		t.Error("the zero DType is equal to itself alone")
	}
}

func TestSubarray(t *testing.T) {
	for descr, want := range map[string]struct {
		base  string
		shape []int
		size  int
	}{
		"2f8": {"<f8", []int{2}, 16}, "1f8": {"<f8", []int{1}, 8}, "(2,3)>i2": {">i2", []int{2, 3}, 12}, "('<f8', 2)": {"<f8", []int{2}, 16}, "('O', (0,))": {"|O", []int{0}, 0},
		"(('<f8', (2,)), (3,))": {"('<f8', (2,))", []int{3}, 48}, "([('a', 'b')], [2, 2])": {"[('a', '|i1')]", []int{2, 2}, 4},
	} {
		d := dtype(t, descr)
		base, shape, ok := d.Subarray()
		if !ok || base.String() != want.base || !slices.Equal(shape, want.shape) || d.ItemSize() != want.size || d.Kind() != Void || d.IsStruct() || d.HasObject() != base.HasObject() {
			t.Errorf("%s: %v of %v, %v, %d bytes", descr, shape, base, ok, d.ItemSize())
		}
		shape[0] = 99
		if _, shape, _ := d.Subarray(); shape[0] == 99 {
			t.Errorf("%s: the shape is not the caller's own", descr)
		}
		if again := dtype(t, d.String()); !again.Equal(d) {
			t.Errorf("%s: %s", descr, again)
		}
	}
	if _, _, ok := dtype(t, "('<f8', ())").Subarray(); ok {
		t.Error("the shape () makes a subarray")
	}
}

func TestFields(t *testing.T) {
	d := dtype(t, `[('', 'V3'), ('a', '<i4'), (('T', 'é'), '<f8', (2,)), ('', 'V1'), (((1, 'x'), '\ud800'), 'S2'), ((None, ''), 'i1'), ('', 'V4')]`)
	want := []Field{
		{Name: "a", DType: dtype(t, "<i4"), Offset: 3},
		{Name: "é", Title: "T", HasTitle: true, DType: dtype(t, "2f8"), Offset: 7},
		{Name: "\xed\xa0\x80", Title: "(1, 'x')", HasTitle: true, TitleLiteral: true, DType: dtype(t, "S2"), Offset: 24},
		{Name: "", DType: dtype(t, "i1"), Offset: 26},
	}
	got := d.Fields()
	if !slices.EqualFunc(got, want, Field.equal) || d.ItemSize() != 31 || !d.IsStruct() {
		t.Errorf("%d bytes: %+v", d.ItemSize(), got)
	}
	got[0].Name = "mine"
	if d.Fields()[0].Name != "a" {
		t.Error("the fields are not the caller's own")
	}
	if f := dtype(t, "[]").Fields(); f == nil || len(f) != 0 {
		t.Errorf("a struct without fields: %v", f)
	}
	if f := dtype(t, "V5").Fields(); f != nil {
		t.Errorf("no struct: %v", f)
	}
}

func TestObjectAndForeign(t *testing.T) {
	for descr, want := range map[string]struct {
		object, foreign bool
		name            string
		size            int
	}{
		"O": {object: true, name: "object", size: 8}, "[('a', 'f8'), ('b', 'O')]": {object: true, name: "void128", size: 16},
		"[('a', [('b', 'O', (2,))])]": {object: true, name: "void128", size: 16}, "[('a', ('O', (0,)))]": {object: true, name: "void", size: 0},
		"[('a', ('|O', {'vlen': 1}))]": {object: true, name: "void64", size: 8},
		"bfloat16":                     {foreign: true, name: "bfloat16", size: 2}, "<f1": {foreign: true, name: "float8_e5m2", size: 1}, "[('a', 'bfloat16', 3)]": {foreign: true, name: "void48", size: 6},
		"<V2": {name: "void16", size: 2}, "f8": {name: "float64", size: 8}, "[('a', 'f8')]": {name: "void64", size: 8},
	} {
		d := dtype(t, descr)
		if d.HasObject() != want.object || d.Foreign() != want.foreign || d.Name() != want.name || d.ItemSize() != want.size {
			t.Errorf("%s: object %v, foreign %v, %s, %d bytes", descr, d.HasObject(), d.Foreign(), d.Name(), d.ItemSize())
		}
		if want.foreign && dtype(t, d.String()).Foreign() != true {
			t.Errorf("%s: %s is not foreign", descr, d)
		}
	}
	if d := BFloat16(LittleEndian); d.Foreign() || d.Name() != "bfloat16" || d.Kind() != Void {
		t.Errorf("BFloat16: %v %s", d.Foreign(), d.Name())
	}
}

func TestLetters(t *testing.T) {
	if s := Datetime.String() + LittleEndian.String(); s != "M<" {
		t.Error(s)
	}
}

// TestShortWords: of every three characters, the table of short words tells what the general way does.
func TestShortWords(t *testing.T) {
	for i := range 1 << 16 {
		for _, last := range []byte("0123456789/:xa") {
			word := []byte{byte(i >> 8), byte(i), last}
			short := parseShort(word)
			if short == nil {
				continue
			}
			if d, err := parseAnyWord(word); err != nil || *short != d {
				t.Errorf("%q: %v, not %v, %v", word, *short, d, err)
			}
		}
	}
	for _, word := range []string{"<f8", ">i4", "|b1", "|u1", "=c8", "<M8", ">m8", "|O8", "<f2"} {
		if parseShort([]byte(word)) == nil {
			t.Errorf("%q is not in the table", word)
		}
	}
}
