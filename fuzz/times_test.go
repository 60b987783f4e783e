package fuzz

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// unitLength has the units of fixed length, in attoseconds.
var unitLength = func() map[string]*big.Int {
	length := map[string]*big.Int{"as": big.NewInt(1)}
	of := "as"
	for _, u := range []struct {
		name  string
		times int64
	}{{"fs", 1000}, {"ps", 1000}, {"ns", 1000}, {"us", 1000}, {"ms", 1000}, {"s", 1000}, {"m", 60}, {"h", 60}, {"D", 24}, {"W", 7}} {
		length[u.name] = new(big.Int).Mul(length[of], big.NewInt(u.times))
		of = u.name
	}
	return length
}()

var unitNames = []string{"generic", "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"}

// FuzzTimes: every count of every unit is the instant and the length that
// reckoning without limits gives, or an error, and comes back as the same count.
func FuzzTimes(f *testing.F) {
	for unit := range unitNames {
		for _, count := range []int64{0, 1, -1, 54, 19782, math.MaxInt64, math.MinInt64, -62135596800, 1 << 40} {
			f.Add(count, uint8(unit), uint32(1))
			f.Add(count, uint8(unit), uint32(25))
		}
	}
	f.Fuzz(func(t *testing.T, count int64, unit uint8, multiple uint32) {
		name := unitNames[int(unit)%len(unitNames)]
		multiple &= math.MaxInt32
		want, ok := instant(count, name, multiple)
		descr := fmt.Sprintf("[%d%s]", multiple, name)
		b := oneTime(t, "<M8"+descr, count)
		a, err := npy.Read[time.Time](bytes.NewReader(b))
		if (err == nil) != ok || ok && (a.Data[0] != want) {
			t.Fatalf("%d of %s is %v, %v; want %v, %v", count, descr, a.Data, err, want, ok)
		}
		if ok {
			back, err := a.MarshalBinary()
			if err != nil || !bytes.Equal(back, b) {
				t.Fatalf("%d of %s is written as %q, %v", count, descr, back, err)
			}
		} else {
			checkTimeError(t, err)
		}
		length, ok := nanoseconds(count, name, multiple)
		ok = ok && length.IsInt64() && count != npy.NaT
		b = oneTime(t, "<m8"+descr, count)
		d, err := npy.Read[time.Duration](bytes.NewReader(b))
		if (err == nil) != ok || ok && int64(d.Data[0]) != length.Int64() {
			t.Fatalf("%d of %s is as long as %v, %v; want %v, %v", count, descr, d.Data, err, length, ok)
		}
		if ok {
			back, err := d.MarshalBinary()
			if err != nil || !bytes.Equal(back, b) {
				t.Fatalf("the length %d of %s is written as %q, %v", count, descr, back, err)
			}
		} else {
			checkTimeError(t, err)
		}
	})
}

func oneTime(t *testing.T, descr string, count int64) []byte {
	d, err := header.ParseDType(descr)
	if err != nil {
		t.Fatal(err)
	}
	b, err := header.Header{DType: d, Shape: []int{1}}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return binary.LittleEndian.AppendUint64(b, uint64(count))
}

// nanoseconds is the length of a count; not ok where that is no whole number.
func nanoseconds(count int64, unit string, multiple uint32) (n *big.Int, ok bool) {
	if unitLength[unit] == nil || multiple == 0 {
		return nil, false
	}
	n = new(big.Int).Mul(unitLength[unit], big.NewInt(int64(multiple)))
	n, rest := n.DivMod(n.Mul(n, big.NewInt(count)), unitLength["ns"], new(big.Int))
	return n, rest.Sign() == 0
}

// instant is the time of a count; not ok where a time.Time cannot hold it.
func instant(count int64, unit string, multiple uint32) (t time.Time, ok bool) {
	if unit == "generic" || multiple == 0 {
		return time.Time{}, false
	}
	if count == npy.NaT {
		return time.Time{}, true
	}
	var sec, nsec *big.Int
	if unit == "Y" || unit == "M" {
		// The calendar repeats after 400 years, of 146097 days.
		n := new(big.Int).Mul(big.NewInt(count), big.NewInt(int64(multiple)))
		if unit == "Y" {
			n.Mul(n, big.NewInt(12))
		}
		cycles, month := n.DivMod(n, big.NewInt(4800), new(big.Int))
		first := time.Date(1970, 1+time.Month(month.Int64()), 1, 0, 0, 0, 0, time.UTC).Unix()
		sec, nsec = cycles.Add(cycles.Mul(cycles, big.NewInt(146097*86400)), big.NewInt(first)), new(big.Int)
	} else {
		n, whole := nanoseconds(count, unit, multiple)
		if !whole {
			return time.Time{}, false
		}
		sec, nsec = n.DivMod(n, big.NewInt(1e9), new(big.Int))
	}
	if !sec.IsInt64() || sec.Int64() > math.MaxInt64-62135596800 {
		return time.Time{}, false
	}
	t = time.Unix(sec.Int64(), nsec.Int64()).UTC()
	return t, !t.IsZero()
}

func checkTimeError(t *testing.T, err error) {
	t.Helper()
	var e *header.Error
	if !errors.As(err, &e) || !errors.Is(err, npy.ErrValue) && !errors.Is(err, header.ErrDType) {
		t.Fatalf("the error is %v", err)
	}
}

// FuzzTimeRoads is FuzzRoads for the bare counts.
func FuzzTimeRoads(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := npy.ReadRaw(bytes.NewReader(b))
		if err != nil {
			return
		}
		_, _, sub := raw.DType.Subarray()
		for _, c := range []struct {
			kind header.Kind
			ok   bool
		}{{header.Datetime, roads[npy.Datetime64](t, b, raw)}, {header.Timedelta, roads[npy.Timedelta64](t, b, raw)}} {
			if c.ok != (raw.DType.Kind() == c.kind && !sub) {
				t.Fatalf("%v is read as bare counts of kind %v: %v", raw.DType, c.kind, c.ok)
			}
		}
		if _, err := npy.Read[time.Time](bytes.NewReader(b)); err != nil {
			checkTimeError(t, err)
		}
		if _, err := npy.Read[time.Duration](bytes.NewReader(b)); err != nil {
			checkTimeError(t, err)
		}
	})
}
