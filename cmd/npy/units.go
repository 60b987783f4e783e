package main

import (
	"fmt"

	"github.com/npygo/npygo/header"
)

// units tells what the integers of times count, also of those in records.
func units(d dtype) []string {
	if base, _, ok := d.Subarray(); ok {
		return units(dtype{DType: base})
	}
	var told []string
	for _, f := range d.Fields() {
		for _, unit := range units(dtype{DType: f.DType}) {
			told = append(told, fmt.Sprintf("field %s: %s", plainOrQuoted(f.Name), unit))
		}
	}
	since := ""
	switch d.Kind() {
	case header.Datetime:
		since = " since 1970-01-01T00:00"
	case header.Timedelta:
	default:
		return told
	}
	unit, multiple := d.Unit()
	unit, known := unitNames[unit]
	switch {
	case !known:
		unit = "something that the file does not tell"
	case multiple != 1:
		unit = fmt.Sprintf("steps of %d %s", multiple, unit)
	}
	return []string{fmt.Sprintf("%s: the numbers count %s%s, and 'NaT' is no time", d.name(), unit, since)}
}

var unitNames = map[string]string{
	"Y": "years", "M": "months", "W": "weeks", "D": "days", "h": "hours", "m": "minutes", "s": "seconds", "ms": "milliseconds",
	"us": "microseconds", "ns": "nanoseconds", "ps": "picoseconds", "fs": "femtoseconds", "as": "attoseconds",
}
