package sparse

import (
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// CSC is a matrix stored column by column (compressed sparse column): column j
// has the elements Data[k] in the rows Indices[k], k from IndPtr[j] to IndPtr[j+1].
type CSC[T Number] struct {
	Shape   []int // rows, columns
	IndPtr  []int // columns+1 numbers, from 0 up to len(Data), none smaller than the one before
	Indices []int // the row of each element
	Data    []T
	IsArray bool // SciPy gets a csc_array instead of a csc_matrix
	Wide    bool // indices are int64 in the file, even where int32 would do
}

// Rows returns the number of rows.
func (m CSC[T]) Rows() int { return m.Shape[0] }

// Columns returns the number of columns.
func (m CSC[T]) Columns() int { return m.Shape[1] }

// Column returns the elements of column j and their rows. Both share the matrix's memory.
func (m CSC[T]) Column(j int) (rows []int, data []T) {
	lo, hi := m.IndPtr[j], m.IndPtr[j+1]
	return m.Indices[lo:hi:hi], m.Data[lo:hi:hi]
}

// At returns the element at row i and column j, the sum if it is stored more
// than once. It looks at all elements of the column, and panics like a slice
// when an index is out of range.
func (m CSC[T]) At(i, j int) T {
	rows, data := m.Column(j)
	return find(rows, data, i, m.Rows())
}

// Info describes the matrix.
func (m CSC[T]) Info() Info { return info("csc", m.Shape, m.data(), m.IsArray) }

// Validate reports what is wrong with the matrix: see Matrix.
func (m CSC[T]) Validate() error {
	if err := checkShape(m.Shape, 2, 2); err != nil {
		return err
	}
	return checkCompressed(m.IndPtr, m.Indices, len(m.Data), m.Columns(), m.Rows())
}

// CSR returns the matrix row by row, in canonical form: see Matrix.
func (m CSC[T]) CSR(maxBytes int64) (CSR[T], error) { return compress(m, maxBytes) }

// Dense returns the matrix as an ordinary array: see Matrix.
func (m CSC[T]) Dense(maxBytes int64) (npy.Array[T], error) { return dense(m, maxBytes) }

func (m CSC[T]) each(f func(row, column int, v T)) {
	for j := range m.Columns() {
		rows, data := m.Column(j)
		for k, i := range rows {
			f(i, j, data[k])
		}
	}
}

func (m CSC[T]) data() npy.Array[T] { return npy.Array[T]{Data: m.Data} }

func (m CSC[T]) write(w *npz.Writer) error {
	return writeCompressed(w, m.Indices, m.IndPtr, m.Wide || tooLong(m.Shape, len(m.Data)))
}
