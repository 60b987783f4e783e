package npz

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/npygo/npygo/internal/mmap"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// image is a as a .npy file.
func image[T any](t testing.TB, a npy.Array[T], opts ...npy.Option) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := npy.Write(&b, a, opts...); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// native makes files that a View can share, also on big-endian machines.
func native() []npy.Option {
	if binary.NativeEndian.Uint16([]byte{0, 1}) == 1 {
		return []npy.Option{npy.BigEndian()}
	}
	return nil
}

// smooth is n float64 in rows of that many, which deflate well.
func smooth(n, columns int) npy.Array[float64] {
	data := make([]float64, n/columns*columns)
	for i := range data {
		data[i] = math.Round(100*math.Sin(float64(i)/300)) / 100
	}
	return npy.Array[float64]{Data: data, Shape: []int{n / columns, columns}}
}

// noise is n float64 that do not deflate.
func noise(n int) npy.Array[float64] {
	rng := rand.New(rand.NewPCG(3, 4))
	data := make([]float64, n)
	for i := range data {
		data[i] = rng.NormFloat64()
	}
	return npy.Array[float64]{Data: data, Shape: []int{n}}
}

// foreign makes an archive as other programs do: by archive/zip, with data descriptors.
type foreign struct {
	name   string
	method uint16
	data   []byte
}

func zipOf(t testing.TB, members ...foreign) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, err := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: m.method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(m.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// ours makes an archive with this package.
func ours(t testing.TB, write func(w *Writer), opts ...Option) []byte {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, opts...)
	write(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// everyReader opens the archive b in every way there is.
func everyReader(t *testing.T, b []byte, test func(t *testing.T, r *Reader), opts ...Option) {
	name := filepath.Join(t.TempDir(), "a.npz")
	must(t, os.WriteFile(name, b, 0o666))
	file, err := os.Open(name)
	must(t, err)
	defer file.Close()
	ways := []struct {
		name string
		open func(opts ...Option) (*Reader, error)
	}{
		{"Open", func(opts ...Option) (*Reader, error) { return Open(name, opts...) }},
		{"Open, where nothing can be mapped", func(opts ...Option) (*Reader, error) {
			mapWhole = func(*mmap.Region, string, mmap.Mode) error { return errors.ErrUnsupported }
			defer func() { mapWhole = (*mmap.Region).Open }()
			return Open(name, opts...)
		}},
		{"OpenBytes", func(opts ...Option) (*Reader, error) { return OpenBytes(b, opts...) }},
		{"NewReader", func(opts ...Option) (*Reader, error) { return NewReader(file, int64(len(b)), opts...) }},
		{"ReadFrom", func(opts ...Option) (*Reader, error) { return ReadFrom(bytes.NewReader(b), opts...) }},
		{"ReadFrom, size unknown", func(opts ...Option) (*Reader, error) { return ReadFrom(onlyReader{bytes.NewReader(b)}, opts...) }},
		{"ReadFrom, by way of the disk", func(opts ...Option) (*Reader, error) {
			return ReadFrom(onlyReader{bytes.NewReader(b)}, append(opts, InMemory(100))...)
		}},
	}
	for _, way := range ways {
		for _, workers := range []int{1, 3} {
			if testing.Short() && workers == 1 {
				continue
			}
			t.Run(way.name, func(t *testing.T) {
				r, err := way.open(append(opts, Workers(workers))...)
				must(t, err)
				test(t, r)
				must(t, r.Close())
			})
		}
	}
}

type onlyReader struct{ io.Reader }

// sameElements compares every road to the member's elements with want, an array of two axes.
func sameElements(t *testing.T, r *Reader, name string, want npy.Array[float64]) {
	t.Helper()
	check := func(road string, got npy.Array[float64], err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s(%q): %v", road, name, err)
		} else if !got.Equal(want) {
			t.Errorf("%s(%q): other elements", road, name)
		}
	}
	a, err := Read[float64](r, name)
	check("Read", a, err)
	err = ReadInto(r, name, &a)
	check("ReadInto", a, err)
	dyn, err := ReadAny(r, name)
	if err == nil {
		a, err = npy.As[float64](dyn)
	}
	check("ReadAny", a, err)
	raw, err := ReadRaw(r, name)
	if err == nil {
		a, err = npy.As[float64](raw)
	}
	check("ReadRaw", a, err)
	var calls int
	a, err = Read[float64](r, name, npy.Progress(func(done, total int64) { calls++ })) // reads in pieces
	check("Read with Progress", a, err)
	if calls == 0 && len(want.Data) > 0 {
		t.Error("no call of Progress")
	}
	b, err := r.Bytes(name)
	if err == nil {
		err = a.UnmarshalBinary(b)
	}
	check("Bytes", a, err)
	h, err := r.Header(name)
	if err != nil || h.FortranOrder != want.FortranOrder || len(h.Shape) != len(want.Shape) {
		t.Errorf("Header(%q): %v, %v", name, h, err)
	}
	ra, size, err := r.ReaderAt(name)
	must(t, err)
	if part := make([]byte, size/2+1); size != int64(len(b)) {
		t.Errorf("ReaderAt(%q): %d bytes, want %d", name, size, len(b))
	} else if n, err := ra.ReadAt(part, size/2); int64(n) != size-size/2 || err != nil && err != io.EOF || !bytes.Equal(part[:n], b[size/2:]) {
		t.Errorf("ReaderAt(%q): %d bytes, %v", name, n, err)
	}
	if c, ok := ra.(io.Closer); ok {
		must(t, c.Close())
		if n, err := ra.ReadAt(make([]byte, 1), 0); n != 0 || !errors.Is(err, fs.ErrClosed) {
			t.Errorf("ReaderAt(%q) after Close: %d, %v", name, n, err)
		}
	}
	if err := r.Verify(name); err != nil {
		t.Errorf("Verify(%q): %v", name, err)
	}
	sameParts(t, r, name, want)
	sameChunks(t, r, name, want)
}

// sameParts compares rows from everywhere.
func sameParts(t *testing.T, r *Reader, name string, want npy.Array[float64]) {
	t.Helper()
	rows, columns := want.Shape[0], want.Shape[1]
	f, err := r.File(name)
	must(t, err)
	defer f.Close()
	for _, span := range [][2]int{{0, rows}, {0, 1}, {rows - 1, rows}, {rows / 3, rows / 3 * 2}, {rows / 2, rows / 2}, {rows / 2, rows/2 + 1}, {1, min(3, rows)}} {
		got, err := npy.ReadRows[float64](f, span[0], span[1])
		if err == nil {
			var again npy.Array[float64]
			if again, err = ReadRows[float64](r, name, span[0], span[1]); err == nil && !again.Equal(got) {
				t.Errorf("ReadRows(%q, %v) differs from that of its File", name, span)
			}
		}
		if err != nil {
			t.Errorf("rows %v of %q: %v", span, name, err)
			continue
		}
		if !slicesEqual(got.Data, want.Data[span[0]*columns:span[1]*columns]) {
			t.Errorf("rows %v of %q: other elements", span, name)
		}
	}
}

func slicesEqual(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			return false
		}
	}
	return true
}

