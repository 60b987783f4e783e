package npy

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
)

// TestCalendar: months and days are those of package time, over a span longer
// than its cycle, and there and back far outside of it.
func TestCalendar(t *testing.T) {
	for n := int64(-12 * 3000); n <= 12*3000; n++ {
		first := time.Date(1970, time.Month(1+n), 1, 0, 0, 0, 0, time.UTC)
		if got, want := monthsToDays(n), first.Unix()/86400; got != want {
			t.Fatalf("month %d: day %d, want %d", n, got, want)
		}
	}
	for day := int64(-800_000); day <= 800_000; day++ {
		date := time.Unix(day*86400, 0).UTC()
		n, d := daysToMonths(day)
		if want := int64(date.Year()-1970)*12 + int64(date.Month()-1); n != want || int(d) != date.Day()-1 {
			t.Fatalf("day %d: month %d, day %d, want %d, %d", day, n, d, want, date.Day()-1)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 100_000 {
		n := rng.Int64N(2*maxMonths) - maxMonths
		days := monthsToDays(n)
		m, d := daysToMonths(days)
		before, last := daysToMonths(days - 1)
		if m != n || d != 0 || before != n-1 || last < 27 {
			t.Fatalf("month %d begins on day %d, which is %d/%d, after %d/%d", n, days, m, d, before, last)
		}
	}
}

// TestWide holds the 128-bit integers against math/big.
func TestWide(t *testing.T) {
	edges := []int64{0, 1, -1, 2, 999, 1000, 1e9, 1e18, -1e18, math.MaxInt32, math.MaxInt64, math.MinInt64, math.MinInt64 + 1}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		edges = append(edges, rng.Int64()>>rng.IntN(63), -rng.Int64()>>rng.IntN(63))
	}
	for range 200_000 {
		a, b, c := edges[rng.IntN(len(edges))], edges[rng.IntN(len(edges))], edges[rng.IntN(len(edges))]
		w := product(a, b).plus(c)
		want := new(big.Int).Add(new(big.Int).Mul(big.NewInt(a), big.NewInt(b)), big.NewInt(c))
		if n, ok := w.int64(); ok != want.IsInt64() || ok && n != want.Int64() {
			t.Fatalf("%d*%d+%d is %d, %v, want %d", a, b, c, n, ok, want)
		}
		if d := edges[rng.IntN(len(edges))]; d > 0 {
			quo, rest, ok := w.floorDiv(d)
			q, r := new(big.Int).DivMod(want, big.NewInt(d), new(big.Int))
			if ok != q.IsInt64() || ok && (quo != q.Int64() || rest != r.Int64()) {
				t.Fatalf("(%d*%d+%d)/%d is %d, %d, %v, want %d, %d", a, b, c, d, quo, rest, ok, q, r)
			}
		}
	}
}

// attoseconds has the units of fixed length.
var attoseconds = func() map[string]*big.Int {
	length := map[string]*big.Int{}
	for _, u := range []struct {
		name  string
		times int64
		of    string
	}{{"fs", 1000, "as"}, {"ps", 1000, "fs"}, {"ns", 1000, "ps"}, {"us", 1000, "ns"}, {"ms", 1000, "us"}, {"s", 1000, "ms"},
		{"m", 60, "s"}, {"h", 60, "m"}, {"D", 24, "h"}, {"W", 7, "D"}} {
		if u.of == "as" {
			length["as"] = big.NewInt(1)
		}
		length[u.name] = new(big.Int).Mul(length[u.of], big.NewInt(u.times))
	}
	return length
}()

// naiveCodec reckons in attoseconds, without a limit.
type naiveCodec struct{ length *big.Int }

func newNaive(d header.DType) naiveCodec {
	unit, multiple := d.Unit()
	return naiveCodec{new(big.Int).Mul(attoseconds[unit], big.NewInt(int64(multiple)))}
}

// nanoseconds is the count's nanoseconds since 1970; nil: no whole number of them.
func (c naiveCodec) nanoseconds(count int64) *big.Int {
	ns, rest := new(big.Int).DivMod(new(big.Int).Mul(c.length, big.NewInt(count)), attoseconds["ns"], new(big.Int))
	if rest.Sign() != 0 {
		return nil
	}
	return ns
}

// count is the reverse.
func (c naiveCodec) count(ns *big.Int) (n int64, ok bool) {
	count, rest := new(big.Int).DivMod(new(big.Int).Mul(ns, attoseconds["ns"]), c.length, new(big.Int))
	return count.Int64(), rest.Sign() == 0 && count.IsInt64() && count.Int64() != math.MinInt64
}

func (c naiveCodec) time(count int64) (t time.Time, ok bool) {
	ns := c.nanoseconds(count)
	if ns == nil {
		return time.Time{}, false
	}
	sec, nsec := new(big.Int).DivMod(ns, big.NewInt(1e9), new(big.Int))
	if !sec.IsInt64() || sec.Int64() > math.MaxInt64-62135596800 {
		return time.Time{}, false
	}
	t = time.Unix(sec.Int64(), nsec.Int64()).UTC()
	return t, !t.IsZero()
}

// TestTimeCodec compares every unit of fixed length with the naive twin.
func TestTimeCodec(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for unit := range attoseconds {
		for _, multiple := range []int{1, 2, 7, 25, 1000, 1024, math.MaxInt32} {
			stamp, span := mustParse(fmt.Sprintf("<M8[%d%s]", multiple, unit)), mustParse(fmt.Sprintf("<m8[%d%s]", multiple, unit))
			cs, err := newTimeCodec(stamp)
			if err != nil {
				t.Fatal(err)
			}
			cd, err := newTimeCodec(span)
			if err != nil {
				t.Fatal(err)
			}
			twin := newNaive(stamp)
			counts := []int64{0, 1, -1, math.MaxInt64, math.MinInt64 + 1, -62135596800, 1e9, 253402300800}
			for range 300 {
				counts = append(counts, rng.Int64()>>rng.IntN(63), -rng.Int64()>>rng.IntN(63))
			}
			for _, count := range counts {
				compareCodecs(t, &cs, &cd, twin, count)
				ns := rng.Int64() >> rng.IntN(63)
				if rng.IntN(2) == 0 {
					ns = -ns / 1e9 * 1e9
				}
				compareCounts(t, &cs, &cd, twin, ns)
			}
		}
	}
}

func compareCodecs(t *testing.T, cs, cd *timeCodec, twin naiveCodec, count int64) {
	t.Helper()
	want, ok := twin.time(count)
	got, err := cs.time(count)
	if (err == nil) != ok || ok && (!got.Equal(want) || got != want) {
		t.Fatalf("%d of %v: %v, %v; want %v, %v", count, cs.dtype, got, err, want, ok)
	}
	if ok {
		if back, err := cs.count(got); err != nil || back != count {
			t.Fatalf("%v of %v: %v, %v; want %d", got, cs.dtype, back, err, count)
		}
	} else if !errors.Is(err, ErrValue) {
		t.Fatalf("%d of %v: %v", count, cs.dtype, err)
	}
	ns := twin.nanoseconds(count)
	fits := ns != nil && ns.IsInt64()
	d, err := cd.duration(count)
	if (err == nil) != fits || fits && int64(d) != ns.Int64() {
		t.Fatalf("%d of %v: %v, %v; want %v", count, cd.dtype, d, err, ns)
	}
}

func compareCounts(t *testing.T, cs, cd *timeCodec, twin naiveCodec, ns int64) {
	t.Helper()
	want, ok := twin.count(big.NewInt(ns))
	got, err := cd.countOf(time.Duration(ns))
	if (err == nil) != ok || ok && got != want {
		t.Fatalf("%v as %v: %d, %v; want %d, %v", time.Duration(ns), cd.dtype, got, err, want, ok)
	}
	got, err = cs.count(time.Unix(0, ns))
	if (err == nil) != ok || ok && got != want {
		t.Fatalf("%v as %v: %d, %v; want %d, %v", time.Unix(0, ns), cs.dtype, got, err, want, ok)
	}
}

// TestTimeCodecMonths compares months and years with time.Date.
func TestTimeCodecMonths(t *testing.T) {
	for _, unit := range []struct {
		descr  string
		months int
	}{{"<M8[M]", 1}, {"<M8[3M]", 3}, {"<M8[Y]", 12}, {"<M8[10Y]", 120}} {
		c, err := newTimeCodec(mustParse(unit.descr))
		if err != nil {
			t.Fatal(err)
		}
		for count := int64(-3000); count <= 3000; count++ {
			want := time.Date(1970, time.Month(1+count*int64(unit.months)), 1, 0, 0, 0, 0, time.UTC)
			got, err := c.time(count)
			if want.IsZero() {
				if err == nil {
					t.Fatalf("%s: %d is read as the zero Time", unit.descr, count)
				}
				continue
			}
			if err != nil || got != want {
				t.Fatalf("%s: %d is %v, %v, want %v", unit.descr, count, got, err, want)
			}
			if back, err := c.count(got); err != nil || back != count {
				t.Fatalf("%s: %v is %d, %v, want %d", unit.descr, got, back, err, count)
			}
			for _, near := range []time.Time{got.Add(1), got.Add(-1), got.AddDate(0, 0, 1), got.Add(time.Hour)} {
				if n, err := c.count(near); err == nil {
					t.Fatalf("%s: %v is %d, and no month begins there", unit.descr, near, n)
				}
			}
		}
		for _, count := range []int64{math.MaxInt64, math.MinInt64 + 1, 1 << 40, -1 << 40} {
			if got, err := c.time(count); unit.months > 1 && err == nil {
				if back, err := c.count(got); err != nil || back != count {
					t.Errorf("%s: %d is %v, and that %d, %v", unit.descr, count, got, back, err)
				}
			}
		}
	}
}

func TestTimeCodecEdges(t *testing.T) {
	codec := func(descr string) *timeCodec {
		c, err := newTimeCodec(mustParse(descr))
		if err != nil {
			t.Fatal(err)
		}
		return &c
	}
	if got, err := codec("<M8[ns]").time(NaT); err != nil || !got.IsZero() {
		t.Errorf("NaT is %v, %v", got, err)
	}
	if n, err := codec("<M8[D]").count(time.Time{}); err != nil || n != NaT {
		t.Errorf("the zero Time is %v, %v", n, err)
	}
	if n, err := codec("<M8[D]").count(time.Time{}.In(time.FixedZone("", 3600))); err != nil || n != NaT {
		t.Errorf("the zero Time of another zone is %v, %v", n, err)
	}
	if _, err := codec("<m8[s]").duration(NaT); !errors.Is(err, ErrValue) {
		t.Errorf("NaT as a Duration: %v", err)
	}
	if _, err := codec("<m8[ns]").countOf(math.MinInt64); !errors.Is(err, ErrValue) {
		t.Errorf("the shortest Duration, whose count is NaT: %v", err)
	}
	// time.Unix overflows: an instant that it puts 292 billion years ago.
	if n, err := codec("<M8[s]").count(time.Unix(math.MaxInt64, 0)); !errors.Is(err, ErrValue) {
		t.Errorf("an instant that wrapped is %d, %v", n, err)
	}
	if got, err := codec("<M8[s]").time(latest); err != nil || got.Unix() != latest || !got.After(time.Unix(0, 0)) {
		t.Errorf("the last second is %v, %v", got, err)
	}
	for _, descr := range []string{"<M8", "<m8", "<M8[0s]", "<m8[0ns]", "<m8[Y]", "<m8[M]", "<m8[3M]"} {
		if _, err := newTimeCodec(mustParse(descr)); !errors.Is(err, header.ErrDType) {
			t.Errorf("%s: %v", descr, err)
		}
	}
}
