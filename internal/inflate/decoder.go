package inflate

import "io"

// decoder is the state between two calls of run: everything about the input,
// and what is left to be done of a match or a stored block.
type decoder struct {
	lit   litTable  // first, so that a lookup needs no offset: a cycle less per symbol
	dist  distTable // of the present block
	plain *litTable // lit with one symbol per entry
	fixed bool      // the tables are those of block type 1

	src    []byte    // the input, or the part of it that was read
	pos    int       // next byte of src to go into buf
	buf    uint64    // bits to come; those from count up may be there already, or be 0
	count  uint      // bits of buf that count
	base   int64     // offset of src in the stream
	r      io.Reader // more input, or nil
	in     []byte    // memory for src where there is r
	failed error     // what r said last

	state    state
	final    bool // the present block is the last one
	partial  bool // the input may end behind any block
	toEnd    bool // run ends with the stream, not with dst
	length   int  // left of the match
	distance int
	stored   int // left of the stored block

	history []byte // output before dst

	used     int  // of the 4 KiB that fast looked at
	padded   bool // these end with zeros that are not input
	exact    bool // no padding any more, since something is wrong
	tail     [inputSize]byte
	lens     [maxLit + maxDist + 2]uint8
	single   litTable // what plain points to where lit has several symbols per entry
	pastData [maxDistance]byte
}

type state uint8

const (
	inHeader state = iota
	inStored
	inSymbols
	ended
)

// reset makes d ready for another stream.
func (d *decoder) reset(r io.Reader, src []byte) {
	d.src, d.pos, d.buf, d.count, d.base = src, 0, 0, 0, 0
	d.r, d.failed = r, nil
	d.state, d.final, d.partial, d.toEnd = inHeader, false, false, false
	d.length, d.stored, d.exact = 0, 0, false
	d.history = d.pastData[:0]
}

// offset is the number of compressed bytes used so far, a byte of which some
// bits are used counted whole.
func (d *decoder) offset() int64 { return d.base + int64(d.pos) - int64(d.count/8) }

// run decodes into dst until it has want bytes or, with toEnd, until
// the stream ends, which is io.EOF. It may write anywhere in dst; the first n
// bytes are the output, which may be more than want.
func (d *decoder) run(dst []byte, want int) (n int, err error) {
	for err == nil && (n < want || d.toEnd) {
		if d.length > 0 {
			n, err = d.match(dst, n)
			continue
		}
		switch d.state {
		case inHeader:
			err = d.header()
		case inStored:
			n, err = d.copyStored(dst, n)
		case inSymbols:
			if n, err = d.window(dst, n, want); err == errLow {
				n, err = d.symbolSlowly(dst, n)
			}
		case ended:
			err = io.EOF
		}
	}
	return n, err
}

// match copies as much of the match as dst has room for.
func (d *decoder) match(dst []byte, n int) (int, error) {
	if n == len(dst) {
		return n, errTooLong
	}
	if before := d.distance - n; before > 0 {
		if before > len(d.history) {
			return n, errTooFar
		}
		k := copy(dst[n:], d.history[len(d.history)-before:][:min(before, d.length)])
		d.length -= k
		return n + k, nil
	}
	end := min(n+d.length, len(dst))
	d.length -= end - n
	for n < end { // what was copied may be copied again: twice as much each time
		n += copy(dst[n:end], dst[n-d.distance:n])
	}
	return n, nil
}

// copyStored copies as much of a stored block as there is and dst has room for.
func (d *decoder) copyStored(dst []byte, n int) (int, error) {
	if d.stored == 0 {
		d.state = inHeader
		return n, nil
	}
	if n == len(dst) {
		return n, errTooLong
	}
	if d.pos == len(d.src) {
		return n, d.more()
	}
	k := copy(dst[n:], d.src[d.pos:][:min(d.stored, len(d.src)-d.pos)])
	d.pos += k
	d.stored -= k
	return n + k, nil
}

// remember keeps the last bytes of out, and of what was before it, as history.
func (d *decoder) remember(out []byte) {
	if len(out) >= maxDistance {
		d.history = d.pastData[:copy(d.pastData[:], out[len(out)-maxDistance:])]
		return
	}
	keep := min(len(d.history), maxDistance-len(out))
	copy(d.pastData[:], d.history[len(d.history)-keep:])
	d.history = d.pastData[:keep+copy(d.pastData[keep:], out)]
}

// need makes sure that n bits count; n is at most 32.
func (d *decoder) need(n uint) error {
	if d.pos+8 <= len(d.src) {
		d.buf |= le.Uint64(d.src[d.pos:]) << d.count
		d.pos += int(63-d.count) / 8
		d.count |= 56
		return nil
	}
	for d.count < n {
		if d.pos == len(d.src) {
			if err := d.more(); err != nil {
				return err
			}
		}
		d.buf |= uint64(d.src[d.pos]) << d.count
		d.pos++
		d.count += 8
	}
	return nil
}

// take is the next n bits, which must be there.
func (d *decoder) take(n uint) uint {
	v := uint(d.buf & (1<<n - 1))
	d.drop(n)
	return v
}

func (d *decoder) drop(n uint) {
	d.buf >>= n
	d.count -= n
}

// unread gives whole bytes in buf back to src.
func (d *decoder) unread() {
	d.pos -= int(d.count / 8)
	d.count %= 8
	d.buf &= 1<<d.count - 1
}

// inSize is how much is asked of an io.Reader at once.
const inSize = 64 << 10

// more reads at least one more byte.
func (d *decoder) more() error {
	if d.r == nil || d.failed == io.EOF {
		return io.ErrUnexpectedEOF
	}
	if d.failed != nil {
		return d.failed
	}
	if d.in == nil {
		d.in = make([]byte, inSize)
	}
	keep := d.pos - int(d.count/8) // unread may still ask for these
	d.base += int64(keep)
	d.pos -= keep
	rest := copy(d.in, d.src[keep:])
	for range 100 {
		var n int
		n, d.failed = d.r.Read(d.in[rest:])
		if n > 0 {
			d.src = d.in[:rest+n]
			return nil
		}
		if d.failed != nil {
			d.src = d.in[:rest]
			return d.more()
		}
	}
	d.src, d.failed = d.in[:rest], io.ErrNoProgress
	return d.failed
}
