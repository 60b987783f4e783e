package inflate

import "runtime"

const (
	// inputSize is how much of the input fast looks at. A step begins at least
	// inputSlack before the end of it, since it loads 8 bytes at up to 2 places
	// up to 7 bytes apart, and the first step had one refill before.
	inputSize  = 4 << 10
	inputSlack = 32

	// outputSize is how far fast gets at most in the output, so that an index is
	// proven by a mask. A step begins outputSlack before that: it writes up to 3
	// entries with literals and a match. copySlack is how far behind its end
	// a copy may write.
	outputSize  = 64 << 10
	outputMask  = outputSize - 1
	outputSlack = 4*4 + 258
	copySlack   = 32
	windowSize  = outputSize + copySlack
)

// stop is why fast came back.
type stop uint8

const (
	atLimit      stop = iota // of the input or the output
	atEnd                    // of the block, which is used up
	atMatch                  // d.length and d.distance, which reaches before the window
	atUnused                 // literal/length code
	atUnusedDist             // distance code
)

// A short distance repeats the last 1 to 7 bytes: their product with copies has
// them as often as 8 bytes hold, of which period bytes are whole copies.
var (
	copies = [8]uint64{1: 0x0101010101010101, 2: 0x0001000100010001, 3: 1 | 1<<24 | 1<<48, 4: 1 | 1<<32, 5: 1 | 1<<40, 6: 1 | 1<<48, 7: 1 | 1<<56}
	period = [8]uint{1: 8, 2: 8, 3: 6, 4: 8, 5: 5, 6: 6, 7: 7}
)

// wide is where the compiler moves 16 bytes that may overlap in one piece. Elsewhere it calls memmove.
const wide = runtime.GOARCH == "amd64" || runtime.GOARCH == "arm64"

