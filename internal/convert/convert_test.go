package convert_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/npygo/npygo/internal/convert"
	"github.com/npygo/npygo/internal/convert/converttest"
)

var names = [...]string{"", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16", "float32", "float64",
	"complex64", "complex128", "x87", "binary128", "complex x87", "complex binary128"}

// pairs runs f for every pair of kinds that there is a way for.
func pairs(t *testing.T, f func(t *testing.T, to, from convert.Kind)) {
	n := 0
	for from := convert.Bool; from <= convert.ComplexBinary128; from++ {
		for to := convert.Bool; to <= convert.Complex128; to++ {
			if to == from {
				continue
			}
			n++
			t.Run(names[from]+" to "+names[to], func(t *testing.T) { f(t, to, from) })
		}
	}
	if n != 19*15-15 {
		t.Errorf("%d pairs", n)
	}
}

// TestPairs compares every pair with its twin, in both byte orders: over values
// where something may turn, and over noise.
func TestPairs(t *testing.T) {
	elements := 600
	if testing.Short() {
		elements = 150
	}
	pairs(t, func(t *testing.T, to, from convert.Kind) {
		check(t, to, from, interesting(from))
		noise := make([]byte, elements*from.Size())
		rng := rand.New(rand.NewPCG(uint64(from), uint64(to)))
		for i := range noise {
			noise[i] = byte(rng.Uint32())
		}
		check(t, to, from, noise)
	})
}

// check converts src, which is little-endian, in both byte orders.
func check(t *testing.T, to, from convert.Kind, src []byte) {
	t.Helper()
	want := converttest.Convert(to, from, false, src)
	for _, big := range []bool{false, true} {
		order := src
		if big {
			order = reversed(from, src)
		}
		c, ok := convert.New(to, from, big)
		if !ok {
			t.Fatal("there is no way")
		}
		before := bytes.Clone(order)
		dst := make([]byte, len(want)+16)[:len(want)]
		c.Convert(dst, order)
		if !bytes.Equal(order, before) {
			t.Fatal("src has changed")
		}
		if !bytes.Equal(dst[:cap(dst)][len(dst):], make([]byte, 16)) {
			t.Fatal("it wrote behind dst")
		}
		native(to, dst)
		got := converttest.Canonical(to, dst)
		for i := range len(src) / from.Size() {
			g, w := got[i*to.Size():][:to.Size()], want[i*to.Size():][:to.Size()]
			if !bytes.Equal(g, w) {
				t.Fatalf("big-endian %v, element %d: %x (little-endian) became %x, want %x", big, i, src[i*from.Size():][:from.Size()], g, w)
			}
		}
	}
}

// native makes this machine's elements little-endian, and back.
func native(k convert.Kind, b []byte) {
	if binary.NativeEndian.Uint16([]byte{0, 1}) == 1 {
		copy(b, reversed(k, b))
	}
}

// reversed is elements in the other byte order.
func reversed(k convert.Kind, b []byte) []byte {
	word := k.Size()
	switch k {
	case convert.Complex64, convert.Complex128, convert.ComplexX87, convert.ComplexBinary128:
		word /= 2
	}
	r := bytes.Clone(b)
	for i := 0; i < len(r); i += word {
		slices.Reverse(r[i : i+word])
	}
	return r
}

// interesting are elements of kind k, little-endian.
func interesting(k convert.Kind) (b []byte) {
	switch k {
	case convert.Bool:
		return []byte{0, 1, 2, 128, 255}
	case convert.Complex64, convert.Complex128, convert.ComplexX87, convert.ComplexBinary128:
		part := interesting(k - convert.Complex64 + convert.Float32)
		if k >= convert.ComplexX87 {
			part = interesting(k - convert.ComplexX87 + convert.X87)
		}
		n, size := len(part)*2/k.Size(), k.Size()/2
		for i := range n { // each with the next, so that parts differ; and with 0
			j := (i + 1) % n
			b = append(b, part[i*size:][:size]...)
			b = append(b, part[j*size:][:size]...)
			b = append(b, make([]byte, size)...)
			b = append(b, part[i*size:][:size]...)
		}
		return b
	}
	for _, bits := range patterns(k) {
		b = append(b, bits[:k.Size()]...)
	}
	return b
}

// format tells where fields of a float are: bits of the exponent, of the
// fraction (with x87's leading bit).
var formats = map[convert.Kind][2]int{convert.Float16: {5, 10}, convert.BFloat16: {8, 7}, convert.Float32: {8, 23}, convert.Float64: {11, 52},
	convert.X87: {15, 64}, convert.Binary128: {15, 112}}

