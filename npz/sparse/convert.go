package sparse

import (
	"cmp"
	"slices"
	"strconv"
)

// compress makes a canonical CSR of a valid matrix of one or two axes.
func compress[T Number](m Matrix[T], maxBytes int64) (CSR[T], error) {
	in := m.Info()
	rows, _ := rowsAndColumns(in.Shape)
	left := budget(maxBytes)
	if err := left.take(rows, strconv.IntSize/8, 1); err != nil {
		return CSR[T]{}, err
	}
	out := CSR[T]{Shape: slices.Clone(in.Shape), IsArray: in.IsArray, IndPtr: make([]int, rows+1)}
	ends := out.IndPtr[1:]
	m.each(func(i, _ int, _ T) { ends[i]++ })
	stored := 0
	for i, n := range ends { // counts become beginnings
		ends[i] = stored
		stored += n
	}
	if err := left.take(stored, strconv.IntSize/8+in.DType.ItemSize(), 0); err != nil {
		return CSR[T]{}, err
	}
	out.Indices, out.Data = make([]int, stored), make([]T, stored)
	m.each(func(i, j int, v T) { // and beginnings become ends
		at := ends[i]
		out.Indices[at], out.Data[at] = j, v
		ends[i]++
	})
	out.sumUp()
	return out, nil
}

// sumUp makes the columns of each row rise, and one element of those at one place.
func (m *CSR[T]) sumUp() {
	var s sorter[T]
	lo, to := 0, 0
	for i := range len(m.IndPtr) - 1 {
		columns, data := m.Indices[lo:m.IndPtr[i+1]], m.Data[lo:m.IndPtr[i+1]]
		lo = m.IndPtr[i+1]
		if !slices.IsSorted(columns) {
			s.sort(columns, data)
		}
		first := to
		for k, j := range columns {
			if to > first && m.Indices[to-1] == j {
				m.Data[to-1] = plus(m.Data[to-1], data[k])
				continue
			}
			m.Indices[to], m.Data[to] = j, data[k]
			to++
		}
		m.IndPtr[i+1] = to
	}
	m.Indices, m.Data = m.Indices[:to], m.Data[:to]
}

// A sorter sorts the elements of rows by their columns, and by their order where
// those are equal: floats that are added in another order have another sum.
type sorter[T Number] struct{ row []element[T] }

type element[T Number] struct {
	column, order int
	v             T
}

func (s *sorter[T]) sort(columns []int, data []T) {
	s.row = s.row[:0]
	for k, j := range columns {
		s.row = append(s.row, element[T]{j, k, data[k]})
	}
	slices.SortFunc(s.row, func(a, b element[T]) int {
		return cmp.Or(cmp.Compare(a.column, b.column), cmp.Compare(a.order, b.order))
	})
	for k, e := range s.row {
		columns[k], data[k] = e.column, e.v
	}
}

// rising reports whether each number is larger than the one before.
func rising(list []int) bool {
	for k := 1; k < len(list); k++ {
		if list[k] <= list[k-1] {
			return false
		}
	}
	return true
}

// find adds up the elements whose index is i, of n.
func find[T Number](indices []int, data []T, i, n int) (sum T) {
	if uint(i) >= uint(n) {
		panic("sparse: index " + strconv.Itoa(i) + " is out of range: the axis has " + strconv.Itoa(n))
	}
	var zero T
	for k, at := range indices {
		if at == i {
			if sum == zero {
				sum = data[k]
			} else {
				sum = plus(sum, data[k])
			}
		}
	}
	return sum
}
