package inflate

import "errors"

// naive is the stupid twin: RFC 1951 bit by bit, with the codes looked up in a
// map. It gives the output and how many bytes of src the stream has. With
// partial it is what Block takes that is not the last one.
func naive(src []byte, partial bool) (out []byte, used int, err error) {
	n := &naiveReader{src: src}
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	for final := false; !final && !(partial && n.at == 8*len(src)); {
		final = n.bits(1) == 1
		if partial && final {
			panic(errNaive)
		}
		switch n.bits(2) {
		case 0:
			n.stored()
		case 1:
			var lens [320]int
			for i := range lens {
				switch {
				case i < 144, i >= 280 && i < 288:
					lens[i] = 8
				case i < 256:
					lens[i] = 9
				case i < 280:
					lens[i] = 7
				default:
					lens[i] = 5
				}
			}
			n.block(naiveCode(lens[:288]), naiveCode(lens[288:]))
		case 2:
			n.block(n.codes())
		default:
			panic(errNaive)
		}
	}
	return n.out, (n.at + 7) / 8, nil
}

var errNaive = errors.New("naive: wrong")

type naiveReader struct {
	src []byte
	at  int // in bits
	out []byte
}

func (n *naiveReader) bits(k int) (v int) {
	for i := range k {
		if n.at/8 >= len(n.src) {
			panic(errNaive)
		}
		v |= int(n.src[n.at/8]>>(n.at%8)&1) << i
		n.at++
	}
	return v
}

// code is a Huffman code: from a 1 and the bits of the code to the symbol.
type code map[int]int

func naiveCode(lens []int) code {
	c, word, room := code{}, 0, 1<<15
	for l := 1; l <= 15; l++ {
		word <<= 1
		for s, sl := range lens {
			if sl == l {
				c[1<<l|word] = s
				word++
				room -= 1 << (15 - l)
			}
		}
	}
	if single := len(c) == 1 && room == 1<<14; room != 0 && len(c) > 0 && !single {
		panic(errNaive)
	}
	return c
}

func (n *naiveReader) symbol(c code) int {
	for word := 1; word < 1<<15; {
		word = word<<1 | n.bits(1)
		if s, ok := c[word]; ok {
			return s
		}
	}
	panic(errNaive)
}

func (n *naiveReader) stored() {
	n.at = (n.at + 7) / 8 * 8
	size, inverse := n.bits(16), n.bits(16)
	if size^inverse != 0xffff {
		panic(errNaive)
	}
	for range size {
		n.out = append(n.out, byte(n.bits(8)))
	}
}

func (n *naiveReader) codes() (lit, dist code) {
	nlit, ndist, nlen := n.bits(5)+257, n.bits(5)+1, n.bits(4)+4
	if nlit > 286 || ndist > 30 {
		panic(errNaive)
	}
	var order [19]int
	for i := range nlen {
		order[lenOrder[i]] = n.bits(3)
	}
	c := naiveCode(order[:])
	var lens []int
	for len(lens) < nlit+ndist {
		s, times, v := n.symbol(c), 1, 0
		switch s {
		case 16:
			if len(lens) == 0 {
				panic(errNaive)
			}
			times, v = 3+n.bits(2), lens[len(lens)-1]
		case 17:
			times = 3 + n.bits(3)
		case 18:
			times = 11 + n.bits(7)
		default:
			v = s
		}
		for range times {
			lens = append(lens, v)
		}
	}
	if len(lens) > nlit+ndist || lens[256] == 0 {
		panic(errNaive)
	}
	return naiveCode(lens[:nlit]), naiveCode(lens[nlit:])
}

func (n *naiveReader) block(lit, dist code) {
	for {
		s := n.symbol(lit)
		switch {
		case s < 256:
			n.out = append(n.out, byte(s))
			continue
		case s == 256:
			return
		case s > 285:
			panic(errNaive)
		}
		length := 258
		if s < 285 {
			extra := max(0, (s-257)/4-1)
			length = 3 + n.bits(extra)
			for i := 257; i < s; i++ {
				length += 1 << max(0, (i-257)/4-1)
			}
		}
		s = n.symbol(dist)
		if s > 29 {
			panic(errNaive)
		}
		distance := 1 + n.bits(max(0, s/2-1))
		for i := range s {
			distance += 1 << max(0, i/2-1)
		}
		if distance > len(n.out) {
			panic(errNaive)
		}
		for range length {
			n.out = append(n.out, n.out[len(n.out)-distance])
		}
	}
}
