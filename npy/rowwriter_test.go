package npy_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestRowWriter: in small pieces and in large ones, the file is the one that
// WriteFile makes.
func TestRowWriter(t *testing.T) {
	dir := t.TempDir()
	name, whole := filepath.Join(dir, "rows.npy"), filepath.Join(dir, "whole.npy")
	a := ramp([]int{20_000, 3})
	if err := npy.WriteFile(whole, a); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	for _, rows := range []int{1, 7, 5000, 20_000} {
		w, err := npy.Create[float64](name, 3)
		if err != nil {
			t.Fatal(err)
		}
		for data := a.Data; len(data) > 0; {
			n := min(3*rows, len(data))
			if err := w.Write(data[:n]); err != nil {
				t.Fatal(err)
			}
			data = data[n:]
		}
		for range 2 {
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d rows at a time: %d bytes, %v", rows, len(got), err)
		}
		if err := errors.Join(w.Write(a.Data[:3])); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("Write after Close: %v", err)
		}
		if err := w.Flush(); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("Flush after Close: %v", err)
		}
		if err := w.Sync(); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("Sync after Close: %v", err)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("litter: %v", left)
	}
}

func rowWriterTwin[T any](t *testing.T, data []T, rowShape ...int) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.npy")
	w, err := npy.Create[T](name, rowShape...)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(data), w.Flush(), w.Write(nil), w.Write(data), w.Sync(), w.Close()); err != nil {
		t.Fatal(err)
	}
	row := 1
	for _, n := range rowShape {
		row *= n
	}
	want := npy.Array[T]{Data: slices.Concat(data, data), Shape: append([]int{2 * len(data) / row}, rowShape...)}
	got, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(got, marshal(t, want)) {
		t.Errorf("%T: %v", data, err)
	}
}

func TestRowWriterTypes(t *testing.T) {
	rowWriterTwin(t, []bool{true, false, true})
	rowWriterTwin(t, []int8{1, 2, 3, 4}, 2)
	rowWriterTwin(t, []complex128{1, 2i}, 1, 1)
	rowWriterTwin(t, []npy.Float16{1, 2}, 2)
	rowWriterTwin(t, []celsius{1, 2}, 2)
	rowWriterTwin(t, []time.Time{time.Unix(1, 2), time.Unix(3, 4)})
	rowWriterTwin(t, []time.Duration{1, 2})
	rowWriterTwin(t, []point{{Name: "abc"}, {Ok: true}})
}

