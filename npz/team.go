package npz

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/npygo/npygo/internal/helper"
)

// A team does the pieces of a task: on the goroutine that asks, and on as many
// helpers as are free. One team serves everything that a Reader or a Writer
// does, also tasks within tasks, and never has more goroutines at work than
// its size beside those that ask.
type team struct {
	free chan struct{} // one for each helper that is not at work
}

// newTeam makes a team of so many workers, of which one is the goroutine that
// asks. 0 stands for GOMAXPROCS.
func newTeam(workers int) *team {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	t := &team{free: make(chan struct{}, workers-1)}
	for range workers - 1 {
		t.free <- struct{}{}
	}
	return t
}

// size is how many work at most.
func (t *team) size() int { return cap(t.free) + 1 }

// each calls do(0) to do(n-1), begun in that order, and returns when all have
// returned. After an error no further ones are begun; the one of the lowest i is returned.
// Nor are they after a panic, which goes on when the others have returned: who recovers
// may take away the memory that they work on.
func (t *team) each(n int, do func(i int) error) (err error) {
	if n == 1 || t.size() == 1 {
		for i := range n {
			if err := do(i); err != nil {
				return err
			}
		}
		return nil
	}
	e := effort{team: t, do: do, n: int64(n), failed: int64(n)}
	e.help = func() { // once for all helpers
		defer func() { t.free <- struct{}{} }()
		e.run()
	}
	defer func() {
		e.helpers.Wait()
		err = e.err
	}()
	e.run()
	return nil
}

// effort is one task on its way.
type effort struct {
	team    *team
	do      func(i int) error
	help    func()
	helpers helper.Group
	n       int64
	next    atomic.Int64

	mu     sync.Mutex
	failed int64 // the lowest i that failed
	err    error
}

// run does pieces until none is left. Before each it calls for help: a helper
// may have become free that was at work elsewhere.
func (e *effort) run() {
	defer e.next.Store(e.n) // for the others, after a panic
	for {
		i := e.next.Add(1) - 1
		if i >= e.n {
			return
		}
		e.call()
		if err := e.do(int(i)); err != nil {
			e.fail(i, err)
		}
	}
}

// call gets one more helper, if one is free and there is something to do.
func (e *effort) call() {
	if e.next.Load() >= e.n {
		return
	}
	select {
	case <-e.team.free:
		e.helpers.Go(e.help)
	default:
	}
}

func (e *effort) fail(i int64, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if i < e.failed {
		e.failed, e.err = i, err
	}
	e.next.Store(e.n) // nothing further is begun
}
