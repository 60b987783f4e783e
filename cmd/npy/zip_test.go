package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// TestZipUnzip: what comes out is what went in, byte for byte.
func TestZipUnzip(t *testing.T) {
	for _, flags := range [][]string{nil, {"--compress"}, {"-c=9"}, {"--block=1K"}, {"--sozip", "--block=1K"}} {
		file, dir := demoZip(t, flags...), filepath.Join(t.TempDir(), "out")
		if out := mustRun(t, "unzip", file, "--dir", dir); out != dir+": 10 files, 78.7 KiB\n" {
			t.Errorf("%q: %s", flags, out)
		}
		again := filepath.Join(t.TempDir(), "again.npz")
		if mustRun(t, "zip", again, file); !bytes.Equal(read(t, again), read(t, demoZip(t))) {
			t.Errorf("%q: an archive of the archive's arrays is another one than that of the files", flags)
		}
		for _, m := range demoContents(t) {
			if string(read(t, filepath.Join(dir, m.name))) != m.bytes {
				t.Errorf("%q: %s has changed", flags, m.name)
			}
		}
	}
}

func TestZip(t *testing.T) {
	t.Chdir(t.TempDir())
	for i, name := range []string{"a.npy", "b.npy", "a=b.npy"} {
		write(t, name, []byte(npyText(t, npy.Array[int8]{Data: []int8{int8(i)}})))
	}
	if err := os.Mkdir("d", 0o777); err != nil {
		t.Fatal(err)
	}
	write(t, "d/a.npy", read(t, "b.npy"))
	write(t, ".npy", read(t, "b.npy"))
	write(t, "two.npy", append(read(t, "a.npy"), read(t, "b.npy")...))
	write(t, "long.npy", append(read(t, "a.npy"), "trash"...))
	write(t, "cut.npy", read(t, "a.npy")[:100])
	write(t, "odd.npy", []byte("\x93NUMPY\x01\x00\x38\x00{'descr':'|i1','fortran_order':False,'shape':(1,)}     \n\x2a"))
	text := saveZip(t, content{"x", "hello"})
	objects, err := filepath.Abs(filepath.Join(testFolder, "bad/object-array.npy"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ args, names, err string }{
		{"a.npy b.npy", "a b", ""},
		{"b.npy a.npy", "b a", ""},
		{"x=a.npy y/z=d/a.npy", "x y/z", ""},
		{"a=b.npy", "a=b", ""},
		{"q=a=b.npy", "q", ""},
		{"u=two.npy[0] v=two.npy[1]", "u v", ""},
		{"odd.npy", "odd", ""},
		{"x=-", "x", ""},
		{"-", "", "standard input has no name that an array could have: give it one, as NAME=FILE"},
		{".npy", "", ".npy has no name that an array could have"},
		{"=a.npy", "", "a.npy has no name"},
		{"a.npy d/a.npy", "", "a.npy and d/a.npy would both be called a: give one of them another name, as NAME=FILE"},
		{"two.npy", "", "two.npy holds several arrays: name one of them, as two.npy[0]"},
		{"cut.npy", "", "cut.npy: truncated at byte 100"},
		{"none.npy", "", "open none.npy: "},
		{text, "", text + ":x is no array"},
		{objects, "", "holds Python objects"},
	} {
		os.Remove("out.npz")
		_, errs, status := runNpy(pipe{bytesReader(read(t, "a.npy"))}, append([]string{"zip", "out.npz"}, strings.Fields(c.args)...)...)
		if (status != 0) != (c.err != "") || !strings.Contains(errs, c.err) || strings.Count(errs, "\n") > 1 {
			t.Errorf("zip %s: status %d, %s", c.args, status, errs)
		}
		if status != 0 && there("out.npz") {
			t.Errorf("zip %s: it left an archive", c.args)
		}
		if status == 0 {
			if got := strings.Join(namesIn(t, "out.npz"), " "); got != c.names {
				t.Errorf("zip %s: %s, want %s", c.args, got, c.names)
			}
		}
	}
	if out, errs, status := runNpy(nil, "zip", "-f", "out.npz", "long.npy"); status != 0 || !strings.Contains(errs, "long.npy: the 5 bytes behind the array are left out") {
		t.Errorf("bytes behind: status %d, %s%s", status, out, errs)
	}
	mustRun(t, "zip", "-f", "out.npz", "odd.npy")
	if out := mustRun(t, "cat", "out.npz"); out != "[42]\n" || maps && !strings.Contains(mustRun(t, "info", "out.npz"), "can be mapped") {
		t.Errorf("another header: %s", out)
	}
	out, _, _ := runNpy(nil, "zip", "-", "a.npy")
	mustRun(t, "zip", "-f", "out.npz", "a.npy")
	if out != string(read(t, "out.npz")) {
		t.Error("on the standard output the archive is another one")
	}
}

// testFolder is the module's test files, wherever a test goes.
var testFolder, _ = filepath.Abs("../../testdata")

func namesIn(t *testing.T, name string) []string {
	t.Helper()
	r, err := npz.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	return r.Names()
}

// TestZipKeeps: nothing is lost that the user did not give up.
func TestZipKeeps(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a.npy", []byte(npyText(t, npy.Array[int8]{Data: []int8{1}})))
	write(t, "b.npy", []byte(npyText(t, npy.Array[int8]{Data: []int8{2}})))
	fails := func(want string, args ...string) {
		t.Helper()
		before := read(t, "x.npz")
		_, errs, status := runNpy(nil, append([]string{"zip"}, args...)...)
		if status != 1 || !strings.Contains(errs, want) || !bytes.Equal(read(t, "x.npz"), before) {
			t.Errorf("zip %q: status %d, %s, want %s", args, status, errs, want)
		}
	}
	mustRun(t, "zip", "x.npz", "a.npy")
	fails("x.npz exists: --append adds to it, --force replaces it", "x.npz", "b.npy")
	fails("x.npz has an array a: --force replaces it", "x.npz", "--append", "a=b.npy")
	fails("x.npz has an array a: --force replaces it", "x.npz", "--in-place", "b.npy", "a=b.npy")
	write(t, "a.bin", read(t, "a.npy"))
	fails("a.bin is the archive itself", "a.bin", "--force", "a.bin")
	fails("--append needs the name of an archive", "-", "--append", "a.npy")

	if out := mustRun(t, "zip", "x.npz", "--append", "b.npy"); !strings.HasPrefix(out, "x.npz: 1 array added, ") {
		t.Errorf("append: %s", out)
	}
	mustRun(t, "zip", "x.npz", "--in-place", "c=b.npy")
	mustRun(t, "zip", "x.npz", "--append", "--force", "a=b.npy")
	if got := strings.Join(namesIn(t, "x.npz"), " "); got != "b c a" {
		t.Errorf("after appending: %s", got)
	}
	if got := mustRun(t, "cat", "x.npz:a"); got != "[2]\n" {
		t.Errorf("the replaced array: %s", got)
	}
	mustRun(t, "zip", "x.npz", "--force", "a.npy")
	if got := strings.Join(namesIn(t, "x.npz"), " "); got != "a" {
		t.Errorf("after replacing: %s", got)
	}
	mustRun(t, "zip", "--append", "new.npz", "a.npy")
	if runtime.GOOS != "windows" { // which replaces no file that is open
		mustRun(t, "zip", "x.npz", "--force", "--compress", "x.npz")
	}
	if got := mustRun(t, "cat", "x.npz:a"); got != "[1]\n" {
		t.Errorf("an archive made of itself: %s", got)
	}
}

func TestByteCount(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "300": 300, "64K": 64 << 10, "256KiB": 256 << 10, "1.5g": 3 << 29, "2MB": 2 << 20, "7B": 7, "": -1, "K": -1, "-1": -1, "1X": -1, "NaN": -1, "9999999T": -1} {
		var n byteCount = -1
		if err := n.Set(text); (err != nil) != (want < 0) || err == nil && int64(n) != want {
			t.Errorf("%q: %d, %v", text, n, err)
		}
	}
}
