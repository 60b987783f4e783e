package npy_test

import (
	"bytes"
	"path/filepath"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestComingFrom runs the right column of docs/coming-from.md.
func TestComingFrom(t *testing.T) {
	v := []float64{1, 2, 3, 4, 5, 6}
	var w bytes.Buffer
	if err := npy.Write(&w, npy.Array[float64]{Data: v}); err != nil {
		t.Fatal(err)
	}
	h, err := header.Read(bytes.NewReader(w.Bytes()))
	if err != nil || h.Shape[0] != 6 || h.DType.String() != "<f8" || h.DType.Kind() != header.Float || h.DType.ItemSize() != 8 {
		t.Errorf("header %v, %v", h, err)
	}
	r := &w
	a, err := npy.Read[float64](r)
	if err != nil || !slices.Equal(a.Data, v) || a.FortranOrder {
		t.Errorf("%v, %v", a, err)
	}
	name := filepath.Join(t.TempDir(), "a.npy")
	err = npy.WriteFile(name, npy.Array[float64]{Data: v, Shape: []int{2, 3}})
	if err != nil {
		t.Fatal(err)
	}
	a, err = npy.ReadFile[float64](name)
	if err != nil {
		t.Fatal(err)
	}
	a = a.RowMajor()
	if a.Shape[0] != 2 || a.Shape[1] != 3 || !slices.Equal(a.Data, v) {
		t.Errorf("%v", a)
	}
	type i = int
	if err := npy.Write(&w, npy.Array[i]{Data: []i{1, 2}}); err != nil {
		t.Fatal(err)
	}
	if b, err := npy.Read[int](&w); err != nil || !slices.Equal(b.Data, []int{1, 2}) {
		t.Errorf("%v, %v", b, err)
	}
}
