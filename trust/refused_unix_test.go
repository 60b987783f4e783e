//go:build unix

package trust

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// folderVar is the folder in which a process without root's special rights tries what is refused.
const folderVar = "NPYGO_TRUST_FOLDER"

// TestRefused tries every call on what it may not write to, and on what is no file: the error says which file and why, what was there is as it
// was, and nothing is left.
func TestRefused(t *testing.T) {
	dir := os.Getenv(folderVar)
	switch {
	case dir != "":
	case os.Getuid() == 0:
		asNobody(t)
		return
	default:
		dir = t.TempDir()
	}
	for call, f := range everyCall() {
		t.Run(call, func(t *testing.T) {
			for _, c := range refusals {
				t.Run(c.name, func(t *testing.T) { c.try(t, dir, call, f) })
			}
		})
	}
	for _, name := range []string{"theirs.npz", "theirs.npy"} { // as long as root made them
		if _, err := os.Stat(filepath.Join(dir, "sticky", name)); err == nil {
			t.Run(name, func(t *testing.T) { sticky(t, filepath.Join(dir, "sticky", name)) })
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "sticky", "ours.npz")); err == nil {
		t.Run("journal that stays", func(t *testing.T) { journalStays(t, filepath.Join(dir, "sticky", "ours.npz")) })
	}
}

// asNobody runs this test as a user who has no rights but those to one folder, in which some files are root's.
func asNobody(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the tests run as root, for whom nothing is refused")
	}
	const nobody = 65534
	dir, err := os.MkdirTemp("", "npygo-trust-")
	must(t, err)
	defer os.RemoveAll(dir)
	shared := filepath.Join(dir, "sticky")
	must(t, os.Mkdir(shared, 0o755))
	must(t, os.Chmod(shared, 0o777|fs.ModeSticky))
	for _, name := range []string{"theirs.npz", "theirs.npy", "ours.npz", "ours.npz.journal"} {
		b := []byte("NPZJRNL\x01") // of a journal, the beginning
		if kind := filepath.Ext(name)[1:]; kind != "journal" {
			b = oldFile(t, kind+".WriteFile")
		}
		must(t, os.WriteFile(filepath.Join(shared, name), b, 0o666))
		must(t, os.Chmod(filepath.Join(shared, name), 0o666))
	}
	must(t, os.Chown(filepath.Join(shared, "ours.npz"), nobody, nobody))
	must(t, os.Chown(dir, nobody, nobody))

	cmd := exec.Command("/proc/self/exe", "-test.run", "^TestRefused$", "-test.v") // which nobody may start, wherever it is
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), folderVar+"="+dir, "TMPDIR="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		t.Skip("no process of another user can be started: ", err)
	case err != nil || !bytes.Contains(out, []byte("--- PASS: TestRefused/journal_that_stays")):
		t.Errorf("%v\n%s", err, out)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func everyCall() map[string]func(name string) error {
	calls := replacing()
	maps.DeleteFunc(calls, func(call string, _ func(string) error) bool { return strings.Contains(call, ", ") })
	calls["npy.AppendFile, in place"] = calls["npy.AppendFile"]
	calls["npz.AppendFile, in place"] = func(name string) error { return npz.AppendFile(name, many(), npz.InPlace()) }
	return calls
}

// refusal is something in a folder that a call may not write to.
type refusal struct {
	name string
	// make makes it, as the file name in the folder dir. old is a good file.
	make func(t *testing.T, dir, name string, old []byte)
	want error
	// may tells of calls that it does not concern.
	may func(call string) bool
}

func never(string) bool     { return false }
func inPlace(c string) bool { return c == "npy.AppendFile, in place" }

var refusals = []refusal{
	{"a read-only folder", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.WriteFile(name, old, 0o644))
		must(t, os.Chmod(dir, 0o555))
	}, fs.ErrPermission, inPlace},
	{"a folder that cannot be entered", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.WriteFile(name, old, 0o644))
		must(t, os.Chmod(dir, 0o600))
	}, fs.ErrPermission, never},
	{"a write-protected file", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.WriteFile(name, old, 0o444))
	}, fs.ErrPermission, never},
	{"a file that cannot be read", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.WriteFile(name, old, 0o200))
	}, fs.ErrPermission, func(c string) bool { return strings.Contains(c, "WriteFile") }},
	{"a folder of that name", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.Mkdir(name, 0o755))
		must(t, os.WriteFile(filepath.Join(name, "in it"), old, 0o644))
	}, nil, never},
	{"a link to a folder", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.Mkdir(filepath.Join(dir, "sub"), 0o755))
		must(t, os.Symlink("sub", name))
	}, nil, never},
	{"a link to itself", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.Symlink(filepath.Base(name), name))
	}, nil, never},
	{"two links in a circle", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.Symlink("other", name))
		must(t, os.Symlink(filepath.Base(name), filepath.Join(dir, "other")))
	}, nil, never},
	{"a link to nothing", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.Symlink("nothing", name))
	}, fs.ErrNotExist, func(c string) bool { return !strings.HasPrefix(c, "npy.AppendFile") && c != "npy.Repair" }},
	{"a link to a missing folder", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.Symlink("missing/file", name))
	}, fs.ErrNotExist, never},
	{"a link into a read-only folder", func(t *testing.T, dir, name string, old []byte) {
		sub := filepath.Join(dir, "sub")
		must(t, os.Mkdir(sub, 0o755))
		must(t, os.WriteFile(filepath.Join(sub, "file"), old, 0o644))
		must(t, os.Symlink("sub/file", name))
		must(t, os.Chmod(sub, 0o555))
	}, fs.ErrPermission, inPlace},
	{"a link to a file", func(t *testing.T, dir, name string, old []byte) {
		must(t, os.Mkdir(filepath.Join(dir, "sub"), 0o755))
		must(t, os.WriteFile(filepath.Join(dir, "sub", "file"), old, 0o644))
		must(t, os.Symlink("sub/file", name))
	}, nil, func(string) bool { return true }},
}

