package fuzz

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// reading is a struct of which a row may be: with texts of a width, in Go and in the file of other sizes.
type reading struct {
	Name string `npy:"name,U3"`
	ID   int16
	Raw  []byte `npy:"raw,S5"`
	XY   [2]float32
	When npy.Datetime64 `npy:"when,M8[s]"`
}

// FuzzRowWriter: however rows are split into calls of Write, Flush and Sync, the file has those before the last Flush at any time, and
// in the end the elements that WriteFile writes. Whatever is cut off, or was not flushed, Repair leaves whole rows, the first ones.
func FuzzRowWriter(f *testing.F) {
	f.Add([]byte("some bytes for the elements"), []byte{1, 2, 0, 2, 5, 9, 3, 1}, uint8(0), uint16(140))
	f.Add([]byte("\x00\xff\x80\x7f0123456789abcdefghijklmnopqrstuvwxyz"), []byte{8, 8, 2, 8}, uint8(1), uint16(200))
	f.Add([]byte("a row is a struct, äöü, and a row is two of them"), []byte{4, 2, 16, 3}, uint8(2), uint16(300))
	f.Add([]byte{}, []byte{255, 4, 2, 255, 255}, uint8(3), uint16(5000))
	f.Add([]byte{0, 0, 192, 127}, []byte{2, 2, 2}, uint8(4), uint16(3))
	f.Add([]byte{7}, []byte{252, 1, 255, 2, 12}, uint8(5), uint16(65000))
	f.Add([]byte("x"), []byte{4, 255, 4}, uint8(18), uint16(65535))
	name := filepath.Join(f.TempDir(), "a.npy")
	f.Fuzz(func(t *testing.T, data, calls []byte, kind uint8, cut uint16) {
		if len(calls) > 32 {
			return
		}
		g := &elements{data: data}
		shape := [][]int{nil, {3}, {2, 2}, {1}}[kind/8%4]
		switch kind % 8 {
		case 0:
			rowsOf(t, name, calls, cut, shape, g.int16)
		case 1:
			rowsOf(t, name, calls, cut, shape, func() float64 { return math.Float64frombits(g.uint64()) })
		case 2:
			rowsOf(t, name, calls, cut, shape, g.reading)
		case 3:
			rowsOf(t, name, calls, cut, shape, func() bool { return g.byte()&1 != 0 })
		case 4:
			rowsOf(t, name, calls, cut, shape, func() complex64 { return complex(float32(g.int16()), math.Float32frombits(uint32(g.uint64()))) })
		case 5:
			rowsOf(t, name, calls, cut, shape, func() npy.Float16 { return npy.Float16(g.int16()) })
		case 6:
			rowsOf(t, name, calls, cut, shape, func() npy.Timedelta64 { return npy.Timedelta64(g.uint64()) })
		case 7:
			if _, err := npy.Create[string](name, shape...); err == nil {
				t.Fatal("rows of texts whose width nobody knows")
			}
		}
	})
}

// rowsOf writes rows as calls says: of each byte the two lower bits tell what to do, the others how often.
func rowsOf[T any](t *testing.T, name string, calls []byte, cut uint16, shape []int, next func() T) {
	w, err := npy.Create[T](name, shape...)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	all := npy.Array[T]{Data: []T{}, Shape: append([]int{0}, shape...)}
	row, flushed := 1, 0
	for _, n := range shape {
		row *= n
	}
	for _, call := range calls {
		n := int(call >> 2)
		switch {
		case call == 255: // straight to the file
			n = (64<<10)/row + 1
			fallthrough
		case call&3 < 2:
			first := len(all.Data)
			for range n * row {
				all.Data = append(all.Data, next())
			}
			all.Shape[0] += n
			if err := w.Write(all.Data[first:]); err != nil {
				t.Fatal(err)
			}
			if row > 1 && w.Write(make([]T, 1)) == nil {
				t.Fatal("a part of a row was written")
			}
			continue
		case call&3 == 2:
			err = w.Flush()
		default:
			err = w.Sync()
		}
		if err != nil {
			t.Fatal(err)
		}
		flushed = all.Shape[0]
		prefixOf(t, name, all, flushed)
	}
	lost := read(t, name) // what there is if the program stops now
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	prefixOf(t, name, all, all.Shape[0])
	whole := read(t, name)
	start := sameElements(t, whole, all)
	repaired(t, name, lost, start, all, flushed)
	repaired(t, name, whole, start, all, all.Shape[0])
	repaired(t, name, whole[:int(cut)%(len(whole)+1)], start, all, 0)
}

