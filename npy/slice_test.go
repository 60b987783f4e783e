package npy_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestReadSliceTwin reads random parts of arrays of random shapes, in every
// order and type, with every kind of gap.
func TestReadSliceTwin(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	rounds := 60
	if testing.Short() {
		rounds = 8
	}
	for _, k := range partKits {
		t.Run(k.descr, func(t *testing.T) {
			for range rounds {
				shape := randomShape(rng)
				whole := k.file(t, shape, rng.IntN(2) == 1)
				for _, gap := range []int64{0, int64(rng.IntN(40)), 1 << 40} {
					f := openBytes(t, append(slices.Clone(whole), "behind"...), npy.MergeGap(gap))
					for range 3 {
						k.slice(t, f, whole, randomRanges(rng, shape))
					}
					if len(shape) > 0 {
						lo := rng.IntN(shape[0] + 1)
						k.rows(t, f, whole, lo, lo+rng.IntN(shape[0]-lo+1))
					}
				}
			}
		})
	}
}

func randomShape(rng *rand.Rand) []int {
	shape := make([]int, rng.IntN(5))
	for i := range shape {
		shape[i] = []int{0, 1, 1, 2, 3, 3, 4, 5, 7}[rng.IntN(9)]
	}
	return shape
}

func randomRanges(rng *rand.Rand, shape []int) []npy.Range {
	ranges := make([]npy.Range, rng.IntN(len(shape)+1))
	for i := range ranges {
		if rng.IntN(4) > 0 {
			ranges[i] = npy.Range{Start: rng.IntN(shape[i] + 2), Stop: rng.IntN(shape[i] + 3), Step: rng.IntN(4)}
		}
	}
	return ranges
}

// TestReadSliceLarge: parts that are larger than the buffer, and runs too.
func TestReadSliceLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("large")
	}
	for _, k := range []partKit{parts[bool]("|b1"), parts[float64](">f8"), parts[float32]("<f4"), parts[string]("|S5"), parts[[]byte]("|V3")} {
		for _, fortran := range []bool{false, true} {
			shape := []int{3, 350, 131}
			whole := k.file(t, shape, fortran)
			for _, gap := range []int64{-1, 0, 300, 1 << 20} {
				opts := []npy.Option{npy.MergeGap(gap)}
				if gap < 0 {
					opts = nil
				}
				f := openBytes(t, whole, opts...)
				k.slice(t, f, whole, []npy.Range{{Step: 2}})
				k.slice(t, f, whole, []npy.Range{{}, {Start: 1}})
				k.slice(t, f, whole, []npy.Range{{}, {Step: 3}, {Start: 4, Stop: 130, Step: 2}})
				k.slice(t, f, whole, []npy.Range{{}, {}, {Start: 130}})
				k.rows(t, f, whole, 1, 3)
			}
		}
	}
}

// TestLargeElements: elements larger than any buffer.
func TestLargeElements(t *testing.T) {
	const n = 300_000
	whole, err := npy.Array[[]byte]{Data: [][]byte{bytes.Repeat([]byte("a"), n), bytes.Repeat([]byte("b"), n), bytes.Repeat([]byte("c"), n)}}.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for _, gap := range []int64{0, 100, 10 * n} {
		f := openBytes(t, whole, npy.MergeGap(gap))
		sliceTwin[[]byte](t, f, whole, []npy.Range{{Step: 2}})
		sliceTwin[[]byte](t, f, whole, []npy.Range{{Start: 1}})
	}
}

// ledger is a ReaderAt that counts.
type ledger struct {
	io.ReaderAt
	mu    sync.Mutex
	reads int
	bytes int64
}

func (l *ledger) ReadAt(b []byte, at int64) (int, error) {
	l.mu.Lock()
	l.reads++
	l.bytes += int64(len(b))
	l.mu.Unlock()
	return l.ReaderAt.ReadAt(b, at)
}

