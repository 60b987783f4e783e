package sparse_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz/sparse"
)

// big is more bytes than any matrix of these tests has.
const big = 1 << 24

// twin is an ordinary matrix, to which elements are added one by one.
type twin [][]float64

func newTwin(rows, columns int) twin {
	t := make(twin, rows)
	for i := range t {
		t[i] = make([]float64, columns)
	}
	return t
}

// elements are small whole numbers, so that sums do not depend on the order.
type triplet struct {
	i, j int
	v    float64
}

func randomTriplets(r *rand.Rand, n, rows, columns int) []triplet {
	list := make([]triplet, 0, n)
	for range n {
		if rows > 0 && columns > 0 {
			list = append(list, triplet{r.IntN(rows), r.IntN(columns), float64(r.IntN(9) - 4)})
		}
	}
	return list
}

// TestTwin makes matrices of every format element by element, and an ordinary
// one beside: they must be equal whatever way one looks at them.
func TestTwin(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, shape := range [][2]int{{0, 0}, {0, 3}, {3, 0}, {1, 1}, {1, 7}, {7, 1}, {4, 6}, {6, 4}, {30, 20}} {
		for _, n := range []int{0, 1, 5, 40, 300} {
			rows, columns := shape[0], shape[1]
			list := randomTriplets(r, n, rows, columns)
			t.Run(fmt.Sprintf("%dx%d-%d", rows, columns, n), func(t *testing.T) {
				same(t, "coo", cooOf(list, rows, columns), list)
				same(t, "csr", csrOf(list, rows, columns), list)
				same(t, "csc", cscOf(list, rows, columns), list)
				if rows%2 == 0 && columns%2 == 0 {
					same(t, "bsr", bsrOf(list, rows, columns), list)
				}
				dia, inside := diaOf(r, rows, columns)
				same(t, "dia", dia, inside)
			})
		}
	}
}

// same compares a matrix with the elements of which it was made.
func same(t *testing.T, name string, m sparse.Matrix[float64], list []triplet) {
	t.Helper()
	if err := m.Validate(); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	shape := m.Info().Shape
	want := newTwin(shape[0], shape[1])
	for _, e := range list {
		want[e.i][e.j] += e.v
	}
	dense, err := m.Dense(big)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	csr, err := m.CSR(big)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if err := csr.Validate(); err != nil {
		t.Fatalf("%s as CSR: %v", name, err)
	}
	at := func(i, j int) float64 { return csr.At(i, j) }
	switch m := m.(type) {
	case sparse.CSR[float64]:
		at = m.At
	case sparse.CSC[float64]:
		at = m.At
	}
	for i := range want {
		row := make([]float64, shape[1])
		columns, data := csr.Row(i)
		for k, j := range columns {
			if k > 0 && j <= columns[k-1] {
				t.Fatalf("%s: columns %v of row %d of the CSR do not rise", name, columns, i)
			}
			row[j] += data[k]
		}
		for j, v := range want[i] {
			if dense.At(i, j) != v || csr.At(i, j) != v || at(i, j) != v || row[j] != v {
				t.Fatalf("%s: element %d, %d: Dense %v, CSR %v, At %v, Row %v, want %v", name, i, j, dense.At(i, j), csr.At(i, j), at(i, j), row[j], v)
			}
		}
	}
}

func cooOf(list []triplet, rows, columns int) sparse.COO[float64] {
	m := sparse.COO[float64]{Shape: []int{rows, columns}, Coords: make([][]int, 2)}
	for _, e := range list {
		m.Coords[0], m.Coords[1] = append(m.Coords[0], e.i), append(m.Coords[1], e.j)
		m.Data = append(m.Data, e.v)
	}
	return m
}

// csrOf is slow and plain: for each row it looks through all elements.
func csrOf(list []triplet, rows, columns int) sparse.CSR[float64] {
	m := sparse.CSR[float64]{Shape: []int{rows, columns}, IndPtr: []int{0}}
	for i := range rows {
		for _, e := range list {
			if e.i == i {
				m.Indices, m.Data = append(m.Indices, e.j), append(m.Data, e.v)
			}
		}
		m.IndPtr = append(m.IndPtr, len(m.Data))
	}
	return m
}

func cscOf(list []triplet, rows, columns int) sparse.CSC[float64] {
	var turned []triplet
	for _, e := range list {
		turned = append(turned, triplet{e.j, e.i, e.v})
	}
	m := csrOf(turned, columns, rows)
	return sparse.CSC[float64]{Shape: []int{rows, columns}, IndPtr: m.IndPtr, Indices: m.Indices, Data: m.Data}
}

