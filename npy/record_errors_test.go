package npy_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

type (
	eight[T any] [1][1][1][1][1][1][1][1]T
	lends        struct {
		A int32 `npy:"a,U10,i4"`
	}
	hidden struct{ a int32 }
)

// written is the error of writing no element of T.
func written[T any](opts ...npy.Option) error {
	return npy.Write(new(bytes.Buffer), npy.Array[T]{Data: []T{}}, opts...)
}

// TestStructsThatCannotBeWritten: a struct for which there is no dtype is refused, and the error tells which field is the reason.
func TestStructsThatCannotBeWritten(t *testing.T) {
	for what, c := range map[string]struct {
		err  error
		kind error
		text string
	}{
		"a channel": {written[struct{ C chan int }](), header.ErrDType,
			`npy: bad dtype in field "C": no dtype for the Go type chan int: nothing in a file stands for it; the tag ` + "`npy:\"-\"` leaves a field out"},
		"a channel deep below": {written[struct{ A [2]struct{ C chan int } }](), header.ErrDType, `in field "A.C": no dtype for the Go type chan int`},
		"another dtype in the tag": {written[struct {
			A float64 `npy:"a,U10"`
		}](), header.ErrDType, `in field "a": no dtype for the Go type float64: it is not what '<U10', in the tag, stands for`},
		"what is hidden": {npy.Write(new(bytes.Buffer), npy.Array[hidden]{Data: []hidden{{a: 1}}}), header.ErrDType, "no dtype for the Go type npy_test.hidden: its field a is not exported: export it"},
		"what is hidden below": {written[struct{ In hidden }](), header.ErrDType,
			`in field "In": no dtype for the Go type npy_test.hidden: its field a is not exported: export it`},
		"the tag of one that is lent": {written[struct{ lends }](), header.ErrDType, `the tag of field lends.A: a second dtype, "i4"`},
		"more axes than NumPy has": {written[struct {
			A eight[eight[eight[eight[eight[eight[eight[eight[eight[int8]]]]]]]]]
		}](), header.ErrDType, "more than the 64 dimensions that NumPy allows"},
		"a unit that is none":        {written[struct{ T time.Time }](npy.Unit("parsec")), header.ErrDType, "parsec"},
		"a unit that is none, below": {written[struct{ In struct{ D npy.Timedelta64 } }](npy.Unit("parsec")), header.ErrDType, "parsec"},
		"a text too wide":            {written[struct{ S string }](npy.Width(1 << 29)), header.ErrLimit, `over the limit in field "S": a text of 2147483648 bytes, and NumPy allows 2147483647`},
		"texts too wide together": {written[struct{ S, T string }](npy.Width(1 << 28)), header.ErrLimit,
			`over the limit in field "T": records of more than the 2147483647 bytes that NumPy allows`},
	} {
		var e *header.Error
		if !errors.Is(c.err, c.kind) || !errors.As(c.err, &e) || !strings.Contains(c.err.Error(), c.text) || strings.Count(c.err.Error(), "npy: ") != 1 {
			t.Errorf("%s: %v", what, c.err)
		}
	}
}

