package npy_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestRecordErrors: what does not match is refused, and the error names it.
func TestRecordErrors(t *testing.T) {
	type ab struct {
		A int32   `npy:"a"`
		B float64 `npy:"b"`
	}
	type in struct{ X float32 }
	read := func(read func([]byte) error, descr string, want ...string) {
		t.Helper()
		d, err := header.ParseDType(descr)
		if err != nil {
			t.Fatal(err)
		}
		err = read(file(t, descr, []int{2}, false, make([]byte, 2*d.ItemSize())))
		var e *npy.DTypeError
		if !errors.Is(err, header.ErrDType) || !errors.As(err, &e) {
			t.Errorf("%s: got %v", descr, err)
			return
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is not in: %v", descr, w, err)
			}
		}
		if strings.Count(err.Error(), "npy: ") != 1 {
			t.Errorf("says it twice: %v", err)
		}
	}
	const ok = "[('a', '<i4'), ('b', '<f8')]"
	if _, err := npy.Read[ab](bytes.NewReader(file(t, ok, []int{2}, false, make([]byte, 24)))); err != nil {
		t.Fatal(err)
	}
	read(as1[ab], "[('a', '<i4')]", `the file has no field "b"`)
	read(as1[ab], "[('a', '<i4'), ('b', '<f8'), ('c', '<f8'), ('', '<f4')]", `it has no field for "c", ""`, "partial")
	read(as1[ab], "[('a', '<i4'), ('x', '<f8')]", `no field for "x"`, `the file has no field "b"`)
	read(as1[ab], "[('A', '<i4'), ('b', '<f8')]", `no field for "A"`, `no field "a"`) // a tag is exact
	read(as1[ab], "[('f0', '<i4'), ('f1', '<f8')]", `"f0", "f1"`)                     // tags: no order
	read(as1[ab], "[('a', '<i4'), ('b', '<f4')]", `in field "b"`, "float64 stands for '<f8'", "as float32")
	read(as1[ab], "[('a', '<i4'), ('b', '<f8', (1,))]", `in field "b"`, "shape (1,)", "[1]float64")
	read(as1[ab], "<f8", "no records", "float64")
	read(as1[float64], ok, "a struct")
	read(as1[struct{ A int32 }], "[('f0', '<i4'), ('f1', '<f8')]", `"f0", "f1"`)
	read(as1[struct{ A, B int32 }], "[('x', '<i4'), ('y', '<i4')]", `"x", "y"`, `"A", "B"`) // names of somebody's: no order
	read(as1[struct{ F1, B int32 }], "[('f0', '<i4'), ('f1', '<i4')]", `"f0"`, `"B"`)
	read(as1[struct{ B int32 }], "[('b', '<i4'), ('B ', '<i4')]", `no field for "B "`)
	read(as1[struct{ Ab int32 }], "[('ab', '<i4'), ('aB', '<i4')]", "may stand for")
	read(as1[struct {
		X int32
		Y int32 `npy:"x"`
	}], "[('x', '<i4')]", "X and Y both stand for")
	read(as1[struct {
		A int32 `npy:"a"`
		B int32 `npy:"a"`
	}], "[('a', '<i4')]", "A and B have the same name")
	read(as1[struct{ a int32 }], "[('a', '<i4')]", "field a is not exported", `npy:"-"`)
	read(as1[struct {
		a int32 `npy:"a"`
	}], "[('a', '<i4')]", "field a is not exported")
	read(as1[struct {
		A int32 `npy:"a,U10,U9"`
	}], "[('a', '<i4')]", "second dtype")
	read(as1[struct {
		A int32 `npy:"a,opt"`
	}], "[('a', '<i4')]", "tag of field A", `"opt"`)
	read(as1[struct {
		A int32 `npy:"a,partial"`
	}], "[('a', '<i4')]", "whole struct")
	read(as1[struct {
		_ int32 `npy:"a"`
	}], "[('a', '<i4')]", "tag of a field _")
	read(as1[struct {
		_ int32 `npy:",optional"`
	}], "[('a', '<i4')]", `"optional" is neither`)
	read(as1[struct {
		A int32 `npy:"'a"`
	}], "[('a', '<i4')]", "no quote ends")
	read(as1[struct {
		A int32 `npy:"'a'b"`
	}], "[('a', '<i4')]", "behind the quoted name")
	read(as1[struct {
		A int32 `npy:"'\\qa'"`
	}], "[('a', '<i4')]", "backslash")
	read(as1[struct{ A *int32 }], "[('a', '<i4')]", `in field "a"`, "*int32")
	read(as1[struct{ A any }], "[('a', '<i4')]", "interface")
	read(as1[struct{ A []int32 }], "[('a', '<i4', (3,))]", "[3]int32")
	read(as1[struct{ A [2][3]int32 }], "[('a', '<i4', (3, 2))]", "(3, 2)", "[3][2]int32")
	read(as1[struct{ A [2][3]int32 }], "[('a', ('<i4', (3,)), (1,))]", "[1][3]int32")
	read(as1[struct{ In in }], "[('In', [('x', '<f4'), ('y', '<f4')])]", `in field "In"`, `"y"`)
	read(as1[struct{ In [2]in }], "[('In', [('x', '<f8')], (2,))]", `in field "In.x"`)
	read(as1[struct{ In in }], "[('In', '<f4')]", `in field "In"`)
	read(as1[struct{ In float32 }], "[('In', [('x', '<f4')])]", `in field "In"`, "need a Go struct")
	read(as1[struct{ A [3]byte }], "[('a', '|S4')]", `in field "a"`)
	read(as1[struct{ A string }], "[('a', '|V4')]", `in field "a"`)
	read(as1[struct{ A []byte }], "[('a', '<U4')]", `in field "a"`)
	read(as1[struct{ A int64 }], "[('a', '<M8[s]')]", `in field "a"`)
	read(as1[struct{ A time.Time }], "[('a', '<m8[s]')]", `in field "a"`)
	read(as1[struct{ A time.Duration }], "[('a', '<i8')]", `in field "a"`)
	read(as1[struct {
		A npy.Datetime64 `npy:",M8[ms]"`
	}], "[('a', '<M8[s]')]", "'<M8[ms]'", "not converted")
}

