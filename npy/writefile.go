package npy

import (
	"github.com/npygo/npygo/internal/atomicfile"
)

// WriteFile writes a to the named file: as a whole or not at all. The bytes go
// to a new file in the same directory, which takes the old one's name and
// permissions when it is complete; a symbolic link stays and what it points to
// is replaced. The directory must be writable, the file becomes the caller's,
// and hard links to the old one keep the old content. With an error the old file
// is untouched. A name that is not a
// regular file, such as a pipe or /dev/stdout, is written to directly.
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
