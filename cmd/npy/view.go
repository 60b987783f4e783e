package main

import "fmt"

// A view is a part of an array: where its first element is among the array's,
// how long each of its axes is, and how far apart neighbours along it are.
type view struct {
	start   int
	shape   []int
	strides []int
}

// wholeView is the array of the given shape itself.
func wholeView(shape []int, fortran bool) view {
	v := view{shape: shape, strides: make([]int, len(shape))}
	step := 1
	for k := range shape {
		axis := len(shape) - 1 - k
		if fortran {
			axis = k
		}
		v.strides[axis] = step
		step *= max(shape[axis], 1)
	}
	return v
}

// size is the number of elements. The header's Count has made sure that it
// does not overflow.
func (v view) size() int {
	size := 1
	for _, n := range v.shape {
		if n == 0 {
			return 0
		}
		size *= n
	}
	return size
}

// span is where among the array's elements the first and the last one of the view
// are: from first on, before end.
func (v view) span() (first, end int) {
	if v.size() == 0 {
		return 0, 0
	}
	first, end = v.start, v.start+1
	for axis, stride := range v.strides {
		far := (v.shape[axis] - 1) * stride
		first, end = first+min(far, 0), end+max(far, 0)
	}
	return first, end
}

// slice takes a part of the view, as a[items] does in Python.
func (v view) slice(items []item) (view, error) {
	items, err := spread(items, v.shape)
	if err != nil {
		return view{}, err
	}
	part := view{start: v.start}
	for axis, it := range items {
		n, stride := v.shape[axis], v.strides[axis]
		if it.kind == oneIndex {
			at := *it.start
			if at < 0 {
				at += n
			}
			if at < 0 || at >= n {
				return view{}, fmt.Errorf("index %d is out of range: axis %d has %s (shape %s)", *it.start, axis, plural(int64(n), "element"), shapeText(v.shape))
			}
			part.start += at * stride
			continue
		}
		start, length, step := it.bounds(n)
		if length > 0 {
			part.start += start * stride
		}
		if length > 1 { // else the step may be anything
			stride *= step
		}
		part.shape = append(part.shape, length)
		part.strides = append(part.strides, stride)
	}
	return part, nil
}

// spread gives one item for each axis: whole axes for the ellipsis, or at the end.
func spread(items []item, shape []int) ([]item, error) {
	given, at := len(items), len(items)
	for i, it := range items {
		if it.kind == ellipsis {
			given, at = given-1, i
		}
	}
	if given > len(shape) {
		return nil, fmt.Errorf("the slice has %d parts, and the array %d axes (shape %s)", given, len(shape), shapeText(shape))
	}
	full := append([]item{}, items[:at]...)
	for range len(shape) - given {
		full = append(full, item{kind: rangeOf})
	}
	if at < len(items) {
		full = append(full, items[at+1:]...)
	}
	return full, nil
}

// at is the view at one index of its first axis.
func (v view) at(i int) view {
	return view{start: v.start + i*v.strides[0], shape: v.shape[1:], strides: v.strides[1:]}
}

// each calls f for the elements in C order, with their number in the array. Of
// an axis longer than twice edge only the first and last edge indices are
// taken; an edge of 0 takes them all.
func (v view) each(edge int, f func(at int) error) error {
	if len(v.shape) == 0 {
		return f(v.start)
	}
	for i := 0; i < v.shape[0]; i = v.next(i, edge) {
		if err := v.at(i).each(edge, f); err != nil {
			return err
		}
	}
	return nil
}

// next is the index behind i along the first axis, or behind the gap there.
func (v view) next(i, edge int) int {
	if v.gap(edge) && i+1 == edge {
		return v.shape[0] - edge
	}
	return i + 1
}

// gap reports whether indices of the first axis are left out.
func (v view) gap(edge int) bool { return edge > 0 && v.shape[0] > 2*edge }
