package npy_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// brokenFrom is a file of which the bytes from at on cannot be had.
type brokenFrom struct {
	b  []byte
	at int64
}

var errBroken = errors.New("HTTP 503")

func (f brokenFrom) ReadAt(b []byte, off int64) (int, error) {
	if have := f.at - off; have < int64(len(b)) {
		return copy(b, f.b[min(off, f.at):f.at]), errBroken
	}
	return copy(b, f.b[off:]), nil
}

// TestSliceOfBrokenSource: parts that lie far apart are read one by one; where one of them cannot be had, the error is the source's, and tells the place.
func TestSliceOfBrokenSource(t *testing.T) {
	b := file(t, "|u1", []int{10, 100_000}, false, make([]byte, 1_000_000))
	head := int64(len(b) - 1_000_000)
	for _, c := range []struct {
		at    int64 // in the payload, where it breaks
		fails bool
	}{{930_000, false}, {900_000, true}, {915_000, true}, {200_001, true}, {10, true}} {
		f, err := npy.NewFile(brokenFrom{b, head + max(c.at, 4096)}, int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		_, err = npy.ReadSlice[uint8](f, npy.Range{}, npy.Range{Stop: 30_000})
		var e *header.Error
		switch {
		case !c.fails:
			if err != nil {
				t.Errorf("broken at %d: %v", c.at, err)
			}
		case !errors.Is(err, errBroken) || !errors.As(err, &e) || e.Kind != nil || e.Offset != head+max(c.at, 4096):
			t.Errorf("broken at %d: %v", c.at, err)
		}
	}
}

// TestSliceOfBadText: a text that no string can hold is an error of the element that it is in the file, whatever part was asked for.
func TestSliceOfBadText(t *testing.T) {
	const rows, columns, size = 10, 200, 400
	payload := make([]byte, rows*columns*size)
	copy(payload[(7*columns+3)*size+8:], []byte{0, 0xd8, 0, 0}) // character 2 of element (7, 3)
	b := file(t, "<U100", []int{rows, columns}, false, payload)
	head := len(b) - len(payload)
	f := openBytes(t, b)
	for _, ranges := range [][]npy.Range{
		nil,
		{{}, {Stop: 50}},
		{{Start: 1, Step: 2}, {Stop: 50}},
		{{}, {Start: 3, Step: 20}},
		{{Start: 7, Stop: 8}, {Start: 3, Stop: 4}},
	} {
		_, err := npy.ReadSlice[string](f, ranges...)
		refused(t, "bad text", err, int64(head+(7*columns+3)*size+8), "element 1403: character 2 is the lone surrogate U+D800")
	}
	if a, err := npy.ReadSlice[string](f, npy.Range{}, npy.Range{Start: 4}); err != nil || a.Len() != rows*(columns-4) {
		t.Errorf("what lies beside it: %v", err)
	}
	if _, err := npy.ReadSlice[float64](f, npy.Range{}, npy.Range{Stop: 50}); !errors.Is(err, header.ErrDType) {
		t.Errorf("as numbers: %v", err)
	}
}

// nothing is a file of any size that cannot be read behind its header.
type nothing struct{ head []byte }

func (n nothing) ReadAt(b []byte, off int64) (int, error) {
	if off >= int64(len(n.head)) {
		return 0, errors.New("the elements were read")
	}
	return copy(b, n.head[off:]), io.EOF
}

// TestMoreThanMemory: a small element can be a large Go value. What no memory could hold is refused before it is tried.
func TestMoreThanMemory(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("such shapes are refused by their header here")
	}
	rows := 1
	for range 31 {
		rows *= 2
	}
	head, err := header.Header{DType: parsed(t, "|S1"), Shape: []int{rows, rows}}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	const text = "elements of 16 bytes each are more than this machine can address"
	check := func(road string, err error) {
		t.Helper()
		if !errors.Is(err, header.ErrLimit) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", road, err)
		}
	}
	_, err = npy.Read[string](io.MultiReader(bytes.NewReader(head), strings.NewReader("few")))
	check("Read", err)
	f, err := npy.NewFile(nothing{head}, int64(len(head))+int64(rows)*int64(rows))
	if err != nil {
		t.Fatal(err)
	}
	_, err = npy.ReadRows[string](f, 0, rows)
	check("ReadRows", err)
	_, err = npy.ReadSlice[string](f, npy.Range{}, npy.Range{Stop: rows / 2})
	check("ReadSlice", err)
	if err := (npy.Array[int8]{Shape: []int{rows, rows, rows}}).Validate(); !errors.Is(err, header.ErrShape) {
		t.Errorf("Validate of a shape beyond all: %v", err)
	}
}

