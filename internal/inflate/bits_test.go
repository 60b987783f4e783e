package inflate

import "slices"

// bitWriter writes streams that no encoder makes.
type bitWriter struct {
	b    []byte
	n    int // bits
	lit  []int
	dist []int
}

func (w *bitWriter) bits(v, n int) *bitWriter {
	for i := range n {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (w.n % 8)
		w.n++
	}
	return w
}

func (w *bitWriter) bytes(b ...byte) *bitWriter {
	w.b = append(w.b, b...)
	w.n = 8 * len(w.b)
	return w
}

func (w *bitWriter) stored(final int, b []byte) *bitWriter {
	n := len(b)
	return w.bits(final, 1).bits(0, 2).bytes(byte(n), byte(n>>8), byte(^n), byte(^n>>8)).bytes(b...)
}

// fixed starts a block with fixed codes.
func (w *bitWriter) fixed(final int) *bitWriter {
	w.lit, w.dist = nil, nil
	for _, run := range [][2]int{{144, 8}, {112, 9}, {24, 7}, {8, 8}} {
		w.lit = append(w.lit, slices.Repeat([]int{run[1]}, run[0])...)
	}
	w.dist = slices.Repeat([]int{5}, 32)
	return w.bits(final, 1).bits(1, 2)
}

// dynamic starts a block with the given code lengths, all of which have 4 bits.
func (w *bitWriter) dynamic(final int, lit, dist []int) *bitWriter {
	w.lens(final, len(lit), len(dist), map[int]int{0: 4, 1: 4, 2: 4, 3: 4, 4: 4, 5: 4, 6: 4, 7: 4, 8: 4, 9: 4, 10: 4, 11: 4, 12: 4, 13: 4, 14: 4, 15: 4})
	for _, l := range append(slices.Clone(lit), dist...) {
		for i := range 4 {
			w.bits(l>>(3-i), 1)
		}
	}
	w.lit, w.dist = lit, dist
	return w
}

// lens is the head of a dynamic block, with the code lengths of the code lengths.
func (w *bitWriter) lens(final, nlit, ndist int, order map[int]int) *bitWriter {
	w.bits(final, 1).bits(2, 2).bits(nlit-257, 5).bits(ndist-1, 5).bits(15, 4)
	for _, s := range lenOrder {
		w.bits(order[int(s)], 3)
	}
	return w
}

// symbol writes the canonical code of s.
func (w *bitWriter) symbol(lens []int, s int) *bitWriter {
	word := 0
	for t, l := range lens {
		if l > 0 && l < lens[s] || l == lens[s] && t < s {
			word += 1 << (15 - l)
		}
	}
	for i := range lens[s] {
		w.bits(word>>(14-i), 1)
	}
	return w
}

func (w *bitWriter) literals(s string) *bitWriter {
	for _, c := range []byte(s) {
		w.symbol(w.lit, int(c))
	}
	return w
}

func (w *bitWriter) match(length, distance int) *bitWriter {
	s, extra, low := 285, 0, 258
	for s > 257 && low > length {
		s--
		extra = max(0, (s-257)/4-1)
		low = 3
		for i := 257; i < s; i++ {
			low += 1 << max(0, (i-257)/4-1)
		}
	}
	w.symbol(w.lit, s).bits(length-low, extra)
	s, low = 0, 1
	for low+1<<max(0, s/2-1) <= distance {
		low += 1 << max(0, s/2-1)
		s++
	}
	return w.symbol(w.dist, s).bits(distance-low, max(0, s/2-1))
}

func (w *bitWriter) end() *bitWriter { return w.symbol(w.lit, 256) }

// lengths is n code lengths, 0 but for the given symbols.
func lengths(n int, of map[int]int) []int {
	l := make([]int, n)
	for s, k := range of {
		l[s] = k
	}
	return l
}
