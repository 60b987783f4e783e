package sparse

import (
	"math"
	"slices"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// DIA is a matrix stored by diagonals: Data[k, j] is the element of column j on
// the diagonal Offsets[k], in row j-Offsets[k]. Where there is no such row or
// column, Data has elements that do not count.
type DIA[T Number] struct {
	Shape   []int        // rows, columns
	Offsets []int        // 0 is the main diagonal, above it are positive numbers; none is there twice
	Data    npy.Array[T] // of shape (diagonals, width); columns behind the width are zero
	IsArray bool         // SciPy gets a dia_array instead of a dia_matrix
	Wide    bool         // offsets are int64 in the file, even where int32 would do
}

// Info describes the matrix.
func (m DIA[T]) Info() Info { return info("dia", m.Shape, m.Data, m.IsArray) }

// Validate reports what is wrong with the matrix: see Matrix.
func (m DIA[T]) Validate() error {
	if err := checkShape(m.Shape, 2, 2); err != nil {
		return err
	}
	if err := checkData(m.Data, 2, "diagonals"); err != nil {
		return err
	}
	if len(m.Offsets) != m.Data.Shape[0] {
		return bad("offsets", "%d of them, but %d diagonals in data", len(m.Offsets), m.Data.Shape[0])
	}
	sorted := slices.Sorted(slices.Values(m.Offsets))
	for k := 1; k < len(sorted); k++ {
		if sorted[k] == sorted[k-1] {
			return bad("offsets", "the diagonal %d is there twice", sorted[k])
		}
	}
	return nil
}

// CSR returns the matrix row by row, in canonical form, without zeros: see Matrix.
func (m DIA[T]) CSR(maxBytes int64) (CSR[T], error) { return compress(m, maxBytes) }

// Dense returns the matrix as an ordinary array: see Matrix.
func (m DIA[T]) Dense(maxBytes int64) (npy.Array[T], error) { return dense(m, maxBytes) }

func (m DIA[T]) each(f func(row, column int, v T)) {
	data, width := m.Data.RowMajor().Data, m.Data.Shape[1]
	rows, columns := m.Shape[0], m.Shape[1]
	var zero T
	for k, offset := range m.Offsets {
		if offset > columns || offset < -rows { // outside, and too far for the sums below
			continue
		}
		hi := min(width, columns)
		if offset < 0 || rows <= math.MaxInt-offset {
			hi = min(hi, rows+offset)
		}
		for j := max(0, offset); j < hi; j++ {
			if v := data[k*width+j]; v != zero {
				f(j-offset, j, v)
			}
		}
	}
}

func (m DIA[T]) data() npy.Array[T] { return m.Data }

func (m DIA[T]) write(w *npz.Writer) error {
	wide := m.Wide || tooLong(m.Shape, 0)
	for _, offset := range m.Offsets {
		wide = wide || int(int32(offset)) != offset
	}
	return writeIndices(w, "offsets", wide, m.Offsets)
}
