package npy_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestZeroWidth: elements of no bytes are read on every road, as many as are
// reasonable.
func TestZeroWidth(t *testing.T) {
	for _, shape := range [][]int{{}, {0}, {3}, {2, 2}, {70_000}} {
		n := 1
		for _, dim := range shape {
			n *= dim
		}
		for _, fortran := range []bool{false, true} {
			for _, descr := range []string{"|S0", "<U0", ">U0"} {
				b, want := textFile[string](t, descr, shape, fortran, make([]string, n))
				readRoads(t, b, want)
			}
			for _, descr := range []string{"|S0", "|V0"} {
				b, want := textFile[token](t, descr, shape, fortran, make([]string, n))
				for i := range want.Data {
					want.Data[i] = token{}
				}
				readRoads(t, b, want)
			}
		}
	}
	v, want := textFile[[]byte](t, "|V0", []int{3}, false, make([]string, 3))
	checkFile(t, want, v, npy.AsVoid())
	most := file(t, "|S0", []int{1 << 20}, false, nil)
	if a, err := npy.Read[string](bytes.NewReader(most)); err != nil || a.Len() != 1<<20 {
		t.Errorf("the most that are read: %d, %v", a.Len(), err)
	}
}

// readRoads are the roads that read, for files that are written otherwise.
func readRoads[T any](t *testing.T, file []byte, want npy.Array[T]) {
	t.Helper()
	for road, r := range map[string]io.Reader{"Read": bytes.NewReader(file), "stream": struct{ io.Reader }{bytes.NewReader(file)}} {
		got, err := npy.Read[T](r)
		if err != nil {
			t.Fatal(err)
		}
		same(t, road, got, want)
	}
	any, err := npy.ReadAny(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	got, err := npy.As[T](any)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "As", got, want)
	if rows := got.RowMajor(); rows.Len() != want.Len() {
		t.Errorf("RowMajor has %d elements of %d", rows.Len(), want.Len())
	}
}

// TestZeroWidthRumour: a header alone makes nobody allocate, whatever it says.
func TestZeroWidthRumour(t *testing.T) {
	huge := 1 << 40 >> (16 - 16*(^uint(0)>>63))
	for _, n := range []int{1<<20 + 1, huge} {
		for _, descr := range []string{"|S0", "<U0", "|V0"} {
			b := file(t, descr, []int{n}, false, nil)
			raw, err := npy.ReadRaw(bytes.NewReader(b))
			if err != nil || raw.Len() != n || len(raw.Data) != 0 {
				t.Errorf("ReadRaw of %d %s: %d elements, %v", n, descr, raw.Len(), err)
			}
			for road, read := range map[string]func() error{
				"Read":   func() error { return readText(descr, bytes.NewReader(b)) },
				"stream": func() error { return readText(descr, struct{ io.Reader }{bytes.NewReader(b)}) },
				"As":     func() error { _, err := npy.As[[]byte](npy.Raw{DType: raw.DType, Shape: []int{n}}); return err },
			} {
				if road == "As" && descr == "<U0" {
					continue
				}
				var err error
				if n := allocated(func() { err = read() }); n > 64<<10 {
					t.Errorf("%s of %s: %d bytes allocated", road, descr, n)
				}
				if !errors.Is(err, header.ErrLimit) || !strings.Contains(err.Error(), "ReadRaw") {
					t.Errorf("%s of %d %s: %v; want ErrLimit", road, n, descr, err)
				}
			}
		}
	}
}

func readText(descr string, r io.Reader) error {
	if descr == "|V0" {
		_, err := npy.Read[[]byte](r)
		return err
	}
	_, err := npy.Read[string](r)
	return err
}

