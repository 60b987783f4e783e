package npz

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/atomicfile"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// A Writer writes an archive, member by member. It is for one goroutine at a
// time; members are compressed by all of its Workers together. Only NewWriter and
// Create make one.
//
// The first error stays: everything after it, Close too, fails with it, so that
// an archive in which something is missing is never taken for a whole one.
type Writer struct {
	out   io.Writer
	patch io.WriterAt // nil where bytes cannot be changed once they are written
	file  *atomicfile.File
	name  string // of file
	at    int64  // where the next byte goes in the archive
	o     options
	team  *team

	entries  []zipfmt.Entry
	names    map[string]bool
	comment  []byte // of the archive, which AppendFile keeps
	progress tally
	err      error
	closed   bool

	head    []byte // the header of the array that is being written
	local   []byte // memory for local headers
	deflate deflater
}

// NewWriter returns a Writer to w, which may be anything: nothing is sought or
// written twice. The archive begins with the first byte that w is given, and is
// complete when Close has returned; w stays open.
//
// A compressed member is kept in memory, compressed, until all of it is. An
// array that is not in memory as it is in the file (text, structs, the other
// byte order) is encoded twice if it is stored, the first time for its checksum.
// Create needs neither.
//
// Options: Compress, SeekBlock, SOZip, Workers, Arrays.
func NewWriter(w io.Writer, opts ...Option) *Writer { return newWriter(w, collect(opts)) }

// Create returns a Writer to the named file, which appears, or is replaced, as a
// whole when Close returns without an error, as with npy.WriteFile. What an error
// leaves: see WriteFile. Abort gives it up; after Close it does nothing, so it can
// be deferred.
//
// Options: Compress, SeekBlock, SOZip, Workers, Fsync, Arrays.
func Create(name string, opts ...Option) (*Writer, error) { return create(name, collect(opts), 0) }

// create is Create for a file of about that many bytes, 0 if that is not known.
func create(name string, o options, size int64) (*Writer, error) {
	f, err := atomicfile.Create(name, atomicfile.Options{Sync: o.fsync, Size: size})
	if err != nil {
		return nil, err
	}
	w := newWriter(f, o)
	w.file, w.name = f, name
	if f.Temp() != "" { // a pipe is written to directly
		w.patch = f
	}
	return w, nil
}

func newWriter(out io.Writer, o options) *Writer {
	w := &Writer{out: out, o: o, team: newTeam(o.workers), names: make(map[string]bool)}
	w.deflate.team = w.team
	return w
}

// Write writes a as the member name+".npy", as np.savez does with the keyword
// name. Options are those of npy.Write; errors are too, with the member's name.
//
// NumPy keeps slashes, "..", and the empty name as they are, and so does this
// package. Refused, with ErrArchive, are a name that the archive has already, or has but for a ".npy" at the end, since to readers
// "x" and "x.npy" are one (these errors wrap fs.ErrExist, too), and one that is not UTF-8, has a NUL, or more than 65535 bytes.
//
// Elements begin at a multiple of 64 in a member that is not compressed, so that
// View works.
func Write[T any](w *Writer, name string, a npy.Array[T], opts ...npy.Option) error {
	return w.add(name+suffix, -1, func(to io.Writer) error { return npy.Write(to, a, w.o.with(opts)...) })
}

// WriteAny is Write for an array whose dtype is not known when compiling.
func (w *Writer) WriteAny(name string, a npy.AnyArray) error {
	return w.add(name+suffix, -1, func(to io.Writer) error {
		if a == nil {
			return &header.Error{Kind: header.ErrDType, Offset: -1, Detail: "there is no array, but a nil"}
		}
		_, err := a.WriteTo(to)
		return err
	})
}

// WriteBytes writes a member that is no array, under its name as it is.
func (w *Writer) WriteBytes(name string, b []byte) error {
	return w.add(name, int64(len(b)), func(to io.Writer) error {
		_, err := to.Write(b)
		return err
	})
}

// Close writes the directory, and ends a file of Create. Closed again, it says
// what it said before.
func (w *Writer) Close() error {
	if w.closed {
		return w.err
	}
	w.finish(nil)
	w.closed = true
	if w.file == nil {
		return w.err
	}
	if w.err != nil {
		w.file.Abort()
		return w.err
	}
	if w.err = w.file.Commit(); w.err == nil {
		if err := osDisk.dropJournal(w.name); err != nil {
			w.err = fmt.Errorf("npz: the new archive is in place, but not the old one's journal gone: %w", err)
		}
	}
	return w.err
}

// Abort gives the archive up: a file of Create is removed, and the old one of its
// name stays. It does nothing after Close.
func (w *Writer) Abort() error {
	if w.closed {
		return nil
	}
	w.closed, w.err = true, errAborted
	if w.file == nil {
		return nil
	}
	return w.file.Abort()
}

var errAborted = fmt.Errorf("npz: the archive was given up: %w", fs.ErrClosed)

// finish writes the directory, calls before if there is such a function, and
// writes the end record.
func (w *Writer) finish(before func() error) error {
	if w.err != nil {
		return w.err
	}
	at := w.at
	var b []byte
	for i := range w.entries {
		b = zipfmt.AppendCentral(b, &w.entries[i])
	}
	size := int64(len(b))
	if before != nil {
		if w.write(b); w.err == nil {
			w.err = before()
		}
		b = b[:0]
	}
	b = zipfmt.AppendEnd(b, len(w.entries), at, size)
	return w.write(zipfmt.AppendComment(b, w.comment))
}

// add writes the member of that full name and of that size, -1 if the array's
// header is to tell. data writes what is in it, twice if need be.
func (w *Writer) add(name string, size int64, data func(io.Writer) error) error {
	if w.err == nil && w.closed {
		return errClosed
	}
	if w.err == nil {
		w.err = named(w.addMember(name, size, data), name)
	}
	return w.err
}

var errClosed = fmt.Errorf("npz: the archive is closed: %w", fs.ErrClosed)

// begin makes the entry of a member, and refuses names by which readers could not
// find it.
func (w *Writer) begin(name string) (zipfmt.Entry, error) {
	short := strings.TrimSuffix(name, suffix)
	for _, other := range [...]string{name, short, name + suffix} {
		if w.names[other] {
			return zipfmt.Entry{}, &header.Error{Kind: ErrArchive, Name: name, Offset: -1, Cause: fs.ErrExist, Detail: fmt.Sprintf(
				"the archive has the member %q already, and to readers %q and %q are one name", other, short, short+suffix)}
		}
	}
	e, err := zipfmt.NewEntry(name)
	if err != nil {
		return e, zipError(err, "")
	}
	return e, nil
}

// named says in err that it is about the member of that name.
func named(err error, name string) error {
	var e *header.Error
	if !errors.As(err, &e) || e.Name != "" {
		return err
	}
	with := *e
	with.Name = name
	return &with
}

// write writes b at the end of the archive.
func (w *Writer) write(b []byte) error {
	if w.err != nil || len(b) == 0 {
		return w.err
	}
	n, err := w.out.Write(b)
	w.at += int64(max(n, 0))
	if err == nil && n != len(b) {
		err = io.ErrShortWrite
	}
	w.err = err
	return err
}
