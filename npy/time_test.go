package npy_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

type stamp time.Time

// counts reads a file of times as the bare counts.
func counts[T npy.Datetime64 | npy.Timedelta64](t *testing.T, file []byte) npy.Array[T] {
	t.Helper()
	a, err := npy.Read[T](bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestTimeGoldens: the bare counts of every unit are NumPy's, and written again
// they are the file, unit and all.
func TestTimeGoldens(t *testing.T) {
	n := 0
	for _, g := range goldens(t) {
		for _, want := range g.Arrays {
			file := g.bytes[want.Start:]
			switch want.Type {
			case "datetime64":
				timeGolden[npy.Datetime64](t, g.Path, file, want.Canonical, want.Saved)
				instants(t, g.Path, file)
			case "timedelta64":
				timeGolden[npy.Timedelta64](t, g.Path, file, want.Canonical, want.Saved)
			default:
				continue
			}
			n++
		}
	}
	if n < 40 {
		t.Errorf("only %d arrays of times", n)
	}
}

func timeGolden[T npy.Datetime64 | npy.Timedelta64](t *testing.T, path string, file []byte, canonical string, saved bool) {
	t.Helper()
	if as[T](t, file) != canonical {
		t.Errorf("%s: the counts differ from NumPy's", path)
	}
	a := counts[T](t, file)
	h, n, err := header.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Header().DType; got.String() != h.DType.WithByteOrder(header.LittleEndian).String() {
		t.Errorf("%s: the array is of '%s', the file of '%s'", path, got, h.DType)
	}
	var out bytes.Buffer
	var opts []npy.Option
	if h.DType.ByteOrder() == header.BigEndian {
		opts = append(opts, npy.BigEndian())
	}
	if err := npy.Write(&out, a, opts...); err != nil {
		t.Fatal(err)
	}
	if end := n + 8*a.Len(); saved && !bytes.Equal(out.Bytes(), file[:end]) {
		t.Errorf("%s: written again it is\n%q", path, out.Bytes())
	}
}

// instants reads what can be as times, and writes them again.
func instants(t *testing.T, path string, file []byte) {
	t.Helper()
	bare := counts[npy.Datetime64](t, file)
	d := bare.Header().DType
	times, err := npy.Read[time.Time](bytes.NewReader(file))
	if unit, _ := d.Unit(); unit == "generic" {
		if !errors.Is(err, header.ErrDType) || !strings.Contains(err.Error(), "Datetime64") {
			t.Errorf("%s: no unit: %v", path, err)
		}
		return
	}
	if err != nil {
		for _, count := range bare.Data { // then one of them is no time by itself either
			if _, one := count.Time(d); one != nil {
				return
			}
		}
		t.Errorf("%s: %v, but each element is a time", path, err)
		return
	}
	for i, got := range times.Data {
		if want, err := bare.Data[i].Time(d); err != nil || got != want || got.Location() != time.UTC || got.IsZero() != bare.Data[i].IsNaT() {
			t.Errorf("%s: element %d is %v, want %v, %v", path, i, got, want, err)
		}
	}
	back, err := times.MarshalBinary()
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if again := counts[npy.Datetime64](t, back); !slices.Equal(again.Data, bare.Data) || again.Header().DType.String() != d.String() {
		t.Errorf("%s: written as times it is %v of %v, was %v of %v", path, again.Data, again.Header().DType, bare.Data, d)
	}
}

// timeFile is a .npy file with these counts.
func timeFile(t testing.TB, descr string, shape []int, counts ...int64) []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	if descr[0] == '>' {
		order = binary.BigEndian
	}
	var b []byte
	for _, n := range counts {
		b = order.AppendUint64(b, uint64(n))
	}
	return file(t, descr, shape, false, b)
}

// TestReadTimes has what the counts mean, as NumPy prints them.
func TestReadTimes(t *testing.T) {
	date := func(y int, m time.Month, d, h, min, s, ns int) time.Time {
		return time.Date(y, m, d, h, min, s, ns, time.UTC)
	}
	for _, c := range []struct {
		descr string
		count int64
		want  time.Time
	}{
		{"<M8[Y]", 54, date(2024, 1, 1, 0, 0, 0, 0)},
		{">M8[Y]", -1970, date(0, 1, 1, 0, 0, 0, 0)},
		{"<M8[10Y]", -1, date(1960, 1, 1, 0, 0, 0, 0)},
		{"<M8[M]", 650, date(2024, 3, 1, 0, 0, 0, 0)},
		{"<M8[M]", -1, date(1969, 12, 1, 0, 0, 0, 0)},
		{"<M8[3M]", 1, date(1970, 4, 1, 0, 0, 0, 0)},
		{"<M8[W]", -1, date(1969, 12, 25, 0, 0, 0, 0)},
		{"<M8[D]", 19782, date(2024, 2, 29, 0, 0, 0, 0)},
		{">M8[7D]", 1, date(1970, 1, 8, 0, 0, 0, 0)},
		{"<M8[h]", -1, date(1969, 12, 31, 23, 0, 0, 0)},
		{"<M8[m]", 90, date(1970, 1, 1, 1, 30, 0, 0)},
		{"<M8[s]", 253402300800, date(10000, 1, 1, 0, 0, 0, 0)},
		{"<M8[s]", -62135596801, date(0, 12, 31, 23, 59, 59, 0)},
		{"<M8[25s]", 4, date(1970, 1, 1, 0, 1, 40, 0)},
		{"<M8[ms]", -1, date(1969, 12, 31, 23, 59, 59, 999e6)},
		{"<M8[us]", 1, date(1970, 1, 1, 0, 0, 0, 1000)},
		{"<M8[ns]", math.MaxInt64, date(2262, 4, 11, 23, 47, 16, 854775807)},
		{">M8[ns]", math.MinInt64 + 1, date(1677, 9, 21, 0, 12, 43, 145224193)},
		{"<M8[100ns]", -1, date(1969, 12, 31, 23, 59, 59, 999999900)},
		{"<M8[ps]", -3000, date(1969, 12, 31, 23, 59, 59, 999999997)},
		{"<M8[fs]", 1e15, date(1970, 1, 1, 0, 0, 1, 0)},
		{"<M8[as]", 9e18, date(1970, 1, 1, 0, 0, 9, 0)},
		{"<M8[D]", npy.NaT, time.Time{}},
	} {
		b := timeFile(t, c.descr, []int{}, c.count)
		a, err := npy.Read[time.Time](bytes.NewReader(b))
		if err != nil || a.At() != c.want {
			t.Errorf("%s: %d is %v, %v, want %v", c.descr, c.count, a.Data, err, c.want)
			continue
		}
		named, err := npy.Read[stamp](bytes.NewReader(b))
		if err != nil || time.Time(named.At()) != c.want {
			t.Errorf("%s: %d as a named type is %v, %v, want %v", c.descr, c.count, named.Data, err, c.want)
		}
		raw, err := npy.ReadAny(bytes.NewReader(b))
		if _, ok := raw.(npy.Raw); !ok || err != nil {
			t.Fatalf("%s: ReadAny: %T, %v", c.descr, raw, err)
		}
		for _, from := range []npy.AnyArray{raw, a, named, counts[npy.Datetime64](t, b)} {
			if got, err := npy.As[time.Time](from); err != nil || got.At() != c.want {
				t.Errorf("%s: %d as %T is %v, %v", c.descr, c.count, from, got.Data, err)
			}
			if got, err := npy.As[npy.Datetime64](from); err != nil || int64(got.At()) != c.count {
				t.Errorf("%s: %d of %T as counts is %v, %v", c.descr, c.count, from, got.Data, err)
			}
		}
		for _, opts := range [][]npy.Option{nil, {npy.BigEndian()}} {
			var out bytes.Buffer
			if err := npy.Write(&out, named, opts...); err != nil {
				t.Fatal(err)
			}
			if got := counts[npy.Datetime64](t, out.Bytes()); int64(got.At()) != c.count || got.Header().DType.String()[1:] != c.descr[1:] {
				t.Errorf("%s: %d comes back as %v of %v", c.descr, c.count, got.Data, got.Header().DType)
			}
		}
	}
}

func TestReadDurations(t *testing.T) {
	for _, c := range []struct {
		descr string
		count int64
		want  time.Duration
	}{
		{"<m8[W]", 2, 14 * 24 * time.Hour},
		{">m8[D]", -1, -24 * time.Hour},
		{"<m8[h]", 3, 3 * time.Hour},
		{"<m8[m]", -90, -90 * time.Minute},
		{"<m8[s]", 0, 0},
		{"<m8[25s]", 4, 100 * time.Second},
		{"<m8[ms]", -1, -time.Millisecond},
		{"<m8[us]", 1, time.Microsecond},
		{"<m8[ns]", math.MaxInt64, math.MaxInt64},
		{">m8[ns]", math.MinInt64 + 1, math.MinInt64 + 1},
		{"<m8[100ns]", -3, -300},
		{"<m8[ps]", -3000, -3},
		{"<m8[fs]", 1e15, time.Second},
		{">m8[2000000000as]", -1, -2},
	} {
		b := timeFile(t, c.descr, []int{1}, c.count)
		a, err := npy.Read[time.Duration](bytes.NewReader(b))
		if err != nil || a.Data[0] != c.want {
			t.Errorf("%s: %d is %v, %v, want %v", c.descr, c.count, a.Data, err, c.want)
			continue
		}
		for _, from := range []npy.AnyArray{a, counts[npy.Timedelta64](t, b)} {
			if got, err := npy.As[time.Duration](from); err != nil || got.Data[0] != c.want {
				t.Errorf("%s: %d of %T as a Duration is %v, %v", c.descr, c.count, from, got.Data, err)
			}
			if got, err := npy.As[npy.Timedelta64](from); err != nil || int64(got.Data[0]) != c.count {
				t.Errorf("%s: %d of %T as a count is %v, %v", c.descr, c.count, from, got.Data, err)
			}
		}
		out, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if got := counts[npy.Timedelta64](t, out); int64(got.Data[0]) != c.count || got.Header().DType.String()[1:] != c.descr[1:] {
			t.Errorf("%s: %d comes back as %v of %v", c.descr, c.count, got.Data, got.Header().DType)
		}
	}
}

// TestBadTimes: what Go's times cannot hold is an error that names the element
// and says what to do.
func TestBadTimes(t *testing.T) {
	for _, c := range []struct {
		descr string
		count int64
		delta bool
		kind  error
		want  string
	}{
		{"<M8", 1, false, header.ErrDType, "no unit"},
		{"<M8[0s]", 1, false, header.ErrDType, "0 long"},
		{"<M8[s]", math.MaxInt64, false, npy.ErrValue, "farther away"},
		{"<M8[Y]", 1 << 60, false, npy.ErrValue, "farther away"},
		{"<M8[M]", -1 << 62, false, npy.ErrValue, "farther away"},
		{"<M8[W]", 1 << 60, false, npy.ErrValue, "farther away"},
		{"<M8[2000000000ms]", 1 << 60, false, npy.ErrValue, "farther away"},
		{">M8[ps]", 1001, false, npy.ErrValue, "nanoseconds"},
		{"<M8[as]", -1, false, npy.ErrValue, "Cast(SameKind)"},
		{"<M8[s]", -62135596800, false, npy.ErrValue, "stands for NaT"},
		{"<m8", 1, true, header.ErrDType, "Timedelta64"},
		{"<m8[Y]", 1, true, header.ErrDType, "no fixed length"},
		{"<m8[2M]", 1, true, header.ErrDType, "no fixed length"},
		{"<m8[ns]", npy.NaT, true, npy.ErrValue, "NaT"},
		{">m8[s]", npy.NaT, true, npy.ErrValue, "NaT"},
		{"<m8[s]", 1 << 34, true, npy.ErrValue, "292 years"},
		{"<m8[W]", -1 << 62, true, npy.ErrValue, "292 years"},
		{"<m8[fs]", 999_999, true, npy.ErrValue, "nanoseconds"},
	} {
		b := timeFile(t, c.descr, []int{3}, 0, 0, c.count)
		var err error
		if c.delta {
			_, err = npy.Read[time.Duration](bytes.NewReader(b))
		} else {
			_, err = npy.Read[time.Time](bytes.NewReader(b))
		}
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %d: %v; want %v about %q", c.descr, c.count, err, c.kind, c.want)
		}
		var e *header.Error
		if !errors.As(err, &e) || c.kind == npy.ErrValue && (e.Offset != int64(len(b)-8) || !strings.Contains(err.Error(), "element 2")) {
			t.Errorf("%s, %d: does not tell the place: %v", c.descr, c.count, err)
		}
		var wrong *npy.DTypeError
		if _, err := npy.Read[int64](bytes.NewReader(b)); !errors.As(err, &wrong) || !strings.Contains(err.Error(), "64") {
			t.Errorf("%s as int64: %v", c.descr, err)
		}
	}
}

