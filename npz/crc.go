package npz

import "hash/crc32"

// crcBlock is how many bytes are checked at a time: those just read or inflated
// are still in the cache then.
const crcBlock = 256 << 10

// pieces is how many pieces of that size n bytes have, the last one being what is left.
func pieces(n, size int) int { return (n-1)/size + min(n, 1) } // n + size may be more than an int

// piece is the i-th of them.
func piece(b []byte, i, size int) []byte { b = b[i*size:]; return b[:min(size, len(b))] }

// checksum returns the CRC-32 of b, the work shared among t.
func (t *team) checksum(b []byte) uint32 {
	sums := make([]uint32, pieces(len(b), crcBlock))
	t.each(len(sums), func(i int) error {
		sums[i] = crc32.ChecksumIEEE(piece(b, i, crcBlock))
		return nil
	})
	return joinCRCs(0, sums, len(b), crcBlock)
}

// joinCRCs returns the CRC-32 of bytes whose own is crc and the n bytes behind
// them, whose pieces have those sums.
func joinCRCs(crc uint32, sums []uint32, n, size int) uint32 {
	if len(sums) == 0 {
		return crc
	}
	whole, last := power(int64(size)), power(int64(n-(len(sums)-1)*size))
	for _, sum := range sums[:len(sums)-1] {
		crc = multiply(crc, whole) ^ sum
	}
	return multiply(crc, last) ^ sums[len(sums)-1]
}

// combineCRC returns the CRC-32 of AB from those of A and of B, which has n
// bytes.
//
// A CRC is the remainder of a polynomial over GF(2). Behind A stand n bytes, so
// its remainder is multiplied by x^(8n), and what B adds is added. The initial
// and final inversions of A and of B cancel out.
func combineCRC(a, b uint32, n int64) uint32 {
	return multiply(a, power(n)) ^ b
}

// The polynomials are as the CRC has them: bit 31 is x^0, bit 0 is x^31.
const (
	polyOne = 1 << 31
	polyX8  = 1 << 23
)

// power returns x^(8n) modulo the CRC's polynomial, by squaring.
func power(n int64) uint32 {
	p, square := uint32(polyOne), uint32(polyX8)
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			p = multiply(p, square)
		}
		square = multiply(square, square)
	}
	return p
}

// multiply returns a*b modulo the CRC's polynomial.
func multiply(a, b uint32) uint32 {
	var p uint32
	for bit := uint32(polyOne); bit != 0; bit >>= 1 {
		if a&bit != 0 {
			p ^= b
		}
		if b&1 != 0 {
			b = b>>1 ^ crc32.IEEE
		} else {
			b >>= 1
		}
	}
	return p
}
