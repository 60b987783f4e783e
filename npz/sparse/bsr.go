package sparse

import (
	"math"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// BSR is a matrix cut into blocks of one size and stored block row by block row
// (block sparse row): block row i has the blocks Data[k, :, :] in the block columns
// Indices[k], k from IndPtr[i] to IndPtr[i+1].
type BSR[T Number] struct {
	Shape   []int        // rows, columns
	IndPtr  []int        // one more than there are block rows, from 0 up to the number of blocks
	Indices []int        // the block column of each block
	Data    npy.Array[T] // of shape (blocks, rows of a block, columns of a block)
	IsArray bool         // SciPy gets a bsr_array instead of a bsr_matrix
	Wide    bool         // indices are int64 in the file, even where int32 would do
}

// BlockSize returns how many rows and columns a block has.
func (m BSR[T]) BlockSize() (rows, columns int) { return m.Data.Shape[1], m.Data.Shape[2] }

// Info describes the matrix.
func (m BSR[T]) Info() Info { return info("bsr", m.Shape, m.Data, m.IsArray) }

// Validate reports what is wrong with the matrix: see Matrix.
func (m BSR[T]) Validate() error {
	if err := checkShape(m.Shape, 2, 2); err != nil {
		return err
	}
	if err := checkData(m.Data, 3, "blocks"); err != nil {
		return err
	}
	r, c := m.BlockSize()
	if r == 0 || c == 0 || m.Shape[0]%r != 0 || m.Shape[1]%c != 0 {
		return bad("data", "blocks of %d times %d do not divide a matrix of %d times %d", r, c, m.Shape[0], m.Shape[1])
	}
	return checkCompressed(m.IndPtr, m.Indices, m.Data.Shape[0], m.Shape[0]/r, m.Shape[1]/c)
}

// CSR returns the matrix row by row, in canonical form: see Matrix.
func (m BSR[T]) CSR(maxBytes int64) (CSR[T], error) { return compress(m, maxBytes) }

// Dense returns the matrix as an ordinary array: see Matrix.
func (m BSR[T]) Dense(maxBytes int64) (npy.Array[T], error) { return dense(m, maxBytes) }

func (m BSR[T]) each(f func(row, column int, v T)) {
	data := m.Data.RowMajor().Data
	r, c := m.BlockSize()
	for i := range len(m.IndPtr) - 1 {
		for k := m.IndPtr[i]; k < m.IndPtr[i+1]; k++ {
			block := data[k*r*c : (k+1)*r*c]
			for at, v := range block {
				f(i*r+at/c, m.Indices[k]*c+at%c, v)
			}
		}
	}
}

func (m BSR[T]) data() npy.Array[T] { return m.Data }

func (m BSR[T]) write(w *npz.Writer) error {
	return writeCompressed(w, m.Indices, m.IndPtr, m.Wide || tooLong(m.Shape, len(m.Indices)))
}

// tooLong reports whether int32 cannot count along an axis, or the elements.
func tooLong(shape []int, stored int) bool {
	for _, n := range shape {
		if n > math.MaxInt32 {
			return true
		}
	}
	return stored > math.MaxInt32
}
