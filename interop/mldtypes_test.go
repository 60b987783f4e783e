package interop_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"regexp"
	"testing"

	"github.com/npygo/npygo/npy"
)

// TestBFloat16: all 65,536 of them, out of NumPy's file and back into one, with the values that ml_dtypes sees; and float32 rounded as it
// does.
func TestBFloat16(t *testing.T) {
	o := ask(t)
	r := random(t, 6)
	bits := make([]byte, 0, 2<<16)
	for i := range 1 << 16 {
		bits = binary.LittleEndian.AppendUint16(bits, uint16(i))
	}
	file, floats, err := o.SaveML("bfloat16", bits)
	if err != nil {
		t.Fatal(err)
	}
	a, err := npy.Read[npy.BFloat16](bytes.NewReader(file))
	if err != nil || len(a.Data) != 1<<16 {
		t.Fatalf("%d elements, %v", len(a.Data), err)
	}
	checkFloats(t, "bfloat16", floats, func(i int) float32 { return a.Data[i].Float32() })
	again, err := a.MarshalBinary()
	if err != nil || !bytes.Equal(again, file) {
		t.Errorf("we write another file, %v: %.200q, NumPy's is %.200q", err, again, file)
	}
	if back, err := o.LoadML("bfloat16", again); err != nil || !bytes.Equal(back, floats) {
		t.Errorf("NumPy reads other elements, %v", err)
	}

	var singles []byte
	for range 100_000 {
		f := math.Float32frombits(r.Uint32())
		if r.IntN(3) == 0 {
			f = math.Float32frombits(r.Uint32() &^ 0x7FFF) // half-way
		}
		if f == f { // the bits of a NaN are nobody's concern
			singles = binary.LittleEndian.AppendUint32(singles, math.Float32bits(f))
		}
	}
	rounded, err := o.RoundML("bfloat16", singles)
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(singles) / 4 {
		f := math.Float32frombits(binary.LittleEndian.Uint32(singles[4*i:]))
		if got, want := npy.NewBFloat16(f), binary.LittleEndian.Uint16(rounded[2*i:]); uint16(got) != want {
			t.Fatalf("%v: we round to %#x, ml_dtypes to %#x", f, uint16(got), want)
		}
	}
	tell(t, "all bfloat16, and %d float32 rounded", len(singles)/4)
}

// TestFloat8: all bytes of all formats, out of NumPy's file and back into one, with the values that ml_dtypes sees.
func TestFloat8(t *testing.T) {
	o := ask(t)
	var all []byte
	for i := range 256 {
		all = append(all, byte(i))
	}
	for _, f := range []npy.Float8Format{npy.Float8E3M4, npy.Float8E4M3, npy.Float8E4M3FN, npy.Float8E4M3FNUZ, npy.Float8E4M3B11FNUZ,
		npy.Float8E5M2, npy.Float8E5M2FNUZ, npy.Float8E8M0FNU} {
		file, floats, err := o.SaveML(f.String(), all)
		if err != nil {
			t.Fatal(err)
		}
		a, err := npy.Read[npy.Float8](bytes.NewReader(file))
		if err != nil || len(a.Data) != 256 {
			t.Fatalf("%v: %d elements, %v", f, len(a.Data), err)
		}
		checkFloats(t, f.String(), floats, func(i int) float32 { return f.Float32(a.Data[i]) })
		again, err := a.MarshalBinary()
		if err != nil || !bytes.Equal(again, asVoid.ReplaceAll(file, []byte("'|V1'"))) {
			t.Errorf("%v: we write another file, %v: %.200q, NumPy's is %.200q", f, err, again, file)
		}
		if back, err := o.LoadML(f.String(), again); err != nil || !bytes.Equal(back, floats) {
			t.Errorf("%v: NumPy reads other elements, %v", f, err)
		}
	}
}

// asVoid is what ml_dtypes says in place of '|V1'. No NumPy reads '<f1', and '<V1' it writes as '|V1' itself.
var asVoid = regexp.MustCompile("'<(V1|f1)'")

// checkFloats compares values; every NaN is as good as another.
func checkFloats(t *testing.T, what string, want []byte, got func(i int) float32) {
	t.Helper()
	for i := range len(want) / 4 {
		w, g := math.Float32frombits(binary.LittleEndian.Uint32(want[4*i:])), got(i)
		if math.Float32bits(w) != math.Float32bits(g) && (w == w || g == g) {
			t.Fatalf("%s: element %d is %v, ml_dtypes says %v", what, i, g, w)
		}
	}
}
