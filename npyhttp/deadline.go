package npyhttp

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// A deadline ends a Read that waits for bytes of a request, when the request's
// context does. A nil one does nothing.
type deadline struct {
	w    http.ResponseWriter
	stop func() bool // nil when it is lifted
	set  sync.WaitGroup
	err  error // of setting it
}

// newDeadline is nil if ctx has no deadline.
func newDeadline(ctx context.Context, w http.ResponseWriter) *deadline {
	if _, has := ctx.Deadline(); !has {
		return nil
	}
	d := &deadline{w: w}
	d.set.Add(1)
	d.stop = context.AfterFunc(ctx, d.pass)
	return d
}

func (d *deadline) pass() {
	defer d.set.Done()
	d.err = http.NewResponseController(d.w).SetReadDeadline(time.Unix(1, 0))
}

// lift takes d away when nothing more is read; again is no harm. It may be too late,
// even at the end of the body: there net/http begins to read ahead, for the next
// request, and takes the deadline for a client that has gone. All requests of that
// connection would begin with a context that has ended, so there may be no more.
func (d *deadline) lift() {
	if d == nil || d.stop == nil {
		return
	}
	inTime := d.stop()
	d.stop = nil
	if inTime {
		return
	}
	d.set.Wait() // when the handler has returned, w may not be touched
	if d.err == nil && isHTTP1(d.w) {
		d.w.Header().Set("Connection", "close")
	}
}
