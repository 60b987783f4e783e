package npz

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/npygo/npygo/npy"
)

// floats is n MiB of float64 with rows of 2.
func floats(mib int) npy.Array[float64] {
	n := mib << 17
	a := smooth(n, 2)
	return a
}

func benchFile(b *testing.B, name string, write func(name string) error) string {
	b.Helper()
	name = filepath.Join(b.TempDir(), name)
	must(b, write(name))
	return name
}

// BenchmarkStored reads 128 MiB that are stored, beside the same array in a .npy
// file, and the ways there are without this package.
func BenchmarkStored(b *testing.B) {
	a := floats(128)
	bare := benchFile(b, "a.npy", func(name string) error { return npy.WriteFile(name, a) })
	ours := benchFile(b, "a.npz", func(name string) error {
		return WriteFile(name, map[string]npy.AnyArray{"a": a})
	})
	size := int64(len(a.Data)) * 8
	a = npy.Array[float64]{}
	run := func(name string, f func() error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				must(b, f())
			}
		})
	}
	run("npy", func() error { _, err := npy.ReadFile[float64](bare); return err })
	read := func(opts ...Option) func() error {
		return func() error {
			r, err := Open(ours, opts...)
			if err != nil {
				return err
			}
			defer r.Close()
			_, err = Read[float64](r, "a")
			return err
		}
	}
	run("Read", read())
	run("Read, one worker", read(Workers(1)))
	run("Read, no checksum", read(SkipChecksum()))
	run("Read by ReadAt", func() error {
		f, err := os.Open(ours)
		if err != nil {
			return err
		}
		defer f.Close()
		st, _ := f.Stat()
		r, err := NewReader(f, st.Size())
		if err != nil {
			return err
		}
		_, err = Read[float64](r, "a")
		return err
	})
	run("View", func() error {
		r, err := Open(ours)
		if err != nil {
			return err
		}
		defer r.Close()
		_, err = View[float64](r, "a")
		return err
	})
	run("View and Verify", func() error {
		r, err := Open(ours)
		if err != nil {
			return err
		}
		defer r.Close()
		if _, err = View[float64](r, "a"); err != nil {
			return err
		}
		return r.Verify("a")
	})
	run("archive/zip", func() error {
		r, err := zip.OpenReader(ours)
		if err != nil {
			return err
		}
		defer r.Close()
		m, err := r.File[0].Open()
		if err != nil {
			return err
		}
		defer m.Close()
		_, err = io.ReadAll(m)
		return err
	})
	content, err := os.ReadFile(ours)
	must(b, err)
	run("ReadFrom, Read", func() error {
		r, err := ReadFrom(onlyReader{bytes.NewReader(content)})
		if err != nil {
			return err
		}
		defer r.Close()
		_, err = Read[float64](r, "a")
		return err
	})
	run("ReadFrom, size known, View", func() error {
		r, err := ReadFrom(bytes.NewReader(content))
		if err != nil {
			return err
		}
		defer r.Close()
		if _, err = View[float64](r, "a"); err != nil {
			return err
		}
		return r.Verify("a")
	})
}
