package load

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"

	libnpy "github.com/sbinet/npyio/npy"
	lib "github.com/sbinet/npyio/npz"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// storedFiles are of normal deviates: bare, in our archive, and in NumPy's if there is a NumPy.
func storedFiles(s measure.Setup, size int) (f kindFiles, err error) {
	if s.Quick {
		size = 1 << 20
	}
	base := fmt.Sprintf("stored-%d", size)
	var a npy.AnyArray
	if f.npy, err = made(s, base+".npy", func(name string) error {
		b := noise(random(), size).(npy.Array[float64])
		b.Shape = []int{size / 8 / 256, 256}
		return writeAny(name, b)
	}); err != nil {
		return f, err
	}
	if a, err = readAny(f.npy); err != nil {
		return f, err
	}
	f.ours, err = made(s, base+".npz", func(name string) error {
		return npz.WriteFile(name, map[string]npy.AnyArray{key: a})
	})
	f.theirs, f.size = f.ours, int64(size)
	if s.Python != "" {
		f.theirs = f.ours + "-numpy.npz"
	}
	f.sum = sumOf(a)
	return f, err
}

func stored(s measure.Setup) (c measure.Case, err error) {
	f, err := storedFiles(s, 128<<20)
	if err != nil {
		return c, err
	}
	c = measure.Case{Name: "npz-stored/m128", Bytes: f.size, Most: 11,
		Note: "An array of 128 MiB, not compressed; the archive's checksum is compared unless told"}
	finish, err := withNumPy(&c, s, `np.load(name)["k"]`, numpy.Snippet{
		Given: map[string]any{"name": f.theirs, "source": f.npy},
		Setup: "if not os.path.exists(name): np.savez(name, k=np.load(source))",
		Body:  `np.load(name)["k"]`,
		Check: `np.array_equal(np.load(name)["k"], np.load(source))`,
	})
	if err != nil {
		return c, err
	}
	finish(
		measure.Contestant{Name: "npygo", How: "npz.Open, npz.Read", Run: summed(func() (npy.AnyArray, error) {
			return readMember[float64](f.theirs)
		}, f.sum)},
		measure.Contestant{Name: "npygo 1 core", How: "the same with npz.Workers(1)", Run: summed(func() (npy.AnyArray, error) {
			return readMember[float64](f.theirs, npz.Workers(1))
		}, f.sum)},
		measure.Contestant{Name: "npygo View", How: "npz.Open, npz.View of our file, not compared with the checksum",
			Run:   measure.Loop(func() error { return viewMember(f.ours, 0, false) }),
			Check: func() error { return viewMember(f.ours, f.sum, false) }},
		measure.Contestant{Name: "npygo View, Verify", How: "the same with Verify",
			Run: measure.Loop(func() error { return viewMember(f.ours, 0, true) }), Check: func() error { return viewMember(f.ours, f.sum, true) }},
		measure.Contestant{Name: "npygo .npy", How: "npy.ReadFile of the bare .npy file", Run: summed(func() (npy.AnyArray, error) {
			return npy.ReadFile[float64](f.npy)
		}, f.sum)},
		npyioArray(f.theirs, f.sum),
		measure.Contestant{Name: "archive/zip", How: "zip.OpenReader, io.ReadAll: bytes, and no array yet",
			Run: measure.Loop(func() error { _, err := readZip(f.theirs); return err }),
			Check: func() error {
				b, err := readZip(f.theirs)
				if err == nil && crc32.ChecksumIEEE(b) != f.sum {
					err = errors.New("other bytes")
				}
				return err
			}},
	)
	return c, nil
}

// storedSmall is for npyio, which needs a system call for each element if it reads into a slice: nobody
// would wait for 128 MiB.
func storedSmall(s measure.Setup) (c measure.Case, err error) {
	f, err := storedFiles(s, 2<<20)
	if err != nil {
		return c, err
	}
	c = measure.Case{Name: "npz-stored/2M", Bytes: f.size, Note: "An array of 2 MiB in our archive"}
	finish, err := withNumPy(&c, s, `np.load(name)["k"]`, numpy.Snippet{
		Given: map[string]any{"name": f.ours, "source": f.npy},
		Body:  `np.load(name)["k"]`,
		Check: `np.array_equal(np.load(name)["k"], np.load(source))`,
	})
	if err != nil {
		return c, err
	}
	finish(
		measure.Contestant{Name: "npygo", How: "npz.Open, npz.Read", Run: summed(func() (npy.AnyArray, error) {
			return readMember[float64](f.ours)
		}, f.sum)},
		measure.Contestant{Name: "npyio", How: "npz.Open, Read(name, &slice)", Run: summed(func() (npy.AnyArray, error) {
			data, err := readNpyio[float64](f.ours)
			return npy.Array[float64]{Data: data, Shape: []int{len(data) / 256, 256}}, err
		}, f.sum)},
		npyioArray(f.ours, f.sum),
	)
	return c, nil
}

