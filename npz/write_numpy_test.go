package npz_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// writtenArchives writes archives in all ways into a directory.
func writtenArchives(t *testing.T) (names []string, list []piece) {
	t.Helper()
	dir := t.TempDir()
	list = slices.DeleteFunc(pieces(t), func(p piece) bool { return !strings.HasSuffix(p.name, ".npy") })
	for _, way := range ways {
		name := filepath.Join(dir, strings.ReplaceAll(way.name, " ", "-")+".npz")
		if err := os.WriteFile(name, build(t, list, way.opts...), 0o600); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
		for i, opts := range [][]npz.Option{{npz.Compress(6), npz.SeekBlock(4 << 10)}, {npz.InPlace()}} {
			changed := strings.TrimSuffix(name, ".npz") + fmt.Sprint("-appended-", i, ".npz")
			if err := os.WriteFile(changed, fileBytes(t, name), 0o600); err != nil {
				t.Fatal(err)
			}
			again := npy.Array[float64]{Data: make([]float64, 50_000)}
			if err := npz.AppendFile(changed, map[string]npy.AnyArray{"ramp": again, "zeros": again}, opts...); err != nil {
				t.Fatal(err)
			}
			names = append(names, changed)
		}
	}
	return names, list
}

// TestNumPyLoadsArchives: np.load finds every array, and zipfile's own test finds
// nothing wrong.
func TestNumPyLoadsArchives(t *testing.T) {
	const script = `
import sys, io, hashlib, zipfile, numpy as np
for name in sys.argv[1:]:
    with zipfile.ZipFile(name) as z:
        assert z.testzip() is None
        raw = {n: z.read(n) for n in z.namelist()}
    with np.load(name) as z:
        for key in z.files:
            a = z[key]
            again = io.BytesIO()
            np.save(again, a)
            whole = again.getvalue() == raw[key + ".npy"]
            print(hashlib.sha256(raw[key + ".npy"]).hexdigest(), a.dtype.itemsize > 0, whole)
    print("done", len(raw))
`
	pythontest.Run(t, "") // or skip before the work
	names, list := writtenArchives(t)
	out := pythontest.Run(t, script, names...)
	for _, p := range list {
		line := fmt.Sprintf("%x True True", sha256.Sum256(p.want))
		if n := strings.Count(out, line); n < len(ways) {
			t.Errorf("%q: NumPy finds it in %d of %d archives", p.name, n, len(ways))
		}
	}
	if n := strings.Count(out, "done"); n != len(names) {
		t.Errorf("NumPy loads %d of %d archives", n, len(names))
	}
}

