package npz

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// AppendFile adds arrays to the archive in the named file, or makes one. The array
// of key k becomes the member k+".npy", instead of one that has this name, or the name k; the other
// members stay as they are and keep their order, and what is new comes behind them,
// in the order of the keys.
//
// The archive is written anew beside the old one, and takes its name when it is
// complete, as with WriteFile: whenever the program or the machine stops, the name
// has the old archive or the new one. That costs a copy of the old members,
// which are neither inflated nor looked at; stored ones of other writers are moved
// to a multiple of 64 bytes, so that View works with them from then on.
//
// With InPlace the new members are written over the directory and a new directory
// behind them, which costs what the new members cost, and some waits for
// the disk. The old end of the archive is on the disk before that, in the file
// name+".journal", until the new one is. If the program or the machine stops in
// between, Open finds the journal and reads the old archive; Recover, or the next
// AppendFile, restores it. Other programs cannot read the archive until then, nor
// while it is written. An array that is replaced leaves its old bytes in the file,
// which grows each time; AppendFile without InPlace drops them. On Unix a journal
// counts only if it belongs to the archive's owner, to the user who asks, or to
// root: in a folder that others may write to, anybody could put one.
//
// There may be one writer at a time. An archive with two members of one name is
// refused.
//
// Options: Compress, SeekBlock, SOZip, Workers, Progress, Fsync, InPlace, which
// includes Fsync; MaxMembers. They concern the new members alone.
func AppendFile(name string, arrays map[string]npy.AnyArray, opts ...Option) error {
	o := collect(opts)
	st, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return writeFile(name, arrays, o)
	case err != nil:
		return err
	case !st.Mode().IsRegular(): // opening a pipe would wait
		return &fs.PathError{Op: "append", Path: name, Err: errors.New("not a regular file")}
	case o.inPlace:
		return appendInPlace(&osDisk, name, arrays, o)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return appendAnew(f, name, arrays, o)
}

// appendAnew writes the members of f and arrays to a new file of that name.
func appendAnew(f *os.File, name string, arrays map[string]npy.AnyArray, o options) error {
	old, err := readOld(&osDisk, f, name, arrays, &o)
	if err != nil {
		return err
	}
	room, total := sizesOf(arrays, &o)
	w, err := create(name, o, old.dir.Offset+room)
	if err != nil {
		return err
	}
	defer w.Abort()
	w.progress.call, w.progress.total = o.progress, total
	w.comment = old.dir.Comment
	for i := range old.kept {
		if err := w.copyMember(f, &old.kept[i]); err != nil {
			return err
		}
	}
	if err := w.addAll(arrays); err != nil {
		return err
	}
	f.Close() // Windows replaces no file that is open
	return w.Close()
}

// oldArchive is one to which arrays are added.
type oldArchive struct {
	dir  *zipfmt.Directory
	size int64          // of the archive, which is less than the file's if there is a journal
	kept []zipfmt.Entry // without those that are replaced
	lost *journal       // not nil: f holds the archive only up to where this begins
	mode fs.FileMode
}

// readOld reads the directory of f.
func readOld(d *disk, f diskFile, name string, arrays map[string]npy.AnyArray, o *options) (*oldArchive, error) {
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	a := &oldArchive{size: st.Size(), mode: st.Mode().Perm()}
	if a.lost, err = d.findJournal(name, f, a.size); err != nil {
		return nil, err
	}
	var ra io.ReaderAt = f
	if a.lost != nil {
		ra, a.size = a.lost.overlay(f), a.lost.size
	}
	if a.dir, err = zipfmt.ReadDirectory(ra, a.size, o.maxMembers); err != nil {
		return nil, withStranger(zipError(err, name), name)
	}
	seen := make(map[string]bool)
	for _, e := range a.dir.Entries {
		if seen[e.Name] {
			return nil, &header.Error{Kind: ErrArchive, Name: label(name, e.Name), Offset: e.Offset,
				Detail: "the archive has two members of that name: remove one, as with zip -d, since readers do not agree on which of them counts"}
		}
		seen[e.Name] = true
		if !replaces(arrays, e.Name) {
			a.kept = append(a.kept, e)
		}
	}
	return a, nil
}

// replaces reports whether one of arrays takes the place of the member of that
// name: k+".npy", or k itself, which readers take for the array k, too.
func replaces(arrays map[string]npy.AnyArray, name string) bool {
	key, isArray := strings.CutSuffix(name, suffix)
	_, replaced := arrays[key]
	return replaced || !isArray && arrays[name] != nil
}

// copyMember copies a member of f as it is, behind a new local header.
func (w *Writer) copyMember(f *os.File, e *zipfmt.Entry) error {
	if w.err != nil {
		return w.err
	}
	w.err = w.copyRaw(f, e)
	return w.err
}

func (w *Writer) copyRaw(f *os.File, e *zipfmt.Entry) error {
	data, err := e.DataOffset(f)
	if err != nil {
		return zipError(err, w.name)
	}
	index, seekable := zipfmt.ReadSOZip(e, data, f)
	moved := e.Moved(w.at)
	align := 0
	if e.Method == zipfmt.Stored {
		align = alignment
	}
	if err := w.write(zipfmt.AppendLocal(nil, &moved, w.at, align)); err != nil {
		return err
	}
	if _, err := f.Seek(data, io.SeekStart); err != nil {
		return err
	}
	n, err := w.file.ReadFrom(io.LimitReader(f, e.CompressedSize)) // in the kernel, where it can
	w.at += n
	if err == nil && n < e.CompressedSize {
		err = &header.Error{Kind: ErrArchive, Name: label(w.name, e.Name), Offset: data + n, Cause: io.ErrUnexpectedEOF, Detail: "the file has become shorter"}
	}
	if err != nil {
		return err
	}
	if seekable {
		if err := w.write(zipfmt.AppendSOZip(nil, &moved, index)); err != nil {
			return err
		}
	}
	w.names[e.Name] = true
	w.entries = append(w.entries, moved)
	return nil
}
