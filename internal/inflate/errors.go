package inflate

import (
	"fmt"
	"io"
)

// Error is what every function of this package returns when it cannot go on,
// except io.EOF, the regular end of a stream.
type Error struct {
	// Offset counts the compressed bytes before the place where it showed,
	// which is at or shortly behind what is wrong.
	Offset int64
	// Err is what is wrong: io.ErrUnexpectedEOF when the input ends too early,
	// the error of the io.Reader that gives the input, or words.
	Err error
}

func (e *Error) Error() string {
	return fmt.Sprintf("inflate: compressed byte %d: %v", e.Offset, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Corrupt reports whether it is the stream that is at fault, and not the io.Reader that gives it.
func (e *Error) Corrupt() bool {
	_, ok := e.Err.(fault)
	return ok || e.Err == io.ErrUnexpectedEOF
}

// fault is what may be wrong with a stream.
type fault string

func (f fault) Error() string { return string(f) }

const (
	errBlockType  fault = "block type 3 does not exist"
	errStored     fault = "length of a stored block and its complement differ"
	errCounts     fault = "more than 286 literal/length or 30 distance codes"
	errLengths    fault = "code lengths of the code lengths are no complete code"
	errNoLength   fault = "unused code among the code lengths"
	errRepeat     fault = "repeat of a code length with none before it"
	errRepeatEnd  fault = "repeat of a code length past the last one"
	errNoEnd      fault = "no code for the end of the block"
	errLiterals   fault = "literal/length code lengths are no complete code"
	errDistances  fault = "distance code lengths are no complete code"
	errSymbol     fault = "unused literal/length code"
	errDistSymbol fault = "unused distance code"
	errTooFar     fault = "distance reaches before the start of the output"
	errTooLong    fault = "more output than declared"
	errTooShort   fault = "less output than declared"
	errLeftOver   fault = "input goes on behind the end of the stream"
	errFinal      fault = "final block before the last part of the stream"
	errNotAligned fault = "part of a stream does not end at a byte boundary"

	// errLow never leaves the package: too little input or output is left for the fast loop.
	errLow fault = "low"
)

// at gives err its place.
func (d *decoder) at(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &Error{Offset: d.offset(), Err: err}
}
