package fuzz

import (
	"bytes"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/npygo/npygo/npy"
)

// FuzzMap: of any file Map and View of its bytes give the array that ReadFile reads, both or neither: then they say ErrNoView, or what is wrong
// with the file. What is written to the elements is in the file, or is not, as the mode says. CreateMap makes the file anew.
func FuzzMap(f *testing.F) {
	seed(f)
	dir := f.TempDir()
	name, made := filepath.Join(dir, "a.npy"), filepath.Join(dir, "made.npy")
	f.Fuzz(func(t *testing.T, b []byte) {
		write(t, name, b)
		for _, check := range []func(*testing.T, string, string, []byte){mapped[bool], mapped[uint8], mapped[int16], mapped[float64],
			mapped[complex128], mapped[npy.Datetime64], mapped[string]} {
			check(t, name, made, b)
		}
	})
}

func mapped[T any](t *testing.T, name, made string, b []byte) {
	t.Helper()
	want, err := npy.ReadFile[T](name)
	m, errMap := npy.Map[T](name, npy.ReadOnly)
	if errors.Is(errMap, errors.ErrUnsupported) {
		t.Skip(errMap)
	}
	view, errView := npy.View[T](slices.Clone(b))
	if (errMap == nil) != (errView == nil) || errors.Is(errMap, npy.ErrNoView) != errors.Is(errView, npy.ErrNoView) {
		t.Fatalf("%T: Map says %v, View %v", want, errMap, errView)
	}
	switch {
	case errors.Is(errMap, npy.ErrNoView):
		return
	case errMap != nil:
		if checkError(t, errMap); err == nil {
			t.Fatalf("%T: ReadFile reads it, Map says %v", want, errMap)
		}
		return
	}
	if err != nil {
		m.Close()
		t.Fatalf("%T: Map maps it, ReadFile says %v", want, err)
	}
	file := binaryOf(t, want)
	if !bytes.Equal(binaryOf(t, m.Array), file) || !bytes.Equal(binaryOf(t, view), file) {
		t.Fatalf("%T: %v, ReadFile %v, View %v", want, m.Array, want, view)
	}
	for range 2 {
		if err := m.Close(); err != nil || m.Array.Data != nil {
			t.Fatalf("%T: %v, and %d elements are left", want, err, len(m.Array.Data))
		}
	}
	if len(want.Data) > 0 {
		changed(t, name, b, npy.CopyOnWrite)
		changed(t, name, b, npy.ReadWrite)
	}
	makeAnew(t, made, want)
}

// changed writes to the last byte of an array.
func changed(t *testing.T, name string, b []byte, mode npy.MapMode) {
	t.Helper()
	a, err := npy.ReadRaw(bytes.NewReader(b))
	if err != nil || a.DType.ItemSize() != 1 || a.DType.String() == "|b1" {
		return
	}
	m, err := npy.Map[uint8](name, mode)
	if err != nil {
		return // of another type
	}
	last := &m.Array.Data[len(m.Array.Data)-1]
	*last ^= 0x55
	if err := m.Sync(); (err == nil) != (mode == npy.ReadWrite) {
		t.Fatalf("mode %v: Sync says %v", mode, err)
	}
	got := *last
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	after := read(t, name)
	if mode == npy.CopyOnWrite {
		if !bytes.Equal(after, b) {
			t.Fatal("a copy was written to the file")
		}
		return
	}
	again, err := npy.ReadFile[uint8](name)
	if err != nil || again.Data[len(again.Data)-1] != got || len(after) != len(b) {
		t.Fatalf("%d is in the file, not %d; %v", again.Data[len(again.Data)-1], got, err)
	}
	write(t, name, b)
}

// makeAnew fills a mapping of CreateMap with the elements of a.
func makeAnew[T any](t *testing.T, name string, a npy.Array[T]) {
	t.Helper()
	rows := a.RowMajor()
	rows = npy.Array[T]{Data: rows.Data, Shape: rows.Shape} // without the unit of times, which nobody can ask CreateMap for
	m, err := npy.CreateMap[T](name, rows.Shape...)
	if err != nil {
		t.Fatalf("%T of shape %v cannot be made: %v", a, rows.Shape, err)
	}
	empty := npy.Array[T]{Data: make([]T, len(rows.Data)), Shape: rows.Shape}
	if !bytes.Equal(binaryOf(t, m.Array), binaryOf(t, empty)) {
		t.Fatalf("%T of shape %v is made with elements other than zero, or %v", a, rows.Shape, m.Array.Shape)
	}
	copy(m.Array.Data, rows.Data)
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := npy.ReadFile[T](name)
	if err != nil || !bytes.Equal(binaryOf(t, got), binaryOf(t, rows)) {
		t.Fatalf("%T: %v is in the file, want %v; %v", a, got, rows, err)
	}
}

func binaryOf[T any](t *testing.T, a npy.Array[T]) []byte {
	t.Helper()
	b, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}
