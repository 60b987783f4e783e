package npy_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// allocated is how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestRumour: a header that promises 8 GiB over 64 bytes makes nobody allocate them.
func TestRumour(t *testing.T) {
	b := file(t, "<f8", []int{1 << 30 >> (4 - 4*(^uint(0)>>63))}, false, make([]byte, 64))
	name := filepath.Join(t.TempDir(), "promise")
	if err := os.WriteFile(name, b, 0o666); err != nil {
		t.Fatal(err)
	}
	open := func() io.Reader {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Close() })
		return f
	}
	for road, read := range map[string]func() error{
		"Len":     func() error { _, err := npy.Read[float64](bytes.NewReader(b)); return err },
		"strings": func() error { _, err := npy.Read[float64](strings.NewReader(string(b))); return err },
		"Buffer":  func() error { _, err := npy.Read[float64](bytes.NewBuffer(b)); return err },
		"file":    func() error { _, err := npy.Read[float64](open()); return err },
		"limited": func() error {
			_, err := npy.Read[float64](io.LimitReader(struct{ io.Reader }{bytes.NewReader(b)}, 1000))
			return err
		},
		"section": func() error {
			_, err := npy.Read[float64](io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b))))
			return err
		},
		"stream":       func() error { _, err := npy.Read[float64](struct{ io.Reader }{bytes.NewReader(b)}); return err },
		"byte by byte": func() error { _, err := npy.Read[float64](iotest.OneByteReader(bytes.NewReader(b))); return err },
		"ReadFile":     func() error { _, err := npy.ReadFile[float64](name); return err },
		"ReadAny":      func() error { _, err := npy.ReadAny(bytes.NewReader(b)); return err },
		"ReadRaw":      func() error { _, err := npy.ReadRaw(struct{ io.Reader }{bytes.NewReader(b)}); return err },
		"View":         func() error { _, err := npy.View[float64](b); return err },
		"UnmarshalRaw": func() error { return new(npy.Raw).UnmarshalBinary(b) },
		"ReadFrom":     func() error { _, err := new(npy.Array[float64]).ReadFrom(bytes.NewReader(b)); return err },
		"swapped order": func() error {
			_, err := npy.Read[float64](bytes.NewReader(bytes.Replace(b, []byte("<f8"), []byte(">f8"), 1)))
			return err
		},
	} {
		var err error
		if n := allocated(func() { err = read() }); n > 1<<20 {
			t.Errorf("%s: %d bytes allocated", road, n)
		}
		if !errors.Is(err, header.ErrTruncated) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s: %v; want ErrTruncated", road, err)
		}
		var e *header.Error
		if !errors.As(err, &e) || e.Offset < 128 || strings.Count(err.Error(), "npy:") != 1 {
			t.Errorf("%s: the error does not say once where: %v", road, err)
		}
	}
	if _, err := npy.Map[float64](name, npy.ReadOnly); !errors.Is(err, header.ErrTruncated) && !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Map: %v", err)
	}
}

// TestGrowth: from a stream that breaks off, no more is allocated than a small
// multiple of what came.
func TestGrowth(t *testing.T) {
	const claimed = 1 << 27
	for _, came := range []int{0, 1000, 1 << 16, 1<<16 + 8, 1 << 20, 3 << 20} {
		b := file(t, "<f4", []int{claimed}, false, make([]byte, came))
		var err error
		n := allocated(func() { _, err = npy.Read[float32](struct{ io.Reader }{bytes.NewReader(b)}) })
		limit := uint64(64<<10 + 6*came + 64<<10)
		if mustBeOrdinary {
			limit += 256 << 10 // the buffer that everything goes by way of
		}
		if n > limit {
			t.Errorf("%d bytes came, %d were allocated, want at most %d", came, n, limit)
		}
		if !errors.Is(err, header.ErrTruncated) {
			t.Errorf("%d bytes came: %v", came, err)
		}
	}
}

