package inflate

// symbolSlowly decodes one literal or match, of which the copying is left to
// run, with no bit of the input and no byte of dst touched that is not needed.
func (d *decoder) symbolSlowly(dst []byte, n int) (int, error) {
	e, err := d.symbol(d.plain[:], litBits)
	if err != nil {
		return n, err
	}
	if e&special != 0 {
		if e>>13&linkMask != kindEnd {
			return n, errSymbol
		}
		d.drop(uint(e & 63))
		d.state = inHeader
		return n, nil
	}
	if n == len(dst) {
		return n, errTooLong
	}
	if e&notLiteral == 0 {
		d.drop(uint(e & 63))
		dst[n] = byte(e >> 32)
		return n + 1, nil
	}
	if err := d.need(uint(e & 63)); err != nil {
		return n, err
	}
	length := int(e>>13&255+d.buf<<3>>(e>>27&31)&(e>>22&31)) + 3
	d.drop(uint(e & 63))
	if e, err = d.symbol(d.dist[:], distBits); err != nil {
		return n, err
	}
	if e&special != 0 {
		return n, errDistSymbol
	}
	if err := d.need(uint(e & 63)); err != nil {
		return n, err
	}
	d.distance = int(e>>32&0xffff + d.buf<<3>>(e>>27&31)&(e>>48))
	d.drop(uint(e & 63))
	d.length = length
	return n, nil
}

// symbol is the entry for the next bits, in terms of them all where there was a
// link on the way. Only as much input is read as the code is long. The extra
// bits may still be missing.
func (d *decoder) symbol(table []byte, root uint) (uint64, error) {
	for {
		// What is not there yet may count as 0: no code is the start of another one.
		e := le.Uint64(table[d.buf&(1<<root-1)*8:])
		if isLink(e) && d.count > root {
			e = le.Uint64(table[e>>13&linkMask*8+d.buf>>root<<3&(e>>32):])
			e += uint64(root)<<27 | uint64(root)
		}
		if !isLink(e) && uint(e>>27&31)-3 <= d.count {
			return e, nil
		}
		if err := d.need(d.count + 1); err != nil {
			return 0, err
		}
	}
}

func isLink(e uint64) bool { return e&special != 0 && e>>13&linkMask >= 1<<codeBits }
