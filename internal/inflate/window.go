package inflate

import "io"

// window decodes with the fast loop, which sees a window of dst and of the
// input at a time. It comes back at the end of the block, with a match to be
// copied by run, or with errLow where one of both is too short for the loop.
func (d *decoder) window(dst []byte, n, want int) (int, error) {
	for len(dst) >= windowSize {
		d.unread() // fast starts with few bits
		start := max(0, min(n-maxDistance, len(dst)-windowSize))
		opLimit := min(want-start, outputSize-outputSlack)
		in, inLimit := d.input()
		if n-start >= opLimit || inLimit < inputReady {
			break
		}
		pos, buf, count := d.pos, d.buf, d.count
		op, why := d.fast((*[windowSize]byte)(dst[start:]), in, uint(n-start), uint(opLimit), uint(inLimit))
		d.pos += d.used
		if d.padded && (d.pos > len(d.src) || why >= atUnused) {
			// Something is wrong, or padding was taken for input. Doing it again tells what.
			d.pos, d.buf, d.count, d.length = pos, buf, count, 0
			d.exact = true
			continue
		}
		n = start + int(op)
		switch why {
		case atEnd:
			d.state = inHeader
			return n, nil
		case atMatch:
			return n, nil
		case atUnused:
			return n, errSymbol
		case atUnusedDist:
			return n, errDistSymbol
		}
	}
	return n, errLow
}

// inputReady is the least limit with which fast gets on: the first refill
// takes up to 7 bytes.
const inputReady = 8

// input is the next 4 KiB of the input. The last ones are copied, with zeros
// behind if there is certainly no more to come, so that fast gets to the end.
func (d *decoder) input() (in *[inputSize]byte, limit int) {
	d.padded = false
	rest := d.src[d.pos:]
	if len(rest) >= inputSize {
		return (*[inputSize]byte)(rest), inputSize - inputSlack
	}
	copy(d.tail[:], rest)
	if complete := d.r == nil || d.failed == io.EOF; !complete || d.exact || len(rest)+inputReady+inputSlack > inputSize {
		return &d.tail, len(rest) - inputSlack
	}
	d.padded = true
	clear(d.tail[len(rest):][:inputReady+inputSlack])
	return &d.tail, len(rest) + inputReady
}
