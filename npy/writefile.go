package npy

import (
	"io"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/atomicfile"
)

// WriteFile writes a to the named file: as a whole or not at all. The bytes go
// to a new file in the same directory, which takes the old one's name and
// permissions when it is complete; a symbolic link stays and what it points to
// is replaced. The directory must be writable, the file becomes the caller's,
// and hard links to the old one keep the old content. A name that is not a
// regular file, such as a pipe or /dev/stdout, is written to directly. (Windows
// replaces no file that somebody has open or mapped: that is an error there.)
//
// With an error the old file is untouched. There is one exception, with Fsync:
// an *fs.PathError whose Op is "syncdir" tells that the new file is in place, and
// that its name could not be brought to the disk.
//
// Errors are as for Write; those of the operating system come as the
// *fs.PathError that they are.
//
// Options: Fsync, and as for Write.
func WriteFile[T any](name string, a Array[T], opts ...Option) error {
	o := collect(opts)
	if err := a.Validate(); err != nil { // before a file is made
		return named(err, name)
	}
	o.times = a.times
	pl, err := planTo(a.Data, o.bigEndian || a.bigEndian, &o)
	if err != nil {
		return named(err, name)
	}
	size := int64(usualHeader) + int64(len(a.Data))*int64(pl.size())
	f, err := atomicfile.Create(name, atomicfile.Options{Sync: o.fsync, Size: size})
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := writePlanned(f, &a, pl, &o); err != nil {
		return err
	}
	return f.Commit()
}

// WriteFileAny is WriteFile for an array whose dtype was not known when compiling, such as ReadAny's or a Raw: with the dtype
// and the byte order that a.Header tells. A nil is an error, and a nil *Array or *Raw a panic, as everywhere.
// What an error leaves: see WriteFile.
//
// Options: Fsync.
func WriteFileAny(name string, a AnyArray, opts ...Option) error {
	o := collect(opts)
	if a == nil {
		return &header.Error{Kind: header.ErrDType, Name: name, Offset: -1, Detail: "there is no array: the AnyArray is nil"}
	}
	if v, ok := a.(interface{ Validate() error }); ok { // before a file is made
		if err := v.Validate(); err != nil {
			return named(err, name)
		}
	}
	h := a.Header()
	if !h.DType.IsValid() {
		_, err := a.WriteTo(io.Discard) // which says why
		return named(err, name)
	}
	payload, err := h.PayloadSize()
	if err != nil {
		return named(err, name)
	}
	f, err := atomicfile.Create(name, atomicfile.Options{Sync: o.fsync, Size: usualHeader + payload})
	if err != nil {
		return err
	}
	defer f.Abort()
	if _, err := a.WriteTo(f); err != nil {
		return named(err, name)
	}
	return f.Commit()
}
