package sparse

import (
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// CSR is a matrix stored row by row (compressed sparse row): row i has the
// elements Data[k] in the columns Indices[k], k from IndPtr[i] to IndPtr[i+1].
type CSR[T Number] struct {
	Shape   []int // rows, columns; or one axis: a vector, of one row
	IndPtr  []int // rows+1 numbers, from 0 up to len(Data), none smaller than the one before
	Indices []int // the column of each element
	Data    []T
	IsArray bool // SciPy gets a csr_array instead of a csr_matrix
	Wide    bool // indices are int64 in the file, even where int32 would do
}

// Rows returns the number of rows.
func (m CSR[T]) Rows() int { rows, _ := rowsAndColumns(m.Shape); return rows }

// Columns returns the number of columns.
func (m CSR[T]) Columns() int { _, columns := rowsAndColumns(m.Shape); return columns }

// Row returns the elements of row i and their columns. Both share the matrix's memory.
func (m CSR[T]) Row(i int) (columns []int, data []T) {
	lo, hi := m.IndPtr[i], m.IndPtr[i+1]
	return m.Indices[lo:hi:hi], m.Data[lo:hi:hi]
}

// At returns the element at row i and column j, the sum if it is stored more
// than once. It looks at all elements of the row, and panics like a slice when
// an index is out of range.
func (m CSR[T]) At(i, j int) T {
	columns, data := m.Row(i)
	return find(columns, data, j, m.Columns())
}

// Info describes the matrix.
func (m CSR[T]) Info() Info { return info("csr", m.Shape, m.data(), m.IsArray) }

// Validate reports what is wrong with the matrix: see Matrix.
func (m CSR[T]) Validate() error {
	if err := checkShape(m.Shape, 1, 2); err != nil {
		return err
	}
	return checkCompressed(m.IndPtr, m.Indices, len(m.Data), m.Rows(), m.Columns())
}

// CSR returns the matrix in canonical form: see Matrix.
func (m CSR[T]) CSR(maxBytes int64) (CSR[T], error) {
	if m.canonical() {
		return m, nil
	}
	return compress(m, maxBytes)
}

// canonical reports whether the columns rise in each row.
func (m CSR[T]) canonical() bool {
	for i := range m.Rows() {
		columns, _ := m.Row(i)
		if !rising(columns) {
			return false
		}
	}
	return true
}

// Dense returns the matrix as an ordinary array: see Matrix.
func (m CSR[T]) Dense(maxBytes int64) (npy.Array[T], error) { return dense(m, maxBytes) }

func (m CSR[T]) each(f func(row, column int, v T)) {
	for i := range m.Rows() {
		columns, data := m.Row(i)
		for k, j := range columns {
			f(i, j, data[k])
		}
	}
}

func (m CSR[T]) data() npy.Array[T] { return npy.Array[T]{Data: m.Data} }

func (m CSR[T]) write(w *npz.Writer) error {
	return writeCompressed(w, m.Indices, m.IndPtr, m.Wide || tooLong(m.Shape, len(m.Data)))
}
