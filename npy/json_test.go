package npy_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

type (
	word   string
	blob   []byte
	tagged struct {
		X int
		Y string `json:"y"`
	}
)

// nestedText is the JSON of an array, on all roads.
func nestedText[T any](t *testing.T, n npy.NestedArray[T]) string {
	t.Helper()
	b, err := json.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := n.AppendJSON([]byte("before "))
	if err != nil || !bytes.HasPrefix(plain, []byte("before ")) {
		t.Fatalf("AppendJSON: %q, %v", plain, err)
	}
	var stream bytes.Buffer
	size, err := n.WriteTo(&stream)
	if err != nil || size != int64(stream.Len()) || !bytes.Equal(stream.Bytes(), plain[7:]) {
		t.Fatalf("WriteTo: %d, %v, other bytes than AppendJSON", size, err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, plain[7:]); err != nil || !bytes.Equal(compact.Bytes(), plain[7:]) {
		t.Fatalf("AppendJSON has spaces or is no JSON: %v", err)
	}
	_ = b // but for HTML characters the same; json.Marshal checked it
	return string(plain[7:])
}

// both writes a, compares with want, and reads that again.
func both[T any](t *testing.T, a npy.Array[T], want string) {
	t.Helper()
	n := npy.NestedArray[T]{Array: a, NonFinite: npy.NonFiniteText}
	if got := nestedText(t, n); got != want {
		t.Errorf("%T: %s, want %s", a, got, want)
	}
	var back npy.NestedArray[T]
	if err := json.Unmarshal([]byte(want), &back); err != nil {
		t.Errorf("%T: %s: %v", a, want, err)
		return
	}
	rows := a.RowMajor()
	if rows.Shape == nil {
		rows.Shape = []int{len(rows.Data)}
	}
	if fmt.Sprint(back.Array.Shape) != fmt.Sprint(rows.Shape) || fmt.Sprintf("%#v", back.Array.Data) != fmt.Sprintf("%#v", rows.Data) || back.Array.FortranOrder {
		t.Errorf("%T: %s is read as %#v, want %#v", a, want, back.Array, rows)
	}
	if err := back.UnmarshalJSON([]byte(" " + strings.NewReplacer(",", " ,\n", "[", "[\t", "]", " ]").Replace(want) + "\r\n")); !strings.ContainsAny(want, `"{`) && (err != nil || len(back.Array.Data) != len(a.Data)) {
		t.Errorf("%T: %s with spaces: %v", a, want, err)
	}
}

func TestNested(t *testing.T) {
	both(t, npy.Array[bool]{Data: []bool{true, false}}, `[true,false]`)
	both(t, npy.Array[flag]{Data: []flag{true}, Shape: []int{}}, `true`)
	both(t, npy.Array[int8]{Data: []int8{-128, 127}, Shape: []int{2, 1}}, `[[-128],[127]]`)
	both(t, npy.Array[int16]{Data: []int16{-32768, 32767}, Shape: []int{1, 2}}, `[[-32768,32767]]`)
	both(t, npy.Array[label]{Data: []label{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}, FortranOrder: true}, `[[1,3,5],[2,4,6]]`)
	both(t, npy.Array[int64]{Data: []int64{math.MinInt64, math.MaxInt64}}, `[-9223372036854775808,9223372036854775807]`)
	both(t, npy.Array[count]{Data: []count{-1}}, `[-1]`)
	both(t, npy.Array[uint8]{Data: []uint8{0, 255}}, `[0,255]`)
	both(t, npy.Array[uint16]{Data: []uint16{65535}}, `[65535]`)
	both(t, npy.Array[uint32]{Data: []uint32{math.MaxUint32}}, `[4294967295]`)
	both(t, npy.Array[uint64]{Data: []uint64{math.MaxUint64}}, `[18446744073709551615]`)
	both(t, npy.Array[size]{Data: []size{1}}, `[1]`)
	both(t, npy.Array[float64]{Data: []float64{0, math.Copysign(0, -1), 0.1, 1e15, 1e16, 1e-4, 1e-5, 1e300, 5e-324, -2.5, math.MaxFloat64, 16777217, 123456789}},
		`[0.0,-0.0,0.1,1000000000000000.0,1e+16,0.0001,1e-05,1e+300,5e-324,-2.5,1.7976931348623157e+308,16777217.0,123456789.0]`)
	both(t, npy.Array[celsius]{Data: []celsius{celsius(math.Inf(1)), celsius(math.Inf(-1))}}, `["Infinity","-Infinity"]`)
	both(t, npy.Array[float64]{Data: []float64{math.NaN()}}, `["NaN"]`)
	both(t, npy.Array[float32]{Data: []float32{0.1, 16777216, 123456789, math.MaxFloat32, 1e-45}}, `[0.1,16777216.0,123456790.0,3.4028235e+38,1e-45]`)
	both(t, npy.Array[npy.Float16]{Data: []npy.Float16{npy.NewFloat16(0.1), npy.NewFloat16(65504), 1}}, `[0.1,65500.0,6e-08]`)
	both(t, npy.Array[npy.BFloat16]{Data: []npy.BFloat16{npy.NewBFloat16(0.1), npy.NewBFloat16(1e30)}}, `[0.1,1e+30]`)
	both(t, npy.Array[complex64]{Data: []complex64{1 - 2i, 0.1}, Shape: []int{2, 1}}, `[[[1.0,-2.0]],[[0.1,0.0]]]`)
	both(t, npy.Array[phasor]{Data: []phasor{phasor(complex(math.Inf(1), 0))}, Shape: []int{}}, `["Infinity",0.0]`)
	both(t, npy.Array[complex128]{Data: []complex128{1e300i}}, `[[0.0,1e+300]]`)
	both(t, npy.Array[complex128]{Data: []complex128{}, Shape: []int{2, 0}}, `[[],[]]`)
	both(t, npy.Array[string]{Data: []string{"", "a\"b\\c/d\n\r\t\x00\x1f", "Zürich 😀\u2028", "<&>", "[1]"}}, `["","a\"b\\c/d\n\r\t\u0000\u001f","Zürich 😀`+"\u2028"+`","<&>","[1]"]`)
	both(t, npy.Array[word]{Data: []word{"a,b"}, Shape: []int{1, 1}}, `[["a,b"]]`)
	both(t, npy.Array[[]byte]{Data: [][]byte{{}, {0, 255}}}, `["","AP8="]`)
	both(t, npy.Array[blob]{Data: []blob{blob("x")}}, `["eA=="]`)
	both(t, npy.Array[time.Time]{Data: []time.Time{{}, time.Date(2024, 5, 17, 12, 30, 0, 5e8, time.UTC)}}, `[null,"2024-05-17T12:30:00.5Z"]`)
	both(t, npy.Array[stamp]{Data: []stamp{stamp(time.Unix(0, 0).UTC())}, Shape: []int{}}, `"1970-01-01T00:00:00Z"`)
	both(t, npy.Array[time.Duration]{Data: []time.Duration{time.Second, -1}}, `[1000000000,-1]`)
	both(t, npy.Array[npy.Datetime64]{Data: []npy.Datetime64{5, npy.NaT}}, `[5,null]`)
	both(t, npy.Array[npy.Timedelta64]{Data: []npy.Timedelta64{npy.NaT}, Shape: []int{}}, `null`)
	both(t, npy.Array[tagged]{Data: []tagged{{1, "]"}, {2, `"}`}}, Shape: []int{2, 1}}, `[[{"X":1,"y":"]"}],[{"X":2,"y":"\"}"}]]`)
	both(t, npy.Array[float64]{Data: []float64{}}, `[]`)
	both(t, npy.Array[float64]{Data: []float64{}, Shape: []int{3, 0}}, `[[],[],[]]`)
	both(t, npy.Array[int]{Data: []int{7}, Shape: ones(64)}, strings.Repeat("[", 64)+"7"+strings.Repeat("]", 64))
	if got := nestedText(t, npy.Nested(npy.Array[int]{Data: []int{}, Shape: []int{0, 3}})); got != "[]" {
		t.Errorf("shape (0, 3) is %s", got)
	}
}

func ones(n int) []int {
	shape := make([]int, n)
	for i := range shape {
		shape[i] = 1
	}
	return shape
}

// TestNestedNaive compares with encoding/json, element by element, for many shapes.
func TestNestedNaive(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	for _, shape := range [][]int{{}, {1}, {7}, {2, 3}, {3, 2, 4}, {1, 1, 5}, {2, 2, 2, 2}, {5000}, {3, 3000}, {4000, 3}} {
		n := 1
		for _, dim := range shape {
			n *= dim
		}
		data := make([]float64, n)
		for i := range data {
			data[i] = math.Float64frombits(rng.Uint64())
			if data[i] != data[i] || math.IsInf(data[i], 0) || i%3 == 0 {
				data[i] = float64(rng.IntN(1000)) / 8
			}
		}
		a := npy.Array[float64]{Data: data, Shape: shape}
		got := nestedText(t, npy.Nested(a))
		var lists any
		if err := json.Unmarshal([]byte(got), &lists); err != nil {
			t.Fatal(err)
		}
		if want := naiveLists(a); !reflect.DeepEqual(lists, want) {
			t.Errorf("%v: encoding/json reads other lists", shape)
		}
		back := npy.NestedArray[float64]{Array: npy.Array[float64]{Data: make([]float64, 1)}}
		if err := json.Unmarshal([]byte(got), &back); err != nil || !reflect.DeepEqual(back.Array, a) {
			t.Errorf("%v: read back: %v", shape, err)
		}
		slow, err := json.Marshal(lists)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(slow, &back); err != nil || !reflect.DeepEqual(back.Array, a) {
			t.Errorf("%v: read from encoding/json's spelling: %v", shape, err)
		}
	}
}

// naiveLists is a as encoding/json would hold it.
func naiveLists(a npy.Array[float64]) any {
	if len(a.Shape) == 0 {
		return a.Data[0]
	}
	list := make([]any, a.Shape[0])
	step := len(a.Data) / len(list)
	for i := range list {
		list[i] = naiveLists(npy.Array[float64]{Data: a.Data[i*step:][:step], Shape: a.Shape[1:]})
	}
	return list
}

func TestNonFinite(t *testing.T) {
	a := npy.Array[float32]{Data: []float32{1, 2, 3, float32(math.NaN()), 5, float32(math.Inf(-1))}, Shape: []int{3, 2}}
	_, err := json.Marshal(npy.Nested(a))
	if !errors.Is(err, npy.ErrValue) || !strings.Contains(err.Error(), "[1][1]") || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("NaN is refused with %v", err)
	}
	a.FortranOrder = true
	if _, err := npy.Nested(a).AppendJSON(nil); err == nil || !strings.Contains(err.Error(), "[0][1]") {
		t.Errorf("NaN in Fortran order is refused with %v", err)
	}
	a.FortranOrder = false
	n := npy.NestedArray[float32]{Array: a, NonFinite: npy.NonFiniteNull}
	text := nestedText(t, n)
	if text != `[[1.0,2.0],[3.0,null],[5.0,null]]` {
		t.Errorf("as null: %s", text)
	}
	var strict npy.NestedArray[float32]
	if err := json.Unmarshal([]byte(text), &strict); !errors.Is(err, npy.ErrValue) || !strings.Contains(err.Error(), "[1][1]") {
		t.Errorf("null is read: %v, %v", strict.Array, err)
	}
	lax := npy.NestedArray[float32]{NonFinite: npy.NonFiniteNull}
	if err := json.Unmarshal([]byte(text), &lax); err != nil || lax.Array.At(1, 1) == lax.Array.At(1, 1) {
		t.Errorf("null is read as %v, %v", lax.Array, err)
	}
	if err := json.Unmarshal([]byte(`null`), &lax); err != nil || len(lax.Array.Shape) != 0 || lax.Array.Data[0] == lax.Array.Data[0] {
		t.Errorf("a bare null is read as %v, %v", lax.Array, err)
	}
	strict.Array = a
	if err := json.Unmarshal([]byte(`null`), &strict); err != nil || !reflect.DeepEqual(strict.Array, a) {
		t.Errorf("null instead of an array: %v, %v", strict.Array, err)
	}
}

