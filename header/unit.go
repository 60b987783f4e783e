package header

import (
	"bytes"
	"math"
	"slices"
)

// units is the time units from long to short; DType keeps an index into it.
var units = []string{"generic", "Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"}

// unitParts says how many of the units behind it NumPy counts in one unit, when it divides one as in M8[D/24]. From the second on every unit
// has 1000 of the next.
var unitParts = [...][]int64{
	1: {12, 52, 365},     // months, weeks, days of a year
	2: {4, 30, 720},      // weeks, days, hours of a month
	3: {7, 168, 10080},   // days, hours, minutes of a week
	4: {24, 1440, 86400}, // hours, minutes, seconds of a day
	5: {60, 3600},        // minutes, seconds of an hour
	6: {60, 60000},       // seconds, milliseconds of a minute
}

// parseTime reads a dtype of time without its byte order: M8, m8[ns], datetime64[25s], M8[D/24]. ok tells that it is meant to be one.
func parseTime(word []byte, order ByteOrder) (d DType, ok bool, err *Error) {
	for _, t := range [...]struct {
		prefix string
		kind   Kind
	}{{"M8", Datetime}, {"m8", Timedelta}, {"datetime64", Datetime}, {"timedelta64", Timedelta}} {
		if unit, ok := bytes.CutPrefix(word, []byte(t.prefix)); ok {
			d, err := parseUnit(MakeDType(t.kind, timeSize, order), unit)
			return d, true, err
		}
	}
	return DType{}, false, nil
}

// parseUnit gives d the unit in brackets: a count, the unit, and a divisor behind a slash, as in [25s/10]. All but the unit can be left out.
func parseUnit(d DType, unit []byte) (DType, *Error) {
	if len(unit) == 0 {
		return d, nil
	}
	if len(unit) < 3 || unit[0] != '[' || bytes.IndexByte(unit, ']') != len(unit)-1 {
		return DType{}, fail(ErrDType, -1, "%q is not a time unit in brackets, like [ns]", clip(unit))
	}
	inner := unit[1 : len(unit)-1]
	multiple, n := strtol(inner)
	if n == 0 {
		multiple = 1
	}
	name, divisor, divided := bytes.Cut(inner[n:], []byte("/"))
	if string(name) == "μs" { // with the Greek letter mu; NumPy does not know the micro sign
		name = []byte("us")
	}
	index := slices.Index(units, string(name))
	if index < 0 {
		return DType{}, fail(ErrDType, -1, "%q is not one of the time units %q", clip(name), units)
	}
	if divided {
		var factor int64
		if index, factor = divide(index, divisor); factor == 0 {
			return DType{}, fail(ErrDType, -1, "the time unit %q is not a whole number of shorter units", clip(inner))
		}
		multiple *= factor
	}
	if multiple < 0 || multiple > math.MaxInt32 {
		return DType{}, fail(ErrDType, -1, "the time unit %q counts less than 0 or more than %d", clip(inner), math.MaxInt32)
	}
	if index > 0 { // NumPy forgets the count of a generic unit
		d.unit, d.multiple = uint8(index), int32(multiple)
	}
	return d, nil
}

// divide gives the longest unit of which the divisor's part of a unit is a whole number, and that number; 0 if there is none.
func divide(unit int, divisor []byte) (shorter int, count int64) {
	by, n := strtol(divisor)
	switch {
	case n < len(divisor) || by < 1:
		return unit, 0
	case by == 1: // of any unit, the generic one too
		return unit, 1
	case unit == 0:
		return unit, 0
	}
	parts := []int64{1000, 1000000}
	if unit < len(unitParts) {
		parts = unitParts[unit]
	}
	for i, n := range parts {
		if unit+1+i < len(units) && n%by == 0 {
			return unit + 1 + i, n / by
		}
	}
	return unit, 0
}

// strtol reads an integer as C's strtol does, by which NumPy reads them: blanks and a sign may come first. n is the length, 0 if there is
// no number. Numbers too large for every use are cut.
func strtol(s []byte) (v int64, n int) {
	const tooLarge = 1 << 40
	for n < len(s) && (s[n] == ' ' || '\t' <= s[n] && s[n] <= '\r') {
		n++
	}
	negative := n < len(s) && s[n] == '-'
	if negative || n < len(s) && s[n] == '+' {
		n++
	}
	start := n
	for ; n < len(s) && '0' <= s[n] && s[n] <= '9'; n++ {
		v = min(v*10+int64(s[n]-'0'), tooLarge)
	}
	if n == start {
		return 0, 0
	}
	if negative {
		v = -v
	}
	return v, n
}
