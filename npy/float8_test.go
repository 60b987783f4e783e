package npy_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/npygo/npygo/npy"
)

var float8Formats = []npy.Float8Format{npy.Float8E3M4, npy.Float8E4M3, npy.Float8E4M3FN, npy.Float8E4M3FNUZ, npy.Float8E4M3B11FNUZ,
	npy.Float8E5M2, npy.Float8E5M2FNUZ, npy.Float8E8M0FNU}

// TestFloat8Goldens: all 256 bytes of every format are what ml_dtypes says.
func TestFloat8Goldens(t *testing.T) {
	var all []npy.Float8
	for i := range 256 {
		all = append(all, npy.Float8(i))
	}
	seen := 0
	for _, r := range castRecords(t) {
		if r.Float8 == "" {
			continue
		}
		i := slices.IndexFunc(float8Formats, func(f npy.Float8Format) bool { return f.String() == r.Float8 })
		if i < 0 {
			t.Errorf("%s is missing", r.Float8)
			continue
		}
		seen++
		want, _ := unhex(t, r.Elements, 4)
		room := make([]float32, 3, 100)
		got := float8Formats[i].Widen(room, all)
		if len(got) != 3+256 {
			t.Fatalf("%d elements", len(got))
		}
		for b, g := range got[3:] {
			w := binary.LittleEndian.Uint32(want[4*b:])
			if math.Float32bits(g) != w && !(g != g && math.Float32frombits(w) != math.Float32frombits(w)) {
				t.Errorf("%s: %#02x is %g, want %g", r.Float8, b, g, math.Float32frombits(w))
			}
			if one := float8Formats[i].Float32(npy.Float8(b)); math.Float32bits(one) != math.Float32bits(g) {
				t.Errorf("%s: %#02x is %g and %g", r.Float8, b, g, one)
			}
		}
	}
	if seen != len(float8Formats) {
		t.Errorf("%d formats of %d", seen, len(float8Formats))
	}
	if s := npy.Float8Format(99).String(); s != "Float8Format(99)" {
		t.Error(s)
	}
}

// TestFloat8Read: both names that a file can give are read; '|V1' is written.
func TestFloat8Read(t *testing.T) {
	b, err := os.ReadFile("../testdata/good/mldtypes/float8_e4m3fn.npy")
	if err != nil {
		t.Fatal(err)
	}
	a, err := npy.Read[npy.Float8](bytes.NewReader(b))
	if err != nil || a.Len() == 0 || byte(a.Data[a.Len()-1]) != b[len(b)-1] {
		t.Errorf("%v, %v", a, err)
	}
	out, err := a.MarshalBinary()
	if err != nil || !bytes.Contains(out, []byte("'|V1'")) || !bytes.HasSuffix(out, b[128:]) {
		t.Errorf("%q, %v", out, err)
	}
	foreign := bytes.Replace(b, []byte("'<V1'"), []byte("'<f1'"), 1)
	if bytes.Equal(foreign, b) {
		t.Fatal("the golden file has another descr")
	}
	if c, err := npy.Read[npy.Float8](bytes.NewReader(foreign)); err != nil || !slices.Equal(c.Data, a.Data) {
		t.Errorf("'<f1': %v, %v", c, err)
	}
}
