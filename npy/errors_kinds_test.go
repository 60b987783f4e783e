package npy_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestBrokenSource: a source that fails is no file that is too short.
func TestBrokenSource(t *testing.T) {
	broken := errors.New("the cable is cut")
	b := marshal(t, npy.Array[float64]{Data: make([]float64, 100)})
	for n := range len(b) {
		_, err := npy.Read[float64](io.MultiReader(bytes.NewReader(b[:n]), iotest.ErrReader(broken)))
		var e *header.Error
		if !errors.Is(err, broken) || !errors.As(err, &e) || e.Kind != nil || errors.Is(err, io.ErrUnexpectedEOF) || e.Offset != int64(n) {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
	long := marshal(t, npy.Array[float64]{Data: make([]float64, 1000)})
	f, err := npy.NewFile(failing{bytes.NewReader(long), 5000, broken}, int64(len(long)))
	if err != nil {
		t.Fatal(err)
	}
	for _, read := range []func() error{
		func() error { _, err := npy.ReadRows[float64](f, 600, 900); return err },
		func() error {
			_, err := npy.ReadSlice[float64](f, npy.Range{Start: 600, Stop: 900, Step: 3})
			return err
		},
	} {
		var e *header.Error
		if err := read(); !errors.Is(err, broken) || !errors.As(err, &e) || e.Kind != nil || errors.Is(err, io.ErrUnexpectedEOF) {
			t.Error(err)
		}
	}
}

// failing is an io.ReaderAt that has no more than its first bytes.
type failing struct {
	io.ReaderAt
	most int64
	err  error
}

func (f failing) ReadAt(b []byte, at int64) (int, error) {
	if at+int64(len(b)) <= f.most {
		return f.ReaderAt.ReadAt(b, at)
	}
	n, _ := f.ReaderAt.ReadAt(b[:max(f.most-at, 0)], at)
	return n, f.err
}

// TestPartTooShort: the error counts the part's bytes, and not all that came before.
func TestPartTooShort(t *testing.T) {
	b := marshal(t, npy.Array[float64]{Data: make([]float64, 1000)})
	cut := failing{bytes.NewReader(b), 128 + 8*905, io.EOF}
	f, err := npy.NewFile(cut, int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = npy.ReadRows[float64](f, 900, 920)
	if !errors.Is(err, header.ErrTruncated) || !strings.Contains(err.Error(), "at byte 7368: after 40 of 160 bytes") {
		t.Error(err)
	}
}

// TestPathErrors: what the operating system says comes as it says it.
func TestPathErrors(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing", "a.npy")
	a := npy.Array[int8]{Data: []int8{1}}
	for name, do := range map[string]func() error{
		"ReadFile":  func() error { _, err := npy.ReadFile[int8](missing); return err },
		"WriteFile": func() error { return npy.WriteFile(missing, a) },
		"Open":      func() error { _, err := npy.Open(missing); return err },
		"Create":    func() error { _, err := npy.Create[int8](missing); return err },
		"CreateMap": func() error { _, err := npy.CreateMap[int8](missing, 3); return err },
		"Append":    func() error { return npy.AppendFile(missing, a) },
		"Repair":    func() error { _, err := npy.Repair(missing); return err },
		"Map": func() error {
			_, err := npy.Map[int8](missing, npy.ReadOnly)
			if errors.Is(err, errors.ErrUnsupported) { // as on systems without files to map
				return &fs.PathError{Path: missing, Err: fs.ErrNotExist}
			}
			return err
		},
	} {
		err := do()
		if e, ok := err.(*fs.PathError); !ok || e.Path != missing || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %T %v", name, err, err)
		}
	}
}

// TestUnknownRule: a rule of casting that there is not allows nothing.
func TestUnknownRule(t *testing.T) {
	b := marshal(t, npy.Array[complex128]{Data: []complex128{1}})
	var e *npy.DTypeError
	for _, rule := range []npy.Casting{npy.Unsafe + 1, 99, 255} {
		if a, err := npy.Read[int8](bytes.NewReader(b), npy.Cast(rule)); !errors.As(err, &e) || a.Data != nil {
			t.Errorf("%d: %v, %v", rule, a, err)
		}
	}
	if _, err := npy.Read[int8](bytes.NewReader(b), npy.Cast(npy.Unsafe)); err != nil {
		t.Error(err)
	}
}

// TestAppendOfAnotherType: it is not the file that can be read in another way.
func TestAppendOfAnotherType(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, npy.Array[float64]{Data: []float64{1}}); err != nil {
		t.Fatal(err)
	}
	err := npy.AppendFile(name, npy.Array[int32]{Data: []int32{1}})
	if !errors.Is(err, header.ErrDType) || !strings.HasSuffix(err.Error(), "make the rows float64") {
		t.Error(err)
	}
}
