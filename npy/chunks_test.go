package npy_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// chunkTwin compares the chunks of file, which r has, with the whole.
func chunkTwin[T any](t testing.TB, file []byte, r io.Reader, rows int) {
	t.Helper()
	all, err := npy.Read[T](bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	at, row := 0, 1
	for _, n := range all.Shape[min(1, len(all.Shape)):] {
		row *= n
	}
	for a, err := range npy.Chunks[T](r, rows) {
		if err != nil {
			t.Fatal(err)
		}
		if len(all.Shape) == 0 {
			if a.Shape == nil || len(a.Shape) > 0 || !reflect.DeepEqual(a.Data, all.Data) {
				t.Fatalf("a scalar comes as %v", a)
			}
			at = 1
			continue
		}
		n := min(rows, all.Shape[0]-at)
		if rows <= 0 {
			n = a.Shape[0]
		}
		if row == 0 {
			n = all.Shape[0]
		}
		if n == 0 || a.Shape[0] != n || !slices.Equal(a.Shape[1:], all.Shape[1:]) || !reflect.DeepEqual(a.Data, all.Data[at*row:(at+n)*row]) {
			t.Fatalf("row %d of %v, %d at a time: %v", at, all.Shape, rows, a.Shape)
		}
		at += n
		a.Shape[0] = -1 // the caller's, until the next
	}
	want := 1
	if len(all.Shape) > 0 {
		want = all.Shape[0]
	}
	if at != want {
		t.Fatalf("%d rows of %d", at, want)
	}
}

func TestChunks(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, k := range partKits {
		t.Run(k.descr, func(t *testing.T) {
			for range 20 {
				file := k.file(t, randomShape(rng), false)
				two := append(append(slices.Clone(file), file...), "behind"...)
				for _, r := range []io.Reader{bytes.NewReader(two), struct{ io.Reader }{bytes.NewReader(two)}, iotest.HalfReader(bytes.NewReader(two))} {
					k.chunk(t, file, r, 1+rng.IntN(4))
					k.chunk(t, file, r, 0)
					if rest, _ := io.ReadAll(r); string(rest) != "behind" {
						t.Fatalf("%d bytes are left behind the arrays", len(rest))
					}
				}
			}
		})
	}
}

// TestChunksLarge: chunks of the usual size, and rows larger than that.
func TestChunksLarge(t *testing.T) {
	for _, shape := range [][]int{{200_000}, {100, 7000}, {3, 70_000}} {
		file, err := ramp(shape).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		chunkTwin[float64](t, file, bytes.NewReader(file), 0)
		chunkTwin[float64](t, file, struct{ io.Reader }{bytes.NewReader(file)}, 2)
		first := true
		for a := range npy.Chunks[float64](bytes.NewReader(file), 0) {
			if size := 8 * a.Len(); first && (size > 256<<10 && a.Shape[0] > 1 || size < 128<<10) {
				t.Errorf("the first chunk of %v has %d bytes", shape, size)
			}
			first = false
		}
	}
}

// TestChunksReuse: the memory is the same in all steps, and none is allocated in between.
func TestChunksReuse(t *testing.T) {
	file, err := ramp([]int{100, 10}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var first *float64
	for a := range npy.Chunks[float64](bytes.NewReader(file), 7) {
		if first != nil && &a.Data[0] != first {
			t.Fatal("another memory")
		}
		first = &a.Data[0]
	}
	if mustBeOrdinary {
		return // elements go by way of reflection
	}
	r := bytes.NewReader(file)
	allocs(t, "a loop of 100 chunks", 12, func() {
		r.Reset(file)
		for _, err := range npy.Chunks[float64](r, 1) {
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestChunksBreak(t *testing.T) {
	file, err := ramp([]int{10, 4}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	r := bytes.NewReader(file)
	for range npy.Chunks[float64](r, 3) {
		break
	}
	if r.Len() != 7*4*8 {
		t.Errorf("after a break %d bytes are left, want %d", r.Len(), 7*4*8)
	}
}

// TestChunksErrors: an error comes once, last, with nothing.
func TestChunksErrors(t *testing.T) {
	file, err := ramp([]int{10, 4}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	fortran := ramp([]int{10, 4})
	fortran.FortranOrder = true
	turned, err := fortran.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("the cable is broken")
	stream := func(b []byte) io.Reader { return struct{ io.Reader }{bytes.NewReader(b)} }
	for what, c := range map[string]struct {
		r      io.Reader
		opts   []npy.Option
		want   error
		chunks int
		offset int64
	}{
		"nothing":              {bytes.NewReader(nil), nil, io.EOF, 0, -1},
		"cut, size known":      {bytes.NewReader(file[:300]), nil, header.ErrTruncated, 1, 300},
		"cut in a stream":      {stream(file[:300]), nil, header.ErrTruncated, 1, 300},
		"broken":               {io.MultiReader(bytes.NewReader(file[:340]), iotest.ErrReader(broken)), nil, broken, 2, 340},
		"Fortran order":        {bytes.NewReader(turned), nil, header.ErrShape, 0, -1},
		"a chunk too large":    {bytes.NewReader(file), []npy.Option{npy.MaxBytes(95)}, header.ErrLimit, 0, -1},
		"of another type":      {bytes.NewReader(bytes.Replace(file, []byte("<f8"), []byte("<i8"), 1)), nil, header.ErrDType, 0, -1},
		"as large as it may":   {bytes.NewReader(file), []npy.Option{npy.MaxBytes(96)}, nil, 4, -1},
		"a Fortran-order line": {bytes.NewReader(bytes.Replace(bytes.Replace(file, []byte("False"), []byte("True "), 1), []byte("(10, 4)"), []byte("(40, 1)"), 1)), nil, nil, 14, -1},
	} {
		var last error
		chunks := 0
		for a, err := range npy.Chunks[float64](c.r, 3, c.opts...) {
			if last != nil {
				t.Errorf("%s: goes on after an error", what)
			}
			if last = err; err == nil {
				chunks++
			} else if a.Data != nil || a.Shape != nil {
				t.Errorf("%s: an error and an array", what)
			}
		}
		if !errors.Is(last, c.want) || (c.want == nil) != (last == nil) || chunks != c.chunks {
			t.Errorf("%s: %d chunks, want %d; %v, want %v", what, chunks, c.chunks, last, c.want)
		}
		var e *header.Error
		if errors.As(last, &e) && c.offset >= 0 && (e.Offset != c.offset || strings.Count(last.Error(), "npy:") != 1) {
			t.Errorf("%s: %v; want it at byte %d", what, last, c.offset)
		}
	}
}

// TestChunksRumour: a row that nobody sends makes nobody allocate it.
func TestChunksRumour(t *testing.T) {
	for _, shape := range [][]int{{1 << 10, 1 << 20}, {1 << 30}} {
		b := file(t, "<f8", shape, false, make([]byte, 100))
		n := allocated(func() {
			for _, err := range npy.Chunks[float64](struct{ io.Reader }{bytes.NewReader(b)}, 1<<30) {
				if !errors.Is(err, header.ErrTruncated) && !errors.Is(err, header.ErrLimit) && !errors.Is(err, header.ErrShape) {
					t.Errorf("%v", err)
				}
			}
		})
		if n > 1<<20 {
			t.Errorf("%v: %d bytes allocated", shape, n)
		}
	}
}

func TestChunksProgress(t *testing.T) {
	file, err := ramp([]int{700_000}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var calls []int64
	for _, err := range npy.Chunks[float64](bytes.NewReader(file), 1000, npy.Progress(func(done, total int64) { calls = append(calls, done, total) })) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if n := len(calls); n != 12 || calls[n-2] != 5_600_000 || calls[n-1] != 5_600_000 || calls[0] < 1<<20 {
		t.Errorf("%v", calls)
	}
}
