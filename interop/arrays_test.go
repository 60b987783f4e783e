package interop_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/interop/oracle"
	"github.com/npygo/npygo/npy"
)

// sample is an array at random: its elements in C order.
type sample struct {
	descr   string
	dtype   header.DType
	shape   []int
	payload []byte
	version header.Version
}

func makeSample(t *testing.T, r *rand.Rand) sample {
	t.Helper()
	s := sample{descr: makeDescr(r, 0), shape: []int{}, version: pick(r, []header.Version{0, 0, 1, 2, 3})}
	var err error
	if s.dtype, err = header.ParseDType(strings.Trim(s.descr, "'")); err != nil {
		t.Fatalf("%s: %v", s.descr, err)
	}
	if rank := r.IntN(9); rank > 0 {
		limit := []int{0, 20, 8, 5, 4, 3, 3, 3, 3}[rank]
		for len(s.shape) < rank {
			s.shape = append(s.shape, 1+r.IntN(limit))
		}
		if r.IntN(10) == 0 {
			s.shape[r.IntN(rank)] = 0
		}
	}
	n, _ := header.Header{Shape: s.shape}.Count()
	size := s.dtype.ItemSize()
	s.payload = make([]byte, n*size)
	for i := range s.payload {
		s.payload[i] = byte(r.Uint32()) // what padding keeps
	}
	for i := range n {
		fill(r, s.dtype, s.payload[i*size:(i+1)*size])
	}
	return s
}

const arrays = 3000

// TestNumPyWritesWeRead: NumPy saves arrays of all dtypes, shapes, layouts and versions. We read the elements, byte for byte and value for
// value, and write the very same header.
func TestNumPyWritesWeRead(t *testing.T) { numpyWrites(t, ask(t)) }

// TestNumPy1WritesWeRead: the same with NumPy 1.
func TestNumPy1WritesWeRead(t *testing.T) { numpyWrites(t, askOld(t)) }

func numpyWrites(t *testing.T, o *oracle.Oracle) {
	r := random(t, 1)
	for range arrays {
		s := makeSample(t, r)
		layout := pick(r, []string{"C", "F", "strided", "transposed"})
		file, text, err := o.Save(s.descr, pyTuple(s.shape), layout, byte(s.version), s.payload)
		if err != nil {
			if s.version == header.V1 || s.version == header.V2 {
				s.version = header.V3 // latin-1 cannot hold its names
				file, text, err = o.Save(s.descr, pyTuple(s.shape), layout, byte(s.version), s.payload)
			}
			if err != nil {
				t.Fatalf("%s %v: %v", s.descr, s.shape, err)
			}
		}
		s.checkFile(t, file)
		raw, err := npy.ReadRaw(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%s %v: %v", s.descr, s.shape, err)
		}
		if got := values(t, raw); got != text {
			t.Fatalf("%s %v %s: NumPy has\n%s\nwe have\n%s", s.descr, s.shape, layout, text, got)
		}
		s.checkAny(t, file)
	}
	tell(t, "%d arrays that NumPy %s wrote", arrays, o.NumPy)
}

// checkFile compares a file with the sample that it should hold: header and elements.
func (s sample) checkFile(t *testing.T, file []byte) {
	t.Helper()
	h, n, err := header.Parse(file)
	if err != nil {
		t.Fatalf("%q: %v", file[:min(len(file), 300)], err)
	}
	if !h.DType.Equal(s.dtype) || pyTuple(h.Shape) != pyTuple(s.shape) {
		t.Fatalf("%s %v: the file says %s %v", s.descr, s.shape, h.DType, h.Shape)
	}
	write := h
	write.Version = s.version
	if head, err := write.AppendBinary(nil); err != nil || !bytes.Equal(head, file[:n]) {
		t.Fatalf("%s %v, version %d: our header\n%q (%v)\nand NumPy's\n%q", s.descr, s.shape, s.version, head, err, file[:n])
	}
	size := s.dtype.ItemSize()
	if len(file)-n != len(s.payload) {
		t.Fatalf("%s %v: %d bytes of elements, want %d", s.descr, s.shape, len(file)-n, len(s.payload))
	}
	for i, j := range cOrder(h.Shape, h.FortranOrder) {
		got, want := file[n+j*size:][:size], s.payload[i*size:][:size]
		if !sameElement(s.dtype, got, want) {
			t.Fatalf("%s %v: element %d is\n%x, want\n%x", s.descr, s.shape, i, got, want)
		}
	}
}

