package load

import (
	"archive/zip"
	"bytes"
	stdflate "compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"os/exec"
	"time"

	"github.com/klauspost/compress/flate"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/internal/inflate"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

func deflated(s measure.Setup, k kind, name string) (c measure.Case, err error) {
	f, err := filesOf(s, k, readBytes)
	if err != nil {
		return c, err
	}
	c = measure.Case{Name: name, Bytes: f.size, Most: 7, Note: k.note + ", " + mib(f.size)}
	finish, err := withNumPy(&c, s, `np.load(name)["k"]`, numpy.Snippet{
		Given: map[string]any{"name": f.theirs, "source": f.npy},
		Setup: makeTheirs,
		Body:  `np.load(name)["k"]`,
		Check: `np.array_equal(np.load(name)["k"], np.load(source))`,
	})
	if err != nil {
		return c, err
	}
	read := func(name string, opts ...npz.Option) func(int) (time.Duration, error) {
		return summed(func() (npy.AnyArray, error) { return readAnyMember(name, opts...) }, f.sum)
	}
	shape, err := readAny(f.npy)
	if err != nil {
		return c, err
	}
	finish(
		measure.Contestant{Name: "npygo", How: "npz.ReadAny of our file, all cores", Run: read(f.ours)},
		measure.Contestant{Name: "npygo 1 core", How: "npz.ReadAny of NumPy's file, which is one stream", Run: read(f.theirs, npz.Workers(1))},
		measure.Contestant{Name: "npyio", How: "npz.Open, Read(name, &slice)", Run: summed(func() (npy.AnyArray, error) {
			return readNpyioKind(f.theirs, shape.Header().Shape, k.name)
		}, f.sum)},
		npyioArray(f.theirs, f.sum),
	)
	return c, nil
}

const makeTheirs = "if not os.path.exists(name): np.savez_compressed(name, k=np.load(source))"

func mib(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }

func readAnyMember(name string, opts ...npz.Option) (npy.AnyArray, error) {
	r, err := npz.Open(name, opts...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return npz.ReadAny(r, key)
}

// readNpyioKind gives npyio a slice of the right type.
func readNpyioKind(name string, shape []int, kind string) (npy.AnyArray, error) {
	switch kind {
	case "image":
		data, err := readNpyio[float32](name)
		return npy.Array[float32]{Data: data, Shape: shape}, err
	case "labels":
		data, err := readNpyio[int32](name)
		return npy.Array[int32]{Data: data, Shape: shape}, err
	case "ids":
		data, err := readNpyio[int64](name)
		return npy.Array[int64]{Data: data, Shape: shape}, err
	case "masks":
		data, err := readNpyio[bool](name)
		return npy.Array[bool]{Data: data, Shape: shape}, err
	}
	data, err := readNpyio[float64](name)
	return npy.Array[float64]{Data: data, Shape: shape}, err
}

func inflating(s measure.Setup, k kind, name string) (c measure.Case, err error) {
	f, err := filesOf(s, k, readBytes)
	if err != nil {
		return c, err
	}
	c = measure.Case{Name: name, Most: 7, Note: k.note + ", " + mib(f.size)}
	finish, err := withNumPy(&c, s, "zlib.decompress(stream, -15, size), Python's", numpy.Snippet{
		Given: map[string]any{"name": f.theirs, "source": f.npy},
		Setup: makeTheirs + streamInPython + "\nimport zlib",
		Body:  "zlib.decompress(stream, -15, size)",
		Check: "zlib.decompress(stream, -15, size) == open(source, 'rb').read()",
	})
	if err != nil {
		return c, err
	}
	if len(c.Contestants) > 0 {
		c.Contestants[0].Name = "zlib"
		if err := addLibdeflate(&c, s, f); err != nil {
			return c, err
		}
	}
	src, size, err := rawMember(f.theirs)
	if err != nil {
		return c, err
	}
	c.Bytes = size
	dst := make([]byte, size)
	into := func(inflates func() error) func(int) (time.Duration, error) {
		loop := measure.Loop(inflates)
		return func(n int) (time.Duration, error) {
			clear(dst)
			took, err := loop(n)
			if err == nil && crc32.ChecksumIEEE(dst) != f.sum {
				err = measure.Wrong(fmt.Errorf("other bytes"))
			}
			return took, err
		}
	}
	finish(
		measure.Contestant{Name: "npygo", How: "our inflater, as npz uses it", Run: into(func() error { return inflate.Full(dst, src) })},
		measure.Contestant{Name: "klauspost", How: "flate.NewReader of github.com/klauspost/compress, io.ReadFull", Run: into(func() error {
			_, err := io.ReadFull(flate.NewReader(bytes.NewReader(src)), dst)
			return err
		})},
		measure.Contestant{Name: "compress/flate", How: "flate.NewReader of the standard library, io.ReadFull", Run: into(func() error {
			_, err := io.ReadFull(stdflate.NewReader(bytes.NewReader(src)), dst)
			return err
		})},
	)
	return c, nil
}

// streamInPython is the deflate stream of the archive's first member, and how large it becomes.
const streamInPython = `
import zipfile
with zipfile.ZipFile(name) as z: info = z.infolist()[0]
with open(name, 'rb') as f:
    head = f.read(30)
    f.seek(30 + int.from_bytes(head[26:28], 'little') + int.from_bytes(head[28:30], 'little'))
    stream = f.read(info.compress_size)
size = info.file_size`

// addLibdeflate adds the fastest inflater that is known, in C, if the Python has the package deflate, which wraps it.
func addLibdeflate(c *measure.Case, s measure.Setup, f kindFiles) error {
	if exec.Command(s.Python, "-I", "-c", "import deflate").Run() != nil {
		return nil
	}
	return numpy.Add(c, s, "libdeflate, by Python's package deflate", numpy.Snippet{
		Name:  "libdeflate",
		Given: map[string]any{"name": f.theirs, "source": f.npy},
		Setup: makeTheirs + streamInPython + "\nimport deflate",
		Body:  "deflate.deflate_decompress(stream, size)",
		Check: "bytes(deflate.deflate_decompress(stream, size)) == open(source, 'rb').read()",
	})
}

// rawMember is the deflate stream of the archive's first member, and how large it becomes.
func rawMember(name string) ([]byte, int64, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, 0, err
	}
	defer z.Close()
	m, err := z.File[0].OpenRaw()
	if err != nil {
		return nil, 0, err
	}
	b, err := io.ReadAll(m)
	return b, int64(z.File[0].UncompressedSize64), err
}
