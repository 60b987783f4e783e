package npy_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestBlankPointers: what a file has for a blank field never becomes a pointer.
func TestBlankPointers(t *testing.T) {
	type inner struct {
		A int64 `npy:"a"`
		_ *int
	}
	type outer struct {
		In inner `npy:"in"`
	}
	const one = "('a', '<i8'), ('', '|V8')"
	payload := bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7, 8}, 2*1000)
	check := func(name, descr string, read func([]byte) (int, error)) {
		b := file(t, descr, []int{1000}, false, payload)
		n, err := read(b)
		runtime.GC() // which dies of a bad pointer
		if err != nil || n != 1000 {
			t.Errorf("%s: %d records, %v", name, n, err)
		}
	}
	if strconv.IntSize != 64 {
		t.Skip("the struct has another size where pointers have four bytes")
	}
	check("top", "["+one+"]", func(b []byte) (int, error) {
		a, err := npy.Read[inner](bytes.NewReader(b))
		runtime.GC()
		return a.Len(), err
	})
	check("nested", "[('in', ["+one+"])]", func(b []byte) (int, error) {
		a, err := npy.Read[outer](bytes.NewReader(b))
		runtime.GC()
		return a.Len(), err
	})
	if _, err := npy.View[inner](file(t, "["+one+"]", []int{1000}, false, payload)); !errors.Is(err, npy.ErrNoView) {
		t.Errorf("View: %v", err)
	}
}

// TestEmptyVoids: elements of no bytes within a limit.
func TestEmptyVoids(t *testing.T) {
	var w bytes.Buffer
	if err := npy.Write(&w, npy.Array[[]byte]{Data: [][]byte{{}}}, npy.AsVoid(), npy.MaxBytes(100)); err != nil {
		t.Error(err)
	}
	if err := npy.Write(&w, npy.Array[string]{Data: []string{"abc"}}, npy.MaxBytes(0)); !errors.Is(err, header.ErrLimit) {
		t.Errorf("text within no bytes: %v", err)
	}
}

// TestFieldsAreNotCast: the error does not advise what does not help; times are
// rounded down in structs as they are elsewhere.
func TestFieldsAreNotCast(t *testing.T) {
	type number struct {
		X float64 `npy:"x"`
	}
	b := file(t, "[('x', '<f4')]", []int{1}, false, make([]byte, 4))
	if _, err := npy.Read[number](bytes.NewReader(b), npy.Cast(npy.Unsafe)); !errors.Is(err, header.ErrDType) || strings.Contains(err.Error(), "Cast") {
		t.Errorf("a float64 field over '<f4': %v", err)
	}
	type instant struct {
		T time.Time `npy:"t"`
	}
	b = file(t, "[('t', '<M8[ps]')]", []int{1}, false, []byte{0xdb, 5, 0, 0, 0, 0, 0, 0}) // 1499 ps
	if _, err := npy.Read[instant](bytes.NewReader(b)); !errors.Is(err, npy.ErrValue) {
		t.Errorf("1499 ps: %v", err)
	}
	a, err := npy.Read[instant](bytes.NewReader(b), npy.Cast(npy.SameKind))
	if err != nil || a.Data[0].T.UnixNano() != 1 {
		t.Errorf("1499 ps, rounded down: %v, %v", a.Data, err)
	}
}

func TestFloat8Field(t *testing.T) {
	type tiny struct {
		X npy.Float8 `npy:"x"`
	}
	a := npy.Array[tiny]{Data: []tiny{{1}, {0x38}}}
	if d := a.Header().DType.String(); d != "[('x', '|V1')]" {
		t.Errorf("written as %s", d)
	}
	b, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := npy.Read[tiny](bytes.NewReader(b)); err != nil || !slices.Equal(got.Data, a.Data) {
		t.Errorf("%v, %v", got.Data, err)
	}
}

// TestAppendBytesToText: bytes are no text.
func TestAppendBytesToText(t *testing.T) {
	name := filepath.Join(t.TempDir(), "text.npy")
	if err := npy.WriteFile(name, npy.Array[string]{Data: []string{"abc"}}); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := npy.AppendFile(name, npy.Array[[]byte]{Data: [][]byte{[]byte("de")}}); !errors.Is(err, header.ErrDType) {
		t.Errorf("%v", err)
	}
	if after, _ := os.ReadFile(name); !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}