// TestStructsThatDoNotMatch: a file's records that a struct cannot hold are refused, and the error says what to do.
func TestStructsThatDoNotMatch(t *testing.T) {
	const many = "[('a', '<i4'), ('b', '<i4'), ('c', '<i4'), ('d', '<i4'), ('e', '<i4'), ('f', '<i4'), ('g', '<i4'), ('h', '<i4'), ('i', '<i4'), ('j', '<i4')]"
	for what, c := range map[string]struct {
		descr string
		read  func(b []byte) error
		text  string
	}{
		"too many fields":       {many, readErr[struct{ Z int32 }], `it has no field for "a", "b", "c", "d", "e", "f", "g", "h" and 2 more (a field tagged `},
		"an array of texts":     {"[('a', '|S3', (2,))]", readErr[struct{ A int32 }], "the subarray of shape (2,) needs a Go type like [2]T"},
		"an array of arrays":    {"[('a', [('b', '<f4', (3, 4))], (2,))]", readErr[struct{ A struct{ B float32 } }], "needs a Go type like [2]T"},
		"a duration of no unit": {"[('D', '<m8')]", readErr[struct{ D time.Duration }], "has no unit"},
		"a duration of years":   {"[('D', '<m8[Y]')]", readErr[struct{ D [1]time.Duration }], ""},
		"a time of no unit":     {"[('T', '<M8')]", readErr[struct{ T time.Time }], "has no unit"},
	} {
		err := c.read(file(t, c.descr, []int{1}, false, make([]byte, 256)[:parsed(t, c.descr).ItemSize()]))
		if !errors.Is(err, header.ErrDType) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestFieldsWithinFields: an error about a field within a field tells the way to it.
func TestFieldsWithinFields(t *testing.T) {
	raw, err := npy.ReadRaw(bytes.NewReader(file(t, "[('r', [('X', '<f8')])]", []int{1}, false, make([]byte, 8))))
	if err != nil {
		t.Fatal(err)
	}
	var e *header.Error
	if _, err := npy.Field[struct{ X int32 }](raw, "r"); !errors.Is(err, header.ErrDType) || !errors.As(err, &e) || e.Field != "r.X" {
		t.Errorf("%v", err)
	}
	if _, err := npy.Field[float64](npy.Raw{DType: raw.DType, Shape: []int{2}, Data: raw.Data}, "r.X"); !errors.Is(err, header.ErrShape) {
		t.Errorf("of an array that is none: %v", err)
	}
	none := npy.Raw{DType: parsed(t, "[]"), Shape: []int{0}}
	if _, err := npy.Field[float64](none, "x"); !errors.Is(err, header.ErrDType) || !strings.HasSuffix(err.Error(), `there is no field "x": there are none`) {
		t.Errorf("of records without fields: %v", err)
	}
	if _, err := npy.Field[float64](raw, "r.X.y"); !errors.Is(err, header.ErrDType) {
		t.Errorf("of a number: %v", err)
	}
}

// TestNameMinus: the name "-" is one like any other where a comma follows it.
func TestNameMinus(t *testing.T) {
	type row struct {
		A int32 `npy:"-,"`
		B int32 `npy:"-"`
	}
	b, err := npy.Array[row]{Data: []row{{7, 9}}}.MarshalBinary()
	if err != nil || !bytes.Contains(b, []byte("'descr': [('-', '<i4')]")) {
		t.Fatalf("%v, %q", err, b)
	}
	a, err := npy.View[row](b)
	if err == nil {
		t.Error("a View of what is only a part of the struct")
	}
	if a, err = npy.Read[row](bytes.NewReader(b)); err != nil || a.Data[0] != (row{7, 0}) {
		t.Errorf("%v, %v", a.Data, err)
	}
}

// TestAppendRecordsThatLack: records are added to a file only if each has all that the other has.
func TestAppendRecordsThatLack(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	type both struct{ A, B int32 }
	if err := npy.WriteFile(name, npy.Array[both]{Data: []both{{1, 2}}}); err != nil {
		t.Fatal(err)
	}
	type part struct {
		A int32
		_ struct{} `npy:",partial"`
	}
	type more struct {
		A, B int32
		C    int32 `npy:",optional"`
	}
	for text, err := range map[string]error{
		`in field "B": npy_test.part has no such field, so its records cannot be written to this file`:  npy.AppendFile(name, npy.Array[part]{Data: []part{{A: 3}}}),
		`in field "C": the file has no such field, so records of npy_test.more cannot be written to it`: npy.AppendFile(name, npy.Array[more]{Data: []more{{A: 3}}}),
	} {
		if !errors.Is(err, header.ErrDType) || !strings.Contains(err.Error(), text) {
			t.Errorf("%v, want %q", err, text)
		}
	}
	if a, err := npy.ReadFile[both](name); err != nil || len(a.Data) != 1 {
		t.Errorf("%v, %v", a, err)
	}
}

// TestRecordsOfSameSize: that a record is as long in the file as in memory does not make it the same.
func TestRecordsOfSameSize(t *testing.T) {
	type row struct {
		A [2]struct {
			X int32
			Y int8
		}
	}
	b := file(t, "[('A', [('X', '<i4'), ('Y', 'i1')], (2,)), ('', '|V6')]", []int{1}, false, []byte{1, 0, 0, 0, 2, 3, 0, 0, 0, 4, 9, 9, 9, 9, 9, 9})
	var want row
	want.A[0].X, want.A[0].Y, want.A[1].X, want.A[1].Y = 1, 2, 3, 4
	if a, err := npy.Read[row](bytes.NewReader(b)); err != nil || a.Data[0] != want {
		t.Errorf("%v, %v", a.Data, err)
	}
	if _, err := npy.View[row](b); !errors.Is(err, npy.ErrNoView) {
		t.Errorf("View: %v", err)
	}
}

// TestBoolsInArraysOfRecords: a byte that is no bool is found however deep it lies.
func TestBoolsInArraysOfRecords(t *testing.T) {
	type row struct {
		A [2][3]struct {
			X bool
			Y uint8
		}
	}
	const descr = "[('A', [('X', '?'), ('Y', 'u1')], (2, 3))]"
	payload := make([]byte, 24)
	for i := range payload {
		payload[i] = byte(i%2*7 + 1 - i%2) // true, 7
	}
	if !mustBeOrdinary {
		if a, err := npy.View[row](file(t, descr, []int{2}, false, payload)); err != nil || !a.Data[1].A[1][2].X {
			t.Errorf("View: %v, %v", a.Data, err)
		}
	}
	for i := 0; i < len(payload); i += 2 {
		b := bytes.Clone(payload)
		b[i] = 2
		if _, err := npy.View[row](file(t, descr, []int{2}, false, b)); !errors.Is(err, npy.ErrNoView) {
			t.Errorf("View with 2 at byte %d: %v", i, err)
		}
		a, err := npy.Read[row](bytes.NewReader(file(t, descr, []int{2}, false, b)))
		if err != nil {
			t.Fatal(err)
		}
		if again := marshal(t, a); !bytes.HasSuffix(again, payload) {
			t.Errorf("2 at byte %d: written again it is % x", i, again[len(again)-24:])
		}
	}
}

// TestEmptyArraysInRecords: arrays without elements take no bytes, and harm nothing around them.
func TestEmptyArraysInRecords(t *testing.T) {
	type row struct {
		A int8
		B [0]int32
		C [0]bool
		D [2][0]string `npy:",U3"`
		E int8
	}
	want := []row{{A: 1, E: 2}, {A: 3, E: 4}}
	b := marshal(t, npy.Array[row]{Data: want})
	if !bytes.HasSuffix(b, []byte{1, 2, 3, 4}) || !bytes.Contains(b, []byte("('B', '<i4', (0,))")) {
		t.Errorf("%q", b)
	}
	a, err := npy.Read[row](bytes.NewReader(b))
	if err != nil || len(a.Data) != 2 || a.Data[0] != want[0] || a.Data[1] != want[1] {
		t.Errorf("%v, %v", a.Data, err)
	}
}

// TestAsVoidInRecords: AsVoid is about bytes, and leaves a string what it is.
func TestAsVoidInRecords(t *testing.T) {
	type row struct {
		S string
		B []byte
		D npy.Timedelta64
		_ struct{} `npy:",align"`
	}
	got := writtenDType(t, []row{{"ab", []byte("xyz"), 5, struct{}{}}}, npy.AsVoid(), npy.Unit("ms"))
	if want := "[('S', '<U2'), ('B', '|V3'), ('', '|V5'), ('D', '<m8[ms]')]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestBlankFields: they are padding where a struct is written with padding, and nothing elsewhere; and no blank field is an error.
func TestBlankFields(t *testing.T) {
	type row struct {
		A int8
		_ int32
		_ chan int
		B int8
	}
	type aligned struct {
		A int8
		_ int32
		_ string
		B int8
		_ struct{} `npy:",align"`
	}
	if got, want := writtenDType(t, []row{{A: 1}}), "[('A', '|i1'), ('B', '|i1')]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := writtenDType(t, []aligned{{A: 1}}), "[('A', '|i1'), ('', '|V7'), ('B', '|i1'), ('', '|V3')]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	type flag struct {
		X bool
		Y uint8
	}
	b := marshal(t, npy.Array[flag]{Data: []flag{}, Shape: []int{0, 3}})
	if a, err := npy.Read[flag](bytes.NewReader(b)); err != nil || a.Len() != 0 {
		t.Errorf("no records: %v, %v", a, err)
	}
}
