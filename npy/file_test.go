package npy_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

func TestWriteFileKeepsModeAndLink(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "js" || runtime.GOOS == "wasip1" {
		t.Skip("permissions and links of Unix")
	}
	dir := t.TempDir()
	name, link := filepath.Join(dir, "a.npy"), filepath.Join(dir, "link.npy")
	a := npy.Array[int16]{Data: []int16{1, 2, 3}}
	if err := npy.WriteFile(name, a, npy.Fsync()); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(name, link); err != nil {
		t.Fatal(err)
	}
	a.Data = []int16{4, 5}
	if err := npy.WriteFile(link, a); err != nil {
		t.Fatal(err)
	}
	if got, err := npy.ReadFile[int16](name); err != nil || !slices.Equal(got.Data, a.Data) {
		t.Errorf("through the link: %v, %v", got.Data, err)
	}
	if st, err := os.Stat(name); err != nil || st.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v; want 0640", st.Mode(), err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is no link any more: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("litter: %v", left)
	}
}

// TestWriteFileRefused: what cannot be written leaves the old file and nothing else.
func TestWriteFileRefused(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.npy")
	if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := npy.WriteFile(name, npy.Array[int16]{Data: []int16{1}, Shape: []int{2}}); !errors.Is(err, header.ErrShape) {
		t.Errorf("a shape that does not fit: %v", err)
	}
	if err := npy.WriteFile(name, npy.Array[struct{ X chan int }]{}); !errors.Is(err, header.ErrDType) {
		t.Errorf("a type that does not fit: %v", err)
	}
	if err := npy.WriteFile(filepath.Join(dir, "no such", "a.npy"), npy.Array[int16]{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such directory: %v", err)
	}
	if b, _ := os.ReadFile(name); string(b) != "old" {
		t.Errorf("the old file is now %q", b)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("litter: %v", left)
	}
}

func TestReadFileErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := npy.ReadFile[int8](filepath.Join(dir, "none.npy")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no such file: %v", err)
	}
	if _, err := npy.ReadFile[int8](dir); err == nil {
		t.Errorf("a directory was read")
	}
	name := filepath.Join(dir, "bad.npy")
	if err := os.WriteFile(name, []byte("\x93NUMPY\x09\x00"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := npy.ReadFile[int8](name)
	var e *header.Error
	if !errors.As(err, &e) || e.Name != name || !errors.Is(err, header.ErrVersion) {
		t.Errorf("version 9: %v; want an error that names the file", err)
	}
}

// TestLongHeader: a header longer than the first read of a file.
func TestLongHeader(t *testing.T) {
	b := file(t, "<f4", []int{3}, false, []byte("abcdefghijkl"))
	long := slices.Concat(b[:8], []byte{0x10, 0x27}, b[10:127], bytes.Repeat([]byte{' '}, 10_000-118), b[127:])
	name := filepath.Join(t.TempDir(), "long.npy")
	if err := os.WriteFile(name, long, 0o666); err != nil {
		t.Fatal(err)
	}
	want, err := npy.Read[float32](bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	got, err := npy.ReadFile[float32](name)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "ReadFile", got, want)
}

// TestSeveralArrays: arrays that follow each other are read one by one, to io.EOF.
func TestSeveralArrays(t *testing.T) {
	var buf bytes.Buffer
	for n := range 4 {
		if err := npy.Write(&buf, counted(n%2 == 1, n, 2)); err != nil {
			t.Fatal(err)
		}
	}
	name := filepath.Join(t.TempDir(), "four.npy")
	if err := os.WriteFile(name, buf.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for name, r := range map[string]io.Reader{"buffer": &buf, "file": f} {
		n := 0
		for ; ; n++ {
			a, err := npy.Read[int32](r)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil || a.Shape[0] != n {
				t.Fatalf("%s: array %d: %v, %v", name, n, a.Shape, err)
			}
		}
		if n != 4 {
			t.Errorf("%s: %d arrays, want 4", name, n)
		}
	}
}

func TestProgress(t *testing.T) {
	a := npy.Array[float64]{Data: make([]float64, 700_000)}
	const total = 5_600_000
	for _, opts := range [][]npy.Option{nil, {npy.BigEndian()}} {
		var wrote, read []int64
		var buf bytes.Buffer
		err := npy.Write(&buf, a, append(opts, npy.Progress(func(done, all int64) { wrote = append(wrote, done, all) }))...)
		if err != nil {
			t.Fatal(err)
		}
		_, err = npy.Read[float64](&buf, npy.Progress(func(done, all int64) { read = append(read, done, all) }))
		if err != nil {
			t.Fatal(err)
		}
		want := []int64{1 << 20, total, 2 << 20, total, 3 << 20, total, 4 << 20, total, 5 << 20, total, total, total}
		if !slices.Equal(wrote, want) || !slices.Equal(read, want) {
			t.Errorf("progress of writing %v, of reading %v; want %v", wrote, read, want)
		}
	}
}

// TestWriters: a failing writer's error is the caller's, and a short write is one.
func TestWriters(t *testing.T) {
	full := errors.New("the disk is full")
	for _, size := range []int{3, 100_000} {
		for _, opts := range [][]npy.Option{nil, {npy.BigEndian()}} {
			a := npy.Array[int32]{Data: make([]int32, size)}
			for _, room := range []int{0, 50, 128, 130, 128 + 4*size - 1} {
				if err := npy.Write(&narrow{room: room, err: full}, a, opts...); !errors.Is(err, full) {
					t.Errorf("%d elements, room for %d bytes: %v", size, room, err)
				}
				if err := npy.Write(&narrow{room: room}, a, opts...); !errors.Is(err, io.ErrShortWrite) {
					t.Errorf("%d elements, a writer that stops at %d: %v", size, room, err)
				}
			}
		}
	}
}

// narrow has room for some bytes, then says err, or nothing.
type narrow struct {
	room int
	err  error
}

func (w *narrow) Write(b []byte) (int, error) {
	n := min(len(b), w.room)
	w.room -= n
	if n < len(b) {
		return n, w.err
	}
	return n, nil
}

// TestFewWrites: an array goes out in one or two writes.
func TestFewWrites(t *testing.T) {
	for _, c := range []struct{ n, writes int }{{0, 1}, {10, 1}, {1000, 1}, {1_000_000, 2}} {
		var w countingWriter
		if err := npy.Write(&w, npy.Array[float64]{Data: make([]float64, c.n)}, native()...); err != nil {
			t.Fatal(err)
		}
		if w.bytes != 128+8*c.n || !mustBeOrdinary && w.calls > c.writes {
			t.Errorf("%d elements: %d bytes in %d writes, want %d", c.n, w.bytes, w.calls, c.writes)
		}
	}
}
