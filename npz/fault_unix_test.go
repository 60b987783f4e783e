//go:build unix && !purego

package npz_test

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// faults skips where it was not looked at how the system reports that a mapped file is shorter.
func faults(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" && runtime.GOARCH != "386" {
		t.Skip("how this system reports the fault was not looked at")
	}
}

// faultOf is what f panics with, which it must: an error of the runtime.
func faultOf(t *testing.T, what string, f func()) {
	t.Helper()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		t.Helper()
		if x, ok := recover().(runtime.Error); !ok {
			t.Errorf("%s: it gives %v, and no fault", what, x)
		}
	}()
	f()
}

// shortArchive is one of several members, all of whose bytes are in the file; its first 1000 bytes hold nothing of them but headers.
func shortArchive(t *testing.T, opts ...npz.Option) (whole []byte, name string) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	w := npz.NewWriter(&b, opts...)
	for _, key := range []string{"a", "b", "c"} {
		a := npy.Array[uint64]{Data: make([]uint64, 3<<17), Shape: []int{3 << 7, 1 << 10}}
		for i := range a.Data {
			a.Data[i] = rng.Uint64()
		}
		if err := npz.Write(w, key, a); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), filepath.Join(t.TempDir(), "a.npz")
}

// likeNumPy is b as np.savez_compressed would have written it: deflated, and without an index.
func likeNumPy(t *testing.T, b []byte) []byte {
	t.Helper()
	r, err := npz.OpenBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, m := range r.Members() {
		to, err := w.Create(m.FullName)
		if err != nil {
			t.Fatal(err)
		}
		member, err := r.Bytes(m.FullName)
		if err != nil {
			t.Fatal(err)
		}
		to.Write(member)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestShortenedArchive: a mapped archive that is shortened while it is read is a panic of who reads, if that is what
// it has asked for, whoever did the work. The Reader can be used again then, and closed.
func TestShortenedArchive(t *testing.T) {
	faults(t)
	stored, name := shortArchive(t)
	blocks, _ := shortArchive(t, npz.Compress(1), npz.SeekBlock(64<<10))
	for kind, b := range map[string][]byte{"stored": stored, "in blocks": blocks, "deflated": likeNumPy(t, stored)} {
		for _, workers := range []int{1, 4} {
			shorten(t, kind, name, b, workers)
		}
	}
}

func shorten(t *testing.T, kind, name string, b []byte, workers int) {
	put := func(n int) {
		t.Helper()
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.WriteAt(b[:n], 0); err != nil {
			t.Fatal(err)
		}
		if err := f.Truncate(int64(n)); err != nil {
			t.Fatal(err)
		}
	}
	put(len(b))
	r, err := npz.Open(name, npz.Workers(workers))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	file, err := r.File("b")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	row := func(i int) (npy.Array[uint64], error) { return npy.ReadRows[uint64](file, i, i+1) }
	first, err := row(0)
	if err != nil {
		t.Fatal(err)
	}
	var into npy.Array[uint64]
	roads := map[string]func() error{
		"Read":      func() error { _, err := npz.Read[uint64](r, "a"); return err },
		"ReadInto":  func() error { return npz.ReadInto(r, "a", &into) },
		"ReadAny":   func() error { _, err := npz.ReadAny(r, "b"); return err },
		"Bytes":     func() error { _, err := r.Bytes("c.npy"); return err },
		"ReadAll":   func() error { _, err := r.ReadAll(); return err },
		"Verify":    func() error { return r.Verify() },
		"one row":   func() error { _, err := row(3<<7 - 1); return err },
		"ReadRows":  func() error { _, err := npz.ReadRows[uint64](r, "a", 100, 300); return err },
		"of a File": func() error { _, err := npy.ReadRows[uint64](file, 100, 300); return err },
	}
	for road, f := range roads {
		what := kind + ", " + road
		put(5000)
		faultOf(t, what, func() { t.Log(what, f()) })
		put(len(b))
		if err := f(); err != nil {
			t.Errorf("%s: the file is whole again, and gives %v", what, err)
		}
	}
	s, err := r.Stream("a.npy")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	put(5000)
	faultOf(t, kind+", Stream", func() { io.Copy(io.Discard, s) })
	put(len(b))
	if _, err := io.Copy(io.Discard, s); err == nil || !strings.Contains(err.Error(), "panic") {
		t.Errorf("%s: a stream that has panicked goes on with %v", kind, err)
	}
	if again, err := row(0); err != nil || !again.Equal(first) {
		t.Errorf("%s: the first row is another one, %v", kind, err)
	}
	put(5000)
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if err := r.Verify(); err == nil {
		t.Error("a closed Reader reads")
	}
}

// Load closes what it has opened.
func TestShortenedWhileLoading(t *testing.T) {
	faults(t)
	b, name := shortArchive(t)
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	cut := func(_, _ int64) {
		if err := os.Truncate(name, 5000); err != nil {
			t.Error(err)
		}
	}
	faultOf(t, "Load", func() { npz.Load(name, npz.Workers(2), npz.Progress(cut)) })
	if maps, err := os.ReadFile("/proc/self/maps"); err == nil && bytes.Contains(maps, []byte(name)) {
		t.Error("the archive is mapped still")
	}
}

// TestShortenedSource: what is written comes from a mapped file that is shortened. The Writer fails from then on.
func TestShortenedSource(t *testing.T) {
	faults(t)
	dir := t.TempDir()
	source, name := filepath.Join(dir, "a.npy"), filepath.Join(dir, "a.npz")
	for _, opts := range [][]npz.Option{nil, {npz.Compress(1), npz.SeekBlock(64 << 10)}} {
		m, err := npy.CreateMap[uint64](source, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		w, err := npz.Create(name, append(opts, npz.Workers(4))...)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(source, 1000); err != nil {
			t.Fatal(err)
		}
		faultOf(t, "Write", func() { npz.Write(w, "a", m.Array) })
		if err := w.Close(); err == nil {
			t.Error("an archive without its end is there")
		}
		faultOf(t, "WriteFile", func() { npz.WriteFile(name, map[string]npy.AnyArray{"a": m.Array}, opts...) })
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("%v are left, %v", left, err)
		}
	}
}
