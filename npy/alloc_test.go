package npy_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/npygo/npygo/npy"
)

// The promises about allocations. testing.AllocsPerRun counts those of the
// whole process, so nothing here runs in parallel.

func allocs(t *testing.T, what string, most float64, f func()) {
	t.Helper()
	if raceEnabled || testing.CoverMode() != "" {
		t.Skip("the race detector allocates, and what counts coverage keeps functions from being inlined")
	}
	f() // pools fill
	if got := testing.AllocsPerRun(200, f); got > most {
		t.Errorf("%s: %v allocations, want at most %v", what, got, most)
	}
}

func TestAllocs(t *testing.T) {
	if mustBeOrdinary {
		t.Skip("without unsafe, buffers are allocated")
	}
	a := npy.Array[float64]{Data: make([]float64, 50_000), Shape: []int{5, 100, 100}}
	b, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	r := bytes.NewReader(b)
	var into npy.Array[float64]
	allocs(t, "ReadInto", 0, func() {
		r.Reset(b)
		if err := npy.ReadInto(r, &into); err != nil {
			t.Fatal(err)
		}
	})
	stream := &struct{ io.Reader }{r}
	allocs(t, "ReadInto from a stream", 0, func() {
		r.Reset(b)
		if err := npy.ReadInto(stream, &into, npy.MaxBytes(1<<30), npy.MaxHeader(1000)); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "Write", 0, func() {
		if err := npy.Write(io.Discard, a); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "Write, big-endian", 0, func() {
		if err := npy.Write(io.Discard, a, npy.BigEndian()); err != nil {
			t.Fatal(err)
		}
	})
	room := make([]byte, 0, len(b))
	allocs(t, "AppendBinary", 0, func() {
		if _, err := a.AppendBinary(room); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "MarshalBinary", 1, func() {
		if _, err := a.MarshalBinary(); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "Read", 2, func() { // Data and Shape
		r.Reset(b)
		if _, err := npy.Read[float64](r); err != nil {
			t.Fatal(err)
		}
	})
	if nativeBig() {
		return // View of a little-endian file is an error there
	}
	sum := 0.0
	allocs(t, "View", 0, func() {
		v, err := npy.View[float64](b)
		if err != nil {
			t.Fatal(err)
		}
		sum += v.Data[0] + float64(v.Shape[0])
	})
}

func TestAllocsFile(t *testing.T) {
	needMap(t)
	name := filepath.Join(t.TempDir(), "a.npy")
	a := npy.Array[float32]{Data: make([]float32, 100_000), Shape: []int{1000, 100}}
	if err := npy.WriteFile(name, a, native()...); err != nil {
		t.Fatal(err)
	}
	want := 3.0
	if runtime.GOOS == "windows" {
		want = 5 // the name in UTF-16, and what CreateFileMapping says
	}
	allocs(t, "Map", want, func() {
		m, err := npy.Map[float32](name, npy.ReadOnly)
		if err != nil {
			t.Fatal(err)
		}
		m.Close()
	})
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var into npy.Array[float32]
	allocs(t, "ReadInto from a file", 0, func() {
		f.Seek(0, io.SeekStart)
		if err := npy.ReadInto(f, &into); err != nil {
			t.Fatal(err)
		}
	})
}
