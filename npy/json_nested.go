package npy

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/npygo/npygo/header"
)

// mostAxes is how many axes an array can have: package header refuses more.
const mostAxes = 64

// nestReader finds the shape of lists within lists. Levels count from 1, the
// outermost list.
type nestReader struct {
	b      []byte
	at     int
	values jsonValues
	level  int               // lists that are open
	deep   int               // the most that ever were
	rank   int               // the level of the elements, once there was one; else -1
	length [mostAxes + 1]int // of the lists of a level, once one was closed; else -1
	count  [mostAxes + 1]int // what the open list of a level has so far
}

// jsonValues takes in elements, one by one.
type jsonValues interface {
	// lists tells whether an element begins where b, with a '[', does.
	lists(b []byte) bool
	// take takes the element that b begins with, and returns its length.
	take(b []byte) (n int, err error)
}

// readNested gives the elements to values and returns their shape.
func readNested(b []byte, values jsonValues) (shape []int, err error) {
	r := nestReader{b: b, values: values, rank: -1}
	for i := range r.length {
		r.length[i] = -1
	}
	for open := true; open; {
		if open, err = r.value(); err != nil {
			return nil, err
		}
	}
	if r.space(); r.at < len(b) {
		return nil, r.fail(header.ErrShape, "something follows the array")
	}
	return append(make([]int, 0, r.deep), r.length[1:1+r.deep]...), nil
}

// value reads a list's beginning or an element, and what closes behind it. open
// tells that another value must follow.
func (r *nestReader) value() (open bool, err error) {
	r.space()
	switch {
	case r.at == len(r.b):
		return false, r.fail(header.ErrTruncated, "the text ends where an element should be")
	case r.b[r.at] == '[' && !r.values.lists(r.b[r.at:]):
		if err := r.openList(); err != nil {
			return false, err
		}
		if r.space(); r.at == len(r.b) || r.b[r.at] != ']' {
			return true, nil
		}
	default:
		if err := r.element(); err != nil {
			return false, err
		}
	}
	return r.behind()
}

func (r *nestReader) openList() error {
	if r.level == mostAxes {
		return r.fail(header.ErrShape, "lists are nested deeper than the %d axes that an array can have", mostAxes)
	}
	if r.level == r.rank {
		return r.fail(header.ErrShape, "a list where an element should be: the lists before it are not nested so deep")
	}
	r.at++
	r.level++
	r.count[r.level] = 0
	r.deep = max(r.deep, r.level)
	return nil
}

func (r *nestReader) element() error {
	if r.rank < 0 {
		r.rank = r.level
	}
	if r.level != r.rank || r.level < r.deep {
		return r.fail(header.ErrShape, "an element where a list should be: others are nested deeper")
	}
	n, err := r.values.take(r.b[r.at:])
	if err != nil {
		return inPlace(shift(err, int64(r.at)), r.path())
	}
	r.at, r.count[r.level] = r.at+n, r.count[r.level]+1
	return nil
}

// behind reads what comes behind an element or the '[' of an empty list: lists
// that are closed, and a comma.
func (r *nestReader) behind() (open bool, err error) {
	for ; r.level > 0; r.count[r.level]++ {
		r.space()
		switch {
		case r.at == len(r.b):
			return false, r.fail(header.ErrTruncated, "the text ends within a list")
		case r.b[r.at] == ',':
			r.at++
			return true, nil
		case r.b[r.at] != ']':
			return false, r.fail(header.ErrShape, "%q where ',' or ']' should be", r.b[r.at])
		}
		if err := r.closeList(); err != nil {
			return false, err
		}
	}
	return false, nil
}

func (r *nestReader) closeList() error {
	n := r.count[r.level]
	if want := r.length[r.level]; want >= 0 && n != want {
		r.level--
		return r.fail(header.ErrShape, "a list of %d, where those before have %d", n, want)
	}
	r.length[r.level] = n
	r.at++
	r.level--
	return nil
}

func (r *nestReader) space() {
	for r.at < len(r.b) && (r.b[r.at] == ' ' || r.b[r.at] == '\n' || r.b[r.at] == '\t' || r.b[r.at] == '\r') {
		r.at++
	}
}

// path is the index of what is read now, like [1][2].
func (r *nestReader) path() string {
	var path strings.Builder
	for level := 1; level <= r.level; level++ {
		path.WriteString("[" + strconv.Itoa(r.count[level]) + "]")
	}
	return path.String()
}

func (r *nestReader) fail(kind error, format string, args ...any) error {
	return inPlace(&header.Error{Kind: kind, Offset: int64(r.at), Detail: fmt.Sprintf(format, args...)}, r.path())
}

// inPlace says in err which element of nested lists it is about.
func inPlace(err error, path string) error {
	var e *header.Error
	if !errors.As(err, &e) || path == "" {
		return err
	}
	with := *e
	with.Detail = "at " + path + ": " + with.Detail
	return &with
}
