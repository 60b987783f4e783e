package atomicfile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// fault is what happens to one operation.
type fault int

const (
	refused fault = iota // it is not done, and an error
	late                 // it is done, and an error all the same: as when NFS loses an answer
	half                 // it gets half-way, and an error: for Write
	crash                // the machine stops before it: neither it nor anything after it is done
)

func (f fault) String() string { return [...]string{"refused", "late", "half", "crash"}[f] }

// faulty is osSystem, but for one operation.
type faulty struct {
	at    int // which operation, counted from 0
	kind  fault
	dead  bool
	steps []string // what was asked for
	files []*os.File
}

// step is every operation's way to the system: path is the one that an error names.
func (s *faulty) step(op, path string, do func() error) error {
	if s.dead {
		return errors.New("this happened after the crash")
	}
	n := len(s.steps)
	s.steps = append(s.steps, op)
	fail := &fs.PathError{Op: op, Path: path, Err: syscall.EIO}
	switch {
	case n != s.at:
		return do()
	case s.kind == late:
		do()
	case s.kind == crash:
		s.dead = true
	}
	return fail
}

func (s *faulty) system() *system {
	return &system{
		open: func(name string, flag int, perm os.FileMode) (handle, error) {
			h := &faultyFile{s: s}
			err := s.step("open", name, func() (err error) {
				h.File, err = os.OpenFile(name, flag, perm)
				if err == nil {
					s.files = append(s.files, h.File)
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
	s *faulty
}

func (f *faultyFile) Write(b []byte) (n int, err error) {
	err = f.s.step("write", f.Name(), func() error { n, err = f.File.Write(b); return err })
	if err != nil && f.s.kind == half {
		n, _ = f.File.Write(b[:len(b)/2])
	}
	return n, err
}

func (f *faultyFile) WriteAt(b []byte, off int64) (n int, err error) {
	err = f.s.step("writeAt", f.Name(), func() error { n, err = f.File.WriteAt(b, off); return err })
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

func (f *faultyFile) Close() error {
	return f.s.step("close", f.Name(), f.File.Close)
}