// TestOpenFSRefuses: what is no regular file, or does not say what it is, is no File, and is closed again.
func TestOpenFSRefuses(t *testing.T) {
	if _, err := npy.OpenFS(os.DirFS(t.TempDir()), "."); err == nil || !strings.Contains(err.Error(), "not a regular file, so that no part can be read before the rest: use Read") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := npy.OpenFS(fstest.MapFS{}, "a.npy"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	mute := &muteFile{}
	if _, err := npy.OpenFS(muteFS{mute}, "a.npy"); !errors.Is(err, errBroken) || mute.closed != 1 {
		t.Errorf("a file that does not tell its size: %v, closed %d times", err, mute.closed)
	}
}

type muteFS struct{ f *muteFile }

func (m muteFS) Open(string) (fs.File, error) { return m.f, nil }

// muteFile does not tell its size.
type muteFile struct{ closed int }

func (*muteFile) Stat() (fs.FileInfo, error)        { return nil, errBroken }
func (*muteFile) Read([]byte) (int, error)          { return 0, io.EOF }
func (*muteFile) ReadAt([]byte, int64) (int, error) { return 0, io.EOF }
func (m *muteFile) Close() error                    { m.closed++; return nil }

// TestMissingFiles: what is not there is the system's error on every road, with the name.
func TestMissingFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "none.npy")
	for road, f := range map[string]func() error{
		"ReadFile": func() error { _, err := npy.ReadFile[float64](name); return err },
		"Open":     func() error { _, err := npy.Open(name); return err },
		"Map":      func() error { _, err := npy.Map[float64](name, npy.ReadOnly); return err },
		"Repair":   func() error { _, err := npy.Repair(name); return err },
		"CreateMap": func() error {
			_, err := npy.CreateMap[float64](filepath.Join(name, "a"), 3)
			return err
		},
		"WriteFile": func() error { return npy.WriteFile(filepath.Join(name, "a"), npy.Array[float64]{}) },
	} {
		err := f()
		if errors.Is(err, errors.ErrUnsupported) {
			continue
		}
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), name) || strings.Count(err.Error(), "no such file") > 1 {
			t.Errorf("%s: %v", road, err)
		}
	}
}

