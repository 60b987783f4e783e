//go:build unix

package npz

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/npygo/npygo/npy"
)

// planted is an archive, whose owner is that user, and beside it a journal of another one
// that fits it: with an end that tells of nothing but the first member.
func planted(t *testing.T, archiveOwner, journalOwner int) (name string, archive, journal []byte) {
	t.Helper()
	name = filepath.Join(t.TempDir(), "a.npz")
	archive = archiveOf(t, map[string]npy.AnyArray{"a": smooth(30, 3), "b": smooth(30, 3)})
	alone := archiveOf(t, map[string]npy.AnyArray{"a": smooth(30, 3)})
	dir, err := readOld(newTape(archiveAlone(alone)).disk(), &tapeFile{newTape(archiveAlone(alone)), crashFile, true}, crashFile, nil, &options{maxMembers: 9})
	must(t, err)
	j, err := newJournal(bytes.NewReader(alone), dir)
	must(t, err)
	journal = j.append(nil)
	archive = archive[:len(archive)-30] // so that its own directory cannot be read
	must(t, os.WriteFile(name, archive, 0o644))
	must(t, os.WriteFile(name+journalSuffix, journal, 0o644))
	for file, owner := range map[string]int{name: archiveOwner, name + journalSuffix: journalOwner} {
		if owner != os.Geteuid() {
			if err := os.Chown(file, owner, -1); errors.Is(err, syscall.EPERM) {
				t.Skip("only root can give files away")
			} else {
				must(t, err)
			}
		}
	}
	return name, archive, journal
}

// TestStrangersJournal: in a shared folder, a journal of another user does nothing.
func TestStrangersJournal(t *testing.T) {
	const stranger, friend = 4242, 4243
	one := map[string]npy.AnyArray{"new": smooth(30, 3)}
	ways := map[string]func(name string) error{
		"Open": func(name string) error {
			r, err := Open(name)
			if err == nil {
				r.Close()
			}
			return err
		},
		"Recover":            Recover,
		"AppendFile":         func(name string) error { return AppendFile(name, one) },
		"AppendFile InPlace": func(name string) error { return AppendFile(name, one, InPlace()) },
	}
	for way, f := range ways {
		for _, owner := range []int{os.Geteuid(), friend} {
			name, archive, journal := planted(t, owner, stranger)
			if err := f(name); !errors.Is(err, ErrArchive) || !strings.Contains(err.Error(), "belongs neither to") {
				t.Errorf("%s: a stranger's journal: %v", way, err)
			}
			a, err := os.ReadFile(name)
			j, errJ := os.ReadFile(name + journalSuffix)
			if err != nil || errJ != nil || !bytes.Equal(a, archive) || !bytes.Equal(j, journal) {
				t.Errorf("%s: the archive or the journal has changed: %v, %v", way, err, errJ)
			}
		}
		for _, owners := range [][2]int{{os.Geteuid(), os.Geteuid()}, {friend, os.Geteuid()}, {friend, friend}, {friend, 0}} {
			name, _, _ := planted(t, owners[0], owners[1])
			if err := f(name); err != nil {
				t.Errorf("%s: archive and journal of users %d: %v", way, owners, err)
			}
		}
	}
	// Nor does one that cannot even be read, or that is in the way.
	name, _, journal := planted(t, os.Geteuid(), stranger)
	must(t, os.Chmod(name+journalSuffix, 0o600))
	must(t, WriteFile(name, one))
	if r, err := Open(name); err != nil {
		t.Error(err)
	} else {
		r.Close()
	}
	must(t, AppendFile(name, one))
	if err := AppendFile(name, one, InPlace()); !errors.Is(err, os.ErrExist) {
		t.Errorf("no room for a journal: %v", err)
	}
	must(t, Recover(name))
	if j, err := os.ReadFile(name + journalSuffix); err != nil || !bytes.Equal(j, journal) {
		t.Errorf("the stranger's file has changed: %v", err)
	}
}

