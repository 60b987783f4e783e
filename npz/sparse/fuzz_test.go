package sparse_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// written is a matrix in an archive.
func written[T sparse.Number](t testing.TB, m sparse.Matrix[T]) *npz.Reader {
	t.Helper()
	var file bytes.Buffer
	w := npz.NewWriter(&file)
	if err := errors.Join(sparse.Write(w, m), w.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := npz.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// use does all that can be done with a matrix: it must not panic, nor take much
// memory, and a matrix that was written must be read again as it was.
func use[T sparse.Number](t *testing.T, m sparse.Matrix[T]) {
	if err := m.Validate(); err != nil {
		t.Fatalf("what was read is not valid: %v", err)
	}
	dense, err := m.Dense(1 << 20)
	if err != nil && !errors.Is(err, header.ErrLimit) {
		t.Fatal(err)
	}
	csr, err2 := m.CSR(1 << 20)
	if err2 == nil {
		if err := csr.Validate(); err != nil {
			t.Fatal(err)
		}
		for i := range csr.Rows() {
			csr.Row(i)
		}
		if err == nil {
			if d, err := csr.Dense(1 << 20); err != nil || !d.Equal(dense) {
				t.Fatalf("%+v as CSR is another matrix: %v", m, err)
			}
		}
	}
	again, err := sparse.Read[sparse.Matrix[T]](written(t, m))
	if err != nil || !reflect.DeepEqual(again.Info().Shape, m.Info().Shape) || again.Info().Stored != m.Info().Stored {
		t.Fatalf("%+v was written, and read as %+v, %v", m, again, err)
	}
	if d, err := again.Dense(1 << 20); err == nil && !d.Equal(dense) {
		t.Fatalf("%+v was written, and read as %+v", m, again)
	}
}

// FuzzMembers makes archives of members that may fit together or not.
func FuzzMembers(f *testing.F) {
	f.Add("csr", []byte{2, 4}, []byte{0, 1, 3}, []byte{3, 0, 1}, []byte{1, 2, 3}, uint8(0))
	f.Add("csc", []byte{2, 4}, []byte{0, 1, 1, 1, 3}, []byte{1, 0, 1}, []byte{1, 2, 3}, uint8(1))
	f.Add("coo", []byte{2, 4}, []byte{0, 1, 1}, []byte{3, 0, 1}, []byte{1, 2, 3}, uint8(0))
	f.Add("coo", []byte{2, 2, 2}, []byte{0, 1, 1, 1, 0, 0}, []byte{}, []byte{1, 2}, uint8(3))
	f.Add("bsr", []byte{2, 4}, []byte{0, 2}, []byte{1, 0}, []byte{1, 2, 3, 4, 5, 6, 7, 8}, uint8(0x22))
	f.Add("dia", []byte{2, 4}, []byte{0xff, 2}, []byte{}, []byte{1, 2, 3, 4, 5, 6, 7, 8}, uint8(0x04))
	f.Fuzz(func(t *testing.T, format string, shape, first, second, data []byte, more uint8) {
		if len(format) > 100 || len(shape)+len(first)+len(second)+len(data) > 4096 {
			return
		}
		m := map[string]npy.AnyArray{"shape": signed(shape), "indptr": signed(first), "indices": signed(second), "offsets": signed(first),
			"row": signed(first), "col": signed(second), "data": npy.Array[uint8]{Data: data}}
		if format != "" {
			m["format"] = word(format)
		}
		if more&1 != 0 && len(shape) > 0 {
			list := signed(first)
			list.Shape = []int{len(shape), len(list.Data) / len(shape)}
			list.Data = list.Data[:list.Shape[0]*list.Shape[1]]
			m["coords"] = list
		}
		if r, c := int(more>>4), int(more&15); format == "bsr" && r*c > 0 {
			n := len(data) / (r * c)
			m["data"] = npy.Array[uint8]{Data: data[:n*r*c], Shape: []int{n, r, c}}
		} else if format == "dia" && len(first) > 0 {
			n := len(data) / len(first)
			m["data"] = npy.Array[uint8]{Data: data[:n*len(first)], Shape: []int{len(first), n}}
		}
		a, err := sparse.Read[sparse.Matrix[uint8]](archive(t, m))
		if err == nil {
			use(t, a)
		} else if a != nil {
			t.Fatalf("%v with the error %v", a, err)
		}
	})
}

// signed makes each byte a number from -128 to 127, but the largest ones huge.
func signed(b []byte) npy.Array[int64] {
	out := make([]int64, len(b))
	for i, c := range b {
		out[i] = int64(int8(c))
		if c == 127 || c == 128 {
			out[i] <<= 56
		}
	}
	return npy.Array[int64]{Data: out}
}

// FuzzRead reads archives that begin as SciPy's files and are no longer.
func FuzzRead(f *testing.F) {
	for _, g := range goldens(f) {
		b, err := os.ReadFile(filepath.Join(folder, g.Path))
		if err != nil {
			f.Fatal(err)
		}
		if len(b) < 1500 && g.elements() == "float64" {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := npz.NewReader(bytes.NewReader(b), int64(len(b)), npz.SkipChecksum(), npz.MaxMemberBytes(1<<20), npz.MaxMembers(100))
		if err != nil {
			return
		}
		if _, err := sparse.Peek(r); err != nil {
			return
		}
		if m, err := sparse.Read[sparse.Matrix[float64]](r); err == nil {
			use(t, m)
		}
	})
}
