package load

import (
	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
)

const (
	readBytes  = 16 << 20 // of each kind
	writeBytes = 8 << 20  // zlib takes seconds for more
)

// Archives has the cases of .npz files.
func Archives(s measure.Setup) []measure.Plan {
	plans := []measure.Plan{
		{Name: "npz-stored/m128", Make: func() (measure.Case, error) { return stored(s) }},
		{Name: "npz-stored/2M", Make: func() (measure.Case, error) { return storedSmall(s) }},
		{Name: "npz-stream/m128", Make: func() (measure.Case, error) { return stream(s) }},
	}
	perKind := func(group string, f func(measure.Setup, kind, string) (measure.Case, error)) {
		for _, k := range kinds {
			name := group + "/" + k.name
			plans = append(plans, measure.Plan{Name: name, Make: func() (measure.Case, error) { return f(s, k, name) }})
		}
	}
	perKind("npz-deflate", deflated)
	perKind("inflate", inflating)
	plans = append(plans, measure.Plan{Name: "npz-rows/160MB", Make: func() (measure.Case, error) { return rows(s) }})
	perKind("npz-write", compressing)
	return append(plans,
		measure.Plan{Name: "npz-64/deflate", Make: func() (measure.Case, error) { return many(s, true) }},
		measure.Plan{Name: "npz-64/stored", Make: func() (measure.Case, error) { return many(s, false) }},
	)
}

// withNumPy adds NumPy at once, since its set-up writes the files that others read, and the
// others after it; finish puts it where readers expect it, behind ours.
func withNumPy(c *measure.Case, s measure.Setup, how string, snippet numpy.Snippet) (finish func(others ...measure.Contestant), err error) {
	err = numpy.Add(c, s, how, snippet)
	return func(others ...measure.Contestant) {
		c.Contestants = append(others, c.Contestants...)
	}, err
}
