package swap

import (
	"fmt"
	"testing"
)

// The sizes: an array of a request (fits the second cache level or the third),
// and one that fits none.
var benchSizes = map[string]int{"1.7MB": 9 * 128 * 64 * 3 * 8, "64MiB": 64 << 20}

// BenchmarkCopy has copy itself as the limit beside the kernels.
func BenchmarkCopy(b *testing.B) {
	for name, n := range benchSizes {
		src, dst := make([]byte, n), make([]byte, n)
		for i := range src {
			src[i] = byte(i)
		}
		run := func(road string, f func()) {
			b.Run(name+"/"+road, func(b *testing.B) {
				b.SetBytes(int64(n))
				for b.Loop() {
					f()
				}
			})
		}
		run("limit=copy", func() { copy(dst, src) })
		for _, width := range []int{2, 4, 8} {
			run(fmt.Sprintf("copy/width=%d", width), func() { Copy(dst, src, width) })
			run(fmt.Sprintf("inplace/width=%d", width), func() { Bytes(dst, width) })
		}
		run("go/width=2", func() { swap16(dst, src) })
		run("go/width=4", func() { swap32(dst, src) })
		run("go/width=8", func() { swap64(dst, src) })
		run("goinplace/width=2", func() { swap16(dst, dst) })
		run("goinplace/width=4", func() { swap32(dst, dst) })
		run("goinplace/width=8", func() { swap64(dst, dst) })
	}
}

func BenchmarkBools(b *testing.B) {
	for name, n := range benchSizes {
		bools := make([]byte, n)
		for i := range bools {
			bools[i] = byte(i & 1)
		}
		b.Run(name+"/clean", func(b *testing.B) {
			b.SetBytes(int64(n))
			for b.Loop() {
				if !BoolsClean(bools) {
					b.Fatal("not clean")
				}
			}
		})
		b.Run(name+"/normalize", func(b *testing.B) {
			b.SetBytes(int64(n))
			for b.Loop() {
				NormalizeBools(bools)
			}
		})
	}
}
