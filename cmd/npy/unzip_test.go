package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
)

// unzipFails runs npy unzip, which has to fail in one line.
func unzipFails(t *testing.T, args ...string) string {
	t.Helper()
	_, errs, status := runNpy(nil, append([]string{"unzip"}, args...)...)
	if status != 1 || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "npy: ") {
		t.Errorf("unzip %q: status %d, %q", args, status, errs)
	}
	return errs
}

// files is the paths of all files in a folder, with slashes.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			name, err = filepath.Rel(dir, name)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return names
}

// TestHostileNames: no name leads out of the folder, or to a file that is another's.
func TestHostileNames(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"", "its name is empty"},
		{".npy", "its name is empty but for .npy"},
		{"a/.npy", "its name is empty but for .npy"},
		{"/a", "absolute"},
		{"//server/share/a", "absolute"},
		{"..", "a part .."},
		{"../a", "a part .."},
		{"a/../../b", "a part .."},
		{"a/..", "a part .."},
		{"./a", "a part ."},
		{"a/./b", "a part ."},
		{"a//b", "a folder without a name"},
		{`..\a`, "backslash"},
		{`\\server\share\a`, "backslash"},
		{"C:a", "letter of a drive"},
		{"c:/a", "letter of a drive"},
		{"a\nb", "control characters"},
		{"a\x1b[2J", "control characters"},
		{"a\u0085", "control characters"},
		{strings.Repeat("n", 256), "a part of 256 bytes"},
		{"d/" + strings.Repeat("n", 256) + "/a", "a part of 256 bytes"},
		{"NUL", "a device on Windows"},
		{"con.npy", "a device on Windows"},
		{"a/AuX.tar.gz", "a device on Windows"},
		{"COM1 .x", "a device on Windows"},
		{"LPT²", "a device on Windows"},
		{"a.", "ends in a dot or a blank"},
		{"a /b", "ends in a dot or a blank"},
		{"Good.npy", "the same file as good.npy"},
		{"good.npy/x", "the same name as the file of good.npy"},
		{"folder", "the same name as the folder of folder/x.npy"},
		{"FOLDER", "the same name as the folder of folder/x.npy"},
		{"FOLDER/X.npy", "the same file as folder/x.npy"},
	} {
		file := saveZip(t, content{"good.npy", "1"}, content{"folder/x.npy", "2"}, content{c.name, "evil"})
		outer := t.TempDir()
		dir := filepath.Join(outer, "in", "out")
		errs := unzipFails(t, file, "-d", dir)
		if !strings.Contains(errs, c.want) || !strings.Contains(errs, "--skip-bad") || len(files(t, outer)) > 0 {
			t.Errorf("%q: %s%q", c.name, errs, files(t, outer))
		}
		out, errs, status := runNpy(nil, "unzip", file, "-d", dir, "--skip-bad")
		if status != 0 || !strings.HasPrefix(out, dir+": 2 files") || !strings.Contains(errs, c.want) || !slices.Equal(files(t, outer), []string{"in/out/folder/x.npy", "in/out/good.npy"}) {
			t.Errorf("%q, the others: status %d, %s%s%q", c.name, status, out, errs, files(t, outer))
		}
	}
	for _, name := range []string{"/", "a/", "a\xff", "a\x00b", "../", "//"} { // what archive/zip does not write, or package npz does not open
		if newNames(true).add(name) == nil {
			t.Errorf("%q: no error", name)
		}
	}
	for _, name := range []string{"ab:c", "layer0/kernel:0.npy", "a..b", "~", "$HOME", "-rf", " a", "con1", "é.npy", "コ", strings.Repeat("n", 255)} {
		if err := newNames(false).add(name); err != nil && runtime.GOOS != "windows" {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestUnportable(t *testing.T) {
	file := saveZip(t, content{"aux.npy", "1"}, content{"A.npy", "2"}, content{"a.npy", "3"})
	dir := t.TempDir()
	if errs := unzipFails(t, file, "-d", dir); !strings.Contains(errs, ":aux cannot become a file") || !strings.Contains(errs, "nor can 1 more") {
		t.Errorf("%s", errs)
	}
	if runtime.GOOS != "linux" {
		return
	}
	mustRun(t, "unzip", file, "-d", dir, "--unportable")
	if got := files(t, dir); !slices.Equal(got, []string{"A.npy", "a.npy", "aux.npy"}) {
		t.Errorf("%q", got)
	}
}

// TestUnzipKeeps: what is there already stays, and nothing is written through links.
func TestUnzipKeeps(t *testing.T) {
	file := saveZip(t, content{"a.npy", "new"}, content{"d/b.npy", "new"})
	dir, other := t.TempDir(), t.TempDir()
	write(t, filepath.Join(other, "b.npy"), []byte("old"))
	write(t, filepath.Join(dir, "a.npy"), []byte("old"))
	if errs := unzipFails(t, file, "-d", dir); !strings.Contains(errs, "a.npy exists: --force replaces it") || len(files(t, dir)) != 1 {
		t.Errorf("%s", errs)
	}
	write(t, filepath.Join(dir, "d"), nil)
	if errs := unzipFails(t, file, "-d", dir, "--force"); !strings.Contains(errs, "d is in the way") {
		t.Errorf("%s", errs)
	}
	os.Remove(filepath.Join(dir, "d"))
	if err := os.Symlink(other, filepath.Join(dir, "d")); err != nil {
		t.Skip(err)
	}
	if errs := unzipFails(t, file, "-d", dir, "--force"); !strings.Contains(errs, "d is a link") {
		t.Errorf("%s", errs)
	}
	os.Remove(filepath.Join(dir, "d"))
	os.Remove(filepath.Join(dir, "a.npy"))
	if err := os.Symlink(filepath.Join(other, "b.npy"), filepath.Join(dir, "a.npy")); err != nil {
		t.Fatal(err)
	}
	if errs := unzipFails(t, file, "-d", dir); !strings.Contains(errs, "a.npy exists") {
		t.Errorf("%s", errs)
	}
	mustRun(t, "unzip", file, "-d", dir, "--force") // which replaces the link, not what it leads to
	if string(read(t, filepath.Join(other, "b.npy"))) != "old" || string(read(t, filepath.Join(dir, "a.npy"))) != "new" {
		t.Error("a link was followed")
	}
	if err := os.Mkdir(filepath.Join(dir, "x"), 0o777); err != nil {
		t.Fatal(err)
	}
	if errs := unzipFails(t, saveZip(t, content{"x", "1"}), "-d", dir, "-f"); !strings.Contains(errs, "x is a directory") {
		t.Errorf("%s", errs)
	}
}

func TestUnzipChoice(t *testing.T) {
	file := saveZip(t, content{"a.npy", npyText(t, npy.Array[int8]{Data: []int8{1}})}, content{"d/", ""}, content{"d/read.me", "hello"}, content{"b.npy", "22"})
	dir := t.TempDir()
	if out := mustRun(t, "unzip", file, "a", "d/read.me", "a.npy", "-d", dir); out != dir+": 2 files, 134 B\n" || !slices.Equal(files(t, dir), []string{"a.npy", "d/read.me"}) {
		t.Errorf("%s%q", out, files(t, dir))
	}
	mustRun(t, "unzip", file, "-d", filepath.Join(dir, "all"))
	mustRun(t, "unzip", file+":b", "-d", filepath.Join(dir, "one"))
	if got := files(t, filepath.Join(dir, "one")); !slices.Equal(got, []string{"b.npy"}) {
		t.Errorf("%q", got)
	}
	if out := mustRun(t, "unzip", file, "d/read.me", "-o", "-"); out != "hello" {
		t.Errorf("on the standard output: %q", out)
	}
	target := filepath.Join(dir, "other name")
	mustRun(t, "unzip", file, "b", "-o", target)
	if string(read(t, target)) != "22" {
		t.Errorf("--output: %q", read(t, target))
	}
	for want, args := range map[string][]string{
		"other name exists: --force":                  {file, "b", "-o", target},
		"--output is for one member, and these are 4": {file, "-o", target, "-f"},
		"has no member q: there is a, d/, d/read.me":  {file, "q"},
		"would take 136 B, and --max-bytes is 100B":   {file, "--max-bytes=100", "-d", filepath.Join(dir, "no")},
	} {
		if errs := unzipFails(t, args...); !strings.Contains(errs, want) {
			t.Errorf("%q: %s, want %s", args, errs, want)
		}
	}
}

// TestUnzipDamage: a damaged member never becomes a file, and does not keep the
// others from it.
func TestUnzipDamage(t *testing.T) {
	file := filepath.Join(testFolder, "npz/bad/zip-crc-second.npz")
	dir := t.TempDir()
	out, errs, status := runNpy(nil, "unzip", file, "-d", dir)
	if status != 1 || !strings.Contains(errs, ":b: bad archive: wrong checksum: the CRC-32") || !slices.Equal(files(t, dir), []string{"a.npy"}) || out != fmt.Sprintf("%s: 1 file, 140 B\n", dir) {
		t.Errorf("status %d, %s%s%q", status, out, errs, files(t, dir))
	}
	target := filepath.Join(dir, "b.npy")
	write(t, target, []byte("old"))
	unzipFails(t, file, "b", "--force", "-d", dir)
	unzipFails(t, file, "b", "--force", "-o", target)
	if string(read(t, target)) != "old" || len(files(t, dir)) != 2 {
		t.Errorf("the old file is %q, the folder has %q", read(t, target), files(t, dir))
	}
}
