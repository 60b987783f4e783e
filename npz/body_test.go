package npz

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/npygo/npygo/internal/mmap"
)

// What a body tells of its length is true, and believed: then there is one allocation.
func TestRemaining(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a")
	must(t, os.WriteFile(name, make([]byte, 1000), 0o600))
	at := func(off int64) io.Reader {
		f, err := os.Open(name)
		must(t, err)
		t.Cleanup(func() { f.Close() })
		_, err = f.Seek(off, io.SeekStart)
		must(t, err)
		return f
	}
	closed := at(0)
	closed.(*os.File).Close()
	pipe, in, err := os.Pipe()
	if err == nil {
		defer pipe.Close()
		defer in.Close()
	}
	empty, err := os.Create(filepath.Join(t.TempDir(), "empty")) // as those of /proc say they are
	must(t, err)
	defer empty.Close()
	dir, err := os.Open(t.TempDir())
	must(t, err)
	defer dir.Close()
	for what, c := range map[string]struct {
		r    io.Reader
		want int64
	}{
		"a file":            {at(0), 1000},
		"the rest of one":   {at(300), 700},
		"nothing of it":     {at(1000), 0},
		"from behind it":    {at(1500), 0},
		"a closed file":     {closed, -1},
		"a pipe":            {pipe, -1},
		"an empty file":     {empty, -1},
		"a folder":          {dir, -1},
		"memory":            {bytes.NewReader(make([]byte, 7)), 7},
		"a negative length": {saying{nil, -5}, 0},
		"anything":          {onlyReader{strings.NewReader("x")}, -1},
	} {
		if f, ok := c.r.(*os.File); ok && f == nil {
			continue // no pipes here
		}
		if n := remaining(c.r); n != c.want {
			t.Errorf("%s: %d, want %d", what, n, c.want)
		}
	}
}

// saying is a reader that says how much is left in it.
type saying struct {
	io.Reader
	n int
}

func (s saying) Len() int { return s.n }

// An archive is read from where a file stands, and what its length is said to be does not matter.
func TestReadFromFile(t *testing.T) {
	want := smooth(3000, 3)
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", want)) })
	name := filepath.Join(t.TempDir(), "a")
	must(t, os.WriteFile(name, append([]byte("a line before\n"), b...), 0o600))
	f, err := os.Open(name)
	must(t, err)
	defer f.Close()
	_, err = f.Seek(14, io.SeekStart)
	must(t, err)
	for what, from := range map[string]io.Reader{
		"a file":                      f,
		"one that says it is less":    saying{bytes.NewReader(b), 10},
		"one that says it is more":    saying{bytes.NewReader(b), 2 * len(b)},
		"one that says it is nothing": saying{bytes.NewReader(b), -1},
	} {
		r, err := ReadFrom(from)
		must(t, err)
		a, err := Read[float64](r, "a")
		if err != nil || !a.Equal(want) {
			t.Errorf("%s: %v", what, err)
		}
		must(t, r.Close())
	}
}

// A body that ends in an error is that error, in memory and on the way to the disk; nothing stays there.
func TestReadFromFails(t *testing.T) {
	dir := temporary(t, t.TempDir())
	broken := errors.New("connection reset")
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(3000, 3))) })
	for _, limit := range []int64{1 << 20, 100} {
		for _, cut := range []int{0, 50, 200, len(b)} {
			_, err := ReadFrom(io.MultiReader(bytes.NewReader(b[:cut]), iotest.ErrReader(broken)), InMemory(limit))
			if !errors.Is(err, broken) || errors.Is(err, ErrArchive) || err.Error() != "npy: body: cannot be read: connection reset" {
				t.Errorf("after %d bytes, %d in memory: %v", cut, limit, err)
			}
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v are left behind, %v", left, err)
	}
}

// temporary makes dir the folder for temporary files.
func temporary(t *testing.T, dir string) string {
	t.Helper()
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, dir)
	}
	if os.TempDir() != dir {
		t.Skip("no choice of the folder for temporary files")
	}
	return dir
}

// Where no temporary file can be made, that is the error, and not the body's.
func TestReadFromWithoutDisk(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", smooth(3000, 3))) })
	temporary(t, filepath.Join(t.TempDir(), "none"))
	var disk *fs.PathError
	if _, err := ReadFrom(bytes.NewReader(b), InMemory(100)); !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &disk) || strings.Contains(err.Error(), "body") {
		t.Errorf("%v", err)
	}
	r, err := ReadFrom(bytes.NewReader(b)) // which needs none
	must(t, err)
	must(t, r.Close())
}

// Where a temporary file cannot be mapped, for what reason ever, it is read.
func TestReadFromUnmapped(t *testing.T) {
	want := smooth(3000, 3)
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", want)) })
	mapFile = func(*os.File, int64, mmap.Mode) (*mmap.Region, error) {
		return nil, errors.New("no room in the address space")
	}
	defer func() { mapFile = mmap.Map }()
	r, err := ReadFrom(bytes.NewReader(b), InMemory(100))
	must(t, err)
	defer r.Close()
	if a, err := Read[float64](r, "a"); err != nil || !a.Equal(want) {
		t.Errorf("%v", err)
	}
	if _, err := View[float64](r, "a"); err == nil || !strings.Contains(err.Error(), "the archive is not in memory") {
		t.Errorf("View: %v", err)
	}
}
