package sparse_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// A service scores the rows of a feature matrix that Python prepared.
func Example() {
	m, err := sparse.ReadFile[sparse.CSR[float32]]("../../testdata/npz/sparse/csr-60x50.npz")
	if err != nil {
		log.Fatal(err)
	}
	weights := make([]float32, m.Columns())
	for j := range weights {
		weights[j] = 1 / float32(j+1)
	}
	best, at := float32(0), 0
	for i := range m.Rows() {
		score := float32(0)
		columns, values := m.Row(i)
		for k, j := range columns {
			score += values[k] * weights[j]
		}
		if score > best {
			best, at = score, i
		}
	}
	fmt.Printf("row %d of %d scores %.1f\n", at, m.Rows(), best)
	// Output: row 2 of 60 scores 23.5
}

// A matrix is easiest made as a list of elements and their places. The method CSR
// puts them in order and adds up those of one place.
func ExampleCOO() {
	m := sparse.COO[int64]{
		Shape:   []int{3, 5},
		Coords:  [][]int{{2, 0, 2, 2}, {4, 1, 0, 4}},
		Data:    []int64{10, 20, 30, 1},
		IsArray: true,
	}
	if err := m.Validate(); err != nil {
		log.Fatal(err)
	}
	csr, err := m.CSR(1 << 20)
	if err != nil {
		log.Fatal(err)
	}
	for i := range csr.Rows() {
		columns, values := csr.Row(i)
		fmt.Println(i, columns, values)
	}
	// Output:
	// 0 [1] [20]
	// 1 [] []
	// 2 [0 4] [30 11]
}

// What SciPy reads with scipy.sparse.load_npz.
func ExampleWriteFile() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "eye.npz")
	m := sparse.CSR[float64]{
		Shape:   []int{3, 3},
		IndPtr:  []int{0, 1, 2, 3},
		Indices: []int{0, 1, 2},
		Data:    []float64{1, 1, 1},
	}
	if err := sparse.WriteFile(name, m); err != nil {
		log.Fatal(err)
	}
	r, err := npz.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	fmt.Println(r.Names())
	// Output: [indices indptr format shape data]
}

// Any format becomes rows, or an ordinary array, within the memory that the
// caller allows: the shape in a file may be anything.
func ExampleRead() {
	r, err := npz.Open("../../testdata/npz/sparse/dia-array-i4.npz")
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	m, err := sparse.Read[sparse.Matrix[float64]](r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(m.Info().Format, m.Info().Shape)
	if _, err := m.Dense(100); err != nil {
		fmt.Println(err)
	}
	dense, err := m.Dense(1 << 20)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(dense.Shape, dense.Len())
	// Output:
	// dia [4 6]
	// npy: over the limit: 24 elements of 8 bytes are more than the 100 bytes that are allowed or left
	// [4 6] 24
}

func ExamplePeek() {
	r, err := npz.Open("../../testdata/npz/sparse/coo-3d.npz")
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	in, err := sparse.Peek(r)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(in.Format, in.Shape, in.DType, in.Stored)
	// Output: coo [2 3 4] <i4 5
}
