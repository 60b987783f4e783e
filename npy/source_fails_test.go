package npy

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
)

// stubborn is an io.Seeker that refuses one of its calls.
type stubborn struct {
	*strings.Reader
	left int // calls before that
}

var errStubborn = errors.New("no way")

func (s *stubborn) Seek(offset int64, whence int) (int64, error) {
	if s.left--; s.left < 0 {
		return 0, errStubborn
	}
	return s.Reader.Seek(offset, whence)
}

// seeking hides everything but Seek.
type seeking struct {
	io.Reader
	io.Seeker
}

// TestExtentOfWhatFails: a source that does not tell its size has none that is known; one that does not come back from its end is lost.
func TestExtentOfWhatFails(t *testing.T) {
	for left, want := range []extent{unknownExtent, unknownExtent, {err: errStubborn}, exactly(6)} {
		s := &stubborn{Reader: strings.NewReader("abcdef"), left: left}
		if got := extentOf(seeking{s, s}); got != want {
			t.Errorf("refused after %d calls: %+v, want %+v", left, got, want)
		}
	}
	f, err := os.Create(filepath.Join(t.TempDir(), "a"))
	if err != nil {
		t.Fatal(err)
	}
	if got := extentOf(f); got != unknownExtent {
		t.Errorf("an empty file, as those of /proc are: %+v", got)
	}
	f.WriteString("abcdef")
	if got := extentOf(f); got != exactly(0) {
		t.Errorf("a file at its end: %+v", got)
	}
	f.Seek(2, io.SeekStart)
	if got := extentOf(f); got != exactly(4) {
		t.Errorf("a file: %+v", got)
	}
	f.Close()
	if got := extentOf(f); got != unknownExtent {
		t.Errorf("a closed file: %+v", got)
	}
}

// TestLongDescrsAreNotKept: a header can be a megabyte, and files come in any number.
func TestLongDescrsAreNotKept(t *testing.T) {
	type row struct {
		A int8
		_ struct{} `npy:",partial"`
	}
	kept := func() int {
		known, ok := recordCodes.Load(reflect.TypeFor[row]())
		if !ok || known.(*codesOfType).list.Load() == nil {
			return 0
		}
		return len(*known.(*codesOfType).list.Load())
	}
	for n, want := range map[int]int{10: 1, 6000: 1} {
		descr := "[('A', 'i1')"
		for i := range n {
			descr += fmt.Sprintf(", ('b%d', 'i1')", i)
		}
		d, err := header.ParseDType(descr + "]")
		if err != nil {
			t.Fatal(err)
		}
		b, err := Raw{DType: d, Shape: []int{1}, Data: append([]byte{7}, make([]byte, n)...)}.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if a, err := Read[row](bytes.NewReader(b)); err != nil || a.Data[0].A != 7 {
				t.Errorf("%d fields: %v, %v", n, a.Data, err)
			}
		}
		if n == 10 && kept() != want || kept() > want {
			t.Errorf("%d fields: %d dtypes are kept", n, kept())
		}
	}
}
