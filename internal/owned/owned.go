// Package owned lets package npz hand package npy what a File has to close.
package owned

import "io"

// ReaderAt is what npy.NewFile makes a File of, whose Close calls Closer's. Any other
// io.ReaderAt is lent: a Close method that it may have is its owner's to call.
type ReaderAt struct {
	io.ReaderAt
	io.Closer
}
