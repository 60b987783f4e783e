package header

import (
	"bytes"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// TestReadTakesItsOwn: whatever the reader's steps, the payload comes next.
func TestReadTakesItsOwn(t *testing.T) {
	for v := V1; v <= V3; v++ {
		for _, blanks := range []int{0, 60, 300, 65000, 200000} {
			if v == V1 && blanks > 65000 {
				continue
			}
			b := file(v, "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }"+strings.Repeat(" ", blanks)+"\n")
			for name, wrap := range map[string]func(io.Reader) io.Reader{
				"plain": func(r io.Reader) io.Reader { return r }, "one byte": iotest.OneByteReader, "half": iotest.HalfReader, "data with error": iotest.DataErrReader,
			} {
				if name == "one byte" && blanks > 300 {
					continue
				}
				r := wrap(bytes.NewReader(append(slices.Clip(b), "payload"...)))
				h, err := Read(r)
				rest, _ := io.ReadAll(r)
				if err != nil || h.DType.String() != "<i4" || h.Version != v || !slices.Equal(h.Shape, []int{3, 4}) || string(rest) != "payload" {
					t.Errorf("version %s, %d blanks, %s: %+v, %v, %q is left", v, blanks, name, h, err, rest)
				}
			}
		}
	}
}

// TestReadMany reads headers that follow each other up to the end.
func TestReadMany(t *testing.T) {
	var stream []byte
	for _, descr := range []string{"'<f8'", "'|b1'", "[('a', '<f8')]"} {
		stream = append(stream, with(descr, "(0,)")...)
	}
	r := bytes.NewReader(stream)
	var h Header
	var got []string
	taken := int64(0)
	for {
		n, err := h.Take(r)
		taken += n
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, h.DType.String())
	}
	if want := []string{"<f8", "|b1", "[('a', '<f8')]"}; !slices.Equal(got, want) || taken != int64(len(stream)) {
		t.Errorf("%q in %d bytes, want %q in %d", got, taken, want, len(stream))
	}
}

// TestReadErrors: a stream gives the same error as the bytes that came.
func TestReadErrors(t *testing.T) {
	whole := file(V2, "{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }\n")
	inputs := [][]byte{}
	for n := range whole {
		inputs = append(inputs, whole[:n])
	}
	for _, test := range bad {
		inputs = append(inputs, test.b)
	}
	for _, b := range inputs {
		_, _, want := Parse(b)
		for _, r := range []io.Reader{bytes.NewReader(b), iotest.OneByteReader(bytes.NewReader(b))} {
			h := Header{Shape: []int{1}}
			n, err := h.Take(r)
			if err == nil || err.Error() != want.Error() || errors.Is(err, io.EOF) != (len(b) == 0) {
				t.Errorf("%.60q: %v, want %v", b, err, want)
			}
			if h.Shape != nil || h.DType.IsValid() || n > int64(len(b)) {
				t.Errorf("%.60q: an error with %+v, %d", b, h, n)
			}
		}
	}
}

func TestReadReaderError(t *testing.T) {
	whole := with("'<f8'", "(3,)")
	broken := errors.New("the line is dead")
	for n := range whole {
		r := io.MultiReader(bytes.NewReader(whole[:n]), iotest.ErrReader(broken))
		_, err := Read(r)
		var e *Error
		if !errors.Is(err, broken) || errors.Is(err, ErrTruncated) || !errors.As(err, &e) || e.Offset != int64(n) || errors.Is(err, io.EOF) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
	if _, err := Read(io.MultiReader(bytes.NewReader(whole), iotest.ErrReader(broken))); err != nil {
		t.Errorf("the reader's error behind the header counts: %v", err)
	}
}

// TestReadRumour: the length that a header claims costs nothing; only bytes that arrive do.
func TestReadRumour(t *testing.T) {
	b := append([]byte("\x93NUMPY\x02\x00\xf0\xff\xff\x7f"), make([]byte, 1000)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := Read(bytes.NewReader(b), MaxHeader(math.MaxInt))
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrTruncated) {
		t.Errorf("a header of 2 GiB of which 1000 bytes are there: %v", err)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 1<<20 {
		t.Errorf("%d bytes for a header of which 1000 are there", got)
	}
	if n, err := new(Header).Take(bytes.NewReader(b)); n != 12 || !errors.Is(err, ErrLimit) {
		t.Errorf("%d bytes are taken of a header over the limit, %v", n, err)
	}
}

func TestTakeAllocs(t *testing.T) {
	if raceEnabled {
		t.Skip("sync.Pool forgets at random under the race detector")
	}
	b := with("'<f8'", "(9, 128, 64, 3)")
	var h Header
	r := bytes.NewReader(b)
	n := testing.AllocsPerRun(100, func() {
		r.Reset(b)
		if n, err := h.Take(r, MaxHeader(1000)); err != nil || n != int64(len(b)) {
			t.Fatal(n, err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}
