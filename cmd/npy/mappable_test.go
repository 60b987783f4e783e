package main

import (
	ziplib "archive/zip"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

type (
	alignedRecord struct {
		A int8
		_ [7]byte
		B float64
		C [2]int16
		D [4]byte
	}
	shortRecord struct { // the next one would be at an odd address
		A float32
		B int8
	}
)

// TestMappable compares with what npz.View does, where this build has it.
func TestMappable(t *testing.T) {
	for _, c := range []struct {
		dtype string
		size  int
		view  func(r *npz.Reader, name string) error
		want  bool // at an address for everything
		align int
	}{
		{"'|b1'", 1, canView[bool], true, 1},
		{"'<u1'", 1, canView[uint8], true, 1},
		{"'<i2'", 2, canView[int16], maps, 2},
		{"'<f2'", 2, canView[npy.Float16], maps, 2},
		{"'>i2'", 2, canView[int16], !maps, 2},
		{"'<f4'", 4, canView[float32], maps, 4},
		{"'<f8'", 8, canView[float64], maps, 8},
		{"'<c8'", 8, canView[complex64], maps, 4},
		{"'<c16'", 16, canView[complex128], maps, 8},
		{"'<M8[s]'", 8, canView[npy.Datetime64], maps, 8},
		{"'<f16'", 16, nil, false, 16},
		{"'<U2'", 8, canView[string], false, 4},
		{"'|S8'", 8, canView[string], false, 1},
		{"'|V8'", 8, canView[[]byte], false, 1},
		{"[('A', '|i1'), ('', '|V7'), ('B', '<f8'), ('C', '<i2', (2,)), ('D', '|S4')]", 24, canView[alignedRecord], maps, 8},
		{"[('A', '|i1'), ('', '|V7'), ('B', '>f8'), ('C', '>i2', (2,)), ('D', '|S4')]", 24, canView[alignedRecord], !maps, 8},
		{"[('A', '|i1'), ('B', '<f8'), ('C', '<i2', (2,)), ('D', '|S4')]", 17, canView[alignedRecord], false, 8},
		{"[('A', '<f4'), ('B', '|i1')]", 5, canView[shortRecord], false, 4},
		{"[('A', '|i1'), ('B', '<U2')]", 9, nil, false, 4},
	} {
		for shift := range 17 {
			name := saveZipAs(t, ziplib.Store, content{"before", strings.Repeat("-", shift)}, content{"x.npy", npyOf(c.dtype, 3*c.size)})
			a, offset, got := mapped(t, name)
			if want := c.want && offset%c.align == 0; got != want {
				t.Errorf("%s at %d: mappable %v, want %v", c.dtype, offset, got, want)
			}
			if c.view != nil && hasView {
				err := c.view(a.Reader, "x")
				if got && err != nil || !got && err == nil && strconv.IntSize == 64 { // Go's smaller machines ask for 4 where 8 is asked for here
					t.Errorf("%s at %d: mappable %v, and npz.View says %v", c.dtype, offset, got, err)
				}
			}
			a.Close()
		}
	}
}

func canView[T any](r *npz.Reader, name string) error {
	_, err := npz.View[T](r, name)
	return err
}

// hasView is false in a build without unsafe.
var hasView = func() bool {
	b, _ := npy.Array[int8]{Data: []int8{1}}.MarshalBinary()
	_, err := npy.View[int8](b)
	return err == nil
}()

// npyOf is a .npy file of three elements, all zero, that take so many bytes.
func npyOf(dtype string, size int) string {
	text := fmt.Sprintf("%-181s\n", "{'descr': "+dtype+", 'fortran_order': False, 'shape': (3,), }")
	return magic + "\x01\x00" + string([]byte{byte(len(text)), 0}) + text + strings.Repeat("\x00", size)
}

// mapped tells of the last member of an archive where its elements are, and
// whether they are mappable.
func mapped(t *testing.T, name string) (a *archive, offset int, mappable bool) {
	t.Helper()
	_, a, err := openArgument(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := a.members[len(a.members)-1]
	start, err := a.DataOffset(m.FullName)
	if err != nil {
		t.Fatal(err)
	}
	s, err := a.source(m)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	array, err := s.next(0)
	if err != nil {
		t.Fatal(err)
	}
	return a, int(start + array.offset), a.mappable(m)
}

// TestNotMappable: what is compressed, cut short or not in memory.
func TestNotMappable(t *testing.T) {
	whole := npyOf("'|u1'", 3)
	for what, c := range map[string]struct {
		method uint16
		bytes  string
		want   bool
	}{
		"stored":     {ziplib.Store, whole, true},
		"compressed": {ziplib.Deflate, whole, false},
		"empty":      {ziplib.Store, strings.Replace(npyOf("'|u1'", 0), "(3,)", "(0,)", 1), true},
		"cut short":  {ziplib.Store, whole[:len(whole)-1], false},
	} {
		name := saveZipAs(t, c.method, content{"x.npy", c.bytes})
		a, _, got := mapped(t, name)
		a.Close()
		if got != c.want {
			t.Errorf("%s: %v", what, got)
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		_, a, err = openArgument("-", f) // any part of it can be read, and none is in memory
		if err != nil {
			t.Fatal(err)
		}
		if a.mappable(a.members[0]) {
			t.Errorf("%s: mappable in a file that nobody maps", what)
		}
		a.Close()
		f.Close()
	}
}
