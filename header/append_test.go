package header

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func dtype(t testing.TB, descr string) DType {
	t.Helper()
	d, err := ParseDType(descr)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// written is headers as NumPy 2.4.6 writes them: what stands before the blanks, the blanks, and a newline.
var written = []struct {
	h      Header
	descr  string
	text   string
	blanks int
}{
	{Header{}, "<f8", "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (), }", 62},
	{Header{FortranOrder: true}, "<f8", "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': True, 'shape': (), }", 63},
	{Header{Shape: []int{0}}, "<f8", "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }", 60},
	{Header{Shape: []int{3}}, "|b1", "\x93NUMPY\x01\x00v\x00{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", 60},
	{Header{Shape: []int{3, 4}}, ">i2", "\x93NUMPY\x01\x00v\x00{'descr': '>i2', 'fortran_order': False, 'shape': (3, 4), }", 58},
	{Header{Shape: []int{3, 456789}, FortranOrder: true}, ">i2", "\x93NUMPY\x01\x00v\x00{'descr': '>i2', 'fortran_order': True, 'shape': (3, 456789), }", 54},
	{Header{Shape: []int{9, 128, 64, 3}}, "<M8[25ns]", "\x93NUMPY\x01\x00v\x00{'descr': '<M8[25ns]', 'fortran_order': False, 'shape': (9, 128, 64, 3), }", 43},
	{Header{Shape: []int{7}}, "[('a', '<f8'), ('', '|V4'), ('b', '<i4', (2,))]",
		"\x93NUMPY\x01\x00\xb6\x00{'descr': [('a', '<f8'), ('', '|V4'), ('b', '<i4', (2,))], 'fortran_order': False, 'shape': (7,), }", 82},
	{Header{Shape: []int{7}}, "[('café', '<f8')]", "\x93NUMPY\x01\x00v\x00{'descr': [('caf\xe9', '<f8')], 'fortran_order': False, 'shape': (7,), }", 48},
	{Header{Shape: []int{7}}, "[('整', '<f8')]", "\x93NUMPY\x03\x00t\x00\x00\x00{'descr': [('\xe6\x95\xb4', '<f8')], 'fortran_order': False, 'shape': (7,), }", 47},
	{Header{Shape: []int{7}}, `[('\xa0\u200b', '<f8')]`, "\x93NUMPY\x01\x00v\x00{'descr': [('\\xa0\\u200b', '<f8')], 'fortran_order': False, 'shape': (7,), }", 42},
	// versions that are asked for
	{Header{Shape: []int{3}, Version: V1}, "<f8", "\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", 60},
	{Header{Shape: []int{3}, Version: V2}, "<f8", "\x93NUMPY\x02\x00t\x00\x00\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", 58},
	{Header{Shape: []int{3}, Version: V3}, "<f8", "\x93NUMPY\x03\x00t\x00\x00\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", 58},
	{Header{Shape: []int{3}, Version: V1}, "[('café', '<f8')]", "\x93NUMPY\x01\x00v\x00{'descr': [('caf\xe9', '<f8')], 'fortran_order': False, 'shape': (3,), }", 48},
	{Header{Shape: []int{3}, Version: V2}, "[('café', '<f8')]", "\x93NUMPY\x02\x00t\x00\x00\x00{'descr': [('caf\xe9', '<f8')], 'fortran_order': False, 'shape': (3,), }", 46},
	{Header{Shape: []int{3}, Version: V3}, "[('café', '<f8')]", "\x93NUMPY\x03\x00t\x00\x00\x00{'descr': [('caf\xc3\xa9', '<f8')], 'fortran_order': False, 'shape': (3,), }", 45},
	// the longest header of 128 bytes and the next one; the longest of version 1 and the next one
	{Header{Shape: []int{2, 2}}, longName(29), "\x93NUMPY\x01\x00v\x00{'descr': " + longName(29) + ", 'fortran_order': False, 'shape': (2, 2), }", 21},
	{Header{Shape: []int{2, 2}}, longName(30), "\x93NUMPY\x01\x00\xb6\x00{'descr': " + longName(30) + ", 'fortran_order': False, 'shape': (2, 2), }", 84},
	{Header{Shape: []int{2, 2}}, longName(65437), "\x93NUMPY\x01\x00\xf6\xff{'descr': " + longName(65437) + ", 'fortran_order': False, 'shape': (2, 2), }", 21},
	{Header{Shape: []int{2, 2}}, longName(65438), "\x93NUMPY\x02\x004\x00\x01\x00{'descr': " + longName(65438) + ", 'fortran_order': False, 'shape': (2, 2), }", 82},
}

func longName(n int) string { return "[('" + strings.Repeat("k", n) + "', '<i8')]" }

func TestAppendBinary(t *testing.T) {
	for _, test := range written {
		test.h.DType = dtype(t, test.descr)
		want := test.text + strings.Repeat(" ", test.blanks) + "\n"
		for _, before := range []string{"", "x", "a header at any offset is the same"} {
			got, err := test.h.AppendBinary([]byte(before))
			if err != nil || string(got) != before+want {
				t.Errorf("%.60s %v: %d bytes %.150q, %v, want %d bytes", test.descr, test.h.Shape, len(got), got, err, len(want))
			}
		}
	}
}

func TestAppendBinaryLargeAxis(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("the axis does not fit an int")
	}
	axis := int64(1234567890123456789)
	got, err := Header{DType: MakeDType(Float, 4, LittleEndian), Shape: []int{int(axis)}}.AppendBinary(nil)
	want := "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (1234567890123456789,), }" + strings.Repeat(" ", 42) + "\n"
	if string(got) != want || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

// TestAppendBinaryRoom: the room behind the dict lets the axis grow to any length without moving the payload.
func TestAppendBinaryRoom(t *testing.T) {
	for _, fortran := range []bool{false, true} {
		length := 0
		for n := 1; n > 0 && n < math.MaxInt/10; n *= 10 {
			h := Header{DType: MakeDType(Uint, 1, NoOrder), FortranOrder: fortran, Shape: []int{n, 2}}
			if fortran {
				slices.Reverse(h.Shape)
			}
			b, err := h.AppendBinary(nil)
			if length == 0 {
				length = len(b)
			}
			if n <= math.MaxInt/20 && (len(b) != length || err != nil) {
				t.Errorf("%v: %d bytes, %v, want %d", h.Shape, len(b), err, length)
			}
		}
	}
}

func TestAppendBinaryErrors(t *testing.T) {
	f8 := MakeDType(Float, 8, LittleEndian)
	far := dtype(t, "[('整', '<f8')]")
	long := dtype(t, longName(65438))
	for name, test := range map[string]struct {
		h    Header
		kind error
	}{
		"no dtype":             {Header{}, ErrDType},
		"no such float":        {Header{DType: MakeDType(Float, 3, LittleEndian)}, ErrDType},
		"no such kind":         {Header{DType: MakeDType('x', 8, LittleEndian)}, ErrDType},
		"half a character":     {Header{DType: MakeDType(Unicode, 6, LittleEndian)}, ErrDType},
		"negative element":     {Header{DType: MakeDType(Void, -1, LittleEndian)}, ErrDType},
		"a subarray":           {Header{DType: dtype(t, "('<f8', (2,))")}, ErrDType},
		"a negative dimension": {Header{DType: f8, Shape: []int{3, -1}}, ErrShape},
		"too many dimensions":  {Header{DType: f8, Shape: make([]int, 65)}, ErrShape},
		"too large":            {Header{DType: f8, Shape: []int{1 << 30, 1 << 30, 1 << 10}}, ErrShape},
		"version 4":            {Header{DType: f8, Version: 4}, ErrVersion},
		"not latin-1 in V1":    {Header{DType: far, Version: V1}, ErrVersion},
		"not latin-1 in V2":    {Header{DType: far, Version: V2}, ErrVersion},
		"too long for V1":      {Header{DType: long, Version: V1, Shape: []int{2, 2}}, ErrVersion},
	} {
		dst := []byte("before")
		got, err := test.h.AppendBinary(dst)
		var e *Error
		if !errors.Is(err, test.kind) || !errors.As(err, &e) || string(got) != "before" {
			t.Errorf("%s: %q, %v, want %v", name, got, err, test.kind)
		}
	}
}

// TestRoundTrip: what is written is read as the same header.
func TestRoundTrip(t *testing.T) {
	for _, descr := range dtypes {
		for _, shape := range [][]int{{}, {0}, {5}, {2, 3, 4}} {
			for _, fortran := range []bool{false, true} {
				h := Header{DType: dtype(t, descr.descr), FortranOrder: fortran, Shape: shape}
				b, err := h.AppendBinary(nil)
				if err != nil {
					t.Errorf("%s: %v", descr.descr, err)
					continue
				}
				got, n, err := Parse(append(b, "payload"...))
				if err != nil || n != len(b) || n%64 != 0 || got.DType.String() != h.DType.String() || got.FortranOrder != fortran || !slices.Equal(got.Shape, shape) {
					t.Errorf("%s: %q: %+v, %d, %v", descr.descr, b, got, n, err)
				}
				got.Version = 0
				if again, err := got.AppendBinary(nil); err != nil || !bytes.Equal(again, b) {
					t.Errorf("%s: %q, then %q, %v", descr.descr, b, again, err)
				}
			}
		}
	}
}

func TestAppendBinaryAllocs(t *testing.T) {
	dst := make([]byte, 0, 256)
	for _, d := range []DType{MakeDType(Float, 8, LittleEndian), MakeDType(Bool, 1, NoOrder), BFloat16(LittleEndian), dtype(t, "M8[ns]"), dtype(t, "U300")} {
		h := Header{DType: d, Shape: []int{9, 128, 64, 3}}
		if n := testing.AllocsPerRun(100, func() { dst, _ = h.AppendBinary(dst[:0]) }); n != 0 || len(dst) != 128 {
			t.Errorf("%s: %v allocations", d, n)
		}
	}
}
