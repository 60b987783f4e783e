package npy_test

import (
	"bytes"
	"testing"

	"github.com/npygo/npygo/npy"
)

// mixed is a record of 40 bytes, the kind that event logs have.
type mixed struct {
	ID     int64      `npy:"id"`
	Kind   uint8      `npy:"kind"`
	OK     bool       `npy:"ok"`
	Level  int16      `npy:"level"`
	Weight float32    `npy:"weight"`
	Pos    [3]float64 `npy:"pos"`
}

const (
	mixedPacked  = "[('id', '<i8'), ('kind', '|u1'), ('ok', '|b1'), ('level', '<i2'), ('weight', '<f4'), ('pos', '<f8', (3,))]"
	mixedForeign = "[('id', '>i8'), ('kind', '|u1'), ('ok', '|b1'), ('level', '>i2'), ('weight', '>f4'), ('pos', '>f8', (3,))]"
	mixedOther   = "[('pos', '<f8', (3,)), ('weight', '<f4'), ('ok', '|b1'), ('level', '<i2'), ('kind', '|u1'), ('id', '<i8')]"
)

// station is one with what is not plain memory.
type station struct {
	Name string  `npy:"name,U10"`
	Temp float32 `npy:"temp"`
}

func BenchmarkRecords(b *testing.B) {
	const n = 25_000 // a megabyte
	for name, descr := range map[string]string{"same": mixedPacked, "foreign": mixedForeign, "other": mixedOther} {
		b.Run("read/"+name, func(b *testing.B) { benchRead[mixed](b, descr, n, 40) })
	}
	b.Run("read/text", func(b *testing.B) { benchRead[station](b, "[('name', '<U10'), ('temp', '<f4')]", n, 44) })
	b.Run("write/same", func(b *testing.B) { benchWrite(b, make([]mixed, n), 40) })
	b.Run("write/foreign", func(b *testing.B) { benchWrite(b, make([]mixed, n), 40, npy.BigEndian()) })
	b.Run("write/packed", func(b *testing.B) { benchWrite(b, make([]aligned, n), 11) })
	b.Run("write/text", func(b *testing.B) { benchWrite(b, make([]station, n), 44) })
	b.Run("field", func(b *testing.B) {
		raw, err := npy.ReadRaw(bytes.NewReader(file(b, mixedPacked, []int{n}, false, make([]byte, n*40))))
		if err != nil {
			b.Fatal(err)
		}
		pair(b, n*4, func() { copy(make([]byte, n*4), raw.Data) }, func() {
			if _, err := npy.Field[float32](raw, "weight"); err != nil {
				b.Fatal(err)
			}
		})
	})
}

func benchRead[T any](b *testing.B, descr string, n, size int) {
	payload := make([]byte, n*size)
	for i := range payload {
		if size == 40 {
			payload[i] = byte(i & 1)
		} else if i%4 == 0 {
			payload[i] = 'a' + byte(i/4%26)
		}
	}
	f := file(b, descr, []int{n}, false, payload)
	var a npy.Array[T]
	buf := make([]byte, len(payload))
	pair(b, len(payload), func() { copy(buf, f) }, func() {
		if err := npy.ReadInto(bytes.NewReader(f), &a); err != nil {
			b.Fatal(err)
		}
	})
}

func benchWrite[T any](b *testing.B, data []T, size int, opts ...npy.Option) {
	var out bytes.Buffer
	buf := make([]byte, len(data)*size)
	from := make([]byte, len(data)*size)
	pair(b, len(buf), func() { copy(buf, from) }, func() {
		out.Reset()
		if err := npy.Write(&out, npy.Array[T]{Data: data}, opts...); err != nil {
			b.Fatal(err)
		}
	})
}