// TestBadTimeFar: the place is right also in the second piece of a large file.
func TestBadTimeFar(t *testing.T) {
	n := make([]int64, 100_000)
	n[70_001] = 1
	_, err := npy.Read[time.Time](struct{ io.Reader }{bytes.NewReader(timeFile(t, "<M8[as]", []int{len(n)}, n...))})
	var e *header.Error
	if !errors.As(err, &e) || e.Offset != 128+8*70_001 || !strings.Contains(err.Error(), "element 70001:") {
		t.Errorf("%v", err)
	}
}

func TestWriteTimes(t *testing.T) {
	noon := time.Date(2024, 5, 17, 12, 0, 0, 0, time.FixedZone("CEST", 7200))
	half := noon.Add(500 * time.Millisecond)
	for _, c := range []struct {
		a    npy.AnyArray
		opts []npy.Option
		want string // the descr, then the counts; or what the error says
	}{
		{npy.Array[time.Time]{Data: []time.Time{noon, {}}}, nil, "<M8[ns] 1715940000000000000 NaT"},
		{npy.Array[stamp]{Data: []stamp{stamp(noon)}}, []npy.Option{npy.BigEndian()}, ">M8[ns] 1715940000000000000"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("h")}, "<M8[h] 476650"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("25s"), npy.BigEndian()}, ">M8[25s] 68637600"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("as")}, "out of the range"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("D")}, "not a whole number"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("D"), npy.Cast(npy.SameKind)}, "<M8[D] 19860"},
		{npy.Array[time.Time]{Data: []time.Time{half, noon}}, []npy.Option{npy.Unit("s")}, "element 0: 2024-05-17T10:00:00.5Z"},
		{npy.Array[time.Time]{Data: []time.Time{noon, half}}, []npy.Option{npy.Unit("Y"), npy.Cast(npy.Safe)}, "element 0"},
		{npy.Array[time.Time]{Data: []time.Time{time.Unix(0, -1)}}, []npy.Option{npy.Unit("M"), npy.Cast(npy.SameKind)}, "<M8[M] -1"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("")}, "<M8[ns] 1715940000000000000"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("generic")}, "no unit"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("parsec")}, "parsec"},
		{npy.Array[time.Time]{Data: []time.Time{noon}}, []npy.Option{npy.Unit("0s")}, "0 long"},
		{npy.Array[time.Time]{Data: []time.Time{noon, time.Unix(1<<34, 0)}}, nil, "element 1: 2514-05-30T01:53:04Z is out of the range of '<M8[ns]'"},
		{npy.Array[time.Duration]{Data: []time.Duration{time.Second, -1}}, nil, "<m8[ns] 1000000000 -1"},
		{npy.Array[time.Duration]{Data: []time.Duration{time.Minute}}, []npy.Option{npy.Unit("s"), npy.BigEndian()}, ">m8[s] 60"},
		{npy.Array[time.Duration]{Data: []time.Duration{-1}}, []npy.Option{npy.Unit("s"), npy.Cast(npy.SameKind)}, "<m8[s] -1"},
		{npy.Array[time.Duration]{Data: []time.Duration{1}}, []npy.Option{npy.Unit("us")}, "element 0: 1ns is not a whole number"},
		{npy.Array[time.Duration]{Data: []time.Duration{math.MinInt64}}, nil, "out of the range"},
		{npy.Array[time.Duration]{Data: []time.Duration{0}}, []npy.Option{npy.Unit("M")}, "no fixed length"},
		{npy.Array[npy.Datetime64]{Data: []npy.Datetime64{7, npy.NaT}}, nil, "<M8 7 NaT"},
		{npy.Array[npy.Datetime64]{Data: []npy.Datetime64{7}}, []npy.Option{npy.Unit("25s"), npy.BigEndian()}, ">M8[25s] 7"},
		{npy.Array[npy.Datetime64]{Data: []npy.Datetime64{7}}, []npy.Option{npy.Unit("0Y")}, "<M8[0Y] 7"},
		{npy.Array[npy.Timedelta64]{Data: []npy.Timedelta64{7}}, []npy.Option{npy.Unit("Y")}, "<m8[Y] 7"},
		{npy.Array[npy.Timedelta64]{Data: []npy.Timedelta64{7}}, []npy.Option{npy.Unit("no")}, "no"},
	} {
		var out bytes.Buffer
		var err error
		switch a := c.a.(type) {
		case npy.Array[time.Time]:
			err = npy.Write(&out, a, c.opts...)
		case npy.Array[stamp]:
			err = npy.Write(&out, a, c.opts...)
		case npy.Array[time.Duration]:
			err = npy.Write(&out, a, c.opts...)
		case npy.Array[npy.Datetime64]:
			err = npy.Write(&out, a, c.opts...)
		case npy.Array[npy.Timedelta64]:
			err = npy.Write(&out, a, c.opts...)
		}
		if err != nil {
			if !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
				t.Errorf("%v: %v and %d bytes, want %q", c.a, err, out.Len(), c.want)
			}
			continue
		}
		if got := show(t, out.Bytes()); got != c.want {
			t.Errorf("%v: %s, want %s", c.a, got, c.want)
		}
	}
}

