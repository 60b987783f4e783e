package header

import (
	"encoding/binary"
	"errors"
	"math"
	"testing"
)

// file makes a header of any text.
func file(v Version, text string) []byte {
	b := append([]byte("\x93NUMPY"), byte(v), 0)
	if v == V1 {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(text)))
	} else {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	}
	return append(b, text...)
}

// with makes a header of any descr and shape, spelled as NumPy spells the rest.
func with(descr, shape string) []byte {
	return file(V1, "{'descr': "+descr+", 'fortran_order': False, 'shape': "+shape+", }\n")
}

func TestCount(t *testing.T) {
	f8, u1, v0 := MakeDType(Float, 8, LittleEndian), MakeDType(Uint, 1, NoOrder), MakeDType(Void, 0, NoOrder)
	tests := []struct {
		d     DType
		shape []int
		count int
		size  int64
		err   error
	}{
		{d: f8, shape: nil, count: 1, size: 8},
		{d: f8, shape: []int{}, count: 1, size: 8},
		{d: f8, shape: []int{3}, count: 3, size: 24},
		{d: f8, shape: []int{3, 4, 5}, count: 60, size: 480},
		{d: f8, shape: []int{3, 0, 5}, count: 0, size: 0},
		{d: v0, shape: []int{1000, 1000}, count: 1000000, size: 0},
		{d: v0, shape: nil, count: 1, size: 0},
		{d: u1, shape: []int{0, math.MaxInt32}, count: 0, size: 0},
		{d: f8, shape: []int{-1}, err: ErrShape},
		{d: f8, shape: []int{0, -1}, err: ErrShape},
		{d: f8, shape: []int{-2, -4}, err: ErrShape},
		{d: f8, shape: []int{math.MinInt}, err: ErrShape},
		{d: u1, shape: []int{math.MaxInt32, math.MaxInt32, 3}, err: ErrShape},
		{d: u1, shape: []int{1 << 30, 1 << 30, 1 << 4}, err: ErrShape}, // wraps to 0 in 64 bits
		{d: u1, shape: []int{0, 1 << 30, 1 << 30, 1 << 4}, err: ErrShape},
	}
	for _, test := range tests {
		h := Header{DType: test.d, Shape: test.shape}
		count, err := h.Count()
		if count != test.count || !errors.Is(err, test.err) {
			t.Errorf("%v: Count %d, %v, want %d, %v", test.shape, count, err, test.count, test.err)
		}
		size, err := h.PayloadSize()
		if size != test.size || !errors.Is(err, test.err) {
			t.Errorf("%v of %s: PayloadSize %d, %v, want %d, %v", test.shape, test.d, size, err, test.size, test.err)
		}
	}
	// the elements can be counted, but not their bytes
	h := Header{DType: f8, Shape: []int{1 << 30, 1 << 30}}
	if size, err := h.PayloadSize(); size != 0 || !errors.Is(err, ErrShape) {
		t.Errorf("2**60 doubles are %d bytes, %v", size, err)
	}
	count, err := h.Count()
	if math.MaxInt == math.MaxInt32 {
		if count != 0 || !errors.Is(err, ErrLimit) {
			t.Errorf("2**60 elements: %d, %v, want ErrLimit where int has 32 bits", count, err)
		}
	} else if int64(count) != 1<<60 || err != nil {
		t.Errorf("2**60 elements: %d, %v", count, err)
	}
}

func TestVersionString(t *testing.T) {
	if s := V1.String() + " " + V3.String(); s != "1.0 3.0" {
		t.Error(s)
	}
}
