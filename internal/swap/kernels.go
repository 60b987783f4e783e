package swap

import (
	"encoding/binary"
	"math/bits"
)

// The kernels below trust their caller: len(dst) >= len(src), and the two start
// at the same byte or do not overlap. They load, turn and store eight bytes at
// a time: through array pointers no index is checked, and a load in one byte
// order with a store in the other is two moves with one BSWAP (REV, LRVG)
// between them. TestNoBoundsChecks holds the first promise, the benchmarks show
// the second.

// unroll is the bytes per step of a kernel, a cache line.
const unroll = 64

var (
	le = binary.LittleEndian
	be = binary.BigEndian
	ne = binary.NativeEndian
)

func swap64(dst, src []byte) {
	for len(src) >= unroll && len(dst) >= unroll {
		d, s := (*[unroll]byte)(dst), (*[unroll]byte)(src)
		be.PutUint64(d[0:], le.Uint64(s[0:]))
		be.PutUint64(d[8:], le.Uint64(s[8:]))
		be.PutUint64(d[16:], le.Uint64(s[16:]))
		be.PutUint64(d[24:], le.Uint64(s[24:]))
		be.PutUint64(d[32:], le.Uint64(s[32:]))
		be.PutUint64(d[40:], le.Uint64(s[40:]))
		be.PutUint64(d[48:], le.Uint64(s[48:]))
		be.PutUint64(d[56:], le.Uint64(s[56:]))
		dst, src = dst[unroll:], src[unroll:]
	}
	for len(src) >= 8 && len(dst) >= 8 {
		be.PutUint64(dst, le.Uint64(src))
		dst, src = dst[8:], src[8:]
	}
}

// swap32 turns two numbers at once: all eight bytes reversed leave the two in
// each other's place, and half a rotation brings them back.
func swap32(dst, src []byte) {
	for len(src) >= unroll && len(dst) >= unroll {
		d, s := (*[unroll]byte)(dst), (*[unroll]byte)(src)
		be.PutUint64(d[0:], bits.RotateLeft64(le.Uint64(s[0:]), 32))
		be.PutUint64(d[8:], bits.RotateLeft64(le.Uint64(s[8:]), 32))
		be.PutUint64(d[16:], bits.RotateLeft64(le.Uint64(s[16:]), 32))
		be.PutUint64(d[24:], bits.RotateLeft64(le.Uint64(s[24:]), 32))
		be.PutUint64(d[32:], bits.RotateLeft64(le.Uint64(s[32:]), 32))
		be.PutUint64(d[40:], bits.RotateLeft64(le.Uint64(s[40:]), 32))
		be.PutUint64(d[48:], bits.RotateLeft64(le.Uint64(s[48:]), 32))
		be.PutUint64(d[56:], bits.RotateLeft64(le.Uint64(s[56:]), 32))
		dst, src = dst[unroll:], src[unroll:]
	}
	for len(src) >= 4 && len(dst) >= 4 {
		be.PutUint32(dst, le.Uint32(src))
		dst, src = dst[4:], src[4:]
	}
}

func swap16(dst, src []byte) {
	for len(src) >= unroll && len(dst) >= unroll {
		d, s := (*[unroll]byte)(dst), (*[unroll]byte)(src)
		ne.PutUint64(d[0:], turn16(ne.Uint64(s[0:])))
		ne.PutUint64(d[8:], turn16(ne.Uint64(s[8:])))
		ne.PutUint64(d[16:], turn16(ne.Uint64(s[16:])))
		ne.PutUint64(d[24:], turn16(ne.Uint64(s[24:])))
		ne.PutUint64(d[32:], turn16(ne.Uint64(s[32:])))
		ne.PutUint64(d[40:], turn16(ne.Uint64(s[40:])))
		ne.PutUint64(d[48:], turn16(ne.Uint64(s[48:])))
		ne.PutUint64(d[56:], turn16(ne.Uint64(s[56:])))
		dst, src = dst[unroll:], src[unroll:]
	}
	for len(src) >= 2 && len(dst) >= 2 {
		dst[0], dst[1] = src[1], src[0]
		dst, src = dst[2:], src[2:]
	}
}

// turn16 turns the four numbers in v: every odd byte moves down, every even one
// up. Which of them is called odd is left to the machine's byte order.
func turn16(v uint64) uint64 {
	const low = 0x00ff00ff00ff00ff
	return v>>8&low | v&low<<8
}