// TestReadsCounted: how many reads a part costs, and of how many bytes.
func TestReadsCounted(t *testing.T) {
	const n = 1000 // a matrix of 1000 x 1000 float64
	a := ramp([]int{n, n})
	for _, c := range []struct {
		name    string
		ranges  []npy.Range
		gap     int64 // -1: the default
		fortran bool
		reads   int
		bytes   int64
	}{
		{"rows", []npy.Range{{Start: 100, Stop: 300}}, 0, false, 1, 200 * n * 8},
		{"rows of a Fortran array, far apart", []npy.Range{{Start: 100, Stop: 300}}, 0, true, n, 200 * n * 8},
		{"rows of a Fortran array, near", []npy.Range{{Start: 100, Stop: 300}}, -1, true, 31, 0},
		{"columns of a Fortran array", []npy.Range{{}, {Start: 5, Stop: 7}}, 0, true, 1, 2 * n * 8},
		{"a column, nothing else", []npy.Range{{}, {Start: 5, Stop: 6}}, 0, false, n, n * 8},
		{"a column", []npy.Range{{}, {Start: 5, Stop: 6}}, -1, false, 31, 0},
		{"a column, a large gap", []npy.Range{{}, {Start: 5, Stop: 6}}, 4 << 20, false, 1, (n-1)*n*8 + 8},
		{"every third row", []npy.Range{{Step: 3}}, -1, false, 31, 0},
		{"every fourth row", []npy.Range{{Step: 4}}, -1, false, 250, 250 * n * 8},
		{"a corner", []npy.Range{{Stop: 10}, {Start: 990}}, -1, false, 1, 9*n*8 + 80},
		{"nothing", []npy.Range{{Start: 7, Stop: 7}}, -1, false, 0, 0},
		{"everything", nil, -1, false, 1, n * n * 8},
	} {
		a.FortranOrder = c.fortran
		whole, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		l := &ledger{ReaderAt: bytes.NewReader(whole)}
		opts := []npy.Option{npy.MergeGap(c.gap)}
		if c.gap < 0 {
			opts = nil
		}
		f, err := npy.NewFile(l, int64(len(whole)), opts...)
		if err != nil {
			t.Fatal(err)
		}
		if l.reads != 1 {
			t.Errorf("opening costs %d reads", l.reads)
		}
		if l.reads, l.bytes = 0, 0; mustBeOrdinary || nativeBig() {
			continue // pieces are converted one by one
		}
		sliceTwin[float64](t, f, whole, c.ranges)
		if l.reads != c.reads || c.bytes > 0 && l.bytes != c.bytes {
			t.Errorf("%s: %d reads of %d bytes, want %d of %d", c.name, l.reads, l.bytes, c.reads, c.bytes)
		}
	}
}

func TestRangeErrors(t *testing.T) {
	whole, err := counted(false, 4, 5).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	scalar, err := npy.Array[int32]{Data: []int32{7}, Shape: []int{}}.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	f, zero := openBytes(t, whole), openBytes(t, scalar)
	for what, read := range map[string]func() (npy.Array[int32], error){
		"lo below 0":       func() (npy.Array[int32], error) { return npy.ReadRows[int32](f, -1, 2) },
		"lo above hi":      func() (npy.Array[int32], error) { return npy.ReadRows[int32](f, 3, 2) },
		"hi above the end": func() (npy.Array[int32], error) { return npy.ReadRows[int32](f, 0, 5) },
		"rows of a scalar": func() (npy.Array[int32], error) { return npy.ReadRows[int32](zero, 0, 1) },
		"three ranges": func() (npy.Array[int32], error) {
			return npy.ReadSlice[int32](f, npy.Range{}, npy.Range{}, npy.Range{})
		},
		"one for a scalar": func() (npy.Array[int32], error) { return npy.ReadSlice[int32](zero, npy.Range{}) },
		"a negative start": func() (npy.Array[int32], error) { return npy.ReadSlice[int32](f, npy.Range{Start: -1}) },
		"a negative stop":  func() (npy.Array[int32], error) { return npy.ReadSlice[int32](f, npy.Range{}, npy.Range{Stop: -1}) },
		"a negative step":  func() (npy.Array[int32], error) { return npy.ReadSlice[int32](f, npy.Range{Step: -1}) },
	} {
		if a, err := read(); !errors.Is(err, header.ErrShape) || a.Data != nil || a.Shape != nil {
			t.Errorf("%s: %v, %v", what, a, err)
		}
	}
	if a, err := npy.ReadSlice[int32](zero); err != nil || a.At() != 7 {
		t.Errorf("the scalar: %v, %v", a, err)
	}
	_, err = npy.ReadRows[float64](f, 0, 1)
	var wrong *npy.DTypeError
	if !errors.As(err, &wrong) {
		t.Errorf("of another type: %v", err)
	}
	if a, err := npy.ReadSlice[int32](f, npy.Range{Start: 1 << 30, Stop: 1<<31 - 1, Step: 1<<31 - 1}, npy.Range{Stop: 1<<31 - 1, Step: 1<<31 - 1}); err != nil || !slices.Equal(a.Shape, []int{0, 1}) {
		t.Errorf("large numbers: %v, %v", a, err)
	}
}

