//go:build !purego

package swap

import "github.com/npygo/npygo/internal/cpu"

// vector is the bytes of one AVX2 register.
const vector = 32

// The orders in which VPSHUFB picks its bytes, the same in both 16-byte lanes.
var (
	order16 = [vector]byte{
		1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14,
		1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14,
	}
	order32 = [vector]byte{
		3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
		3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12,
	}
	order64 = [vector]byte{
		7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8,
		7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8,
	}
)

// bulk does the first bytes of Copy's work, as many as whole vectors hold, and
// returns how many.
func bulk(dst, src []byte, width int) int {
	n := min(len(dst), len(src)) &^ (vector - 1)
	if !cpu.AVX2 || n == 0 {
		return 0
	}
	order := &order64
	switch width {
	case 2:
		order = &order16
	case 4:
		order = &order32
	case 8:
	default:
		return 0
	}
	// Sound: both slices hold n bytes, and n is a multiple of vector.
	shuffle(&dst[0], &src[0], n, order)
	return n
}

// shuffle reorders the bytes of each vector of src into dst. n is a multiple of
// vector and both have n bytes; they do not overlap, or they are the same.
//
//go:noescape
func shuffle(dst, src *byte, n int, order *[vector]byte)
