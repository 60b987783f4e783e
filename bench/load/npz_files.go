package load

import (
	"archive/zip"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"time"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// key is the name of the array in archives that have one.
const key = "k"

// made is a file of that name in the setup's folder, which write makes if it is not there:
// both heaps use the same files.
func made(s measure.Setup, name string, write func(name string) error) (string, error) {
	name = filepath.Join(s.Dir, name)
	if _, err := os.Stat(name); err == nil {
		return name, nil
	}
	part := filepath.Join(s.Dir, "part-"+filepath.Base(name))
	if err := write(part); err != nil {
		return "", fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return name, os.Rename(part, name)
}

// kindFiles has the array of a kind as .npy, and compressed as we do it. NumPy's file is
// NumPy's to make: see theirs.
type kindFiles struct {
	npy, ours string
	theirs    string
	sum       uint32 // of the .npy
	size      int64  // of the elements
}

func filesOf(s measure.Setup, k kind, bytes int) (f kindFiles, err error) {
	if s.Quick {
		bytes = 1 << 20
	}
	base := fmt.Sprintf("%s-%d", k.name, bytes)
	f.size, f.theirs = int64(bytes), filepath.Join(s.Dir, base+"-numpy.npz")
	if f.npy, err = made(s, base+".npy", func(name string) error {
		return writeAny(name, k.make(random(), bytes))
	}); err != nil {
		return f, err
	}
	if f.ours, err = made(s, base+".npz", func(name string) error {
		a, err := readAny(f.npy)
		if err != nil {
			return err
		}
		return npz.WriteFile(name, map[string]npy.AnyArray{key: a}, npz.Compress(npz.DefaultLevel))
	}); err != nil {
		return f, err
	}
	b, err := os.ReadFile(f.npy)
	f.sum = crc32.ChecksumIEEE(b)
	if err == nil && s.Python == "" {
		f.theirs, err = made(s, base+"-zip.npz", func(name string) error { return writeZip(name, b) })
	}
	return f, err
}

// writeZip makes an archive as NumPy does: one deflate stream, by zlib's algorithm.
func writeZip(name string, content []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	z := zip.NewWriter(f)
	m, err := z.Create(key + ".npy")
	if err != nil {
		return err
	}
	if _, err := m.Write(content); err != nil {
		return err
	}
	return z.Close()
}

func writeAny(name string, a npy.AnyArray) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = a.WriteTo(f)
	return err
}

func readAny(name string) (npy.AnyArray, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return npy.ReadAny(f)
}

// summed makes a Run of what reads an array. After each turn, when the clock has stopped,
// the array is compared by the checksum that its .npy file has; it is not kept, since that would
// make the heap a larger one.
func summed(read func() (npy.AnyArray, error), want uint32) func(n int) (time.Duration, error) {
	return func(n int) (time.Duration, error) {
		var a npy.AnyArray
		start := time.Now()
		for range n {
			var err error
			if a, err = read(); err != nil {
				return 0, err
			}
		}
		took := time.Since(start)
		return took, sameSum(a, want)
	}
}

func sameSum(a npy.AnyArray, want uint32) error {
	sum := crc32.NewIEEE()
	if _, err := a.WriteTo(sum); err != nil {
		return err
	}
	if sum.Sum32() != want {
		return measure.Wrong(fmt.Errorf("other elements, or another header: %v", a.Header()))
	}
	return nil
}
