package inflate

import "io"

// Limits of the format, RFC 1951 section 3.2.5 to 3.2.7.
const (
	maxLit      = 286
	maxDist     = 30
	maxDistance = 32 << 10
	codeBits    = 7 // longest code of a code length
)

// lenOrder is the order in which the code lengths of the code lengths stand.
var lenOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// header reads what stands before the data of a block, or finds the end.
func (d *decoder) header() error {
	d.unread()
	if d.final || d.partial && d.pos == len(d.src) {
		if d.count != 0 && !d.final {
			return errNotAligned
		}
		d.state = ended
		return io.EOF
	}
	if err := d.need(3); err != nil {
		return err
	}
	d.final = d.take(1) == 1
	switch d.take(2) {
	case 0:
		return d.storedHeader()
	case 1:
		d.fixedTables()
	case 2:
		if err := d.dynamicTables(); err != nil {
			return err
		}
	default:
		return errBlockType
	}
	d.state = inSymbols
	return nil
}

func (d *decoder) storedHeader() error {
	d.drop(d.count % 8)
	if err := d.need(32); err != nil {
		return err
	}
	n, inverse := d.take(16), d.take(16)
	if n != ^inverse&0xffff {
		return errStored
	}
	d.unread()
	d.stored = int(n)
	d.state = inStored
	return nil
}

// fixedTables makes the tables of block type 1, unless they are there.
func (d *decoder) fixedTables() {
	if d.fixed {
		return
	}
	var lens [288]uint8
	for i := range lens {
		switch {
		case i < 144:
			lens[i] = 8
		case i < 256:
			lens[i] = 9
		case i < 280:
			lens[i] = 7
		default:
			lens[i] = 8
		}
	}
	d.setLit(lens[:])
	for i := range 32 {
		lens[i] = 5
	}
	d.setDist(lens[:32])
	d.fixed = true
}

// dynamicTables reads the code lengths of block type 2 and makes the tables.
func (d *decoder) dynamicTables() error {
	d.fixed = false
	if err := d.need(14); err != nil {
		return err
	}
	nlit, ndist, nlen := int(d.take(5))+257, int(d.take(5))+1, int(d.take(4))+4
	if nlit > maxLit || ndist > maxDist {
		return errCounts
	}
	var order [19]uint8
	for _, s := range lenOrder[:nlen] {
		if d.count < 3 {
			if err := d.need(3); err != nil {
				return err
			}
		}
		order[s] = uint8(d.take(3))
	}
	lens := d.lens[:nlit+ndist]
	if err := d.codeLengths(lens, order[:]); err != nil {
		return err
	}
	switch {
	case lens[256] == 0:
		return errNoEnd
	case !d.setLit(lens[:nlit]):
		return errLiterals
	case !d.setDist(lens[nlit:]):
		return errDistances
	}
	return nil
}

// codeLengths reads lens, which are coded with codes of lengths order.
func (d *decoder) codeLengths(lens, order []uint8) error {
	table := d.dist[:8<<codeBits] // not needed for anything else yet
	if _, ok := build(table, codeBits, order, lenSymbols[:]); !ok {
		return errLengths
	}
	for i := 0; i < len(lens); {
		e := le.Uint64(table[d.buf&(1<<codeBits-1)*8:])
		if d.count < codeBits+7 { // else there is enough for the longest symbol
			var err error
			if e, err = d.symbol(table, codeBits); err != nil {
				return err
			}
			if err := d.need(uint(e & 63)); err != nil {
				return err
			}
		}
		if e&special != 0 {
			return errNoLength
		}
		extra := d.buf << 3 >> (e >> 27 & 31) & (e >> 48)
		d.drop(uint(e & 63))
		v := uint8(e >> 13)
		n := int(e>>32&0xffff + extra)
		if n == 1 {
			lens[i] = v
			i++
			continue
		}
		if v == repeat {
			if i == 0 {
				return errRepeat
			}
			v = lens[i-1]
		}
		if i+n > len(lens) {
			return errRepeatEnd
		}
		for range n {
			lens[i] = v
			i++
		}
	}
	return nil
}
