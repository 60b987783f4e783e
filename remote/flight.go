package remote

import (
	"context"
	"sync"

	"github.com/npygo/npygo/internal/helper"
)

// A flight is work for which several wait. It is given up when nobody does any more. If it panics,
// as a caller's http.RoundTripper may, then so do all who are still waiting; if none is, nobody hears of it.
type flight struct {
	work    helper.Group
	done    chan struct{}
	err     error // once done
	waiters int   // counted by those who hold the mutex
	cancel  context.CancelFunc
}

// start runs work in a goroutine of its own, since the one that asked for it may
// go away before the others. It has the values of ctx, and ends with the object.
func (o *object) start(ctx context.Context, work func(context.Context, *flight) error) *flight {
	ctx, cancel := o.join(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), cancel: cancel}
	f.work.Go(func() {
		defer cancel()
		defer close(f.done)
		f.err = work(ctx, f)
	})
	return f
}

// wait waits for f's end or ctx's. The last to leave cancels f, and has forget
// called, holding mu, so that nobody else comes to wait for it.
func (f *flight) wait(ctx context.Context, mu *sync.Mutex, forget func()) error {
	select {
	case <-f.done:
		f.work.Wait() // hands a panic over
		return f.err
	case <-ctx.Done():
	}
	mu.Lock()
	defer mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		select {
		case <-f.done:
		default:
			forget()
		}
		f.cancel()
	}
	return endOf(ctx)
}
