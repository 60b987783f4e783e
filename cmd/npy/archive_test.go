package main

import (
	ziplib "archive/zip"
	"bytes"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// content is what a member of that name holds.
type content struct{ name, bytes string }

// saveZip writes an archive of another program, and returns its name.
func saveZip(t *testing.T, members ...content) string {
	t.Helper()
	return saveZipAs(t, ziplib.Deflate, members...)
}

func saveZipAs(t *testing.T, method uint16, members ...content) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "archive.npz")
	var b bytes.Buffer
	z := ziplib.NewWriter(&b)
	for _, m := range members {
		w, err := z.CreateHeader(&ziplib.FileHeader{Name: m.name, Method: method})
		if err == nil {
			_, err = w.Write([]byte(m.bytes))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, name, b.Bytes())
	return name
}

func npyText(t *testing.T, a npy.AnyArray) string {
	t.Helper()
	b, err := a.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// demoZip is the demo files in an archive.
func demoZip(t *testing.T, flags ...string) string {
	t.Helper()
	files, err := filepath.Glob(demo("*.npy"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "demo.npz")
	mustRun(t, slices.Concat([]string{"zip", name}, flags, files)...)
	return name
}

func TestLs(t *testing.T) {
	const want = `name         dtype               shape        order        size  packed  mappable
bigendian    >f4                 (2, 8)       C           192 B  stored  no
embedding    float16             (16, 32)     C         1.1 KiB  stored  yes
events       record of 4 fields  (5,)         C           532 B  stored  no
fortran      int32               (6, 4)       Fortran     224 B  stored  yes
labels       int64               (64, 96)     C        48.1 KiB  stored  yes
mask         bool                (32, 32)     C         1.1 KiB  stored  yes
names        <U7                 (4,)         C           240 B  stored  no
sunset       uint8               (64, 96, 3)  C        18.1 KiB  stored  yes
temperature  float64             (24, 36)     C         6.9 KiB  stored  yes
wave         float32             (512,)       C         2.1 KiB  stored  yes
10 members, 78.7 KiB
`
	if got := mustRun(t, "ls", demoZip(t)); got != want && maps {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	odd := saveZipAs(t, ziplib.Store, content{"a\x1b[2J.npy", npyText(t, npy.Array[float64]{Data: make([]float64, 500)})}, content{"read.me", "hello"}, content{"cut.npy", "\x93NUMPY\x01\x00v"})
	table := odd + `
  name        dtype       shape   order   size  packed  mappable
  'a\x1b[2J'  float64     (500,)  C      4 KiB  stored  no
  read.me     no array    -       -        5 B  stored  -
  cut         unreadable  -       -        9 B  stored  -
  3 members, 4 KiB
`
	out, errs, status := runNpy(nil, "ls", odd, odd)
	if out != table+"\n"+table || status != 1 || strings.Count(errs, "npy: "+odd+":cut: truncated") != 2 {
		t.Errorf("status %d, %s\n%s\nwant twice\n%s", status, errs, out, table)
	}
}

// maps reports whether this machine has the byte order of the demo files: else
// nothing in them can be mapped but bytes.
var maps = foreignOrder == header.BigEndian

func TestLsNarrow(t *testing.T) {
	file := demoZip(t, "--block=1K")
	wide := mustRun(t, "ls", file)
	if !strings.Contains(wide, "blocks") || !strings.Contains(wide, " 1 KiB") {
		t.Errorf("no blocks:\n%s", wide)
	}
	for width := 1; width < 120; width++ {
		out := mustRun(t, "ls", "-w", fmt.Sprint(width), file)
		for line := range strings.Lines(out) {
			if n := len(line) - 1; n > max(width, 31) && !strings.HasPrefix(line, "10 members") {
				t.Fatalf("--width %d: a line of %d:\n%s", width, n, out)
			}
		}
		if !strings.Contains(out, "temperature") || !strings.Contains(out, "float64") {
			t.Fatalf("--width %d:\n%s", width, out)
		}
	}
}

func TestLsJSON(t *testing.T) {
	file := demoZip(t, "--compress")
	reports := infosJSON(t, mustRun(t, "ls", "--json", "--verify", file))
	if len(reports) != 10 {
		t.Fatalf("%d members", len(reports))
	}
	r := reports[4]
	m := r["member"].(map[string]any)
	if r["file"] != file || r["dtype"] != "int64" || r["bytes"] != 49152.0 || m["name"] != "labels" || m["full_name"] != "labels.npy" || m["size"] != 49280.0 ||
		m["method"] != "deflated" || m["verified"] != true || m["mappable"] != false || len(m["crc32"].(string)) != 8 {
		t.Errorf("%v", r)
	}
}

// TestVerify: damage is told of the member that has it, and of it alone.
func TestVerify(t *testing.T) {
	file := demoZip(t)
	b := read(t, file)
	at := bytes.Index(b, read(t, demo("mask.npy")))
	b[at+200] ^= 1
	write(t, file, b)
	mustRun(t, "ls", file)
	mustRun(t, "info", "--no-stats", file)
	for _, args := range [][]string{{"ls", "--verify"}, {"info", "--no-stats", "--verify"}, {"info"}} {
		out, errs, status := runNpy(nil, append(args, file)...)
		if status != 1 || strings.Count(errs, "\n") != 1 || !strings.HasPrefix(errs, "npy: "+file+":mask: bad archive: wrong checksum: the CRC-32") || !strings.Contains(out, "wave") {
			t.Errorf("npy %q: status %d, %s", args, status, errs)
		}
	}
	out, _, _ := runNpy(nil, "ls", "--verify", "-w", "20", file)
	if strings.Count(out, "right") != 9 || !strings.Contains(out, "mask         WRONG\n") {
		t.Errorf("%s", out)
	}
	if errs := unzipFails(t, file, "-d", filepath.Join(t.TempDir(), "x")); !strings.Contains(errs, ":mask: ") {
		t.Errorf("unzip: %s", errs)
	}
}

func TestInfoArchive(t *testing.T) {
	file := demoZip(t)
	want := `:fortran
  shape    (6, 4), 24 elements
  dtype    int32 ('<i4', little-endian)
  order    Fortran (the first axis varies fastest)
  version  1.0
  offset   128
  bytes    96
  packed   stored, can be mapped
  crc32    30ad6f81, right
  min      0
  max      53
  mean     26.5
`
	if got := mustRun(t, "info", file+":fortran"); got != file+want && maps {
		t.Errorf("got\n%s\nwant\n%s", got, file+want)
	}
	all := mustRun(t, "info", file)
	if strings.Count(all, file+":") != 10 || maps && !strings.Contains(all, file+want) {
		t.Errorf("all of them:\n%s", all)
	}
	if piped, errs, status := runNpy(pipe{bytesReader(read(t, file))}, "info", "-"); status != 0 || piped != strings.ReplaceAll(all, file, "standard input") {
		t.Errorf("from a pipe: status %d, %s\n%s", status, errs, piped)
	}
	packed := mustRun(t, "info", demoZip(t, "-b=1K")+":labels")
	if !strings.Contains(packed, "%, in blocks of 1 KiB\n") {
		t.Errorf("compressed:\n%s", packed)
	}
	text := saveZip(t, content{"read.me", "hello"})
	if got := mustRun(t, "info", text+":read.me"); !strings.HasPrefix(got, text+":read.me\n  content  no array, 5 B\n") {
		t.Errorf("no array:\n%s", got)
	}
}

// TestEveryArchive: the good ones are told, the bad ones are an error in one line
// and not a panic; what cannot be read says which file it is.
func TestEveryArchive(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../../testdata/npz", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".npz" || strings.Contains(name, "sparse") {
			return err
		}
		seen++
		_, opens := npz.Open(name)
		for _, args := range [][]string{{"ls"}, {"ls", "--verify"}, {"ls", "--json"}, {"info"}, {"info", "--no-stats", "--json"}, {"cat"}, {"unzip", "--max-bytes=1M", "--skip-bad", "-d", t.TempDir()}} {
			out, errs, status := runNpy(nil, append(args, name)...)
			if args[0] != "unzip" && args[0] != "cat" && (status == 0) != (errs == "") || status != 0 && errs == "" || strings.ContainsAny(out+errs, "\x1b\x00\r") {
				t.Errorf("npy %q %s: status %d, %q", args, name, status, errs)
			}
			if opens != nil && status == 0 && !strings.HasSuffix(name, "zip-npy.npz") {
				t.Errorf("npy %q %s: no error, but %v", args, name, opens)
			}
			for line := range strings.Lines(errs) {
				if !strings.HasPrefix(line, "npy: ") || len(line) > 700 {
					t.Errorf("npy %q %s: %s", args, name, line)
				}
			}
			if args[len(args)-1] == "--json" {
				infosJSON(t, out)
			}
		}
		return nil
	})
	if err != nil || seen < 250 {
		t.Errorf("%d archives seen, %v", seen, err)
	}
}
