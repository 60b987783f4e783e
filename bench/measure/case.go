// Package measure lets several programs do the same work in turns, and says how their
// times relate.
//
// On a machine that others use too, a time alone says little. So every contestant of a
// [Case] takes its turn in each round, all in one process (or, where memory must be fresh,
// in processes that follow each other), and what counts is the ratio of two times of the
// same round. An answer that is wrong is reported as that, and its times are dropped.
package measure

import (
	"errors"
	"time"
)

// Contestant does one thing in one way.
type Contestant struct {
	Name string // "npygo", "NumPy", "npyio", "limit"
	How  string // one line: "npy.ReadInto into warm memory", "np.load(name)"
	Size int64  // bytes of what it makes, where sizes are compared; else 0

	// Run does it n times and says how long that took. An error made by [Wrong] says
	// that the answer was not the right one, any other that there was none.
	Run func(n int) (time.Duration, error)

	// Check says whether the last answer was right; nil if Run does that, or if there
	// is nothing to check. It is not timed.
	Check func() error

	// Count counts what one run costs besides time, by name: "allocations", "writes". nil:
	// nothing. It is called once, when all turns are over.
	Count func() (map[string]float64, error)
}

// Case is one piece of work, and those who do it.
type Case struct {
	Name        string // group/what, such as "read/blog"
	Bytes       int64  // of payload that one run moves; 0: a speed in GB/s would mean nothing
	Note        string // for the reader of the table
	Most        int    // rounds at most, for what takes long; 0: as many as asked for
	Contestants []Contestant
	Close       func() error // nil, or what to do in the end
}

// Plan is a case that is made only when its turn comes, so that neither the memory nor the
// files of one case weigh on the next.
type Plan struct {
	Name string // the case's
	Make func() (Case, error)
}

// Setup is what a case is made for.
type Setup struct {
	Dir    string // for files, on a real disk; removed by whoever made it
	Quick  bool   // small files: it is only to be seen that everything works
	Python string // one that has NumPy; "": leave NumPy out
}

// Result is how a case went.
type Result struct {
	Case  string `json:"case"`
	Heap  string `json:"heap"`
	Note  string `json:"note,omitempty"`
	Bytes int64  `json:"bytes,omitempty"`
	Rows  []Row  `json:"rows"`
}

// Row is how one contestant did.
type Row struct {
	Name        string    `json:"name"`
	How         string    `json:"how"`
	Size        int64     `json:"size,omitempty"`        // bytes of what it makes
	Nanoseconds []float64 `json:"nanoseconds,omitempty"` // for one run, one per round; none if Wrong or Failed
	Wrong       string    `json:"wrong,omitempty"`       // what was wrong with the answer
	Failed      string    `json:"failed,omitempty"`      // why there was no answer

	Counts map[string]float64 `json:"counts,omitempty"` // what one run costs besides time
}

// Loop makes a Run out of what does the work once.
func Loop(f func() error) func(n int) (time.Duration, error) {
	return func(n int) (time.Duration, error) {
		start := time.Now()
		for range n {
			if err := f(); err != nil {
				return 0, err
			}
		}
		return time.Since(start), nil
	}
}

// After makes a Run like [Loop], with something before each f that is not timed.
func After(before, f func() error) func(n int) (time.Duration, error) {
	return func(n int) (sum time.Duration, _ error) {
		for range n {
			if err := before(); err != nil {
				return 0, err
			}
			start := time.Now()
			if err := f(); err != nil {
				return 0, err
			}
			sum += time.Since(start)
		}
		return sum, nil
	}
}

// Wrong marks an error as one about the answer: it came, but is not the right one.
func Wrong(err error) error { return &wrongError{err} }

type wrongError struct{ error }

func (w *wrongError) Unwrap() error { return w.error }

func isWrong(err error) bool {
	var w *wrongError
	return errors.As(err, &w)
}

// OnClose adds something to do in the end, before what was added earlier.
func (c *Case) OnClose(f func() error) {
	before := c.Close
	c.Close = func() error {
		if before == nil {
			return f()
		}
		return errors.Join(f(), before())
	}
}
