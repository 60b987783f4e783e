package atomicfile

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Two sizes of array: one of 1.77 MB, which the caches hold, and one of 128 MiB. The payload follows a header of 128 bytes.
var benchmarkSizes = []int{9 * 128 * 64 * 3 * 8, 128 << 20}

// BenchmarkNew writes a file that does not exist, and BenchmarkReplace one that does, in turn with what a program would do without this package.
// x-plain is the median of their ratios, pair by pair; below 1 we are faster. ns/op is the median too.
func BenchmarkNew(b *testing.B) {
	for _, size := range benchmarkSizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) { compare(b, size, true) })
	}
}

// BenchmarkReplace: see BenchmarkNew.
func BenchmarkReplace(b *testing.B) {
	for _, size := range benchmarkSizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) { compare(b, size, false) })
	}
}

// compare works in this directory, since the system's temporary one may be in memory.
func compare(b *testing.B, size int, fresh bool) {
	dir, err := os.MkdirTemp(".", "bench-")
	if err != nil {
		b.Fatal(err)
	}
	defer os.RemoveAll(dir)
	ours, theirs := filepath.Join(dir, "ours"), filepath.Join(dir, "theirs")
	header, payload := make([]byte, 128), make([]byte, size)
	for i := range payload {
		payload[i] = byte(i * 7)
	}
	step := func(name string, write func(string, []byte, []byte) error) time.Duration {
		if fresh {
			os.Remove(name)
		} else {
			settle(b, ours, theirs)
		}
		start := time.Now()
		if err := write(name, header, payload); err != nil {
			b.Fatal(err)
		}
		return time.Since(start)
	}
	for range 2 { // so that all the memory that it takes was in use before
		step(ours, writeAtomic)
		step(theirs, writePlain)
	}
	var times, ratios []float64
	for b.Loop() {
		plain := step(theirs, writePlain)
		atomic := step(ours, writeAtomic)
		times = append(times, float64(atomic.Nanoseconds()))
		ratios = append(ratios, atomic.Seconds()/plain.Seconds())
	}
	slices.Sort(times)
	slices.Sort(ratios)
	b.ReportMetric(times[len(times)/2], "ns/op")
	b.ReportMetric(ratios[len(ratios)/2], "x-plain")
}

// settle waits until nothing is left to do for the last step, which would be charged to the next one.
func settle(b *testing.B, names ...string) {
	for _, name := range names {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}

func writeAtomic(name string, header, payload []byte) error {
	f, err := Create(name, Options{Size: int64(len(header) + len(payload))})
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := f.Write(header); err != nil {
		return err
	}
	if _, err := f.Write(payload); err != nil {
		return err
	}
	return f.Commit()
}

func writePlain(name string, header, payload []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(header); err != nil {
		return err
	}
	if _, err := f.Write(payload); err != nil {
		return err
	}
	return f.Close()
}