// show is the descr of a file of times and its counts.
func show(t *testing.T, file []byte) string {
	raw, err := npy.ReadRaw(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	text := raw.DType.String()
	var order binary.ByteOrder = binary.LittleEndian
	if raw.DType.ByteOrder() == header.BigEndian {
		order = binary.BigEndian
	}
	for b := raw.Data; len(b) > 0; b = b[8:] {
		if n := int64(order.Uint64(b)); n == npy.NaT {
			text += " NaT"
		} else {
			text += " " + strconv.FormatInt(n, 10)
		}
	}
	return text
}

// TestTimeRoads: the bare counts are plain memory; Go's times are not.
func TestTimeRoads(t *testing.T) {
	counts := []int64{0, 1, -1, 1e9, npy.NaT, 5}
	for _, descr := range []string{"<M8[s]", ">M8[s]", "<m8[3D]"} {
		for _, shape := range [][]int{{6}, {2, 3}, {6, 1, 1}} {
			b := timeFile(t, descr, shape, counts...)
			if descr[1] == 'M' {
				want := npy.Array[npy.Datetime64]{Shape: shape}
				for _, n := range counts {
					want.Data = append(want.Data, npy.Datetime64(n))
				}
				roadsOfTimes(t, b, want)
			} else {
				want := npy.Array[npy.Timedelta64]{Shape: shape}
				for _, n := range counts {
					want.Data = append(want.Data, npy.Timedelta64(n))
				}
				roadsOfTimes(t, b, want)
			}
		}
	}
	if _, err := npy.View[time.Time](timeFile(t, "<M8[s]", []int{1}, 1)); !errors.Is(err, npy.ErrNoView) {
		t.Errorf("View of time.Time: %v", err)
	}
	if _, err := npy.View[time.Duration](timeFile(t, "<m8[ns]", []int{1}, 1)); !errors.Is(err, npy.ErrNoView) {
		t.Errorf("View of time.Duration: %v", err)
	}
	if _, err := npy.CreateMap[time.Time](filepath.Join(t.TempDir(), "t.npy"), 3); !errors.Is(err, npy.ErrNoView) {
		t.Errorf("CreateMap of time.Time: %v", err)
	}
}

func roadsOfTimes[T npy.Datetime64 | npy.Timedelta64](t *testing.T, file []byte, want npy.Array[T]) {
	t.Helper()
	h, _, err := header.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	check := func(road string, a npy.Array[T], err error) {
		t.Helper()
		if err != nil || !slices.Equal(a.Data, want.Data) || !slices.Equal(a.Shape, want.Shape) {
			t.Errorf("%s: %v, %v, want %v", road, a, err, want)
		}
		if got := a.Header().DType; got.String()[1:] != h.DType.String()[1:] {
			t.Errorf("%s: lost the unit: %v, was %v", road, got, h.DType)
		}
	}
	a, err := npy.Read[T](bytes.NewReader(file))
	check("Read", a, err)
	check("ReadInto", a, npy.ReadInto(struct{ io.Reader }{bytes.NewReader(file)}, &a))
	if a, err = npy.View[T](file); !errors.Is(err, npy.ErrNoView) {
		check("View", a, err)
	} else if native := binary.NativeEndian.Uint16([]byte{1, 0}) == 1; !mustBeOrdinary && native == (h.DType.ByteOrder() == header.LittleEndian) {
		t.Errorf("View: %v", err)
	}
	raw, err := npy.ReadRaw(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	a, err = npy.As[T](raw)
	check("As", a, err)
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, a); err != nil {
		t.Fatal(err)
	}
	a, err = npy.ReadFile[T](name)
	check("ReadFile", a, err)
	check("RowMajor", a.RowMajor(), nil)
	if b, err := a.Reshape(-1); err != nil || b.Header().DType.String() != a.Header().DType.String() {
		t.Errorf("Reshape: lost the unit: %v, %v", b.Header().DType, err)
	}
	if reflect.DeepEqual(npy.Array[T]{Data: a.Data}.Header().DType, a.Header().DType) {
		t.Errorf("an Array made by hand has a unit: %v", a.Header().DType)
	}
}

// TestTimeOrder: Fortran order, empty arrays.
func TestTimeOrder(t *testing.T) {
	payload, _ := hex.DecodeString("010000000000000002000000000000000300000000000000" + "040000000000000005000000000000000600000000000000")
	a, err := npy.Read[time.Time](bytes.NewReader(file(t, "<M8[D]", []int{2, 3}, true, payload)))
	if err != nil || !a.FortranOrder || a.At(1, 2).Day() != 7 || a.RowMajor().Data[1].Day() != 4 {
		t.Errorf("%v, %v", a, err)
	}
	for _, shape := range [][]int{{0}, {3, 0}} {
		a, err := npy.Read[time.Duration](bytes.NewReader(file(t, ">m8[h]", shape, false, nil)))
		if err != nil || a.Len() != 0 || !slices.Equal(a.Shape, shape) {
			t.Errorf("%v: %v, %v", shape, a, err)
		}
	}
}

func TestTimeOf(t *testing.T) {
	days, err := header.ParseDType("<M8[D]")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := npy.Datetime64(1).Time(days); err != nil || got.Unix() != 86400 {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := npy.Timedelta64(1).Duration(days); !errors.Is(err, header.ErrDType) {
		t.Errorf("a length of the dtype of instants: %v, %v", got, err)
	}
	if got, err := npy.Datetime64(1).Time(header.DType{}); !errors.Is(err, header.ErrDType) {
		t.Errorf("of no dtype: %v, %v", got, err)
	}
	if !npy.Datetime64(npy.NaT).IsNaT() || npy.Timedelta64(0).IsNaT() {
		t.Error("IsNaT")
	}
}

// TestTimesRoundDown: with Cast(SameKind) reading goes to the nanosecond before,
// as astype does.
func TestTimesRoundDown(t *testing.T) {
	for _, c := range []struct {
		descr string
		count int64
		want  int64
	}{{"<M8[ps]", -1, -1}, {"<M8[ps]", 1999, 1}, {">M8[as]", -1e9 - 1, -2}, {"<M8[2000000000as]", 3, 6}, {"<M8[s]", 1, 1e9}} {
		b := timeFile(t, c.descr, []int{1}, c.count)
		a, err := npy.Read[time.Time](bytes.NewReader(b), npy.Cast(npy.SameKind))
		if err != nil || a.Data[0].UnixNano() != c.want {
			t.Errorf("%s: %d is %v, %v, want %d ns", c.descr, c.count, a.Data, err, c.want)
		}
		d, err := npy.Read[time.Duration](bytes.NewReader(timeFile(t, strings.Replace(c.descr, "M", "m", 1), []int{1}, c.count)), npy.Cast(npy.SameKind))
		if err != nil || int64(d.Data[0]) != c.want {
			t.Errorf("%s: the length %d is %v, %v, want %d ns", c.descr, c.count, d.Data, err, c.want)
		}
	}
}