// TestTextRumour: strings take more room than their elements, and still memory
// grows only with what comes.
func TestTextRumour(t *testing.T) {
	for _, descr := range []string{"|S1", "<U2", "|S70000", "<U300000", "|S2000000000"} {
		d, err := header.ParseDType(descr)
		if err != nil {
			t.Fatal(err)
		}
		for _, came := range []int{0, 60, 1 << 16, 1 << 20} {
			count := max(math.MaxInt32/16/d.ItemSize(), 1) // as many strings as 32 bits can address
			b := file(t, descr, []int{count}, false, make([]byte, min(came, count*d.ItemSize()-1)))
			var err error
			limit := uint64(256<<10 + 6*came*(1+16/d.ItemSize()) + 1<<20) // 1 MiB: buffers that a pool may have to make
			if n := allocated(func() { _, err = npy.Read[string](struct{ io.Reader }{bytes.NewReader(b)}) }); n > limit {
				t.Errorf("%s, %d bytes came, %d were allocated, want at most %d", descr, came, n, limit)
			}
			if !errors.Is(err, header.ErrTruncated) {
				t.Errorf("%s, %d bytes came: %v", descr, came, err)
			}
		}
	}
}

// TestLongText: elements that are larger than a piece of 256 KiB.
func TestLongText(t *testing.T) {
	for _, width := range []int{65_535, 65_536, 65_537, 200_000} {
		texts := words(3, width, 'U')
		b, want := textFile[string](t, fmt.Sprintf("<U%d", width), []int{3}, false, texts)
		roads(t, b, want)
		b[len(b)-4*width], b[len(b)-4*width+1] = 0x00, 0xd8
		_, err := npy.Read[string](struct{ io.Reader }{bytes.NewReader(b)})
		refused(t, "Read", err, int64(len(b)-4*width), "element 2")
		_, err = npy.Read[string](bytes.NewReader(b[:len(b)-1]))
		if !errors.Is(err, header.ErrTruncated) {
			t.Errorf("cut: %v", err)
		}
	}
	b, want := textFile[[]byte](t, "|S1000000", []int{2}, false, words(2, 1_000_000, 'S'))
	roads(t, b, want)
}

// TestTextAllocs: reading allocates one piece of memory for the text of 8192
// elements, or of 256 KiB, beside what numbers take.
func TestTextAllocs(t *testing.T) {
	if mustBeOrdinary {
		t.Skip("without unsafe, buffers are allocated")
	}
	small, a := textFile[nickname](t, "<U8", []int{8192}, false, words(8192, 8, 'U'))
	large, _ := textFile[nickname](t, "<U8", []int{81920}, false, words(81920, 8, 'U'))
	blobs, _ := textFile[[]byte](t, "|S8", []int{8192}, false, words(8192, 8, 'S'))
	r := bytes.NewReader(nil)
	stream := &struct{ io.Reader }{r}
	var into npy.Array[nickname]
	var bytesInto npy.Array[[]byte]
	// Beside the text: the two functions of a plan.
	allocs(t, "ReadInto", 1+2, func() {
		r.Reset(small)
		if err := npy.ReadInto(r, &into); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "ReadInto, []byte", 1+2, func() {
		r.Reset(blobs)
		if err := npy.ReadInto(r, &bytesInto); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "ReadInto from a stream, ten times as much", 10+2, func() {
		r.Reset(large)
		if err := npy.ReadInto(stream, &into); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "Read", 2+1+2, func() {
		r.Reset(small)
		if _, err := npy.Read[nickname](r); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "Write", 2, func() {
		if err := npy.Write(io.Discard, a); err != nil {
			t.Fatal(err)
		}
	})
	allocs(t, "Write, big-endian", 2, func() {
		if err := npy.Write(io.Discard, a, npy.BigEndian()); err != nil {
			t.Fatal(err)
		}
	})
}

// TestTextKept: a string that is kept keeps no more than the text around it.
func TestTextKept(t *testing.T) {
	const n = 200_000
	data := make([]string, n)
	for i := range data {
		data[i] = strings.Repeat("x", 100)
	}
	b, err := npy.Array[string]{Data: data}.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	live := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	before := live()
	a, err := npy.Read[string](bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if all := live() - before; all < 100*n {
		t.Fatalf("%d bytes for %d of text: this test does not see the memory", all, 100*n)
	}
	kept := a.Data[n/2]
	a = npy.Array[string]{}
	if left := live() - before; left > 2<<20 || len(kept) != 100 {
		t.Errorf("one string keeps %d bytes", left)
	}
	runtime.KeepAlive(data)
	runtime.KeepAlive(b)
}