func TestBadNested(t *testing.T) {
	for _, c := range []struct {
		n    json.Unmarshaler
		text string
		kind error
		want string
	}{
		{new(npy.NestedArray[float64]), `[[1,2],[3,4,5]]`, header.ErrShape, "at byte 13: at [1]: a list of 3, where those before have 2"},
		{new(npy.NestedArray[float64]), `[[[1],[2]],[[1],[]]]`, header.ErrShape, "at [1][1]: a list of 0"},
		{new(npy.NestedArray[float64]), `[[1,2],3]`, header.ErrShape, "at [1]: an element where a list"},
		{new(npy.NestedArray[float64]), `[1,[2]]`, header.ErrShape, "at [1]: a list where an element"},
		{new(npy.NestedArray[float64]), `[[],[1]]`, header.ErrShape, "at [1]"},
		{new(npy.NestedArray[float64]), `[[1],[]]`, header.ErrShape, "at [1]"},
		{new(npy.NestedArray[float64]), `[[[]],[1]]`, header.ErrShape, "at [1][0]: an element where a list"},
		{new(npy.NestedArray[float64]), `[[],[[]]]`, header.ErrShape, "at [1]: a list of 1"},
		{new(npy.NestedArray[float64]), `[[[]],[]]`, header.ErrShape, "at [1]: a list of 0"},
		{new(npy.NestedArray[float64]), `[1,"x"]`, npy.ErrValue, `at [1]: "x" is not a number`},
		{new(npy.NestedArray[float64]), `[1,null]`, npy.ErrValue, "NonFiniteNull"},
		{new(npy.NestedArray[float64]), `[1,1e999]`, npy.ErrValue, "out of the range of float64"},
		{new(npy.NestedArray[float32]), `[1e39]`, npy.ErrValue, "out of the range of float32"},
		{new(npy.NestedArray[npy.Float16]), `[65520]`, npy.ErrValue, "out of the range of npy.Float16"},
		{new(npy.NestedArray[float64]), `{}`, npy.ErrValue, "not a number"},
		{new(npy.NestedArray[int8]), `[1,128]`, npy.ErrValue, "128 is out of the range of int8"},
		{new(npy.NestedArray[int8]), `[1.0]`, npy.ErrValue, "1.0 is not an integer"},
		{new(npy.NestedArray[uint16]), `[-1]`, npy.ErrValue, "-1 is out of the range of uint16"},
		{new(npy.NestedArray[bool]), `[1]`, npy.ErrValue, "1 is not true or false"},
		{new(npy.NestedArray[complex128]), `[[1,2,3]]`, npy.ErrValue, "not a complex number"},
		{new(npy.NestedArray[complex128]), `[1]`, npy.ErrValue, "not a complex number"},
		{new(npy.NestedArray[complex128]), `[[1,"x"]]`, npy.ErrValue, "at byte 4"},
		{new(npy.NestedArray[string]), `[1]`, npy.ErrValue, "1 is not a string"},
		{new(npy.NestedArray[string]), `["\ud800"]`, npy.ErrValue, "no character"},
		{new(npy.NestedArray[[]byte]), `["?"]`, npy.ErrValue, "base64"},
		{new(npy.NestedArray[time.Time]), `["noon"]`, npy.ErrValue, "RFC 3339"},
		{new(npy.NestedArray[time.Time]), `["0001-01-01T00:00:00Z"]`, npy.ErrValue, "stands for NaT"},
		{new(npy.NestedArray[npy.Datetime64]), `[-9223372036854775808]`, npy.ErrValue, "NaT"},
		{new(npy.NestedArray[tagged]), `[{"X":"a"}]`, npy.ErrValue, "at [0]"},
		{new(npy.NestedArray[int]), strings.Repeat("[", 65) + strings.Repeat("]", 65), header.ErrShape, "64 axes"},
	} {
		err := json.Unmarshal([]byte(c.text), c.n)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: %s: %v; want %v, %q", c.n, c.text, err, c.kind, c.want)
		}
	}
	// what encoding/json would not let through
	for text, kind := range map[string]error{
		``: header.ErrTruncated, ` `: header.ErrTruncated, `[`: header.ErrTruncated, `[1`: header.ErrTruncated, `[1,`: header.ErrTruncated,
		`[1,]`: npy.ErrValue, `[,1]`: npy.ErrValue, `[1]]`: header.ErrShape, `[1 2]`: header.ErrShape, `1 2`: header.ErrShape, `]`: npy.ErrValue,
		`[01]`: npy.ErrValue, `[1.]`: npy.ErrValue, `[.5]`: npy.ErrValue, `[+1]`: npy.ErrValue, `[0x1p3]`: header.ErrShape, `[1_0]`: header.ErrShape, `[1e]`: npy.ErrValue,
		`[inf]`: npy.ErrValue, `[NaN]`: npy.ErrValue, `[-]`: npy.ErrValue, `nul`: npy.ErrValue, "\fnull": npy.ErrValue, strings.Repeat("[", 100_000): header.ErrShape,
	} {
		n := npy.NestedArray[float64]{Array: npy.Array[float64]{Data: []float64{1}}}
		if err := n.UnmarshalJSON([]byte(text)); !errors.Is(err, kind) || n.Array.Len() != 0 {
			t.Errorf("%.20q: %v, %v", text, n.Array, err)
		}
	}
	for _, text := range []string{`["`, `["\`, `["\u12`, `["\u12"]`, `["\x"]`, "[\"\n\"]", "[\"\xff\"]", `["\ud83d\u0041"]`, `["\udc00\ud83d"]`} {
		var n npy.NestedArray[string]
		if err := n.UnmarshalJSON([]byte(text)); !errors.Is(err, npy.ErrValue) {
			t.Errorf("%q: %q, %v", text, n.Array.Data, err)
		}
	}
	var n npy.NestedArray[string]
	if err := n.UnmarshalJSON([]byte(`["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\ufffd"]`)); err != nil || n.Array.Data[0] != "\"\\/\b\f\n\r\té😀\ufffd" {
		t.Errorf("%q, %v", n.Array.Data, err)
	}
}

// TestManyLists: axes of length 1 make lists, too, but arrays that have a few of them are written.
func TestManyLists(t *testing.T) {
	ones := func(first, axes, last int) []int {
		return append(append([]int{first}, slices.Repeat([]int{1}, axes)...), last)
	}
	for _, test := range []struct {
		n       int
		shape   []int
		refused bool
	}{
		{0, ones(1<<14, 62, 0), false},
		{0, ones(1<<18, 62, 0), true},
		{0, ones(1<<20, 0, 0), true},
		{0, ones(0, 62, math.MaxInt), false},
		{0, []int{math.MaxInt, 1, 1, 0}, true},
		{1 << 14, ones(1<<14, 62, 1), false},
		{1 << 17, ones(1<<17, 62, 1), true},
		{1 << 20, ones(1<<20, 1, 1), false},
		{1 << 20, ones(1<<20, 2, 1), true},
	} {
		_, err := npy.Nested(npy.Array[uint8]{Data: make([]uint8, test.n), Shape: test.shape}).WriteTo(io.Discard)
		if errors.Is(err, header.ErrLimit) != test.refused || err != nil && !test.refused {
			t.Errorf("%v: %v", test.shape, err)
		}
	}
}

func TestBadToNest(t *testing.T) {
	for _, c := range []struct {
		n    json.Marshaler
		kind error
		want string
	}{
		{npy.Nested(npy.Array[int]{Data: []int{1}, Shape: []int{2}}), header.ErrShape, "2 elements"},
		{npy.Nested(npy.Array[int]{Data: []int{}, Shape: []int{1 << 30, 0}}), header.ErrLimit, "1048576 lists"},
		{npy.Nested(npy.Array[string]{Data: []string{"a", "\xff"}}), npy.ErrValue, "at [1]"},
		{npy.Nested(npy.Array[time.Time]{Data: []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}}), npy.ErrValue, "the year 10000"},
		{npy.Nested(npy.Array[[3]int]{Data: make([][3]int, 1)}), npy.ErrValue, "a list"},
		{npy.Nested(npy.Array[func()]{Data: make([]func(), 1)}), npy.ErrValue, "at [0]"},
	} {
		_, err := json.Marshal(c.n)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%T: %v; want %v, %q", c.n, err, c.kind, c.want)
		}
		if n, ok := c.n.(interface{ AppendJSON([]byte) ([]byte, error) }); !ok {
			t.Errorf("%T has no AppendJSON", c.n)
		} else if b, err := n.AppendJSON([]byte("x")); err == nil || string(b) != "x" {
			t.Errorf("%T: AppendJSON: %q, %v", c.n, b, err)
		}
	}
}