func readMember[T any](name string, opts ...npz.Option) (npy.AnyArray, error) {
	r, err := npz.Open(name, opts...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return npz.Read[T](r, key)
}

// viewMember compares what it sees, unless the sum is 0.
func viewMember(name string, want uint32, verify bool) error {
	r, err := npz.Open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	a, err := npz.View[float64](r, key)
	if err == nil && verify {
		err = r.Verify(key)
	}
	if err == nil && want != 0 {
		err = sameSum(a, want)
	}
	return err
}

func readZip(name string) ([]byte, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	m, err := z.File[0].Open()
	if err != nil {
		return nil, err
	}
	defer m.Close()
	return io.ReadAll(m)
}

func readNpyio[T any](name string) (data []T, err error) {
	r, err := lib.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return data, r.Read(key+".npy", &data)
}

// npyioArray reads all of the member at once, and then takes it apart.
func npyioArray(name string, want uint32) measure.Contestant {
	return measure.Contestant{Name: "npyio Array", How: "npz.Open, Read(name, &npy.Array)", Run: summed(func() (npy.AnyArray, error) {
		r, err := lib.Open(name)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		var a libnpy.Array
		if err := r.Read(key+".npy", &a); err != nil {
			return nil, err
		}
		return arrayOf(a)
	}, want)}
}

func arrayOf(a libnpy.Array) (npy.AnyArray, error) {
	switch data := a.Data().(type) {
	case []float64:
		return npy.Array[float64]{Data: data, Shape: a.Shape()}, nil
	case []float32:
		return npy.Array[float32]{Data: data, Shape: a.Shape()}, nil
	case []int32:
		return npy.Array[int32]{Data: data, Shape: a.Shape()}, nil
	case []int64:
		return npy.Array[int64]{Data: data, Shape: a.Shape()}, nil
	case []bool:
		return npy.Array[bool]{Data: data, Shape: a.Shape()}, nil
	}
	return nil, fmt.Errorf("no kind of ours: %T", a.Data())
}

func stream(s measure.Setup) (c measure.Case, err error) {
	f, err := storedFiles(s, 128<<20)
	if err != nil {
		return c, err
	}
	content, err := os.ReadFile(f.ours)
	if err != nil {
		return c, err
	}
	c = measure.Case{Name: "npz-stream/m128", Bytes: f.size, Most: 11, Note: "The same archive in memory, as a body arrives"}
	finish, err := withNumPy(&c, s, `np.load(io.BytesIO(body))["k"]`, numpy.Snippet{
		Given: map[string]any{"name": f.ours, "source": f.npy},
		Setup: "import io\nbody = open(name, 'rb').read()",
		Body:  `np.load(io.BytesIO(body))["k"]`,
		Check: `np.array_equal(np.load(io.BytesIO(body))["k"], np.load(source))`,
	})
	if err != nil {
		return c, err
	}
	read := func(body io.Reader) (npy.AnyArray, error) {
		r, err := npz.ReadFrom(body)
		if err != nil {
			return nil, err
		}
		defer r.Close()
		return npz.Read[float64](r, key)
	}
	finish(
		measure.Contestant{Name: "npygo", How: "npz.ReadFrom(a bytes.Reader), npz.Read", Run: summed(func() (npy.AnyArray, error) {
			return read(bytes.NewReader(content))
		}, f.sum)},
		measure.Contestant{Name: "npygo, size unknown", How: "the same of a reader that does not tell how much will come",
			Run: summed(func() (npy.AnyArray, error) {
				return read(struct{ io.Reader }{bytes.NewReader(content)})
			}, f.sum)},
		measure.Contestant{Name: "npygo OpenBytes", How: "npz.OpenBytes, npz.Read: the body is in memory, as NumPy has it",
			Run: summed(func() (npy.AnyArray, error) {
				r, err := npz.OpenBytes(content)
				if err != nil {
					return nil, err
				}
				defer r.Close()
				return npz.Read[float64](r, key)
			}, f.sum)},
	)
	return c, nil
}
