package npy_test

import (
	"bytes"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// appendTwice writes first, appends second twice, and compares with the three
// of them in memory.
func appendTwice[T any](t *testing.T, first, second npy.Array[T], opts ...npy.Option) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, first, opts...); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	want, err := npy.ReadFile[T](name)
	if err != nil {
		t.Fatal(err)
	}
	descr := want.Header().DType
	for i := range 2 {
		if err := npy.AppendFile(name, second, []npy.Option{npy.Fsync()}[:i]...); err != nil {
			t.Fatalf("%T: %v", first.Data, err)
		}
		want.Data = append(want.Data, second.RowMajor().Data...)
		want.Shape[0] += second.Shape[0]
	}
	got, err := npy.ReadFile[T](name)
	if err != nil {
		t.Fatal(err)
	}
	h := got.Header()
	if !slices.Equal(got.Shape, want.Shape) || !reflect.DeepEqual(got.Data, want.Data) || !h.DType.Equal(descr) {
		t.Errorf("%v of %v, want %v", got.Data, got.Shape, want.Data)
	}
	if after, err := os.Stat(name); err != nil || !os.SameFile(before, after) {
		t.Errorf("the file was made anew: %v", err)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	fh, n, err := header.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if canonical, err := fh.AppendBinary(nil); fh.DType.Kind() != header.Void && (err != nil || !bytes.Equal(canonical, b[:n])) {
		t.Errorf("the header is not NumPy's: %q", b[:n])
	}
}

func TestAppendFile(t *testing.T) {
	long := make([]float64, 100_000)
	for i := range long {
		long[i] = float64(i)
	}
	for _, opts := range [][]npy.Option{nil, {npy.BigEndian()}} {
		appendTwice(t, npy.Array[float64]{Data: []float64{1, 2}}, npy.Array[float64]{Data: long, Shape: []int{100_000}}, opts...)
		appendTwice(t, counted(false, 9, 3), counted(true, 2, 3), opts...)
		appendTwice(t, counted(false, 0, 3), counted(false, 1, 3), opts...)
		appendTwice(t, counted(false, 4, 0), counted(false, 3, 0), opts...)
		appendTwice(t, npy.Array[celsius]{Data: []celsius{1, 2}}, npy.Array[celsius]{Data: []celsius{3}, Shape: []int{1}}, opts...)
		appendTwice(t, npy.Array[npy.BFloat16]{Data: []npy.BFloat16{1, 2}}, npy.Array[npy.BFloat16]{Data: []npy.BFloat16{3}, Shape: []int{1}}, opts...)
		appendTwice(t, npy.Array[string]{Data: []string{"one", "three"}}, npy.Array[string]{Data: []string{"ü"}, Shape: []int{1}}, opts...)
		appendTwice(t, npy.Array[time.Time]{Data: []time.Time{time.Unix(1, 0).UTC()}}, npy.Array[time.Time]{Data: []time.Time{time.Unix(2, 0).UTC()}, Shape: []int{1}}, append(opts, npy.Unit("s"))...)
		appendTwice(t, npy.Array[point]{Data: []point{{Name: "a", At: time.Unix(5, 0).UTC()}}},
			npy.Array[point]{Data: []point{{Name: "abc", X: [2]int16{1, -2}, Ok: true, At: time.Unix(7, 0).UTC()}}, Shape: []int{1}}, opts...)
	}
	appendTwice(t, npy.Array[bool]{Data: []bool{true}}, npy.Array[bool]{Data: []bool{false, true}, Shape: []int{2}})
	appendTwice(t, npy.Array[[]byte]{Data: [][]byte{[]byte("abc")}}, npy.Array[[]byte]{Data: [][]byte{[]byte("d")}, Shape: []int{1}})
}

