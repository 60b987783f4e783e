package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
)

// TestCatArchive: every slice of every array is what it is from its file.
func TestCatArchive(t *testing.T) {
	stored, blocks := demoZip(t), demoZip(t, "--block=1K")
	theirs := saveZip(t, demoContents(t)...)
	for _, m := range demoContents(t) {
		key := strings.TrimSuffix(m.name, ".npy")
		for _, args := range [][]string{{""}, {"", "--full"}, {"[-1]"}, {"1:3"}, {"::-1", "-f=json"}, {"...,:2"}, {"[::2, -3:]", "-f=json"}} {
			want, wantErr, wantStatus := runNpy(nil, append([]string{"cat", demo(m.name)}, args...)...)
			for _, file := range []string{stored, blocks, theirs} {
				got, errs, status := runNpy(nil, append([]string{"cat", file + ":" + key}, args...)...)
				if got != want || status != wantStatus || errs != strings.ReplaceAll(wantErr, demo(m.name), file+":"+key) {
					t.Errorf("%s:%s %q: status %d, %s\n%s\nwant\n%s", file, key, args, status, errs, got, want)
				}
			}
		}
	}
}

func demoContents(t *testing.T) (list []content) {
	files, _ := filepath.Glob(demo("*.npy"))
	for _, f := range files {
		list = append(list, content{filepath.Base(f), string(read(t, f))})
	}
	return list
}

func TestArchiveArguments(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	one, two := npy.Array[int8]{Data: []int8{1}}, npy.Array[int8]{Data: []int8{2}}
	write(t, "1.npy", []byte(npyText(t, one)))
	write(t, "2.npy", []byte(npyText(t, two)))
	mustRun(t, "zip", "a.npz", "x=1.npy", "y:z=2.npy", "s/t=1.npy", "w[0]=2.npy")
	mustRun(t, "zip", "one.npz", "x=1.npy")
	write(t, "empty.npz", []byte("PK\x05\x06"+strings.Repeat("\x00", 18)))
	b := read(t, "a.npz")
	for _, c := range []struct{ arg, want, err string }{
		{"a.npz:x", "[1]\n", ""},
		{"a.npz:y:z", "[2]\n", ""},
		{"a.npz:y:z.npy", "[2]\n", ""},
		{"a.npz:s/t", "[1]\n", ""},
		{"a.npz:x.npy", "[1]\n", ""},
		{"a.npz:w[0]", "[2]\n", ""},
		{"-:x", "[1]\n", ""},
		{"-:y:z", "[2]\n", ""},
		{"one.npz", "[1]\n", ""},
		{"empty.npz", "", "empty.npz is an archive without members"},
		{"a.npz", "", "is an archive: say which member, as a.npz:NAME: there is x, y:z, s/t, w[0]"},
		{"-", "", "standard input is an archive: say which member"},
		{"-:no", "", "standard input has no member no: there is x, "},
		{"a.npz:no", "", "a.npz has no member no: there is x, "},
		{"a.npz:", "", "a.npz has no member '': there is x, "},
		{"a.npz:x[0]", "", "npy cat a.npz:x '[0]'"},
		{"a.npz[1]", "", "names and no numbers"},
		{"1.npy:x", "", "1.npy is no archive, and has no member x"},
		{"no.npz:x", "", "open no.npz:x:"},
		{"a.npz:" + strings.Repeat("long", 200), "", "has no member longlong"},
	} {
		out, errs, status := runNpy(pipe{bytesReader(b)}, "cat", c.arg)
		if out != c.want || (status != 0) != (c.err != "") || !strings.Contains(errs, c.err) || strings.Count(errs, "\n") > 1 {
			t.Errorf("npy cat %s: status %d, %q, %s", c.arg, status, out, errs)
		}
	}
	if err := os.WriteFile("a.npz:x", []byte(npyText(t, npy.Array[int8]{Data: []int8{7}})), 0o666); err == nil { // Windows has no such names
		if out := mustRun(t, "cat", "a.npz:x"); out != "[7]\n" {
			t.Errorf("a file that is called so: %s", out)
		}
	}
}

// TestCatInParts: of a member in blocks, whatever its elements are, only those
// blocks are read that hold what is asked for.
func TestCatInParts(t *testing.T) {
	words := make([]string, 3000)
	for i := range words {
		words[i] = fmt.Sprint(i * i * 7919)
	}
	type record struct {
		N int32
		S string
	}
	records := make([]record, len(words))
	for i := range records {
		records[i] = record{int32(i), words[i]}
	}
	for name, array := range map[string]npy.AnyArray{"text": npy.Array[string]{Data: words}, "records": npy.Array[record]{Data: records}} {
		file := filepath.Join(t.TempDir(), name+".npz")
		mustRun(t, "zip", "--block=4K", file, "x="+save(t, array))
		want := mustRun(t, "cat", file+":x", "[-1]")
		b := read(t, file)
		for i := 1000; i < 1100; i++ { // in the first blocks
			b[i] ^= 0x55
		}
		write(t, file, b)
		if got := mustRun(t, "cat", file+":x", "[-1]"); got != want {
			t.Errorf("%s: the last one is %q, want %q", name, got, want)
		}
		if _, errs, status := runNpy(nil, "cat", file+":x", "--full"); status != 1 || !strings.HasPrefix(errs, "npy: "+file+":x: bad archive: ") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%s: the damage: status %d, %s", name, status, errs)
		}
	}
}
