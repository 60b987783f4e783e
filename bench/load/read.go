package load

import (
	"io"
	"os"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/npy"
)

var reads = []job{
	{"read/1K", (*builder).readSmall}, {"read/blog", (*builder).readBlog},
	{"read/m128", func(b *builder) { b.readFresh(m128) }}, {"read/g1", func(b *builder) { b.readFresh(g1) }},
	{"read-into/blog", (*builder).readInto},
}

// load adds np.load of the file.
func (b *builder) load(name string, shape []int) {
	b.numpy("np.load(name)", numpy.Snippet{
		Given: map[string]any{"name": name, "shape": shape}, Setup: inPython,
		Body: "np.load(name)", Check: "np.array_equal(np.load(name), a)",
	})
}

// readFile adds npy.ReadFile.
func (b *builder) readFile(name string) {
	b.reads("npygo", "npy.ReadFile[float64](name)", func() ([]float64, error) {
		a, err := npy.ReadFile[float64](name)
		return a.Data, err
	})
}

func (b *builder) readSmall() {
	name := b.ramp(small)
	b.Note = "A file of 1 KiB."
	b.add("limit", "open and close, without reading", measure.Loop(func() error {
		return opened(name, func(*os.File) error { return nil })
	}), nil)
	b.readFile(name)
	b.peers(name)
	b.load(name, small)
}

func (b *builder) readBlog() {
	shape := b.shape(blog)
	name := b.ramp(shape)
	b.Note = "A (9, 128, 64, 3) array of float64, from a file into new memory."
	b.reads("limit", "open, make, io.ReadFull, close", func() (data []float64, _ error) {
		return data, opened(name, func(f *os.File) (err error) {
			data, err = makeAndRead(f, int(b.Bytes)+128)
			return err
		})
	})
	b.readFile(name)
	b.peers(name)
	b.load(name, shape)
}

// makeAndRead is what reading a file into new memory comes to without a header.
func makeAndRead(f *os.File, size int) ([]float64, error) {
	b := make([]byte, size)
	if _, err := io.ReadFull(f, b); err != nil {
		return nil, err
	}
	v, err := npy.View[float64](b) // some nanoseconds, to be able to look at it
	return v.Data, err
}

func (b *builder) readInto() {
	shape := b.shape(blog)
	name := b.ramp(shape)
	warm := make([]byte, b.Bytes)
	var got npy.Array[float64]
	into := func() error {
		return opened(name, func(f *os.File) error { return npy.ReadInto(f, &got) })
	}
	b.Note = "The same array and file. npygo, the limit, \"NumPy readinto\" and \"npyio bufio\" read into memory that is used again and " +
		"again; np.load and the other packages can only get new memory."
	b.add("limit", "open, pread into a used buffer, close", measure.Loop(func() error {
		return opened(name, func(f *os.File) error {
			_, err := f.ReadAt(warm, 128)
			return err
		})
	}), nil)
	b.add("npygo", "os.Open, npy.ReadInto, Close", measure.Loop(into), func() error { return sameRamp(got.Data, product(shape)) })
	b.countAllocations(into)
	b.peersInto(name, product(shape))
	b.peers(name, "npyio Array", "gonpy", "gorgonia")
	b.numpy("open, read_magic, read_array_header_1_0, f.readinto(an array that is there)", numpy.Snippet{
		Name: "NumPy readinto", Given: map[string]any{"name": name, "shape": shape}, Setup: inPython + readintoInPython,
		Body: "readinto()", Check: "np.array_equal(to, a)",
	})
	b.load(name, shape)
}

// readintoInPython is how NumPy's users spare themselves new memory; no function of NumPy does it.
const readintoInPython = `
to = np.zeros(shape)
def readinto():
    with open(name, 'rb') as f:
        np.lib.format.read_magic(f)
        assert np.lib.format.read_array_header_1_0(f) == (to.shape, False, to.dtype)
        assert f.readinto(to) == to.nbytes
`
