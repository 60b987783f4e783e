package npz

import (
	"errors"
	"sync"
)

// queue hands on in order what becomes ready in any order: on the goroutine of
// whoever brings what all are waiting for.
type queue struct {
	hand  func(packed) error
	ahead int // how far one may be before the others

	mu    sync.Mutex
	moved sync.Cond
	next  int // the number of what is handed on next
	ready map[int]packed
	busy  bool // somebody is in hand
	err   error
}

func newQueue(ahead int, hand func(packed) error) *queue {
	q := &queue{hand: hand, ahead: ahead, ready: make(map[int]packed)}
	q.moved.L = &q.mu
	return q
}

// errPanicked is what is left for others of what a panic has cut short.
var errPanicked = errors.New("npz: it was cut short by a panic")

// do makes i and brings it. If that panics, nobody has to wait for i.
func (q *queue) do(i int, bring func() packed) error {
	if err := q.wait(i); err != nil {
		return err
	}
	returned := false
	defer func() {
		if !returned {
			q.giveUp()
		}
	}()
	err := q.put(i, bring())
	returned = true
	return err
}

func (q *queue) giveUp() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.err = errPanicked
	q.moved.Broadcast()
}

// wait waits until i may be begun: there are never more than ahead that are not
// handed on, so that a slow writer does not fill the memory.
func (q *queue) wait(i int) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i >= q.next+q.ahead && q.err == nil {
		q.moved.Wait()
	}
	return q.err
}

// put brings i, and hands on whatever is its turn. An error of hand ends it all.
func (q *queue) put(i int, p packed) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ready[i] = p
	if q.busy {
		return q.err
	}
	q.busy = true
	for q.err == nil {
		p, ok := q.ready[q.next]
		if !ok {
			break
		}
		delete(q.ready, q.next)
		err := q.handOn(p)
		q.next++
		if q.err == nil { // somebody may have given up meanwhile
			q.err = err
		}
		q.moved.Broadcast()
	}
	q.busy = false
	return q.err
}

// handOn calls hand without the lock, which the caller has again even after a panic.
func (q *queue) handOn(p packed) error {
	q.mu.Unlock()
	defer q.mu.Lock()
	return q.hand(p)
}