// TestCut: a file cut anywhere is an error, from which errors.Is tells what.
func TestCut(t *testing.T) {
	b := file(t, "<i4", []int{2, 3}, false, make([]byte, 24))
	for n := range len(b) {
		want := header.ErrTruncated
		if n < 6 {
			want = header.ErrMagic
		}
		for _, r := range []io.Reader{bytes.NewReader(b[:n]), iotest.OneByteReader(bytes.NewReader(b[:n]))} {
			a, err := npy.Read[int32](r)
			if !errors.Is(err, want) || a.Data != nil || a.Shape != nil {
				t.Errorf("cut at %d: %v, %v", n, a, err)
			}
			if n > 0 && !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) != (n == 0) {
				t.Errorf("cut at %d: is %v an end?", n, err)
			}
		}
		if _, err := npy.View[int32](b[:n]); !errors.Is(err, want) {
			t.Errorf("View, cut at %d: %v", n, err)
		}
	}
}

// TestReaderErrors: what the reader says is what the caller learns.
func TestReaderErrors(t *testing.T) {
	b := file(t, "<i4", []int{2, 3}, false, make([]byte, 24))
	broken := errors.New("the cable is broken")
	for n := range len(b) {
		_, err := npy.Read[int32](io.MultiReader(bytes.NewReader(b[:n]), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("broken at %d: %v", n, err)
		}
	}
}

func TestLimits(t *testing.T) {
	b := file(t, "<f8", []int{100}, false, make([]byte, 800))
	if _, err := npy.Read[float64](bytes.NewReader(b), npy.MaxBytes(800)); err != nil {
		t.Errorf("800 bytes within 800: %v", err)
	}
	for name, read := range map[string]func(...npy.Option) error{
		"Read":    func(o ...npy.Option) error { _, err := npy.Read[float64](bytes.NewReader(b), o...); return err },
		"ReadRaw": func(o ...npy.Option) error { _, err := npy.ReadRaw(bytes.NewReader(b), o...); return err },
		"ReadAny": func(o ...npy.Option) error { _, err := npy.ReadAny(bytes.NewReader(b), o...); return err },
		"View":    func(o ...npy.Option) error { _, err := npy.View[float64](b, o...); return err },
	} {
		if err := read(npy.MaxBytes(799)); !errors.Is(err, header.ErrLimit) || !strings.Contains(err.Error(), "MaxBytes") {
			t.Errorf("%s: 800 bytes within 799: %v", name, err)
		}
		if err := read(npy.MaxHeader(100)); !errors.Is(err, header.ErrLimit) || !strings.Contains(err.Error(), "MaxHeader") {
			t.Errorf("%s: header of 118 bytes within 100: %v", name, err)
		}
		for _, none := range []int64{0, -1} { // a budget that is used up must not open the door
			if err := read(npy.MaxBytes(none)); !errors.Is(err, header.ErrLimit) {
				t.Errorf("%s: 800 bytes within %d: %v", name, none, err)
			}
		}
		if err := read(npy.MaxHeader(0)); err != nil && !errors.Is(err, npy.ErrNoView) {
			t.Errorf("%s: without limits: %v", name, err)
		}
	}
}

// TestIntoAfterError: after an error a is an empty vector, and its memory serves on.
func TestIntoAfterError(t *testing.T) {
	b := file(t, "<f8", []int{2, 50}, false, make([]byte, 800))
	a := npy.Array[float64]{Data: make([]float64, 100), Shape: []int{100}}
	first := &a.Data[0]
	if err := npy.ReadInto(bytes.NewReader(b[:500]), &a); err == nil {
		t.Fatal("no error")
	}
	if a.Len() != 0 || a.Validate() != nil || a.FortranOrder || len(a.Shape) != 1 {
		t.Errorf("after an error: %v", a)
	}
	if err := npy.ReadInto(bytes.NewReader(b), &a); err != nil || a.Len() != 100 || &a.Data[0] != first {
		t.Errorf("the memory was not used again: %v", err)
	}
}
