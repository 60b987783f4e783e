package gonum_test

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/npygo/npygo/interop/friends/gonum"
	"github.com/npygo/npygo/interop/friends/internal/py"
	"github.com/npygo/npygo/npy"
	"gonum.org/v1/gonum/mat"
)

func counting(fortran bool, shape ...int) npy.Array[float64] {
	a := npy.Array[float64]{Shape: shape, FortranOrder: fortran, Data: make([]float64, shape[0]*shape[1])}
	for i := range a.Data {
		a.Data[i] = float64(i)
	}
	return a
}

func TestMatrixSharesMemory(t *testing.T) {
	for _, fortran := range []bool{false, true} {
		for _, shape := range [][]int{{3, 5}, {1, 4}, {4, 1}, {1, 1}} {
			a := counting(fortran, shape...)
			m, err := gonum.Matrix(a)
			if err != nil {
				t.Fatal(err)
			}
			sameElements(t, m, a)
			if &dense(t, m).RawMatrix().Data[0] != &a.Data[0] {
				t.Errorf("shape %v, Fortran order %v: the elements were copied", shape, fortran)
			}
			if _, isTranspose := m.(mat.Transpose); isTranspose != fortran {
				t.Errorf("shape %v, Fortran order %v: the matrix is a %T", shape, fortran, m)
			}

			back := gonum.FromMatrix(m)
			if &back.Data[0] != &a.Data[0] || back.FortranOrder != fortran || !back.Equal(a) {
				t.Errorf("shape %v, Fortran order %v comes back as %v, or copied", shape, fortran, back)
			}
		}
	}
}

func dense(t *testing.T, m mat.Matrix) *mat.Dense {
	t.Helper()
	if view, ok := m.(mat.Transpose); ok {
		m = view.Untranspose()
	}
	d, ok := m.(*mat.Dense)
	if !ok {
		t.Fatalf("a %T, no Dense", m)
	}
	return d
}

func sameElements(t *testing.T, m mat.Matrix, a npy.Array[float64]) {
	t.Helper()
	rows, columns := m.Dims()
	if !slices.Equal([]int{rows, columns}, a.Shape) {
		t.Fatalf("the matrix is %d×%d, the array has shape %v", rows, columns, a.Shape)
	}
	for i := range rows {
		for j := range columns {
			if m.At(i, j) != a.At(i, j) {
				t.Fatalf("at (%d, %d) the matrix has %v, the array %v", i, j, m.At(i, j), a.At(i, j))
			}
		}
	}
}

func TestMatrixRefuses(t *testing.T) {
	for _, a := range []npy.Array[float64]{
		{Data: []float64{1, 2, 3}},
		{Data: []float64{1}, Shape: []int{}},
		{Data: make([]float64, 8), Shape: []int{2, 2, 2}},
		{Shape: []int{0, 3}},
		{Data: []float64{1, 2, 3}, Shape: []int{2, 2}},
	} {
		if m, err := gonum.Matrix(a); err == nil || m != nil {
			t.Errorf("shape %v of %d elements gives the matrix %v and the error %v", a.Shape, len(a.Data), m, err)
		}
	}
}

// Of what is not dense a copy is made, which has the right elements and no stride of its own.
func TestFromMatrixCopies(t *testing.T) {
	whole := mat.NewDense(4, 5, counting(false, 4, 5).Data)
	part := whole.Slice(1, 4, 1, 4)
	for name, m := range map[string]mat.Matrix{
		"part":             part,
		"transpose of one": part.T(),
		"symmetric":        mat.NewSymDense(2, []float64{1, 2, 2, 3}),
		"vector":           mat.NewVecDense(3, []float64{1, 2, 3}),
		"column":           whole.ColView(2),
		"row, as a vector": whole.RowView(2).T(),
		"diagonal":         mat.NewDiagDense(3, []float64{1, 2, 3}),
		"twice transposed": mat.Transpose{Matrix: mat.NewDense(2, 2, []float64{1, 2, 3, 4}).T()},
	} {
		t.Run(name, func(t *testing.T) {
			a := gonum.FromMatrix(m)
			if err := a.Validate(); err != nil {
				t.Fatal(err)
			}
			sameElements(t, m, a)
			a.Data[0] = -1
			if m.At(0, 0) == -1 {
				t.Error("the array shares memory with a matrix that is not dense")
			}
		})
	}
}

// The rows of a dense matrix are a dense matrix, and so is a part of a single row.
func TestFromMatrixSharesWholeRows(t *testing.T) {
	whole := mat.NewDense(4, 5, counting(false, 4, 5).Data)
	for name, m := range map[string]mat.Matrix{
		"two rows":           whole.Slice(1, 3, 0, 5),
		"part of one row":    whole.Slice(2, 3, 1, 4),
		"two rows, reversed": whole.Slice(1, 3, 0, 5).T(),
	} {
		a := gonum.FromMatrix(m)
		sameElements(t, m, a)
		if &a.Data[0] != &dense(t, m).RawMatrix().Data[0] {
			t.Errorf("%s: copied", name)
		}
	}
}

func TestFromMatrixEmpty(t *testing.T) {
	a := gonum.FromMatrix(new(mat.Dense))
	if !slices.Equal(a.Shape, []int{0, 0}) || a.Validate() != nil {
		t.Errorf("shape %v, %v", a.Shape, a.Validate())
	}
}

// Other numbers are widened on the way in, by NumPy's rules; gonum has float64 alone.
func TestMatrixOfFloat32(t *testing.T) {
	name := filepath.Join(t.TempDir(), "f4.npy")
	if err := npy.WriteFile(name, npy.Array[float32]{Data: []float32{1, 2.5, 3, 4}, Shape: []int{2, 2}}); err != nil {
		t.Fatal(err)
	}
	a, err := npy.ReadFile[float64](name, npy.Cast(npy.Safe))
	if err != nil {
		t.Fatal(err)
	}
	m, err := gonum.Matrix(a)
	if err != nil || m.At(0, 1) != 2.5 {
		t.Errorf("%v, %v", m, err)
	}
}

func TestNumPyReadsMatrices(t *testing.T) {
	m := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	for _, m := range []mat.Matrix{m, m.T()} {
		name := filepath.Join(t.TempDir(), "m.npy")
		if err := npy.WriteFile(name, gonum.FromMatrix(m)); err != nil {
			t.Fatal(err)
		}
		got := py.Run(t, "import numpy as np", "a = np.load(sys.argv[1])\nprint(a.tolist(), a.flags.f_contiguous)", name)
		want := map[bool]string{false: "[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] False", true: "[[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]] True"}
		if _, transposed := m.(mat.Transpose); got != want[transposed] {
			t.Errorf("NumPy reads %s", got)
		}
	}
}
