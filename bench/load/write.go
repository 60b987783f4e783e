package load

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/bench/peers"
	"github.com/npygo/npygo/npy"
)

var writes = []job{
	{"encode/blog", (*builder).encode},
	{"write-new/blog", func(b *builder) { b.writeNew(blog) }}, {"write-over/blog", func(b *builder) { b.writeOver(blog) }},
	{"write-new/m128", func(b *builder) { b.writeNew(m128) }}, {"write-over/m128", func(b *builder) { b.writeOver(m128) }},
}

func (b *builder) encode() {
	a := ramp(b.shape(blog))
	file := b.encoded(a)
	b.Bytes = int64(8 * len(a.Data))
	copied := make([]byte, len(file))
	w := &memory{b: make([]byte, len(file))}
	ours := func() error {
		w.n = 0
		return npy.Write(w, a)
	}
	b.Note = "A (9, 128, 64, 3) array of float64, into memory that is used again and again."
	b.add("limit", "copy", measure.Loop(func() error {
		copy(copied, file)
		return nil
	}), nil)
	b.add("npygo", "npy.Write to a writer that copies", measure.Loop(ours), func() error { return same(w.b, file) })
	b.count(func() (map[string]float64, error) {
		n, err := allocations(ours)
		w.writes = 0
		err = errors.Join(err, ours())
		return map[string]float64{"allocations": n, "writes": float64(w.writes)}, err
	})
	for _, p := range peers.All() {
		if p.Write == nil || p.Name == "npyio bufio" {
			continue // in memory there is no system call to be saved
		}
		w := &memory{b: make([]byte, len(file))}
		b.add(p.Name, p.HowWrite+" (in place of a file, the same writer)", measure.Loop(func() error {
			w.n = 0
			return p.Write(w, a.Data, a.Shape)
		}), func() error { return sameInMemory(w.b[:w.n], a.Data) })
	}
	b.numpy("np.save(io.BytesIO, a)", numpy.Snippet{
		Given: map[string]any{"shape": a.Shape}, Setup: inPython + "\nimport io\nf = io.BytesIO()\nnp.save(f, a)",
		Body:  "f.seek(0)\nnp.save(f, a)",
		Check: "f.seek(0) == 0 and np.array_equal(np.load(f), a)",
	})
}

// sameInMemory is about a file whose shape may be another, and whose elements may begin
// where they cannot be viewed.
func sameInMemory(file []byte, want []float64) error {
	var a npy.Array[float64]
	if err := a.UnmarshalBinary(file); err != nil {
		return err
	}
	return same(a.Data, want)
}

func (b *builder) writeNew(shape []int) {
	b.Note = "A file that was not there."
	b.writeFiles(shape, func(name string) error {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}, "if os.path.exists(name):\n    os.remove(name)")
}

func (b *builder) writeOver(shape []int) {
	b.Note = "A file of the same size was there. " +
		"npygo puts the new file in the old one's place when it is whole; all others write into the old one."
	b.Note += " Before each turn all that was written earlier is put on the disk, or it would be whoever comes next that waits for it. " +
		"npygo gives up the old file's pages in a goroutine of its own, after the clock has stopped."
	b.writeFiles(shape, drained, drainedInPython)
}

// drained waits until the disk has what was written to the files beside name.
func drained(name string) error {
	files, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := synced(filepath.Join(filepath.Dir(name), file.Name())); err != nil {
			return err
		}
	}
	return nil
}

const drainedInPython = `for entry in os.scandir(os.path.dirname(name)):
    fd = os.open(entry.path, os.O_RDWR)
    os.fsync(fd)
    os.close(fd)`

func synced(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// writeFiles gives each its own file. Before a run that is not timed.
func (b *builder) writeFiles(of []int, before func(name string) error, inPythonBefore string) {
	a := ramp(b.shape(of))
	file := b.encoded(a)
	b.Bytes = int64(8 * len(a.Data))
	others := []string{"npyio bufio", "gonpy", "gorgonia"}
	if len(of) == 2 {
		b.Most = 7
	}
	add := func(name, how string, write func(path string) error) {
		path := b.path(name + ".npy")
		b.add(name, how, measure.After(func() error { return before(path) }, func() error { return write(path) }), func() error {
			return checkFile(path, a.Data)
		})
	}
	add("limit", "os.Create, two writes, Close", func(path string) error {
		return created(path, func(f *os.File) error {
			if _, err := f.Write(file[:128]); err != nil {
				return err
			}
			_, err := f.Write(file[128:])
			return err
		})
	})
	add("npygo", "npy.WriteFile(name, a)", func(path string) error { return npy.WriteFile(path, a) })
	for _, p := range peers.All() {
		for _, other := range others {
			if p.Name == other {
				add(p.Name, p.HowWrite, func(path string) error {
					return created(path, func(f *os.File) error { return p.Write(f, a.Data, a.Shape) })
				})
			}
		}
	}
	b.numpy("np.save(name, a)", numpy.Snippet{
		Given:  map[string]any{"shape": a.Shape, "name": b.path("NumPy.npy")},
		Setup:  inPython,
		Before: inPythonBefore,
		Body:   "np.save(name, a)",
		Check:  "np.array_equal(np.load(name), a)",
	})
}

func created(path string, write func(*os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func checkFile(path string, want []float64) error {
	a, err := npy.ReadFile[float64](path)
	if err != nil {
		return err
	}
	return same(a.Data, want)
}
