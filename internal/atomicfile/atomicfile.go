// Package atomicfile replaces files whole: whoever opens the name finds the old file or the new one, never a half.
//
// The new bytes go into a temporary file beside the old one, and [File.Commit] renames it over the name in one step:
//
//	f, err := atomicfile.Create(name, atomicfile.Options{})
//	if err != nil {
//		return err
//	}
//	defer f.Abort() // does nothing once Commit was called
//	if _, err := f.Write(data); err != nil {
//		return err
//	}
//	return f.Commit()
//
// # What may go wrong
//
// After any error but one, of [File.SyncDir], the old file is untouched and the temporary one is gone. If the program dies half-way, the old file is untouched and the
// temporary one stays: its name is a dot, up to 100 bytes of the file's name, ".tmp-" and 16 hexadecimal digits (.a.npy.tmp-0123456789abcdef).
//
// If the machine dies, the same holds with [Options.Sync]. Without it the new bytes are merely on their way to the disk when the name changes
// (Linux), or not even that: a power cut in the moment after Commit may leave an empty or incomplete file.
//
// # What is kept
//
// The permissions of the old file. Not its owner, access lists, extended attributes and hard links: the new file is a new file. A file
// without any write permission is refused, as a write in place would be for anybody but root. A symbolic link stays, and what it leads to is replaced, or
// made, in that directory.
//
// # What cannot be replaced
//
// Named pipes, devices, sockets, and the names below /dev/fd and /proc that stand for open files (/dev/stdout leads there) are written to directly.
// For those there is neither old nor new: Commit only closes, and Abort does not take back what was written.
package atomicfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
)

// Options says how a file is written. The zero Options are good ones.
type Options struct {
	// Sync makes Commit wait until the bytes, and then the name, are on the disk. It costs what the disk takes to write them.
	Sync bool
	// Perm is the permissions of a file that does not exist yet, before the umask. 0 means 0o666.
	Perm os.FileMode
	// Size is how many bytes are going to be written, if known. On Linux, and from 256 KiB up, it makes room on the disk at once: the file is
	// written faster and in one piece, and a full disk is an error of Create. More or fewer bytes may follow.
	Size int64
	// Reserve makes that room for smaller files too: for those that are mapped and not written, where a full disk would be a fault.
	Reserve bool
}

// File is a new file that has no name yet. It is for one goroutine at a time.
type File struct {
	sys    *system
	handle handle // nil after Commit or Abort
	name   string // as the caller wrote it, for messages
	temp   string // "" where the target is written to directly
	target target // what is replaced
	room   int64  // bytes that were allocated in advance
	sync   bool
	placed atomic.Bool // SyncDir has succeeded
	err    error       // the first write that failed: such a file is never committed
}

// Create begins a file that is to take the place of name, or to become it. Its errors tell of what would make Commit fail:
// a directory of that name, one that is missing or may not be written to, a disk that has no room for Options.Size bytes.
func Create(name string, o Options) (*File, error) {
	return create(current, name, o)
}

// Temp is the path of the file until Commit, and empty where the target is written to directly: there is no file to be had before then.
func (f *File) Temp() string { return f.temp }

// Write appends to the file, or writes where Seek went. If it fails, Commit will too.
func (f *File) Write(b []byte) (int, error) {
	if f.handle == nil {
		return 0, f.closed("write")
	}
	n, err := f.handle.Write(b)
	return n, f.failed("write", err)
}

// WriteAt writes b at the offset off of the file. If it fails, Commit will too.
func (f *File) WriteAt(b []byte, off int64) (int, error) {
	if f.handle == nil {
		return 0, f.closed("write")
	}
	n, err := f.handle.WriteAt(b, off)
	return n, f.failed("write", err)
}

// ReadFrom writes all that r has, the way [os.File.ReadFrom] does. If reading or writing fails, Commit will too.
func (f *File) ReadFrom(r io.Reader) (int64, error) {
	if f.handle == nil {
		return 0, f.closed("write")
	}
	n, err := f.handle.ReadFrom(r)
	return n, f.failed("write", err)
}

