package main

import (
	"bytes"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }

func demo(name string) string { return filepath.Join("../../testdata/demo", name) }

func TestInfoText(t *testing.T) {
	want := strings.ReplaceAll(`../../testdata/demo/temperature.npy
  shape    (24, 36), 864 elements
  dtype    float64 ('<f8', little-endian)
  order    C (the last axis varies fastest)
  version  1.0
  offset   128
  bytes    6912 (6.8 KiB)
  min      -20.3
  max      28.8
  mean     6.903645200486031
  NaN      41

../../testdata/demo/fortran.npy
  shape    (6, 4), 24 elements
  dtype    int32 ('<i4', little-endian)
  order    Fortran (the first axis varies fastest)
  version  1.0
  offset   128
  bytes    96
  min      0
  max      53
  mean     26.5

../../testdata/demo/events.npy
  shape    (5,), 5 elements
  dtype    record of 4 fields, 68 bytes
           field      dtype          offset
           time       <M8[s]         0
           station    <U10           8
           magnitude  <f4            48
           position   ('<f8', (2,))  52
  order    C (the last axis varies fastest)
  version  1.0
  offset   192
  bytes    340
  stats    none: the elements are records: npy cat shows them
`, "../../testdata/demo/", demo("x")[:len(demo("x"))-1])
	if got := mustRun(t, "info", demo("temperature.npy"), demo("fortran.npy"), demo("events.npy")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestInfoNumbers(t *testing.T) {
	for _, c := range []struct {
		array npy.AnyArray
		want  string
	}{
		{npy.Array[bool]{Data: []bool{true, true, false}}, "  true     2\n  false    1\n"},
		{npy.Array[complex64]{Data: []complex64{1 + 2i, 3 - 5i}}, "  mean     2.0-1.5j\n  NaN      0\n"},
		{npy.Array[float64]{}, "  NaN      0\n  values   no numbers, thus no min, max or mean\n"},
		{npy.Array[float32]{Data: []float32{0.1, inf}}, "  min      0.1\n  max      inf\n  mean     inf\n  NaN      0\n  Inf      1\n"},
		{npy.Array[npy.BFloat16]{Data: make([]npy.BFloat16, 2)}, "  stats    none: NumPy knows nothing of these elements: if they are bfloat16, say --as bfloat16\n"},
	} {
		if got := mustRun(t, "info", save(t, c.array)); !strings.HasSuffix(got, c.want) {
			t.Errorf("%T:\n%s\nwant ...\n%s", c.array, got, c.want)
		}
	}
	if got := mustRun(t, "info", "--as", "bfloat16", save(t, npy.Array[npy.BFloat16]{Data: []npy.BFloat16{npy.NewBFloat16(3.14)}})); !strings.Contains(got,
		"  dtype    bfloat16 ") || !strings.Contains(got, "  max      3.14\n") {
		t.Errorf("--as bfloat16:\n%s", got)
	}
}

var inf = float32(math.Inf(1))

func TestInfoJSON(t *testing.T) {
	r := infoJSON(t, demo("temperature.npy"))
	for name, want := range map[string]any{"index": 0.0, "version": "1.0", "descr": "<f8", "dtype": "float64", "fortran_order": false,
		"count": 864.0, "itemsize": 8.0, "offset": 128.0, "bytes": 6912.0} {
		if r[name] != want {
			t.Errorf("%s is %v, want %v", name, r[name], want)
		}
	}
	if shape, _ := r["shape"].([]any); len(shape) != 2 || shape[0] != 24.0 || shape[1] != 36.0 {
		t.Errorf("shape is %v", r["shape"])
	}
	if s := infoJSON(t, save(t, npy.Array[int8]{Shape: []int{}, Data: []int8{1}}))["shape"]; s == nil || len(s.([]any)) != 0 {
		t.Errorf("the shape of a scalar is %v, want []", s)
	}
	if stats := infoJSON(t, save(t, npy.Array[float32]{Data: []float32{inf}}))["stats"].(map[string]any); stats["max"] != "Infinity" || stats["inf"] != 1.0 {
		t.Errorf("stats of an infinity: %v", stats)
	}
	if r := infoJSON(t, "--no-stats", demo("temperature.npy")); r["stats"] != nil || r["no_stats"] != nil {
		t.Errorf("--no-stats gives %v, %v", r["stats"], r["no_stats"])
	}
	fields := infoJSON(t, demo("events.npy"))["fields"].([]any)
	if f := fields[1].(map[string]any); f["name"] != "station" || f["dtype"] != "<U10" || f["offset"] != 8.0 {
		t.Errorf("fields[1] is %v", f)
	}
}

// TestInfoFailures: one bad file does not keep the others from being shown.
func TestInfoFailures(t *testing.T) {
	dir := t.TempDir()
	good, cut, none, text := filepath.Join(dir, "good.npy"), filepath.Join(dir, "cut.npy"), filepath.Join(dir, "none.npy"), filepath.Join(dir, "text.npy")
	b, _ := npy.Array[int16]{Data: []int16{1, 2, 3}}.MarshalBinary()
	write(t, good, b)
	write(t, cut, b[:len(b)-1])
	write(t, text, []byte("hello, world"))

	out, errs, status := runNpy(nil, "info", cut, none, text, dir, good)
	if status != 1 || !strings.Contains(out, good) || !strings.Contains(out, "mean     2.0") {
		t.Errorf("status %d, out\n%s", status, out)
	}
	lines := strings.Split(strings.TrimSpace(errs), "\n")
	for i, want := range []string{cut + ": truncated at byte 133", none, text + ": not a .npy file", dir + " is a directory"} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], "npy: ") || !strings.Contains(lines[i], want) {
			t.Errorf("errors %q, want %q in line %d", lines, want, i)
		}
	}

	out, _, status = runNpy(nil, "info", "--json", cut, none, good)
	reports := infosJSON(t, out)
	if status != 1 || len(reports) != 3 {
		t.Fatalf("status %d, %v", status, reports)
	}
	if r := reports[0]; r["error"] == nil || r["descr"] != "<i2" || r["stats"] != nil {
		t.Errorf("a truncated file: %v", r)
	}
	if r := reports[1]; r["error"] == nil || r["descr"] != nil || r["file"] != none {
		t.Errorf("no file: %v", r)
	}
}

