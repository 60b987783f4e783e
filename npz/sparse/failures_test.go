package sparse_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"math"
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

// packed is an archive of those members, as bytes.
func packed(t *testing.T, members map[string]npy.AnyArray) []byte {
	t.Helper()
	var file bytes.Buffer
	w := npz.NewWriter(&file)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if err := w.WriteAny(name, members[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestDamagedMembers: whichever member of a matrix is damaged, nothing of the matrix comes, and the error names the member.
func TestDamagedMembers(t *testing.T) {
	for format, members := range valid() {
		members["_is_array"] = scalar(true)
		good := packed(t, members)
		r, err := npz.OpenBytes(good)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range r.Members() {
			at, err := r.DataOffset(m.Name)
			if err != nil {
				t.Fatal(err)
			}
			b := bytes.Clone(good)
			b[at+m.Size-1] ^= 0x40
			damaged, err := npz.OpenBytes(b)
			if err != nil {
				t.Fatal(err)
			}
			got, err := sparse.Read[sparse.Matrix[float64]](damaged)
			if !errors.Is(err, npz.ErrArchive) || strings.Count(err.Error(), m.FullName) != 1 || got != nil {
				t.Errorf("%s, %s: %v, %v", format, m.Name, got, err)
			}
		}
	}
}

// room is a writer that takes so many bytes.
type room struct{ left int }

var errNoRoom = errors.New("no room")

func (r *room) Write(b []byte) (int, error) {
	n := min(len(b), r.left)
	if r.left -= n; n < len(b) {
		return n, errNoRoom
	}
	return n, nil
}

// TestWriterFails: wherever the writer fails, that is the error of Write or, in what was kept back, of Close.
func TestWriterFails(t *testing.T) {
	for format, members := range valid() {
		m, err := sparse.Read[sparse.Matrix[float64]](archive(t, members))
		if err != nil {
			t.Fatal(err)
		}
		whole := new(bytes.Buffer)
		w := npz.NewWriter(whole)
		if err := errors.Join(sparse.Write(w, m), w.Close()); err != nil {
			t.Fatal(err)
		}
		failed := 0
		for left := 0; left < whole.Len(); left += 20 {
			w := npz.NewWriter(&room{left})
			err := sparse.Write(w, m)
			if err != nil {
				failed++
			}
			if closing := w.Close(); closing != errNoRoom || err != nil && err != errNoRoom {
				t.Errorf("%s, room for %d bytes: %v; %v", format, left, err, closing)
			}
		}
		if failed < 20 {
			t.Errorf("%s: Write failed only %d times", format, failed)
		}
	}
}

// TestFilesThatFail: errors of files name them, and the member that is wrong.
func TestFilesThatFail(t *testing.T) {
	dir := t.TempDir()
	m := cooOf([]triplet{{0, 1, 2}}, 2, 2)
	if err := sparse.WriteFile(filepath.Join(dir, "none", "m.npz"), m); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("WriteFile: %v", err)
	}
	if _, err := sparse.ReadFile[sparse.COO[float64]](filepath.Join(dir, "m.npz")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("ReadFile: %v", err)
	}
	members := valid()["csr"]
	members["indptr"] = list[int32](0, 5, 3)
	name := filepath.Join(dir, "bad.npz")
	if err := os.WriteFile(name, packed(t, members), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := sparse.ReadFile[sparse.CSR[float64]](name)
	if !errors.Is(err, sparse.ErrMatrix) || !strings.HasPrefix(err.Error(), "npy: "+name+":indptr: ") || strings.Count(err.Error(), name) != 1 {
		t.Errorf("%v", err)
	}
	delete(members, "format")
	if err := os.WriteFile(name, packed(t, members), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sparse.ReadFile[sparse.CSR[float64]](name); !errors.Is(err, sparse.ErrFormat) || !strings.HasPrefix(err.Error(), "npy: "+name+": ") {
		t.Errorf("%v", err)
	}
}

// TestDiagonalsFarOutside: diagonals that do not meet the matrix have no elements, however far outside they are.
func TestDiagonalsFarOutside(t *testing.T) {
	offsets := []int{math.MinInt, math.MinInt + 1, -1 << 30, -4, -3, -2, 0, 1, 4, 5, 6, 1 << 30, math.MaxInt - 1, math.MaxInt}
	const rows, columns, width = 3, 5, 7
	m := sparse.DIA[float64]{Shape: []int{rows, columns}, Offsets: offsets, Data: npy.Array[float64]{Shape: []int{len(offsets), width}}}
	want := make([]float64, rows*columns)
	for k, offset := range offsets {
		for j := range width {
			v := float64(100*k + j + 1)
			m.Data.Data = append(m.Data.Data, v)
			if i := int64(j) - int64(offset); offset > math.MinInt+8 && j < columns && i >= 0 && i < rows {
				want[int(i)*columns+j] = v
			}
		}
	}
	dense, err := m.Dense(1 << 10)
	if err != nil || !slices.Equal(dense.Data, want) {
		t.Errorf("%v, want %v, %v", dense.Data, want, err)
	}
	csr, err := m.CSR(1 << 16)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := csr.Dense(1 << 10); err != nil || !slices.Equal(again.Data, want) {
		t.Errorf("by way of CSR: %v, want %v, %v", again.Data, want, err)
	}
	whole := new(bytes.Buffer)
	w := npz.NewWriter(whole)
	if err := errors.Join(sparse.Write(w, m), w.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := npz.OpenBytes(whole.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := sparse.Read[sparse.DIA[float64]](r); err != nil || !slices.Equal(again.Offsets, offsets) {
		t.Errorf("written and read again: %v, %v", again.Offsets, err)
	}
}

// TestListAsRows: a COO of one axis is one row.
func TestListAsRows(t *testing.T) {
	m := sparse.COO[float64]{Shape: []int{5}, Coords: [][]int{{4, 1, 4}}, Data: []float64{1, 2, 3}, IsArray: true}
	csr, err := m.CSR(1 << 10)
	if err != nil || csr.At(0, 4) != 4 || csr.At(0, 1) != 2 || len(csr.Data) != 2 {
		t.Errorf("%+v, %v", csr, err)
	}
}

// TestLongAxes: indices have eight bytes where four cannot count along an axis.
func TestLongAxes(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("no axis is as long here")
	}
	long := math.MaxInt32
	for n, descr := range map[int]string{long: "<i4", long + 1: "<i8"} {
		for name, m := range map[string]sparse.Matrix[float64]{
			"indices": sparse.CSR[float64]{Shape: []int{1, n}, IndPtr: []int{0, 1}, Indices: []int{n - 1}, Data: []float64{1}},
			"col":     sparse.COO[float64]{Shape: []int{1, n}, Coords: [][]int{{0}, {n - 1}}, Data: []float64{1}},
			"offsets": sparse.DIA[float64]{Shape: []int{1, n}, Offsets: []int{0}, Data: array(1, 1)},
			"indptr":  sparse.BSR[float64]{Shape: []int{1, n}, IndPtr: []int{0, 1}, Indices: []int{n - 1}, Data: array(1, 1, 1)},
		} {
			whole := new(bytes.Buffer)
			w := npz.NewWriter(whole)
			if err := errors.Join(sparse.Write(w, m), w.Close()); err != nil {
				t.Fatal(err)
			}
			r, err := npz.OpenBytes(whole.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			var h header.Header
			if h, err = r.Header(name); err != nil || h.DType.String() != descr {
				t.Errorf("%d columns: %s is of %s, want %s, %v", n, name, h.DType, descr, err)
			}
		}
	}
}