func patterns(k convert.Kind) (all [][16]byte) {
	f, isFloat := formats[k]
	if !isFloat {
		bits := 8 * k.Size()
		for shift := range bits {
			for add := range uint64(3) {
				v := uint64(1)<<shift + add - 1
				all = append(all, word(v, 0), word(-v, 0), word(v<<1|v>>9, 0))
			}
		}
		return all
	}
	full := 1<<f[0] - 1
	bias := full / 2
	var exponents []int
	for e := range full + 1 {
		// Around zero, the targets' limits (2^-149, 2^-126, 2^-24, 2^7 ... 2^64, 2^128, 2^1024) and the ends.
		v := e - bias
		near := v >= -30 && v <= 70 || v <= -120 && v >= -152 || v >= 125 && v <= 130 || v <= -1020 && v >= -1080 || v >= 1022 && v <= 1026 || e < 2 || e > full-2
		if near {
			exponents = append(exponents, e)
		}
	}
	for _, e := range exponents {
		for sign := range 2 {
			for _, fraction := range fractions(f[1], k == convert.X87) {
				all = append(all, join(f, sign, e, fraction))
			}
		}
	}
	return all
}

// fractions are bits, the first of them leading, around the places where the
// targets' last bits are.
func fractions(bits int, leading bool) (all [][2]uint64) {
	starts := []uint64{0}
	if leading {
		starts = []uint64{1 << 63, 0} // 0: unnormals
	}
	for _, start := range starts {
		add := func(high, low uint64) {
			if leading {
				high >>= 1
			}
			all = append(all, [2]uint64{start | high, low})
		}
		add(0, 0)
		add(1<<63, 0)
		add(^uint64(0), ^uint64(0))
		add(1<<63, 1<<48)
		for _, kept := range []int{7, 10, 23, 52, 62} {
			if kept >= bits {
				continue
			}
			half := uint64(1) << (63 - kept)
			add(half, 0)
			add(half-1, ^uint64(0))
			add(half, 1<<20)
			add(half|half<<1, 0)
		}
	}
	return all
}

func join(f [2]int, sign, exponent int, fraction [2]uint64) [16]byte {
	top := uint64(sign)<<f[0] | uint64(exponent)
	switch {
	case f[1] == 64:
		return word(fraction[0], top|0xabcdef<<16) // what is behind is anything
	case f[1] == 112:
		return word(fraction[1]>>16|fraction[0]<<48, top<<48|fraction[0]>>16)
	}
	return word(top<<f[1]|fraction[0]>>(64-f[1]), 0)
}

func word(low, high uint64) (w [16]byte) {
	binary.LittleEndian.PutUint64(w[:], low)
	binary.LittleEndian.PutUint64(w[8:], high)
	return w
}

// TestLengths has every length around a block, from bytes at any address.
func TestLengths(t *testing.T) {
	for _, p := range [][2]convert.Kind{{convert.Float64, convert.Float32}, {convert.Int16, convert.Float64}, {convert.Float16, convert.Int32},
		{convert.Bool, convert.Complex128}, {convert.Float32, convert.Bool}, {convert.Float32, convert.Int8}, {convert.Int8, convert.Float64}, {convert.Uint8, convert.ComplexX87}, {convert.Complex128, convert.X87}} {
		to, from := p[0], p[1]
		t.Run(names[from]+" to "+names[to], func(t *testing.T) {
			pool := interesting(from)
			for _, n := range []int{0, 1, 2, 3, 7, 31, 32, 33, 1023, 1024, 1025, 2048, 2051} {
				for _, start := range []int{0, 1, 4, 8} {
					room := make([]byte, start+n*from.Size())
					src := room[start:]
					for i := range src {
						src[i] = pool[i%len(pool)]
					}
					check(t, to, from, src)
				}
			}
		})
	}
}

func TestNoWay(t *testing.T) {
	for _, p := range [][2]convert.Kind{{0, convert.Int8}, {convert.Int8, 0}, {convert.Int8, convert.Int8}, {convert.X87, convert.Float64}, {convert.ComplexX87, convert.X87}} {
		if _, ok := convert.New(p[0], p[1], false); ok {
			t.Errorf("%d from %d", p[0], p[1])
		}
	}
}

func BenchmarkConvert(b *testing.B) {
	const n = 1 << 20
	for from := convert.Bool; from <= convert.ComplexBinary128; from++ {
		for _, to := range []convert.Kind{convert.Bool, convert.Int32, convert.Float16, convert.Float32, convert.Float64} {
			c, ok := convert.New(to, from, false)
			if !ok {
				continue
			}
			src, dst := make([]byte, n*from.Size()), make([]byte, n*to.Size())
			b.Run(fmt.Sprintf("%s to %s", names[from], names[to]), func(b *testing.B) {
				b.SetBytes(int64(len(src) + len(dst)))
				for b.Loop() {
					c.Convert(dst, src)
				}
			})
		}
	}
}