// fast decodes symbols from the start of in to out[op:] and tells how far it
// got in out; in d.used, how far in in. The caller has seen to it that
//   - the tables are those of the block that in goes on with,
//   - less than 8 bits are in d.buf,
//   - in[:inLimit+inputSlack] is input, or the padding behind it; inLimit is at
//     least inputReady and at most inputSize-inputSlack,
//   - opLimit is at most outputSize-outputSlack,
//   - out[:op] is output, and what is behind op may be written to: up to
//     opLimit+outputSlack it will be output, up to copySlack more it may be
//     filled with anything.
//
// A step is up to three entries that are all literals, and then, if the next
// one is not, its match. It needs no more bits than one refill gives: with three
// used bits below them at least 53, for three times 11, and 20 for a length. The
// next entry is loaded before the refill, which leaves the low bits as they are.
func (d *decoder) fast(out *[windowSize]byte, in *[inputSize]byte, op, opLimit, inLimit uint) (uint, stop) {
	opLimit, inLimit = min(opLimit, outputSize-outputSlack), min(inLimit, inputSize-inputSlack) // the compiler should know, too
	why := atLimit
	buf, count, pos := d.buf<<3, d.count+3, uint(0)
	buf |= le.Uint64(in[:]) << (count & 63)
	pos += ^count >> 3 & 7
	count |= 56
	e := le.Uint64(d.lit[buf&litMask:])
	for pos <= inLimit && op < opLimit {
		if e&notLiteral == 0 {
			buf >>= e & 63
			count -= uint(e) // only its low 6 bits are looked at
			le.PutUint32(out[op&outputMask:], uint32(e>>32))
			op += uint(e>>8) & 7
			e = le.Uint64(d.lit[buf&litMask:])
			if e&notLiteral == 0 {
				buf >>= e & 63
				count -= uint(e)
				le.PutUint32(out[op&outputMask:], uint32(e>>32))
				op += uint(e>>8) & 7
				e = le.Uint64(d.lit[buf&litMask:])
				if e&notLiteral == 0 {
					buf >>= e & 63
					count -= uint(e)
					le.PutUint32(out[op&outputMask:], uint32(e>>32))
					op += uint(e>>8) & 7
					e = le.Uint64(d.lit[buf&litMask:])
					buf |= le.Uint64(in[pos:]) << (count & 63)
					pos += ^count >> 3 & 7
					count |= 56
					continue
				}
			}
		}
		le.PutUint32(out[op&outputMask:], uint32(e>>32))
		op += uint(e>>8) & 7
		before := buf
		buf >>= e & 63
		count -= uint(e)
		if e&special != 0 {
			if kind := e >> 13 & linkMask; kind <= kindUnused {
				why = atUnused
				if kind == kindEnd {
					why = atEnd
				}
				break
			}
			e = le.Uint64(d.lit[(e>>13&linkMask*8+buf&(e>>32))&(8*4095):])
			before = buf
			buf >>= e & 63
			count -= uint(e)
			if e&notLiteral == 0 {
				out[op&outputMask] = byte(e >> 32)
				op++
				buf |= le.Uint64(in[pos:]) << (count & 63)
				pos += ^count >> 3 & 7
				count |= 56
				e = le.Uint64(d.lit[buf&litMask:]) // after the refill: 48 bits may be used
				continue
			}
			if e&special != 0 {
				why = atUnused
				if e>>13&linkMask == kindEnd {
					why = atEnd
				}
				break
			}
		}
		length := uint(e>>13&255+before>>(e>>27&31)&(e>>22&31)) + 3
		buf |= le.Uint64(in[pos:]) << (count & 63)
		pos += ^count >> 3 & 7
		count |= 56

		e = le.Uint64(d.dist[buf&distMask:])
		if e&special != 0 {
			buf >>= e & 63
			count -= uint(e)
			if e>>13&linkMask > kindUnused {
				e = le.Uint64(d.dist[(e>>13&linkMask*8+buf&(e>>32))&(8*1023):])
			}
			if e&special != 0 {
				why = atUnusedDist
				break
			}
		}
		distance := uint(e>>32&0xffff + buf>>(e>>27&31)&(e>>48))
		buf >>= e & 63
		count -= uint(e)
		e = le.Uint64(d.lit[buf&litMask:])
		buf |= le.Uint64(in[pos:]) << (count & 63)
		pos += ^count >> 3 & 7
		count |= 56

		if distance > op {
			why = atMatch
			d.length, d.distance = int(length), int(distance)
			break
		}
		end := op + length
		to, from := op&outputMask, (op-distance)&outputMask
		if distance >= 16 {
			// 32 bytes for most: to tell how many would be mispredicted. They stand here twice, since one loop for
			// all 32 takes up to 5 % longer, and a function up to 3 %.
			a, b := (*[32]byte)(out[to:]), (*[32]byte)(out[from:])
			if wide {
				*(*[16]byte)(a[0:]) = *(*[16]byte)(b[0:])
				*(*[16]byte)(a[16:]) = *(*[16]byte)(b[16:])
			} else {
				le.PutUint64(a[0:], le.Uint64(b[0:]))
				le.PutUint64(a[8:], le.Uint64(b[8:]))
				le.PutUint64(a[16:], le.Uint64(b[16:]))
				le.PutUint64(a[24:], le.Uint64(b[24:]))
			}
			for op += 32; op < end; op += 32 {
				from += 32
				a, b := (*[32]byte)(out[op&outputMask:]), (*[32]byte)(out[from&outputMask:])
				if wide {
					*(*[16]byte)(a[0:]) = *(*[16]byte)(b[0:])
					*(*[16]byte)(a[16:]) = *(*[16]byte)(b[16:])
				} else {
					le.PutUint64(a[0:], le.Uint64(b[0:]))
					le.PutUint64(a[8:], le.Uint64(b[8:]))
					le.PutUint64(a[16:], le.Uint64(b[16:]))
					le.PutUint64(a[24:], le.Uint64(b[24:]))
				}
			}
		} else if distance >= 8 { // each word may need the one before: no more than there must be
			le.PutUint64(out[to:], le.Uint64(out[from:]))
			le.PutUint64(out[to+8:], le.Uint64(out[from+8:]))
			for op += 16; op < end; op += 16 {
				from += 16
				a, b := (*[16]byte)(out[op&outputMask:]), (*[16]byte)(out[from&outputMask:])
				le.PutUint64(a[0:], le.Uint64(b[0:]))
				le.PutUint64(a[8:], le.Uint64(b[8:]))
			}
		} else {
			v := uint64(out[from]) // alone: 8 bytes would wait for the stores before
			if distance > 1 {
				v = le.Uint64(out[from:]) & (1<<(8*distance&63) - 1)
			}
			v *= copies[distance&7]
			if step := period[distance&7]; step < 8 {
				for op < end {
					le.PutUint64(out[op&outputMask:], v)
					op += step
				}
			}
			for op < end {
				a := (*[32]byte)(out[op&outputMask:])
				le.PutUint64(a[0:], v)
				le.PutUint64(a[8:], v)
				le.PutUint64(a[16:], v)
				le.PutUint64(a[24:], v)
				op += 32
			}
		}
		op = end
	}
	count = count&63 - 3
	buf >>= 3
	d.used = int(pos - count>>3)
	d.count = count & 7
	d.buf = buf & (1<<d.count - 1)
	return op, why
}
