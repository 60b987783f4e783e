package sparse_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

const folder = "../../testdata/npz"

// golden is a file of testdata/npz/sparse with what SciPy makes of it.
type golden struct {
	Path, Kind, Note string
	Members          []struct {
		Name  string
		Array struct{ Type string }
	}
	Sparse struct {
		Format  string
		IsArray bool `json:"is_array"`
		Shape   []int64
		Stored  int
		Dense   string `json:"dense_sha256"`
	}
}

// wide reports whether the shape needs more than 32 bits.
func (g golden) wide() bool {
	return slices.ContainsFunc(g.Sparse.Shape, func(n int64) bool { return n > math.MaxInt32 })
}

// elements is the type of the member data.
func (g golden) elements() string {
	for _, m := range g.Members {
		if m.Name == "data.npy" {
			return m.Array.Type
		}
	}
	return ""
}

// saved reports whether SciPy of today would write the file so: then its name
// begins with the format. But Fortran order is undone in reading.
func (g golden) saved() bool {
	name := strings.TrimSuffix(filepath.Base(g.Path), ".npz")
	format, rest, _ := strings.Cut(name, "-")
	return format == g.Sparse.Format && rest != "fortran"
}

func goldens(t testing.TB) []golden {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(folder, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ Files []golden }
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	list := slices.DeleteFunc(m.Files, func(g golden) bool { return g.Kind != "sparse" })
	if len(list) < 150 {
		t.Fatalf("only %d golden files", len(list))
	}
	return list
}

// TestGoldens reads all that SciPy wrote, compares it with what SciPy makes of
// it, and writes it again: the members are SciPy's, byte for byte.
func TestGoldens(t *testing.T) {
	byType := map[string]func(*testing.T, golden, *npz.Reader){
		"bool": check[bool], "int8": check[int8], "int16": check[int16], "int32": check[int32], "int64": check[int64],
		"uint8": check[uint8], "uint16": check[uint16], "uint32": check[uint32], "uint64": check[uint64],
		"float32": check[float32], "float64": check[float64], "complex64": check[complex64], "complex128": check[complex128],
	}
	for _, g := range goldens(t) {
		t.Run(g.Path, func(t *testing.T) {
			r, err := npz.Open(filepath.Join(folder, g.Path))
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if g.wide() && strconv.IntSize == 32 {
				if _, err := sparse.Peek(r); !errors.Is(err, header.ErrLimit) {
					t.Errorf("shape %v on a 32-bit machine: %v", g.Sparse.Shape, err)
				}
				return
			}
			if g.elements() == "longdouble" { // TestElements reads them
				return
			}
			byType[g.elements()](t, g, r)
		})
	}
}

func check[T sparse.Number](t *testing.T, g golden, r *npz.Reader) {
	m, err := sparse.Read[sparse.Matrix[T]](r)
	if err != nil {
		t.Fatal(err)
	}
	in := m.Info()
	if in.Format != g.Sparse.Format || in.IsArray != g.Sparse.IsArray || in.Stored != g.Sparse.Stored || !slices.Equal(long(in.Shape), g.Sparse.Shape) {
		t.Errorf("Info %+v, SciPy has %+v", in, g.Sparse)
	}
	peek, err := sparse.Peek(r)
	if g.Path == "sparse/spare.npz" {
		peek.Stored = in.Stored // which Peek cannot know
	}
	if err != nil || peek.Format != in.Format || peek.IsArray != in.IsArray || peek.Stored != in.Stored || !slices.Equal(peek.Shape, in.Shape) || peek.DType.Kind() != in.DType.Kind() {
		t.Errorf("Peek: %+v, Read has %+v, %v", peek, in, err)
	}
	if g.Sparse.Dense != "" {
		if d, err := m.Dense(1 << 20); err != nil || sum(t, d) != g.Sparse.Dense {
			t.Errorf("Dense: not what toarray() gives, or %v", err)
		}
	}
	if len(in.Shape) <= 2 && g.Sparse.Dense != "" {
		checkCSR(t, g, m)
	}
	if g.saved() {
		var file bytes.Buffer
		w := npz.NewWriter(&file)
		if err := errors.Join(sparse.Write(w, m), w.Close()); err != nil {
			t.Fatal(err)
		}
		sameMembers(t, file.Bytes(), r)
	}
}

// checkCSR checks that the matrix row by row is the same matrix, in canonical form.
func checkCSR[T sparse.Number](t *testing.T, g golden, m sparse.Matrix[T]) {
	t.Helper()
	c, err := m.CSR(1 << 20)
	if err == nil {
		err = c.Validate()
	}
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Rows() {
		columns, _ := c.Row(i)
		for k := 1; k < len(columns); k++ {
			if columns[k] <= columns[k-1] {
				t.Errorf("row %d has columns %v", i, columns)
			}
		}
	}
	if d, err := c.Dense(1 << 20); err != nil || sum(t, d) != g.Sparse.Dense {
		t.Errorf("CSR has other elements, or %v", err)
	}
}

// sameMembers compares an archive with what a reader has.
func sameMembers(t *testing.T, file []byte, want *npz.Reader) {
	t.Helper()
	got, err := npz.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Names(), want.Names()) {
		t.Fatalf("members %q, SciPy writes %q", got.Names(), want.Names())
	}
	for _, name := range want.Names() {
		a, err1 := got.Bytes(name)
		b, err2 := want.Bytes(name)
		if err1 != nil || err2 != nil || !bytes.Equal(a, b) {
			t.Errorf("member %s\n%.200q, SciPy writes\n%.200q; %v %v", name, a, b, err1, err2)
		}
	}
}

// sum is that of the elements in C order, little-endian.
func sum[T sparse.Number](t *testing.T, a npy.Array[T]) string {
	t.Helper()
	file, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	_, n, err := header.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.Sum256(file[n:])
	return hex.EncodeToString(h[:])
}

// sameArray compares a matrix with an array that NumPy wrote.
func sameArray(t *testing.T, m sparse.Matrix[float64], name string) {
	t.Helper()
	want, err := npy.ReadFile[float64](name)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Dense(1 << 24)
	if err != nil || !got.Equal(want) {
		t.Errorf("%s: %+v has other elements than SciPy, or %v", name, m, err)
	}
}

func long(shape []int) []int64 {
	out := make([]int64, len(shape))
	for i, n := range shape {
		out[i] = int64(n)
	}
	return out
}
