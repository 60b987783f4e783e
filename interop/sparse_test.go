package interop_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/npygo/npygo/interop/oracle"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// TestSparse: SciPy makes matrices of all formats and dtypes, which we read; and what we write of them,
// as they are and as CSR, SciPy reads, and would write with the very same members.
func TestSparse(t *testing.T) {
	o := ask(t)
	r := random(t, 7)
	checkSparse(t, o, r, func() bool { return true })
	checkSparse(t, o, r, func() int8 { return int8(r.Uint32()) })
	checkSparse(t, o, r, func() uint16 { return uint16(r.Uint32()) })
	checkSparse(t, o, r, func() int32 { return int32(r.Uint32()) })
	checkSparse(t, o, r, r.Uint64)
	checkSparse(t, o, r, r.Float32)
	checkSparse(t, o, r, r.NormFloat64)
	checkSparse(t, o, r, func() complex64 { return complex(r.Float32(), r.Float32()) })
	checkSparse(t, o, r, func() complex128 { return complex(r.NormFloat64(), r.NormFloat64()) })
	tell(t, "matrices of 9 dtypes in %d formats, as %d kinds of class", len(sparseFormats), len(sparseKinds))
}

var (
	sparseFormats = []string{"csr", "csc", "coo", "bsr", "dia"}
	sparseKinds   = []string{"array", "matrix"}
)

func checkSparse[T sparse.Number](t *testing.T, o *oracle.Oracle, r *rand.Rand, element func() T) {
	for _, form := range sparseFormats {
		for _, kind := range sparseKinds {
			dense := npy.Array[T]{Shape: []int{1 + r.IntN(30), 1 + r.IntN(30)}}
			dense.Data = make([]T, dense.Shape[0]*dense.Shape[1])
			for range r.IntN(len(dense.Data) + 1) {
				dense.Data[r.IntN(len(dense.Data))] = element()
			}
			archive, err := o.MakeSparse(form, kind, r.IntN(2) == 0, marshal(t, dense))
			if err != nil {
				t.Fatal(err)
			}
			m := readSparse[T](t, archive)
			if info := m.Info(); info.Format != form || info.IsArray != (kind == "array") {
				t.Errorf("%s %s: we read a %+v", form, kind, info)
			}
			checkDense(t, form, m, dense)
			checkSciPy(t, o, form+"_"+kind, m, dense)
			csr, err := m.CSR(1 << 20)
			if err != nil {
				t.Fatal(err)
			}
			checkSciPy(t, o, "csr_"+kind, csr, dense)
		}
	}
}

func marshal(t *testing.T, a npy.AnyArray) []byte {
	t.Helper()
	b, err := a.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func readSparse[T sparse.Number](t *testing.T, archive []byte) sparse.Matrix[T] {
	t.Helper()
	z, err := npz.OpenBytes(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	m, err := sparse.Read[sparse.Matrix[T]](z)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func checkDense[T sparse.Number](t *testing.T, what string, m sparse.Matrix[T], want npy.Array[T]) {
	t.Helper()
	got, err := m.Dense(1 << 20)
	if err != nil || !bytes.Equal(marshal(t, got), marshal(t, want)) {
		t.Fatalf("%s %T: we make of it %v, want %v: %v", what, want.Data, got, want, err)
	}
}

// checkSciPy writes the matrix, and lets SciPy read it and write it again.
func checkSciPy[T sparse.Number](t *testing.T, o *oracle.Oracle, class string, m sparse.Matrix[T], want npy.Array[T]) {
	t.Helper()
	var b bytes.Buffer
	w := npz.NewWriter(&b)
	if err := sparse.Write(w, m); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got, dense, again, err := o.LoadSparse(b.Bytes())
	if err != nil {
		t.Fatalf("%s %T: %v", class, want.Data, err)
	}
	if got != class || !bytes.Equal(dense, marshal(t, want)) {
		t.Errorf("%s %T: SciPy reads a %s of other elements than ours", class, want.Data, got)
	}
	if ours, theirs := membersOf(t, b.Bytes()), membersOf(t, again); ours != theirs {
		t.Errorf("%s %T: we write the members\n%s\nand SciPy\n%s", class, want.Data, ours, theirs)
	}
}

// membersOf tells all that an archive holds.
func membersOf(t *testing.T, archive []byte) (text string) {
	t.Helper()
	z, err := npz.OpenBytes(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, m := range z.Members() {
		b, err := z.Bytes(m.Name)
		if err != nil {
			t.Fatal(err)
		}
		text += fmt.Sprintf("%s: %q\n", m.FullName, b)
	}
	return text
}
