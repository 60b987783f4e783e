package zipfmt

import (
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Kind tells what sort of thing an Error is about.
type Kind uint8

// The kinds of Error.
const (
	Damaged     Kind = iota // the archive contradicts itself or the format, or is no archive at all
	Unsupported             // it follows the format, and is nothing that can be read here
	Limit                   // more members than the caller takes
	Failed                  // it could not be read: see Cause
)

// Error is the error of this package.
type Error struct {
	Kind   Kind
	Name   string // of the member, "" if it is about the archive
	Offset int64  // of the record in the file that is wrong, -1 if it is about no certain place
	Detail string // what is wrong, and why it matters
	Cause  error  // of reading; io.ErrUnexpectedEOF if the file ends too early, else nil
}

// Error gives `zip: "Name" at byte Offset: Detail: Cause`, without what is not known.
func (e *Error) Error() string {
	s := "zip: "
	if e.Name != "" {
		s += strconv.Quote(clip(e.Name)) + " "
	}
	if e.Offset >= 0 {
		s += "at byte " + strconv.FormatInt(e.Offset, 10) + ": "
	}
	s += e.Detail
	if e.Cause != nil && e.Cause != io.ErrUnexpectedEOF { // Detail says that already
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap gives Cause.
func (e *Error) Unwrap() error { return e.Cause }

func fail(kind Kind, name string, offset int64, format string, args ...any) *Error {
	return &Error{Kind: kind, Name: name, Offset: offset, Detail: fmt.Sprintf(format, args...)}
}

// clip keeps a message short: a name can have 65,535 bytes.
func clip(s string) string {
	if len(s) > 200 {
		return s[:200] + "..."
	}
	return s
}

// readFull fills b with the bytes from offset on. That they are there is no error, whatever the reader says beside them (io.ReaderAt may say io.EOF).
func readFull(ra io.ReaderAt, b []byte, offset int64) error {
	n, err := ra.ReadAt(b, offset)
	if n >= len(b) {
		return nil
	}
	if err == nil || errors.Is(err, io.EOF) {
		return &Error{Kind: Damaged, Offset: offset + int64(max(n, 0)), Detail: "the file ends before its size", Cause: io.ErrUnexpectedEOF}
	}
	return &Error{Kind: Failed, Offset: offset, Detail: "reading the archive", Cause: err}
}
