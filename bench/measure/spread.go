package measure

import (
	"math"
	"slices"
)

// Spread says where numbers lie.
type Spread struct {
	Median, Low, High float64 // Low and High are the quartiles
	Min               float64
}

// Time is in nanoseconds; NaN if there is none.
func (r Row) Time() Spread { return spread(r.Nanoseconds) }

// Row is the one of that name.
func (r Result) Row(name string) (Row, bool) {
	i := slices.IndexFunc(r.Rows, func(row Row) bool { return row.Name == name })
	if i < 0 {
		return Row{}, false
	}
	return r.Rows[i], true
}

// Ratio is the time of name as a multiple of base's, each round against itself; !ok if one
// of them has no times.
func (r Result) Ratio(name, base string) (_ Spread, ok bool) {
	a, _ := r.Row(name)
	b, _ := r.Row(base)
	if n := len(a.Nanoseconds); n == 0 || n != len(b.Nanoseconds) {
		return Spread{}, false
	}
	ratios := make([]float64, len(a.Nanoseconds))
	for i := range ratios {
		ratios[i] = a.Nanoseconds[i] / b.Nanoseconds[i]
	}
	return spread(ratios), true
}

func spread(list []float64) Spread {
	if len(list) == 0 {
		return Spread{math.NaN(), math.NaN(), math.NaN(), math.NaN()}
	}
	list = slices.Sorted(slices.Values(list))
	return Spread{Median: at(list, 0.5), Low: at(list, 0.25), High: at(list, 0.75), Min: list[0]}
}

// at lies between two of the sorted numbers as far as q says.
func at(sorted []float64, q float64) float64 {
	where := q * float64(len(sorted)-1)
	i := int(where)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (where-float64(i))*(sorted[i+1]-sorted[i])
}
