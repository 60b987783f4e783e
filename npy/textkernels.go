package npy

import (
	"encoding/binary"
	"math/bits"
)

// The inner loops of text: of ASCII, and of short elements, eight characters at
// a time. What they stop at is for textCodec.

// asciiUnits is how two units of ASCII lie in eight bytes, read as little-endian:
// none of the bits in not is set, and the characters are in the lowest byte and
// four bytes above, when the eight bytes are shifted down by shift.
func asciiUnits(big bool) (not uint64, shift uint) {
	if big {
		return 0x80ffffff_80ffffff, 24
	}
	return 0xffffff80_ffffff80, 0
}

// narrowASCII writes the ASCII characters that units begins with to dst, one
// byte each, as far as dst has room; n is how many those are. big is the byte
// order of the units.
func narrowASCII(dst, units []byte, big bool) (n int) {
	not, shift := asciiUnits(big)
	for ; len(units) >= 32 && len(dst) >= 8; units, dst, n = units[32:], dst[8:], n+8 {
		a, b := binary.LittleEndian.Uint64(units), binary.LittleEndian.Uint64(units[8:])
		c, d := binary.LittleEndian.Uint64(units[16:]), binary.LittleEndian.Uint64(units[24:])
		if (a|b|c|d)&not != 0 {
			break
		}
		binary.LittleEndian.PutUint64(dst, uint64(twoASCII(a, shift))|uint64(twoASCII(b, shift))<<16|
			uint64(twoASCII(c, shift))<<32|uint64(twoASCII(d, shift))<<48)
	}
	for ; len(units) >= 8 && len(dst) >= 2; units, dst, n = units[8:], dst[2:], n+2 {
		a := binary.LittleEndian.Uint64(units)
		if a&not != 0 {
			break
		}
		binary.LittleEndian.PutUint16(dst, twoASCII(a, shift))
	}
	if len(units) >= 4 && len(dst) > 0 {
		if u := oneUnit(units, big); u < 0x80 {
			dst[0] = byte(u)
			n++
		}
	}
	return n
}

// twoASCII brings the second character of two units beside the first.
func twoASCII(units uint64, shift uint) uint16 {
	units >>= shift & 63
	return uint16(units | units>>24)
}

// widenASCII writes the ASCII characters that s begins with to dst as units of
// the byte order big, as far as dst has room; n is how many those are.
func widenASCII(dst []byte, s string, big bool) (n int) {
	_, shift := asciiUnits(big)
	for ; len(s) >= 8 && len(dst) >= 32; s, dst, n = s[8:], dst[32:], n+8 {
		x := eightBytes(s)
		if x&notASCII != 0 {
			break
		}
		putEight(dst, x, shift)
	}
	for ; len(s) > 0 && len(dst) >= 4 && s[0] < 0x80; s, dst, n = s[1:], dst[4:], n+1 {
		putUnit(dst, uint32(s[0]), big)
	}
	return n
}

// notASCII are the bits of eight bytes that no ASCII character has.
const notASCII = 0x80808080_80808080

// putEight writes the eight ASCII characters in x as units to dst.
func putEight(dst []byte, x uint64, shift uint) {
	dst, shift = dst[:32], shift&63
	binary.LittleEndian.PutUint64(dst, twoUnits(x)<<shift)
	binary.LittleEndian.PutUint64(dst[8:], twoUnits(x>>16)<<shift)
	binary.LittleEndian.PutUint64(dst[16:], twoUnits(x>>32)<<shift)
	binary.LittleEndian.PutUint64(dst[24:], twoUnits(x>>48)<<shift)
}

// twoUnits takes the two lowest bytes of x four bytes apart.
func twoUnits(x uint64) uint64 { return x&0xff | x&0xff00<<24 }

// eightBytes is what s begins with.
func eightBytes(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// ascii is how many ASCII characters s begins with, to within the eight that
// hold the first other one.
func ascii(s string) (n int) {
	for ; len(s) >= 8; s, n = s[8:], n+8 {
		if eightBytes(s)&notASCII != 0 {
			return n
		}
	}
	for len(s) > 0 && s[0] < 0x80 {
		s, n = s[1:], n+1
	}
	return n
}

// shortText is the width of elements that are copied as if they had this width: a
// copy of unknown length costs more. So they need that much room behind them.
const shortText = 16

// gatherShort copies the elements of so many bytes in src, width <= shortText, to
// text from at on, without the NULs that they end in, and tells in ends where
// each ends. It stops before elements without room behind them. n is how many
// it did, end where in text the last one ends.
func gatherShort(text []byte, at int, ends []int32, src []byte, width int) (n, end int) {
	lows, highs := uint64(1)<<(8*width)-1, uint64(1)<<(8*max(width-8, 0))-1
	for ; n < len(ends) && len(src) >= shortText; src, n = src[width:], n+1 {
		low, high := binary.LittleEndian.Uint64(src), binary.LittleEndian.Uint64(src[8:])
		to := text[at:][:shortText]
		binary.LittleEndian.PutUint64(to, low)
		binary.LittleEndian.PutUint64(to[8:], high)
		if high &= highs; high != 0 {
			at += 16 - bits.LeadingZeros64(high)/8
		} else {
			at += 8 - bits.LeadingZeros64(low&lows)/8
		}
		ends[n] = int32(at)
	}
	return n, at
}

// scatterShort is the way back: it writes texts as elements of width <= shortText
// characters, of one byte each, or if wide is set as units of the byte order
// big. It stops before texts that want a closer look (too long, ending in NUL,
// if wide not ASCII) and before elements without room behind them. n is how many
// it did.
func scatterShort[E string | []byte](dst []byte, texts []E, width int, wide, big bool) (n int) {
	_, shift := asciiUnits(big)
	unit := 1
	if wide {
		unit = 4
	}
	for ; n < len(texts) && len(dst) >= shortText*unit; dst, n = dst[width*unit:], n+1 {
		s := texts[n]
		if len(s) > width || len(s) > 0 && s[len(s)-1] == 0 {
			break
		}
		var b [shortText]byte
		copy(b[:], s)
		low, high := binary.LittleEndian.Uint64(b[:]), binary.LittleEndian.Uint64(b[8:])
		if !wide {
			binary.LittleEndian.PutUint64(dst, low)
			binary.LittleEndian.PutUint64(dst[8:], high)
			continue
		}
		if (low|high)&notASCII != 0 {
			break
		}
		putEight(dst, low, shift)
		putEight(dst[32:], high, shift)
	}
	return n
}

// trimmed is how many bytes of b there are before the NULs that it ends in.
func trimmed(b []byte) int {
	n := len(b)
	for n >= 8 {
		x := binary.LittleEndian.Uint64(b[n-8 : n])
		if x != 0 {
			return n - bits.LeadingZeros64(x)/8
		}
		n -= 8
	}
	for n > 0 && b[n-1] == 0 {
		n--
	}
	return n
}

func oneUnit(b []byte, big bool) uint32 {
	if big {
		return binary.BigEndian.Uint32(b)
	}
	return binary.LittleEndian.Uint32(b)
}

func putUnit(b []byte, u uint32, big bool) {
	if big {
		binary.BigEndian.PutUint32(b, u)
	} else {
		binary.LittleEndian.PutUint32(b, u)
	}
}
