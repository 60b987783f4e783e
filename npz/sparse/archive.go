package sparse

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// archive is an archive of save_npz while it is read. After an error its methods
// do nothing, and the first one stays.
type archive struct {
	r    *npz.Reader
	info Info
	wide bool // indices of eight bytes were read
	err  error
}

var formats = []string{"csr", "csc", "coo", "bsr", "dia"}

// open reads all but the indices and elements.
func open(r *npz.Reader) (*archive, error) {
	f := &archive{r: r}
	f.info.Format = f.format()
	f.info.Shape = f.shape()
	f.info.IsArray = f.isArray() || len(f.info.Shape) != 2
	h := f.header("data")
	f.info.DType = h.DType
	if f.err == nil {
		f.info.Stored, f.err = h.Count()
	}
	if f.err != nil {
		return nil, f.err
	}
	return f, nil
}

// format is the name of the format: bytes, or text in files of SciPy before 1.0.
func (f *archive) format() string {
	const longest = 64 // of all bytes of the member; no format has such a name
	if !f.r.Has("format") {
		f.err = notFormat("the archive has no member \"format\", so it is not from scipy.sparse.save_npz")
		return ""
	}
	h := f.header("format")
	if n, err := h.Count(); f.err == nil && (err != nil || n != 1 || h.DType.Kind() != header.Bytes && h.DType.Kind() != header.Unicode || h.DType.ItemSize() > longest) {
		f.err = notFormat("the member \"format\" is no short text, but %v of shape %v", h.DType, h.Shape)
	}
	if f.err != nil {
		return ""
	}
	a, err := npz.Read[string](f.r, "format")
	if err != nil {
		f.err = err
		return ""
	}
	if name := a.Data[0]; !slices.Contains(formats, name) {
		f.err = notFormat("the archive says %q, known are %v", name, formats)
	}
	return a.Data[0]
}

func (f *archive) shape() []int {
	h := f.header("shape")
	if f.err == nil && (!integers(h.DType) || len(h.Shape) != 1 || h.Shape[0] > maxAxes) {
		f.err = bad("shape", "%v of shape %v, want a list of integers", h.DType, h.Shape)
	}
	list := f.read("shape", h)
	if f.err == nil {
		f.err = checkShape(list.Data, 1, maxAxes)
	}
	return list.Data
}

// isArray is what SciPy takes for true: files of matrices do not have the member.
func (f *archive) isArray() bool {
	if f.err != nil || !f.r.Has("_is_array") {
		return false
	}
	h := f.header("_is_array")
	if n, err := h.Count(); f.err == nil && (err != nil || n != 1) {
		f.err = bad("_is_array", "shape %v, want one bool", h.Shape)
	}
	if f.err != nil {
		return false
	}
	a, err := npz.Read[bool](f.r, "_is_array", npy.Cast(npy.Unsafe))
	if err != nil {
		f.err = err
		return false
	}
	return a.Data[0]
}

// indices reads an array of one axis.
func (f *archive) indices(name string) []int { return f.index(name, 1).Data }

// coords reads the coordinates of COO. SciPy may write "coords" for two axes, too, some day.
func (f *archive) coords(axes int) [][]int {
	if axes == 2 && !f.r.Has("coords") {
		return [][]int{f.indices("row"), f.indices("col")}
	}
	a := f.index("coords", 2).RowMajor()
	if f.err == nil && a.Shape[0] != axes {
		f.err = bad("coords", "shape %v, but the matrix has %d axes", a.Shape, axes)
	}
	if f.err != nil {
		return nil
	}
	list, n := make([][]int, axes), a.Shape[1]
	for axis := range list {
		list[axis] = a.Data[axis*n : (axis+1)*n : (axis+1)*n]
	}
	return list
}

// index reads an array of integers with that many axes.
func (f *archive) index(name string, axes int) npy.Array[int] {
	h := f.header(name)
	if f.err == nil && (!integers(h.DType) || len(h.Shape) != axes) {
		f.err = bad(name, "%v of shape %v, want integers with %d axes", h.DType, h.Shape, axes)
	}
	f.wide = f.wide || h.DType.ItemSize() == 8
	return f.read(name, h)
}

func integers(d header.DType) bool { return d.Kind() == header.Int || d.Kind() == header.Uint }

// read reads integers, whose header is h. Those that an int cannot hold come out
// negative, which no index or axis is.
func (f *archive) read(name string, h header.Header) (a npy.Array[int]) {
	if f.err != nil {
		return a
	}
	if strconv.IntSize == 64 || h.DType.ItemSize() <= 4 {
		a, f.err = npz.Read[int](f.r, name, npy.Cast(npy.SameKind))
		return a
	}
	long, err := npz.Read[int64](f.r, name, npy.Cast(npy.SameKind))
	if f.err = err; err != nil {
		return a
	}
	a = npy.Array[int]{Data: make([]int, len(long.Data)), Shape: long.Shape, FortranOrder: long.FortranOrder}
	for i, n := range long.Data {
		if n < math.MinInt || n > math.MaxInt {
			f.err = &header.Error{Kind: header.ErrLimit, Name: name, Offset: -1,
				Detail: fmt.Sprintf("%d at position %d, which an int of this machine cannot hold", n, i)}
			return npy.Array[int]{}
		}
		a.Data[i] = int(n)
	}
	return a
}

// elements reads the member data, in C order.
func elements[T Number](f *archive, axes int, opts []npy.Option) (a npy.Array[T]) {
	h := f.header("data")
	if f.err == nil && len(h.Shape) != axes {
		f.err = bad("data", "shape %v, want %d axes for the format %s", h.Shape, axes, f.info.Format)
	}
	if f.err == nil {
		a, f.err = npz.Read[T](f.r, "data", opts...)
	}
	return a.RowMajor()
}

func (f *archive) header(name string) (h header.Header) {
	if f.err == nil {
		h, f.err = f.r.Header(name)
	}
	return h
}
