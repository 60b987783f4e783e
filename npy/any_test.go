package npy_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

func nativeBig() bool { return binary.NativeEndian.Uint16([]byte{0, 1}) == 1 }

// native has the options for writing in this machine's byte order.
func native() []npy.Option {
	if nativeBig() {
		return []npy.Option{npy.BigEndian()}
	}
	return nil
}

// TestReadAnyTypes: each dtype gives the Go type that it names.
func TestReadAnyTypes(t *testing.T) {
	for descr, want := range map[string]string{
		"|b1": "Array[bool]", "|i1": "Array[int8]", "<i2": "Array[int16]", ">i4": "Array[int32]", "<i8": "Array[int64]",
		"|u1": "Array[uint8]", ">u2": "Array[uint16]", "<u4": "Array[uint32]", ">u8": "Array[uint64]",
		"<f2": "Array[github.com/npygo/npygo/npy.Float16]", ">f4": "Array[float32]", "<f8": "Array[float64]", "<c8": "Array[complex64]", ">c16": "Array[complex128]",
		"<f16": "Raw", "|V2": "Raw", "|S3": "Raw", "<U2": "Raw", "<M8[s]": "Raw", ">m8": "Raw", "|V5": "Raw",
		"[('a', '<f8')]": "Raw", "[]": "Raw",
	} {
		d, err := header.ParseDType(descr)
		if err != nil {
			t.Fatal(err)
		}
		b := file(t, descr, []int{2}, false, make([]byte, 2*d.ItemSize()))
		a, err := npy.ReadAny(bytes.NewReader(b))
		if err != nil {
			t.Errorf("%s: %v", descr, err)
			continue
		}
		if got := fmt.Sprintf("%T", a); got != "npy."+want {
			t.Errorf("%s is read as %s, want npy.%s", descr, got, want)
		}
		if a.Len() != 2 || a.Header().DType.String() != d.String() {
			t.Errorf("%s: %d elements of %v", descr, a.Len(), a.Header().DType)
		}
	}
}

// TestAsShares: As copies only what it must.
func TestAsShares(t *testing.T) {
	a := npy.Array[int64]{Data: []int64{1, 2, 3}}
	for i, opts := range [][]npy.Option{nil, {npy.Cast(npy.Unsafe)}} { // where nothing is converted, Cast changes nothing
		if got, err := npy.As[int64](a, opts...); err != nil || &got.Data[0] != &a.Data[0] {
			t.Errorf("As of the same type: %v, %v", got, err)
		}
		type id int64
		got, err := npy.As[id](a, opts...)
		if err != nil || !slices.Equal(got.Data[1:], []id{2, 3}) {
			t.Fatalf("As of a named type: %v, %v", got, err)
		}
		if got.Data[0] = id(9 + i); !mustBeOrdinary && a.Data[0] != int64(9+i) {
			t.Errorf("As of a named type copies")
		}
	}
}

// TestAsWritesLittle: an array that As gave is written as Write writes by default.
func TestAsWritesLittle(t *testing.T) {
	any, err := npy.ReadAny(bytes.NewReader(file(t, ">i4", []int{1}, false, []byte{0, 0, 1, 2})))
	if err != nil {
		t.Fatal(err)
	}
	a, err := npy.As[int32](any)
	if err != nil || a.Data[0] != 258 || a.Header().DType.String() != "<i4" {
		t.Errorf("%v of %v, %v", a.Data, a.Header().DType, err)
	}
}

func TestDTypeError(t *testing.T) {
	type record struct{ X, Y float64 }
	f4 := file(t, "<f4", []int{1}, false, make([]byte, 4))
	for _, c := range []struct {
		file []byte
		read func([]byte) error
		want []string // what the message must hold
	}{
		{f4, readErr[float64], []string{"'<f4'", "float64 stands for '<f8'", "read them as float32"}},
		{f4, readErr[record], []string{"'<f4'", "npy_test.record", "float32"}},
		{f4, readErr[time.Duration], []string{"'<f4'", "float32"}},
		{f4, readErr[uint32], []string{"uint32 stands for '<u4'"}},
		{f4, readErr[string], []string{"string"}},
		{file(t, "<i8", []int{1}, false, make([]byte, 8)), readErr[time.Duration], []string{"int64"}},
		{file(t, "<f2", []int{1}, false, make([]byte, 2)), readErr[uint16], []string{"Float16"}},
		{file(t, "<V2", []int{1}, false, make([]byte, 2)), readErr[npy.Float16], []string{"BFloat16", "ReadRaw"}},
		{file(t, "<f16", []int{1}, false, make([]byte, 16)), readErr[float64], []string{"'<f16'", "ReadRaw"}},
		{file(t, "[('a', '<f8')]", []int{1}, false, make([]byte, 8)), readErr[float64], []string{"('a', '<f8')", "ReadRaw"}},
	} {
		err := c.read(c.file)
		var e *npy.DTypeError
		if !errors.As(err, &e) || !errors.Is(err, header.ErrDType) {
			t.Errorf("%v; want a DTypeError", err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not say %q", err, want)
			}
		}
	}
}

