package inflate

import (
	"encoding/binary"
	"math/bits"
)

const (
	litBits  = 11
	distBits = 9

	litMask  = 8<<litBits - 8 // of an offset in the table
	distMask = 8<<distBits - 8

	notLiteral = 1 << 11
	special    = 1 << 12
	linkMask   = 1<<12 - 1

	// What a special entry may be, other than a link.
	kindEnd    = 0
	kindUnused = 1

	// unused is the entry of bits that are no code: one bit shows that.
	unused = notLiteral | special | kindUnused<<13 | 4<<27 | 1
)

// A table has room for 1<<root entries and the tables behind them. Such a
// table of 1<<k entries has at least k+1 symbols, so of 286 codes, for which
// k is at most 4, there are at most 57 with 16 entries; of 30 codes, with k at
// most 6, at most 4 with 64. Both sizes are powers of two, for masks.
type (
	litTable  [8 * 4096]byte
	distTable [8 * 1024]byte
)

var le = binary.LittleEndian

// Entries of the symbols, but for the length of their codes.
var (
	litSymbols  = makeLitSymbols()
	distSymbols = makeDistSymbols()
	lenSymbols  = makeLenSymbols()
)

func makeLitSymbols() (t [288]uint64) {
	for i := range 256 {
		t[i] = uint64(i)<<32 | 1<<8
	}
	t[256] = notLiteral | special | kindEnd<<13
	length := uint64(3)
	for i := 257; i < 285; i++ {
		extra := max(0, (i-257)/4-1)
		t[i] = notLiteral | (length-3)<<13 | (1<<extra-1)<<22 | uint64(extra)
		length += 1 << extra
	}
	t[285] = notLiteral | (258-3)<<13
	t[286] = notLiteral | special | kindUnused<<13
	t[287] = t[286]
	return t
}

func makeDistSymbols() (t [32]uint64) {
	distance := uint64(1)
	for i := range 30 {
		extra := max(0, i/2-1)
		t[i] = distance<<32 | (1<<extra-1)<<48 | uint64(extra)
		distance += 1 << extra
	}
	t[30] = special | kindUnused<<13
	t[31] = t[30]
	return t
}

// repeat is the value, beside 0 to 15, of a code length that is the one before.
const repeat = 16

// makeLenSymbols gives entries with the value where others have a length, and
// how often it stands there where others have a distance.
func makeLenSymbols() (t [19]uint64) {
	for i := range uint64(16) {
		t[i] = i<<13 | 1<<32
	}
	t[16] = repeat<<13 | 3<<32 | 3<<48 | 2
	t[17] = 3<<32 | 7<<48 | 3
	t[18] = 11<<32 | 127<<48 | 7
	return t
}

// worthCombining is how many bytes of input must be left: to combine takes as
// long as it saves in some 2000 symbols.
const worthCombining = 2 << 10

func (d *decoder) setLit(lens []uint8) bool {
	used, ok := build(d.lit[:], litBits, lens, litSymbols[:])
	d.plain = &d.lit
	if ok && (d.r != nil || len(d.src)-d.pos >= worthCombining) && shortCodes(lens) {
		copy(d.single[:], d.lit[:used])
		d.plain = &d.single
		combine(&d.lit, d.plain)
	}
	return ok
}

func (d *decoder) setDist(lens []uint8) bool {
	_, ok := build(d.dist[:], distBits, lens, distSymbols[:])
	return ok
}

// build makes the table of the canonical code with lengths lens and tells how
// many bytes of it are used. A code must be complete, with two exceptions: one
// symbol with a code of one bit, and none at all.
func build(table []byte, root uint, lens []uint8, symbols []uint64) (used int, ok bool) {
	var count, next [16]uint
	for _, l := range lens {
		count[l&15]++
	}
	count[0] = 0
	var longest, sum uint
	left := 1
	for l := uint(1); l < 16; l++ {
		left = left<<1 - int(count[l])
		if left < 0 {
			return 0, false
		}
		next[l] = sum
		sum += count[l]
		if count[l] > 0 {
			longest = l
		}
	}
	if left > 0 {
		if longest > 1 {
			return 0, false
		}
		return lonely(table[:8<<root], lens, symbols), true
	}
	var sorted [288]uint16 // by code
	for s, l := range lens {
		if l > 0 {
			sorted[next[l&15]] = uint16(s)
			next[l&15]++
		}
	}
	b := builder{table: table, root: root, longest: longest, count: &count, sorted: sorted[:sum], symbols: symbols}
	return b.fill(), true
}

// lonely fills the table of a code that has one symbol, of one bit, or none.
func lonely(table []byte, lens []uint8, symbols []uint64) int {
	odd, even := uint64(unused), uint64(unused)
	for s, l := range lens {
		if l > 0 {
			even = symbols[s] + 4<<27 + 1
		}
	}
	for i := 0; i < len(table); i += 16 {
		le.PutUint64(table[i:], even)
		le.PutUint64(table[i+8:], odd)
	}
	return len(table)
}

type builder struct {
	table   []byte
	root    uint
	longest uint
	count   *[16]uint // of codes, by length; those of the present length are counted down
	sorted  []uint16  // symbols in the order of their codes, from the next one on
	symbols []uint64
	code    uint // the next one, its first bit lowest
}

func (b *builder) fill() int {
	// The table for codes of up to l bits is the one for l-1 bits twice, and the codes of l bits in it.
	size := 8
	for l := uint(1); l <= b.root; l++ {
		copy(b.table[size:2*size], b.table[:size])
		size *= 2
		width := uint64(l+3)<<27 + uint64(l)
		for _, s := range b.sorted[:b.count[l]] {
			le.PutUint64(b.table[8*b.code:], b.symbols[s]+width)
			b.code = successor(b.code, l)
		}
		b.sorted = b.sorted[b.count[l]:]
	}
	for len(b.sorted) > 0 {
		size = b.subtable(size)
	}
	return size
}

// subtable fills a table behind, at offset start, for the codes that have the
// first root bits in common with the next one, and links to it.
func (b *builder) subtable(start int) (end int) {
	first := b.code & (1<<b.root - 1)
	l := b.root + 1
	for b.count[l] == 0 {
		l++
	}
	// As deep as it must be for its codes to be complete.
	depth := l - b.root
	for room := 1<<depth - int(b.count[l]); room > 0 && depth+b.root < b.longest; {
		depth++
		room = room<<1 - int(b.count[depth+b.root])
	}
	table := b.table[start : start+8<<depth]
	le.PutUint64(b.table[8*first:], notLiteral|special|
		uint64(8<<depth-8)<<32|uint64(b.root+3)<<27|uint64(start/8)<<13|uint64(b.root))
	for len(b.sorted) > 0 && b.code&(1<<b.root-1) == first {
		for b.count[l] == 0 {
			l++
		}
		e := b.symbols[b.sorted[0]] + uint64(l-b.root+3)<<27 + uint64(l-b.root)
		for i := b.code >> b.root; i < 1<<depth; i += 1 << (l - b.root) {
			le.PutUint64(table[8*i:], e)
		}
		b.code = successor(b.code, l)
		b.count[l]--
		b.sorted = b.sorted[1:]
	}
	return start + len(table)
}

// successor is the code of l bits after the given one, both with their first
// bit lowest. There is none after the last one, which it gives again.
func successor(code, l uint) uint {
	free := bits.Len(^code & (1<<l - 1))
	if free == 0 {
		return code
	}
	top := uint(1) << (free - 1)
	return code&(top-1) | top
}
