package main

import (
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

func TestFormats(t *testing.T) {
	nan := math.NaN()
	matrix := npy.Array[float64]{Shape: []int{2, 3}, Data: []float64{1, nan, 0.1, math.Inf(-1), 1e-7, 1e20}}
	cube := npy.Array[int8]{Shape: []int{2, 2, 2}, Data: []int8{1, 2, 3, 4, 5, 6, 7, 8}}
	for _, c := range []struct {
		array npy.AnyArray
		args  string
		want  string
	}{
		{matrix, "json", "[[1.0,\"NaN\",0.1],\n[\"-Infinity\",1e-07,1e+20]]\n"},
		{matrix, "csv", "1.0,nan,0.1\n-inf,1e-07,1e+20\n"},
		{matrix, "tsv", "1.0\tnan\t0.1\n-inf\t1e-07\t1e+20\n"},
		{matrix, "csv 0", "1.0\nnan\n0.1\n"},
		{matrix, "csv 0,0", "1.0\n"},
		{matrix, "json 0,0", "1.0\n"},
		{matrix, "json :0", "[]\n"},
		{matrix, "csv :0", ""},
		{matrix, "json :,:0", "[[],\n[]]\n"},
		{cube, "json", "[[[1,2],\n[3,4]],\n[[5,6],\n[7,8]]]\n"},
		{cube, "csv 0", "1,2\n3,4\n"},
		{cube, "text ...,0", "[[1 3]\n [5 7]]\n"},
		{npy.Array[bool]{Data: []bool{true, false}}, "json", "[true,false]\n"},
		{npy.Array[bool]{Data: []bool{true, false}}, "csv", "true\nfalse\n"},
		{npy.Array[uint64]{Data: []uint64{math.MaxUint64}}, "json", "[18446744073709551615]\n"},
		{npy.Array[complex64]{Data: []complex64{1 - 2i}}, "json", "[[1.0, -2.0]]\n"},
		{npy.Array[complex64]{Data: []complex64{1 - 2i}}, "csv", "1.0-2.0j\n"},
		{npy.Array[float32]{Data: []float32{0.1}}, "json", "[0.1]\n"},
		{npy.Array[npy.Float16]{Data: []npy.Float16{npy.NewFloat16(0.1)}}, "json", "[0.1]\n"},
		{raw(t, "<U3", "a\x00\x00\x00\"\x00\x00\x00\n\x00\x00\x00"), "json", `["a\"\n"]` + "\n"},
		{raw(t, "|S3", "ab\x00\xff\x00\x00"), "json", `["ab","b'\\xff'"]` + "\n"},
		{raw(t, "|S3", "a,b"), "csv", "\"a,b\"\n"},
		{raw(t, "|V2", "\x01\xab"), "json", `["b'\\x01\\xAB'"]` + "\n"},
		{raw(t, "[('x', '|u1'), ('y', '|i1', (2,))]", "\x01\x02\x03\x04\xff\x06"), "json", `[{"x": 1, "y": [2, 3]},{"x": 4, "y": [-1, 6]}]` + "\n"},
		{raw(t, "[('x', '|u1'), ('y', '|i1', (2,))]", "\x01\x02\x03\x04\xff\x06"), "csv", "x,y\n1,\"[2, 3]\"\n4,\"[-1, 6]\"\n"},
	} {
		format, slice, _ := strings.Cut(c.args, " ")
		if got := mustRun(t, "cat", save(t, c.array), slice, "--format", format); got != c.want {
			t.Errorf("%T %s:\n%s\nwant\n%s", c.array, c.args, got, c.want)
		}
	}
}

func raw(t *testing.T, descr, data string) npy.Raw {
	t.Helper()
	d, err := header.ParseDType(descr)
	if err != nil {
		t.Fatal(err)
	}
	return npy.Raw{DType: d, Data: []byte(data)}
}

func TestTimes(t *testing.T) {
	file := save(t, raw(t, "<M8[25us]", "\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80"))
	for format, want := range map[string]string{"text": "[    5 'NaT']\n", "json": "[5,null]\n", "csv": "5\nNaT\n"} {
		out, errs, status := runNpy(nil, "cat", file, "--format", format)
		if out != want || status != 0 || !strings.Contains(errs, "steps of 25 microseconds since 1970-01-01T00:00") {
			t.Errorf("%s: status %d, %q, %s", format, status, out, errs)
		}
	}
}

func TestTooManyAxesForATable(t *testing.T) {
	file := save(t, npy.Array[int8]{Shape: []int{1, 1, 1}, Data: []int8{1}})
	if out, errs, status := runNpy(nil, "cat", file, "-f", "csv"); status != 1 || out != "" || !strings.Contains(errs, "take a part of it") {
		t.Errorf("status %d, %q, %s", status, out, errs)
	}
}

// TestWeightless: a file of 128 bytes can promise more parts than anybody can wait for.
func TestWeightless(t *testing.T) {
	for _, a := range []npy.AnyArray{
		npy.Raw{DType: raw(t, "|V0", "").DType, Shape: []int{1 << 30}},
		npy.Raw{DType: raw(t, "|u1", "").DType, Shape: []int{1 << 30, 0}},
	} {
		file := save(t, a)
		for _, args := range []string{"-f=json", "-f=csv", "--full"} {
			if _, errs, status := runNpy(nil, "cat", file, args); status != 1 || !strings.Contains(errs, "very many parts") {
				t.Errorf("%v %s: status %d, %s", a.Header().Shape, args, status, errs)
			}
		}
		if out := mustRun(t, "cat", file); len(out) > 100 {
			t.Errorf("%v: %s", a.Header().Shape, out)
		}
		mustRun(t, "cat", file, ":3", "-f", "json")
		mustRun(t, "info", file)
	}
	if d, err := header.ParseDType("[('a', '|V0', (1000000000,))]"); err == nil {
		file := save(t, npy.Raw{DType: d, Shape: []int{2}})
		if _, errs, status := runNpy(nil, "cat", file); status != 1 || !strings.Contains(errs, "without any bytes") {
			t.Errorf("lists of nothing: status %d, %s", status, errs)
		}
	}
}

// TestEveryFile shows all of the module's test files in every way: the good
// ones, and what nobody should accept.
func TestEveryFile(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("../../testdata", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".npy" {
			return err
		}
		seen++
		kind := strings.Split(filepath.ToSlash(name), "/")[3]
		for _, args := range [][]string{{"info", name}, {"info", "--json", name}, {"info", "--no-stats", name}, {"cat", name}, {"cat", "-f=json", name}, {"cat", "-f=csv", name}} {
			out, errs, status := runNpy(nil, args...)
			if (status != 0) != strings.Contains(errs, "npy: ") && !strings.Contains(errs, "the numbers count") {
				t.Errorf("npy %q: status %d, errors %q", args, status, errs)
			}
			huge := strconv.IntSize == 32 && strings.Contains(errs, "too large") // shapes that only 64 bits can count
			if status != 0 && args[0] == "info" && kind != "bad" && !huge {
				t.Errorf("npy %q: %s", args, errs)
			}
			if status == 0 && len(out) > 0 {
				wellFormed(t, args, out)
			}
		}
		return nil
	})
	if err != nil || seen < 100 {
		t.Errorf("%d files seen, %v", seen, err)
	}
}

func wellFormed(t *testing.T, args []string, out string) {
	switch args[1] {
	case "--json", "-f=json":
		if !json.Valid([]byte(out)) {
			t.Errorf("npy %q writes no JSON: %.200s", args, out)
		}
	case "-f=csv":
		if _, err := csv.NewReader(strings.NewReader(out)).ReadAll(); err != nil {
			t.Errorf("npy %q: %v", args, err)
		}
	}
}

// FuzzFile: no file makes the commands panic.
func FuzzFile(f *testing.F) {
	for _, a := range []npy.AnyArray{
		npy.Array[float64]{Shape: []int{2, 2}, Data: []float64{1, 2, 3, 4}, FortranOrder: true},
		npy.Array[bool]{Data: []bool{true}},
	} {
		b, err := a.AppendBinary(nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, args := range [][]string{{"info", "-"}, {"cat", "-"}, {"cat", "-", "0"}, {"cat", "-", "-f=json"}, {"cat", "-", "-f=csv"}} {
			runNpy(bytesReader(b), args...)
		}
	})
}
