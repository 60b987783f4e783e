package npz

import (
	"errors"
	"fmt"
)

// ErrArchive is the kind of all errors about the zip: a directory that does not
// hold together, members that overlap, a checksum that is wrong, a stream that
// cannot be inflated, a name that is there twice or not at all. What is wrong
// with the array inside a member is of one of header's kinds; what went wrong in reading
// the archive, as an error of the io.ReaderAt, is of none, and wrapped.
var ErrArchive = errors.New("bad archive")

// ErrChecksum is the kind of errors about a member whose bytes are not those that the
// CRC-32 in the archive was made of: it was damaged on its way, or on a disk. It wraps
// ErrArchive.
//
// Members that are compressed by another method than deflate, or encrypted, give errors of
// kind ErrArchive that also wrap errors.ErrUnsupported: the archive may be sound.
var ErrChecksum = fmt.Errorf("%w: wrong checksum", ErrArchive)

// ErrNotFound is what the error for a name that the archive does not have wraps,
// beside ErrArchive.
var ErrNotFound = errors.New("no such member")
