package sparse

import (
	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// Write writes the members of a matrix to an archive, as save_npz does. The
// archive may have other members: load_npz ignores them. The matrix is validated
// before anything is written.
//
// Options are those of npy.Write and concern the member data.
func Write[T Number](w *npz.Writer, m Matrix[T], opts ...npy.Option) error {
	if m == nil {
		return bad("", "there is no matrix, but a nil")
	}
	if err := m.Validate(); err != nil {
		return err
	}
	if err := m.write(w); err != nil {
		return err
	}
	in := m.Info()
	if err := w.WriteAny("format", bytes(in.Format)); err != nil {
		return err
	}
	shape := make([]int64, len(in.Shape))
	for axis, n := range in.Shape {
		shape[axis] = int64(n)
	}
	if err := npz.Write(w, "shape", npy.Array[int64]{Data: shape}); err != nil {
		return err
	}
	if err := npz.Write(w, "data", m.data(), opts...); err != nil {
		return err
	}
	if !in.IsArray {
		return nil
	}
	return npz.Write(w, "_is_array", npy.Array[bool]{Data: []bool{true}, Shape: []int{}})
}

// WriteFile writes a matrix to the named file, as save_npz does: compressed, and
// as a whole or not at all. Options are those of npz.Create; to store the members
// as they are, use that and Write.
func WriteFile[T Number](name string, m Matrix[T], opts ...npz.Option) error {
	w, err := npz.Create(name, append([]npz.Option{npz.Compress(npz.DefaultLevel)}, opts...)...)
	if err != nil {
		return err
	}
	defer w.Abort()
	if err := Write(w, m); err != nil {
		return err
	}
	return w.Close()
}

// bytes is a word as NumPy makes an array of a bytes object.
func bytes(word string) npy.Raw {
	return npy.Raw{DType: header.MakeDType(header.Bytes, len(word), header.NoOrder), Shape: []int{}, Data: []byte(word)}
}

// writeCompressed writes what CSR, CSC and BSR have in common.
func writeCompressed(w *npz.Writer, indices, indptr []int, wide bool) error {
	if err := writeIndices(w, "indices", wide, indices); err != nil {
		return err
	}
	return writeIndices(w, "indptr", wide, indptr)
}

// writeIndices writes one list, or "coords": the lists of all axes, one below the other.
func writeIndices(w *npz.Writer, name string, wide bool, lists ...[]int) error {
	shape := []int{len(lists[0])}
	if name == "coords" {
		shape = []int{len(lists), len(lists[0])}
	}
	if wide {
		return npz.Write(w, name, npy.Array[int64]{Data: converted[int64](lists), Shape: shape})
	}
	return npz.Write(w, name, npy.Array[int32]{Data: converted[int32](lists), Shape: shape})
}

func converted[I int32 | int64](lists [][]int) []I {
	all := make([]I, 0, len(lists)*len(lists[0]))
	for _, list := range lists {
		for _, n := range list {
			all = append(all, I(n))
		}
	}
	return all
}
