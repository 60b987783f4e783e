package npy

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"reflect"
	"testing"
)

// celsius is what the loops leave to decodeOne and encodeOne.
type celsius float32

// TestSlowLoops holds the loops over whole slices against the ordinary road of
// one element, in both byte orders, for random bits: of NaNs, too.
func TestSlowLoops(t *testing.T) {
	testLoop[bool](t, 1)
	testLoop[int8](t, 1)
	testLoop[uint8](t, 1)
	testLoop[Float8](t, 1)
	testLoop[int16](t, 2)
	testLoop[uint16](t, 2)
	testLoop[Float16](t, 2)
	testLoop[BFloat16](t, 2)
	testLoop[int32](t, 4)
	testLoop[uint32](t, 4)
	testLoop[int64](t, 8)
	testLoop[uint64](t, 8)
	testLoop[Datetime64](t, 8)
	testLoop[Timedelta64](t, 8)
	testLoop[int](t, elementOf[int]().size())
	testLoop[uint](t, elementOf[uint]().size())
	testLoop[float32](t, 4)
	testLoop[float64](t, 8)
	testLoop[complex64](t, 8)
	testLoop[complex128](t, 16)

	if decodeAll(make([]celsius, 1), make([]byte, 4), false) {
		t.Error("decodeAll knows the type of another package")
	}
	if b, ok := encodeAll([]byte{7}, make([]celsius, 1), 4, false); ok || !bytes.Equal(b, []byte{7}) {
		t.Errorf("encodeAll of a type of another package: %v, %v", b, ok)
	}
}

func testLoop[T any](t *testing.T, size int) {
	r := rand.New(rand.NewPCG(1, uint64(size)))
	for _, order := range []binary.ByteOrder{le, be} {
		for n := range 20 {
			src := make([]byte, n*size+3*size) // more than are wanted
			for i := range src {
				src[i] = byte(r.Uint32())
			}
			got, want, plain := make([]T, n), make([]T, n), plainPointer[T]()
			for i := range want {
				decodeOne(plain(&want[i]), src[i*size:][:size], order)
			}
			if !decodeAll(got, src, order == binary.ByteOrder(be)) {
				t.Fatalf("no loop for %v", reflect.TypeFor[T]())
			}
			back := []byte{1, 2}
			for i := range want {
				b := make([]byte, size)
				encodeOne(b, plain(&want[i]), order)
				back = append(back, b...)
			}
			b, ok := encodeAll(make([]byte, 2, 2+n), got, size, order == binary.ByteOrder(be))
			copy(b, back[:2]) // what was there before
			if !ok || !bytes.Equal(b, back) {
				t.Fatalf("%d of %v, %v: % x became % x, not % x", n, reflect.TypeFor[T](), order, src, b, back)
			}
		}
	}
}
