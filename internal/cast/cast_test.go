package cast

import (
	"fmt"
	"runtime"
	"testing"
	"unsafe"
)

type (
	celsius float64
	pair    struct {
		A, B int32
	}
)

func TestBytes(t *testing.T) {
	t.Run("shared", func(t *testing.T) {
		s := []uint32{0x01010101, 0x02020202, 0x03030303}
		b, ok := Bytes(s[:2])
		if ok != open {
			t.Fatalf("ok = %v, want %v", ok, open)
		}
		if !open {
			return
		}
		if len(b) != 8 || cap(b) != 8 || b[0] != 1 || b[7] != 2 {
			t.Fatalf("got %v, capacity %d", b, cap(b))
		}
		b[4], b[5], b[6], b[7] = 9, 9, 9, 9
		if s[1] != 0x09090909 {
			t.Errorf("a write is not seen: %#x", s[1])
		}
	})
	t.Run("bytes", func(t *testing.T) {
		s := make([]byte, 3, 10)
		b, ok := Bytes(s)
		if !ok || len(b) != 3 || cap(b) != 3 || &b[0] != &s[0] {
			t.Errorf("got %v, %v, capacity %d", b, ok, cap(b))
		}
	})
	t.Run("empty", func(t *testing.T) {
		for _, s := range [][]float64{nil, {}} {
			if b, ok := Bytes(s); ok != open || len(b) != 0 {
				t.Errorf("got %v, %v", b, ok)
			}
		}
		if b, ok := Bytes(make([]struct{}, 5)); ok != open || len(b) != 0 {
			t.Errorf("elements of size 0: got %v, %v", b, ok)
		}
	})
}

func TestSlice(t *testing.T) {
	room := Make[byte](4096) // starts at a multiple of 8 where the door is open
	t.Run("uint16", func(t *testing.T) { testSlice[uint16](t, room) })
	t.Run("float32", func(t *testing.T) { testSlice[float32](t, room) })
	t.Run("float64", func(t *testing.T) { testSlice[float64](t, room) })
	t.Run("complex128", func(t *testing.T) { testSlice[complex128](t, room) })
	t.Run("celsius", func(t *testing.T) { testSlice[celsius](t, room) })
	t.Run("pair", func(t *testing.T) { testSlice[pair](t, room) })
	t.Run("array", func(t *testing.T) { testSlice[[3]int16](t, room) })
}

func testSlice[T any](t *testing.T, room []byte) {
	var zero T
	size, align := int(unsafe.Sizeof(zero)), int(unsafe.Alignof(zero))
	for start := range 17 {
		for n := 1; n <= 3*size+1; n++ {
			b := room[start:][:n]
			s, ok := Slice[T](b)
			want := open && start%align == 0 && n%size == 0
			if ok != want {
				t.Fatalf("%d bytes at %d: ok = %v, want %v", n, start, ok, want)
			}
			if ok && (len(s) != n/size || cap(s) != n/size) {
				t.Fatalf("%d bytes at %d: length %d, capacity %d", n, start, len(s), cap(s))
			}
			if got, want := Aligned[T](b), open && start%align == 0; got != want {
				t.Fatalf("at %d: Aligned = %v, want %v", start, got, want)
			}
			if !ok {
				continue
			}
			back, _ := Bytes(s)
			if &back[0] != &b[0] || len(back) != n {
				t.Fatalf("%d bytes at %d: there and back is another place", n, start)
			}
		}
	}
}

func TestSliceOfBytes(t *testing.T) {
	b := make([]byte, 5, 9)
	s, ok := Slice[byte](b)
	if !ok || len(s) != 5 || cap(s) != 5 || &s[0] != &b[0] {
		t.Errorf("got %v, %v, capacity %d", s, ok, cap(s))
	}
}

func TestSliceEmpty(t *testing.T) {
	room := make([]byte, 16)
	for _, b := range [][]byte{nil, {}, room[1:1], room[16:]} {
		if s, ok := Slice[float64](b); !ok || s == nil || len(s) != 0 {
			t.Errorf("got %#v, %v, want an empty slice", s, ok)
		}
	}
	if _, ok := Slice[struct{}](room); ok {
		t.Error("16 bytes are a number of elements of size 0")
	}
}

