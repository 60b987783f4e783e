package npz

import (
	"archive/zip"
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"

	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// farAway is an archive to which each call is a journey.
type farAway struct {
	io.ReaderAt
	b       []byte
	journey atomic.Int64
	open    atomic.Int64 // streams that nobody has closed
	cut     int64
}

func (f *farAway) ReadAt(b []byte, off int64) (int, error) {
	f.journey.Add(1)
	return f.ReaderAt.ReadAt(b, off)
}

func (f *farAway) ReadRange(off, n int64) (io.ReadCloser, error) {
	f.journey.Add(1)
	f.open.Add(1)
	part := f.b[off : off+n]
	if f.cut > 0 {
		part = part[:min(f.cut, n)]
	}
	return &farStream{iotest.HalfReader(bytes.NewReader(part)), f}, nil
}

type farStream struct {
	io.Reader
	f *farAway
}

func (s *farStream) Close() error {
	s.f.open.Add(-1)
	return nil
}

func TestReadRange(t *testing.T) {
	want := smooth(120_000, 4)
	for name, b := range map[string][]byte{
		"theirs":     zipOf(t, foreign{"x.npy", zip.Deflate, image(t, want)}, foreign{"y.npy", zip.Store, image(t, want)}),
		"stored":     ours(t, func(w *Writer) { must(t, Write(w, "x", want)); must(t, Write(w, "y", want)) }),
		"compressed": ours(t, func(w *Writer) { must(t, Write(w, "x", want)); must(t, Write(w, "y", want)) }, Compress(1)),
	} {
		f := &farAway{ReaderAt: bytes.NewReader(b), b: b}
		r, err := NewReader(f, int64(len(b)))
		must(t, err)
		for _, member := range []string{"x", "y"} {
			f.journey.Store(0)
			a, err := Read[float64](r, member)
			if err != nil || !a.Equal(want) || f.journey.Load() != 1 {
				t.Errorf("%s: %v, %d journeys", name, err, f.journey.Load())
			}
			sameElements(t, r, member, want)
		}
		must(t, r.Verify())
		s, err := r.Stream("x")
		must(t, err)
		must(t, s.Close())
		must(t, s.Close())
		f.cut = 1000
		if _, err := Read[float64](r, "y"); !errors.Is(err, ErrArchive) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s, cut: %v", name, err)
		}
		f.cut = 10
		if _, err := Read[float64](r, "y"); !errors.Is(err, ErrArchive) || !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%s, cut in the header: %v", name, err)
		}
		if f.open.Load() > 0 {
			t.Errorf("%s: %d streams are open", name, f.open.Load())
		}
		f.cut = 0
		file, err := r.File("x") // which nobody closes
		must(t, err)
		_, err = npy.ReadRows[float64](file, 1, 2)
		must(t, err)
		must(t, r.Close())
		if f.open.Load() != 0 {
			t.Errorf("%s: %d streams are open after Close", name, f.open.Load())
		}
	}
}

// farFailing is an archive of which a range is refused.
type farFailing struct {
	farAway
	err error
}

func (f *farFailing) ReadRange(off, n int64) (io.ReadCloser, error) {
	if f.err != nil {
		return nil, f.err
	}
	return f.farAway.ReadRange(off, n)
}

// What is wrong with a member is as wrong where it comes in one piece, and nothing stays open.
func TestReadRangeRefuses(t *testing.T) {
	broken := errors.New("HTTP 503")
	want := smooth(120_000, 4)
	plain := image(t, want)
	for _, c := range []struct {
		name, part string
		damage     func(e *zipfmt.Entry) // of the directory
		cut        int64
		err        error
		kind       error
	}{
		{name: "a method that nobody knows", part: "compressed with method 12 (bzip2)", damage: func(e *zipfmt.Entry) { e.Method = 12 }, kind: ErrArchive},
		{name: "a size that cannot be", part: "and yet has a size of 7", damage: func(e *zipfmt.Entry) { e.Size = 7 }, kind: ErrArchive},
		{name: "another local name", part: "another name than the directory", damage: func(e *zipfmt.Entry) { e.Name, e.Raw = "b.npy", "b.npy" }, kind: ErrArchive},
		{name: "cut in the extra field", part: "was longer when it was opened", cut: 37, kind: io.ErrUnexpectedEOF},
		{name: "refused", part: "cannot be read at byte 0: HTTP 503", err: broken, kind: broken},
	} {
		b := handmade(t, "a.npy", plain, func(e *zipfmt.Entry) {})
		if c.damage != nil {
			e, err := zipfmt.NewEntry("a.npy")
			must(t, err)
			e.Size, e.CompressedSize, e.CRC = int64(len(plain)), int64(len(plain)), crc32.ChecksumIEEE(plain)
			b = append(zipfmt.AppendLocal(nil, &e, 0, 64), plain...)
			at := int64(len(b))
			c.damage(&e)
			b = zipfmt.AppendCentral(b, &e)
			b = zipfmt.AppendEnd(b, 1, at, int64(len(b))-at)
		}
		f := &farFailing{farAway{ReaderAt: bytes.NewReader(b), b: b, cut: c.cut}, c.err}
		r, err := NewReader(f, int64(len(b)))
		must(t, err)
		name := r.Names()[0]
		for _, call := range []string{"Read", "ReadRaw", "Bytes", "Verify", "Stream"} {
			if err := calls[call](r, name); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.part) || strings.Count(err.Error(), name+".npy") != 1 {
				t.Errorf("%s, %s: %v", c.name, call, err)
			}
		}
		if n := f.open.Load(); n != 0 {
			t.Errorf("%s: %d streams are open", c.name, n)
		}
	}
}
