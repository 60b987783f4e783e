package header

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// The kinds of error, for errors.Is. Every error about the input, of the packages header, npy and npz, is an *Error of one of these kinds,
// or of those that npy (ErrNoView, ErrValue), npz (ErrArchive) and npz/sparse have besides.
var (
	ErrMagic     = errors.New("not a .npy file")
	ErrVersion   = errors.New("bad version")
	ErrHeader    = errors.New("bad header")
	ErrDType     = errors.New("bad dtype")
	ErrShape     = errors.New("bad shape")
	ErrTruncated = error(truncated{}) // matches io.ErrUnexpectedEOF too
	ErrObject    = errors.New("object dtype")
	ErrLimit     = errors.New("over the limit")
)

type truncated struct{}

func (truncated) Error() string { return "truncated" }
func (truncated) Unwrap() error { return io.ErrUnexpectedEOF }

// Error is the error of the packages header, npy and npz. It says where something is wrong, what, and why.
type Error struct {
	Kind   error  // one of the sentinels; nil where the input could not be had, and Cause tells why
	Name   string // the file or the archive's member, "" if not known
	Offset int64  // the byte of the input where it is wrong, -1 if not known
	Field  string // the field of a structured dtype, with dots between nested ones; "" if it is not about one
	Detail string // what is wrong, and what to do instead
	Cause  error  // the error below, if there is one
}

// Error gives "npy: Name: Kind at byte Offset in field "Field": Detail: Cause", without what is not known.
func (e *Error) Error() string {
	s := "npy: "
	if e.Name != "" {
		s += e.Name + ": "
	}
	if e.Kind != nil {
		s += e.Kind.Error()
	} else {
		s += "cannot be read"
	}
	if e.Offset >= 0 {
		s += " at byte " + strconv.FormatInt(e.Offset, 10)
	}
	if e.Field != "" {
		s += " in field " + strconv.Quote(shorten(e.Field, 100))
	}
	if e.Detail != "" {
		s += ": " + shorten(e.Detail, 500)
	}
	if e.Cause != nil && e.Cause != io.EOF && e.Cause != io.ErrUnexpectedEOF { // Kind says that already
		s += ": " + e.Cause.Error()
	}
	return s
}

// shorten keeps a message short: what it quotes comes from the file, which may have made it a megabyte long.
func shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}

// Unwrap gives Kind and Cause to errors.Is and errors.As.
func (e *Error) Unwrap() []error {
	return slices.DeleteFunc([]error{e.Kind, e.Cause}, func(err error) bool { return err == nil })
}

// fail makes an Error. The functions of this package hand *Error to each other, and error to the outside.
func fail(kind error, offset int, format string, args ...any) *Error {
	return &Error{Kind: kind, Offset: int64(offset), Detail: fmt.Sprintf(format, args...)}
}

// clip gives what an error shows of a file's text, which can be as long as the header.
func clip(text []byte) string {
	const most = 80
	if len(text) > most {
		return string(text[:most]) + "..."
	}
	return string(text)
}
