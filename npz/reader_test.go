package npz

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// largeEnough is a number of float64 that are more than a block.
func largeEnough() int {
	if testing.Short() {
		return 40_000
	}
	return 120_000
}

// Parts may be read while the Reader is closed; -race looks on.
func TestCloseAmidRows(t *testing.T) {
	b := zipOf(t, foreign{"x.npy", zip.Deflate, image(t, smooth(3000, 3))})
	for range 50 {
		f := &farAway{ReaderAt: bytes.NewReader(b), b: b}
		r, err := NewReader(f, int64(len(b)))
		must(t, err)
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for {
					if _, err := ReadRows[float64](r, "x", 3, 5); err != nil {
						if !errors.Is(err, fs.ErrClosed) {
							t.Error(err)
						}
						return
					}
					runtime.Gosched() // wasm takes nobody's turn away
				}
			})
		}
		time.Sleep(100 * time.Microsecond)
		must(t, r.Close())
		readers.Wait()
		if f.open.Load() != 0 {
			t.Errorf("%d streams are open", f.open.Load())
		}
	}
}

func TestForeignArchives(t *testing.T) {
	large, small := smooth(largeEnough(), 4), smooth(12, 3)
	big := npy.Array[float64]{Data: small.Data, Shape: small.Shape}
	none := npy.Array[float64]{Data: []float64{}, Shape: []int{0, 5}}
	b := zipOf(t,
		foreign{"large stored.npy", zip.Store, image(t, large)},
		foreign{"large.npy", zip.Deflate, image(t, large)},
		foreign{"small.npy", zip.Deflate, image(t, small)},
		foreign{"small stored.npy", zip.Store, image(t, small)},
		foreign{"big-endian.npy", zip.Deflate, image(t, big, npy.BigEndian())},
		foreign{"big-endian stored.npy", zip.Store, image(t, big, npy.BigEndian())},
		foreign{"followed.npy", zip.Deflate, append(image(t, small), make([]byte, 1<<20)...)},
		foreign{"followed stored.npy", zip.Store, append(image(t, small), "more"...)},
	)
	everyReader(t, b, func(t *testing.T, r *Reader) {
		for _, name := range []string{"large", "large stored"} {
			sameElements(t, r, name, large)
		}
		for _, name := range []string{"small", "small stored", "small.npy", "big-endian", "big-endian stored"} {
			sameElements(t, r, name, small)
		}
		for _, name := range []string{"followed", "followed stored"} {
			a, err := Read[float64](r, name)
			if err != nil || !a.Equal(small) {
				t.Errorf("%s: %v, %v", name, a, err)
			}
			must(t, r.Verify(name))
			sameParts(t, r, name, small)
		}
		must(t, r.Verify())
	})
	empty := zipOf(t, foreign{"a.npy", zip.Store, image(t, none)}, foreign{"b.npy", zip.Deflate, image(t, none)})
	everyReader(t, empty, func(t *testing.T, r *Reader) {
		for _, name := range []string{"a", "b"} {
			a, err := Read[float64](r, name)
			if err != nil || !a.Equal(none) {
				t.Errorf("%s: %v, %v", name, a, err)
			}
		}
	})
}

func TestOurArchives(t *testing.T) {
	large, random := smooth(largeEnough(), 4), noise(largeEnough())
	random.Shape = []int{len(random.Data) / 4, 4}
	write := func(w *Writer) {
		must(t, Write(w, "large", large))
		must(t, Write(w, "random", random))
		must(t, w.WriteBytes("note.txt", []byte("a note")))
	}
	for name, opts := range map[string][]Option{
		"stored":       nil,
		"compressed":   {Compress(0)},
		"small blocks": {Compress(1), SeekBlock(1 << 10)},
		"SOZip":        {SOZip(), SeekBlock(32 << 10)},
	} {
		b := ours(t, write, opts...)
		t.Run(name, func(t *testing.T) {
			everyReader(t, b, func(t *testing.T, r *Reader) {
				sameElements(t, r, "large", large)
				sameElements(t, r, "random", random)
				if note, err := r.Bytes("note.txt"); string(note) != "a note" || err != nil {
					t.Errorf("note.txt: %q, %v", note, err)
				}
				if m := r.Members()[0]; (name == "compressed" || name == "small blocks") != (m.Block > 0) {
					t.Errorf("blocks of %d", m.Block)
				}
			})
		})
	}
}

