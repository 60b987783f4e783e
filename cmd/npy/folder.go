package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"github.com/npygo/npygo/npz"
)

// A folder is where files are unpacked. Nothing in it leads out of it: neither names
// nor links that others make meanwhile.
type folder struct {
	*os.Root
	made map[string]bool // the folders in it that are known to be there
}

func openFolder(name string) (*folder, error) {
	if err := os.MkdirAll(name, 0o777); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(name)
	return &folder{Root: root, made: map[string]bool{".": true}}, err
}

// free reports whether a file may be made under a name with slashes.
func (f *folder) free(name string, force bool) error {
	for dir := path.Dir(name); !f.made[dir]; dir = path.Dir(dir) {
		st, err := f.Lstat(filepath.FromSlash(dir))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return f.blame(dir, err)
		case st.Mode()&fs.ModeSymlink != 0:
			return fmt.Errorf("%s is a link, and links are not followed: remove it, or unpack into another folder with --dir", f.path(dir))
		case !st.IsDir():
			return fmt.Errorf("%s is in the way: %s needs a folder of that name", f.path(dir), plainOrQuoted(name))
		}
		f.made[dir] = true
	}
	st, err := f.Lstat(filepath.FromSlash(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return f.blame(name, err)
	case st.IsDir():
		return fmt.Errorf("%s is a directory, and a file of that name is to be written: unpack into another folder with --dir", f.path(name))
	case !force:
		return fmt.Errorf("%s exists: --force replaces it", f.path(name))
	}
	return nil
}

// path is how messages call what is in the folder.
func (f *folder) path(name string) string {
	return filepath.Join(f.Name(), filepath.FromSlash(plainOrQuoted(name)))
}

// blame puts the name that the caller knows into an error of the system.
func (f *folder) blame(name string, err error) error {
	var link *os.LinkError
	if errors.As(err, &link) {
		err = link.Err
	}
	var e *fs.PathError
	if errors.As(err, &e) {
		err = e.Err
	}
	return &fs.PathError{Op: "write", Path: f.path(name), Err: err}
}

// write makes a file of that name, or replaces it, when fill has written all of it
// without an error.
func (f *folder) write(name string, fill func(io.Writer) error) error {
	dir := path.Dir(name)
	if !f.made[dir] {
		if err := f.MkdirAll(filepath.FromSlash(dir), 0o777); err != nil {
			return f.blame(dir, err)
		}
		f.made[dir] = true
	}
	temp := filepath.Join(filepath.FromSlash(dir), ".npy-"+rand.Text()+".tmp")
	file, err := f.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return f.blame(name, err)
	}
	err = fill(file)
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = f.Rename(temp, filepath.FromSlash(name))
	}
	if err == nil {
		return nil
	}
	f.Remove(temp)
	var system *fs.PathError
	var link *os.LinkError
	if !damaged(err) && (errors.As(err, &system) || errors.As(err, &link)) {
		return f.blame(name, err)
	}
	return err
}

// writeTo writes a member to the named file, wherever that is.
func (a *archive) writeTo(name string, m npz.Member) error {
	if st, err := os.Stat(name); err == nil && !st.Mode().IsRegular() && !st.IsDir() { // a pipe or a device
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		defer f.Close()
		return a.copy(f, m)
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return err
	}
	f := &folder{Root: root, made: map[string]bool{".": true}}
	defer f.Close()
	return f.write(filepath.Base(name), func(w io.Writer) error { return a.copy(w, m) })
}
