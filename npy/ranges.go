package npy

import (
	"fmt"

	"github.com/npygo/npygo/header"
)

// A Range is a part of one axis: the indices Start, Start+Step, Start+2*Step
// and so on, below Stop, as NumPy's Start:Stop:Step.
//
// A Stop of 0 is the end of the axis, and a Step of 0 is 1, so that the zero
// Range is the whole axis, Range{Start: 3} is 3: and Range{Step: 2} is ::2. As in
// NumPy, a Start or Stop beyond the end of the axis is taken for the end.
// Negative numbers are refused. A part without indices is one with Start equal
// to Stop and not 0, such as Range{Start: 1, Stop: 1}.
type Range struct {
	Start, Stop, Step int
}

// Ranges cuts the first axis of an array into n parts, for n workers: together
// they are the axis, their lengths differ by at most 1, and their Step is 1.
// Each is what ReadRows takes as lo and hi, and ReadSlice as its first Range.
// Where the axis is shorter than n, the last parts are empty.
//
// An array without axes has no rows, and then, or if n < 1, the result is nil.
func Ranges(h header.Header, n int) []Range {
	if len(h.Shape) == 0 || n < 1 {
		return nil
	}
	rows := max(h.Shape[0], 0)
	parts := make([]Range, n)
	at := 0
	for i := range parts {
		end := at + rows/n
		if i < rows%n { // the longer ones come first, so that {0, 0} is never a part of an axis that has rows
			end++
		}
		parts[i] = Range{Start: at, Stop: end, Step: 1}
		at = end
	}
	return parts
}

// resolve gives the part's first index and the number of its indices, on an
// axis of n.
func (r Range) resolve(axis, n int) (start, count, step int, err error) {
	if r.Start < 0 || r.Stop < 0 || r.Step < 0 {
		return 0, 0, 0, &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf(
			"the range %d:%d:%d of axis %d has a negative number: count from the axis's start, which has %d indices", r.Start, r.Stop, r.Step, axis, n)}
	}
	stop, step := min(r.Stop, n), max(r.Step, 1)
	if r.Stop == 0 {
		stop = n
	}
	if r.Start >= stop {
		return 0, 0, step, nil
	}
	return r.Start, (stop-r.Start-1)/step + 1, step, nil
}