// prefixOf checks that the file has so many rows, and that they are all's first.
func prefixOf[T any](t *testing.T, name string, all npy.Array[T], rows int) {
	t.Helper()
	got, err := npy.ReadFile[T](name)
	if err != nil || got.Shape[0] != rows || !slices.Equal(got.Shape[1:], all.Shape[1:]) {
		t.Fatalf("%d of %d rows: the file has the shape %v, %v", rows, all.Shape[0], got.Shape, err)
	}
	if !slices.EqualFunc(got.Data, all.Data[:len(got.Data)], equalElements[T]) {
		t.Fatalf("%d of %d rows: other elements", rows, all.Shape[0])
	}
}

// sameElements checks that file has the dtype and the payload of what Write makes of a, and tells where its own begins.
func sameElements[T any](t *testing.T, file []byte, a npy.Array[T]) (start int) {
	t.Helper()
	want, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	h, n, err := header.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	like, m, err := header.Parse(want)
	if err != nil || !h.DType.Equal(like.DType) || !bytes.Equal(file[n:], want[m:]) {
		t.Fatalf("%v and %d bytes; Write: %v and %d bytes, %v", h, len(file)-n, like, len(want)-m, err)
	}
	return n
}

// repaired checks that Repair makes of b, a file that begins with start bytes of a header and has rows behind it, one with all of its whole rows.
func repaired[T any](t *testing.T, name string, b []byte, start int, all npy.Array[T], least int) {
	t.Helper()
	write(t, name, b)
	rows, err := npy.Repair(name)
	if len(b) < start {
		if err == nil || !bytes.Equal(read(t, name), b) {
			t.Fatalf("Repair of %d bytes of a header: %v, or the file has changed", len(b), err)
		}
		return
	}
	h, _, _ := header.Parse(b)
	h.Shape = append([]int{1}, h.Shape[1:]...)
	size, _ := h.PayloadSize()
	if want := int64(len(b)-start) / size; err != nil || int64(rows) != want || rows < least {
		t.Fatalf("Repair finds %d rows, %v; there are %d, and at least %d", rows, err, want, least)
	}
	prefixOf(t, name, all, rows)
}

// elements makes values of data, again and again.
type elements struct {
	data []byte
	at   int
}

func (g *elements) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = g.byte()
	}
	return len(b), nil
}

func (g *elements) byte() byte {
	g.at++
	if len(g.data) == 0 {
		return byte(g.at)
	}
	return g.data[g.at%len(g.data)]
}

func (g *elements) uint64() uint64 {
	var b [8]byte
	io.ReadFull(g, b[:])
	return binary.LittleEndian.Uint64(b[:])
}

func (g *elements) int16() int16 { return int16(g.uint64()) }

// text is up to n of letters that a file keeps, the last one no NUL.
func (g *elements) text(n int, letters string) string {
	list := []rune(letters)
	var s []rune
	for range int(g.byte()) % (n + 1) {
		s = append(s, list[int(g.byte())%len(list)])
	}
	return string(s)
}

func (g *elements) reading() reading {
	return reading{g.text(3, "aäz日😀"), g.int16(), []byte(g.text(5, "xyz ~")), [2]float32{float32(g.int16()), 1}, npy.Datetime64(g.uint64())}
}
