package npy_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/iotest"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

func TestOpenErrors(t *testing.T) {
	whole, err := counted(false, 4, 5).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "a.npy")
	for n := range len(whole) {
		if err := os.WriteFile(name, whole[:n], 0o666); err != nil {
			t.Fatal(err)
		}
		want := header.ErrTruncated
		if n < 6 {
			want = header.ErrMagic
		}
		var e *header.Error
		if _, err := npy.Open(name); !errors.Is(err, want) || !errors.As(err, &e) || e.Name != name {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
	if _, err := npy.Open(dir); err == nil {
		t.Error("a directory was opened")
	}
	if _, err := npy.Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such file: %v", err)
	}
	broken := errors.New("the cable is broken")
	if _, err := npy.NewFile(readerAt{iotest.ErrReader(broken)}, 1000); !errors.Is(err, broken) {
		t.Errorf("a broken source: %v", err)
	}
	for _, size := range []int64{-1, 0, 5} {
		if _, err := npy.NewFile(bytes.NewReader(whole), size); err == nil {
			t.Errorf("a file of %d bytes was opened", size)
		}
	}
	if _, err := npy.NewFile(bytes.NewReader(whole), int64(len(whole)), npy.MaxHeader(100)); !errors.Is(err, header.ErrLimit) {
		t.Errorf("a long header: %v", err)
	}
}

// readerAt is a ReaderAt that does not care where.
type readerAt struct{ io.Reader }

func (r readerAt) ReadAt(b []byte, at int64) (int, error) { return r.Read(b) }

// TestShrunk: a source that has less than it said, and one that fails half-way.
func TestShrunk(t *testing.T) {
	whole, err := ramp([]int{100, 100}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	f, err := npy.NewFile(bytes.NewReader(whole[:50_000]), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	for _, ranges := range [][]npy.Range{nil, {{Step: 2}}, {{}, {Stop: 1}}, {{Start: 99}}} {
		a, err := npy.ReadSlice[float64](f, ranges...)
		var e *header.Error
		if !errors.Is(err, header.ErrTruncated) || !errors.As(err, &e) || e.Offset < 50_000 || a.Data != nil || strings.Count(err.Error(), "npy:") != 1 {
			t.Errorf("%v: %v", ranges, err)
		}
	}
	if a, err := npy.ReadSlice[float64](f, npy.Range{Stop: 60, Step: 7}); err != nil || a.At(1, 3) != ramp([]int{100, 100}).At(7, 3) {
		t.Errorf("what is there: %v", err)
	}
}

func TestMaxBytesOfParts(t *testing.T) {
	whole, err := ramp([]int{100, 100}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	f := openBytes(t, whole, npy.MaxBytes(800))
	if _, err := npy.ReadRows[float64](f, 3, 4); err != nil {
		t.Error(err)
	}
	if _, err := npy.ReadSlice[float64](f, npy.Range{}, npy.Range{Stop: 1}); err != nil {
		t.Error(err)
	}
	if _, err := npy.ReadSlice[float64](f, npy.Range{}, npy.Range{Stop: 2}); !errors.Is(err, header.ErrLimit) {
		t.Errorf("800 bytes allowed, 1600 asked for: %v", err)
	}
}

func TestFileClose(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, counted(false, 4, 5)); err != nil {
		t.Fatal(err)
	}
	f, err := npy.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	h := f.Header()
	h.Shape[0] = 99
	if f.Header().Shape[0] != 4 || h.DType.String() != "<i4" {
		t.Errorf("Header: %v", h)
	}
	for range 2 {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := npy.ReadRows[int32](f, 0, 1); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	lent, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err = npy.NewFile(lent, 1000)
	if err == nil {
		f.Close()
	}
	if _, err := lent.Stat(); err != nil {
		t.Errorf("what was lent: %v", err)
	}
	lent.Close()
}

// TestOpenObject: a file of Python objects shows its header, and no more. Its
// payload, a pickle, may be shorter than the header would have it.
func TestOpenObject(t *testing.T) {
	b := append(file(t, "|O", []int{1000}, false, nil), "a pickle"...)
	f := openBytes(t, b)
	if h := f.Header(); h.Shape[0] != 1000 || !h.DType.HasObject() {
		t.Errorf("%v", h)
	}
	if _, err := npy.ReadSlice[int64](f); !errors.Is(err, header.ErrObject) {
		t.Errorf("%v", err)
	}
}

func TestOpenFS(t *testing.T) {
	whole, err := counted(true, 4, 5).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{"d/a.npy": {Data: whole}, "cut.npy": {Data: whole[:140]}}
	f, err := npy.OpenFS(fsys, "d/a.npy")
	if err != nil {
		t.Fatal(err)
	}
	rowsTwin[int32](t, f, whole, 1, 3)
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := npy.OpenFS(fsys, "cut.npy"); !errors.Is(err, header.ErrTruncated) {
		t.Errorf("cut: %v", err)
	}
	if _, err := npy.OpenFS(fsys, "d"); err == nil {
		t.Error("a directory was opened")
	}
	if _, err := npy.OpenFS(fsys, "none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
	if _, err := npy.OpenFS(sequential{fsys}, "d/a.npy"); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("a file without ReadAt: %v", err)
	}
}

// sequential has files without ReadAt.
type sequential struct{ fs.FS }

func (s sequential) Open(name string) (fs.File, error) {
	f, err := s.FS.Open(name)
	return struct{ fs.File }{f}, err
}

// TestFileConcurrently is for the race detector.
func TestFileConcurrently(t *testing.T) {
	whole, err := ramp([]int{200, 50}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	f := openBytes(t, whole)
	defer f.Close()
	var wg sync.WaitGroup
	for i, r := range npy.Ranges(f.Header(), 8) {
		wg.Go(func() {
			rowsTwin[float64](t, f, whole, r.Start, r.Stop)
			sliceTwin[float64](t, f, whole, []npy.Range{r, {Start: i, Step: i}})
		})
	}
	wg.Wait()
}
