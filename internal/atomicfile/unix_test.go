//go:build unix

package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// The umask that nearly everybody has, so that the tests ask for the same everywhere.
func init() { syscall.Umask(0o022) }

func mode(t *testing.T, name string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

func TestPermissions(t *testing.T) {
	name := filepath.Join(t.TempDir(), "array.npy")
	for _, test := range []struct{ wanted, got fs.FileMode }{
		{0, 0o644}, {0o666, 0o644}, {0o600, 0o600}, {0o777, 0o755}, {0o640 | fs.ModeDir | fs.ModeSetuid, 0o640},
	} {
		os.Remove(name)
		write(t, name, "x", Options{Perm: test.wanted})
		if got := mode(t, name); got != test.got {
			t.Errorf("new, Perm %v: %v", test.wanted, got)
		}
	}
	for _, perm := range []fs.FileMode{0o644, 0o600, 0o666, 0o777, 0o200, 0o664} {
		if err := os.Chmod(name, perm); err != nil {
			t.Fatal(err)
		}
		write(t, name, "y", Options{Perm: 0o640})
		if got := mode(t, name); got != perm {
			t.Errorf("%v became %v", perm, got)
		}
	}
}

// TestNeverMorePermissions: nobody may read the new bytes who was not allowed to read the old ones, at no moment.
func TestNeverMorePermissions(t *testing.T) {
	name := prepare(t, scenario{exists: true})
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Create(name, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Abort()
	if got := mode(t, f.temp); got != 0o600 {
		t.Error(got)
	}
	s := osSystem
	s.open = func(name string, flag int, perm os.FileMode) (handle, error) {
		if perm != 0o600 {
			t.Errorf("made as %v", perm)
		}
		return osSystem.open(name, flag, perm)
	}
	if err := save(&s, name, Options{}); err != nil {
		t.Error(err)
	}
}

func TestWriteProtected(t *testing.T) {
	name := prepare(t, scenario{exists: true})
	if err := os.Chmod(name, 0o444); err != nil {
		t.Fatal(err)
	}
	_, err := Create(name, Options{})
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "write-protected") || strings.Count(err.Error(), name) != 1 {
		t.Error(err)
	}
	if content(t, name) != oldContent || entries(t, name) != nil {
		t.Error("it was touched")
	}
}

// TestLinks: dir/real/ has the files, dir/alias leads to dir/real, and dir/links/ has the links.
func TestLinks(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"real", "real/deep", "links"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link("real/deep", "alias")
	link(filepath.Join(dir, "real/a"), "links/absolute")
	link("../real/a", "links/relative")
	link("relative", "links/twice")
	link("../a", "real/deep/up") // by way of alias, ".." is real/ and not dir
	link("../real/b", "links/dangling")
	link("dangling", "links/dangling2")
	link("../alias/../c", "links/through") // real/c
	link("../nowhere/d", "links/lost")
	link("loop", "links/loop")
	link("../real", "links/directory")

	for _, test := range []struct{ name, target string }{
		{"links/absolute", "real/a"},
		{"links/relative", "real/a"},
		{"links/twice", "real/a"},
		{"alias/up", "real/a"},
		{"links/dangling", "real/b"},
		{"links/dangling2", "real/b"},
		{"links/through", "real/c"},
		{"alias/../e", "real/e"},
	} {
		for range 2 { // for a target that does not exist, and for one that does
			write(t, dir+"/"+test.name, test.name, Options{Sync: true})
			if got := content(t, filepath.Join(dir, test.target)); got != test.name {
				t.Errorf("%s: %s holds %q", test.name, test.target, got)
			}
			if got := mode(t, filepath.Join(dir, test.target)); !got.IsRegular() {
				t.Errorf("%s: %s is %v", test.name, test.target, got)
			}
			if got := mode(t, dir+"/"+test.name); got&fs.ModeSymlink == 0 && test.name != "alias/../e" {
				t.Errorf("%s is no link any more", test.name)
			}
		}
	}

	for _, test := range []struct{ name, want string }{
		{"links/lost", "nowhere: no such file"},
		{"links/loop", "symbolic links"},
		{"links/directory", "is a directory"},
	} {
		name := filepath.Join(dir, test.name)
		if _, err := Create(name, Options{}); err == nil || !strings.Contains(err.Error(), test.want) || strings.Count(err.Error(), name) != 1 {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	for _, sub := range []string{"real/a", "real/deep/up", "links/loop"} {
		for _, entry := range entries(t, filepath.Join(dir, sub)) {
			if strings.Contains(entry, ".tmp-") {
				t.Error("litter:", entry)
			}
		}
	}
}

// TestOpenFiles: the names of open files are written to, and what they stand for is not replaced.
func TestOpenFiles(t *testing.T) {
	name := prepare(t, scenario{exists: true})
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	before, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	byNumber := "/dev/fd/" + strconv.Itoa(int(f.Fd()))
	if _, err := os.Stat(byNumber); err != nil {
		t.Skip("open files have no names here:", err)
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(byNumber, link); err != nil {
		t.Fatal(err)
	}
	for i, path := range []string{byNumber, link, "/proc/self/fd/" + strconv.Itoa(int(f.Fd()))} {
		if runtime.GOOS != "linux" && i == 2 {
			continue
		}
		write(t, path, path, Options{Sync: true, Size: 1 << 20})
		after, err := os.Stat(name)
		if err != nil || !os.SameFile(before, after) {
			t.Errorf("%s: replaced: %v", path, err)
		}
		if got := content(t, name); got != path {
			t.Errorf("%s: the file holds %q", path, got)
		}
	}
	if left := entries(t, name); left != nil {
		t.Errorf("litter: %q", left)
	}
}

func TestDevice(t *testing.T) {
	before := mode(t, os.DevNull)
	write(t, os.DevNull, "x", Options{Sync: true, Size: 1 << 20})
	f, err := Create(os.DevNull, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Abort(); err != nil {
		t.Error(err)
	}
	if got := mode(t, os.DevNull); got != before {
		t.Errorf("%v became %v", before, got)
	}
}

// TestNoDirectory: a directory that is gone by then cannot be synced, and the error says so under the file's name.
func TestNoDirectory(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "dir")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "array.npy")
	f, err := Create(name, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(dir, dir+"2"); err != nil {
		t.Fatal(err)
	}
	var path *fs.PathError
	if err := f.SyncDir(); !errors.As(err, &path) || path.Op != "syncdir" || path.Path != name || !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := os.Rename(dir+"2", dir); err != nil {
		t.Fatal(err)
	}
	if err := f.SyncDir(); err != nil {
		t.Error(err)
	}
}