func TestRanges(t *testing.T) {
	for rows := range 20 {
		for n := range 25 {
			h := header.Header{Shape: []int{rows, 3}}
			at, shortest, longest := 0, rows, 0
			list := npy.Ranges(h, n)
			if len(list) != n {
				t.Fatalf("%d rows, %d parts: %v", rows, n, list)
			}
			for _, r := range list {
				if r.Start != at || r.Stop < at || r.Step != 1 || len(naiveIndices(r, rows)) != r.Stop-r.Start {
					t.Errorf("%d rows, %d parts: %v", rows, n, list)
				}
				at = r.Stop
				shortest, longest = min(shortest, r.Stop-r.Start), max(longest, r.Stop-r.Start)
			}
			if n > 0 && (at != rows || longest > shortest+1) {
				t.Errorf("%d rows, %d parts: %v", rows, n, list)
			}
		}
	}
	if list := npy.Ranges(header.Header{}, 3); list != nil {
		t.Errorf("without axes: %v", list)
	}
	if list := npy.Ranges(header.Header{Shape: []int{3}}, -1); list != nil {
		t.Errorf("-1 parts: %v", list)
	}
}

// TestSliceProgress: each MiB, and the end.
func TestSliceProgress(t *testing.T) {
	whole, err := ramp([]int{800, 512}).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var calls []int64
	f := openBytes(t, whole, npy.Progress(func(done, total int64) { calls = append(calls, done, total) }))
	if _, err := npy.ReadSlice[float64](f, npy.Range{}, npy.Range{Stop: 400}); err != nil {
		t.Fatal(err)
	}
	if n := len(calls); n < 4 || n > 8 || calls[n-2] != 800*400*8 || calls[n-1] != calls[n-2] {
		t.Errorf("%v", calls)
	}
}

// A longFile is a header, then zeros, and one byte of 0xff.
type longFile struct {
	head []byte
	bad  int64
}

func (f longFile) ReadAt(b []byte, off int64) (int, error) {
	clear(b)
	if off < int64(len(f.head)) {
		copy(b, f.head[off:])
	}
	if off <= f.bad && f.bad < off+int64(len(b)) {
		b[f.bad-off] = 0xff
	}
	return len(b), nil
}

// TestFarValueError: elements are counted right where bytes do not fit an int of
// 32 bits.
func TestFarValueError(t *testing.T) {
	const count, bad = 800_000_000, 700_000_000
	head, err := header.Header{DType: header.MakeDType(header.Unicode, 4, header.LittleEndian), Shape: []int{count}}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	start := int64(len(head))
	f, err := npy.NewFile(longFile{head, start + 4*bad + 3}, start+4*count)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := npy.ReadRows[string](f, bad-5, bad+5); err == nil || !strings.Contains(err.Error(), "element 700000000:") {
		t.Errorf("%v; want one about element %d", err, bad)
	}
	if _, err := npy.ReadSlice[string](f, npy.Range{Start: bad - 4, Stop: bad + 5, Step: 2}); err == nil || !strings.Contains(err.Error(), "element 700000000:") {
		t.Errorf("in steps: %v; want one about element %d", err, bad)
	}
}

func TestSliceValueError(t *testing.T) {
	a := npy.Array[string]{Data: []string{"ab", "cd", "ef", "gh", "ij", "kl"}, Shape: []int{3, 2}}
	whole, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	bad := len(whole) - 8 // "kl"
	whole[bad+2] = 0xff   // beyond Unicode
	f := openBytes(t, whole)
	_, err = npy.ReadSlice[string](f, npy.Range{}, npy.Range{Start: 1})
	var e *header.Error
	if !errors.As(err, &e) || e.Offset < int64(bad) || e.Offset >= int64(bad+8) || !strings.Contains(err.Error(), "element 5") {
		t.Errorf("%v; want one about element 5, at byte %d", err, bad)
	}
	if _, err = npy.ReadSlice[string](f, npy.Range{}, npy.Range{Stop: 1}); err != nil {
		t.Errorf("the others: %v", err)
	}
	runtime.KeepAlive(f)
}
