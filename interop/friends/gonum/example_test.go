package gonum_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/npygo/npygo/interop/friends/gonum"
	"github.com/npygo/npygo/npy"
	"gonum.org/v1/gonum/mat"
)

// C order, which is what NumPy writes unless asked otherwise: the matrix is the array.
func Example_cOrder() {
	a := npy.Array[float64]{Data: []float64{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}

	m := mat.NewDense(a.Shape[0], a.Shape[1], a.Data)
	m.Set(1, 2, 60)
	fmt.Println(mat.Formatted(m))
	fmt.Println(a.Data)
	// Output:
	// ⎡ 1   2   3⎤
	// ⎣ 4   5  60⎦
	// [1 2 3 4 5 60]
}

// Fortran order: the elements are those of the transposed matrix in C order. What gonum computes with a transpose view
// costs what it costs with the matrix itself.
func Example_fortranOrder() {
	a := npy.Array[float64]{Data: []float64{1, 4, 2, 5, 3, 6}, Shape: []int{2, 3}, FortranOrder: true}

	m := mat.NewDense(a.Shape[1], a.Shape[0], a.Data).T()
	fmt.Println(mat.Formatted(m))

	var product mat.Dense
	product.Mul(m, m.T())
	fmt.Println(mat.Formatted(&product))
	// Output:
	// ⎡1  2  3⎤
	// ⎣4  5  6⎦
	// ⎡14  32⎤
	// ⎣32  77⎦
}

// A matrix that was computed becomes a file. The stride of a part of a larger matrix is not its number of columns:
// FromMatrix copies it, and what is dense it does not.
func ExampleFromMatrix() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	m := mat.NewDense(3, 3, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9})

	for _, m := range []mat.Matrix{m, m.T(), m.Slice(1, 3, 0, 2)} {
		a := gonum.FromMatrix(m)
		if err := npy.WriteFile(filepath.Join(dir, "m.npy"), a); err != nil {
			log.Fatal(err)
		}
		fmt.Println(a.Header().Shape, a.FortranOrder, a.At(1, 0))
	}
	// Output:
	// [3 3] false 4
	// [3 3] true 2
	// [2 2] false 7
}

// A matrix of a file that is larger than memory: it is mapped, and pages are loaded when gonum touches them. With
// npy.ReadOnly a write to the matrix ends the program; npy.CopyOnWrite keeps what is written out of the file.
func ExampleMatrix_mapped() {
	file, err := npy.Map[float64]("../../../testdata/demo/temperature.npy", npy.CopyOnWrite)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close() // the matrix must not be touched afterwards

	m, err := gonum.Matrix(file.Array)
	if err != nil {
		log.Fatal(err)
	}
	rows, columns := m.Dims()
	fmt.Println(rows, columns, m.At(0, 12))
	// Output: 24 36 -16.3
}
