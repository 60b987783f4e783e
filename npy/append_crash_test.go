package npy

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
)

// crashCase is an array and rows to be added.
type crashCase struct {
	name string
	old  []byte // the file
	rows Array[int32]
}

func crashCases(t testing.TB) (list []crashCase) {
	add := func(name string, shape []int, more int, h header.Header) {
		a := Array[int32]{Shape: shape, Data: make([]int32, volume(shape))}
		for i := range a.Data {
			a.Data[i] = int32(i + 1)
		}
		h.DType, h.Shape = a.Header().DType, shape
		b, err := h.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err = appendPayload(b, a.Data, int32Plan(t))
		if err != nil {
			t.Fatal(err)
		}
		rows := append([]int{more}, shape[1:]...)
		r := Array[int32]{Shape: rows, Data: make([]int32, volume(rows))}
		for i := range r.Data {
			r.Data[i] = -int32(i + 1)
		}
		list = append(list, crashCase{name, b, r})
	}
	add("a digit more", []int{9}, 1, header.Header{})
	add("another digit", []int{7}, 1, header.Header{})
	add("all digits", []int{199}, 1, header.Header{})
	add("many digits more", []int{0}, 1234, header.Header{})
	add("two axes", []int{8, 3}, 97, header.Header{})
	add("four axes", []int{99, 1, 2, 3}, 2, header.Header{})
	add("version 3", []int{99, 3}, 2, header.Header{Version: header.V3})
	add("Fortran order", []int{5}, 5, header.Header{FortranOrder: true})
	return list
}

func int32Plan(t testing.TB) plan[int32] {
	pl, err := planFor[int32](kinds[reflect.Int32].dtype, new(options))
	if err != nil {
		t.Fatal(err)
	}
	return pl
}

func volume(shape []int) int {
	n := 1
	for _, dim := range shape {
		n *= dim
	}
	return n
}

// straddling is c with its shape on the border between two sectors, by means of
// a header that is longer before the shape: in front of the dict.
func straddling(t testing.TB, c crashCase, shift int) (crashCase, bool) {
	t.Helper()
	h, n, err := header.Parse(c.old)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.Repeat("n", shift)
	d, err := header.ParseDType("[('" + name + "', '<i4')]")
	if err != nil {
		t.Fatal(err)
	}
	h.DType = d
	b, err := h.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	c.old = append(b, c.old[n:]...)
	count, ok := findRowCount(b, &h)
	return c, ok && count.at < sector && count.end > sector && count.fits(h.Shape[0], h.Shape[0]+c.rows.Shape[0])
}

// put adds c's rows to what f holds.
func (c *crashCase) put(f *tape) error { return c.putWith(f, new(options)) }

func (c *crashCase) putWith(f *tape, o *options) error {
	g, err := grow(f, int64(len(f.b)), o)
	if err != nil {
		return err
	}
	if g.h.DType.IsStruct() { // as int32, which is what there is in the struct
		d := g.h.DType
		g.h.DType = kinds[reflect.Int32].dtype
		defer func() { g.h.DType = d }()
	}
	return appendRows(g, "/no/such/directory/file", c.rows, o)
}