// bsrOf gives each element a block of two by two of its own.
func bsrOf(list []triplet, rows, columns int) sparse.BSR[float64] {
	m := sparse.BSR[float64]{Shape: []int{rows, columns}, IndPtr: []int{0}, Data: npy.Array[float64]{Shape: []int{0, 2, 2}}}
	for i := range rows / 2 {
		for _, e := range list {
			if e.i/2 == i {
				block := make([]float64, 4)
				block[e.i%2*2+e.j%2] = e.v
				m.Indices, m.Data.Data = append(m.Indices, e.j/2), append(m.Data.Data, block...)
				m.Data.Shape[0]++
			}
		}
		m.IndPtr = append(m.IndPtr, m.Data.Shape[0])
	}
	return m
}

// diaOf makes diagonals within and without the matrix, narrower and wider than it.
func diaOf(r *rand.Rand, rows, columns int) (m sparse.DIA[float64], inside []triplet) {
	width := max(0, columns+r.IntN(5)-2)
	m = sparse.DIA[float64]{Shape: []int{rows, columns}, Data: npy.Array[float64]{Shape: []int{0, width}}}
	for _, offset := range r.Perm(rows + columns + 5)[:min(4, rows+columns)] {
		offset -= rows + 2
		for j := range width {
			v := float64(r.IntN(5))
			m.Data.Data = append(m.Data.Data, v)
			if i := j - offset; i >= 0 && i < rows && j < columns {
				inside = append(inside, triplet{i, j, v})
			}
		}
		m.Offsets = append(m.Offsets, offset)
		m.Data.Shape[0]++
	}
	return m, inside
}

// TestCube compares an array of three axes with sums at each of its places.
func TestCube(t *testing.T) {
	m := sparse.COO[int8]{Shape: []int{2, 3, 4}, Coords: [][]int{{1, 0, 1, 1}, {2, 0, 2, 1}, {3, 1, 3, 0}}, Data: []int8{100, 5, 100, 7}}
	d, err := m.Dense(24)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		for j := range 3 {
			for k := range 4 {
				var want int8
				for n, v := range m.Data {
					if m.Coords[0][n] == i && m.Coords[1][n] == j && m.Coords[2][n] == k {
						want += v
					}
				}
				if got := d.At(i, j, k); got != want {
					t.Errorf("element %d, %d, %d is %d, want %d", i, j, k, got, want)
				}
			}
		}
	}
}

// TestSums adds two elements of each type at one place.
func TestSums(t *testing.T) {
	sums(t, true, false, true)
	sums(t, false, false, false)
	sums(t, 3, 4, 7)
	sums[int8](t, 100, 100, -56)
	sums[int16](t, 30000, 30000, -5536)
	sums[int32](t, 1<<30, 1<<30, -1<<31)
	sums[int64](t, 1<<62, 1<<62, -1<<63)
	sums[uint](t, 3, 4, 7)
	sums[uint8](t, 200, 100, 44)
	sums[uint16](t, 65535, 2, 1)
	sums[uint32](t, 1<<31, 1<<31, 0)
	sums[uint64](t, 1<<63, 1<<63+1, 1)
	sums[float32](t, 0.5, 0.25, 0.75)
	sums(t, 0.5, -0.5, 0)
	sums[complex64](t, 1+2i, 3-1i, 4+1i)
	sums(t, 1+2i, 3-1i, 4+1i)
}

func sums[T sparse.Number](t *testing.T, a, b, want T) {
	t.Helper()
	m := sparse.COO[T]{Shape: []int{1, 3}, Coords: [][]int{{0, 0}, {2, 2}}, Data: []T{a, b}}
	d, err := m.Dense(big)
	if err != nil || d.Data[2] != want {
		t.Errorf("%T: %v and %v give %v, want %v; %v", a, a, b, d.Data, want, err)
	}
	c, err := m.CSR(big)
	if err != nil || len(c.Data) != 1 || c.At(0, 2) != want {
		t.Errorf("%T: %v and %v give the CSR %v, want %v; %v", a, a, b, c.Data, want, err)
	}
	twice := sparse.CSR[T]{Shape: []int{1, 3}, IndPtr: []int{0, 2}, Indices: []int{2, 2}, Data: []T{a, b}}
	if got := twice.At(0, 2); got != want {
		t.Errorf("%T: %v and %v: At gives %v, want %v", a, a, b, got, want)
	}
}
