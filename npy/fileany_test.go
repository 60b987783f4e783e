package npy_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestFileAny: every good golden file, of whatever dtype, comes back byte for byte, where its header is one that we write.
func TestFileAny(t *testing.T) {
	files, err := filepath.Glob("../testdata/good/*/*.npy")
	if err != nil || len(files) < 100 {
		t.Fatal(len(files), err)
	}
	name, same := filepath.Join(t.TempDir(), "again.npy"), 0
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, err := npy.ReadAny(bytes.NewReader(b))
		if errors.Is(err, header.ErrShape) && strconv.IntSize == 32 {
			continue // an axis that does not fit an int
		}
		if err != nil {
			t.Fatal(file, err)
		}
		got, err := npy.ReadFileAny(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := npy.WriteFileAny(name, got); err != nil {
			t.Fatal(file, err)
		}
		again, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if all, err := want.AppendBinary(nil); err != nil || !bytes.Equal(again, all) {
			t.Errorf("%s: another file than ReadAny's, %v", file, err)
		}
		if bytes.Equal(again, b) {
			same++
		}
	}
	if same < len(files)/2 {
		t.Errorf("only %d of %d files are the same bytes", same, len(files))
	}
}

// breaking is an array that breaks off when it is written.
type breaking struct{ npy.Array[int16] }

func (breaking) WriteTo(w io.Writer) (int64, error) {
	n, _ := w.Write([]byte("\x93NUM"))
	return int64(n), errBroken
}

// TestFileAnyErrors: an error has the file's name, and the old file stays.
func TestFileAnyErrors(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.npy")
	if _, err := npy.ReadFileAny(name); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if err := os.WriteFile(name, []byte("\x93NUMPY\x01\x00"), 0o644); err != nil {
		t.Fatal(err)
	}
	var e *header.Error
	if a, err := npy.ReadFileAny(name); a != nil || !errors.Is(err, header.ErrTruncated) || !errors.As(err, &e) || e.Name != name {
		t.Errorf("%v, %v", a, err)
	}
	if err := os.WriteFile(name, marshal(t, npy.Array[int16]{Data: []int16{1, 2}})[:130], 0o644); err != nil {
		t.Fatal(err)
	}
	if a, err := npy.ReadFileAny(name); a != nil || !errors.Is(err, header.ErrTruncated) || !errors.As(err, &e) || e.Name != name {
		t.Errorf("%v, %v", a, err)
	}
	for what, c := range map[string]struct {
		a    npy.AnyArray
		kind error
	}{
		"nil":               {nil, header.ErrDType},
		"no dtype":          {npy.Array[chan int]{Data: make([]chan int, 1)}, header.ErrDType},
		"a wrong shape":     {npy.Array[int16]{Data: []int16{1}, Shape: []int{2}}, header.ErrShape},
		"a Raw of no dtype": {npy.Raw{}, header.ErrDType},
		"one that fails":    {breaking{npy.Array[int16]{Data: []int16{1}}}, errBroken},
		"text of bad UTF-8": {npy.Array[string]{Data: []string{"\xff"}}, npy.ErrValue},
		"one that is wrong": {elsewhere{AnyArray: npy.Array[int16]{Data: []int16{1}}, valid: errBroken}, errBroken},
	} {
		err := npy.WriteFileAny(name, c.a)
		if !errors.Is(err, c.kind) {
			t.Errorf("%s: %v", what, err)
		}
		if err := npy.WriteFileAny(filepath.Join(dir, "missing", "a.npy"), c.a); !errors.Is(err, c.kind) && what != "one that fails" {
			t.Errorf("%s: there should be no file to be made: %v", what, err)
		}
		if errors.As(err, &e) && e.Name != name {
			t.Errorf("%s: the file's name is missing: %v", what, err)
		}
	}
	if b, err := os.ReadFile(name); err != nil || len(b) != 130 {
		t.Errorf("the old file: %d bytes, %v", len(b), err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("litter: %v", left)
	}
}
