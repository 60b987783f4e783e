package npz

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
)

// gap is an archive of which the bytes from lo to hi cannot be had: they are an error, or missing without one.
type gap struct {
	b      []byte
	lo, hi int64
	err    error
}

func (g *gap) ReadAt(b []byte, off int64) (int, error) {
	if off < g.hi && off+int64(len(b)) > g.lo {
		n := copy(b, g.b[off:max(off, g.lo)])
		return n, g.err
	}
	return bytes.NewReader(g.b).ReadAt(b, off)
}

// gapped are archives of one array, in each way to store it.
func gapped(t *testing.T) map[string][]byte {
	a := noise(60_000)
	return map[string][]byte{
		"stored":   ours(t, func(w *Writer) { must(t, Write(w, "a", a)) }),
		"blocks":   ours(t, func(w *Writer) { must(t, Write(w, "a", a)) }, Compress(1), SeekBlock(16<<10)),
		"SOZip":    ours(t, func(w *Writer) { must(t, Write(w, "a", a)) }, SOZip(), SeekBlock(16<<10)),
		"deflated": zipOf(t, foreign{"a.npy", zip.Deflate, image(t, a)}),
	}
}

// Bytes in the middle of a member that cannot be had are the source's error on every road that needs them, and no
// fault of the archive; where they are missing without an error, the archive has become shorter.
func TestGap(t *testing.T) {
	broken := errors.New("HTTP 503")
	for name, b := range gapped(t) {
		for call, f := range calls {
			if call == "Header" || call == "DataOffset" || call == "View" { // which do not come that far
				continue
			}
			g := &gap{b: b, err: broken}
			r, err := NewReader(g, int64(len(b)))
			must(t, err)
			g.lo, g.hi = int64(len(b))/3, int64(len(b))-4096
			if err := f(r, "a"); !errors.Is(err, broken) || errors.Is(err, ErrArchive) || strings.Count(err.Error(), "503") != 1 || strings.Count(err.Error(), "a.npy") != 1 {
				t.Errorf("%s, %s: %v", name, call, err)
			}
			g.err = nil
			err = f(r, "a")
			shorter := errors.Is(err, ErrArchive) && errors.Is(err, io.ErrUnexpectedEOF) && strings.Contains(err.Error(), "was longer when it was opened")
			if name == "deflated" { // bytes after bytes, with io's own patience
				shorter = errors.Is(err, io.ErrNoProgress) && !errors.Is(err, ErrArchive)
			}
			if !shorter {
				t.Errorf("%s, %s, without an error: %v", name, call, err)
			}
			g.lo, g.hi = 0, 0
			if err := f(r, "a"); err != nil {
				t.Errorf("%s, %s, after that: %v", name, call, err)
			}
		}
	}
}

// A header that is not whole at its end is the source's error, too.
func TestGapInHeader(t *testing.T) {
	broken := errors.New("HTTP 503")
	for name, b := range gapped(t) {
		g := &gap{b: b, err: broken}
		r, err := NewReader(g, int64(len(b)))
		must(t, err)
		at, err := r.DataOffset("a")
		must(t, err)
		g.lo, g.hi = at, int64(len(b))
		if _, err := r.Header("a"); !errors.Is(err, broken) || errors.Is(err, ErrArchive) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A File goes on when its source does, wherever that failed: at the bytes it skips, at those it wants, or at the
// beginning to which it has to return.
func TestFileGoesOn(t *testing.T) {
	broken := errors.New("HTTP 503")
	want := noise(60_000)
	for name, b := range gapped(t) {
		g := &gap{b: b, err: broken}
		r, err := NewReader(g, int64(len(b)))
		must(t, err)
		f, err := r.File("a")
		must(t, err)
		size := int64(len(b))
		for _, step := range []struct {
			lo, hi int64 // of the gap
			row    int   // to read
			fails  bool
		}{
			{size / 3, 2 * size / 3, 20_000, true},
			{0, 0, 40_000, false},
			{0, size, 3000, true}, // behind it is where it begins anew
			{0, size, 50_000, true},
			{0, 0, 3000, false},
			{size / 3, 2 * size / 3, 3000, false},
			{size / 3, 2 * size / 3, 59_000, name == "deflated"}, // what has to be inflated on the way there
			{0, 0, 30_000, false},
		} {
			g.lo, g.hi = step.lo, step.hi
			a, err := npy.ReadRows[float64](f, step.row, step.row+100)
			if step.fails {
				if !errors.Is(err, broken) || errors.Is(err, ErrArchive) {
					t.Errorf("%s, %+v: %v", name, step, err)
				}
			} else if err != nil || !slicesEqual(a.Data, want.Data[step.row:step.row+100]) {
				t.Errorf("%s, %+v: %v", name, step, err)
			}
		}
	}
}

// What the io package asks of readers holds for those that are handed out.
func TestStreamLen(t *testing.T) {
	want := image(t, noise(60_000))
	for name, b := range gapped(t) {
		r := opened(t, b)
		s, err := r.Stream("a")
		must(t, err)
		left := s.(interface{ Len() int })
		if n := left.Len(); n != len(want) {
			t.Errorf("%s: %d bytes to come, of %d", name, n, len(want))
		}
		head := make([]byte, 10)
		if n, err := s.Read(head[:0]); n != 0 || err != nil {
			t.Errorf("%s: a Read of nothing: %d, %v", name, n, err)
		}
		_, err = io.ReadFull(s, head)
		must(t, err)
		if n := left.Len(); n != len(want)-len(head) {
			t.Errorf("%s: %d bytes to come, want %d", name, n, len(want)-len(head))
		}
		must(t, s.Close()) // with blocks that were inflated ahead
		if b, err := r.Bytes("a"); err != nil || !bytes.Equal(b, want) {
			t.Errorf("%s: after a stream was left: %v", name, err)
		}
		ra, size, err := r.ReaderAt("a")
		must(t, err)
		for off, short := range map[int64]error{0: nil, 7: nil, size: nil, size + 1: nil} {
			if n, err := ra.ReadAt(nil, off); n != 0 || err != short {
				t.Errorf("%s: nothing at %d: %d, %v", name, off, n, err)
			}
		}
		if n, err := ra.ReadAt(head, size); n != 0 || err != io.EOF {
			t.Errorf("%s: at the end: %d, %v", name, n, err)
		}
	}
}
