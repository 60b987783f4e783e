package zipfmt

import (
	"archive/zip"
	"bytes"
	"fmt"
	"testing"
)

func BenchmarkReadDirectory(b *testing.B) {
	for _, n := range []int{1, 10, 1000, 100_000} {
		file := many(b, n)
		ra := bytes.NewReader(file)
		b.Run(fmt.Sprintf("zipfmt/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ReadDirectory(ra, int64(len(file)), n); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("archive-zip/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := zip.NewReader(ra, int64(len(file))); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDataOffset(b *testing.B) {
	file := many(b, 1000)
	ra := bytes.NewReader(file)
	d, err := ReadDirectory(ra, int64(len(file)), 1000)
	check(b, err)
	b.ReportAllocs()
	for b.Loop() {
		for i := range d.Entries {
			if _, err := d.Entries[i].DataOffset(ra); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	e, err := NewEntry("group/array.npy")
	check(b, err)
	dst := make([]byte, 0, 4096)
	b.ReportAllocs()
	for b.Loop() {
		AppendEnd(AppendCentral(AppendLocal(dst, &e, 1, 64), &e), 1, 100, 100)
	}
}

func BenchmarkParseIndex(b *testing.B) {
	x, e := blocks(MaxBlocks, 256<<10, true)
	e.Extra = x.AppendExtra(nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := ParseIndex(e); !ok {
			b.Fatal("no index")
		}
	}
}
