package inflate

// shortCodes tells whether it pays to combine: whether two codes fit into one
// index for a tenth of all indexes, which is how often they will come if the
// code fits the data.
func shortCodes(lens []uint8) bool {
	var literals, all [16]int
	for s, l := range lens {
		all[l&15]++
		if s < 256 {
			literals[l&15]++
		}
	}
	hits := 0
	for a := 1; a < litBits; a++ {
		for b := 1; a+b <= litBits; b++ {
			hits += literals[a] * all[b] << (litBits - a - b)
		}
	}
	return hits >= 1<<litBits/10
}

// combine fills the first part of many from one, which has one symbol per entry,
// so that an entry has up to four literals, or up to four and a length.
func combine(many, one *litTable) {
	for i := uint64(0); i < 8<<litBits; i += 8 {
		e := le.Uint64(one[i:])
		if e&notLiteral == 0 {
			e = extend(e, many, one, i)
		}
		le.PutUint64(many[i:], e)
	}
}

// extend is the literal e, the entry for the index i, and what follows it.
func extend(e uint64, many, one *litTable, i uint64) uint64 {
	width := e & 63
	next := i >> width & litMask
	// Entries below i are done: best is what next means with zeros behind it, which are not ours
	f := le.Uint64(many[next:])
	if i == 0 || !fits(f, width) {
		if f = le.Uint64(one[next:]); !fits(f, width) {
			return e
		}
	}
	const sums = 63 | 7<<8 | 31<<27 // of widths, counts, and where extra bits start, which counts 3 twice
	return (e&sums + f&sums - 3<<27) | f&^(sums|0xffffffff<<32) | f>>32<<40 | e>>32&0xff<<32
}

// fits tells whether f may stand behind a literal of so many bits.
func fits(f, width uint64) bool {
	return f&special == 0 && f>>8&7 <= 3 && f>>27&31-3+width <= litBits
}
