package npz_test

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// dataset is an array of the kind that people compress.
type dataset struct {
	name  string
	array npy.AnyArray
}

// samples are six arrays of that many bytes.
func samples(bytes int) []dataset {
	rng := rand.New(rand.NewPCG(1, 2))
	noise := make([]float64, bytes/8)
	smooth := make([]float64, bytes/8)
	images := make([]float32, bytes/4)
	labels := make([]int32, bytes/4)
	ids := make([]int64, bytes/8)
	mask := make([]bool, bytes)
	walk := make([]float64, 8)
	for i := range noise {
		noise[i] = rng.NormFloat64()
		c := i % 8
		walk[c] += rng.NormFloat64() * 0.02
		smooth[i] = math.Round((walk[c]+math.Sin(float64(i/8)/500+float64(c)))*100) / 100
		ids[i] = rng.Int64N(100)
	}
	for i := 1; i < len(ids); i++ {
		ids[i] += ids[i-1]
	}
	zipf := rand.NewZipf(rng, 1.3, 1, 99)
	for i := range images {
		x, y := i%512, i/512%512
		shade := 128 + 100*math.Sin(float64(x+i>>18)/60)*math.Cos(float64(y)/45) + rng.NormFloat64()*2
		images[i] = float32(uint8(shade)) / 255
		labels[i] = int32(zipf.Uint64())
	}
	for range bytes / 30_000 {
		at, r := rng.IntN(bytes), 5+rng.IntN(25)
		for y := -r; y <= r; y++ {
			w := int(math.Sqrt(float64(r*r - y*y)))
			for x := -w; x <= w; x++ {
				if i := at + 1024*y + x; i >= 0 && i < bytes {
					mask[i] = true
				}
			}
		}
	}
	return []dataset{
		{"f8noise", npy.Array[float64]{Data: noise}},
		{"f8smooth", npy.Array[float64]{Data: smooth, Shape: []int{len(smooth) / 8, 8}}},
		{"f4images", npy.Array[float32]{Data: images}},
		{"i4labels", npy.Array[int32]{Data: labels}},
		{"i8ids", npy.Array[int64]{Data: ids}},
		{"mask", npy.Array[bool]{Data: mask}},
	}
}

// BenchmarkWriteStored writes 128 MiB in turn with what is the limit: the checksum
// of the same bytes and os.WriteFile. x-limit is the median of the paired ratios.
func BenchmarkWriteStored(b *testing.B) {
	a := npy.Array[float64]{Data: make([]float64, 16<<20)}
	for i := range a.Data {
		a.Data[i] = float64(i)
	}
	file, err := a.MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	b.SetBytes(int64(len(file)))
	var ratios, ours []float64
	for b.Loop() {
		name := filepath.Join(dir, "limit")
		limit := timed(b, func() error {
			crc32.ChecksumIEEE(file)
			return os.WriteFile(name, file, 0o600)
		})
		os.Remove(name)
		took := timed(b, func() error { return npz.WriteFile(name, map[string]npy.AnyArray{"a": a}) })
		os.Remove(name)
		ratios, ours = append(ratios, took/limit), append(ours, took)
	}
	b.ReportMetric(median(ratios), "x-limit")
	b.ReportMetric(median(ours)/1e6, "ms-median")
}

func timed(b *testing.B, f func() error) float64 {
	start := time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return float64(time.Since(start).Nanoseconds())
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// BenchmarkWriteCompressed writes 8 MiB of six kinds to a file.
func BenchmarkWriteCompressed(b *testing.B) {
	for _, s := range samples(8 << 20) {
		for _, level := range []int{npz.DefaultLevel, 1} {
			for _, workers := range []int{1, 0} {
				b.Run(fmt.Sprintf("%s/level=%d/workers=%d", s.name, level, workers), func(b *testing.B) {
					name := filepath.Join(b.TempDir(), "a.npz")
					b.SetBytes(8 << 20)
					for b.Loop() {
						err := npz.WriteFile(name, map[string]npy.AnyArray{"a": s.array}, npz.Compress(level), npz.Workers(workers))
						if err != nil {
							b.Fatal(err)
						}
					}
					st, err := os.Stat(name)
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(st.Size())/(8<<20), "size")
				})
			}
		}
	}
}

// BenchmarkWriteMany writes a thousand small arrays to memory.
func BenchmarkWriteMany(b *testing.B) {
	a := npy.Array[float32]{Data: make([]float32, 300)}
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprint("array ", i)
	}
	for _, way := range ways[:2] {
		b.Run(way.name, func(b *testing.B) {
			var buf bytes.Buffer
			b.ReportAllocs()
			for b.Loop() {
				buf.Reset()
				w := npz.NewWriter(&buf, way.opts...)
				for _, name := range names {
					if err := npz.Write(w, name, a); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkAppend adds 1 MiB to an archive of 256 MiB.
func BenchmarkAppend(b *testing.B) {
	name := filepath.Join(b.TempDir(), "a.npz")
	large := map[string]npy.AnyArray{"large": npy.Array[float64]{Data: make([]float64, 32<<20)}}
	small := map[string]npy.AnyArray{"small": npy.Array[float64]{Data: make([]float64, 1<<17)}}
	for _, way := range []struct {
		name string
		opts []npz.Option
	}{{"anew", nil}, {"in place", []npz.Option{npz.InPlace()}}} {
		b.Run(way.name, func(b *testing.B) {
			if err := npz.WriteFile(name, large); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if err := npz.AppendFile(name, small, way.opts...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
