package npy

import (
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
)

// TestViewPlain: the short way takes what nearly all files are, and nothing
// that viewBody refuses or sees otherwise.
func TestViewPlain(t *testing.T) {
	viewPlainTwin(t, 1.5)
	viewPlainTwin(t, float32(1.5))
	viewPlainTwin(t, int64(-1))
	viewPlainTwin(t, int32(-1))
	viewPlainTwin(t, int16(-1))
	viewPlainTwin(t, int8(-1))
	viewPlainTwin(t, uint64(1))
	viewPlainTwin(t, uint32(1))
	viewPlainTwin(t, uint16(1))
	viewPlainTwin(t, uint8(1))
	viewPlainTwin(t, 1)
	viewPlainTwin(t, uint(1))
	viewPlainTwin(t, true)
	viewPlainTwin(t, complex64(1i))
	viewPlainTwin(t, 1i)
	viewPlainTwin(t, Float16(1))
	viewPlainTwin(t, BFloat16(1))
	viewPlainTwin(t, Float8(1))
	viewPlainTwin(t, Datetime64(1))
	viewPlainTwin(t, Timedelta64(1))
	viewPlainTwin(t, "text")
	viewPlainTwin(t, struct{ X, Y int32 }{1, 2})
	type celsius float32
	viewPlainTwin(t, celsius(1.5))
}

func viewPlainTwin[T any](t *testing.T, one T) {
	t.Helper()
	for _, big := range []bool{false, true} {
		a := Array[T]{Data: []T{one, one, one, one, one, one}, Shape: []int{2, 3}, bigEndian: big}
		b, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		d := a.Header().DType
		e := elementOf[T]()
		plain := e != nil
		if _, b16 := any(one).(BFloat16); b16 { // its dtype remembers that it was made here, and not read
			plain = false
		}
		if plain {
			_, shared := cast.Bytes(a.Data) // not purego
			plain = shared && !e.isBool() && (d.ItemSize() == 1 || !big && nativeOrder == header.LittleEndian)
		}

		room := make([]byte, len(b)+1)
		moved := room[1:]
		copy(moved, b)
		for name, c := range map[string]struct {
			file  []byte
			o     options
			plain bool
		}{
			"whole":      {b, options{}, plain},
			"more":       {append(b[:len(b):len(b)], "more"...), options{}, plain},
			"cut":        {b[:len(b)-1], options{}, false},
			"misaligned": {moved, options{}, plain && d.ItemSize() == 1},
			"limited":    {b, options{limited: true, maxBytes: 1}, false},
		} {
			h, n, err := header.Parse(c.file)
			if err != nil {
				t.Fatal(err)
			}
			data, ok := viewPlain[T](c.file[n:], &h, &c.o)
			if ok != c.plain {
				t.Errorf("%T, big-endian %v, %s: plain %v, want %v", one, big, name, ok, c.plain)
			}
			if !ok {
				continue
			}
			want, err := viewBody[T](c.file, n, &h, &c.o)
			if err != nil || len(data) != 6 || len(want) != 6 || &data[0] != &want[0] || cap(data) != cap(want) {
				t.Errorf("%T, big-endian %v, %s: %d elements, otherwise %d, %v", one, big, name, len(data), len(want), err)
			}
		}
	}
}
