package sparse

import (
	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// COO is a list of elements and their places (coordinates): Data[k] is at
// Coords[0][k], Coords[1][k], and so on. It is the easiest to make, and the only
// format of more than two axes.
type COO[T Number] struct {
	Shape   []int   // one axis or more
	Coords  [][]int // for each axis, the index of each element: of a matrix, rows and columns
	Data    []T
	IsArray bool // SciPy gets a coo_array instead of a coo_matrix, which always has two axes
	Wide    bool // indices are int64 in the file, even where int32 would do; with three axes they always are
}

// Info describes the matrix.
func (m COO[T]) Info() Info { return info("coo", m.Shape, m.data(), m.IsArray) }

// Validate reports what is wrong with the matrix: see Matrix.
func (m COO[T]) Validate() error {
	if err := checkShape(m.Shape, 1, maxAxes); err != nil {
		return err
	}
	if len(m.Coords) != len(m.Shape) {
		return bad("coords", "coordinates for %d axes, the shape has %d", len(m.Coords), len(m.Shape))
	}
	for axis, list := range m.Coords {
		name := m.coordName(axis)
		if len(list) != len(m.Data) {
			return bad(name, "%d of them, but %d elements", len(list), len(m.Data))
		}
		if err := checkIndices(name, list, m.Shape[axis]); err != nil {
			return err
		}
	}
	return nil
}

// coordName is what the file calls the coordinates of an axis.
func (m COO[T]) coordName(axis int) string {
	if len(m.Shape) != 2 {
		return "coords"
	}
	return [...]string{"row", "col"}[axis]
}

// CSR returns the matrix row by row, in canonical form: see Matrix.
func (m COO[T]) CSR(maxBytes int64) (CSR[T], error) {
	if len(m.Shape) > 2 {
		return CSR[T]{}, &header.Error{Kind: ErrFormat, Offset: -1, Detail: "csr has no more than two axes: work with the Coords"}
	}
	return compress(m, maxBytes)
}

// Dense returns the matrix as an ordinary array: see Matrix.
func (m COO[T]) Dense(maxBytes int64) (npy.Array[T], error) {
	if len(m.Shape) <= 2 {
		return dense(m, maxBytes)
	}
	out, err := zeros[T](m.Shape, maxBytes)
	if err != nil {
		return out, err
	}
	for k, v := range m.Data {
		at := 0
		for axis, n := range m.Shape {
			at = at*n + m.Coords[axis][k]
		}
		add(out.Data, at, v)
	}
	return out, nil
}

func (m COO[T]) each(f func(row, column int, v T)) {
	switch len(m.Shape) {
	case 1:
		for k, v := range m.Data {
			f(0, m.Coords[0][k], v)
		}
	case 2:
		for k, v := range m.Data {
			f(m.Coords[0][k], m.Coords[1][k], v)
		}
	}
}

func (m COO[T]) data() npy.Array[T] { return npy.Array[T]{Data: m.Data} }

func (m COO[T]) write(w *npz.Writer) error {
	wide := m.Wide || tooLong(m.Shape, 0) || len(m.Shape) > 2 // SciPy has int64 there always
	if len(m.Shape) != 2 {
		return writeIndices(w, "coords", wide, m.Coords...)
	}
	if err := writeIndices(w, "row", wide, m.Coords[0]); err != nil {
		return err
	}
	return writeIndices(w, "col", wide, m.Coords[1])
}
