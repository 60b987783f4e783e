package npy

import (
	"math"
	"math/bits"
)

// A fit tells whether a number of one unit is a number of another.
type fit uint8

const (
	exact fit = iota
	inexact
	outOfRange
)

// split gives a count in seconds and, from 0 up, nanoseconds.
func (c *timeCodec) split(count int64) (sec, nsec int64, got fit) {
	switch c.class {
	case months:
		n, ok := product(count, c.length).int64()
		if !ok || n < -maxMonths || n > maxMonths {
			return 0, 0, outOfRange
		}
		sec, ok = product(monthsToDays(n), 86400).int64()
		return sec, 0, fitIf(ok)
	case seconds:
		sec, ok := product(count, c.length).int64()
		return sec, 0, fitIf(ok)
	}
	part := int64(0)
	if c.length == 1 {
		sec, part = floorDiv(count, c.perSecond)
	} else {
		var ok bool
		if sec, part, ok = product(count, c.length).floorDiv(c.perSecond); !ok {
			return 0, 0, outOfRange
		}
	}
	if c.nanos > 0 {
		return sec, part * c.nanos, exact
	}
	if !c.floor && part%c.perNano != 0 {
		return 0, 0, inexact
	}
	return sec, part / c.perNano, exact
}

// join is the reverse of split: nsec is from 0 to 1e9-1.
func (c *timeCodec) join(sec, nsec int64) (count int64, got fit) {
	var rest, part int64 // what no count is left for
	ok := true
	switch c.class {
	case months:
		days, clock := floorDiv(sec, 86400)
		n, day := daysToMonths(days)
		count, part = floorDiv(n, c.length)
		rest = clock | day | nsec
	case seconds:
		count, part = floorDiv(sec, c.length)
		rest = nsec
	default:
		n := nsec * c.perNano
		if c.nanos > 0 {
			n, rest = nsec/c.nanos, nsec%c.nanos
		}
		count, part, ok = product(sec, c.perSecond).plus(n).floorDiv(c.length)
	}
	switch {
	case !ok || count == NaT:
		return 0, outOfRange
	case rest|part != 0 && !c.floor:
		return 0, inexact
	}
	return count, exact
}

func fitIf(ok bool) fit {
	if ok {
		return exact
	}
	return outOfRange
}

// maxMonths is more than the months in 2^63 seconds, and few enough for sums.
const maxMonths = 1 << 42

// The Gregorian calendar, reckoned backwards too, as NumPy and package time do.
// Years begin in March here, so that the day that some have comes last: then
// five months have 153 days, and 400 years have 146097.
const (
	daysPer400Years = 146097
	epochFromMarch0 = 719468 // days from 0000-03-01 to 1970-01-01
)

// monthsToDays gives the days from 1970-01-01 to the first of the nth month
// from then.
func monthsToDays(n int64) int64 {
	eras, m := floorDiv(n+1970*12-2, 400*12) // months since 0000-03
	y, m := m/12, m%12
	return eras*daysPer400Years + y*365 + y/4 - y/100 + (153*m+2)/5 - epochFromMarch0
}

// daysToMonths gives the month, counted from 1970-01, and the day in it,
// counted from 0.
func daysToMonths(days int64) (n, day int64) {
	eras, d := floorDiv(days+epochFromMarch0, daysPer400Years)
	y := (d - d/1460 + d/36524 - d/(daysPer400Years-1)) / 365 // without the leap days before d
	d -= y*365 + y/4 - y/100
	m := (5*d + 2) / 153
	return (eras*400+y)*12 + m - (1970*12 - 2), d - (153*m+2)/5
}

// floorDiv gives the quotient, rounded down, and the rest, which is not
// negative. b is positive.
func floorDiv(a, b int64) (quo, rest int64) {
	quo, rest = a/b, a%b
	if rest < 0 {
		return quo - 1, rest + b
	}
	return quo, rest
}

// A wide is an integer of 128 bits.
type wide struct {
	hi int64
	lo uint64
}

func product(a, b int64) wide {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return wide{int64(hi) - a>>63&b - b>>63&a, lo} // what the signs were counted for
}

func (w wide) plus(n int64) wide {
	lo, carry := bits.Add64(w.lo, uint64(n), 0)
	return wide{w.hi + n>>63 + int64(carry), lo}
}

func (w wide) int64() (n int64, ok bool) { return int64(w.lo), w.hi == int64(w.lo)>>63 }

// floorDiv is floorDiv of a wide. It is not ok where quo is no int64.
func (w wide) floorDiv(b int64) (quo, rest int64, ok bool) {
	if n, ok := w.int64(); ok {
		quo, rest = floorDiv(n, b)
		return quo, rest, true
	}
	hi, lo, negative := uint64(w.hi), w.lo, w.hi < 0
	if negative { // floor(-n/b) is -1 - floor((n-1)/b), and n-1 is the complement
		hi, lo = ^hi, ^lo
	}
	if hi >= uint64(b) {
		return 0, 0, false
	}
	q, r := bits.Div64(hi, lo, uint64(b))
	if q > math.MaxInt64 {
		return 0, 0, false
	}
	if negative {
		return -1 - int64(q), b - 1 - int64(r), true
	}
	return int64(q), int64(r), true
}