// TestNumPySizes: compressed members are at most 1.12 times as large as
// NumPy's.
func TestNumPySizes(t *testing.T) {
	const script = `
import sys, os, numpy as np
for name in sys.argv[1:]:
    with np.load(name) as z:
        np.savez_compressed(name + "-numpy.npz", **z)
    print(os.path.getsize(name) / os.path.getsize(name + "-numpy.npz"))
`
	pythontest.Run(t, "")
	dir := t.TempDir()
	var names []string
	for _, s := range samples(1 << 20) {
		name := filepath.Join(dir, s.name+".npz")
		if err := npz.WriteFile(name, map[string]npy.AnyArray{"a": s.array}, npz.Compress(npz.DefaultLevel)); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	for i, line := range strings.Fields(pythontest.Run(t, script, names...)) {
		var ratio float64
		fmt.Sscan(line, &ratio)
		if ratio > 1.12 || ratio < 0.1 {
			t.Errorf("%s: %.3f times as large as NumPy's", filepath.Base(names[i]), ratio)
		}
	}
}

// TestSOZipFile: sozipfile, which reads and writes SOZip, finds the index of our
// members, also of those that AppendFile copied, and seeks by it.
func TestSOZipFile(t *testing.T) {
	const script = `
import sys, hashlib, sozipfile.sozipfile as sozipfile
for name in sys.argv[1:]:
    with sozipfile.ZipFile(name) as z:
        for info in z.infolist():
            print(info.filename, info.is_sozip_optimized(z), end=" ")
            if info.sozip_index:
                with z.open(info) as f:
                    f.seek(info.file_size // 2)
                    found = hashlib.sha256(f.read(5000)).hexdigest()
                    f.seek(0)
                    whole = hashlib.sha256(f.read()).hexdigest()
                print(info.chunk_size, len(info.sozip_index), found, whole, end="")
            print()
`
	if pythontest.Run(t, "import importlib.util; print(importlib.util.find_spec('sozipfile') is not None)") != "True\n" {
		if os.Getenv("NPYGO_REQUIRE_NUMPY") == "1" {
			t.Fatal("the Python that NPYGO_PYTHON names has no sozipfile")
		}
		t.Skip("the Python that NPYGO_PYTHON names has no sozipfile")
	}
	const block = 32 << 10
	list := slices.DeleteFunc(pieces(t), func(p piece) bool { return len(p.want) <= block })
	opts := []npz.Option{npz.SOZip(), npz.SeekBlock(block)}
	names := []string{filepath.Join(t.TempDir(), "streamed.npz"), filepath.Join(t.TempDir(), "file.npz")}
	if err := os.WriteFile(names[0], build(t, list, opts...), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := npz.Create(names[1], opts...)
	if err != nil {
		t.Fatal(err)
	}
	fillWriter(t, w, list)
	for i, in := range [][]npz.Option{nil, {npz.InPlace()}} {
		name := filepath.Join(t.TempDir(), fmt.Sprint(i, ".npz"))
		if err := os.WriteFile(name, fileBytes(t, names[0]), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := npz.AppendFile(name, map[string]npy.AnyArray{"new": npy.Array[int8]{Data: []int8{1}}}, in...); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	out := pythontest.Run(t, script, names...)
	for _, p := range list {
		half := p.want[len(p.want)/2:]
		line := fmt.Sprintf("%s True %d %d %x %x\n", p.name, block, (len(p.want)-1)/block,
			sha256.Sum256(half[:min(5000, len(half))]), sha256.Sum256(p.want))
		if n := strings.Count(out, line); n != len(names) {
			t.Errorf("%q: sozipfile finds it and its index in %d of %d archives:\n%s", p.name, n, len(names), out)
		}
	}
	if n := strings.Count(out, "new.npy False"); n != 2 {
		t.Errorf("sozipfile finds an index of a stored member, or no member:\n%s", out)
	}
}

// TestOtherPrograms: other programs find nothing wrong with what we write.
func TestOtherPrograms(t *testing.T) {
	names, list := writtenArchives(t)
	for _, p := range []struct {
		args []string
		want func(out string) bool
	}{
		{[]string{"unzip", "-tq"}, func(out string) bool { return strings.Contains(out, "No errors detected") }},
		{[]string{"zip", "-Tq"}, func(string) bool { return true }},
		{[]string{"7z", "t"}, func(out string) bool { return strings.Contains(out, "Everything is Ok") }},
		{[]string{"bsdtar", "-tf"}, func(out string) bool { return strings.Count(out, "\n") >= len(list) }},
	} {
		t.Run(p.args[0], func(t *testing.T) {
			if _, err := exec.LookPath(p.args[0]); err != nil {
				t.Skip(p.args[0], "is not installed")
			}
			for _, name := range names {
				if out := pythontest.Command(t, p.args[0], append(p.args[1:], name)...); !p.want(out) {
					t.Errorf("%s: %s", name, out)
				}
			}
		})
	}
}

// TestJava reads them with the two ways that Java has.
func TestJava(t *testing.T) {
	const program = `
import java.io.*; import java.util.*; import java.util.zip.*;
public class Check {
    public static void main(String[] names) throws IOException {
        byte[] b = new byte[1 << 16];
        for (String name : names) {
            long members = 0, bytes = 0, streamed = 0;
            try (ZipFile z = new ZipFile(name)) {
                for (ZipEntry e : Collections.list(z.entries())) {
                    members++;
                    try (InputStream in = z.getInputStream(e)) { for (int n; (n = in.read(b)) > 0;) bytes += n; }
                }
            }
            try (ZipInputStream in = new ZipInputStream(new FileInputStream(name))) {
                for (ZipEntry e; (e = in.getNextEntry()) != null;) {
                    if (e.getName().endsWith(".sozip.idx")) continue;
                    for (int n; (n = in.read(b)) > 0;) streamed += n;
                }
            }
            System.out.println(members + " " + bytes + " " + streamed);
        }
    }
}`
	if _, err := exec.LookPath("javac"); err != nil {
		t.Skip("javac is not installed")
	}
	if testing.Short() {
		t.Skip("short")
	}
	names, list := writtenArchives(t)
	source := filepath.Join(t.TempDir(), "Check.java")
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	pythontest.Command(t, "javac", source)
	out := pythontest.Command(t, "java", append([]string{"-cp", filepath.Dir(source), "Check"}, names...)...)
	total := 0
	for _, p := range list {
		total += len(p.want)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for i, line := range lines {
		var members, bytes, streamed int
		fmt.Sscan(line, &members, &bytes, &streamed)
		want, all := len(list), total
		if strings.Contains(names[i], "appended") { // "zeros" more, and "ramp" as large as before
			want, all = want+1, all+128+8*50_000
		}
		if members != want || bytes != all || streamed < all {
			t.Errorf("%s: %s; there are %d members of %d bytes", names[i], line, want, all)
		}
	}
	if len(lines) != len(names) {
		t.Errorf("%d of %d archives", len(lines), len(names))
	}
}
