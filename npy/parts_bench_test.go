package npy_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/npy"
)

// floatBytes is data as bytes.
func floatBytes(b *testing.B, data []float64) []byte {
	bytes, ok := cast.Bytes(data)
	if !ok {
		b.Skip("this build has no unsafe to compare with")
	}
	return bytes
}

// addUp is not inlined, so that both sides run the same loop at the same place.
//
//go:noinline
func addUp(data []float64) (sum float64) {
	for _, x := range data {
		sum += x
	}
	return sum
}

// BenchmarkChunks sums a file through Chunks, and with 256 KiB preads into one
// buffer.
func BenchmarkChunks(b *testing.B) {
	for _, shape := range [][]int{blog, {4 << 20}} {
		b.Run(fmt.Sprint(shape), func(b *testing.B) {
			name, size := onDisk(b, shape)
			f, err := os.Open(name)
			check(b, err)
			defer f.Close()
			piece := make([]float64, 32<<10)
			want, got := 0.0, 0.0
			pair(b, size, func() {
				want = 0
				for at := 0; at < size; {
					n := min(size-at, 8*len(piece))
					_, err := f.ReadAt(floatBytes(b, piece)[:n], int64(128+at))
					check(b, err)
					want += addUp(piece[:n/8])
					at += n
				}
			}, func() {
				got = 0
				_, err := f.Seek(0, io.SeekStart)
				check(b, err)
				for chunk, err := range npy.Chunks[float64](f, 0) {
					check(b, err)
					got += addUp(chunk.Data)
				}
			})
			if got != want && shape[0] > 9 { // other chunks, other roundings
				b.Errorf("%v, want %v", got, want)
			}
		})
	}
}

// BenchmarkReadRows reads rows, and as many bytes with one pread into fresh memory.
func BenchmarkReadRows(b *testing.B) {
	name, _ := onDisk(b, []int{4096, 512})
	for _, rows := range []int{1, 64, 1024} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			f, err := os.Open(name)
			check(b, err)
			defer f.Close()
			part, err := npy.Open(name)
			check(b, err)
			defer part.Close()
			pair(b, rows*4096, func() {
				_, err := f.ReadAt(make([]byte, rows*4096), 128+1000*4096)
				check(b, err)
			}, func() {
				_, err := npy.ReadRows[float64](part, 1000, 1000+rows)
				check(b, err)
			})
		})
	}
}

// BenchmarkReadSlice reads columns, and the whole file with one pread.
func BenchmarkReadSlice(b *testing.B) {
	for _, width := range []int{256, 512, 1024, 2048, 8192} { // elements between those that are wanted
		name, size := onDisk(b, []int{4096, width})
		f, err := os.Open(name)
		check(b, err)
		whole := make([]byte, size)
		for _, gap := range []int64{0, 1 << 20} {
			b.Run(fmt.Sprintf("column of %d/gap %d", width, gap), func(b *testing.B) {
				part, err := npy.Open(name, npy.MergeGap(gap))
				check(b, err)
				defer part.Close()
				pair(b, size, func() {
					_, err := f.ReadAt(whole, 128)
					check(b, err)
				}, func() {
					_, err := npy.ReadSlice[float64](part, npy.Range{}, npy.Range{Start: 5, Stop: 6})
					check(b, err)
				})
			})
		}
		f.Close()
	}
}

func BenchmarkAppendFile(b *testing.B) {
	name := filepath.Join(b.TempDir(), "a.npy")
	a := ramp([]int{1000})
	check(b, npy.WriteFile(name, a))
	f, err := os.OpenFile(filepath.Join(b.TempDir(), "b"), os.O_CREATE|os.O_RDWR, 0o666)
	check(b, err)
	defer f.Close()
	at := int64(0)
	pair(b, 8000, func() {
		_, err := f.WriteAt(floatBytes(b, a.Data), at)
		check(b, err)
		check(b, f.Sync())
		at += 8000
	}, func() { check(b, npy.AppendFile(name, a)) })
}

func BenchmarkRowWriter(b *testing.B) {
	dir := b.TempDir()
	row := ramp([]int{8}).Data
	const rows = 100_000
	pair(b, rows*64, func() {
		f, err := os.Create(filepath.Join(dir, "plain"))
		check(b, err)
		buf := make([]byte, 0, 64<<10)
		for range rows {
			if buf = append(buf, floatBytes(b, row)...); len(buf) >= 64<<10 {
				_, err := f.Write(buf)
				check(b, err)
				buf = buf[:0]
			}
		}
		_, err = f.Write(buf)
		check(b, err)
		check(b, f.Close())
	}, func() {
		w, err := npy.Create[float64](filepath.Join(dir, "rows.npy"), 8)
		check(b, err)
		for range rows {
			check(b, w.Write(row))
		}
		check(b, w.Close())
	})
}
