package fuzz

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npz"
)

var kinds = []error{header.ErrMagic, header.ErrVersion, header.ErrHeader, header.ErrDType, header.ErrShape,
	header.ErrTruncated, header.ErrObject, header.ErrLimit, npz.ErrArchive}

// checkError holds an error against what is promised of each.
func checkError(t *testing.T, err error) {
	t.Helper()
	var e *header.Error
	if !errors.As(err, &e) {
		t.Fatalf("not a *header.Error: %v", err)
	}
	if !slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) }) {
		t.Fatalf("of no kind: %v", err)
	}
	if s := err.Error(); !strings.HasPrefix(s, "npy: ") || strings.HasPrefix(s, "npy: npy: ") || len(s) > 2000 {
		t.Fatalf("says where more than once, or too much: %.3000q", err)
	}
}

// equal compares headers by what they print: the byte order of a void ('<V2')
// is told when it is read, and not written, as NumPy does not write it.
func equal(a, b header.Header) bool {
	return a.DType.String() == b.DType.String() && a.DType.ItemSize() == b.DType.ItemSize() &&
		a.FortranOrder == b.FortranOrder && slices.Equal(a.Shape, b.Shape)
}

// FuzzHeader: what is accepted can be written and parsed again and is the same;
// every way to parse agrees; what is refused has a proper error and no result.
func FuzzHeader(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		h, n, err := header.Parse(b)
		r := bytes.NewReader(b)
		h2, err2 := header.Read(r)
		_, err3 := header.Read(iotest.OneByteReader(bytes.NewReader(b)))
		if (err == nil) != (err2 == nil) || (err == nil) != (err3 == nil) {
			t.Fatalf("Parse says %v, Read %v, byte by byte %v", err, err2, err3)
		}
		if err != nil {
			checkError(t, err)
			checkError(t, err2)
			if n != 0 || h.DType.IsValid() || h.Shape != nil || h.FortranOrder || h.Version != 0 {
				t.Fatalf("an error and a result: %v %d", h, n)
			}
			return
		}
		if n > len(b) || len(b)-r.Len() != n || !equal(h, h2) {
			t.Fatalf("Parse took %d, Read %d of %d bytes: %v, %v", n, len(b)-r.Len(), len(b), h, h2)
		}
		again, err := h.AppendBinary([]byte("keep"))
		if err != nil {
			t.Fatalf("cannot be written: %v", err)
		}
		again = again[4:]
		h3, n3, err := header.Parse(again)
		if err != nil || n3 != len(again) || n3%64 != 0 || !equal(h, h3) || h.Version != 0 && h3.Version > max(h.Version, header.V3) {
			t.Fatalf("written and parsed again: %v, %d of %d bytes, %v; was %v", h3, n3, len(again), err, h)
		}
		checkSpellings(t, again, h)
		checkDType(t, h.DType)
		count, err := h.Count()
		size, err2 := h.PayloadSize()
		if err != nil || err2 != nil || count < 0 || size < 0 || size != int64(count)*int64(h.DType.ItemSize()) {
			t.Fatalf("%d elements, %d bytes: %v, %v", count, size, err, err2)
		}
	})
}

// checkSpellings: the canonical text and others of the same meaning, which do
// not take the fast path, are the same header.
func checkSpellings(t *testing.T, canonical []byte, want header.Header) {
	t.Helper()
	for _, change := range [][2]string{{"{'descr': ", "{ 'descr': "}, {"'fortran_order': ", `"fortran_order":`}, {", 'shape': ", ",\n'shape' :"}} {
		i := bytes.LastIndex(canonical, []byte(change[0]))
		if i < 0 || i > 12 && change[0][0] == '{' {
			continue
		}
		end := bytes.LastIndexByte(canonical, '}') + 1
		text := slices.Concat(canonical[:i], []byte(change[1]), canonical[i+len(change[0]):end])
		room := len(canonical) - len(text)
		if room < 0 {
			continue
		}
		text = append(text, bytes.Repeat([]byte{' '}, room)...)
		h, _, err := header.Parse(text)
		if err != nil || !equal(h, want) {
			t.Fatalf("%q: %v, %v; want %v", text, h, err, want)
		}
	}
}

// checkDType: what a dtype prints is that dtype.
func checkDType(t *testing.T, d header.DType) {
	t.Helper()
	again, err := header.ParseDType(d.String())
	if err != nil || again.String() != d.String() || !again.Equal(d) && !strings.Contains(d.String(), "V") {
		t.Fatalf("ParseDType(%q) = %v, %v", d.String(), again, err)
	}
}

// FuzzDType: the same for a descr alone.
func FuzzDType(f *testing.F) {
	for _, s := range []string{"<f8", "float64", "?", "i4,f8", "(2,3)f4", "[('a', '<i4'), ('b', '<f8', (2,))]", "[(('title', 'x'), '|S3'), ('', '|V4')]",
		"<M8[25s]", "m8[D/24]", "[('n', [('x', '>u2', (2, 3))], 4)]", "<U5", "|O", "bfloat16", "<V2", "('<f4', (2,))", "[('\\ud800', 'u1')]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := header.ParseDType(s)
		if err != nil {
			checkError(t, err)
			if d.IsValid() {
				t.Fatalf("an error and a result: %v", d)
			}
			return
		}
		checkDType(t, d)
		end := 0
		for _, field := range d.Fields() {
			if field.Offset < end {
				t.Fatalf("%v: field %q at %d lies over what ends at %d", d, field.Name, field.Offset, end)
			}
			end = field.Offset + field.DType.ItemSize()
		}
		if end > d.ItemSize() || d.ItemSize() < 0 {
			t.Fatalf("%v: fields end at %d of %d bytes", d, end, d.ItemSize())
		}
	})
}