func sameChunks(t *testing.T, r *Reader, name string, want npy.Array[float64]) {
	t.Helper()
	s, err := r.Stream(name)
	must(t, err)
	defer s.Close()
	var all []float64
	for chunk, err := range npy.Chunks[float64](s, 0) {
		if err != nil {
			t.Errorf("Chunks of %q: %v", name, err)
			return
		}
		all = append(all, chunk.Data...)
	}
	if n, err := s.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("behind the chunks of %q: %d, %v", name, n, err)
	}
	if !slicesEqual(all, want.Data) {
		t.Errorf("Chunks of %q: other elements", name)
	}
}

// handmade makes an archive of one member with a directory entry that says what edit makes of it.
func handmade(t testing.TB, name string, data []byte, edit func(e *zipfmt.Entry)) []byte {
	t.Helper()
	e, err := zipfmt.NewEntry(name)
	must(t, err)
	e.Size, e.CompressedSize, e.CRC = int64(len(data)), int64(len(data)), crc32.ChecksumIEEE(data)
	edit(&e)
	b := zipfmt.AppendLocal(nil, &e, 0, 64)
	b = append(b, data...)
	at := int64(len(b))
	b = zipfmt.AppendCentral(b, &e)
	return zipfmt.AppendEnd(b, 1, at, int64(len(b))-at)
}