func (c *refusal) try(t *testing.T, parent, call string, f func(string) error) {
	dir, err := os.MkdirTemp(parent, "t")
	must(t, err)
	old := oldFile(t, call)
	if inPlace(call) {
		old = marshal(t, npy.Array[int32]{Data: []int32{1, 2}})
	}
	name := filepath.Join(dir, "data")
	c.make(t, dir, name, old)
	before := tree(t, dir)
	err = f(name)
	after := tree(t, dir)
	if c.may(call) {
		if err != nil {
			t.Errorf("it should have been allowed: %v", err)
		}
		for name, content := range before {
			if strings.HasPrefix(content, "link to ") && after[name] != content {
				t.Errorf("the link %s is gone", name)
			}
		}
		if list := beside(t, name); slices.ContainsFunc(list, func(name string) bool { return strings.Contains(name, ".tmp-") }) {
			t.Errorf("litter: %q", list)
		}
		return
	}
	if err != nil && call == "npz.AppendFile, in place" { // what cannot be written is the journal, which lies where the file is
		name = strings.Replace(name, "/data", "/sub/file.journal", btoi(strings.Contains(err.Error(), "/sub/file")))
	}
	if err == nil || c.want != nil && !errors.Is(err, c.want) || strings.Count(err.Error(), name) != 1 || strings.Contains(err.Error(), ".tmp-") {
		t.Errorf("the error should name the file once, and be %v: %v", c.want, err)
	}
	if !maps.Equal(before, after) {
		t.Errorf("something has changed:\n%.300q\n%.300q", before, after)
	}
}

// tree is all that is in a folder, with permissions, also where they do not allow to see it.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	var add func(path string)
	add = func(path string) {
		st, err := os.Lstat(path)
		must(t, err)
		mode := st.Mode()
		if mode&fs.ModeSymlink != 0 {
			to, err := os.Readlink(path)
			must(t, err)
			all[path] = "link to " + to
			return
		}
		must(t, os.Chmod(path, mode|0o700))
		if mode.IsDir() {
			list, err := os.ReadDir(path)
			must(t, err)
			for _, entry := range list {
				add(filepath.Join(path, entry.Name()))
			}
			all[path] = mode.String()
		} else {
			b, err := os.ReadFile(path)
			must(t, err)
			all[path] = mode.String() + string(b)
		}
		must(t, os.Chmod(path, mode))
	}
	add(dir)
	return all
}

// sticky is about a file of another user in a folder such as /tmp: anybody may write to the file, and nobody else put another in its place.
func sticky(t *testing.T, name string) {
	old, err := os.ReadFile(name)
	must(t, err)
	list := beside(t, name)
	for call, f := range everyCall() {
		if strings.HasPrefix(call, "npy.") != strings.HasSuffix(name, ".npy") || strings.Contains(call, ", in place") || call == "npy.Repair" {
			continue // in place it is allowed, and there is nothing to repair
		}
		err := f(name)
		if !errors.Is(err, fs.ErrPermission) || strings.Count(err.Error(), name) != 1 || strings.Contains(err.Error(), ".tmp-") {
			t.Errorf("%s: %v", call, err)
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, old) || !slices.Equal(beside(t, name), list) {
			t.Errorf("%s: the file has changed, or there is litter: %q, %v", call, beside(t, name), err)
		}
	}
}

// journalStays: an old journal that cannot be removed is told of, once the new archive is in place.
func journalStays(t *testing.T, name string) {
	want := npy.Array[int8]{Data: []int8{7}}
	err := npz.WriteFile(name, map[string]npy.AnyArray{"new": want})
	if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "is in place") {
		t.Error(err)
	}
	got, err := npz.Load(name)
	if err != nil || len(got) != 1 || !got["new"].(npy.Array[int8]).Equal(want) {
		t.Errorf("%v, %v", got, err)
	}
}
