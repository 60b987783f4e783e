package npy

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
)

// Equal reports whether a and b have the same shape and the same elements in
// the same places, whatever order those lie in. Numbers are the same bit for
// bit, so that a NaN equals itself and 0 is not -0; counts of time must also
// have the same unit. A time.Time is the same instant, strings and []byte are
// the same bytes, and structs the same in the fields that arrays have.
//
// Arrays that Validate refuses, or whose T arrays cannot be made of, equal none;
// any other equals itself, also one that cannot be written. (go-cmp compares
// arrays with it.)
func (a Array[T]) Equal(b Array[T]) bool {
	if a.Validate() != nil || b.Validate() != nil {
		return false
	}
	var oneA, oneB [1]int
	if !slices.Equal(a.dims(&oneA), b.dims(&oneB)) {
		return false
	}
	x, y := a.RowMajor().Data, b.RowMajor().Data
	pl, err := planTo(x[:0], false, &options{times: a.times}) // of no elements, so that no value is refused
	if err != nil {
		return false
	}
	if elementOf[T]() != nil {
		with, err := planTo(y[:0], false, &options{times: b.times})
		return err == nil && with.dtype.Equal(pl.dtype) && equalPlain(x, y, pl)
	}
	instant, times := timeKind[T]()
	switch kind := textKindOf[T](); {
	case instant:
		return equalUnder(x, y, time.Time.Equal)
	case times:
		return equalUnder(x, y, func(x, y time.Duration) bool { return x == y })
	case kind == header.Unicode:
		return equalUnder(x, y, func(x, y string) bool { return x == y })
	case kind == header.Bytes:
		return equalUnder(x, y, bytes.Equal)
	}
	return equalRecords(x, y, pl.dtype)
}

// equalUnder compares elements that are, or are over, E.
func equalUnder[E, T any](x, y []T, equal func(E, E) bool) bool {
	a, _ := under[E](x)
	b, _ := under[E](y)
	return slices.EqualFunc(a, b, equal)
}

// equalPlain compares elements whose memory is the payload.
func equalPlain[T any](x, y []T, pl plan[T]) bool {
	if a, ok := cast.Bytes(x); ok {
		b, _ := cast.Bytes(y)
		return bytes.Equal(a, b)
	}
	return bytes.Equal(encodePlain(nil, x, pl), encodePlain(nil, y, pl))
}

// equalRecords compares as many structs, written as d if they can be.
func equalRecords[T any](x, y []T, d header.DType) bool {
	c, err := recordCodeFor(reflect.TypeFor[T](), d)
	if err != nil {
		return false
	}
	if a, ok := cast.RecordsOf(x); ok {
		b, _ := cast.RecordsOf(y)
		return c.equal(a, b, len(x))
	}
	for i := range x {
		if !c.root.equal(reflect.ValueOf(&x[i]).Elem(), reflect.ValueOf(&y[i]).Elem()) {
			return false
		}
	}
	return true
}

// equal compares n records.
func (c *recordCode) equal(x, y cast.Records, n int) bool {
	across := rep{n, c.mem, 0}
	for i := range c.in {
		if s := &c.in[i]; !s.equal(x.Bytes(), y.Bytes(), s.to, s.reps, across) {
			return false
		}
	}
	for i := range c.leaves {
		f := &c.leaves[i]
		err := f.each(0, 0, f.reps, across, func(mem, _ int) error {
			if !equalLeaf(f.place(x, mem), f.place(y, mem)) {
				return errUnequal
			}
			return nil
		})
		if err != nil {
			return false
		}
	}
	return true
}

var errUnequal = errors.New("two leaves differ") // to leave each; nobody sees it

// equal compares the stretch of several records, at at in the first one's memory.
func (c *stretch) equal(x, y []byte, at int, reps []rep, inner rep) bool {
	if len(reps) > 0 {
		for range reps[0].n {
			if !c.equal(x, y, at, reps[1:], inner) {
				return false
			}
			at += reps[0].to
		}
		return true
	}
	for range inner.n {
		if !bytes.Equal(x[at:][:c.width], y[at:][:c.width]) {
			return false
		}
		at += inner.to
	}
	return true
}

// equalLeaf compares what p and q, of one type, point to.
func equalLeaf(p, q any) bool {
	switch p := p.(type) {
	case *string:
		return *p == *q.(*string)
	case *[]byte:
		return bytes.Equal(*p, *q.(*[]byte))
	case *time.Time:
		return p.Equal(*q.(*time.Time))
	case *time.Duration:
		return *p == *q.(*time.Duration)
	}
	return false
}

// equal is the way by reflection, for builds without unsafe.
func (n *node) equal(v, w reflect.Value) bool {
	switch n.form {
	case formRecord:
		for i := range n.fields {
			f := &n.fields[i]
			if !f.equal(v.FieldByIndex(f.index), w.FieldByIndex(f.index)) {
				return false
			}
		}
		return true
	case formArray:
		for i := range n.n {
			if !n.elem.equal(v.Index(i), w.Index(i)) {
				return false
			}
		}
		return true
	case formPlain, formBool:
		var conv leafConverter
		a, b := make([]byte, n.size), make([]byte, n.size)
		return n.store(a, v, &conv) == nil && n.store(b, w, &conv) == nil && bytes.Equal(a, b)
	}
	return equalLeaf(pointerTo(n.form, v), pointerTo(n.form, w))
}
