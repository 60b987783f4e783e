package load

import (
	"io"
	"os"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/npy"
)

var orders = []job{
	{"big-endian/blog", func(b *builder) { b.bigEndian(blog) }}, {"big-endian/m128", func(b *builder) { b.bigEndian(m128) }},
	{"f2-f4/blog", (*builder).halves}, {"f2-f4/file", (*builder).halvesFile},
	{"fortran/blog", (*builder).fortran}, {"row-major/4096", (*builder).rowMajor},
}

func (b *builder) bigEndian(of []int) {
	shape := b.shape(of)
	name := b.ramp(shape, npy.BigEndian())
	b.Note = "A '>f8' array from an open file into memory that is used again and again. " +
		"The other packages and NumPy open the file each time, and get new memory."
	f := b.open(name)
	warm := make([]byte, b.Bytes)
	var got npy.Array[float64]
	b.add("limit", "pread into a used buffer, bytes as they are", measure.Loop(func() error {
		_, err := f.ReadAt(warm, 128)
		return err
	}), nil)
	b.add("npygo", "Seek to the start, npy.ReadInto", measure.Loop(func() error { return rewound(f, &got) }), func() error {
		return sameRamp(got.Data, product(shape))
	})
	b.peers(name, "npyio bufio", "npyio Array", "gonpy", "gorgonia")
	if len(of) == 2 {
		b.Most = 7
	}
	b.numpy("np.load(name).astype('<f8')", numpy.Snippet{
		Given: map[string]any{"name": name, "shape": shape}, Setup: inPython,
		Body: "np.load(name).astype('<f8')", Check: "np.array_equal(np.load(name).astype('<f8'), a)",
	})
}

func rewound[T any](f *os.File, a *npy.Array[T], opts ...npy.Option) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return npy.ReadInto(f, a, opts...)
}

// half has all float16 that are numbers, again and again.
func half(shape []int) npy.Array[npy.Float16] {
	a := npy.Array[npy.Float16]{Data: make([]npy.Float16, product(shape)), Shape: shape}
	for i := range a.Data {
		a.Data[i] = npy.Float16(i % 0x7c00)
	}
	return a
}

// halfInPython makes the same array there.
const halfInPython = "a = (np.arange(np.prod(shape)) % 0x7c00).astype('u2').view('f2').reshape(shape)"

// widened is what they are as float32, one by one.
func widened(a npy.Array[npy.Float16]) []float32 {
	want := make([]float32, len(a.Data))
	for i, x := range a.Data {
		want[i] = x.Float32()
	}
	return want
}

func (b *builder) halves() {
	a := half(b.shape(blog))
	want := widened(a)
	b.Bytes = int64(2 * len(a.Data))
	b.Note = "(9, 128, 64, 3) float16 made float32, from memory into memory that is used again and again."
	got := make([]float32, 0, len(a.Data))
	copied := make([]npy.Float16, 2*len(a.Data))
	b.add("limit", "copy as many bytes as there will be", measure.Loop(func() error {
		copy(copied, a.Data)
		copy(copied[len(a.Data):], a.Data)
		return nil
	}), nil)
	b.add("npygo", "npy.Widen", measure.Loop(func() error {
		got = npy.Widen(got[:0], a.Data)
		return nil
	}), func() error { return same(got, want) })
	b.numpy("np.copyto(float32, float16)", numpy.Snippet{
		Given: map[string]any{"shape": a.Shape}, Setup: halfInPython + "\nto = np.zeros(shape, 'f4')",
		Body: "np.copyto(to, a)", Check: "np.array_equal(to, a.astype('f4'))",
	})
}

