package header

import "strings"

// scalars is every dtype of fixed size: the only place that knows sizes, letters and names.
//
// The letters are C's types, the names are NumPy's; the first name is what dtype.name gives. Some mean other sizes on other machines. We
// read them as NumPy does on 64-bit Linux and macOS, whatever this machine is, so that a file means the same everywhere.
var scalars = [...]struct {
	kind    Kind
	size    uint8
	letters string
	names   string
}{
	{Bool, 1, "?", "bool bool_ bool8"}, // bool8 until NumPy 2.0
	{Int, 1, "b", "int8 byte"},
	{Int, 2, "h", "int16 short"},
	{Int, 4, "i", "int32 intc"},
	{Int, 8, "lqpn", "int64 int int_ intp long longlong"}, // n and N since NumPy 2.0
	{Uint, 1, "B", "uint8 ubyte"},
	{Uint, 2, "H", "uint16 ushort"},
	{Uint, 4, "I", "uint32 uintc"},
	{Uint, 8, "LQPN", "uint64 uint uintp ulong ulonglong"},
	{Float, 2, "e", "float16 half"},
	{Float, 4, "f", "float32 single"},
	{Float, 8, "d", "float64 float double"},
	{Float, 16, "g", "float128 longdouble"},
	{Complex, 8, "F", "complex64 csingle"},
	{Complex, 16, "D", "complex128 complex cdouble"},
	{Complex, 32, "G", "complex256 clongdouble"},
	{Object, objectSize, "O", "object object_"},
	{Datetime, timeSize, "M", "datetime64"},
	{Timedelta, timeSize, "m", "timedelta64"},
	{Bytes, 0, "Sa", "bytes bytes_ a"}, // a until NumPy 2.4
	{Bytes, 1, "c", ""},
	{Unicode, 0, "U", "str str_ unicode"},
	{Void, 0, "V", "void"},
}

// sizes holds, for each kind of fixed size, a bit for each size that it comes in.
var sizes = func() (bits [256]uint64) {
	for _, s := range scalars {
		if !s.kind.sized() {
			bits[s.kind] |= 1 << s.size
		}
	}
	return bits
}()

// sized tells whether dtypes of this kind have a length of their own: the number in S5 counts bytes or characters, and any is right.
func (k Kind) sized() bool { return k == Bytes || k == Unicode || k == Void }

// hasSize tells whether there is a dtype of this kind and size.
func (k Kind) hasSize(n int) bool {
	return k.sized() && n >= 0 && (k != Unicode || n%unicodeSize == 0) || uint(n) < 64 && sizes[k]>>uint(n)&1 != 0
}

// byLetter gives the dtype of a letter, little-endian.
func byLetter(letter byte) DType {
	for i := range scalars {
		if strings.IndexByte(scalars[i].letters, letter) >= 0 {
			return MakeDType(scalars[i].kind, int(scalars[i].size), LittleEndian)
		}
	}
	return DType{}
}

// byName gives the dtype of a name, little-endian.
func byName(name string) DType {
	for i := range scalars {
		for _, s := range strings.Fields(scalars[i].names) {
			if s == name {
				return MakeDType(scalars[i].kind, int(scalars[i].size), LittleEndian)
			}
		}
	}
	for i := range foreign {
		if foreign[i].descr == name {
			return DType{kind: Void, order: NoOrder, size: foreign[i].size, foreign: uint8(i + 1), flags: isForeign}
		}
	}
	return DType{}
}

// nameOf gives NumPy's name of a scalar dtype without its length or unit.
func nameOf(k Kind, size int) string {
	if k.sized() {
		size = 0
	}
	for i := range scalars {
		if scalars[i].kind == k && int(scalars[i].size) == size {
			name, _, _ := strings.Cut(scalars[i].names, " ")
			return name
		}
	}
	return ""
}

// foreign is what ml_dtypes, and programs that know it, write and no NumPy loads.
var foreign = [...]struct {
	descr, name string
	size        int32
}{
	{"bfloat16", "bfloat16", 2},
	{"<f1", "float8_e5m2", 1},
}
