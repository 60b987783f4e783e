/*
Package gonum hands arrays to gonum.org/v1/gonum/mat, and takes them back, without copying an element.

	a, err := npy.ReadFile[float64]("a.npy")
	m := mat.NewDense(a.Shape[0], a.Shape[1], a.Data)     // C order
	m := mat.NewDense(a.Shape[1], a.Shape[0], a.Data).T() // Fortran order

These lines are all there is to it where the order and the number of axes are known. [Matrix] and
[FromMatrix] are for arrays and matrices of any kind; a program may copy them.
*/
package gonum

import (
	"fmt"

	"github.com/npygo/npygo/npy"
	"gonum.org/v1/gonum/mat"
)

// Matrix returns a, of two axes, as a matrix that shares a.Data: a *mat.Dense for C order. A Dense has the last axis
// fastest, so an array in Fortran order is the transpose of one, a mat.Transpose, whose Untranspose is a *mat.Dense.
//
// gonum has no matrix with an axis of length 0 but the empty one, so arrays without elements are an error.
func Matrix(a npy.Array[float64]) (mat.Matrix, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	if len(a.Shape) != 2 || a.Len() == 0 {
		return nil, fmt.Errorf("gonum: a matrix has two axes and at least one element, this array has shape %v: Reshape it", a.Shape)
	}
	if a.FortranOrder {
		return mat.NewDense(a.Shape[1], a.Shape[0], a.Data).T(), nil
	}
	return mat.NewDense(a.Shape[0], a.Shape[1], a.Data), nil
}

// FromMatrix returns m as an array that is ready to be written. It shares m's elements if m is a *mat.Dense whose rows
// lie next to each other (C order), or the transpose of one (Fortran order). Any other matrix is copied: a part of a
// larger one (Slice), whose stride is not its number of columns, a symmetric or banded one, or one that is computed.
func FromMatrix(m mat.Matrix) npy.Array[float64] {
	if t, ok := m.(mat.Transpose); ok {
		if d, ok := t.Untranspose().(*mat.Dense); ok {
			a := fromDense(d)
			a.Shape[0], a.Shape[1] = a.Shape[1], a.Shape[0]
			a.FortranOrder = true
			return a
		}
	}
	if d, ok := m.(*mat.Dense); ok {
		return fromDense(d)
	}
	return fromDense(mat.DenseCopyOf(m))
}

func fromDense(d *mat.Dense) npy.Array[float64] {
	raw := d.RawMatrix()
	if raw.Rows > 1 && raw.Stride != raw.Cols {
		raw = mat.DenseCopyOf(d).RawMatrix()
	}
	return npy.Array[float64]{Data: raw.Data[:raw.Rows*raw.Cols], Shape: []int{raw.Rows, raw.Cols}}
}
