// Package helper has goroutines that do a part of somebody's work, over memory that may be a mapped file.
//
// Touching what such a file has lost is a fault, which ends the program unless the goroutine has asked for a panic
// ([debug.SetPanicOnFault]). The setting is each goroutine's own, and a panic ends the program where nobody recovers. So
// helpers take the setting over, and their panics come out where somebody waits for them: to who asked, it is as if there were none.
package helper

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// A Group is the helpers of one task. The zero Group has none.
type Group struct {
	all sync.WaitGroup

	mu     sync.Mutex
	failed bool // one has not come to its end
	what   any  // it has panicked with; nil: it has called runtime.Goexit
}

// Go has a new goroutine do f.
func (g *Group) Go(f func()) {
	asked := debug.SetPanicOnFault(false)
	debug.SetPanicOnFault(asked)
	g.all.Add(1)
	go func() {
		defer g.all.Done()
		debug.SetPanicOnFault(asked)
		returned := false
		defer func() {
			if !returned {
				g.fail(recover())
			}
		}()
		f()
		returned = true
	}()
}

func (g *Group) fail(what any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.failed {
		g.failed, g.what = true, what
	}
}

// Wait returns when all are gone. What the first of them has panicked with it panics with, the same value,
// which may be a runtime.Error with an Addr.
func (g *Group) Wait() {
	g.all.Wait()
	switch {
	case !g.failed:
	case g.what == nil:
		runtime.Goexit()
	default:
		panic(g.what)
	}
}