// TestNestedField: both forms as fields of a struct; no form where none is asked for.
func TestNestedField(t *testing.T) {
	type message struct {
		Scores npy.NestedArray[float64] `json:"scores"`
		Image  npy.Base64Array[uint8]   `json:"image"`
	}
	in := message{npy.Nested(npy.Array[float64]{Data: []float64{1, 2.5}}), npy.Base64(npy.Array[uint8]{Data: []uint8{7}, Shape: []int{1, 1}})}
	b, err := json.Marshal(in)
	if err != nil || !bytes.HasPrefix(b, []byte(`{"scores":[1.0,2.5],"image":"k05VTVBZAQB2`)) {
		t.Fatalf("%s, %v", b, err)
	}
	var out message
	if err := json.Unmarshal(b, &out); err != nil || out.Scores.Array.At(1) != 2.5 || out.Image.Array.At(0, 0) != 7 {
		t.Errorf("%v, %v", out, err)
	}
	for _, a := range []any{npy.Array[float64]{}, &npy.Array[float64]{}} {
		if _, ok := a.(json.Marshaler); ok {
			t.Errorf("%T is a json.Marshaler", a)
		}
		if _, ok := a.(interface{ MarshalText() ([]byte, error) }); ok {
			t.Errorf("%T is a TextMarshaler", a)
		}
	}
}

