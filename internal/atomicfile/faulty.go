package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// Fault is what happens to one operation.
type Fault int

const (
	Refused Fault = iota // it is not done, and an error
	Late                 // it is done, and an error all the same: as when NFS loses an answer
	Half                 // it gets half-way, and an error: for Write
	Crash                // the machine stops before it: neither it nor anything after it is done
)

func (f Fault) String() string { return [...]string{"refused", "late", "half", "crash"}[f] }

// Faulty is the operating system, but for one operation. It is for tests: of this package, and of those that write with it.
type Faulty struct {
	At    int // which operation fails, counted from 0; -1: none
	Kind  Fault
	Err   error      // how it fails; nil is EIO
	Steps []string   // what was asked for
	Files []*os.File // what was opened
	dead  bool
}

// Use puts s between this package and the system until restore is called.
func (s *Faulty) Use() (restore func()) {
	before := current
	current = s.system()
	return func() { current = before }
}

// step is every operation's way to the system: path is the one that an error names.
func (s *Faulty) step(op, path string, do func() error) error {
	if s.dead {
		return errors.New("this happened after the crash")
	}
	n := len(s.Steps)
	s.Steps = append(s.Steps, op)
	fail := &fs.PathError{Op: op, Path: path, Err: syscall.EIO}
	if s.Err != nil {
		fail.Err = s.Err
	}
	switch {
	case n != s.At:
		return do()
	case s.Kind == Late:
		do()
	case s.Kind == Crash:
		s.dead = true
	}
	return fail
}

func (s *Faulty) system() *system {
	return &system{
		open: func(name string, flag int, perm os.FileMode) (handle, error) {
			h := &faultyFile{s: s}
			err := s.step("open", name, func() (err error) {
				h.File, err = os.OpenFile(name, flag, perm)
				if err == nil {
					s.Files = append(s.Files, h.File)
				}
				return err
			})
			return h, err
		},
		allocate: func(fd uintptr, size int64) error {
			return errno(s.step("allocate", "", func() error { return allocate(fd, size) }))
		},
		flush: func(fd uintptr) error {
			return errno(s.step("flush", "", func() error { return flush(fd) }))
		},
		hold: hold,
		rename: func(from, to string) error {
			if err := s.step("rename", from, func() error { return os.Rename(from, to) }); err != nil {
				return &os.LinkError{Op: "rename", Old: from, New: to, Err: cause(err)}
			}
			return nil
		},
		remove: func(name string) error {
			return s.step("remove", name, func() error { return os.Remove(name) })
		},
		syncDir: func(dir string) error {
			return s.step("syncDir", dir, func() error { return syncDir(dir) })
		},
	}
}

// errno is how calls fail that have no path to tell.
func errno(err error) error { return cause(err) }

// faultyFile is the *os.File that faulty opens.
type faultyFile struct {
	*os.File
	s *Faulty
}

func (f *faultyFile) Write(b []byte) (n int, err error) {
	err = f.s.step("write", f.Name(), func() error { n, err = f.File.Write(b); return err })
	if err != nil && f.s.Kind == Half {
		n, _ = f.File.Write(b[:len(b)/2])
	}
	return n, err
}

func (f *faultyFile) WriteAt(b []byte, off int64) (n int, err error) {
	err = f.s.step("writeAt", f.Name(), func() error { n, err = f.File.WriteAt(b, off); return err })
	if err != nil && f.s.Kind == Half {
		n, _ = f.File.WriteAt(b[:len(b)/2], off)
	}
	return n, err
}

func (f *faultyFile) ReadFrom(r io.Reader) (n int64, err error) {
	err = f.s.step("readFrom", f.Name(), func() error { n, err = f.File.ReadFrom(r); return err })
	return n, err
}

func (f *faultyFile) Stat() (info os.FileInfo, err error) {
	err = f.s.step("stat", f.Name(), func() error { info, err = f.File.Stat(); return err })
	return info, err
}

func (f *faultyFile) Chmod(mode os.FileMode) error {
	return f.s.step("chmod", f.Name(), func() error { return f.File.Chmod(mode) })
}

func (f *faultyFile) Truncate(size int64) error {
	return f.s.step("truncate", f.Name(), func() error { return f.File.Truncate(size) })
}

func (f *faultyFile) Sync() error {
	return f.s.step("sync", f.Name(), f.File.Sync)
}

// Close closes the file also where it is refused, as systems do: the error is about what could not be written.
func (f *faultyFile) Close() error {
	err := f.s.step("close", f.Name(), f.File.Close)
	if !f.s.dead {
		f.File.Close()
	}
	return err
}
