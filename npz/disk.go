package npz

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/npygo/npygo/header"
)

// disk is what changing an archive in place does to the file system. The tests put
// crashes in its place.
type disk struct {
	open    func(name string, flag int, perm fs.FileMode) (diskFile, error)
	journal func(archive string) (diskFile, error) // for reading; fs.ErrNotExist if there is none that may be trusted
	remove  func(name string) error
	syncDir func(name string) error // the directory that name is in
}

type diskFile interface {
	io.ReaderAt
	io.WriterAt
	Stat() (fs.FileInfo, error)
	Truncate(size int64) error
	Sync() error
	Close() error
}

var osDisk = disk{
	open: func(name string, flag int, perm fs.FileMode) (diskFile, error) {
		f, err := os.OpenFile(name, flag, perm)
		if err != nil {
			return nil, err
		}
		return f, nil
	},
	journal: openTrusted,
	remove:  os.Remove,
	syncDir: syncDir,
}

// openTrusted opens the journal of the named archive, if it can be one that writeJournal
// made. A pipe of that name would wait for somebody to write to it; what cannot even
// be looked at (a name too long, links in a circle), a link, and a file of a stranger
// were not made by writeJournal. See trusted.
func openTrusted(archive string) (diskFile, error) {
	name := journalName(archive)
	missing := &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	ours := func(st fs.FileInfo, err error) bool {
		return err == nil && st.Mode().IsRegular() && trusted(archive, st)
	}
	seen, err := os.Lstat(name)
	if !ours(seen, err) {
		return nil, missing
	}
	f, err := openSeen(name, os.O_RDONLY|journalFlags, 0)
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if !ours(st, err) || !os.SameFile(seen, st) { // another one by now
		f.Close()
		return nil, missing
	}
	return f, nil
}

// openSeen is a variable for the test of a journal that is another file by then.
var openSeen = os.OpenFile

// withStranger adds to err, if that is about an archive that cannot be read, that there
// is a journal which is not used.
func withStranger(err error, archive string) error {
	var e *header.Error
	if !errors.As(err, &e) || e.Kind != ErrArchive {
		return err
	}
	name := journalName(archive)
	st, missing := os.Lstat(name)
	if missing != nil || !st.Mode().IsRegular() || trusted(archive, st) {
		return err
	}
	with := *e
	with.Detail += fmt.Sprintf("; %s is not used, since it belongs neither to the archive's owner nor to the user of this program, or is "+
		"linked to another name, too: if an AppendFile was interrupted, let its owner call Recover, on copies of both files if it is linked", name)
	return &with
}

// syncDir waits until the names in the directory of name are on the disk, where
// there is a way to ask for that.
func syncDir(name string) error {
	switch runtime.GOOS {
	case "windows", "plan9", "js", "wasip1":
		return nil
	}
	f, err := os.Open(filepath.Dir(name))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}

// journalName is the journal of the archive that name leads to.
func journalName(name string) string {
	if st, err := os.Lstat(name); err == nil && st.Mode()&fs.ModeSymlink != 0 {
		if to, err := filepath.EvalSymlinks(name); err == nil {
			name = to
		}
	}
	return name + journalSuffix
}

// readJournal reads the journal of the named archive; nil if there is none, or one
// that is not complete.
func (d *disk) readJournal(name string) (*journal, error) {
	b, err := d.journalBytes(name, 1<<62)
	return parseJournal(b), err
}

// journalBytes reads the first bytes of the journal, nothing if there is none or if
// it is another kind of file.
func (d *disk) journalBytes(name string, most int64) ([]byte, error) {
	f, err := d.journal(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return nil, err
	}
	b := make([]byte, min(st.Size(), int64(journalHead)))
	if n, err := f.ReadAt(b, 0); n < len(b) {
		return nil, err
	}
	if !isJournal(b[:min(len(b), len(journalMagic))]) || most <= int64(len(b)) || !plausibleJournal(b, st.Size()) {
		return b, nil
	}
	b = make([]byte, st.Size())
	if n, err := f.ReadAt(b, 0); n < len(b) {
		return nil, err
	}
	return b, nil
}

// maxJournal is how many bytes a journal may have, which are mostly those of a directory: of ten million
// members. It is a variable for its test.
var maxJournal int64 = 1 << 30

// plausibleJournal reports whether a journal of size bytes that begins with b can be a whole one. It is asked before
// memory is allocated for it.
func plausibleJournal(b []byte, size int64) bool {
	if len(b) < journalHead || size > maxJournal {
		return false
	}
	j := parseJournalHead(b)
	return j.tail >= 0 && j.size-j.tail == size-int64(journalHead)-4
}

// isJournal reports whether b, the first bytes of a file, are those of a journal,
// or of one that a power cut kept from the disk: nothing, or zeros.
func isJournal(b []byte) bool {
	return strings.HasPrefix(journalMagic, string(b)) || len(bytes.Trim(b, "\x00")) == 0
}

// writeJournal brings j to the disk.
func (d *disk) writeJournal(name string, j *journal, perm fs.FileMode) error {
	if err := d.dropJournal(name); err != nil {
		return err
	}
	name = journalName(name)
	f, err := d.open(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: a journal of that name is needed: remove the file, or append without InPlace", err)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteAt(j.append(nil), 0)
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = d.syncDir(name)
	}
	if err != nil {
		d.remove(name)
	}
	return err
}

// dropJournal removes the journal of the named archive, if there is one. A file of
// that name which is something else stays.
func (d *disk) dropJournal(name string) error {
	b, err := d.journalBytes(name, int64(journalHead))
	if b == nil || !isJournal(b[:min(len(b), len(journalMagic))]) {
		return err
	}
	name = journalName(name)
	if err := d.remove(name); err != nil {
		return err
	}
	return d.syncDir(name)
}