func TestInfoSeveralArrays(t *testing.T) {
	file := save(t, npy.Array[int8]{Data: []int8{1, 2}}, npy.Array[bool]{Data: []bool{true}}, npy.Array[float64]{Data: []float64{1.5}})
	b := append(read(t, file), "some trash"...)
	write(t, file, b)
	for _, args := range [][]string{{"info", file}, {"info", "--no-stats", file}} {
		out := mustRun(t, args...)
		for _, want := range []string{file + "[0]\n", file + "[1]\n", file + "[2]\n", "trailing 10 bytes"} {
			if strings.Count(out, want) != 1 {
				t.Errorf("npy %q:\n%s\nwant once %q", args, out, want)
			}
		}
	}
	piped, errs, status := runNpy(pipe{bytesReader(b)}, "info", "-")
	if want := strings.ReplaceAll(mustRun(t, "info", file), file, "standard input"); piped != want || errs != "" || status != 0 {
		t.Errorf("from a pipe: status %d, %s\n%s\nwant\n%s", status, errs, piped, want)
	}
	piped, _, _ = runNpy(pipe{bytesReader(b)}, "info", "--no-stats", "-")
	if want := strings.ReplaceAll(mustRun(t, "info", "--no-stats", file), file, "standard input"); piped != want {
		t.Errorf("from a pipe without statistics:\n%s\nwant\n%s", piped, want)
	}
	if r := infosJSON(t, mustRun(t, "info", "--json", file)); len(r) != 3 || r[2]["trailing_bytes"] != 10.0 || r[1]["index"] != 1.0 {
		t.Errorf("JSON: %v", r)
	}
	if out := mustRun(t, "info", file+"[1]"); !strings.HasPrefix(out, file+"[1]\n") || strings.Contains(out, file+"[0]") {
		t.Errorf("one of them:\n%s", out)
	}
	if out := mustRun(t, "cat", file+"[2]"); out != "[1.5]\n" {
		t.Errorf("cat of the third: %s", out)
	}
	if _, errs, status := runNpy(nil, "cat", file+"[3]"); status != 1 || !strings.Contains(errs, "there is no array [3]: the last one is [2]") {
		t.Errorf("cat of the fourth: %s", errs)
	}
	odd := file + "[1]"
	write(t, odd, read(t, save(t, npy.Array[int8]{Data: []int8{7}})))
	if out := mustRun(t, "cat", odd); out != "[7]\n" {
		t.Errorf("a file that is called so: %s", out)
	}
}