func TestNames(t *testing.T) {
	a := func(n int) []byte { return image(t, npy.Array[int64]{Data: make([]int64, n), Shape: []int{n}}) }
	b := zipOf(t,
		foreign{"v.npy", zip.Store, a(1)}, foreign{"v", zip.Store, a(2)}, // both: the exact name wins
		foreign{"x.npy.npy", zip.Store, a(3)}, // the key x.npy
		foreign{"y.npy", zip.Store, a(4)}, foreign{"y.npy.npy", zip.Store, a(5)},
		foreign{"a/../b.npy", zip.Store, a(6)}, foreign{"/abs.npy", zip.Store, a(7)}, foreign{".npy", zip.Store, a(8)},
		foreign{"é.npy", zip.Store, a(9)}, foreign{"folder/", zip.Store, nil}, foreign{"B.NPY", zip.Store, a(10)})
	r, err := NewReader(bytes.NewReader(b), int64(len(b)))
	must(t, err)
	defer r.Close()
	want := []string{"v.npy", "v", "x.npy", "y", "y.npy.npy", "a/../b", "/abs", "", "é", "folder/", "B.NPY"}
	if got := r.Names(); !slices.Equal(got, want) {
		t.Errorf("Names: %q, want %q", got, want)
	}
	for i, name := range want {
		if name == "folder/" {
			continue
		}
		n := i + 1
		if i > 9 {
			n = 10
		}
		h, err := r.Header(name)
		if err != nil || h.Shape[0] != n || !r.Has(name) {
			t.Errorf("Header(%q): %v, %v; want the array of %d", name, h.Shape, err, n)
		}
	}
	for name, n := range map[string]int{"y.npy": 4, "x.npy.npy": 3, "a/../b.npy": 6, ".npy": 8} {
		if h, err := r.Header(name); err != nil || h.Shape[0] != n {
			t.Errorf("Header(%q): %v, %v; want the array of %d", name, h.Shape, err, n)
		}
	}
	_, err = Read[int64](r, "x")
	if !errors.Is(err, ErrNotFound) || !errors.Is(err, ErrArchive) || r.Has("x") || !strings.Contains(err.Error(), `"x" is not among its 11 members ("v.npy", `) {
		t.Errorf("x: %v", err)
	}
	twice := zipOf(t, foreign{"a.npy", zip.Store, a(1)}, foreign{"a.npy", zip.Store, a(2)})
	if _, err := NewReader(bytes.NewReader(twice), int64(len(twice))); !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), `"a.npy"`) {
		t.Errorf("a name twice: %v", err)
	}
}