func (b *builder) halvesFile() {
	a := half(b.shape(blog))
	want := widened(a)
	name := file(b, a)
	b.Bytes = int64(2 * len(a.Data))
	b.Note = "The same out of an open file."
	f := b.open(name)
	warm := make([]byte, b.Bytes)
	var got npy.Array[float32]
	b.add("limit", "pread into a used buffer, bytes as they are", measure.Loop(func() error {
		_, err := f.ReadAt(warm, 128)
		return err
	}), nil)
	b.add("npygo", "Seek to the start, npy.ReadInto with Cast(Safe)", measure.Loop(func() error {
		return rewound(f, &got, npy.Cast(npy.Safe))
	}), func() error { return same(got.Data, want) })
	b.numpy("np.load(name).astype('f4')", numpy.Snippet{
		Given: map[string]any{"name": name, "shape": a.Shape}, Setup: halfInPython,
		Body: "np.load(name).astype('f4')", Check: "np.array_equal(np.load(name).astype('f4'), a.astype('f4'))",
	})
}

func (b *builder) fortran() {
	shape := b.shape(blog)
	a := ramp(shape)
	a.FortranOrder = true
	name := file(b, a)
	want := naiveRowMajor(a)
	b.Bytes = int64(8 * len(a.Data))
	b.Note = "A (9, 128, 64, 3) array in column-major order, from a file, put into row-major order. " +
		"The other packages leave that to the caller, or refuse the file."
	b.reads("npygo as stored", "npy.ReadFile[float64](name)", func() ([]float64, error) {
		a, err := npy.ReadFile[float64](name)
		return a.Data, err
	})
	b.fresh("npygo", "the same, then RowMajor", func() ([]float64, error) {
		a, err := npy.ReadFile[float64](name)
		return a.RowMajor().Data, err
	}, func(got []float64) error { return same(got, want) })
	b.numpy("np.load(name)", numpy.Snippet{
		Name: "NumPy as stored", Given: map[string]any{"name": name, "shape": shape},
		Body: "np.load(name)", Check: "np.array_equal(np.load(name).ravel('K'), np.arange(np.prod(shape)) / 8)",
	})
	b.numpy("np.ascontiguousarray(np.load(name))", numpy.Snippet{
		Given: map[string]any{"name": name, "shape": shape},
		Body:  "np.ascontiguousarray(np.load(name))",
		Check: "np.array_equal(np.ascontiguousarray(np.load(name)), (np.arange(np.prod(shape)) / 8).reshape(shape, order='F'))",
	})
}

// naiveRowMajor takes one element at a time.
func naiveRowMajor(a npy.Array[float64]) []float64 {
	var list []float64
	index := make([]int, len(a.Shape))
	for range a.Data {
		list = append(list, a.At(index...))
		for d := len(index) - 1; d >= 0; d-- {
			if index[d]++; index[d] < a.Shape[d] {
				break
			}
			index[d] = 0
		}
	}
	return list
}

func (b *builder) rowMajor() {
	a := ramp(b.shape(m128))
	a.FortranOrder = true
	b.Bytes = int64(8 * len(a.Data))
	b.Most = 7
	b.Note = "A (4096, 4096) array of float64 from column-major to row-major order, in memory. " +
		"npygo uses all cores, NumPy one; both make a new array."
	copied := make([]float64, len(a.Data))
	copy(copied, a.Data)
	b.add("limit", "copy into memory that is there", measure.Loop(func() error {
		copy(copied, a.Data)
		return nil
	}), nil)
	side := a.Shape[0]
	b.fresh("npygo", "Array.RowMajor", func() ([]float64, error) { return a.RowMajor().Data, nil }, func(got []float64) error {
		return sameAs(got, side*side, func(i int) float64 { return element(i%side*side + i/side) })
	})
	b.numpy("np.ascontiguousarray(a)", numpy.Snippet{
		Given: map[string]any{"shape": a.Shape}, Setup: "a = (np.arange(np.prod(shape)) / 8).reshape(shape, order='F')",
		Body: "c = np.ascontiguousarray(a)", Check: "np.array_equal(np.ascontiguousarray(a), a)",
	})
}