func readErr[T any](b []byte) error { _, err := npy.Read[T](bytes.NewReader(b)); return err }

// TestObjects: pickles are never touched, on no road.
func TestObjects(t *testing.T) {
	for _, descr := range []string{"|O", "[('a', '<f8'), ('b', '|O')]"} {
		b := file(t, descr, []int{1}, false, make([]byte, 40))
		for name, read := range map[string]func() error{
			"Read":    func() error { return readErr[float64](b) },
			"ReadRaw": func() error { _, err := npy.ReadRaw(bytes.NewReader(b)); return err },
			"ReadAny": func() error { _, err := npy.ReadAny(bytes.NewReader(b)); return err },
			"View":    func() error { return viewErr[uint64](b) },
		} {
			if err := read(); !errors.Is(err, header.ErrObject) {
				t.Errorf("%s of %s: %v; want ErrObject", name, descr, err)
			}
		}
		d, err := header.ParseDType(descr)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (npy.Raw{DType: d, Data: make([]byte, 8)}).MarshalBinary(); !errors.Is(err, header.ErrObject) {
			t.Errorf("MarshalBinary of %s: %v", descr, err)
		}
	}
}

// TestForeign: what no NumPy reads is no array for ReadAny, but for who knows better.
func TestForeign(t *testing.T) {
	b := bytes.Replace(file(t, "float16", []int{1}, false, []byte{0x80, 0x3f}), []byte("'<f2'"), []byte("'bfloat16'"), 1)
	b = bytes.Replace(b, []byte("     \n"), []byte("\n"), 1)
	if _, err := npy.ReadAny(bytes.NewReader(b)); !errors.Is(err, header.ErrDType) {
		t.Errorf("ReadAny: %v", err)
	}
	if a, err := npy.Read[npy.BFloat16](bytes.NewReader(b)); err != nil || a.Data[0].Float32() != 1 {
		t.Errorf("Read[BFloat16]: %v, %v", a.Data, err)
	}
	if a, err := npy.ReadRaw(bytes.NewReader(b)); err != nil || len(a.Data) != 2 {
		t.Errorf("ReadRaw: %v, %v", a.Data, err)
	}
}

func TestRawValidate(t *testing.T) {
	f8, err := header.ParseDType("<f8")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		raw  npy.Raw
		want error
		len  int
	}{
		{npy.Raw{DType: f8, Data: make([]byte, 16)}, nil, 2},
		{npy.Raw{DType: f8, Data: make([]byte, 16), Shape: []int{1, 2}}, nil, 2},
		{npy.Raw{DType: f8, Data: make([]byte, 8), Shape: []int{}}, nil, 1},
		{npy.Raw{DType: f8, Data: make([]byte, 15)}, header.ErrShape, 1},
		{npy.Raw{DType: f8, Data: make([]byte, 16), Shape: []int{3}}, header.ErrShape, 3},
		{npy.Raw{DType: f8, Shape: []int{-1}}, header.ErrShape, 0},
		{npy.Raw{Data: make([]byte, 16)}, header.ErrDType, 16},
	} {
		if err := c.raw.Validate(); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%v: %v, want %v", c.raw, err, c.want)
		}
		_, err1 := c.raw.MarshalBinary()
		_, err2 := c.raw.WriteTo(new(countingWriter))
		if !errors.Is(err1, c.want) || !errors.Is(err2, c.want) {
			t.Errorf("%v: written with %v, %v", c.raw, err1, err2)
		}
		if c.raw.DType.IsValid() && c.raw.Len() != c.len {
			t.Errorf("%v: Len %d, want %d", c.raw, c.raw.Len(), c.len)
		}
	}
}

// TestOrderWithoutBytes: as NumPy, we say that elements of no bytes are in C order.
func TestOrderWithoutBytes(t *testing.T) {
	void, err := header.ParseDType("|V0")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []npy.AnyArray{
		npy.Raw{DType: void, Shape: []int{2, 3}, FortranOrder: true},
		npy.Array[struct{}]{Data: make([]struct{}, 6), Shape: []int{2, 3}, FortranOrder: true},
	} {
		if h := a.Header(); h.FortranOrder || h.DType.ItemSize() != 0 || len(h.Shape) != 2 {
			t.Errorf("%T: %+v", a, h)
		}
	}
}
