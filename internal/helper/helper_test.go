package helper

import (
	"errors"
	"os"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"testing"

	"github.com/npygo/npygo/internal/leaktest"
)

func TestMain(m *testing.M) { os.Exit(leaktest.Run(m, nil)) }

func TestWait(t *testing.T) {
	var g Group
	var did atomic.Int32
	for range 10 {
		g.Go(func() { runtime.Gosched(); did.Add(1) })
	}
	g.Wait()
	g.Wait() // again does nothing
	if did.Load() != 10 {
		t.Errorf("%d have ended", did.Load())
	}
}

// A helper has the setting of who started it, who keeps it.
func TestPanicOnFault(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(false))
	for _, want := range []bool{true, false, true} {
		debug.SetPanicOnFault(want)
		var g Group
		g.Go(func() {
			if got := debug.SetPanicOnFault(want); got != want {
				t.Errorf("%v, want %v", got, want)
			}
		})
		g.Wait()
		if got := debug.SetPanicOnFault(want); got != want {
			t.Errorf("afterwards it is %v, not %v", got, want)
		}
	}
}

// Panics come out of Wait as they are, when the others have ended.
func TestPanic(t *testing.T) {
	want := errors.New("a value")
	var g Group
	var did atomic.Int32
	first := make(chan bool)
	g.Go(func() { defer close(first); panic(want) })
	for range 4 {
		g.Go(func() { <-first; runtime.Gosched(); did.Add(1) })
	}
	func() {
		defer func() {
			if got := recover(); got != want || did.Load() != 4 {
				t.Errorf("%v, when %d others had ended", got, did.Load())
			}
		}()
		g.Wait()
		t.Error("Wait returns")
	}()
}

// runtime.Goexit, as by a Fatal of testing, ends who waits, too: its part of the work is not done.
func TestGoexit(t *testing.T) {
	ended := make(chan bool)
	go func() {
		returned := false
		defer func() { ended <- returned || recover() != nil }()
		var g Group
		g.Go(runtime.Goexit)
		g.Wait()
		returned = true
	}()
	if <-ended {
		t.Error("Wait returns, or panics")
	}
}
