package npy_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/npygo/npygo/npy"
)

// TestProgressOfAnySize: each MiB is told of on every road, also where no piece
// ends at one.
func TestProgressOfAnySize(t *testing.T) {
	progressOf(t, "<U3", 12, make([]string, 500_000), npy.Width(3))
	progressOf(t, "|S13", 13, make([][]byte, 500_000), npy.Width(13))
	progressOf(t, "three floats", 24, make([]struct{ A, B, C float64 }, 250_000))
	progressOf(t, "<c16", 16, make([]complex128, 400_000))
}

func progressOf[T any](t *testing.T, what string, size int, data []T, opts ...npy.Option) {
	a := npy.Array[T]{Data: data, Shape: []int{len(data) / 4, 4}}
	total := int64(len(data) * size)
	var at []int64
	hook := npy.Progress(func(done, all int64) {
		if all != total {
			t.Errorf("%s: %d bytes in all, want %d", what, all, total)
		}
		at = append(at, done)
	})
	said := func(road string, total int64, err error) {
		before := int64(0)
		for _, done := range at {
			if done>>20 == before>>20 && done != total || done-before > 2<<20 || done <= before {
				t.Errorf("%s, %s: called at %v", what, road, at)
				break
			}
			before = done
		}
		if err != nil || before != total {
			t.Errorf("%s, %s: the last call is at %d of %d: %v", what, road, before, total, err)
		}
		at = at[:0]
	}
	var buf bytes.Buffer
	err := npy.Write(&buf, a, append(opts, hook)...)
	said("Write", total, err)
	whole := buf.Bytes()
	_, err = npy.Read[T](bytes.NewReader(whole), hook)
	said("Read", total, err)
	_, err = npy.Read[T](io.MultiReader(bytes.NewReader(whole)), hook) // in memory that grows
	said("Read of a stream", total, err)
	_, err = npy.ReadRaw(bytes.NewReader(whole), hook)
	said("ReadRaw", total, err)
	for _, err = range npy.Chunks[T](bytes.NewReader(whole), 777, hook) {
		if err != nil {
			break
		}
	}
	said("Chunks", total, err)
	_, err = npy.ReadRows[T](openBytes(t, whole, hook), 0, a.Shape[0])
	said("ReadRows", total, err)
	total /= 2
	_, err = npy.ReadSlice[T](openBytes(t, whole, hook), npy.Range{}, npy.Range{Step: 2})
	said("ReadSlice", total, err)
}

// TestProgressOfNothing: there is no call, not even a last one.
func TestProgressOfNothing(t *testing.T) {
	noProgress(t, "rows of no elements", ramp([]int{5, 0}))
	noProgress(t, "no rows", ramp([]int{0}))
	noProgress(t, "elements of no bytes", npy.Array[[]byte]{Data: make([][]byte, 3), Shape: []int{3}}, npy.AsVoid())
}

func noProgress[T any](t *testing.T, what string, a npy.Array[T], opts ...npy.Option) {
	hook := npy.Progress(func(done, total int64) { t.Errorf("%s: %d of %d", what, done, total) })
	var buf bytes.Buffer
	if err := npy.Write(&buf, a, append(opts, hook)...); err != nil {
		t.Fatal(err)
	}
	whole := buf.Bytes()
	if _, err := npy.Read[T](bytes.NewReader(whole), hook); err != nil {
		t.Errorf("%s: Read: %v", what, err)
	}
	if _, err := npy.ReadRaw(bytes.NewReader(whole), hook); err != nil {
		t.Errorf("%s: ReadRaw: %v", what, err)
	}
	for _, err := range npy.Chunks[T](bytes.NewReader(whole), 0, hook) {
		if err != nil {
			t.Errorf("%s: Chunks: %v", what, err)
		}
	}
	if _, err := npy.ReadRows[T](openBytes(t, whole, hook), 0, a.Shape[0]); err != nil {
		t.Errorf("%s: ReadRows: %v", what, err)
	}
}