func as1[T any](file []byte) error {
	a, err := npy.Read[T](bytes.NewReader(file))
	if err != nil && (a.Data != nil || a.Shape != nil) {
		return errors.New("an error and a result")
	}
	if raw, err2 := npy.ReadRaw(bytes.NewReader(file)); err2 != nil {
		return err2
	} else if _, err2 := npy.As[T](raw); (err2 == nil) != (err == nil) {
		return errors.New("As and Read do not agree")
	}
	return err
}

// TestRecordObject: Python objects in a record are refused as ever.
func TestRecordObject(t *testing.T) {
	b, err := header.Header{DType: parsed(t, "[('a', '|O')]"), Shape: []int{0}}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := npy.Read[struct{ A int64 }](bytes.NewReader(b)); !errors.Is(err, header.ErrObject) {
		t.Errorf("got %v", err)
	}
}

func parsed(t testing.TB, descr string) header.DType {
	t.Helper()
	d, err := header.ParseDType(descr)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Types for what tags can say.
type (
	base struct {
		X int16 `npy:"x"`
	}
	lent struct { // Y's neighbours come from an embedded struct
		base
		Y       float32 `npy:"y"`
		private *int    `npy:"-"`
	}
	someOf struct {
		_     struct{} `npy:",partial"`
		Y     float32  `npy:"y"`
		Extra int64    `npy:"extra,optional"`
	}
	cLike struct {
		_    struct{} `npy:",align"`
		Flag bool     `npy:"flag"`
		_    [3]byte
		Time float64 `npy:"time"`
		In   struct {
			A uint8
			B uint16
		} `npy:"in"`
		Code complex64 `npy:"code"`
		Tail uint8     `npy:"tail"`
	}
)

func TestRecordTags(t *testing.T) {
	f := file(t, "[('y', '<f4'), ('', '|V3'), ('x', '>i2')]", []int{2}, false,
		[]byte{0, 0, 0x80, 0x3f, 9, 9, 9, 1, 2, 0, 0, 0, 0x40, 9, 9, 9, 3, 4})
	a, err := npy.Read[lent](bytes.NewReader(f))
	if want := []lent{{base: base{0x102}, Y: 1}, {base: base{0x304}, Y: 2}}; err != nil || !slices.Equal(a.Data, want) {
		t.Errorf("embedded: got %v, %v", a.Data, err)
	}
	n := 7
	a.Data[0].private = &n // skipped, so that reading makes it zero
	if err := npy.ReadInto(bytes.NewReader(f), &a); err != nil || a.Data[0].private != nil || a.Data[1].X != 0x304 {
		t.Errorf("into what was there: got %v, %v", a.Data, err)
	}
	if h := a.Header().DType.String(); h != "[('x', '<i2'), ('y', '<f4')]" {
		t.Errorf("embedded, written as %s", h)
	}
	some := npy.Array[someOf]{Data: []someOf{{Extra: 5}, {Extra: 6}}}
	if err := npy.ReadInto(bytes.NewReader(f), &some); err != nil || !slices.Equal(some.Data, []someOf{{Y: 1}, {Y: 2}}) {
		t.Errorf("partial and optional: got %v, %v", some.Data, err)
	}
}

// TestRecordLayout: a struct that is in memory what the file has is viewed and
// mapped; its padding is never written, its bools are 0 or 1.
func TestRecordLayout(t *testing.T) {
	const descr = "[('flag', '|b1'), ('', '|V7'), ('time', '<f8'), ('in', [('A', '|u1'), ('', '|V1'), ('B', '<u2')]), ('code', '<c8'), ('tail', '|u1'), ('', '|V3')]"
	want := make([]cLike, 3)
	for i := range want {
		want[i].Flag, want[i].Time, want[i].Code, want[i].Tail = i > 0, float64(i), complex(1, float32(i)), uint8(i)
		want[i].In.A, want[i].In.B = 1, 0x102
	}
	f, err := npy.Array[cLike]{Data: want}.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	h, at, err := header.Parse(f)
	if err != nil || h.DType.String() != descr {
		t.Fatalf("written as %v, %v", h.DType, err)
	}
	if !slices.Equal(f[at+1:at+8], make([]byte, 7)) {
		t.Errorf("padding is written: %x", f[at:])
	}
	for i := range 3 { // what others have in padding, and in bools
		copy(f[at+i*32+1:], "garbage") // all seven bytes before time
		f[at+i*32] *= 5
	}
	a, err := npy.Read[cLike](bytes.NewReader(f))
	if err != nil || !slices.Equal(a.Data, want) {
		t.Errorf("Read: %v, %v", a.Data, err)
	}
	if b, err := a.MarshalBinary(); err != nil || bytes.Contains(b, []byte("garbage")) {
		t.Errorf("the padding that was read is written: %v", err)
	}
	_, err = npy.View[cLike](f)
	if !errors.Is(err, npy.ErrNoView) {
		t.Errorf("View of bad bools: %v", err)
	}
	raw, _ := npy.ReadRaw(bytes.NewReader(f))
	if a, err := npy.As[cLike](raw); err != nil || !slices.Equal(a.Data, want) || raw.Data[32] != 5 {
		t.Errorf("As: %v, %v", a.Data, err)
	}
	for i := range 3 {
		f[at+i*32] /= 5
	}
	if v, err := npy.View[cLike](f); err == nil {
		if !slices.Equal(v.Data, want) {
			t.Errorf("View: %v", v.Data)
		}
		f[at+32+8+7] = 0x7f
		if v.Data[1].Time < 1e300 {
			t.Error("View copies")
		}
		copy(f[at+1:], "garbage")
		if b, err := v.MarshalBinary(); err != nil || bytes.Contains(b, []byte("garbage")) {
			t.Errorf("the padding of a view is written: %v", err)
		}
	} else if !errors.Is(err, npy.ErrNoView) || viewable {
		t.Errorf("View: %v", err)
	}
}

// viewable: on this machine a record can be a struct in memory.
var viewable = func() bool {
	b, _ := npy.Array[float64]{Data: []float64{1}}.MarshalBinary()
	_, err := npy.View[float64](b)
	return err == nil && reflect.TypeFor[int]().Size() == 8
}()

// TestRecordDType: what structs are written as.
func TestRecordDType(t *testing.T) {
	check := func(a npy.AnyArray, want string) {
		t.Helper()
		if got := a.Header().DType.String(); got != want {
			t.Errorf("%T: got %s, want %s", a, got, want)
		}
	}
	check(npy.Array[mixed]{}, mixedPacked)
	check(npy.Array[struct {
		Name, Long string
		Raw        []byte
		Two        [2]string
	}]{}, "[('Name', '<U1'), ('Long', '<U1'), ('Raw', '|S1'), ('Two', '<U1', (2,))]")
	type named struct {
		Name string
		Code string `npy:"code,S4"`
		Raw  []byte
		Two  [2]string `npy:"two"`
		In   []byte    `npy:"in,V2"`
	}
	check(npy.Array[named]{Data: []named{{Name: "é😀", In: []byte("12")}, {Name: "x", Raw: []byte("four"), Two: [2]string{"", "12345"}, In: []byte("34")}}},
		"[('Name', '<U2'), ('code', '|S4'), ('Raw', '|S4'), ('two', '<U5', (2,)), ('in', '|V2')]")
	check(npy.Array[struct {
		T time.Time
		U time.Time `npy:",M8[ms]"`
		D time.Duration
		C npy.Datetime64
		E npy.Timedelta64 `npy:"e,m8[D]"`
	}]{}, "[('T', '<M8[ns]'), ('U', '<M8[ms]'), ('D', '<m8[ns]'), ('C', '<M8'), ('e', '<m8[D]')]")
	check(npy.Array[struct {
		H npy.Float16
		B npy.BFloat16
		F flag
		C celsius
		M [2][3]label
		A [4]byte
		S [4]byte `npy:",S4"`
	}]{}, "[('H', '<f2'), ('B', '|V2'), ('F', '|b1'), ('C', '<f8'), ('M', '<i4', (2, 3)), ('A', '|u1', (4,)), ('S', '|S4')]")
}
