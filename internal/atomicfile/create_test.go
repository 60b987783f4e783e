package atomicfile

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

func TestCreateErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	write(t, file, oldContent, Options{})
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		want string
		is   error
	}{
		{filepath.Join(dir, "sub"), "", syscall.EISDIR},
		{dir, "", syscall.EISDIR},
		{filepath.Join(dir, "new") + string(filepath.Separator), "", syscall.EISDIR},
		{filepath.Join(dir, "missing", "new"), filepath.Join(dir, "missing") + ":", fs.ErrNotExist},
		{filepath.Join(file, "new"), "", nil},
		{filepath.Join(dir, strings.Repeat("n", 300)), "", nil},
		{filepath.Join(dir, "a\x00b"), "", nil},
		{"", "", fs.ErrNotExist},
	} {
		if runtime.GOOS == "windows" && len(filepath.Base(test.name)) > 255 {
			continue // wine makes such files
		}
		f, err := Create(test.name, Options{Size: 1 << 20})
		if err == nil {
			f.Abort()
			t.Errorf("%q: no error", test.name)
			continue
		}
		if f != nil {
			t.Errorf("%q: a file in spite of the error", test.name)
		}
		if !strings.Contains(err.Error(), test.want) || test.is != nil && !errors.Is(err, test.is) {
			t.Errorf("%q: %v", test.name, err)
		}
		if !strings.HasPrefix(err.Error(), "create "+test.name+": ") || strings.Contains(err.Error(), ".tmp-") {
			t.Errorf("%q: %v", test.name, err)
		}
	}
	if left := entries(t, file); len(left) != 1 || left[0] != "sub" {
		t.Errorf("litter: %q", left)
	}
}

// TestLongNames: a name as long as names may be leaves no room for a longer one beside it.
func TestLongNames(t *testing.T) {
	dir := t.TempDir()
	for _, base := range []string{
		strings.Repeat("n", 255),
		strings.Repeat("n", 98) + "äöü.npy",
		strings.Repeat("n", 99) + "äöü.npy",
		strings.Repeat("ä", 100),
		"x",
	} {
		write(t, filepath.Join(dir, base), base, Options{})
		if got := content(t, filepath.Join(dir, base)); got != base {
			t.Errorf("%s: %q", base, got)
		}
		temp := tempName(base)
		if strings.ToValidUTF8(temp, "") != temp || len(temp) > 1+100+5+16 || !strings.HasPrefix("."+base, strings.SplitN(temp, ".tmp-", 2)[0]) {
			t.Errorf("%s: %s", base, temp)
		}
	}
}

// TestRelative names files without a directory and with one, from the directory that it is in.
func TestRelative(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("sub", 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "./b", "sub/c", "sub/../d", filepath.Join("sub", "e")} {
		for _, sync := range []bool{false, true} {
			write(t, name, name, Options{Sync: sync})
			if got := content(t, name); got != name {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
	if left := entries(t, "sub/c"); len(left) != 1 || left[0] != "e" {
		t.Errorf("litter: %q", left)
	}
}