// Seek says where the next Write goes, as [io.Seeker] tells.
func (f *File) Seek(offset int64, whence int) (int64, error) {
	if f.handle == nil {
		return 0, f.closed("seek")
	}
	n, err := f.handle.Seek(offset, whence)
	return n, f.named("seek", err)
}

// Commit puts the file in its place and closes it. If it returns an error the old file is untouched and the new one gone, with one
// exception: with Options.Sync the error may be that of SyncDir.
func (f *File) Commit() error {
	if f.handle == nil {
		return f.closed("commit")
	}
	err := f.err
	if err == nil {
		err = f.settle()
	}
	if closing := f.handle.Close(); err == nil {
		err = f.named("close", closing)
	}
	f.handle = nil
	if f.temp == "" {
		return err
	}
	if err == nil {
		err = f.replace()
	}
	if err != nil {
		return f.remove(err)
	}
	if f.sync {
		return f.SyncDir()
	}
	return nil
}

// SyncDir returns once the name that Commit gave to the file is on the disk: once that is so, it does nothing. Its errors are of type *fs.PathError,
// with the Op "syncdir", which no other has: the new file is in place, and a power cut may bring the old one back. It may be called from several goroutines.
func (f *File) SyncDir() error {
	if f.placed.Load() {
		return nil
	}
	if err := f.sys.syncDir(directory(f.target.path)); err != nil {
		return &fs.PathError{Op: "syncdir", Path: f.name, Err: fmt.Errorf("the new file is in place, but its directory may not be on the disk yet: %w", cause(err))}
	}
	f.placed.Store(true)
	return nil
}

// Abort gives the new file up: it is closed and removed, and the old one stays as it is. After Commit, and after Abort, it does nothing.
func (f *File) Abort() error {
	if f.handle == nil {
		return nil
	}
	err := f.named("close", f.handle.Close())
	f.handle = nil
	if f.temp == "" {
		return err
	}
	return f.remove(err)
}

// settle brings the file into its last state: as long as what was written, and on the disk if that is wanted.
func (f *File) settle() error {
	if f.room > 0 {
		info, err := f.handle.Stat()
		if err != nil {
			return f.named("stat", err)
		}
		if info.Size() < f.room { // to its own size: that frees the blocks behind it
			if err := f.handle.Truncate(info.Size()); err != nil {
				return f.named("truncate", err)
			}
		}
	}
	switch {
	case f.sync:
		err := f.handle.Sync()
		if f.temp == "" && unsyncable(err) {
			return nil
		}
		return f.named("sync", err)
	case f.target.exists:
		if err := f.sys.flush(f.handle.Fd()); err != nil {
			return &fs.PathError{Op: "write", Path: f.name, Err: err}
		}
	}
	return nil
}

// replace gives the new file its name. A large old file is held open while it loses its own.
func (f *File) replace() error {
	if f.target.exists && f.target.size >= large {
		release := f.sys.hold(f.target.path)
		defer release()
	}
	return f.named("rename", f.sys.rename(f.temp, f.target.path))
}

// remove removes the temporary file after err, which may be nil, and returns err with what else went wrong.
func (f *File) remove(err error) error {
	removing := f.sys.remove(f.temp)
	switch {
	case removing == nil, errors.Is(removing, fs.ErrNotExist):
		return err
	case err == nil:
		return removing
	}
	return fmt.Errorf("%w (and its temporary file stays: %v)", err, removing)
}

// failed notes the first error of a write, and returns err under the file's own name.
func (f *File) failed(op string, err error) error {
	err = f.named(op, err)
	if f.err == nil {
		f.err = err
	}
	return err
}

func (f *File) closed(op string) error {
	return &fs.PathError{Op: op, Path: f.name, Err: fs.ErrClosed}
}

// named turns an error about the temporary file into one about the file that the caller asked for. Others, as those of a reader, stay.
func (f *File) named(op string, err error) error {
	switch e := err.(type) {
	case *fs.PathError:
		if e.Path == f.temp {
			return &fs.PathError{Op: op, Path: f.name, Err: e.Err}
		}
	case *os.LinkError:
		if e.Old == f.temp {
			return &fs.PathError{Op: op, Path: f.name, Err: e.Err}
		}
	}
	return err
}
