package measure

import (
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	// QuickRounds are so few that a turn is one run: to see that everything works.
	QuickRounds = 2

	turn    = 5 * time.Millisecond // a turn lasts at least this long, or the clock and the scheduler would count
	mostOps = 100_000_000
	large   = 64 << 20 // bytes of a case that needs much memory which nobody has used just before
)

// Run lets the contestants take turns, as often as rounds says, each round in another order, since
// some leave a cache or the disk in a state that the next one pays for. The orders are the same in every run. Before the first round each has a turn that does not count, in which it is
// seen how many runs make a turn and whether the answer is right; it is looked at again
// after the last. A contestant that panics, fails or answers wrongly is out.
//
// No collection is forced between turns. It would hand what was freed back to the system
// while the slow ones have their turn, and the quick ones would then pay for page faults
// (0.4 ms in place of 0.1 for an array of 1.8 MB) that no program has in its steady state.
//
// Before each turn of a large case twice as much memory is written to and given back, if a quarter of what is
// free has room for it. The host of a virtual machine may take the pages that are free, and to find others for them
// can take longer than what is measured: who comes next would pay for it, or not.
//
// Run does not close the case.
func Run(c Case, rounds int) Result {
	if c.Most > 0 {
		rounds = min(rounds, c.Most)
	}
	r := Result{Case: c.Name, Heap: heap, Note: c.Note, Bytes: c.Bytes, Rows: make([]Row, len(c.Contestants))}
	settle()
	turns := make([]int, len(c.Contestants))
	for i, one := range c.Contestants {
		r.Rows[i] = Row{Name: one.Name, How: one.How, Size: one.Size}
		turns[i] = r.Rows[i].first(one, rounds <= QuickRounds)
	}
	order := rand.New(rand.NewPCG(uint64(rounds), uint64(len(turns))))
	for range rounds {
		for _, i := range order.Perm(len(turns)) {
			if rounds > QuickRounds && c.Bytes >= large && !r.Rows[i].out() {
				touch(2 * c.Bytes)
			}
			r.Rows[i].take(c.Contestants[i], turns[i])
		}
	}
	for i, one := range c.Contestants {
		r.Rows[i].check(one)
		r.Rows[i].count(one)
	}
	return r
}

// first is the turn that does not count. It finds out how many runs a turn has.
func (r *Row) first(c Contestant, quick bool) (n int) {
	n = 1
	for {
		took, ok := r.run(c, n)
		if !ok {
			return 0
		}
		if quick || took >= turn || n >= mostOps {
			break
		}
		per := max(float64(took)/float64(n), 0.1)
		n = min(max(n+1, min(int(1.2*float64(turn)/per), 100*n)), mostOps)
	}
	r.check(c)
	return n
}

func (r *Row) take(c Contestant, n int) {
	if took, ok := r.run(c, n); ok {
		r.Nanoseconds = append(r.Nanoseconds, float64(took)/float64(n))
	}
}

// run is one turn of someone who is still in.
func (r *Row) run(c Contestant, n int) (took time.Duration, ok bool) {
	if r.out() {
		return 0, false
	}
	err := caught(func() (err error) {
		took, err = c.Run(n)
		return err
	})
	if err != nil {
		r.drop(err, isWrong(err))
		return 0, false
	}
	return took, true
}

func (r *Row) check(c Contestant) {
	if r.out() || c.Check == nil {
		return
	}
	if err := caught(c.Check); err != nil {
		r.drop(err, true)
	}
}

func (r *Row) count(c Contestant) {
	if r.out() || c.Count == nil {
		return
	}
	if err := caught(func() (err error) {
		r.Counts, err = c.Count()
		return err
	}); err != nil {
		r.drop(err, false)
	}
}

func (r *Row) out() bool { return r.Wrong != "" || r.Failed != "" }

func (r *Row) drop(err error, wrong bool) {
	r.Nanoseconds = nil
	if wrong {
		r.Wrong = err.Error()
	} else {
		r.Failed = err.Error()
	}
}

// caught makes an error of a panic: some packages do that where they find what they do
// not expect.
func caught(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}
