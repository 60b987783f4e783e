package npy_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
)

// millionWords are a million words of up to ten characters.
func millionWords(kind string) []string {
	data := make([]string, 1e6)
	for i := range data {
		switch kind {
		case "full":
			data[i] = fmt.Sprintf("%010d", i)
		case "short":
			data[i] = fmt.Sprint(i % 1000)
		case "latin":
			data[i] = fmt.Sprintf("%06d é!", i)
		case "chinese":
			data[i] = "世界你好世界你好" + fmt.Sprint(i%90+10)
		}
	}
	return data
}

// BenchmarkText reads and writes a million words in elements of ten characters,
// beside a copy of the payload.
func BenchmarkText(b *testing.B) {
	for _, c := range []struct {
		name string
		kind string
		opts []npy.Option
	}{
		{"U10/full", "full", nil}, {"U10/short", "short", nil}, {"U10/latin", "latin", nil}, {"U10/chinese", "chinese", nil},
		{"U10/full/big", "full", []npy.Option{npy.BigEndian()}}, {"S10/full", "full", []npy.Option{npy.AsBytes()}}, {"S10/short", "short", []npy.Option{npy.AsBytes()}},
	} {
		b.Run(c.name, func(b *testing.B) {
			a := npy.Array[string]{Data: millionWords(c.kind)}
			var out bytes.Buffer
			check(b, npy.Write(&out, a, append(c.opts, npy.Width(10))...))
			file := out.Bytes()
			warm := make([]byte, len(file))
			memcpy := func() { copy(warm, file) }
			r := bytes.NewReader(file)
			b.Run("read", func(b *testing.B) {
				pair(b, len(file), memcpy, func() {
					r.Reset(file)
					_, err := npy.Read[string](r)
					check(b, err)
				})
			})
			b.Run("into", func(b *testing.B) {
				var into npy.Array[string]
				pair(b, len(file), memcpy, func() {
					r.Reset(file)
					check(b, npy.ReadInto(r, &into))
				})
			})
			b.Run("write", func(b *testing.B) {
				pair(b, len(file), memcpy, func() { check(b, npy.Write(io.Discard, a, append(c.opts, npy.Width(10))...)) })
			})
		})
	}
	b.Run("U1000/one long word", func(b *testing.B) {
		a := npy.Array[string]{Data: make([]string, 10_000)}
		a.Data[7] = strings.Repeat("x", 1000)
		file, err := a.MarshalBinary()
		check(b, err)
		warm, r := make([]byte, len(file)), bytes.NewReader(file)
		pair(b, len(file), func() { copy(warm, file) }, func() {
			r.Reset(file)
			_, err := npy.Read[string](r)
			check(b, err)
		})
	})
}
