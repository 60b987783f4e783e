package header

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"strings"
	"testing"
)

// agree checks that the fast road, if it takes a text, gives what the general road gives, which is its slow twin. It returns whether it took it.
func agree(t testing.TB, text []byte, v Version) bool {
	t.Helper()
	var fast Header
	shape, ok := parseCanonical(&fast, nil, text)
	if !ok {
		return false
	}
	d, fortran := fast.DType, fast.FortranOrder
	if _, err := count(shape, d.size); err != nil { // for parseText to see
		return true
	}
	h, err := parseGeneral(text, v)
	if err != nil {
		t.Fatalf("version %s: %q: the fast road gives %s %v %v, the general one %v", v, text, d, fortran, shape, err)
	}
	if !h.DType.Equal(d) || h.FortranOrder != fortran || len(h.Shape)+len(shape) > 0 && !reflect.DeepEqual(h.Shape, shape) {
		t.Fatalf("version %s: %q: the fast road gives %s %v %v, the general one %+v", v, text, d, fortran, shape, h)
	}
	return true
}

// TestFastTakesCanonical: what NumPy writes for a dtype of one word takes the fast road.
func TestFastTakesCanonical(t *testing.T) {
	shapes := []string{"()", "(0,)", "(3,)", "(3, 4)", "(9, 128, 64, 3)", "(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)", "(123456789, 10)"}
	for _, word := range strings.Fields("|b1 |i1 |u1 <i2 >i2 <u2 <i4 >u4 <i8 <u8 >u8 <f2 <f4 >f4 <f8 >f8 <f16 <c8 <c16 >c16 <c32 |S0 |S5 |S123 <U3 >U77 |V7 <V2 |O <M8 <M8[ns] >m8[25s]") {
		for _, shape := range shapes {
			for _, order := range []string{"True", "False"} {
				for blanks := range 70 {
					text := "{'descr': '" + word + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }" + strings.Repeat(" ", blanks) + "\n"
					for v := V1; v <= V3; v++ {
						if !agree(t, []byte(text), v) {
							t.Errorf("%q takes the general road", text)
						}
					}
				}
			}
		}
	}
}

// TestFastAgrees changes, removes and adds single bytes of canonical texts.
func TestFastAgrees(t *testing.T) {
	const bytes = " \t\n\r\f'\"\\,:()[]{}#-+._019LxfbM|<=>?\x00\xe9"
	for _, text := range []string{
		"{'descr': '<f8', 'fortran_order': False, 'shape': (3, 40), }          \n",
		"{'descr': '|b1', 'fortran_order': True, 'shape': (3,), }\n",
		"{'descr': '>M8[25us]', 'fortran_order': False, 'shape': (), }                  \n",
		"{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000000000, 9), }\n",
	} {
		for v := V1; v <= V3; v++ {
			for i := range text {
				agree(t, []byte(text[:i]+text[i+1:]), v)
				agree(t, []byte(text[:i]), v)
				for _, c := range []byte(bytes) {
					agree(t, []byte(text[:i]+string([]byte{c})+text[i:]), v)
					agree(t, []byte(text[:i]+string([]byte{c})+text[i+1:]), v)
				}
			}
		}
	}
}

func FuzzFastAgrees(f *testing.F) {
	for _, test := range texts {
		f.Add([]byte(test.text))
	}
	f.Add([]byte("{'descr': '>M8[25us]', 'fortran_order': True, 'shape': (1, 20, 300), }             \n"))
	f.Add([]byte("{'descr': '2f8', 'fortran_order': True, 'shape': (9223372036854775807, 0), }       \n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for v := V1; v <= V3; v++ {
			agree(t, text, v)
		}
	})
}

// FuzzParse: whatever is parsed is written again as the same header, by NumPy's rules, and read again from a stream.
func FuzzParse(f *testing.F) {
	for _, test := range texts {
		f.Add(file(V1, test.text))
	}
	for _, test := range bad {
		f.Add(test.b)
	}
	for _, descr := range []string{"[('a', '<f8'), ('', '|V4'), (('t', 'b'), ('<i2', (2,)), (3,)), ('c', [('d', 'S3')])]", "[((None, 'a'), 'i4,(2,3)>f4'), (((1, {2: 3}), ''), '<f1')]"} {
		f.Add(with(descr, "(3, 4)"))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, n, err := Parse(b)
		fromStream, err2 := Read(bytes.NewReader(b))
		if err != nil {
			if err2 == nil || err.Error() != err2.Error() {
				t.Fatalf("%q: Parse gives %v, Read %v", b, err, err2)
			}
			return
		}
		if err2 != nil || fromStream.DType.String() != h.DType.String() {
			t.Fatalf("%q: Parse gives %v, Read %v, %v", b, h, fromStream, err2)
		}
		if n > len(b) || n != h.Version.textAt()+textLength(b) {
			t.Fatalf("%q: the payload is at %d", b, n)
		}
		h.Version = 0
		out, err := h.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%q: %v", b, err)
		}
		again, n, err := Parse(out, MaxHeader(math.MaxInt))
		if err != nil || n != len(out) || n%alignment != 0 {
			t.Fatalf("%q is written as %q: %d, %v", b, out, n, err)
		}
		if again.DType.String() != h.DType.String() || again.DType.ItemSize() != h.DType.ItemSize() || again.FortranOrder != h.FortranOrder || len(again.Shape) != len(h.Shape) {
			t.Fatalf("%q is written as %q: %v, then %v", b, out, h, again)
		}
		if d, err := ParseDType(h.DType.String()); err != nil || d.String() != h.DType.String() {
			t.Fatalf("%q: ParseDType(%q) = %v, %v", b, h.DType, d, err)
		}
	})
}

func textLength(b []byte) int {
	if b[majorAt] == 1 {
		return int(binary.LittleEndian.Uint16(b[lengthAt:]))
	}
	return int(binary.LittleEndian.Uint32(b[lengthAt:]))
}

// TestParseAllocs: the canonical header costs no allocation, if the Header does not escape, nor do its shape and options.
func TestParseAllocs(t *testing.T) {
	canonical := with("'<f8'", "(9, 128, 64, 3)")
	deep := with("'<f8'", "(1, 1, 1, 1, 1, 1, 1, 1, 1)")
	n := testing.AllocsPerRun(100, func() {
		var onStack [256]byte
		length := copy(onStack[:], canonical)
		h, n, err := Parse(onStack[:length], MaxHeader(1000))
		if err != nil || n != length || len(h.Shape) != 4 {
			t.Error("Parse fails")
		}
	})
	if n != 0 {
		t.Errorf("Parse: %v allocations", n)
	}
	var h Header
	for _, b := range [][]byte{canonical, deep} {
		if n := testing.AllocsPerRun(100, func() { h, _, _ = ParseInto(h.Shape, b, MaxHeader(1000)) }); n != 0 || len(h.Shape) == 0 {
			t.Errorf("ParseInto of %d dimensions: %v allocations", len(h.Shape), n)
		}
	}
}
