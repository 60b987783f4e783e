// Package swap turns numbers around, from big-endian to little-endian bytes and
// back, in bulk; and it judges the bytes of bools. It works on bytes, at any
// alignment, on any machine.
//
// On amd64 with AVX2 the bulk is done by assembly; the kernels in kernels.go do
// the rest, and everything on other machines and with the build tag purego.
package swap

// Bytes reverses each group of width bytes of b in place. width is the size of
// the number that has a byte order: 2, 4 or 8 (also 4 for complex64 and 8 for
// complex128, which are two numbers each). Any other width changes nothing, as
// it should for 1. len(b) is a multiple of width; bytes behind the last whole
// group stay as they are.
func Bytes(b []byte, width int) { Copy(b, b, width) }

// Copy fills dst with src, each group of width bytes reversed as Bytes does it;
// where Bytes changes nothing, Copy is copy. dst is at least as long as src. The
// two do not overlap, or they start at the same byte.
func Copy(dst, src []byte, width int) {
	dst = dst[:len(src)]
	n := bulk(dst, src, width)
	dst, src = dst[n:], src[n:]
	switch width {
	case 2:
		swap16(dst, src)
	case 4:
		swap32(dst, src)
	case 8:
		swap64(dst, src)
	default:
		copy(dst, src)
	}
}
