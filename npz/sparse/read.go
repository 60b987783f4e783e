package sparse

import (
	"fmt"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// Read reads the matrix of an archive. Its first type argument is a format and the
// type of the elements, as CSR[float64], or Matrix[float64] for any format; the
// second follows from it:
//
//	m, err := sparse.Read[sparse.CSR[float64]](r)
//
// Indices and shape are checked: what Read returns is valid. Where the archive
// has another format the error, of kind ErrFormat, says which, and what to do.
// Elements of another type than T are an error of npy.Read's, unless npy.Cast is
// among the options, which are those of npy.Read and concern the member data.
//
// Members beside those of the matrix are ignored, as load_npz does.
func Read[M Matrix[T], T Number](r *npz.Reader, opts ...npy.Option) (M, error) {
	var none M
	f, err := open(r)
	if err == nil {
		err = asked[T](none, f.info.Format)
	}
	if err != nil {
		return none, of(r, err)
	}
	m, err := read[T](f, opts)
	if err == nil {
		err = m.Validate()
	}
	if err != nil {
		return none, of(r, err)
	}
	return m.(M), nil
}

// ReadFile is Read for the named file, which is opened for it and closed again.
//
// Options: those of npz.Open; npz.Arrays passes on those of npy.
func ReadFile[M Matrix[T], T Number](name string, opts ...npz.Option) (M, error) {
	var none M
	r, err := npz.Open(name, opts...)
	if err != nil {
		return none, err
	}
	m, err := Read[M](r)
	if closed := r.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return none, err
	}
	return m, nil
}

// of puts the archive's name into errors that have only a member's, or none.
func of(r *npz.Reader, err error) error {
	e, ok := err.(*header.Error)
	if !ok || e.Kind != ErrFormat && e.Kind != ErrMatrix || r.Name() == "" {
		return err
	}
	with := *e
	with.Name = r.Name()
	if e.Name != "" {
		with.Name += ":" + e.Name
	}
	return &with
}

// Peek describes the matrix of an archive by its headers. Whether the arrays fit
// together it does not see; room for more elements, which SciPy may leave behind
// those of a matrix, counts as Stored. An archive without a sparse matrix gives
// ErrFormat.
func Peek(r *npz.Reader) (Info, error) {
	f, err := open(r)
	if err != nil {
		return Info{}, of(r, err)
	}
	return f.info, nil
}

// asked reports whether a matrix of that format may be given as M, of which zero is one.
func asked[T Number](zero any, format string) error {
	want := ""
	switch zero.(type) {
	case nil: // Matrix[T] itself
		return nil
	case CSR[T]:
		want = "csr"
	case CSC[T]:
		want = "csc"
	case COO[T]:
		want = "coo"
	case BSR[T]:
		want = "bsr"
	case DIA[T]:
		want = "dia"
	default:
		return notFormat("cannot read into a %T: the type argument must be a struct, as sparse.CSR[float64]", zero)
	}
	if want != format {
		return notFormat("it holds %s, not %s: read it as sparse.%s, or as sparse.Matrix, whose method CSR takes any format",
			format, want, map[string]string{"csr": "CSR", "csc": "CSC", "coo": "COO", "bsr": "BSR", "dia": "DIA"}[format])
	}
	return nil
}

func notFormat(format string, args ...any) error {
	return &header.Error{Kind: ErrFormat, Offset: -1, Detail: fmt.Sprintf(format, args...)}
}

// read reads the arrays of a matrix. They are not checked against each other.
func read[T Number](f *archive, opts []npy.Option) (Matrix[T], error) {
	shape, isArray := f.info.Shape, f.info.IsArray
	var m Matrix[T]
	switch f.info.Format {
	case "csr":
		indptr, indices := f.indices("indptr"), f.indices("indices")
		data := elements[T](f, 1, opts)
		indices, data = trim(indptr, indices, data)
		m = CSR[T]{shape, indptr, indices, data.Data, isArray, f.wide}
	case "csc":
		indptr, indices := f.indices("indptr"), f.indices("indices")
		data := elements[T](f, 1, opts)
		indices, data = trim(indptr, indices, data)
		m = CSC[T]{shape, indptr, indices, data.Data, isArray, f.wide}
	case "bsr":
		indptr, indices := f.indices("indptr"), f.indices("indices")
		data := elements[T](f, 3, opts)
		indices, data = trim(indptr, indices, data)
		m = BSR[T]{shape, indptr, indices, data, isArray, f.wide}
	case "coo":
		coords := f.coords(len(shape))
		m = COO[T]{shape, coords, elements[T](f, 1, opts).Data, isArray, f.wide}
	case "dia":
		offsets := f.indices("offsets")
		m = DIA[T]{shape, offsets, elements[T](f, 2, opts), isArray, f.wide}
	}
	return m, f.err
}

// trim cuts off what stands behind the elements that indptr counts: SciPy leaves
// room there while it builds a matrix, and does not mind it in files.
func trim[T Number](indptr, indices []int, data npy.Array[T]) ([]int, npy.Array[T]) {
	if len(indptr) == 0 || len(data.Shape) == 0 || len(indices) != data.Shape[0] {
		return indices, data // for Validate to complain about
	}
	last, n := indptr[len(indptr)-1], len(indices)
	if last < 0 || last >= n {
		return indices, data
	}
	data.Data = data.Data[:len(data.Data)/n*last]
	data.Shape[0] = last
	return indices[:last], data
}
