package npy

// maxRank is how many axes a header can have.
const maxRank = 64

// A cursor goes through the runs of a window, in the order of the file. The
// window has at least one axis.
type cursor struct {
	w     *window
	off   int64 // of the run, in the payload
	left  bool  // there is a run
	index [maxRank]int
}

func newCursor(w *window) cursor { return cursor{w: w, off: w.base, left: true} }

// cursorAt is the cursor at the run with the result's byte at.
func cursorAt(w *window, at int64) cursor {
	c := cursor{w: w, off: w.base, left: true}
	run := at / w.run
	for k := len(w.axes) - 1; k >= 0; k-- {
		n := int64(w.axes[k].count)
		c.index[k] = int(run % n)
		c.off += run % n * w.axes[k].step
		run /= n
	}
	return c
}

// inRow is how many runs there are from this one on along the fastest axis.
func (c *cursor) inRow() int {
	last := len(c.w.axes) - 1
	return c.w.axes[last].count - c.index[last]
}

// step is how far apart those runs are.
func (c *cursor) step() int64 { return c.w.axes[len(c.w.axes)-1].step }

// skip goes k runs further, at most inRow.
func (c *cursor) skip(k int) {
	axis := len(c.w.axes) - 1
	c.off += int64(k) * c.w.axes[axis].step
	c.index[axis] += k
	for c.index[axis] == c.w.axes[axis].count {
		c.off -= int64(c.index[axis]) * c.w.axes[axis].step
		c.index[axis] = 0
		if axis--; axis < 0 {
			c.left = false
			return
		}
		c.off += c.w.axes[axis].step
		c.index[axis]++
	}
}

// batch goes over the runs that are to be read at once, and tells how many they
// are and how many bytes there are from the first one's start to the last one's
// end: those no further apart than gap, within room bytes.
func (c *cursor) batch(gap, room int64) (n int, span int64) {
	first, run, step := c.off, c.w.run, c.step()
	for {
		k, fit := c.inRow(), 1
		if step-run <= gap {
			fit = int((room-(c.off-first)-run)/step) + 1
		}
		full := fit < k
		k = max(min(k, fit), 1)
		span = c.off - first + int64(k-1)*step + run
		n += k
		c.skip(k)
		if full || !c.left || c.off-first-span > gap || c.off-first+run > room {
			return n, span
		}
	}
}

// extent is the bytes from the first run's start to the last one's end.
func (w *window) extent() int64 {
	n := w.run
	for _, a := range w.axes {
		n += int64(a.count-1) * a.step
	}
	return n
}
