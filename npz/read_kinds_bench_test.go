package npz_test

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// BenchmarkReadCompressed reads 16 MiB of six kinds: from an archive whose member is one
// stream of the standard library's, which is like zlib's, as NumPy has it, and
// from one of ours, on one core and on all.
func BenchmarkReadCompressed(b *testing.B) {
	for _, s := range samples(16 << 20) {
		theirs, ours := filepath.Join(b.TempDir(), "theirs.npz"), filepath.Join(b.TempDir(), "ours.npz")
		arrays := map[string]npy.AnyArray{"a": s.array}
		if err := npz.WriteFile(ours, arrays, npz.Compress(npz.DefaultLevel)); err != nil {
			b.Fatal(err)
		}
		size := oneStream(b, theirs, s.array)
		read := func(name, file string, opts ...npz.Option) {
			b.Run(s.name+"/"+name, func(b *testing.B) {
				b.SetBytes(size)
				for b.Loop() {
					r, err := npz.Open(file, opts...)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := npz.ReadAny(r, "a"); err != nil {
						b.Fatal(err)
					}
					r.Close()
				}
			})
		}
		read("theirs", theirs)
		read("ours, one worker", ours, npz.Workers(1))
		read("ours", ours)
		b.Run(s.name+"/archive/zip", func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				z, err := zip.OpenReader(theirs)
				if err != nil {
					b.Fatal(err)
				}
				m, err := z.File[0].Open()
				if err != nil {
					b.Fatal(err)
				}
				if _, err := npy.ReadAny(m); err != nil {
					b.Fatal(err)
				}
				m.Close()
				z.Close()
			}
		})
	}
}

// oneStream writes an archive with a as one deflate stream, and returns how large it is inflated.
func oneStream(b *testing.B, name string, a npy.AnyArray) int64 {
	b.Helper()
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	z := zip.NewWriter(f)
	m, err := z.Create("a.npy")
	if err != nil {
		b.Fatal(err)
	}
	n, err := a.WriteTo(m)
	if err != nil {
		b.Fatal(err)
	}
	if err := z.Close(); err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkReadRows reads 1000 of 2 million rows, beside the whole.
func BenchmarkReadRows(b *testing.B) {
	a := npy.Array[float64]{Data: make([]float64, 4_000_000), Shape: []int{2_000_000, 2}}
	for i := range a.Data {
		a.Data[i] = float64(i*i%10007) / 100
	}
	for _, block := range []int{32 << 10, npz.DefaultSeekBlock, 1 << 20} {
		name := filepath.Join(b.TempDir(), fmt.Sprint(block))
		if err := npz.WriteFile(name, map[string]npy.AnyArray{"a": a}, npz.Compress(npz.DefaultLevel), npz.SeekBlock(block)); err != nil {
			b.Fatal(err)
		}
		run := func(what string, read func(r *npz.Reader) error) {
			b.Run(fmt.Sprintf("%s/blocks of %d KiB", what, block>>10), func(b *testing.B) {
				for b.Loop() {
					r, err := npz.Open(name)
					if err != nil {
						b.Fatal(err)
					}
					if err := read(r); err != nil {
						b.Fatal(err)
					}
					r.Close()
				}
			})
		}
		run("rows", func(r *npz.Reader) error {
			_, err := npz.ReadRows[float64](r, "a", 1_000_000, 1_001_000)
			return err
		})
		run("whole", func(r *npz.Reader) error {
			_, err := npz.Read[float64](r, "a")
			return err
		})
	}
}

// BenchmarkLoad reads 64 members of 2 MiB.
func BenchmarkLoad(b *testing.B) {
	arrays := make(map[string]npy.AnyArray)
	for i := range 64 {
		a := npy.Array[float64]{Data: make([]float64, 1<<18)}
		for j := range a.Data {
			a.Data[j] = float64((i+j)*j%1009) / 100
		}
		arrays[fmt.Sprint(i)] = a
	}
	for what, opts := range map[string][]npz.Option{"stored": nil, "compressed": {npz.Compress(npz.DefaultLevel)}} {
		name := filepath.Join(b.TempDir(), what)
		if err := npz.WriteFile(name, arrays, opts...); err != nil {
			b.Fatal(err)
		}
		for _, workers := range []int{1, 0} {
			b.Run(fmt.Sprintf("%s/workers=%d", what, workers), func(b *testing.B) {
				b.SetBytes(128 << 20)
				for b.Loop() {
					if _, err := npz.Load(name, npz.Workers(workers)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