// rowsIn reads the elements of a file as int32s, also those in a struct.
func rowsIn(t testing.TB, b []byte) []int32 {
	t.Helper()
	raw, err := ReadRaw(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("the file cannot be read: %v\n%q", err, b[:min(len(b), 128)])
	}
	data, err := copyPayload[int32](raw.Data, len(raw.Data)/4, int32Plan(t))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func allCrashCases(t testing.TB) []crashCase {
	list := crashCases(t)
	base := list[4]
	straddles := 0
	for shift := 380; shift < 480; shift++ {
		if c, ok := straddling(t, base, shift); ok {
			c.name = fmt.Sprintf("in two sectors, %d", shift)
			list = append(list, c)
			if straddles++; testing.Short() {
				break
			}
		}
	}
	if straddles == 0 {
		t.Fatal("no header lies in two sectors")
	}
	return list
}

// TestAppendCrash stops the program at every byte that is written, and the
// machine after every change: the file has the old array or the new one, and
// adding the rows again gives what it should, also when the machine stops again.
func TestAppendCrash(t *testing.T) {
	for _, c := range allCrashCases(t) {
		t.Run(c.name, func(t *testing.T) {
			before := rowsIn(t, c.old)
			after := append(slices.Clone(before), c.rows.Data...)
			f := &tape{b: slices.Clone(c.old)}
			if err := c.put(f); err != nil {
				t.Fatal(err)
			}
			checkEnd(t, f.b, c.old, after)
			rng := rand.New(rand.NewPCG(5, 6))
			seen := map[string]bool{}
			check := func(i int, b []byte) {
				if seen[string(b)] {
					return
				}
				seen[string(b)] = true
				got := c.either(t, i, b, before, after)
				ops := c.again(t, b, got)
				if len(seen)%64 > 0 { // it is slow
					return
				}
				powerCuts(rng, b, ops, func(i int, b []byte) {
					c.again(t, b, c.either(t, i, b, got, append(slices.Clone(got), c.rows.Data...)))
				})
			}
			cuts(c.old, f.ops, check)
			for range 5 {
				powerCuts(rng, c.old, f.ops, check)
			}
			if len(seen) < 40 {
				t.Errorf("only %d states", len(seen))
			}
		})
	}
}

// either is the array in b, which a crash after i changes has left.
func (c *crashCase) either(t *testing.T, i int, b []byte, before, after []int32) []int32 {
	t.Helper()
	got := rowsIn(t, b)
	if !slices.Equal(got, before) && !slices.Equal(got, after) {
		t.Fatalf("after %d changes there are %d rows, neither the old nor the new\n%q", i, len(got), b[:128])
	}
	return got
}

// again adds the rows to what a crash has left, which is an array of got.
func (c *crashCase) again(t *testing.T, b []byte, got []int32) []change {
	t.Helper()
	f := &tape{b: slices.Clone(b)}
	if err := c.put(f); err != nil {
		t.Fatalf("what a crash has left cannot be added to: %v\n%q", err, b[:min(len(b), 160)])
	}
	checkEnd(t, f.b, c.old, append(slices.Clone(got), c.rows.Data...))
	return f.ops
}

// checkEnd: the file has the rows and nothing else, and NumPy's header, as long
// as the old one's.
func checkEnd(t *testing.T, b, old []byte, want []int32) {
	t.Helper()
	if got := rowsIn(t, b); !slices.Equal(got, want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	h, n, err := header.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	canonical, err := h.AppendBinary(nil)
	if err != nil || !bytes.Equal(canonical, b[:n]) || len(b) != n+4*len(want) {
		t.Fatalf("%d bytes with %d rows, and the header\n%q\nwant\n%q", len(b), len(want), b[:n], canonical)
	}
	if _, m, _ := header.Parse(old); m != n {
		t.Fatalf("the header has %d bytes, it had %d", n, m)
	}
}

// TestAppendFails lets each change fail in every way: the error is told, the file has
// the old rows, or the new ones where the new header is there already.
func TestAppendFails(t *testing.T) {
	for _, c := range crashCases(t) {
		before := rowsIn(t, c.old)
		after := append(slices.Clone(before), c.rows.Data...)
		f := &tape{b: slices.Clone(c.old)}
		if err := c.put(f); err != nil {
			t.Fatal(err)
		}
		synced := 1 + slices.IndexFunc(f.ops, func(op change) bool { return op.sync }) // the header is changed after this
		for n := 1; n <= len(f.ops); n++ {
			for how := range failures {
				c.fails(t, n, how, n <= synced, before, after)
			}
		}
	}
}

// fails lets change n fail, and after it the power. early: before the header is changed.
func (c *crashCase) fails(t *testing.T, n int, how failure, early bool, before, after []int32) {
	t.Helper()
	f := &tape{b: slices.Clone(c.old), fails: n, how: how}
	if err := c.put(f); !errors.Is(err, errTape) {
		t.Fatalf("%s: change %d fails (%d): %v", c.name, n, how, err)
	}
	if got := rowsIn(t, f.b); !slices.Equal(got, before) && !slices.Equal(got, after) {
		t.Fatalf("%s: change %d fails (%d): %d rows", c.name, n, how, len(got))
	}
	if early && how != forEver && !bytes.Equal(f.b, c.old) {
		t.Fatalf("%s: change %d fails (%d), before the new header, and leaves\n%q", c.name, n, how, f.b[:128])
	}
	c.again(t, f.b, rowsIn(t, f.b))
	powerCuts(rand.New(rand.NewPCG(uint64(n), uint64(how))), c.old, f.ops, func(i int, b []byte) {
		c.again(t, b, c.either(t, i, b, before, after))
	})
}

// TestRoomyHeader: whatever the dtype and the shape, there is room for rows.
func TestRoomyHeader(t *testing.T) {
	lengths := map[int]bool{}
	for n := range 130 {
		for _, descr := range []string{"[('" + strings.Repeat("n", n+1) + "', '<i4')]", "[('" + strings.Repeat("ü", n+1) + "', '<i4')]"} {
			d, err := header.ParseDType(descr)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range []header.Header{{DType: d, Shape: []int{3}}, {DType: d, Shape: []int{0, 1 << 20, 7}}, {DType: d, Shape: []int{1}, Version: header.V3}} {
				b, c, err := roomyHeader(h)
				if err != nil {
					t.Fatal(err)
				}
				got, m, err := header.Parse(b)
				if err != nil || m != len(b) || m%64 != 0 || !got.DType.Equal(d) || !slices.Equal(got.Shape, h.Shape) || !c.fits(manyRows, manyRows) {
					t.Fatalf("%q: %v, %v", b, got, err)
				}
				lengths[len(b)] = true
			}
		}
	}
	if len(lengths) < 4 {
		t.Errorf("all headers have the lengths %v", lengths)
	}
	// The longest header of version 1 has no room: it becomes one of version 2.
	long, err := header.ParseDType("[('" + strings.Repeat("n", 65_526-10-85) + "', '<i4')]")
	if err != nil {
		t.Fatal(err)
	}
	for range 64 {
		h := header.Header{DType: long, Shape: []int{3}}
		if b, _, err := roomyHeader(h); err != nil {
			t.Fatal(err)
		} else if got, n, err := header.Parse(b); err != nil || n != len(b) || !got.DType.Equal(long) {
			t.Fatal(err)
		}
		if long, err = header.ParseDType(strings.Replace(long.String(), "nn", "nnn", 1)); err != nil {
			t.Fatal(err)
		}
	}
}