// TestAppendFileRefused: what cannot be appended leaves the file as it is.
func TestAppendFileRefused(t *testing.T) {
	matrix := func(t *testing.T) []byte { return marshal(t, counted(false, 4, 3)) }
	for what, c := range map[string]struct {
		file   []byte
		append func(name string) error
		want   error
		says   string
	}{
		"another axis":      {matrix(t), func(name string) error { return npy.AppendFile(name, counted(false, 2, 4)) }, header.ErrShape, "all axes but the first"},
		"an axis less":      {matrix(t), func(name string) error { return npy.AppendFile(name, counted(false, 3)) }, header.ErrShape, "all axes but the first"},
		"another type":      {matrix(t), func(name string) error { return npy.AppendFile(name, ramp([]int{1, 3})) }, header.ErrDType, "float64"},
		"a wrong shape":     {matrix(t), func(name string) error { return npy.AppendFile(name, npy.Array[int32]{Shape: []int{1, 3}}) }, header.ErrShape, "Data has 0"},
		"a scalar":          {marshal(t, npy.Array[int32]{Data: []int32{1}, Shape: []int{}}), func(name string) error { return npy.AppendFile(name, counted(false, 1)) }, header.ErrShape, "no rows"},
		"Fortran order":     {marshal(t, counted(true, 4, 3)), func(name string) error { return npy.AppendFile(name, counted(false, 1, 3)) }, header.ErrShape, "RowMajor"},
		"a second array":    {append(matrix(t), matrix(t)...), func(name string) error { return npy.AppendFile(name, counted(false, 1, 3)) }, header.ErrShape, "follow the array"},
		"a byte behind":     {append(matrix(t), 0), func(name string) error { return npy.AppendFile(name, counted(false, 1, 3)) }, header.ErrShape, "1 bytes follow"},
		"a byte is missing": {matrix(t)[:128+47], func(name string) error { return npy.AppendFile(name, counted(false, 1, 3)) }, header.ErrTruncated, "Repair"},
		"no array":          {[]byte("hello"), func(name string) error { return npy.AppendFile(name, counted(false, 1, 3)) }, header.ErrMagic, ""},
		"too long a text":   {marshal(t, npy.Array[string]{Data: []string{"abc"}}), func(name string) error { return npy.AppendFile(name, npy.Array[string]{Data: []string{"abcd"}}) }, npy.ErrValue, "longer"},
		"counts of no unit": {marshalTimes(t), func(name string) error { return npy.AppendFile(name, readTimes(t, "ms")) }, header.ErrDType, "ms"},
		"another kind": {marshalTimes(t), func(name string) error {
			return npy.AppendFile(name, npy.Array[time.Duration]{Data: []time.Duration{1}})
		}, header.ErrDType, ""},
		"a record": {marshal(t, npy.Array[point]{Data: make([]point, 1)}), func(name string) error { return npy.AppendFile(name, counted(false, 1)) }, header.ErrDType, ""},
		"not all of a record": {marshal(t, npy.Array[point]{Data: make([]point, 1)}), func(name string) error {
			type part struct {
				_  struct{} `npy:",partial"`
				Ok bool     `npy:"ok"`
			}
			return npy.AppendFile(name, npy.Array[part]{Data: make([]part, 1)})
		}, header.ErrDType, ""},
	} {
		name := filepath.Join(t.TempDir(), "a")
		if err := os.WriteFile(name, c.file, 0o666); err != nil {
			t.Fatal(err)
		}
		err := c.append(name)
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || strings.Count(err.Error(), "npy:") != 1 {
			t.Errorf("%s: %v", what, err)
		}
		if b, err := os.ReadFile(name); err != nil || !bytes.Equal(b, c.file) {
			t.Errorf("%s: the file has changed: %v", what, err)
		}
	}
	if err := npy.AppendFile(filepath.Join(t.TempDir(), "none"), counted(false, 1)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

func marshal[T any](t *testing.T, a npy.Array[T]) []byte {
	t.Helper()
	b, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func marshalTimes(t *testing.T) []byte {
	var b bytes.Buffer
	if err := npy.Write(&b, npy.Array[npy.Datetime64]{Data: []npy.Datetime64{1}}, npy.Unit("s")); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readTimes is an array that was read, and so has a unit.
func readTimes(t *testing.T, unit string) npy.Array[npy.Datetime64] {
	var b bytes.Buffer
	if err := npy.Write(&b, npy.Array[npy.Datetime64]{Data: []npy.Datetime64{1}}, npy.Unit(unit)); err != nil {
		t.Fatal(err)
	}
	a, err := npy.Read[npy.Datetime64](&b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAppendFileAnew: a header without room, or spelled in another way, is
// written anew, once.
func TestAppendFileAnew(t *testing.T) {
	if runtime.GOOS == "js" || runtime.GOOS == "wasip1" {
		t.Skip("os.SameFile")
	}
	tight := func(text string) []byte {
		text += strings.Repeat(" ", 15-(10+len(text))%16) + "\n"
		return append([]byte("\x93NUMPY\x01\x00"+string([]byte{byte(len(text)), 0})+text), 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0)
	}
	for what, file := range map[string][]byte{
		"no room":           tight("{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }"),
		"other quotes":      tight(`{"descr": "<i4", "fortran_order": False, "shape": (3,), }                           `),
		"no blanks":         tight("{'descr':'<i4','fortran_order':False,'shape':(3,)}                                 "),
		"another order":     tight("{'shape': (3,), 'descr': '<i4', 'fortran_order': False, }                          "),
		"a comment":         tight("{'descr': '<i4', 'fortran_order': False, # not False\n'shape': (3,), }               "),
		"a long dimension":  tight("{'descr': '<i4', 'fortran_order': False, 'shape': (0x3,), }                          "),
		"no final new line": bytes.Replace(tight("{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }"), []byte("\n"), []byte(" "), 1),
	} {
		name := filepath.Join(t.TempDir(), "a.npy")
		if err := os.WriteFile(name, file, 0o640); err != nil {
			t.Fatal(err)
		}
		var last os.FileInfo
		want := []int32{1, 2, 3}
		for i := range 3 {
			if err := npy.AppendFile(name, npy.Array[int32]{Data: []int32{int32(i), -7}}); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			want = append(want, int32(i), -7)
			got, err := npy.ReadFile[int32](name)
			if err != nil || !slices.Equal(got.Data, want) {
				t.Fatalf("%s: %v, %v", what, got.Data, err)
			}
			st, err := os.Stat(name)
			if err != nil || i > 0 && !os.SameFile(last, st) || runtime.GOOS != "windows" && st.Mode().Perm() != 0o640 {
				t.Errorf("%s: the file was made anew again: %v", what, err)
			}
			last = st
		}
	}
}

func TestAppendNothing(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	file := marshal(t, counted(false, 4, 3))
	if err := os.WriteFile(name, file, 0o666); err != nil {
		t.Fatal(err)
	}
	if err := npy.AppendFile(name, counted(false, 0, 3)); err != nil {
		t.Error(err)
	}
	if b, err := os.ReadFile(name); err != nil || !bytes.Equal(b, file) {
		t.Errorf("the file has changed: %v", err)
	}
}

// TestAppendReaders: whoever reads meanwhile finds whole arrays.
func TestAppendReaders(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, npy.Array[int64]{Data: []int64{0}}); err != nil {
		t.Fatal(err)
	}
	stop, done := make(chan struct{}), make(chan error)
	go func() {
		last := 0
		for {
			a, err := npy.ReadFile[int64](name)
			for i := 0; err == nil && i < len(a.Data); i++ {
				if a.Data[i] != int64(i) || len(a.Data) < last {
					err = errors.New("other elements, or fewer")
				}
			}
			last = len(a.Data)
			select {
			case <-stop:
				done <- err
				return
			default:
			}
			if err != nil {
				done <- err
				return
			}
		}
	}()
	for i := range 60 {
		if err := npy.AppendFile(name, npy.Array[int64]{Data: []int64{int64(2*i + 1), int64(2*i + 2)}}); err != nil {
			t.Fatal(err)
		}
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestAppendNever: what no file can have is refused before anything is written.
func TestAppendNever(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	for descr, rows := range map[string]int{"|O": 3, "<i4": math.MaxInt >> 2} { // objects; one more, and nobody can count the bytes
		d, err := header.ParseDType(descr)
		if err != nil {
			t.Fatal(err)
		}
		b, err := (&header.Header{DType: d, Shape: []int{rows}}).AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		err = npy.AppendFile(name, npy.Array[int32]{Data: []int32{1}, Shape: []int{1}})
		if after, errRead := os.ReadFile(name); err == nil || !strings.Contains(err.Error(), name) || errRead != nil || !bytes.Equal(after, b) {
			t.Errorf("%d rows of %s: %v; %d bytes, %v", rows, descr, err, len(after), errRead)
		}
	}
}