// TestRawReadFrom: arrays that follow each other come one by one, and an error leaves the last one.
func TestRawReadFrom(t *testing.T) {
	one, two := marshal(t, npy.Array[int32]{Data: []int32{1, 2, 3}}), marshal(t, npy.Array[string]{Data: []string{"x"}})
	r := io.MultiReader(bytes.NewReader(one), bytes.NewReader(two), bytes.NewReader(one[:len(one)-1]))
	var a npy.Raw
	for _, want := range [][]byte{one, two} {
		n, err := a.ReadFrom(r)
		if err != nil || n != int64(len(want)) || !bytes.Equal(must(a.AppendBinary(nil)), want) {
			t.Errorf("%d bytes, %v", n, err)
		}
	}
	n, err := a.ReadFrom(r)
	if !errors.Is(err, header.ErrTruncated) || n != int64(len(one)-1) || !bytes.Equal(must(a.AppendBinary(nil)), two) {
		t.Errorf("cut: %d bytes, %v", n, err)
	}
	if n, err := a.ReadFrom(r); err == nil || n != 0 {
		t.Errorf("at the end: %d, %v", n, err)
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// elsewhere is an array of another package's making.
type elsewhere struct {
	npy.AnyArray
	valid error
	b     []byte
	err   error
}

func (e elsewhere) Validate() error                         { return e.valid }
func (e elsewhere) AppendBinary(dst []byte) ([]byte, error) { return append(dst, e.b...), e.err }

// TestAsOfOthers: As takes what another package made, by way of its bytes, and believes none of it.
func TestAsOfOthers(t *testing.T) {
	a := npy.Array[int16]{Data: []int16{1, 2, 3}}
	b := marshal(t, a)
	got, err := npy.As[int16](elsewhere{AnyArray: a, b: b})
	if err != nil || !got.Equal(a) {
		t.Errorf("%v, %v", got, err)
	}
	for what, c := range map[string]struct {
		a    npy.AnyArray
		kind error
	}{
		"not valid": {elsewhere{AnyArray: a, b: b, valid: errBroken}, errBroken},
		"no bytes":  {elsewhere{AnyArray: a, err: errBroken}, errBroken},
		"no array":  {elsewhere{AnyArray: a, b: []byte("garbage")}, header.ErrMagic},
		"cut":       {elsewhere{AnyArray: a, b: b[:len(b)-1]}, header.ErrTruncated},
		"no dtype":  {npy.Array[chan int]{Data: make([]chan int, 1)}, header.ErrDType},
		"of text":   {elsewhere{AnyArray: npy.Array[string]{Data: []string{"a"}}, b: b}, header.ErrDType},
	} {
		if got, err := npy.As[int16](c.a); !errors.Is(err, c.kind) || got.Data != nil {
			t.Errorf("%s: %v, %v", what, got, err)
		}
	}
}

// TestBFloat16String: as few digits as tell it from its neighbours.
func TestBFloat16String(t *testing.T) {
	for f, want := range map[float32]string{0: "0", 1: "1", -2.5: "-2.5", 3.140625: "3.14", 1e30: "1e+30", 0.1: "0.1", float32(math.Inf(-1)): "-Inf", 65504: "65500"} {
		if s := npy.NewBFloat16(f).String(); s != want {
			t.Errorf("%v: %s, want %s", f, s, want)
		}
	}
	for _, s := range []string{npy.NewBFloat16(float32(math.NaN())).String(), npy.BFloat16(0xff81).String(), npy.Float16(0x7e01).String()} {
		if s != "NaN" {
			t.Errorf("NaN: %s", s)
		}
	}
}

// cutAt is a writer that takes so many bytes.
type cutAt struct{ left int }

func (c *cutAt) Write(b []byte) (int, error) {
	n := min(len(b), c.left)
	if c.left -= n; n < len(b) {
		return n, errBroken
	}
	return n, nil
}

// TestNestedWriteToFails: what a writer refuses ends it, wherever that is, and so does an element without a JSON number.
func TestNestedWriteToFails(t *testing.T) {
	a := npy.Array[float64]{Data: slices.Repeat([]float64{1.5}, 100_000), Shape: []int{100, 1000}}
	whole := new(bytes.Buffer)
	if n, err := npy.Nested(a).WriteTo(whole); err != nil || n != int64(whole.Len()) {
		t.Fatal(n, err)
	}
	for _, left := range []int{0, 10, 70_000, 200_000, whole.Len() - 1} {
		if n, err := npy.Nested(a).WriteTo(&cutAt{left}); err != errBroken || n != int64(left) {
			t.Errorf("room for %d bytes: %d, %v", left, n, err)
		}
	}
	a.Data[70_003] = math.NaN()
	out := new(bytes.Buffer)
	n, err := npy.Nested(a).WriteTo(out)
	if !errors.Is(err, npy.ErrValue) || !strings.Contains(err.Error(), "[70][3]") || n != int64(out.Len()) || !bytes.HasPrefix(whole.Bytes(), out.Bytes()) {
		t.Errorf("NaN: %d bytes, %v", n, err)
	}
	for _, c := range []complex128{complex(math.NaN(), 1), complex(1, math.Inf(1))} {
		if _, err := npy.Nested(npy.Array[complex128]{Data: []complex128{c}}).MarshalJSON(); !errors.Is(err, npy.ErrValue) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

// TestAdvice: an error about the dtype says what to read the elements as, for every dtype that has a Go type of its own.
func TestAdvice(t *testing.T) {
	for descr, advice := range map[string]string{
		"<f1":             "read them as Float8, or as they are with ReadRaw",
		"bfloat16":        "read them as BFloat16, or as they are with ReadRaw, or with Cast(Unsafe)",
		"<f2":             "read them as Float16, or with Cast(Unsafe)",
		"|S3":             "read them as string or []byte",
		"('<f8', (2, 3))": "read them as they are with ReadRaw",
		"<m8[s]":          "time.Duration",
		"[('a', '<f8')]":  "read them as a struct with their fields, one of them with Field, or as they are with ReadRaw",
		"('|b1', (2,))":   "read them as they are with ReadRaw",
	} {
		d, err := header.ParseDType(descr)
		if err != nil {
			t.Fatal(err)
		}
		_, err = npy.As[uint64](npy.Raw{DType: d, Shape: []int{1}, Data: make([]byte, d.ItemSize())})
		var e *npy.DTypeError
		if !errors.As(err, &e) || !errors.Is(e, header.ErrDType) || !strings.HasSuffix(err.Error(), advice) && !strings.Contains(err.Error(), "read them as "+advice) {
			t.Errorf("%s: %v", descr, err)
		}
	}
}

// TestLongHeaders: a header that is longer than the first read of a file is read to its end, and one that is cut is an error.
func TestLongHeaders(t *testing.T) {
	want := npy.Array[int32]{Data: []int32{1, 2, 3}}
	b := marshal(t, want)
	const more = 8192
	long := append(bytes.Clone(b[:8]), byte((118+more)&0xff), byte((118+more)>>8))
	long = append(long, bytes.Replace(b[10:128], []byte("\n"), []byte(strings.Repeat(" ", more)+"\n"), 1)...)
	long = append(long, b[128:]...)
	f := openBytes(t, long)
	if a, err := npy.ReadRows[int32](f, 0, 3); err != nil || !a.Equal(want) {
		t.Errorf("%v, %v", a, err)
	}
	if _, err := npy.NewFile(bytes.NewReader(long[:6000]), 6000); !errors.Is(err, header.ErrTruncated) && !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut: %v", err)
	}
	if _, err := npy.NewFile(brokenFrom{long, 5000}, int64(len(long))); !errors.Is(err, errBroken) {
		t.Errorf("broken: %v", err)
	}
}

// TestChunksOfLies: Chunks believes a header no more than Read does.
func TestChunksOfLies(t *testing.T) {
	few := file(t, "<f8", []int{1 << 20, 16}, false, make([]byte, 1000))
	for a, err := range npy.Chunks[float64](bytes.NewReader(few), 10) {
		if !errors.Is(err, header.ErrTruncated) || a.Data != nil {
			t.Errorf("%v", err)
		}
	}
	none := file(t, "|S0", []int{2, 1 << 21}, false, nil)
	for a, err := range npy.Chunks[string](bytes.NewReader(none), 1) {
		if !errors.Is(err, header.ErrLimit) || a.Data != nil {
			t.Errorf("elements of no bytes: %v", err)
		}
	}
}

// TestJSONThatDoesNotFit: the error shows the beginning of what is wrong, and no more of it.
func TestJSONThatDoesNotFit(t *testing.T) {
	for text, err := range map[string]error{
		`1.5 is not an integer`:                         new(npy.NestedArray[uint8]).UnmarshalJSON([]byte("[1.5]")),
		`-1 is out of the range of uint64`:              new(npy.NestedArray[uint64]).UnmarshalJSON([]byte("[-1]")),
		`1e999 is out of the range of float`:            new(npy.NestedArray[npy.Float16]).UnmarshalJSON([]byte("[1e999]")),
		`true is not`:                                   new(npy.NestedArray[npy.BFloat16]).UnmarshalJSON([]byte("[true]")),
		`1234567890.1234567890123... is not an integer`: new(npy.NestedArray[uint16]).UnmarshalJSON([]byte("[1234567890.12345678901234567890]")),
		`7 is not`: new(npy.NestedArray[time.Time]).UnmarshalJSON([]byte("[7]")),
	} {
		if !errors.Is(err, npy.ErrValue) || !strings.Contains(err.Error(), text) {
			t.Errorf("%v, want %q", err, text)
		}
	}
}

// TestDurationOfCount: a bare count is a duration by its array's dtype, or there is none.
func TestDurationOfCount(t *testing.T) {
	if d, err := npy.Timedelta64(5).Duration(parsed(t, "<m8[20ms]")); err != nil || d != 100*time.Millisecond {
		t.Errorf("%v, %v", d, err)
	}
	for _, descr := range []string{"<m8[Y]", "<m8", "<M8[s]", "<i8"} {
		if d, err := npy.Timedelta64(5).Duration(parsed(t, descr)); err == nil || d != 0 {
			t.Errorf("%s: %v, %v", descr, d, err)
		}
	}
	if d, err := npy.Timedelta64(math.MaxInt64).Duration(parsed(t, "<m8[s]")); !errors.Is(err, npy.ErrValue) || d != 0 {
		t.Errorf("%v, %v", d, err)
	}
}