// sameElement compares all but padding, which NumPy copies or not.
func sameElement(d header.DType, a, b []byte) bool {
	if base, _, ok := d.Subarray(); ok {
		size := base.ItemSize()
		for i := 0; i+size <= len(a) && size > 0; i += size {
			if !sameElement(base, a[i:i+size], b[i:i+size]) {
				return false
			}
		}
		return true
	}
	if !d.IsStruct() {
		return bytes.Equal(a, b)
	}
	for _, f := range d.Fields() {
		end := f.Offset + f.DType.ItemSize()
		if !sameElement(f.DType, a[f.Offset:end], b[f.Offset:end]) {
			return false
		}
	}
	return true
}

// checkAny reads the file as whatever it is, and writes it again: the same bytes, in the version that Go writes.
func (s sample) checkAny(t *testing.T, file []byte) {
	t.Helper()
	a, err := npy.ReadAny(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("%s %v: %v", s.descr, s.shape, err)
	}
	again, err := a.AppendBinary(nil)
	if err != nil {
		t.Fatalf("%s %v: %v", s.descr, s.shape, err)
	}
	_, n, _ := header.Parse(file)
	_, m, _ := header.Parse(again)
	if !bytes.Equal(file[n:], again[m:]) || s.version == 0 && !bytes.Equal(file, again) {
		t.Fatalf("%s %v: written again it is another file:\n%.300q, was\n%.300q", s.descr, s.shape, again, file)
	}
}

// TestWeWriteNumPyReads: NumPy loads what we write, in both orders and all versions, tells the
// same values, stops where the array ends, and saves the very same header.
func TestWeWriteNumPyReads(t *testing.T) { weWrite(t, ask(t)) }

// TestWeWriteNumPy1Reads: the same with NumPy 1.
func TestWeWriteNumPy1Reads(t *testing.T) { weWrite(t, askOld(t)) }

func weWrite(t *testing.T, o *oracle.Oracle) {
	r := random(t, 2)
	for range arrays {
		s := makeSample(t, r)
		raw := npy.Raw{DType: s.dtype, Shape: s.shape, FortranOrder: r.IntN(2) == 0, Data: s.payload}
		if raw.FortranOrder {
			raw.Data = make([]byte, len(s.payload))
			size := s.dtype.ItemSize()
			for i, j := range cOrder(s.shape, true) {
				copy(raw.Data[j*size:][:size], s.payload[i*size:])
			}
		}
		file, err := raw.AppendBinary(nil)
		if err != nil {
			t.Fatalf("%s %v: %v", s.descr, s.shape, err)
		}
		if s.version != 0 {
			h := raw.Header()
			if h.Version = s.version; s.version != header.V3 {
				if _, err := h.AppendBinary(nil); err != nil { // latin-1 cannot hold its names
					h.Version, s.version = header.V3, header.V3
				}
			}
			if file, err = h.AppendBinary(nil); err != nil {
				t.Fatalf("%s %v: %v", s.descr, s.shape, err)
			}
			file = append(file, raw.Data...)
		}
		again, text, end, err := o.Load(append(file, "behind it"...), byte(s.version))
		if err != nil {
			t.Fatalf("%s %v: %v", s.descr, s.shape, err)
		}
		if end != len(file) {
			t.Fatalf("%s %v: NumPy reads %d bytes of %d", s.descr, s.shape, end, len(file))
		}
		if got := values(t, raw); got != text {
			t.Fatalf("%s %v: NumPy has\n%s\nwe have\n%s", s.descr, s.shape, text, got)
		}
		if _, n, _ := header.Parse(file); !bytes.HasPrefix(again, file[:n]) {
			t.Fatalf("%s %v: NumPy writes the header\n%.300q, we\n%q", s.descr, s.shape, again, file[:n])
		}
		s.checkFile(t, again)
	}
	tell(t, "%d arrays that NumPy %s read", arrays, o.NumPy)
}
