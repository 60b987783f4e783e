//go:build unix || (windows && !purego)

package mmap

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
)

// canSync is false where package syscall has no msync, as sync_none.go tells.
var canSync = !slices.Contains([]string{"aix", "illumos", "openbsd", "solaris"}, runtime.GOOS)

// file makes a file of n bytes, none of them zero, and returns its name and its bytes.
func file(t testing.TB, n int) (string, []byte) {
	t.Helper()
	data := make([]byte, n)
	for i := range data {
		data[i] = byte(i%251 + 1)
	}
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := os.WriteFile(name, data, 0o666); err != nil {
		t.Fatal(err)
	}
	return name, data
}

// mapped maps size bytes of the named file, opened as mode wants it, and closes the file at once.
func mapped(t testing.TB, name string, size int64, mode Mode) *Region {
	t.Helper()
	flag := os.O_RDONLY
	if mode == ReadWrite {
		flag = os.O_RDWR
	}
	f, err := os.OpenFile(name, flag, 0)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Map(f, size, mode)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

func TestMap(t *testing.T) {
	for _, n := range []int{0, 1, 4095, 4096, 4097, 65536, 1<<20 + 3} {
		for mode := ReadOnly; mode <= CopyOnWrite; mode++ {
			name, want := file(t, n)
			for _, size := range []int{n, n / 2, 0} {
				r := mapped(t, name, int64(size), mode)
				if got := r.Data(); got == nil || !bytes.Equal(got, want[:size]) {
					t.Errorf("%v: %d of %d bytes: not those of the file", mode, size, n)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
				if r.Data() != nil {
					t.Errorf("%v: data after Close", mode)
				}
			}
			var r Region
			if err := r.Open(name, mode); err != nil {
				t.Error(err)
			} else if got := r.Data(); got == nil || !bytes.Equal(got, want) {
				t.Errorf("Open, %v: %d bytes: not those of the file", mode, n)
			}
			r.Close()
		}
	}
}

func TestModes(t *testing.T) {
	for _, test := range []struct {
		mode    Mode
		reaches bool // does what is written reach the file?
	}{{ReadWrite, true}, {CopyOnWrite, false}} {
		name, want := file(t, 10_000)
		r := mapped(t, name, 10_000, test.mode)
		r.Data()[5000] = 0
		if test.reaches {
			want[5000] = 0
			if err := r.Sync(); canSync != (err == nil) {
				t.Errorf("%v: %v", test.mode, err)
			}
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		got, err := os.ReadFile(name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%v: the file is not as it should be: %v", test.mode, err)
		}
	}
}

func TestSync(t *testing.T) {
	name, _ := file(t, 100)
	for _, mode := range []Mode{ReadOnly, CopyOnWrite} {
		err := mapped(t, name, 100, mode).Sync()
		if err == nil || !strings.Contains(err.Error(), mode.String()) || strings.Count(err.Error(), name) != 1 {
			t.Errorf("%v: %v", mode, err)
		}
	}
	for _, size := range []int64{0, 100} {
		r := mapped(t, name, size, ReadWrite)
		if err := r.Sync(); (canSync || size == 0) != (err == nil) {
			t.Errorf("%d bytes: %v", size, err)
		}
		r.Close()
		if err := r.Sync(); !errors.Is(err, os.ErrClosed) || !strings.Contains(err.Error(), name) {
			t.Errorf("closed: %v", err)
		}
	}
	// An address inside a page is refused: so the system really is asked.
	if runtime.GOOS == "linux" || runtime.GOOS == "darwin" {
		r := mapped(t, name, 100, ReadWrite)
		if err := r.held.sync(r.Data()[1:]); err == nil {
			t.Error("no error from the system")
		}
	}
}

func TestErrors(t *testing.T) {
	name, _ := file(t, 100)
	dir := filepath.Dir(name)
	pipe, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	defer w.Close()
	closed := open(t, name)
	closed.Close()
	for _, test := range []struct {
		what string
		f    *os.File
		size int64
		mode Mode
		want string
	}{
		{"too long", open(t, name), 101, ReadOnly, "101 bytes are wanted, and the file has 100"},
		{"far too long", open(t, name), 1 << 62, ReadOnly, "the file has 100"},
		{"negative", open(t, name), -1, ReadOnly, "negative"},
		{"no mode", open(t, name), 100, 3, "Mode(3)"},
		{"no mode, no bytes", open(t, name), 0, -1, "Mode(-1)"},
		{"directory", open(t, dir), 1, ReadOnly, "not a regular file"},
		{"pipe", pipe, 1, ReadOnly, "not a regular file"},
		{"closed", closed, 100, ReadOnly, ""},
		{"open for reading only", open(t, name), 100, ReadWrite, "open for reading and writing"},
	} {
		r, err := Map(test.f, test.size, test.mode)
		if err == nil || r != nil {
			t.Errorf("%s: %v, %v", test.what, r, err)
			continue
		}
		var e *Error
		if !errors.As(err, &e) || e.Name != test.f.Name() || !strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), test.f.Name()) != 1 {
			t.Errorf("%s: %v", test.what, err)
		}
	}

	for _, test := range []struct {
		name string
		mode Mode
		want string
		is   error
	}{
		{filepath.Join(dir, "missing"), ReadOnly, "", fs.ErrNotExist},
		{dir, ReadOnly, "", nil},
		{name, 3, "Mode(3)", nil},
	} {
		var r Region
		err := r.Open(test.name, test.mode)
		var e *Error
		if errors.As(err, &e) == errors.Is(err, fs.ErrNotExist) || e != nil && e.Name != test.name || !strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), test.name) != 1 {
			t.Errorf("Open %s: %v", test.name, err)
		}
		if test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("Open %s: %v is not %v", test.name, err, test.is)
		}
		if r.Data() != nil {
			t.Errorf("Open %s: data in spite of the error", test.name)
		}
	}
}

