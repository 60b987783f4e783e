package npz

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

func stdDeflate(t testing.TB, b []byte) []byte {
	t.Helper()
	var z bytes.Buffer
	w, err := flate.NewWriter(&z, 6)
	must(t, err)
	_, err = w.Write(b)
	must(t, err)
	must(t, w.Close())
	return z.Bytes()
}

func opened(t testing.TB, b []byte, opts ...Option) *Reader {
	t.Helper()
	r, err := NewReader(bytes.NewReader(b), int64(len(b)), opts...)
	must(t, err)
	return r
}

// A deflate stream has to end where its member ends.
func TestBehindTheStream(t *testing.T) {
	plain := image(t, smooth(30, 3))
	z := append(stdDeflate(t, plain), "more"...)
	b := handmade(t, "a.npy", z, func(e *zipfmt.Entry) {
		e.Method, e.Size, e.CRC = zipfmt.Deflate, int64(len(plain)), crc32.ChecksumIEEE(plain)
	})
	if _, err := ReadAny(opened(t, b), "a"); !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), "ends after") {
		t.Errorf("%v", err)
	}
}

// With a wrong checksum nothing comes of a member, also where a part of it
// reaches the end, and a File begins anew after that.
func TestWrongChecksum(t *testing.T) {
	want := smooth(30_000, 3)
	plain := image(t, want)
	b := handmade(t, "a.npy", stdDeflate(t, plain), func(e *zipfmt.Entry) {
		e.Method, e.Size, e.CRC = zipfmt.Deflate, int64(len(plain)), 1
	})
	r := opened(t, b)
	a := npy.Array[float64]{Data: make([]float64, 3), Shape: []int{3}}
	if err := ReadInto(r, "a", &a); !errors.Is(err, ErrArchive) || len(a.Data) != 0 || len(a.Shape) != 1 || a.Shape[0] != 0 {
		t.Errorf("ReadInto: %v, %v", err, a.Shape)
	}
	if _, err := ReadRows[float64](r, "a", 0, 10_000); !errors.Is(err, ErrArchive) || errors.Is(err, header.ErrTruncated) || !strings.HasPrefix(err.Error(), "npy: a.npy: bad archive: ") {
		t.Errorf("ReadRows to the end: %v", err)
	}
	f, err := r.File("a")
	must(t, err)
	for range 2 {
		if _, err := npy.ReadRows[float64](f, 9000, 10_000); !errors.Is(err, ErrArchive) {
			t.Errorf("the last rows: %v", err)
		}
		if rows, err := npy.ReadRows[float64](f, 10, 20); err != nil || !slicesEqual(rows.Data, want.Data[30:60]) {
			t.Errorf("rows before: %v", err)
		}
	}
}