func TestConvert(t *testing.T) {
	s := make([]celsius, 2, 5)
	f, ok := Convert[float64](s)
	if ok != open {
		t.Fatalf("ok = %v, want %v", ok, open)
	}
	if open {
		f[1] = 36.6
		if len(f) != 2 || cap(f) != 5 || s[1] != 36.6 {
			t.Errorf("got %v, capacity %d; %v", f, cap(f), s)
		}
	}
	if same, ok := Convert[celsius](s); !ok || len(same) != 2 || cap(same) != 5 || &same[0] != &s[0] {
		t.Errorf("to the same type: %v, %v", same, ok)
	}
	if _, ok := Convert[float32](s); ok {
		t.Error("8 bytes as 4")
	}
	if _, ok := Convert[[8]byte](s); ok {
		t.Error("alignment 8 as 1")
	}
	if f, ok := Convert[float64]([]celsius(nil)); ok != open || f != nil {
		t.Errorf("nil: got %#v, %v", f, ok)
	}
	if f, ok := Convert[float64](make([]celsius, 0, 3)); ok != open || open && cap(f) != 3 {
		t.Errorf("empty with capacity: got %d, %v", cap(f), ok)
	}
}

func TestMake(t *testing.T) {
	t.Run("byte", func(t *testing.T) { testMake[byte](t) })
	t.Run("uint16", func(t *testing.T) { testMake[uint16](t) })
	t.Run("float64", func(t *testing.T) { testMake[float64](t) })
	t.Run("complex128", func(t *testing.T) { testMake[complex128](t) })
	t.Run("array", func(t *testing.T) { testMake[[3]int16](t) })
	t.Run("nothing", func(t *testing.T) {
		if s := Make[struct{}](7); len(s) != 7 {
			t.Errorf("length %d", len(s))
		}
	})
}

// testMake fills slices of every size around the one where Make changes its
// way, and of sizes in all the runtime's classes, and sees that a collection
// leaves what is still held alone.
func testMake[T any](t *testing.T) {
	var zero T
	size := int(unsafe.Sizeof(zero))
	var counts []int
	for n := range 2100 / size {
		counts = append(counts, n)
	}
	for n := 2048; n <= 300_000; n += n/3 + 1 {
		counts = append(counts, n/size)
	}
	held := make(map[int][]byte)
	for _, n := range counts {
		s := Make[T](n)
		if len(s) != n || cap(s) != n {
			t.Fatalf("Make(%d): length %d, capacity %d", n, len(s), cap(s))
		}
		if n*size >= 1024 && uintptr(unsafe.Pointer(&s[0]))%8 != 0 {
			t.Fatalf("Make(%d) is not at a multiple of 8", n)
		}
		b, ok := Bytes(s)
		if !ok {
			continue
		}
		for i := range b {
			b[i] = byte(n + i)
		}
		if n > 0 {
			held[n] = b[1:] // an inner pointer must hold the whole
		}
	}
	for range 2 {
		runtime.GC()
		garbage = make([]byte, 1<<20)
	}
	for n, b := range held {
		for i := range b {
			if b[i] != byte(n+i+1) {
				t.Fatalf("Make(%d): byte %d changed after a collection", n, i)
			}
		}
	}
}

var garbage []byte

func TestMakeImpossible(t *testing.T) {
	const maxInt = int(^uint(0) >> 1)
	for _, n := range []int{-1, maxInt, maxInt/8 + 1} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic, as make would")
				}
			}()
			garbage, _ = Bytes(Make[float64](n))
		})
	}
}

func TestAllocs(t *testing.T) {
	b := Make[byte](4096)
	temps := make([]celsius, 10)
	if n := testing.AllocsPerRun(10, func() {
		s, _ := Slice[float64](b)
		_, _ = Bytes(s)
		_, _ = Convert[float64](temps)
	}); n != 0 {
		t.Errorf("views: %v allocations, want none", n)
	}
	if n := testing.AllocsPerRun(10, func() { sink = Make[float64](4096) }); n != 1 {
		t.Errorf("Make: %v allocations, want 1", n)
	}
}

var sink []float64

func BenchmarkMake(b *testing.B) {
	for _, n := range []int{1 << 7, 1 << 10, 1 << 14, 221_184} {
		b.Run(fmt.Sprintf("%dB/limit=make", n*8), func(b *testing.B) {
			b.SetBytes(int64(n * 8))
			for b.Loop() {
				sink = make([]float64, n)
			}
		})
		b.Run(fmt.Sprintf("%dB/Make", n*8), func(b *testing.B) {
			b.SetBytes(int64(n * 8))
			for b.Loop() {
				sink = Make[float64](n)
			}
		})
	}
}
