package npy

import (
	"errors"
	"fmt"

	"github.com/npygo/npygo/header"
)

// ErrValue is what the error wraps when the dtype and the Go type go together
// but one element does not: it has no counterpart on the other side. The error
// tells which element, counted from 0 in the order of the file.
var ErrValue = errors.New("a value that does not fit")

// valueError is about one element. Byte at of it is where, -1 if that is not
// known.
func valueError(at int, format string, args ...any) error {
	return &header.Error{Kind: ErrValue, Offset: int64(at), Detail: fmt.Sprintf(format, args...)}
}

// inElement says in err that it is about element i.
func inElement(err error, i int) error {
	var e *header.Error
	if !errors.As(err, &e) {
		return err
	}
	with := *e
	with.Detail = fmt.Sprintf("element %d: %s", i, with.Detail)
	return &with
}

// inFile says in err, which a plan's decode gave for elements from number first
// on, which element it is about.
func (pl plan[T]) inFile(err error, first int) error {
	var e *header.Error
	if !errors.As(err, &e) || e.Offset < 0 || pl.size() == 0 {
		return err
	}
	return inElement(err, first+int(e.Offset)/pl.size())
}

// shift moves the place that err tells by so many bytes.
func shift(err error, by int64) error {
	var e *header.Error
	if !errors.As(err, &e) || e.Offset < 0 {
		return err
	}
	with := *e
	with.Offset += by
	return &with
}
