package fuzz

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// seedArchives gives f the golden archives, and some of our own.
func seedArchives(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("../testdata/npz/*/*.npz")
	if err != nil || len(files) < 50 {
		f.Fatalf("only %d seeds, %v", len(files), err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if len(b) <= maxSeed {
			f.Add(b)
		}
	}
	numbers := npy.Array[float64]{Data: make([]float64, 600), Shape: []int{200, 3}}
	for i := range numbers.Data {
		numbers.Data[i] = float64(i % 37)
	}
	for _, opts := range [][]npz.Option{nil, {npz.Compress(6)}, {npz.Compress(1), npz.SeekBlock(1 << 10)}, {npz.SOZip(), npz.SeekBlock(1 << 10)}} {
		var b bytes.Buffer
		w := npz.NewWriter(&b, opts...)
		if err := npz.Write(w, "numbers", numbers); err != nil {
			f.Fatal(err)
		}
		if err := w.WriteBytes("note.txt", []byte("a note")); err != nil {
			f.Fatal(err)
		}
		if err := w.Close(); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
}

// FuzzArchive: what we read of an archive, archive/zip reads too, and every road
// to a member leads to the same bytes or to an error of a known kind.
func FuzzArchive(f *testing.F) {
	seedArchives(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		limits := []npz.Option{npz.MaxMemberBytes(1 << 20), npz.MaxMembers(100), npz.Workers(2)}
		r, err := npz.NewReader(bytes.NewReader(b), int64(len(b)), limits...)
		body, errBody := npz.ReadFrom(io.MultiReader(bytes.NewReader(b)), limits...)
		if (err == nil) != (errBody == nil) {
			t.Fatalf("NewReader: %v, ReadFrom: %v", err, errBody)
		}
		if err != nil {
			checkError(t, err)
			return
		}
		defer r.Close()
		defer body.Close()
		other, _ := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		for i, m := range r.Members() {
			content := sameBytes(t, r, body, m)
			if content == nil {
				continue
			}
			if other != nil {
				likeZip(t, other.File[i], m, content)
			}
			sameArray(t, r, body, m.FullName, content)
		}
	})
}

// sameBytes reads a member by its key and by its full name, whole and as a
// stream. It is nil if the member cannot be read.
func sameBytes(t *testing.T, r, body *npz.Reader, m npz.Member) []byte {
	content, err := r.Bytes(m.FullName)
	if again, errAgain := body.Bytes(m.Name); (err == nil) != (errAgain == nil) || !bytes.Equal(content, again) {
		t.Fatalf("%q: %v; from memory, as %q: %v, or other bytes", m.FullName, err, m.Name, errAgain)
	}
	s, errStream := r.Stream(m.FullName)
	var streamed []byte
	if errStream == nil {
		streamed, errStream = io.ReadAll(io.LimitReader(s, 1<<20+1))
		s.Close()
	}
	if err != nil {
		checkError(t, err)
		if errStream == nil && m.Size <= 1<<20 {
			t.Fatalf("%q: Bytes says %v, Stream nothing", m.FullName, err)
		}
		return nil
	}
	if errStream != nil || !bytes.Equal(content, streamed) || int64(len(content)) != m.Size {
		t.Fatalf("%q: other bytes as a stream, or %v", m.FullName, errStream)
	}
	if content == nil {
		t.Fatalf("%q: nil bytes and no error", m.FullName)
	}
	return content
}

func likeZip(t *testing.T, f *zip.File, m npz.Member, content []byte) {
	from, err := f.Open()
	if err != nil {
		return // archive/zip knows fewer forms than NumPy writes
	}
	defer from.Close()
	b, err := io.ReadAll(from)
	if err == zip.ErrChecksum && f.Flags&8 != 0 {
		return // of the data descriptor, which only archive/zip looks at
	}
	if err != nil || !bytes.Equal(b, content) {
		t.Fatalf("%q: archive/zip reads other bytes, or says %v", m.FullName, err)
	}
}

// sameArray compares the roads to the array in a member, whose bytes are content.
func sameArray(t *testing.T, r, body *npz.Reader, name string, content []byte) {
	want, err := npy.ReadAny(bytes.NewReader(content))
	for _, z := range []*npz.Reader{r, body} {
		got, errGot := npz.ReadAny(z, name)
		if (err == nil) != (errGot == nil) || err == nil && !sameAny(got, want) {
			t.Fatalf("%q: %v, or another array; its bytes alone: %v", name, errGot, err)
		}
	}
	if err != nil {
		return
	}
	if h, err := r.Header(name); err != nil || h.DType.String() != want.Header().DType.String() {
		t.Fatalf("%q: Header gives %v, %v", name, h, err)
	}
	if view, err := npz.View[float64](body, name); err == nil {
		if whole, err := npy.Read[float64](bytes.NewReader(content)); err != nil || !view.Equal(whole) {
			t.Fatalf("%q: another array in View, or %v", name, err)
		}
	}
	samePart[float64](t, r, name, content)
	samePart[uint8](t, r, name, content)
}

// sameAny compares two arrays by the files that they make.
func sameAny(a, b npy.AnyArray) bool {
	one, err1 := a.AppendBinary(nil)
	two, err2 := b.AppendBinary(nil)
	return (err1 == nil) == (err2 == nil) && bytes.Equal(one, two)
}

// samePart compares some rows.
func samePart[T any](t *testing.T, r *npz.Reader, name string, content []byte) {
	f, err := npy.NewFile(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return
	}
	h := f.Header()
	if len(h.Shape) == 0 || h.FortranOrder {
		return
	}
	lo, hi := h.Shape[0]/2, h.Shape[0]/2+h.Shape[0]/4+1
	hi = min(hi, h.Shape[0])
	want, err := npy.ReadRows[T](f, lo, hi)
	got, errGot := npz.ReadRows[T](r, name, lo, hi)
	if (err == nil) != (errGot == nil) || err == nil && !got.Equal(want) {
		t.Fatalf("%q: rows %d to %d: %v, or other elements; of its bytes alone: %v", name, lo, hi, errGot, err)
	}
}
