package sparse_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// TestLive writes matrices that SciPy loads, checks and saves again, beside its
// array of the matrix: the members that it writes must be ours.
func TestLive(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(3, 4))
	list := randomTriplets(r, 60, 12, 10)
	matrices := map[string]sparse.Matrix[float64]{"coo": cooOf(list, 12, 10), "csr": csrOf(list, 12, 10), "csc": cscOf(list, 12, 10), "bsr": bsrOf(list, 12, 10)}
	matrices["dia"], _ = diaOf(r, 12, 10)
	for name, m := range matrices {
		matrices[name+"-array"] = asArray(m)
	}
	matrices["empty"] = csrOf(nil, 0, 0)
	matrices["vector"] = sparse.CSR[float64]{Shape: []int{9}, IndPtr: []int{0, 2}, Indices: []int{7, 1}, Data: []float64{1, 2}}
	matrices["cube"] = sparse.COO[float64]{Shape: []int{3, 4, 5}, Coords: [][]int{{0, 2}, {1, 3}, {2, 4}}, Data: []float64{1, 2}}
	for name, m := range matrices {
		if err := sparse.WriteFile(filepath.Join(dir, name+".npz"), m); err != nil {
			t.Fatal(err)
		}
	}
	pythontest.Run(t, `
import glob, os, sys
import numpy as np, scipy.sparse
for name in glob.glob(os.path.join(sys.argv[1], "*.npz")):
    m = scipy.sparse.load_npz(name)
    if hasattr(m, "check_format"):
        m.check_format(full_check=True)
    np.save(name.replace(".npz", ".npy"), m.toarray())
    scipy.sparse.save_npz(name.replace(".npz", "-again.npz"), m)
`, dir)
	for name, m := range matrices {
		t.Run(name, func(t *testing.T) {
			want, err := npz.Open(filepath.Join(dir, name+"-again.npz"))
			if err != nil {
				t.Fatal(err)
			}
			defer want.Close()
			ours, err := os.ReadFile(filepath.Join(dir, name+".npz"))
			if err != nil {
				t.Fatal(err)
			}
			sameMembers(t, ours, want)
			sameArray(t, m, filepath.Join(dir, name+".npy"))
		})
	}
}

// asArray is the matrix as SciPy's newer class.
func asArray(m sparse.Matrix[float64]) sparse.Matrix[float64] {
	switch m := m.(type) {
	case sparse.CSR[float64]:
		m.IsArray = true
		return m
	case sparse.CSC[float64]:
		m.IsArray = true
		return m
	case sparse.COO[float64]:
		m.IsArray = true
		return m
	case sparse.BSR[float64]:
		m.IsArray = true
		return m
	case sparse.DIA[float64]:
		m.IsArray = true
		return m
	}
	return m
}

// TestLiveRead reads what SciPy makes of random matrices, in all of its formats.
func TestLiveRead(t *testing.T) {
	dir := t.TempDir()
	names := pythontest.Run(t, `
import os, sys
import numpy as np, scipy.sparse
rng = np.random.default_rng(7)
for i, (rows, columns, density) in enumerate([(1, 1, 1), (5, 70, .1), (40, 30, .02), (64, 64, .5), (200, 3, .3)]):
    dense = np.where(rng.random((rows, columns)) < density, rng.integers(-9, 9, (rows, columns)) / 4, 0)
    for form in ("csr", "csc", "coo", "bsr", "dia"):
        for kind in ("matrix", "array"):
            m = scipy.sparse.coo_array(dense).asformat(form) if kind == "array" else scipy.sparse.coo_matrix(dense).asformat(form)
            name = os.path.join(sys.argv[1], f"{form}-{kind}-{i}")
            scipy.sparse.save_npz(name + ".npz", m, compressed=i % 2 == 0)
            np.save(name + ".npy", m.toarray())
            print(name)
`, dir)
	list := strings.Fields(names)
	if len(list) != 50 {
		t.Fatalf("%d files", len(list))
	}
	for _, name := range list {
		r, err := npz.Open(name + ".npz")
		if err != nil {
			t.Fatal(err)
		}
		m, err := sparse.Read[sparse.Matrix[float64]](r)
		if err := errors.Join(err, r.Close()); err != nil {
			t.Fatal(err)
		}
		sameArray(t, m, name+".npy")
		csr, err := m.CSR(big)
		if err != nil {
			t.Fatal(err)
		}
		sameArray(t, csr, name+".npy")
	}
}