func TestBase64(t *testing.T) {
	a := npy.Array[float32]{Data: []float32{1, float32(math.Inf(1)), 3, 4}, Shape: []int{2, 2}, FortranOrder: true}
	text, err := npy.Base64(a).AppendText([]byte("base64:"))
	if err != nil || !bytes.HasPrefix(text, []byte("base64:k05V")) {
		t.Fatalf("%s, %v", text, err)
	}
	var x npy.Base64Array[float32]
	broken := append(bytes.Clone(text[7:50]), '\n')
	for _, text := range [][]byte{text[7:], append(broken, text[50:]...)} {
		if err := x.UnmarshalText(text); err != nil || !reflect.DeepEqual(x.Array, a) {
			t.Errorf("%v, %v", x.Array, err)
		}
	}
	for _, c := range []struct {
		text string
		kind error
	}{{"", header.ErrMagic}, {"!", header.ErrMagic}, {"aGVsbG8=", header.ErrMagic}, {string(text[7:111]), header.ErrTruncated}} {
		if err := x.UnmarshalText([]byte(c.text)); !errors.Is(err, c.kind) || x.Array.Len() != 0 {
			t.Errorf("%q: %v, %v", c.text, x.Array, err)
		}
	}
	var wrong *npy.DTypeError
	if err := new(npy.Base64Array[int]).UnmarshalText(text[7:]); !errors.As(err, &wrong) {
		t.Errorf("as int: %v", err)
	}
	if b, err := npy.Base64(npy.Array[int]{Shape: []int{2}}).AppendText([]byte("x")); !errors.Is(err, header.ErrShape) || string(b) != "x" {
		t.Errorf("%q, %v", b, err)
	}
}
