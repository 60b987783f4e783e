// Package load has the cases: who does what, on which data, and what the right answer is.
package load

import (
	"github.com/npygo/npygo/bench/measure"
)

// Core has the cases of single arrays: headers, reading, writing, orders.
func Core(s measure.Setup) (plans []measure.Plan) {
	for _, group := range [][]job{headers, reads, parts, writes, orders, records} {
		for _, j := range group {
			plans = append(plans, measure.Plan{Name: j.name, Make: func() (measure.Case, error) {
				b := builder{Setup: s, Case: measure.Case{Name: j.name}}
				j.build(&b)
				return b.done()
			}})
		}
	}
	return plans
}

// job is a case that is still to be built.
type job struct {
	name  string
	build func(b *builder)
}

// The arrays: blog is as large as a batch of camera images was whose owner asked how to send
// it faster, m128 has 128 MiB, g1 has 1 GiB, and with its header the small one makes a file of 1 KiB.
var (
	small = []int{112}
	blog  = []int{9, 128, 64, 3}
	m128  = []int{4096, 4096}
	g1    = []int{8192, 16384}
)

// shape is smaller where only few runs are asked for.
func (b *builder) shape(of []int) []int {
	if !b.Quick {
		return of
	}
	switch {
	case len(of) == 4:
		return []int{9, 8, 4, 3}
	case len(of) == 2:
		return []int{64, 64}
	}
	return of
}
