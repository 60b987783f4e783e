package npz

import "sync"

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
		q.mu.Unlock()
		err := q.hand(p)
		q.mu.Lock()
		q.next++
		q.err = err
		q.moved.Broadcast()
	}
	q.busy = false
	return q.err
}