func TestCreateRefused(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.npy")
	if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	type open struct{ Name string }
	for what, c := range map[string]struct {
		create func() error
		want   error
	}{
		"strings":         {func() error { _, err := npy.Create[string](name); return err }, header.ErrDType},
		"bytes":           {func() error { _, err := npy.Create[[]byte](name, 2); return err }, header.ErrDType},
		"an open record":  {func() error { _, err := npy.Create[open](name); return err }, header.ErrDType},
		"a channel":       {func() error { _, err := npy.Create[chan int](name); return err }, header.ErrDType},
		"an empty row":    {func() error { _, err := npy.Create[int8](name, 3, 0); return err }, header.ErrShape},
		"a negative row":  {func() error { _, err := npy.Create[int8](name, -1); return err }, header.ErrShape},
		"64 axes and one": {func() error { _, err := npy.Create[int8](name, make64()...); return err }, header.ErrShape},
		"a directory":     {func() error { _, err := npy.Create[int8](dir); return err }, nil},
		"no directory":    {func() error { _, err := npy.Create[int8](filepath.Join(dir, "no", "a.npy")); return err }, fs.ErrNotExist},
	} {
		if err := c.create(); err == nil || c.want != nil && !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if b, _ := os.ReadFile(name); string(b) != "old" {
		t.Errorf("the old file is now %q", b)
	}
	if runtime.GOOS == "linux" {
		if _, err := npy.Create[int8]("/dev/null"); err == nil {
			t.Error("/dev/null was created")
		}
	}
}

func make64() []int {
	shape := make([]int, 64)
	for i := range shape {
		shape[i] = 1
	}
	return shape
}

// TestRowWriterRefusesPartOfRow: and keeps the rows before and behind.
func TestRowWriterRefused(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	w, err := npy.Create[point](name, 2)
	if err != nil {
		t.Fatal(err)
	}
	good := []point{{Name: "a"}, {Name: "b"}}
	many := slices.Repeat(good, 4000) // more than is collected
	many[7999].Name = "too long"
	if err := errors.Join(w.Write(good), w.Flush()); err != nil {
		t.Fatal(err)
	}
	if err := w.Write(good[:1]); !errors.Is(err, header.ErrShape) {
		t.Errorf("half a row: %v", err)
	}
	if err := w.Write(many); !errors.Is(err, npy.ErrValue) {
		t.Errorf("too long a text: %v", err)
	}
	many[7999].Name, many[1].Name = "b", "too long"
	if err := w.Write(many); !errors.Is(err, npy.ErrValue) {
		t.Errorf("too long a text: %v", err)
	}
	if err := w.Sync(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(name); err != nil || !bytes.Equal(b, marshal(t, npy.Array[point]{Data: good, Shape: []int{1, 2}})) {
		t.Errorf("the file has %d bytes: what was refused is there for Repair: %v", len(b), err)
	}
	if err := errors.Join(w.Write(good), w.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(name)
	if want := marshal(t, npy.Array[point]{Data: slices.Concat(good, good), Shape: []int{2, 2}}); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, want %d: %v", len(got), len(want), err)
	}
}

// TestRowWriterRefusedTimes: nothing of them is in the file, for Repair to find.
func TestRowWriterRefusedTimes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	w, err := npy.Create[time.Time](name)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	many := slices.Repeat([]time.Time{time.Unix(1, 0)}, 20_000)
	many[19_999] = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := w.Write(many); !errors.Is(err, npy.ErrValue) || !strings.Contains(err.Error(), "element 19999") {
		t.Errorf("a time that is out of range: %v", err)
	}
	if err := errors.Join(w.Write(many[:1]), w.Sync()); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(name); err != nil || st.Size()%64 != 8 || st.Size() > 1000 {
		t.Errorf("a file of %v bytes for one row: %v", st.Size(), err)
	}
}

// TestCreateReplaces: who has the old file open keeps it.
func TestCreateReplaces(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, counted(false, 5)); err != nil {
		t.Fatal(err)
	}
	f, err := npy.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := npy.Create[int32](name)
	if err != nil {
		if runtime.GOOS == "windows" {
			t.Skip("an open file cannot be replaced there")
		}
		t.Fatal(err)
	}
	defer w.Close()
	if a, err := npy.ReadFile[int32](name); err != nil || a.Len() != 0 {
		t.Errorf("from the beginning: %v, %v", a, err)
	}
	if err := errors.Join(w.Write([]int32{7}), w.Flush()); err != nil {
		t.Fatal(err)
	}
	if a, err := npy.ReadFile[int32](name); err != nil || !slices.Equal(a.Data, []int32{7}) {
		t.Errorf("after Flush: %v, %v", a, err)
	}
	if a, err := npy.ReadRows[int32](f, 0, 5); err != nil || a.Len() != 5 {
		t.Errorf("the old file: %v, %v", a, err)
	}
}

func TestRepair(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	whole := marshal(t, counted(false, 12, 3))
	for _, c := range []struct {
		file []byte
		rows int
		want error
	}{
		{whole, 12, nil},
		{whole[:len(whole)-1], 11, nil},
		{whole[:128], 0, nil},
		{append(slices.Clone(whole), make([]byte, 12*1000+5)...), 1012, nil},
		{bytes.Replace(whole, []byte("'shape': (12, 3), }    "), []byte(" 'shape':(12,3)}       "), 1)[:len(whole)-13], 10, nil}, // another spelling
		{whole[:100], 0, header.ErrTruncated},
		{marshal(t, counted(true, 12, 3)), 0, header.ErrShape},
		{marshal(t, counted(false, 12, 0)), 0, header.ErrShape},
		{marshal(t, npy.Array[int32]{Data: []int32{1}, Shape: []int{}}), 0, header.ErrShape},
	} {
		if err := os.WriteFile(name, c.file, 0o666); err != nil {
			t.Fatal(err)
		}
		rows, err := npy.Repair(name, npy.Fsync())
		if !errors.Is(err, c.want) || (c.want == nil) != (err == nil) || rows != c.rows {
			t.Errorf("%d bytes: %d rows, %v; want %d, %v", len(c.file), rows, err, c.rows, c.want)
		}
		got, _ := os.ReadFile(name)
		if c.want != nil {
			if !bytes.Equal(got, c.file) {
				t.Errorf("%v, and the file has changed", err)
			}
			continue
		}
		a, err := npy.Read[int32](bytes.NewReader(got))
		n := min(rows, 12) * 3
		if err != nil || !slices.Equal(a.Shape, []int{rows, 3}) || !slices.Equal(a.Data[:n], counted(false, 12, 3).Data[:n]) || len(got)%64 != rows*12%64 {
			t.Errorf("after Repair: %v, %v", a.Shape, err)
		}
	}
}

func TestRowWriterAllocs(t *testing.T) {
	if mustBeOrdinary {
		t.Skip("without unsafe, elements go by way of reflection")
	}
	w, err := npy.Create[float64](filepath.Join(t.TempDir(), "a.npy"), 4)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	row := []float64{1, 2, 3, 4}
	for range 10_000 {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	allocs(t, "a row", 0, func() {
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	})
}