// A member that claims to be far larger than its data makes nobody allocate that.
func TestClaims(t *testing.T) {
	const claim = 2_000_000_000
	head := image(t, npy.Array[uint8]{Data: []uint8{}})
	head = bytes.Replace(head, []byte("(0,), }          "), []byte("(2000000000,), } "), 1)
	z := append(stdDeflate(t, head), make([]byte, 5<<20)...)
	b := handmade(t, "a.npy", z, func(e *zipfmt.Entry) { e.Method, e.Size = zipfmt.Deflate, claim })
	r := opened(t, b, MaxMemberBytes(8<<30))
	for name, read := range map[string]func() error{
		"Read":  func() error { _, err := Read[uint8](r, "a"); return err },
		"Bytes": func() error { _, err := r.Bytes("a"); return err },
		"Stream": func() error {
			s, err := r.Stream("a")
			must(t, err)
			defer s.Close()
			_, err = npy.Read[uint8](s)
			return err
		},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := read()
		runtime.ReadMemStats(&after)
		if !errors.Is(err, ErrArchive) {
			t.Errorf("%s: %v", name, err)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 16<<20 {
			t.Errorf("%s: allocated %d MiB", name, grown>>20)
		}
	}
}

// failing is an archive that cannot be read where it fails.
type failing struct {
	io.ReaderAt
	from int64
	err  error
}

func (f failing) ReadAt(b []byte, off int64) (int, error) {
	if off < f.from {
		return 0, f.err
	}
	return f.ReaderAt.ReadAt(b, off)
}

// What fails in reading the archive is no fault of the archive.
func TestSourceFails(t *testing.T) {
	broken := errors.New("HTTP 503")
	for name, b := range map[string][]byte{
		"foreign": zipOf(t, foreign{"a.npy", zip.Deflate, image(t, noise(60_000))}, foreign{"b.npy", zip.Store, image(t, noise(60_000))}),
		"ours":    ours(t, func(w *Writer) { must(t, Write(w, "a", noise(60_000))); must(t, Write(w, "b", noise(60_000))) }, Compress(1)),
	} {
		for _, from := range []int64{1, 100, 200_000, int64(len(b))} { // 1: the local header of the first
			f := &failing{bytes.NewReader(b), 0, broken}
			r, err := NewReader(f, int64(len(b)))
			must(t, err)
			f.from = from
			_, err = Read[float64](r, "a")
			if !errors.Is(err, broken) || errors.Is(err, ErrArchive) || !strings.HasPrefix(err.Error(), "npy: a.npy: cannot be read") || strings.Count(err.Error(), "503") != 1 {
				t.Errorf("%s, from %d: %v", name, from, err)
			}
			if _, err = r.Header("a"); !errors.Is(err, broken) {
				t.Errorf("%s, from %d: %v", name, from, err)
			}
		}
		f := &failing{bytes.NewReader(b), int64(len(b)), broken}
		if _, err := NewReader(f, int64(len(b))); !errors.Is(err, broken) || errors.Is(err, ErrArchive) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Of a block no more is taken on the index's word than its data are good for.
func TestBoastingIndex(t *testing.T) {
	data := bytes.Repeat([]byte{0xff}, 1<<20+4096)
	b := handmade(t, "a.npy", data, func(e *zipfmt.Entry) {
		e.Method, e.Size = zipfmt.Deflate, 1<<30
		x := zipfmt.Index{Chunk: 1 << 30, Ends: []int64{e.CompressedSize}, CRCs: []uint32{0}}
		e.Extra = x.AppendExtra(nil)
	})
	r := opened(t, b)
	for name, read := range map[string]func() error{
		"Read":     func() error { _, err := Read[float64](r, "a", npy.MaxBytes(1024)); return err },
		"ReadRows": func() error { _, err := ReadRows[float64](r, "a", 0, 1); return err },
		"Bytes":    func() error { _, err := r.Bytes("a"); return err },
		"Stream": func() error {
			s, err := r.Stream("a")
			must(t, err)
			defer s.Close()
			_, err = s.Read(make([]byte, 10))
			return err
		},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := read()
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; !errors.Is(err, ErrArchive) || n > 8<<20 {
			t.Errorf("%s: %v, after %d bytes were allocated", name, err, n)
		}
	}
}

// Numbers of bytes near the largest int.
func TestLargestPieces(t *testing.T) {
	const most, chunk = math.MaxInt, math.MaxInt/2 + 1
	for _, c := range [][4]int{{2, chunk, most, most}, {3, chunk, most - 1, most - 1}, {1, chunk, most, chunk}, {2, 3, 7, 6}, {3, 3, 7, 7}} {
		if n := bytesOf(c[0], c[1], c[2]); n != c[3] {
			t.Errorf("%d blocks of %d in %d bytes: %d", c[0], c[1], c[2], n)
		}
	}
	for _, c := range [][3]int{{0, 8, 0}, {1, 8, 1}, {8, 8, 1}, {9, 8, 2}, {most, chunk, 2}, {most, 1 << 18, most>>18 + 1}} {
		if n := pieces(c[0], c[1]); n != c[2] {
			t.Errorf("pieces of %d in %d: %d", c[1], c[0], n)
		}
	}
}

// There is nothing before the first byte.
func TestReadAtBefore(t *testing.T) {
	want := smooth(3000, 3)
	for name, b := range map[string][]byte{
		"stored":   ours(t, func(w *Writer) { must(t, Write(w, "a", want)); must(t, Write(w, "b", want)) }),
		"indexed":  ours(t, func(w *Writer) { must(t, Write(w, "a", want)); must(t, Write(w, "b", want)) }, SeekBlock(1<<10), Compress(1)),
		"deflated": zipOf(t, foreign{"a.npy", zip.Deflate, image(t, want)}, foreign{"b.npy", zip.Deflate, image(t, want)}),
	} {
		ra, _, err := opened(t, b).ReaderAt("b")
		must(t, err)
		for _, off := range []int64{-1, -4, -32, -1000, math.MinInt64} {
			if n, err := ra.ReadAt(make([]byte, 64), off); n != 0 || err == nil {
				t.Errorf("%s, from %d: %d bytes, %v", name, off, n, err)
			}
		}
	}
}

// An index that cannot be is not used, and the member read without it.
func TestImplausibleIndex(t *testing.T) {
	want := smooth(3000, 3)
	plain := image(t, want)
	z := stdDeflate(t, plain)
	far := append(bytes.Repeat([]byte{0, 0, 0, 0xff, 0xff}, 10_000), z...) // 50 KB of empty blocks first
	for name, c := range map[string]struct {
		chunk int64
		data  []byte
	}{"a block with more data than it could need": {1 << 15, far}, "too large": {1 << 31, z}} {
		b := handmade(t, "a.npy", c.data, func(e *zipfmt.Entry) {
			e.Method, e.Size, e.CRC = zipfmt.Deflate, int64(len(plain)), crc32.ChecksumIEEE(plain)
			x := zipfmt.Index{Chunk: c.chunk, Ends: []int64{e.CompressedSize}, CRCs: []uint32{e.CRC}}
			e.Extra = x.AppendExtra(nil)
		})
		r := opened(t, b)
		if m := r.Members()[0]; m.Block == 0 {
			t.Errorf("%s: there is no index to doubt", name)
		}
		m, err := r.member("a")
		if err != nil || m.index != nil {
			t.Errorf("%s: %v, and the index is used: %v", name, err, m.index != nil)
		}
		if a, err := Read[float64](r, "a"); err != nil || !a.Equal(want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