func TestNoArrays(t *testing.T) {
	small := smooth(12, 3)
	b := zipOf(t, foreign{"a.npy", zip.Deflate, image(t, small)}, foreign{"readme.txt", zip.Deflate, []byte("read me")},
		foreign{"empty", zip.Store, nil}, foreign{"short", zip.Store, []byte("\x93NUM")}, foreign{"text.npy", zip.Store, []byte(strings.Repeat("text", 100))})
	everyReader(t, b, func(t *testing.T, r *Reader) {
		all, err := r.ReadAll()
		if err != nil || len(all) != 1 || !all["a"].(npy.Array[float64]).Equal(small) {
			t.Errorf("ReadAll: %v, %v", all, err)
		}
		for _, name := range []string{"readme.txt", "text", "empty", "short"} {
			if _, err := ReadAny(r, name); !errors.Is(err, header.ErrMagic) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if text, err := r.Bytes("readme.txt"); string(text) != "read me" || err != nil {
			t.Errorf("readme.txt: %q, %v", text, err)
		}
	})
}

func TestView(t *testing.T) {
	want := smooth(3000, 3)
	b := ours(t, func(w *Writer) {
		must(t, Write(w, "a", want, native()...))
		must(t, Write(w, "b", npy.Array[complex128]{Data: []complex128{1, 2i}}, native()...))
	})
	everyReader(t, b, func(t *testing.T, r *Reader) {
		a, err := View[float64](r, "a")
		if r.src.memory == nil {
			if !errors.Is(err, npy.ErrNoView) || !strings.Contains(err.Error(), "not in memory") {
				t.Errorf("%v", err)
			}
			return
		}
		if pureGo {
			if !errors.Is(err, npy.ErrNoView) {
				t.Errorf("%v", err)
			}
			return
		}
		if err != nil || !a.Equal(want) {
			t.Fatalf("%v", err)
		}
		m, _ := r.member("a")
		if &a.Data[0] != &mustView(t, r.src.memory[m.start:]).Data[0] {
			t.Error("it was copied")
		}
		if c, err := View[complex128](r, "b"); err != nil || c.Data[1] != 2i {
			t.Errorf("b: %v, %v", c, err)
		}
		if _, err := View[float32](r, "a"); !errors.Is(err, header.ErrDType) {
			t.Errorf("as float32: %v", err)
		}
	})
	odd := zipOf(t, foreign{"odd.npy", zip.Store, image(t, want, native()...)}, foreign{"deflated.npy", zip.Deflate, image(t, want, native()...)})
	r, err := ReadFrom(bytes.NewReader(odd))
	must(t, err)
	for name, why := range map[string]string{"odd": "address", "deflated": "deflated"} {
		if _, err := View[float64](r, name); !errors.Is(err, npy.ErrNoView) || !pureGo && !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), name+".npy") {
			t.Errorf("%s: %v", name, err)
		}
	}
	must(t, r.Close())
}

func TestDataOffset(t *testing.T) {
	want := smooth(30, 3)
	for name, b := range map[string][]byte{
		"ours":    ours(t, func(w *Writer) { must(t, Write(w, "a", want)); must(t, Write(w, "b", want)) }),
		"foreign": zipOf(t, foreign{"a.npy", zip.Store, image(t, want)}, foreign{"b.npy", zip.Store, image(t, want)}),
	} {
		r, err := ReadFrom(bytes.NewReader(b))
		must(t, err)
		for _, member := range []string{"a", "b.npy"} {
			at, err := r.DataOffset(member)
			if err != nil || !bytes.HasPrefix(b[at:], image(t, want)) || name == "ours" && at%64 != 0 {
				t.Errorf("%s %s: %d, %v", name, member, at, err)
			}
		}
		if _, err := r.DataOffset("c"); !errors.Is(err, ErrNotFound) {
			t.Errorf("%v", err)
		}
	}
}

func mustView(t *testing.T, b []byte) npy.Array[float64] {
	a, err := npy.View[float64](b)
	must(t, err)
	return a
}

func TestClose(t *testing.T) {
	want := smooth(60_000, 3)
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", want)) }, Compress(1))
	everyReader(t, b, func(t *testing.T, r *Reader) {
		f, err := r.File("a")
		must(t, err)
		s, err := r.Stream("a")
		must(t, err)
		var readers sync.WaitGroup
		for range 4 { // Close comes in between
			readers.Add(1)
			go func() {
				defer readers.Done()
				for {
					a, err := Read[float64](r, "a")
					if err == nil && !a.Equal(want) {
						t.Error("other elements")
					}
					if err != nil {
						if !errors.Is(err, fs.ErrClosed) {
							t.Error(err)
						}
						return
					}
				}
			}()
		}
		must(t, r.Close())
		readers.Wait()
		must(t, r.Close())
		_, err1 := npy.ReadRows[float64](f, 0, 1)
		_, err2 := s.Read(make([]byte, 1))
		_, err3 := View[float64](r, "a")
		for i, err := range []error{err1, err2, err3, r.Verify(), r.Verify("a")} {
			if !errors.Is(err, fs.ErrClosed) {
				t.Errorf("%d: %v after Close", i, err)
			}
		}
		must(t, s.Close())
		if _, err := s.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%v", err)
		}
	})
}

