package npz

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"testing/iotest"
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
		if f.open.Load() > 0 && name != "theirs" { // there File keeps some, for the next part
			t.Errorf("%s: %d streams are open", name, f.open.Load())
		}
		must(t, r.Close())
		if f.open.Load() != 0 {
			t.Errorf("%s: %d streams are open after Close", name, f.open.Load())
		}
	}
}
