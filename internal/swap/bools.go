package swap

// BoolsClean tells whether every byte of b is 0 or 1, the only ones a Go bool
// may hold.
func BoolsClean(b []byte) bool {
	for len(b) >= boolsPiece {
		if !cleanPiece((*[boolsPiece]byte)(b)) {
			return false
		}
		b = b[boolsPiece:]
	}
	var seen byte
	for _, c := range b {
		seen |= c
	}
	return seen <= 1
}

// NormalizeBools makes every byte of b that is not 0 a 1, as NumPy understands
// such a byte.
func NormalizeBools(b []byte) {
	for len(b) >= boolsPiece {
		if p := (*[boolsPiece]byte)(b); !cleanPiece(p) {
			normalize(p[:])
		}
		b = b[boolsPiece:]
	}
	normalize(b)
}

// boolsPiece is the bytes that are looked at before a verdict: enough to make
// the verdict cheap, few enough to stop early.
const boolsPiece = 512

func cleanPiece(p *[boolsPiece]byte) bool {
	const foul = 0xfefefefefefefefe // the bits that a clean byte does not have
	var a, b, c, d uint64
	for i := 0; i < boolsPiece; i += 64 {
		q := (*[64]byte)(p[i : i+64])
		a |= ne.Uint64(q[0:]) | ne.Uint64(q[8:])
		b |= ne.Uint64(q[16:]) | ne.Uint64(q[24:])
		c |= ne.Uint64(q[32:]) | ne.Uint64(q[40:])
		d |= ne.Uint64(q[48:]) | ne.Uint64(q[56:])
	}
	return (a|b|c|d)&foul == 0
}

func normalize(b []byte) {
	for len(b) >= 8 {
		ne.PutUint64(b, nonzero(ne.Uint64(b)))
		b = b[8:]
	}
	for i, c := range b {
		if c != 0 {
			b[i] = 1
		}
	}
}

// nonzero has a 1 in each byte where v has any bit, else a 0: adding 0x7f to the
// low seven bits carries into the eighth unless all are zero, and never farther.
func nonzero(v uint64) uint64 {
	const low7 = 0x7f7f7f7f7f7f7f7f
	return (v&low7 + low7 | v) >> 7 & 0x0101010101010101
}
