package transpose

import (
	"fmt"
	"testing"
	"unsafe"
)

// BenchmarkReverse has copy beside each shape: what the memory can do. Run it
// with one -cpu at a time: given a list, Go 1.26 measures the first entry of a
// b.Loop in a sub-benchmark with the last entry's GOMAXPROCS.
func BenchmarkReverse(b *testing.B) {
	bench[float64](b, 4096, 4096)
	bench[float64](b, 4000, 4200)
	bench[float64](b, 512, 512)
	bench[float64](b, 256, 256, 256)
	bench[float64](b, 1080, 1920, 3)
	bench[float64](b, 3, 1080, 1920)
	bench[float64](b, 4_000_000, 3)
	bench[float64](b, 3, 4_000_000)
	bench[float64](b, 40, 50, 60, 70)
	bench[float32](b, 4096, 4096)
	bench[uint16](b, 4096, 4096)
	bench[uint8](b, 4096, 4096)
	bench[uint8](b, 1080, 1920, 3)
	bench[complex128](b, 2048, 2048)
	bench[string](b, 2048, 2048)
}

func bench[T any](b *testing.B, shape ...int) {
	n := product(shape)
	src, dst := make([]T, n), make([]T, n)
	copy(src, dst) // touches both
	copy(dst, src)
	var zero T
	name := fmt.Sprintf("%T/%v", zero, shape)
	for _, road := range []struct {
		name string
		f    func()
	}{
		{"limit=copy", func() { copy(dst, src) }},
		{"Reverse", func() { Reverse(dst, src, shape) }},
	} {
		b.Run(name+"/"+road.name, func(b *testing.B) {
			b.SetBytes(int64(n) * int64(unsafe.Sizeof(zero)))
			for b.Loop() {
				road.f()
			}
		})
	}
}
