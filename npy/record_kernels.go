package npy

import (
	"encoding/binary"
	"math/bits"

	"github.com/npygo/npygo/internal/swap"
)

// The loops below move width bytes r.n times from src to dst, the one r.from
// and the other r.to bytes apart. All of that lies within dst and src, which do
// not overlap; r.n is at least 1.

var native = binary.NativeEndian

func moveBytes(dst, src []byte, width int, r rep) {
	switch {
	case width == 8:
		move8(dst, src, r)
	case width == 4:
		move4(dst, src, r)
	case width == 2:
		move2(dst, src, r)
	case width == 1:
		move1(dst, src, r)
	case width > 32 || r.n == 1:
		for range r.n - 1 {
			copy(dst[:width], src)
			dst, src = dst[r.to:], src[r.from:]
		}
		copy(dst[:width], src)
	default: // two words that overlap, or a few: faster than a call
		for width > 16 {
			move8(dst, src, r)
			dst, src, width = dst[8:], src[8:], width-8
		}
		switch {
		case width >= 8:
			move8(dst, src, r)
			move8(dst[width-8:], src[width-8:], r)
		case width >= 4:
			move4(dst, src, r)
			move4(dst[width-4:], src[width-4:], r)
		default: // 3
			move2(dst, src, r)
			move1(dst[2:], src[2:], r)
		}
	}
}

func move8(dst, src []byte, r rep) {
	to, from := 0, 0
	for range r.n {
		native.PutUint64(dst[to:], native.Uint64(src[from:]))
		to, from = to+r.to, from+r.from
	}
}

func move4(dst, src []byte, r rep) {
	to, from := 0, 0
	for range r.n {
		native.PutUint32(dst[to:], native.Uint32(src[from:]))
		to, from = to+r.to, from+r.from
	}
}

func move2(dst, src []byte, r rep) {
	to, from := 0, 0
	for range r.n {
		native.PutUint16(dst[to:], native.Uint16(src[from:]))
		to, from = to+r.to, from+r.from
	}
}

func move1(dst, src []byte, r rep) {
	to, from := 0, 0
	for range r.n {
		dst[to] = src[from]
		to, from = to+r.to, from+r.from
	}
}

// moveTurned turns each group of word bytes around.
func moveTurned(dst, src []byte, width, word int, r rep) {
	if width > word {
		for i := range r.n {
			swap.Copy(dst[i*r.to:][:width], src[i*r.from:][:width], word)
		}
		return
	}
	to, from := 0, 0
	switch word {
	case 8:
		for range r.n {
			native.PutUint64(dst[to:], bits.ReverseBytes64(native.Uint64(src[from:])))
			to, from = to+r.to, from+r.from
		}
	case 4:
		for range r.n {
			native.PutUint32(dst[to:], bits.ReverseBytes32(native.Uint32(src[from:])))
			to, from = to+r.to, from+r.from
		}
	case 2:
		for range r.n {
			native.PutUint16(dst[to:], bits.ReverseBytes16(native.Uint16(src[from:])))
			to, from = to+r.to, from+r.from
		}
	}
}

// moveBools makes each byte 0 or 1.
func moveBools(dst, src []byte, width int, r rep) {
	if width > 1 {
		for i := range r.n {
			b := dst[i*r.to:][:width]
			copy(b, src[i*r.from:])
			swap.NormalizeBools(b)
		}
		return
	}
	to, from := 0, 0
	for range r.n {
		b := src[from]
		if b != 0 {
			b = 1
		}
		dst[to] = b
		to, from = to+r.to, from+r.from
	}
}
