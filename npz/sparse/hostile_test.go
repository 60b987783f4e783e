package sparse_test

import (
	"bytes"
	"errors"
	"maps"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// archive is an archive of those members, in no particular order.
func archive(t testing.TB, members map[string]npy.AnyArray) *npz.Reader {
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
	r, err := npz.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func list[T any](data ...T) npy.Array[T] { return npy.Array[T]{Data: append([]T{}, data...)} }

func scalar[T any](v T) npy.Array[T] { return npy.Array[T]{Data: []T{v}, Shape: []int{}} }

func word(s string) npy.AnyArray {
	return npy.Raw{DType: header.MakeDType(header.Bytes, len(s), header.NoOrder), Shape: []int{}, Data: []byte(s)}
}

func array(shape ...int) npy.Array[float64] {
	n := 1
	for _, dim := range shape {
		n *= dim
	}
	return npy.Array[float64]{Data: make([]float64, n), Shape: shape}
}

// valid are small files that are right, one for each format.
func valid() map[string]map[string]npy.AnyArray {
	shape := list[int64](2, 4)
	return map[string]map[string]npy.AnyArray{
		"csr": {"format": word("csr"), "shape": shape, "indptr": list[int32](0, 1, 3), "indices": list[int32](3, 0, 1), "data": list(1.0, 2, 3)},
		"csc": {"format": word("csc"), "shape": shape, "indptr": list[int32](0, 1, 1, 1, 3), "indices": list[int32](1, 0, 1), "data": list(1.0, 2, 3)},
		"coo": {"format": word("coo"), "shape": shape, "row": list[int32](0, 1, 1), "col": list[int32](3, 0, 1), "data": list(1.0, 2, 3)},
		"bsr": {"format": word("bsr"), "shape": shape, "indptr": list[int32](0, 2), "indices": list[int32](1, 0), "data": array(2, 2, 2)},
		"dia": {"format": word("dia"), "shape": shape, "offsets": list[int32](-1, 2), "data": array(2, 4)},
	}
}

// TestHostile reads files whose arrays do not fit together, each of them one
// change away from a file that is right.
func TestHostile(t *testing.T) {
	type change struct {
		format, member string
		to             npy.AnyArray // nil: the member is left out
		kind           error
		says           string
	}
	cube := npy.Array[int32]{Data: make([]int32, 8), Shape: []int{2, 2, 2}}
	for _, c := range []change{
		{"csr", "format", nil, sparse.ErrFormat, "scipy.sparse.save_npz"},
		{"csr", "format", word("lil"), sparse.ErrFormat, "lil"},
		{"csr", "format", word("CSR"), sparse.ErrFormat, "CSR"},
		{"csr", "format", word(""), sparse.ErrFormat, `""`},
		{"csr", "format", list(1.0), sparse.ErrFormat, "<f8"},
		{"csr", "format", word(strings.Repeat("csr", 1000)), sparse.ErrFormat, "|S3000"},
		{"csr", "format", list("csr", "csr"), sparse.ErrFormat, "[2]"},
		{"csr", "shape", nil, npz.ErrNotFound, "shape"},
		{"csr", "shape", list[int64](2, -4), sparse.ErrMatrix, "negative"},
		{"csr", "shape", list[uint64](2, 1<<63), nil, ""}, // as int has 32 or 64 bits, an error of one kind or another
		{"csr", "shape", list(2.0, 4), sparse.ErrMatrix, "<f8"},
		{"csr", "shape", scalar[int64](2), sparse.ErrMatrix, "list of integers"},
		{"csr", "shape", list[int64](), sparse.ErrMatrix, "0 axes"},
		{"csr", "shape", list[int64](2, 2, 2), sparse.ErrMatrix, "3 axes"},
		{"csr", "shape", list(make([]int64, 65)...), sparse.ErrMatrix, "[65]"},
		{"csr", "shape", list[int64](3, 4), sparse.ErrMatrix, "asks for 3"},
		{"csr", "shape", list[int64](2, 3), sparse.ErrMatrix, "index 3 at position 0"},
		{"csr", "shape", list[int64](2, 0), sparse.ErrMatrix, "index 3"},
		{"csr", "shape", list[int32](math.MaxInt32, 4), sparse.ErrMatrix, "indptr"},
		{"csr", "indptr", nil, npz.ErrNotFound, "indptr"},
		{"csr", "indptr", list[int32](), sparse.ErrMatrix, "0 numbers"},
		{"csr", "indptr", list[int32](0, 3), sparse.ErrMatrix, "2 numbers"},
		{"csr", "indptr", list[int32](0, 1, 2, 3), sparse.ErrMatrix, "4 numbers"},
		{"csr", "indptr", list[int32](1, 1, 3), sparse.ErrMatrix, "from 1"},
		{"csr", "indptr", list[int32](0, 1, 4), sparse.ErrMatrix, "to 4"},
		{"csr", "indptr", list[int32](0, 1, -1), sparse.ErrMatrix, "to -1"},
		{"csr", "indptr", list[int32](0, 5, 3), sparse.ErrMatrix, "falls from 5 to 3"},
		{"csr", "indptr", list[int32](0, -5, 3), sparse.ErrMatrix, "falls from 0 to -5"},
		{"csr", "indptr", list[int64](0, math.MinInt64, 3), nil, ""},
		{"csr", "indptr", list(0.0, 1, 3), sparse.ErrMatrix, "want integers"},
		{"csr", "indptr", list(false, true, true), sparse.ErrMatrix, "want integers"},
		{"csr", "indptr", cube, sparse.ErrMatrix, "[2 2 2]"},
		{"csr", "indices", list[int32](3, 0), sparse.ErrMatrix, "2 of them, but 3"},
		{"csr", "indices", list[int32](3, 0, 4), sparse.ErrMatrix, "index 4 at position 2"},
		{"csr", "indices", list[int32](3, -1, 1), sparse.ErrMatrix, "index -1 at position 1"},
		{"csr", "indices", list[uint64](3, 1<<63, 1), nil, ""},
		{"csr", "indices", list[int64](3, 1<<32, 1), nil, ""},
		{"csr", "indices", cube, sparse.ErrMatrix, "[2 2 2]"},
		{"csr", "data", nil, npz.ErrNotFound, "data"},
		{"csr", "data", list(1.0, 2), sparse.ErrMatrix, "3 of them, but 2"},
		{"csr", "data", array(3, 1), sparse.ErrMatrix, "[3 1]"},
		{"csr", "data", list[float32](1, 2, 3), header.ErrDType, "float32"},
		{"csr", "_is_array", list(true, true), sparse.ErrMatrix, "one bool"},

		{"csc", "shape", list[int64](2, 5), sparse.ErrMatrix, "asks for 5"},
		{"csc", "shape", list[int64](8), sparse.ErrMatrix, "1 axes"},
		{"csc", "indices", list[int32](1, 0, 2), sparse.ErrMatrix, "index 2 at position 2"},

		{"coo", "row", nil, npz.ErrNotFound, "row"},
		{"coo", "row", list[int32](0, 1), sparse.ErrMatrix, "row: bad sparse matrix: 2 of them"},
		{"coo", "row", list[int32](0, 1, 2), sparse.ErrMatrix, "row: bad sparse matrix: index 2"},
		{"coo", "col", list[int32](3, 0, -4), sparse.ErrMatrix, "col: bad sparse matrix: index -4"},
		{"coo", "coords", npy.Array[int32]{Data: make([]int32, 9), Shape: []int{3, 3}}, sparse.ErrMatrix, "[3 3]"},
		{"coo", "coords", npy.Array[int32]{Shape: []int{0, 3}}, sparse.ErrMatrix, "[0 3]"},
		{"coo", "shape", list[int64](4), npz.ErrNotFound, "coords"},
		{"coo", "shape", list[int64](2, 0), sparse.ErrMatrix, "index 3"},

		{"bsr", "data", array(2, 2, 3), sparse.ErrMatrix, "do not divide"},
		{"bsr", "data", array(2, 0, 2), sparse.ErrMatrix, "do not divide"},
		{"bsr", "data", array(0, 1<<20, 1<<10), sparse.ErrMatrix, "do not divide"},
		{"bsr", "data", array(8), sparse.ErrMatrix, "want 3 axes"},
		{"bsr", "data", array(3, 2, 2), sparse.ErrMatrix, "2 of them, but 3"},
		{"bsr", "data", array(2, 1, 2), sparse.ErrMatrix, "asks for 2"},
		{"bsr", "indices", list[int32](1, 2), sparse.ErrMatrix, "index 2"},
		{"bsr", "indptr", list[int32](0, 3), sparse.ErrMatrix, "to 3"},
		{"bsr", "shape", list[int64](4), sparse.ErrMatrix, "1 axes"},

		{"dia", "offsets", list[int32](1), sparse.ErrMatrix, "1 of them, but 2"},
		{"dia", "offsets", list[int32](1, 1), sparse.ErrMatrix, "diagonal 1 is there twice"},
		{"dia", "data", array(8), sparse.ErrMatrix, "want 2 axes"},
		{"dia", "shape", list[int64](2, 4, 1), sparse.ErrMatrix, "3 axes"},
	} {
		members := valid()[c.format]
		delete(members, c.member)
		if c.to != nil {
			members[c.member] = c.to
		}
		m, err := sparse.Read[sparse.Matrix[float64]](archive(t, members))
		if err == nil || m != nil || c.kind != nil && (!errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s with another %s: %v, %v; want an error that says %q", c.format, c.member, m, err, c.says)
		}
	}
	for format, members := range valid() {
		if _, err := sparse.Read[sparse.Matrix[float64]](archive(t, members)); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}

// TestValidate calls it, and Write, on matrices that no file gave.
func TestValidate(t *testing.T) {
	for name, m := range map[string]sparse.Matrix[float64]{
		"zero CSR":          sparse.CSR[float64]{},
		"zero CSC":          sparse.CSC[float64]{},
		"zero COO":          sparse.COO[float64]{},
		"zero BSR":          sparse.BSR[float64]{},
		"zero DIA":          sparse.DIA[float64]{},
		"CSR without lines": sparse.CSR[float64]{Shape: []int{0, 3}},
		"CSR of all rows":   sparse.CSR[float64]{Shape: []int{math.MaxInt, 3}},
		"COO without lists": sparse.COO[float64]{Shape: []int{2, 3}},
		"COO of one list":   sparse.COO[float64]{Shape: []int{2, 3}, Coords: [][]int{{}}},
		"BSR of two axes":   sparse.BSR[float64]{Shape: []int{2, 2}, Data: array(2, 2)},
		"BSR, short data":   sparse.BSR[float64]{Shape: []int{2, 2}, IndPtr: []int{0, 1}, Indices: []int{0}, Data: npy.Array[float64]{Data: make([]float64, 3), Shape: []int{1, 2, 2}}},
		"DIA, short data":   sparse.DIA[float64]{Shape: []int{2, 2}, Offsets: []int{0}, Data: npy.Array[float64]{Data: make([]float64, 3), Shape: []int{1, 4}}},
	} {
		if err := m.Validate(); !errors.Is(err, sparse.ErrMatrix) {
			t.Errorf("%s: %v", name, err)
		}
		var file bytes.Buffer
		w := npz.NewWriter(&file)
		if err := sparse.Write(w, m); !errors.Is(err, sparse.ErrMatrix) || file.Len() > 0 {
			t.Errorf("%s: Write: %v, after %d bytes", name, err, file.Len())
		}
	}
	if err := sparse.Write[float64](npz.NewWriter(new(bytes.Buffer)), nil); !errors.Is(err, sparse.ErrMatrix) {
		t.Errorf("nil: %v", err)
	}
}

// TestShapes that are huge cost nothing until somebody asks for memory, and then
// he has to say how much.
func TestShapes(t *testing.T) {
	huge := math.MaxInt / 2
	coo := sparse.COO[float64]{Shape: []int{huge, huge}, Coords: [][]int{{0, huge - 1}, {huge - 1, 0}}, Data: []float64{1, 2}}
	wide := sparse.CSR[float64]{Shape: []int{1, huge}, IndPtr: []int{0, 2}, Indices: []int{huge - 1, 0}, Data: []float64{1, 2}}
	for name, m := range map[string]sparse.Matrix[float64]{
		"coo":  coo,
		"cube": sparse.COO[float64]{Shape: []int{huge, huge, huge}, Coords: [][]int{{}, {}, {}}},
		"csc":  sparse.CSC[float64]{Shape: []int{huge, 1}, IndPtr: []int{0, 1}, Indices: []int{huge - 1}, Data: []float64{1}},
		"bsr":  sparse.BSR[float64]{Shape: []int{huge - huge%2, 2}, IndPtr: []int{0, 0}, Data: array(0, huge-huge%2, 1)},
		"dia": sparse.DIA[float64]{Shape: []int{huge, huge}, Offsets: []int{0, huge, -huge, math.MaxInt, math.MinInt, huge - 1},
			Data: npy.Array[float64]{Data: make([]float64, 12), Shape: []int{6, 2}}},
		"all": sparse.COO[float64]{Shape: []int{math.MaxInt, 1}, Coords: [][]int{{math.MaxInt - 1}, {0}}, Data: []float64{1}},
	} {
		if err := m.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err1 := m.Dense(1 << 20)
		_, err2 := m.CSR(1 << 20)
		runtime.ReadMemStats(&after)
		if !errors.Is(err1, header.ErrLimit) || !errors.Is(err2, header.ErrLimit) && !errors.Is(err2, sparse.ErrFormat) {
			t.Errorf("%s: %v; %v", name, err1, err2)
		}
		if n := after.TotalAlloc - before.TotalAlloc; n > 64<<10 {
			t.Errorf("%s: %d bytes allocated", name, n)
		}
	}
	if c, err := wide.CSR(1 << 10); err != nil || c.At(0, huge-1) != 1 || c.Indices[0] != 0 {
		t.Errorf("a row of %d columns as CSR: %v, %v", huge, c, err)
	}
}

// TestBudget asks for exactly the memory that is needed, and for one byte less.
func TestBudget(t *testing.T) {
	m := cooOf([]triplet{{0, 3, 1}, {1, 0, 2}, {1, 0, 3}, {1, 2, 4}}, 2, 4)
	dense, word := int64(2*4*8), int64(strconv.IntSize/8)
	csr := 3*word + 4*(word+8) // before elements of one place are added
	for _, c := range []struct {
		name string
		max  int64
		call func(int64) error
	}{
		{"Dense", dense, func(n int64) error { _, err := m.Dense(n); return err }},
		{"CSR", csr, func(n int64) error { _, err := m.CSR(n); return err }},
		{"CSR", csr, func(n int64) error { _, err := cscOf(nil, 2, 4).CSR(n - csr + 3*word); return err }},
	} {
		if err := c.call(c.max); err != nil {
			t.Errorf("%s with %d bytes: %v", c.name, c.max, err)
		}
		for _, n := range []int64{c.max - 1, 0, -1, math.MinInt64 + c.max} {
			if err := c.call(n); !errors.Is(err, header.ErrLimit) {
				t.Errorf("%s with %d bytes: %v", c.name, n, err)
			}
		}
	}
}

// TestRange: indices out of range panic, as with slices.
func TestRange(t *testing.T) {
	csr := csrOf([]triplet{{0, 3, 1}}, 2, 4)
	csc := cscOf([]triplet{{0, 3, 1}}, 2, 4)
	for _, at := range [][2]int{{-1, 0}, {2, 0}, {0, -1}, {0, 4}} {
		for name, f := range map[string]func(int, int) float64{"CSR": csr.At, "CSC": csc.At} {
			func() {
				defer func() { _ = recover() }()
				t.Errorf("%s: At(%d, %d) is %v", name, at[0], at[1], f(at[0], at[1]))
			}()
		}
	}
}