func TestLimits(t *testing.T) {
	a := smooth(3000, 3)
	b := zipOf(t, foreign{"a.npy", zip.Deflate, image(t, a)}, foreign{"b.npy", zip.Store, image(t, a)})
	over := func(err error, option string) {
		t.Helper()
		if !errors.Is(err, header.ErrLimit) || !strings.Contains(err.Error(), "npz."+option) {
			t.Errorf("%v, want one that names %s", err, option)
		}
	}
	open := func(opts ...Option) (*Reader, error) { return NewReader(bytes.NewReader(b), int64(len(b)), opts...) }
	r, err := open(MaxMemberBytes(24_000))
	must(t, err)
	for _, name := range []string{"a", "b"} {
		_, err = Read[float64](r, name)
		over(err, "MaxMemberBytes")
		_, err = r.Bytes(name)
		over(err, "MaxMemberBytes")
		sameParts(t, r, name, a)
	}
	_, err = open(MaxTotalBytes(48_000))
	over(err, "MaxTotalBytes")
	_, err = open(MaxMembers(1))
	over(err, "MaxMembers")
	_, err = open(MaxMembers(2), MaxTotalBytes(50_000), MaxMemberBytes(24_128))
	must(t, err)

	huge := handmade(t, "huge.npy", make([]byte, 64<<20), func(e *zipfmt.Entry) {
		e.Method, e.Size = zipfmt.Deflate, DefaultMaxMemberBytes+1
	})
	r, err = NewReader(bytes.NewReader(huge), int64(len(huge)))
	must(t, err)
	_, err = ReadAny(r, "huge")
	over(err, "MaxMemberBytes")
}

// countingReaderAt counts the calls and the bytes.
type countingReaderAt struct {
	io.ReaderAt
	calls, bytes atomic.Int64
}

func (c *countingReaderAt) ReadAt(b []byte, off int64) (int, error) {
	c.calls.Add(1)
	c.bytes.Add(int64(len(b)))
	return c.ReaderAt.ReadAt(b, off)
}

func TestLazy(t *testing.T) {
	a := noise(1 << 20)
	a.Shape = []int{1 << 18, 4}
	for _, opts := range [][]Option{nil, {Compress(1)}} {
		b := ours(t, func(w *Writer) { must(t, Write(w, "a", a)); must(t, Write(w, "b", a)) }, opts...)
		c := &countingReaderAt{ReaderAt: bytes.NewReader(b)}
		r, err := NewReader(c, int64(len(b)), opts...)
		must(t, err)
		if c.calls.Load() != 1 || c.bytes.Load() > 66<<10 {
			t.Errorf("opening took %d reads of %d bytes", c.calls.Load(), c.bytes.Load())
		}
		c.calls.Store(0)
		c.bytes.Store(0)
		_, err = ReadRows[float64](r, "b", 200_000, 200_001)
		must(t, err)
		if c.calls.Load() > 4 || c.bytes.Load() > 600<<10 {
			t.Errorf("a row took %d reads of %d bytes", c.calls.Load(), c.bytes.Load())
		}
		c.bytes.Store(0)
		_, err = ReadRows[float64](r, "b", 200_001, 200_002)
		must(t, err)
		if len(opts) > 0 && c.bytes.Load() > 1000 {
			t.Errorf("the next row took %d bytes again", c.bytes.Load())
		}
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(dir + "/missing.npz"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := Open(dir); err == nil || errors.Is(err, ErrArchive) {
		t.Errorf("a folder: %v", err)
	}
	name := dir + "/text.npz"
	must(t, os.WriteFile(name, []byte("text"), 0o666))
	if _, err := Open(name); !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), name) {
		t.Errorf("text: %v", err)
	}
	if _, err := ReadFrom(iotest.ErrReader(io.ErrNoProgress)); !errors.Is(err, io.ErrNoProgress) || errors.Is(err, ErrArchive) {
		t.Errorf("%v", err)
	}
}