// TestLinkedJournal: a journal is never a link.
func TestLinkedJournal(t *testing.T) {
	name, archive, journal := planted(t, os.Geteuid(), os.Geteuid())
	elsewhere := filepath.Join(t.TempDir(), "b.npz.journal")
	must(t, os.Rename(name+journalSuffix, elsewhere))
	must(t, os.Symlink(elsewhere, name+journalSuffix))
	if err := Recover(name); !errors.Is(err, ErrArchive) {
		t.Error(err)
	}
	a, err := os.ReadFile(name)
	j, errJ := os.ReadFile(elsewhere)
	if err != nil || errJ != nil || !bytes.Equal(a, archive) || !bytes.Equal(j, journal) {
		t.Errorf("the archive or the journal has changed: %v, %v", err, errJ)
	}
}

// TestHardLinkedJournal: a file with another name was not made by AppendFile, whoever owns it.
func TestHardLinkedJournal(t *testing.T) {
	for linked, readable := range map[bool]bool{false: true, true: false} {
		name, _, _ := planted(t, os.Geteuid(), os.Geteuid())
		if linked {
			must(t, os.Link(name+journalSuffix, name+".other"))
		}
		r, err := Open(name)
		if err == nil {
			r.Close()
		}
		if (err == nil) != readable {
			t.Errorf("linked %t: %v", linked, err)
		}
	}
}

// TestSwappedJournal: what somebody puts in the place of a journal, after the look at whose it is and before it is opened, is
// not used, and not waited for.
func TestSwappedJournal(t *testing.T) {
	const stranger = 4242
	defer func() { openSeen = os.OpenFile }()
	for what, swap := range map[string]func(journal, planted string) error{
		"another file":        func(journal, planted string) error { return os.Rename(planted, journal) },
		"a link":              func(journal, planted string) error { return os.Symlink(planted, journal) },
		"a file of two names": func(journal, planted string) error { return os.Link(planted, journal) },
		"a pipe":              func(journal, planted string) error { return syscall.Mkfifo(journal, 0o600) },
		"nothing":             func(journal, planted string) error { return nil },
		"another user's file": func(journal, planted string) error {
			return errors.Join(os.Chown(planted, stranger, -1), os.Rename(planted, journal))
		},
		"another user's by now": func(journal, planted string) error {
			return errors.Join(os.Rename(planted+" itself", journal), os.Chown(journal, stranger, -1))
		},
		"": func(journal, planted string) error { return os.Rename(planted+" itself", journal) },
	} {
		if strings.HasPrefix(what, "another user") && os.Geteuid() != 0 {
			continue // only root can give files away
		}
		name, archive, journal := planted(t, os.Geteuid(), os.Geteuid())
		elsewhere := filepath.Join(t.TempDir(), "planted")
		must(t, os.WriteFile(elsewhere, journal, 0o600))
		swapped := false
		openSeen = func(file string, flag int, perm os.FileMode) (*os.File, error) {
			if !swapped {
				must(t, os.Rename(file, elsewhere+" itself"))
				must(t, swap(file, elsewhere))
			}
			swapped = true
			return os.OpenFile(file, flag, perm)
		}
		var err error
		within(t, what, func() { err = Recover(name) })
		b, errRead := os.ReadFile(name)
		must(t, errRead)
		if !swapped || (err == nil) != (what == "") || bytes.Equal(b, archive) != (what != "") {
			t.Errorf("%q in the journal's place: %v, and the archive is another one: %t", what, err, !bytes.Equal(b, archive))
		}
	}
}

// TestNoFolder: errors of the system come as they are, and nothing is made.
func TestNoFolder(t *testing.T) {
	if err := syncDir(filepath.Join(t.TempDir(), "none", "a.npz")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder that is not there cannot be synced: %v", err)
	}
	name, _, _ := planted(t, os.Geteuid(), os.Geteuid())
	if err := AppendFile(filepath.Join(name, "a.npz"), nil); !errors.Is(err, syscall.ENOTDIR) {
		t.Errorf("an archive in an archive: %v", err)
	}
	must(t, os.Remove(name))
	if _, err := openJournal(name, 1000); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an archive that is gone by then: %v", err)
	}
}