// TestSecondArrayBroken: its error names the array and the byte of the file.
func TestSecondArrayBroken(t *testing.T) {
	file := save(t, npy.Array[int8]{Data: []int8{1}})
	write(t, file, append(read(t, file), "\x93NUMPY\x07\x00"...))
	out, errs, status := runNpy(nil, "info", file)
	if status != 1 || !strings.Contains(out, file+"[0]\n") || !strings.Contains(errs, file+"[1]: ") || !strings.Contains(errs, "at byte 135") {
		t.Errorf("status %d, %s\n%s", status, errs, out)
	}
}

func TestStandardInput(t *testing.T) {
	b := read(t, demo("temperature.npy"))
	want := mustRun(t, "cat", demo("temperature.npy"), "--full")
	if got, errs, status := runNpy(pipe{bytesReader(b)}, "cat", "-", "--full"); got != want || status != 0 {
		t.Errorf("a pipe: status %d, %s", status, errs)
	}
	f, err := os.Open(demo("temperature.npy"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, errs, status := runNpy(f, "cat", "-", "--full"); got != want || status != 0 {
		t.Errorf("a file: status %d, %s", status, errs)
	}
	for _, cmd := range []string{"info", "cat"} {
		if _, errs, status := runNpy(pipe{bytesReader(b[:1000])}, cmd, "-"); status != 1 || !strings.Contains(errs, "standard input: truncated at byte 1000") {
			t.Errorf("%s of a pipe that ends early: status %d, %s", cmd, status, errs)
		}
	}
}

// TestObjects: the header is shown, and nothing is unpickled or called wrong.
func TestObjects(t *testing.T) {
	file := filepath.Join("../../testdata/bad/object-array.npy")
	out := mustRun(t, "info", file)
	if !strings.Contains(out, "object ('|O')") || !strings.Contains(out, "stats    none: the elements are pickled") || strings.Contains(out, "trailing") {
		t.Errorf("info:\n%s", out)
	}
	if _, errs, status := runNpy(nil, "cat", file); status != 1 || !strings.Contains(errs, "pickled") {
		t.Errorf("cat: status %d, %s", status, errs)
	}
	if _, errs, status := runNpy(nil, "info", file+"[1]"); status != 1 || !strings.Contains(errs, "Python") {
		t.Errorf("what comes behind: status %d, %s", status, errs)
	}
}

func TestAs(t *testing.T) {
	voids := save(t, npy.Array[npy.BFloat16]{Data: []npy.BFloat16{npy.NewBFloat16(1), npy.NewBFloat16(-2.5)}})
	for _, c := range []struct{ as, want string }{
		{"", "[b'\\x80\\x3F' b'\\x20\\xC0']\n"},
		{"bfloat16", "[ 1.  -2.5]\n"},
		{"<u2", "[16256 49184]\n"},
		{">u2", "[32831  8384]\n"},
	} {
		if got := mustRun(t, "cat", voids, "--as", c.as); got != c.want {
			t.Errorf("--as %q: %s, want %s", c.as, got, c.want)
		}
	}
	for as, want := range map[string]string{"float32": "give a dtype of that size", "frob": "there is no such dtype", "O": "give a dtype of that size"} {
		for _, cmd := range []string{"cat", "info"} {
			if _, errs, status := runNpy(nil, cmd, voids, "--as", as); status != 1 || !strings.Contains(errs, want) || !strings.Contains(errs, voids) {
				t.Errorf("%s --as %s: status %d, %s", cmd, as, status, errs)
			}
		}
	}
}

// TestTerminalIsSafe: names from a file cannot send commands to a terminal.
func TestTerminalIsSafe(t *testing.T) {
	d, err := header.ParseDType(`[('\x1b[2J', '<i4'), (('title\r', 'b'), '<i4')]`)
	if err != nil {
		t.Fatal(err)
	}
	file := save(t, npy.Raw{DType: d, Shape: []int{1}, Data: make([]byte, 8)})
	for _, args := range [][]string{{"info"}, {"info", "--json"}, {"cat"}} {
		if out := mustRun(t, append(args, file)...); strings.ContainsAny(out, "\x1b\r") {
			t.Errorf("npy %q: %q", args, out)
		}
	}
}
