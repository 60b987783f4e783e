package transpose

// tiling is how an array is cut. Tiles are counted in C order.
type tiling struct {
	axes  []axis
	tiles int

	// A tile's row i begins rows[i] elements behind the tile's first in dst and
	// i behind it in src; its column j begins cols[j] behind in src and j in dst.
	// Smaller tiles at the array's edge have a prefix of each.
	rows, cols []int
}

// axis is one axis of the array.
type axis struct {
	n        int // its length
	step     int // of this, how much belongs to a tile
	tiles    int // how many tiles follow each other along it
	dst, src int // how far apart its elements are on either side
	side     side
}

// side tells what an axis is to a tile.
type side int

const (
	walked side = iota // one index per tile
	row                // part of the rows
	col                // part of the columns
)

// A row or a column of a tile is a run of so many elements at least, where the
// axes have as many. While eight columns are copied, a line of dst for each row
// and the runs of the columns fill half of a small first-level cache, 32 KiB.
// Measured with 4096x4096 float64: 16 elements 37 ms, 32 28, 64 22, 128 17,
// 256 15, 512 16, 1024 19.
const (
	mostRun  = 256
	runBytes = 16 << 10 // larger elements have shorter runs; they need none
)

// newTiling cuts an array of at least two axes, none of them shorter than 2,
// with elements of size bytes.
func newTiling(shape []int, size int) *tiling {
	run := max(width, min(mostRun, runBytes/max(size, 1)))
	t := &tiling{axes: make([]axis, len(shape)), tiles: 1}
	stride := 1
	for i, n := range shape {
		t.axes[i] = axis{n: n, step: 1, src: stride}
		stride *= n
	}
	stride = 1
	for i := len(shape) - 1; i >= 0; i-- {
		t.axes[i].dst = stride
		stride *= shape[i]
	}

	// The rows leave at least the last axis to the columns.
	last := len(shape) - 1
	rows := t.claim(row, 0, last, run, 1)
	t.claim(col, last, rows-1, run, width)

	t.rows, t.cols = []int{0}, []int{0}
	for i := range t.axes {
		a, z := t.axes[i], t.axes[last-i]
		if a.side == row {
			t.rows = spread(t.rows, a.step, a.dst)
		}
		if z.side == col {
			t.cols = spread(t.cols, z.step, z.src)
		}
		t.axes[i].tiles = ceilDiv(a.n, a.step)
		t.tiles *= t.axes[i].tiles
	}
	return t
}

// claim gives the axes from first on, but not end, to one side, until they make
// a run, and returns the axis after them. All but the last of them belong to a
// tile whole, else the run would have gaps. The last is cut into about equal
// steps, multiples of unit, or it is whole too.
func (t *tiling) claim(s side, first, end, run, unit int) int {
	toward := 1
	if first > end {
		toward = -1
	}
	length := 1
	for i := first; i != end; i += toward {
		a := &t.axes[i]
		want := roundUp(ceilDiv(run, length), unit)
		a.side = s
		a.step = min(roundUp(ceilDiv(a.n, ceilDiv(a.n, want)), unit), a.n)
		length *= a.step
		if a.step < a.n || length >= run {
			return i + toward
		}
	}
	return end
}

func ceilDiv(n, d int) int { return (n + d - 1) / d }

func roundUp(n, unit int) int { return ceilDiv(n, unit) * unit }

// spread repeats the offsets n times, each time stride farther.
func spread(offsets []int, n, stride int) []int {
	out := make([]int, 0, n*len(offsets))
	for i := range n {
		for _, o := range offsets {
			out = append(out, o+i*stride)
		}
	}
	return out
}

// tile tells where tile i begins on either side, and its size.
func (t *tiling) tile(i int) (dst, src, rows, cols int) {
	rows, cols = 1, 1
	for k := len(t.axes) - 1; k >= 0; k-- {
		a := &t.axes[k]
		start := 0
		if a.tiles > 1 {
			start = i % a.tiles * a.step
			i /= a.tiles
		}
		dst += start * a.dst
		src += start * a.src
		switch a.side {
		case row:
			rows *= min(a.step, a.n-start)
		case col:
			cols *= min(a.step, a.n-start)
		}
	}
	return dst, src, rows, cols
}
