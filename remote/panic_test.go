package remote_test

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/npygo/npygo/remote"
)

// moody is a RoundTripper that panics when it is told to.
type moody struct {
	panics atomic.Bool
	asked  chan context.Context // that of the request it panicked at, if there is room
}

func (m *moody) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.panics.Load() {
		select {
		case m.asked <- r.Context():
		default:
		}
		panic("moody")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestPanics: what a caller's RoundTripper or Renew panics with comes out where somebody reads, not in a goroutine of ours
// where nobody could recover it, and the File is as good as before.
func TestPanics(t *testing.T) {
	t.Run("RoundTripper", func(t *testing.T) {
		s, transport := serve(t, random(900*kib)), &moody{asked: make(chan context.Context, 1)}
		f, err := remote.Open(context.Background(), &http.Client{Transport: transport}, s.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		transport.panics.Store(true)
		recovered(t, f, "moody")
		<-transport.asked
		func() {
			defer func() {
				if what := recover(); what != "moody" {
					t.Errorf("ReadRange: recovered %v", what)
				}
			}()
			f.ReadRange(400*kib, 10)
		}()
		if ctx := <-transport.asked; ctx.Err() == nil {
			t.Error("the request of a ReadRange that panicked goes on until the File is closed")
		}
		transport.panics.Store(false)
		checkRead(t, f, s.data, 400*kib, 10)
	})
	t.Run("Renew", func(t *testing.T) {
		s := serveExpiring(t, 403)
		panics := true
		f := open(t, s.server, "/a?sig=0", remote.Renew(func(context.Context) (string, error) {
			if panics {
				panic("no signature")
			}
			return s.URL + "/a?sig=1", nil
		}))
		s.sign("1")
		recovered(t, f, "no signature")
		panics = false
		checkRead(t, f, s.data, 400*kib, 10)
	})
}

// recovered reads the same from several goroutines, all of which have to get want as a panic.
func recovered(t *testing.T, f *remote.File, want any) {
	t.Helper()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			defer func() {
				if what := recover(); what != want {
					t.Errorf("recovered %v, not %v", what, want)
				}
			}()
			b := bytes.Repeat([]byte{1}, 10)
			n, err := f.ReadAt(b, 400*kib)
			t.Errorf("read %d bytes, %v", n, err)
		})
	}
	all.Wait()
}
