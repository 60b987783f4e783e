package sparse

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// dense makes an ordinary array of a valid matrix of one or two axes.
func dense[T Number](m Matrix[T], maxBytes int64) (npy.Array[T], error) {
	shape := m.Info().Shape
	out, err := zeros[T](shape, maxBytes)
	if err != nil {
		return out, err
	}
	_, columns := rowsAndColumns(shape)
	m.each(func(i, j int, v T) { add(out.Data, i*columns+j, v) })
	return out, nil
}

// zeros makes an array of that shape.
func zeros[T Number](shape []int, maxBytes int64) (npy.Array[T], error) {
	left, dtype := budget(maxBytes), npy.Array[T]{}.Header().DType
	n, err := header.Header{DType: dtype, Shape: shape}.Count()
	if err != nil {
		return npy.Array[T]{}, &header.Error{Kind: header.ErrLimit, Offset: -1, Cause: err}
	}
	if err := left.take(n, dtype.ItemSize(), 0); err != nil {
		return npy.Array[T]{}, err
	}
	return npy.Array[T]{Data: make([]T, n), Shape: slices.Clone(shape)}, nil
}

// add adds v to an element. As with SciPy's 0 + v, -0 becomes 0.
func add[T Number](data []T, at int, v T) {
	var zero T
	switch {
	case v == zero:
	case data[at] == zero:
		data[at] = v
	default:
		data[at] = plus(data[at], v)
	}
}

// A budget is how many bytes may still be allocated.
type budget int64

// take takes n+more items of that size. A shape can ask for more than there is in the world.
func (b *budget) take(n, size, more int) error {
	high, bytes := bits.Mul64(uint64(n)+uint64(more), uint64(size))
	if high > 0 || *b < 0 || bytes > uint64(*b) {
		return &header.Error{Kind: header.ErrLimit, Offset: -1,
			Detail: fmt.Sprintf("%d elements of %d bytes are more than the %d bytes that are allowed or left", n, size, max(*b, 0))}
	}
	*b -= budget(bytes)
	return nil
}
