package sparse

import (
	"errors"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// ErrFormat is the kind of error for an archive that holds no sparse matrix, or
// one of another format than was asked for; and for a COO of more than two axes, which
// has no rows and columns.
var ErrFormat = errors.New("not that sparse format")

// ErrMatrix is the kind of error for arrays that do not make a matrix: lengths
// that disagree, indices out of range, a block that does not divide the shape.
var ErrMatrix = errors.New("bad sparse matrix")

// Number is what the elements of a matrix may be: what scipy.sparse computes
// with, but for its long doubles, which npy.Cast(npy.Unsafe) makes float64.
type Number interface {
	bool | int | int8 | int16 | int32 | int64 | uint | uint8 | uint16 | uint32 | uint64 |
		float32 | float64 | complex64 | complex128
}

// Matrix is a CSR, CSC, COO, BSR or DIA.
type Matrix[T Number] interface {
	// Info describes the matrix.
	Info() Info

	// Validate reports what is wrong with the matrix: nothing of one that was read.
	// The other methods may panic on a matrix that it refuses. The error is a
	// *header.Error of kind ErrMatrix.
	Validate() error

	// CSR returns the matrix row by row, in the form that SciPy calls canonical: the
	// columns of a row rise, none is there twice. A CSR that is so already is
	// returned as it is, whatever maxBytes says; otherwise the result shares nothing with the matrix.
	// Elements of one place are added in the order in which they are stored. The
	// zeros of a DIA are left out. If the result would have more than maxBytes bytes (none, if that is
	// negative), the error is of kind header.ErrLimit; if the matrix has more than two axes, of kind ErrFormat.
	CSR(maxBytes int64) (CSR[T], error)

	// Dense returns the matrix as an ordinary array, in C order. If it would have
	// more than maxBytes bytes there is an error, of kind header.ErrLimit.
	Dense(maxBytes int64) (npy.Array[T], error)

	// each calls f for all elements, in the order in which they are stored. Only COO
	// has more than two axes, and calls nothing then. A vector is one row.
	each(f func(row, column int, v T))
	// write writes the members up to format.
	write(w *npz.Writer) error
	// data is the member of that name.
	data() npy.Array[T]
}

// Info is what can be told of a matrix without looking at its elements.
type Info struct {
	Format  string       // "csr", "csc", "coo", "bsr" or "dia"
	Shape   []int        // rows and columns; CSR may have one axis, COO any number
	DType   header.DType // of the elements
	Stored  int          // elements that are stored, zeros and doubles included
	IsArray bool         // it is SciPy's csr_array and not csr_matrix, and so on; always, unless there are two axes
}

func info[T Number](format string, shape []int, data npy.Array[T], isArray bool) Info {
	return Info{Format: format, Shape: shape, DType: data.Header().DType, Stored: data.Len(), IsArray: isArray || len(shape) != 2}
}

// rowsAndColumns is a shape of one or two axes; a vector is one row.
func rowsAndColumns(shape []int) (rows, columns int) {
	if len(shape) == 1 {
		return 1, shape[0]
	}
	return shape[0], shape[1]
}

// plus adds as NumPy does: integers wrap, bools are joined by "or". It is called
// only for places that are stored twice, so its switch costs nothing elsewhere.
func plus[T Number](a, b T) T {
	switch a := any(a).(type) {
	case bool:
		return any(a || any(b).(bool)).(T)
	case int:
		return any(a + any(b).(int)).(T)
	case int8:
		return any(a + any(b).(int8)).(T)
	case int16:
		return any(a + any(b).(int16)).(T)
	case int32:
		return any(a + any(b).(int32)).(T)
	case int64:
		return any(a + any(b).(int64)).(T)
	case uint:
		return any(a + any(b).(uint)).(T)
	case uint8:
		return any(a + any(b).(uint8)).(T)
	case uint16:
		return any(a + any(b).(uint16)).(T)
	case uint32:
		return any(a + any(b).(uint32)).(T)
	case uint64:
		return any(a + any(b).(uint64)).(T)
	case float32:
		return any(a + any(b).(float32)).(T)
	case float64:
		return any(a + any(b).(float64)).(T)
	case complex64:
		return any(a + any(b).(complex64)).(T)
	case complex128:
		return any(a + any(b).(complex128)).(T)
	}
	panic("unreachable: Number has no other types")
}