func open(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestOpenTwice(t *testing.T) {
	name, want := file(t, 100)
	empty, _ := file(t, 0)
	for _, first := range []string{name, empty} {
		var r Region
		if err := r.Open(first, ReadOnly); err != nil {
			t.Fatal(err)
		}
		before := len(r.Data())
		if err := r.Open(name, ReadOnly); err == nil || !strings.Contains(err.Error(), "close it first") {
			t.Errorf("opened a region in use: %v", err)
		}
		if len(r.Data()) != before {
			t.Error("the refused Open changed the region")
		}
		r.Close()
		if err := r.Open(name, ReadOnly); err != nil || !bytes.Equal(r.Data(), want) {
			t.Errorf("opened a closed region: %v", err)
		}
		r.Close()
	}
}

func TestCloseTwice(t *testing.T) {
	name, _ := file(t, 100)
	var zero Region
	for _, r := range []*Region{mapped(t, name, 100, ReadWrite), mapped(t, name, 0, ReadOnly), &zero} {
		for range 3 {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestConcurrent is for the race detector, and for Sync, which must not meet an address that Close has given back.
func TestConcurrent(t *testing.T) {
	name, _ := file(t, 10_000)
	for range 20 {
		r := mapped(t, name, 10_000, ReadWrite)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if n := len(r.Data()); n != 0 && n != 10_000 {
					t.Errorf("%d bytes", n)
				}
				if err := r.Sync(); canSync && err != nil && !errors.Is(err, os.ErrClosed) {
					t.Error(err)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
	}
}

func TestMapAllocations(t *testing.T) {
	name, _ := file(t, 100)
	f, want := open(t, name), 1.0 // the Region
	if runtime.GOOS == "windows" {
		want = 2 // what CreateFileMapping says
	}
	if n := testing.AllocsPerRun(100, func() {
		r, err := Map(f, 100, ReadOnly)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
	}); n > want {
		t.Errorf("Map: %v allocations", n)
	}
}

func BenchmarkOpen(b *testing.B) {
	name, _ := file(b, 1<<20)
	b.ReportAllocs()
	for b.Loop() {
		var r Region
		if err := r.Open(name, ReadOnly); err != nil {
			b.Fatal(err)
		}
		r.Close()
	}
}

func BenchmarkMap(b *testing.B) {
	name, _ := file(b, 1<<20)
	b.ReportAllocs()
	for b.Loop() {
		f, err := os.Open(name)
		if err != nil {
			b.Fatal(err)
		}
		r, err := Map(f, 1<<20, ReadOnly)
		if err != nil {
			b.Fatal(err)
		}
		f.Close()
		r.Close()
	}
}
