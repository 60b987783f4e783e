package npy

import (
	"fmt"
	"math"
	"time"

	"github.com/npygo/npygo/header"
)

// Datetime64 is NumPy's datetime64 as it is stored: a count of units since the
// start of 1970, in UTC. It holds what any file has, NaT too. The unit is the
// array's: Header().DType.Unit() tells it of an Array that was read, and Time
// makes an instant of a count.
//
// A Datetime64 is a plain number: View and Map share memory. An Array that was
// read is written with its unit again; one that was made here is written with
// the generic unit ('<M8', as NumPy's datetime64 without a unit) unless Unit
// says otherwise. A named type over it is an int64, of dtype '<i8'.
type Datetime64 int64

// Timedelta64 is NumPy's timedelta64 as it is stored: a count of units, and
// otherwise like Datetime64.
type Timedelta64 int64

// NaT is NumPy's "not a time": the same count in every unit, of a Datetime64
// and of a Timedelta64.
const NaT = math.MinInt64

// IsNaT reports whether d is not a time.
func (d Datetime64) IsNaT() bool { return d == NaT }

// IsNaT reports whether d is not a length of time.
func (d Timedelta64) IsNaT() bool { return d == NaT }

// Time returns the instant of the count d of dtype t, the one of d's array. It
// is what Read[time.Time] makes of the element, and fails as that does.
func (d Datetime64) Time(t header.DType) (time.Time, error) {
	c, err := codecOf(t, header.Datetime)
	if err != nil {
		return time.Time{}, err
	}
	return c.time(int64(d))
}

// Duration returns the length of the count d of dtype t, the one of d's array.
// It is what Read[time.Duration] makes of the element, and fails as that does.
func (d Timedelta64) Duration(t header.DType) (time.Duration, error) {
	c, err := codecOf(t, header.Timedelta)
	if err != nil {
		return 0, err
	}
	return c.duration(int64(d))
}

// codecOf is newTimeCodec, for a dtype of which only the caller says that it is
// of this kind.
func codecOf(d header.DType, kind header.Kind) (timeCodec, error) {
	if d.Kind() != kind {
		return timeCodec{}, noTimes("'%s' is not a dtype of kind '%s'", short(d.String()), kind)
	}
	return newTimeCodec(d)
}

// Unit is the unit in which times are written, as NumPy spells it: "ns", "us",
// "ms", "s", "m", "h", "D", "W", "M", "Y", or a multiple, like "25s".
//
// Without it an Array that was read is written in the unit that it had; else a
// time.Time and a time.Duration are counted in "ns", which reaches from 1677 to
// 2262, and a Datetime64 or Timedelta64 in no unit ("generic"). It never changes
// a Datetime64 or Timedelta64: it says what they count.
//
// A time.Time or time.Duration that is no whole number of units, or out of their
// range, is an error that names the element, before anything is written.
// Cast(SameKind) rounds the former down to one, as NumPy does.
func Unit(unit string) Option { return Option{set: setUnit, text: unit} }

// The dtypes of time.Time and time.Duration, unless Unit says otherwise.
var (
	datetimeNS  = mustParse("<M8[ns]")
	timedeltaNS = mustParse("<m8[ns]")
)

func mustParse(descr string) header.DType {
	d, err := header.ParseDType(descr)
	if err != nil {
		panic(err)
	}
	return d
}

// timeDType is the dtype to write times with, in d's byte order: that of Unit,
// else the one that the array was read with, else d.
func (o *options) timeDType(d header.DType) (header.DType, error) {
	order := d.ByteOrder()
	if o.unit != "" {
		with, err := header.ParseDType(fmt.Sprintf("%s8[%s]", d.Kind(), o.unit))
		return with.WithByteOrder(order), err
	}
	if o.times.Kind() == d.Kind() {
		return o.times.WithByteOrder(order), nil
	}
	return d, nil
}

// timesOf is what an Array that was read remembers of its dtype.
func timesOf(d *header.DType) header.DType {
	if isTimeKind(d.Kind()) {
		return *d
	}
	return header.DType{}
}

func isTimeKind(k header.Kind) bool { return k == header.Datetime || k == header.Timedelta }
