package transpose

import (
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// naive walks dst in order and looks each element up in src.
func naive[T any](dst, src []T, shape []int) {
	index := make([]int, len(shape))
	for i := range dst {
		off, stride := 0, 1
		for k, n := range shape {
			off += index[k] * stride
			stride *= n
		}
		dst[i] = src[off]
		for k := len(shape) - 1; k >= 0; k-- {
			if index[k]++; index[k] < shape[k] {
				break
			}
			index[k] = 0
		}
	}
}

func product(shape []int) int {
	n := 1
	for _, k := range shape {
		n *= k
	}
	return n
}

// shapes are many: small ones of each rank, and those around the sizes at which
// a tile ends.
func shapes() [][]int {
	all := [][]int{
		nil, {1}, {0}, {7}, {0, 3}, {3, 0, 2}, {1, 1, 1}, {1, 5, 1}, {5, 1, 3},
		{480, 64, 3}, {3, 48, 64}, {100, 3, 3}, {3, 1000, 3}, {2, 3, 200}, {200, 3, 2},
		{5, 9, 5, 300}, {17, 3, 1, 4, 19}, {300, 5, 9, 5}, {1, 64, 1, 64, 1}, {63, 2, 65},
		{9, 8, 7, 6, 5}, {2, 129, 2, 2}, {33, 1000}, {1000, 33},
		slices.Repeat([]int{2}, 12), slices.Repeat([]int{3}, 8),
		append(slices.Repeat([]int{1}, 61), 5, 6, 7), // 64 axes
		append([]int{4, 5}, slices.Repeat([]int{1}, 62)...),
	}
	edges := []int{1, 2, 3, 7, 8, 9, 31, 64, 255, 256, 257, 264, 265}
	for _, a := range edges {
		for _, b := range edges {
			all = append(all, []int{a, b})
			if a*b <= 1024 {
				all = append(all, []int{a, 5, b}, []int{3, a, b}, []int{a, b, 3}, []int{2, a, b, 2})
			}
		}
	}
	for a := range 5 {
		for b := range 5 {
			for c := range 5 {
				all = append(all, []int{a, b, c}, []int{c, a, 2, b})
			}
		}
	}
	return all
}

func TestReverse(t *testing.T) {
	t.Run("uint8", func(t *testing.T) { testReverse(t, func(i int) uint8 { return uint8(i ^ i>>8) }) })
	t.Run("uint16", func(t *testing.T) { testReverse(t, func(i int) uint16 { return uint16(i) }) })
	t.Run("float32", func(t *testing.T) { testReverse(t, func(i int) float32 { return float32(i) }) })
	t.Run("float64", func(t *testing.T) { testReverse(t, func(i int) float64 { return float64(i) }) })
	t.Run("complex128", func(t *testing.T) { testReverse(t, func(i int) complex128 { return complex(float64(i), 1) }) })
	t.Run("string", func(t *testing.T) { testReverse(t, strconv.Itoa) })
	t.Run("struct", func(t *testing.T) {
		testReverse(t, func(i int) [3]uint16 { return [3]uint16{uint16(i), 1, uint16(i >> 16)} })
	})
	t.Run("large", func(t *testing.T) {
		testReverse(t, func(i int) [99]int32 { return [99]int32{7: int32(i), 98: -int32(i)} })
	})
	t.Run("nothing", func(t *testing.T) { testReverse(t, func(int) struct{} { return struct{}{} }) })
}

func testReverse[T comparable](t *testing.T, value func(int) T) {
	for _, shape := range shapes() {
		if product(shape)*int(reflect.TypeFor[T]().Size()) < 2<<20 {
			check(t, shape, value)
		}
	}
}

func check[T comparable](t *testing.T, shape []int, value func(int) T) {
	t.Helper()
	n := product(shape)
	src := make([]T, n)
	for i := range src {
		src[i] = value(i)
	}
	got, want := make([]T, n), make([]T, n)
	given := slices.Clone(shape)
	Reverse(got, src, shape)
	naive(want, src, shape)
	if !slices.Equal(got, want) {
		t.Fatalf("shape %v: not what the naive twin makes", shape)
	}
	if !slices.Equal(shape, given) {
		t.Fatalf("shape %v was changed to %v", given, shape)
	}
	back := slices.Clone(shape)
	slices.Reverse(back)
	Reverse(want, got, back)
	if !slices.Equal(want, src) {
		t.Fatalf("shape %v: there and back is not the same", shape)
	}
}

// TestParallel has arrays large enough for several goroutines, more of them
// than there are cores.
func TestParallel(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(5))
	for _, shape := range [][]int{{1200, 1100}, {900, 500, 3}, {3, 500, 900}, {2, 700_000}, {700_000, 2}, {70, 3, 80, 80}} {
		if bytes := product(shape) * 8; bytes < 5*parallelShare {
			t.Errorf("shape %v: %d bytes are not enough for five goroutines", shape, bytes)
		}
		check(t, shape, func(i int) int64 { return int64(i) })
	}
}

// TestPieceThatPanics: a piece that panics, here for want of a row's place in dst, does so in who called.
func TestPieceThatPanics(t *testing.T) {
	const n = 1000
	tiles := newTiling([]int{n, n}, 8)
	tiles.rows[len(tiles.rows)-1] = n * n
	for _, workers := range []int{1, 3} {
		func() {
			defer func() {
				if _, ok := recover().(runtime.Error); !ok {
					t.Errorf("%d workers: it is no error of the runtime", workers)
				}
			}()
			reverseParallel(make([]int64, n*n), make([]int64, n*n), tiles, workers)
			t.Errorf("%d workers: it returns", workers)
		}()
	}
}

func TestPanics(t *testing.T) {
	for _, test := range []struct {
		dst, src int
		shape    []int
	}{
		{6, 6, []int{2, 2}}, {5, 6, []int{2, 3}}, {6, 5, []int{2, 3}}, {6, 6, []int{-2, -3}},
		{1, 1, []int{0}}, {0, 0, []int{1}}, {0, 0, nil}, {6, 6, []int{0, 6}},
		{6, 6, []int{1 << (strconv.IntSize - 2), 4, 6}}, // the product overflows to 0
	} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			Reverse(make([]int, test.dst), make([]int, test.src), test.shape)
		})
	}
}

// TestHotLoop: the compiler checks the place in dst, and none of the eight in
// src.
func TestHotLoop(t *testing.T) {
	source, err := os.ReadFile("kernel.go")
	if err != nil {
		t.Skip(err)
	}
	out, err := exec.Command("go", "test", "-c", "-o", os.DevNull, "-gcflags=-d=ssa/check_bce/debug=1", ".").CombinedOutput()
	if err != nil {
		t.Skipf("no go command to ask: %v %s", err, out)
	}
	for i, line := range strings.Split(string(source), "\n") {
		report := fmt.Sprintf("kernel.go:%d:", i+1)
		checked := strings.Contains(string(out), report)
		switch {
		case strings.Contains(line, "d := (*[width]T)") && !checked:
			t.Errorf("%s the check is not reported, so this test sees nothing", report)
		case strings.Contains(line, "= s0[i]") && checked, strings.Contains(line, "= s4[i]") && checked:
			t.Errorf("%s an index is checked", report)
		}
	}
}
