package npy_test

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
)

func TestEqual(t *testing.T) {
	nan := file(t, "<f8", []int{2}, false, []byte("\x01\x00\x00\x00\x00\x00\xf0\x7f\x00\x00\x00\x00\x00\x00\x00\x80")) // a signalling NaN, -0
	a, err := npy.Read[float64](bytes.NewReader(nan))
	if err != nil {
		t.Fatal(err)
	}
	b, err := npy.Read[float64](bytes.NewReader(nan))
	if err != nil || !a.Equal(b) {
		t.Errorf("%v is not %v: %v", a, b, err)
	}
	b.Data[1] = 0
	if a.Equal(b) {
		t.Error("-0 is 0")
	}
	c, f := counted(false, 2, 2), npy.Array[int32]{Data: []int32{0, 2, 1, 3}, Shape: []int{2, 2}, FortranOrder: true}
	if !c.Equal(f) || c.Equal(counted(true, 2, 2)) || c.Equal(counted(false, 4)) {
		t.Error("the order of memory counts, or the shape does not")
	}
	if bad := (npy.Array[int32]{Data: []int32{1}, Shape: []int{2}}); bad.Equal(bad) {
		t.Error("an invalid array equals itself")
	}
	any, err := npy.ReadAny(bytes.NewReader(file(t, ">i4", []int{1}, false, []byte{0, 0, 0, 7})))
	if err != nil || !any.(npy.Array[int32]).Equal(npy.Array[int32]{Data: []int32{7}}) {
		t.Errorf("the byte order of the file counts, or %v", err)
	}
}

// TestEqualItself: also what cannot be written, and what a file spells in
// another way than we would.
func TestEqualItself(t *testing.T) {
	future := time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)
	equalsItself(t, "a", "a\x00", "\xff", "", "a\xed\xa0\x80") // the last has a kept surrogate
	equalsItself(t, []byte{1, 0}, []byte{2, 3}, []byte{})
	equalsItself(t, blob{0}, blob{})
	equalsItself(t, word("\x00"), word("\xff"))
	equalsItself(t, time.Time{}, future, time.Unix(0, 1))
	equalsItself(t, stamp(future), stamp{})
	equalsItself(t, time.Duration(npy.NaT), 0, 1)
	equalsItself(t, npy.Datetime64(npy.NaT), 0, 1)
	equalsItself(t, deed{Names: [2]string{"a", "b\x00"}}, deed{Raw: []byte{0}}, deed{Sold: future}, deed{Took: npy.NaT}, deed{})
	equalsItself(t, point{Name: "much too long"}, point{At: time.Unix(0, 1)}, point{Ok: true})
	equalsItself(t, struct{}{})
	if a := (npy.Array[chan int]{Data: make([]chan int, 1)}); a.Equal(a) {
		t.Error("an array of channels equals itself")
	}
}

func equalsItself[T any](t *testing.T, data ...T) {
	t.Helper()
	a, b := npy.Array[T]{Data: data}, npy.Array[T]{Data: slices.Clone(data), Shape: []int{len(data)}}
	if !a.Equal(b) || !b.Equal(a) {
		t.Errorf("%T %v does not equal itself", data, data)
	}
	for i := 1; i < len(data); i++ {
		if b.Data[i] = data[i-1]; a.Equal(b) || b.Equal(a) {
			t.Errorf("%T: %v and %v are equal", data, data[i], data[i-1])
		}
		b.Data[i] = data[i]
	}
}

// TestEqualTimes: a time is an instant, wherever it comes from, and a count is
// of its unit.
func TestEqualTimes(t *testing.T) {
	seconds := file(t, "<M8[s]", []int{1}, false, []byte{7, 0, 0, 0, 0, 0, 0, 0})
	read, err := npy.Read[time.Time](bytes.NewReader(seconds))
	if made := (npy.Array[time.Time]{Data: []time.Time{time.Unix(7, 0).In(time.FixedZone("", 3600))}}); err != nil || !read.Equal(made) || !made.Equal(read) {
		t.Errorf("%v is not %v: %v", read, made, err)
	}
	counts, err := npy.Read[npy.Datetime64](bytes.NewReader(seconds))
	if err != nil || !counts.Equal(counts) || counts.Equal(npy.Array[npy.Datetime64]{Data: []npy.Datetime64{7}}) {
		t.Errorf("7 s is the same as 7 of no unit, or not itself: %v", err)
	}
}

type deed struct {
	_     int32
	Names [2]string
	Raw   []byte
	Sold  time.Time
	Took  time.Duration
	Parts [2]struct {
		Size  [3]int16
		Label string
	}
	Seal [2]byte `npy:"seal,V2"`
	Cost float64
	Skip string `npy:"-"`
	Done bool
}

// TestEqualRecords: reflect.DeepEqual is the twin.
func TestEqualRecords(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	some := func() (d deed) {
		zero := func() int { return rng.IntN(25) / 24 } // mostly
		text := func() string { return "ab\x00"[:zero()*3] }
		d.Names, d.Raw, d.Sold, d.Took = [2]string{text(), text()}, []byte(text()), time.Unix(int64(zero()), 0).UTC(), time.Duration(zero())
		for i := range d.Parts {
			d.Parts[i].Size, d.Parts[i].Label = [3]int16{int16(zero()), 0, int16(zero())}, text()
		}
		d.Seal[1], d.Cost, d.Done = byte(zero()), float64(zero()), zero() == 1
		return d
	}
	equal := 0
	for range 10_000 {
		a, b := []deed{some(), some()}, []deed{some(), some()}
		want := reflect.DeepEqual(a, b)
		if a[1].Skip = "of no array"; (npy.Array[deed]{Data: a}).Equal(npy.Array[deed]{Data: b}) != want {
			t.Fatalf("%+v and %+v: equal is %v, want %v", a, b, !want, want)
		}
		if want {
			equal++
		}
	}
	if equal < 100 || equal > 9900 {
		t.Errorf("%d of 10000 were equal", equal)
	}
}
