package npy

import (
	"fmt"
	"math"
	"time"

	"github.com/npygo/npygo/header"
)

// A timeCodec turns the counts of one datetime64 or timedelta64 dtype into Go's
// times and back. It rounds nothing, unless floor is set.
type timeCodec struct {
	dtype     header.DType
	class     unitClass
	floor     bool  // take the count or the nanosecond before where there is none, as NumPy's astype does
	length    int64 // of one count: in months, in seconds, or in ticks
	perSecond int64 // ticks in a second
	nanos     int64 // nanoseconds in a tick; 0 where ticks are shorter
	perNano   int64 // ticks in a nanosecond; 0 where ticks are longer
}

// A unitClass tells what the units of a file are multiples of.
type unitClass uint8

const (
	noUnit  unitClass = iota // generic
	months                   // Y M: by the calendar
	seconds                  // W D h m s
	ticks                    // ms us ns ps fs as: so many make a second
)

// timeUnits has NumPy's units, each with its length: in months, in seconds, or,
// for ticks, how many make a second.
var timeUnits = map[string]struct {
	class  unitClass
	length int64
}{
	"Y": {months, 12}, "M": {months, 1},
	"W": {seconds, 7 * 86400}, "D": {seconds, 86400}, "h": {seconds, 3600}, "m": {seconds, 60}, "s": {seconds, 1},
	"ms": {ticks, 1e3}, "us": {ticks, 1e6}, "ns": {ticks, 1e9}, "ps": {ticks, 1e12}, "fs": {ticks, 1e15}, "as": {ticks, 1e18},
}

// newTimeCodec fails for dtypes whose counts tell no time: of the generic unit,
// of a unit that is 0 long (NumPy has that), and timedeltas of months or years.
func newTimeCodec(d header.DType) (timeCodec, error) {
	name, multiple := d.Unit()
	unit := timeUnits[name]
	c := timeCodec{dtype: d, class: unit.class, length: int64(multiple)}
	switch {
	case unit.class == noUnit:
		return c, noTimes("'%s' has no unit, so nobody knows how long a count is: read it as %s", d, bareType(d))
	case multiple == 0:
		return c, noTimes("the unit of '%s' is 0 long: read it as %s", d, bareType(d))
	case unit.class == months && d.Kind() == header.Timedelta:
		return c, noTimes("months and years, as in '%s', have no fixed length: read it as %s", d, bareType(d))
	case unit.class == ticks:
		c.perSecond = unit.length
		c.nanos, c.perNano = 1e9/unit.length, unit.length/1e9
	default:
		c.length *= unit.length // at most 2^31 weeks
	}
	return c, nil
}

// bareType is the Go type that holds the counts of any unit.
func bareType(d header.DType) string {
	if d.Kind() == header.Timedelta {
		return "Timedelta64"
	}
	return "Datetime64"
}

func noTimes(format string, args ...any) error {
	return &header.Error{Kind: header.ErrDType, Offset: -1, Detail: fmt.Sprintf(format, args...)}
}

// time gives the instant, in UTC, of a count since 1970; the zero Time for NaT.
func (c *timeCodec) time(count int64) (time.Time, error) {
	if count == NaT {
		return time.Time{}, nil
	}
	sec, nsec, got := c.split(count)
	switch {
	case got == exact && sec > latest || got == outOfRange:
		return time.Time{}, valueError(0, "the count %d of '%s' is farther away than a time.Time can be: read it as Datetime64", count, c.dtype)
	case got == inexact:
		return time.Time{}, c.noNanosecond(count)
	case sec == zeroTime && nsec == 0:
		return time.Time{}, valueError(0, "the count %d of '%s' is 0001-01-01T00:00:00Z, the zero time.Time, which stands for NaT: read it as Datetime64", count, c.dtype)
	}
	return time.Unix(sec, nsec).UTC(), nil
}

const (
	zeroTime = -62135596800             // the zero time.Time, in seconds since 1970
	latest   = math.MaxInt64 + zeroTime // the last second that a time.Time can hold: it counts from year 1
)

// count gives the count of an instant; NaT for the zero Time.
func (c *timeCodec) count(t time.Time) (int64, error) {
	if t.IsZero() {
		return NaT, nil
	}
	sec, got := t.Unix(), outOfRange
	var count int64
	if sec <= latest { // Unix itself overflows beyond
		count, got = c.join(sec, int64(t.Nanosecond()))
	}
	if got != exact {
		return 0, c.noCount(t.UTC().Format(time.RFC3339Nano), got)
	}
	return count, nil
}

// duration gives the length of a count.
func (c *timeCodec) duration(count int64) (time.Duration, error) {
	if count == NaT {
		return 0, valueError(0, "NaT, which time.Duration does not have: read it as Timedelta64")
	}
	if c.nanos == 1 && c.length == 1 {
		return time.Duration(count), nil
	}
	sec, nsec, got := c.split(count)
	if got == inexact {
		return 0, c.noNanosecond(count)
	}
	if got == exact {
		if d, ok := product(sec, 1e9).plus(nsec).int64(); ok {
			return time.Duration(d), nil
		}
	}
	return 0, valueError(0, "the count %d of '%s' is longer than a time.Duration can be, which is 292 years: read it as Timedelta64", count, c.dtype)
}

// countOf gives the count of a length of time.
func (c *timeCodec) countOf(d time.Duration) (int64, error) {
	count, got := int64(d), exact
	if c.nanos != 1 || c.length != 1 {
		sec, nsec := floorDiv(int64(d), 1e9)
		count, got = c.join(sec, nsec)
	} else if count == NaT {
		got = outOfRange
	}
	if got != exact {
		return 0, c.noCount(d.String(), got)
	}
	return count, nil
}

func (c *timeCodec) noNanosecond(count int64) error {
	return valueError(0, "the count %d of '%s' is not a whole number of nanoseconds, which are all that Go's times have: read it as %s, or with Cast(SameKind), which rounds down",
		count, c.dtype, bareType(c.dtype))
}

func (c *timeCodec) noCount(value string, got fit) error {
	name, multiple := c.dtype.Unit()
	if got == inexact {
		return valueError(-1, "%s is not a whole number of units of %d %s: choose a shorter one with Unit, or Cast(SameKind), which rounds down", value, multiple, name)
	}
	return valueError(-1, "%s is out of the range of '%s': choose a longer unit with Unit", value, c.dtype)
}
