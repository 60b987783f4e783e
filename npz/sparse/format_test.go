package sparse_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// TestFormats reads each format as each: only one is right, and the error says which.
func TestFormats(t *testing.T) {
	reads := map[string]func(string) error{
		"csr": readAs[sparse.CSR[float64]],
		"csc": readAs[sparse.CSC[float64]],
		"coo": readAs[sparse.COO[float64]],
		"bsr": readAs[sparse.BSR[float64]],
		"dia": readAs[sparse.DIA[float64]],
	}
	for have := range reads {
		name := filepath.Join(folder, "sparse", have+"-array-i4.npz")
		for want, read := range reads {
			err := read(name)
			if want == have && err != nil {
				t.Errorf("%s: %v", have, err)
			}
			if want != have && (!errors.Is(err, sparse.ErrFormat) || !strings.Contains(err.Error(), name) ||
				!strings.Contains(err.Error(), "holds "+have) || !strings.Contains(err.Error(), "sparse."+strings.ToUpper(have))) {
				t.Errorf("%s as %s: %v", have, want, err)
			}
		}
		if err := readAs[sparse.Matrix[float64]](name); err != nil {
			t.Errorf("%s as Matrix: %v", have, err)
		}
		if err := readAs[*sparse.CSR[float64]](name); !errors.Is(err, sparse.ErrFormat) {
			t.Errorf("%s as a pointer: %v", have, err)
		}
	}
}

func readAs[M sparse.Matrix[float64]](name string) error {
	_, err := sparse.ReadFile[M](name)
	return err
}

// TestNoMatrix opens what is no sparse matrix.
func TestNoMatrix(t *testing.T) {
	name := filepath.Join(folder, "good", "savez-keywords.npz")
	if err := readAs[sparse.CSR[float64]](name); !errors.Is(err, sparse.ErrFormat) || !strings.Contains(err.Error(), name) {
		t.Errorf("an archive of other arrays: %v", err)
	}
	if err := readAs[sparse.CSR[float64]](filepath.Join(t.TempDir(), "none.npz")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := readAs[sparse.CSR[float64]](filepath.Join(folder, "bad", "zip-cut-directory.npz")); !errors.Is(err, npz.ErrArchive) {
		t.Errorf("no archive: %v", err)
	}
	r, err := npz.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if in, err := sparse.Peek(r); !errors.Is(err, sparse.ErrFormat) || in.Format != "" {
		t.Errorf("Peek: %v, %v", in, err)
	}
}

// TestElements reads elements of one type as another, or as long doubles.
func TestElements(t *testing.T) {
	name := filepath.Join(folder, "sparse", "csr-float32.npz")
	if _, err := sparse.ReadFile[sparse.CSR[float64]](name); !errors.Is(err, header.ErrDType) || !strings.Contains(err.Error(), "data") {
		t.Errorf("float32 as float64: %v", err)
	}
	want, err := sparse.ReadFile[sparse.CSR[float32]](name)
	if err != nil {
		t.Fatal(err)
	}
	got, err := sparse.ReadFile[sparse.CSR[float64]](name, npz.Arrays(npy.Cast(npy.Safe)))
	if err != nil || len(got.Data) == 0 {
		t.Fatal(err)
	}
	for k, v := range want.Data {
		if got.Data[k] != float64(v) {
			t.Errorf("element %d is %v, want %v", k, got.Data[k], v)
		}
	}
	long, err := sparse.ReadFile[sparse.CSR[float64]](filepath.Join(folder, "sparse", "csr-longdouble.npz"), npz.Arrays(npy.Cast(npy.Unsafe)))
	if err != nil || !slices.Equal(long.Data, []float64{0.5, -2, 3.25}) {
		t.Errorf("long doubles: %v, %v", long.Data, err)
	}
}

// TestWriteFile writes a file, compressed and stored, and reads it again.
func TestWriteFile(t *testing.T) {
	m := sparse.COO[int32]{Shape: []int{1000, 1000}, Coords: [][]int{make([]int, 500), make([]int, 500)}, Data: make([]int32, 500), IsArray: true}
	name := filepath.Join(t.TempDir(), "m.npz")
	if err := sparse.WriteFile(name, m, npz.Fsync()); err != nil {
		t.Fatal(err)
	}
	r, err := npz.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, member := range r.Members() {
		if !member.Compressed {
			t.Errorf("%s is not compressed", member.Name)
		}
	}
	got, err := sparse.Read[sparse.COO[int32]](r)
	if err != nil || got.Wide || !got.IsArray || !slices.Equal(got.Coords[1], m.Coords[1]) || !slices.Equal(got.Data, m.Data) {
		t.Errorf("%v, %v", got, err)
	}
	if h, err := r.Header("row"); err != nil || h.DType.String() != "<i4" {
		t.Errorf("row is %v, %v", h, err)
	}
	if err := sparse.WriteFile(name, sparse.COO[int32]{}); err == nil {
		t.Error("a matrix that is not valid was written")
	}
	if _, err := sparse.ReadFile[sparse.COO[int32]](name); err != nil {
		t.Errorf("the file before it is gone: %v", err)
	}
}

// TestWidth: indices are int32 as long as that can count along the axes.
func TestWidth(t *testing.T) {
	for name, c := range map[string]struct {
		m    sparse.Matrix[int8]
		want string
	}{
		"indices": {sparse.CSR[int8]{Shape: []int{0, 1<<31 - 1}, IndPtr: []int{0}}, "<i4"},
		"indptr":  {sparse.CSC[int8]{Shape: []int{0, 1}, IndPtr: []int{0, 0}, Wide: true}, "<i8"},
		"coords":  {sparse.COO[int8]{Shape: []int{5}, Coords: [][]int{{}}, Wide: true}, "<i8"},
		"row":     {sparse.COO[int8]{Shape: []int{1, 1}, Coords: [][]int{{}, {}}, Wide: true}, "<i8"},
		"col":     {sparse.COO[int8]{Shape: []int{1<<31 - 1, 1<<31 - 1}, Coords: [][]int{{}, {}}}, "<i4"},
		"offsets": {sparse.DIA[int8]{Shape: []int{5, 5}, Data: npy.Array[int8]{Shape: []int{0, 5}}}, "<i4"},
	} {
		r := written(t, c.m)
		if h, err := r.Header(name); err != nil || h.DType.String() != c.want {
			t.Errorf("%s of %+v is %v, want %s; %v", name, c.m, h.DType, c.want, err)
		}
	}
}
