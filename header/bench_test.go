package header

import (
	"bytes"
	"testing"
)

var canonical = with("'<f8'", "(9, 128, 64, 3)")

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		h, _, err := Parse(canonical)
		if err != nil || len(h.Shape) != 4 {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseInto(b *testing.B) {
	b.ReportAllocs()
	var h Header
	var err error
	for b.Loop() {
		if h, _, err = ParseInto(h.Shape, canonical); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTake(b *testing.B) {
	b.ReportAllocs()
	var h Header
	r := bytes.NewReader(canonical)
	for b.Loop() {
		r.Reset(canonical)
		if _, err := h.Take(r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseGeneral(b *testing.B) {
	text := file(V1, "{'descr': '<f8', 'fortran_order': False, 'shape': (9,128,64,3)}                                                     \n")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseStruct(b *testing.B) {
	text := with("[('x', '<f8'), ('y', '<f4', (3,)), ('name', '|S10')]", "(100,)")
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendBinary(b *testing.B) {
	h := Header{DType: MakeDType(Float, 8, LittleEndian), Shape: []int{9, 128, 64, 3}}
	buf := make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = h.AppendBinary(buf[:0]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendStruct(b *testing.B) {
	h := Header{DType: dtype(b, "[('x', '<f8'), ('y', '<f4', (3,)), ('name', '|S10')]"), Shape: []int{100}}
	buf := make([]byte, 0, 256)
	b.ReportAllocs()
	for b.Loop() {
		var err error
		if buf, err = h.AppendBinary(buf[:0]); err != nil {
			b.Fatal(err)
		}
	}
}
