package npy_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// needMap skips where files cannot be mapped as numbers, after checking that Map says so.
func needMap(t *testing.T) {
	t.Helper()
	if !mustBeOrdinary && runtime.GOOS != "js" && runtime.GOOS != "wasip1" {
		return
	}
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, counted(false, 3)); err != nil {
		t.Fatal(err)
	}
	if _, err := npy.Map[int32](name, npy.ReadOnly); !errors.Is(err, npy.ErrNoView) && !errors.Is(err, errors.ErrUnsupported) {
		t.Fatalf("Map without unsafe or mmap: %v", err)
	}
	t.Skip("files cannot be mapped in this build")
}

func TestMapModes(t *testing.T) {
	needMap(t)
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, counted(false, 2, 3), native()...); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		mode npy.MapMode
		want int32 // what the file has after 7 was put into the mapping
	}{{npy.CopyOnWrite, 0}, {npy.ReadWrite, 7}} {
		m, err := npy.Map[int32](name, c.mode)
		if err != nil {
			t.Fatal(err)
		}
		m.Array.Data[0] = 7
		if err := m.Sync(); (err == nil) != (c.mode == npy.ReadWrite) {
			t.Errorf("Sync in mode %d: %v", c.mode, err)
		}
		if a, err := npy.ReadFile[int32](name); err != nil || a.Data[0] != c.want {
			t.Errorf("mode %d: the file has %v, %v; want %d", c.mode, a.Data, err, c.want)
		}
		for range 2 {
			if err := m.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		}
		if m.Array.Data != nil || m.Sync() == nil {
			t.Errorf("after Close: %v, Sync without an error", m.Array)
		}
	}
	if _, err := npy.Map[int32](name, 3); err == nil {
		t.Error("Map in mode 3 gives no error")
	}
}

func TestCreateMap(t *testing.T) {
	needMap(t)
	name := filepath.Join(t.TempDir(), "new.npy")
	if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, shape := range [][]int{{}, {0}, {5}, {300, 7}} {
		m, err := npy.CreateMap[complex128](name, shape...)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(m.Array.Shape, shape) || m.Array.Validate() != nil {
			t.Errorf("shape %v, want %v", m.Array.Shape, shape)
		}
		for i, x := range m.Array.Data {
			if x != 0 {
				t.Fatalf("element %d of a new file is %v", i, x)
			}
			m.Array.Data[i] = complex(float64(i), -1)
		}
		want := slices.Clone(m.Array.Data)
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		got, err := npy.ReadFile[complex128](name)
		if err != nil || !slices.Equal(got.Data, want) || !slices.Equal(got.Shape, shape) {
			t.Errorf("shape %v: read back %v, %v", shape, got.Shape, err)
		}
	}
}

func TestCreateMapErrors(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "new.npy")
	if _, err := npy.CreateMap[float64](name, -1); !errors.Is(err, header.ErrShape) {
		t.Errorf("a negative axis: %v", err)
	}
	if _, err := npy.CreateMap[[]int](name, 1); !errors.Is(err, header.ErrDType) {
		t.Errorf("a T without a dtype: %v", err)
	}
	if _, err := npy.CreateMap[float64](filepath.Join(dir, "none", "new.npy"), 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such directory: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("litter: %v", left)
	}
}

// TestNoView: View and Map say why they cannot, and Read can.
func TestNoView(t *testing.T) {
	good := file(t, "<u4", []int{2}, false, make([]byte, 8))
	other := ">u4"
	if nativeBig() {
		other = "<u4"
		good = file(t, ">u4", []int{2}, false, make([]byte, 8))
	}
	odd := append([]byte{0}, good...)[1:] // the elements at an odd address
	for _, c := range []struct {
		name string
		file []byte
		view func([]byte) error
		why  string
	}{
		{"order", file(t, other, []int{2}, false, make([]byte, 8)), viewErr[uint32], "byte order"},
		{"odd", odd, viewErr[uint32], "address"},
		{"bool", file(t, "|b1", []int{2}, false, []byte{1, 2}), viewErr[bool], "neither 0 nor 1"},
	} {
		err := c.view(c.file)
		if !errors.Is(err, npy.ErrNoView) || !strings.Contains(err.Error(), c.why) && !mustBeOrdinary {
			t.Errorf("%s: %v; want ErrNoView and %q", c.name, err, c.why)
		}
		name := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(name, c.file, 0o666); err != nil {
			t.Fatal(err)
		}
		if c.name == "odd" {
			continue
		}
		if err := mapErr(name, c.name == "bool"); !errors.Is(err, npy.ErrNoView) && !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("Map, %s: %v", c.name, err)
		}
	}
}

func viewErr[T any](b []byte) error { _, err := npy.View[T](b); return err }

func mapErr(name string, bools bool) error {
	if bools {
		_, err := npy.Map[bool](name, npy.ReadOnly)
		return err
	}
	_, err := npy.Map[uint32](name, npy.ReadOnly)
	return err
}

// TestViewShares: a View is the bytes it was made from.
func TestViewShares(t *testing.T) {
	b := file(t, "|u1", []int{3}, false, []byte("abc"))
	v, err := npy.View[byte](b)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)-1] = 'z'
	if string(v.Data) != "abz" || cap(v.Data) != 3 {
		t.Errorf("View has %q, room for %d", v.Data, cap(v.Data))
	}
}
