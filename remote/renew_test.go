package remote_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

// expiring accepts the signatures that are in force.
type expiring struct {
	*server
	valid string
}

func serveExpiring(t *testing.T, code int) *expiring {
	s := &expiring{serve(t, random(900*kib)), "0"}
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		s.mu.Lock()
		valid := r.URL.Query().Get("sig") == s.valid
		s.mu.Unlock()
		if !valid {
			http.Error(w, "Request has expired", code)
		}
		return !valid
	}
	return s
}

func (s *expiring) sign(valid string) { s.set(func(*server) { s.valid = valid }) }

func TestRenew(t *testing.T) {
	for _, code := range []int{400, 401, 403} {
		s := serveExpiring(t, code)
		var calls []int
		var mu sync.Mutex
		f := open(t, s.server, "/a?sig=0", remote.Renew(func(ctx context.Context) (string, error) {
			mu.Lock()
			defer mu.Unlock()
			calls = append(calls, s.count())
			time.Sleep(5 * time.Millisecond)
			return fmt.Sprintf("%s/a?sig=%d", s.URL, len(calls)), ctx.Err()
		}))
		for expiry := 1; expiry <= 3; expiry++ {
			s.sign(fmt.Sprint(expiry))
			var wg sync.WaitGroup
			for i := range 8 {
				wg.Go(func() { checkRead(t, f, s.data, (100+100*i)*kib-expiry, 10+i%2*300*kib) })
			}
			wg.Wait()
			if len(calls) != expiry {
				t.Errorf("%d calls for %d expiries", len(calls), expiry)
			}
			if st := f.Stats(); st.Renewals != int64(expiry) || st.Retries != 0 {
				t.Errorf("%+v", st)
			}
			f = f.WithContext(context.Background())
		}
	}
}

func TestRenewAtOpen(t *testing.T) {
	s := serveExpiring(t, 403)
	f := open(t, s.server, "/a?sig=old", remote.Renew(func(context.Context) (string, error) { return s.URL + "/a?sig=0", nil }))
	checkRead(t, f, s.data, 100*kib, 5)
	checkCount(t, s.server, f, 3)
}

// Stores that do not know the last bytes may say 400, as S3 does to an expired token: Renew
// is called for the latter alone, and the end is asked for with what it gave.
func TestRenewOfAnArchive(t *testing.T) {
	for _, c := range []struct {
		name     string
		suffixes bool // are served
		sig      string
		renewals int64
		want     []string
	}{
		{"no suffixes", false, "0", 0, []string{"bytes=-131072", "bytes=0-65535"}},
		{"expired", true, "old", 1, []string{"bytes=-131072", "bytes=0-65535", "bytes=-131072"}},
		{"both", false, "old", 1, []string{"bytes=-131072", "bytes=0-65535", "bytes=-131072", "bytes=0-65535"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serveExpiring(t, 400)
			check := s.fault
			s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
				if !c.suffixes && strings.HasPrefix(r.Header.Get("Range"), "bytes=-") {
					w.WriteHeader(http.StatusBadRequest)
					return true
				}
				return check(n, w, r)
			}
			f := open(t, s.server, "/a.npz?sig="+c.sig, remote.Renew(func(context.Context) (string, error) { return s.URL + "/a.npz?sig=0", nil }))
			if got := s.sent("Range"); !slices.Equal(got, c.want) {
				t.Errorf("requests %q, not %q", got, c.want)
			}
			if st := f.Stats(); st.Renewals != c.renewals || st.Retries != 0 {
				t.Errorf("%+v", st)
			}
			checkRead(t, f, s.data, 0, 900*kib)
		})
	}
}

// A long read that breaks off when the signature has expired goes on with another one.
func TestRenewWhileReading(t *testing.T) {
	s := serveExpiring(t, 403)
	check := s.fault
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n == 1 || n == 3 {
			s.cut(w, r, 100*kib)
			s.sign(fmt.Sprint(n))
			return true
		}
		return check(n, w, r)
	}
	next := 1
	f := open(t, s.server, "/a?sig=0", remote.Renew(func(context.Context) (string, error) {
		next += 2
		return fmt.Sprintf("%s/a?sig=%d", s.URL, next-2), nil
	}))
	checkRead(t, f, s.data, 64*kib, 800*kib)
	if st := f.Stats(); st.Renewals != 2 {
		t.Errorf("%+v", st)
	}
}

func TestRenewFails(t *testing.T) {
	broken := errors.New("the signer is asleep")
	for _, c := range []struct {
		name  string
		fresh func(s *expiring) (string, error)
		kind  error
		parts []string
		calls int
	}{
		{"an error", func(*expiring) (string, error) { return "", broken }, broken, []string{"asleep", "403 Forbidden, and there is no other URL"}, 1},
		{"an error that tells too much", func(*expiring) (string, error) { return "", fmt.Errorf("signing %s: %w", "http://x/?secret=1", broken) }, broken, []string{"http://x/?..."}, 1},
		{"no URL", func(*expiring) (string, error) { return "nothing?secret", nil }, fs.ErrPermission, []string{`Renew gave "nothing": not an http://`}, 1},
		{"one that has expired too", func(s *expiring) (string, error) { return s.URL + "/a?sig=secret", nil }, fs.ErrPermission, []string{"403 Forbidden"}, 1},
		{"of another object", func(s *expiring) (string, error) {
			s.set(func(*server) { s.etag, s.valid = `"two"`, "2" })
			return s.URL + "/b?sig=2", nil
		}, remote.ErrChanged, nil, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serveExpiring(t, 403)
			calls := 0
			f := open(t, s.server, "/a?sig=0", remote.Renew(func(context.Context) (string, error) { calls++; return c.fresh(s) }))
			s.sign("1")
			_, err := f.ReadAt(make([]byte, 1), 100*kib)
			checkError(t, err, c.kind, c.parts...)
			if calls != c.calls {
				t.Errorf("%d calls", calls)
			}
			for ; err != nil; err = errors.Unwrap(err) {
				if strings.Contains(err.Error(), "secret") {
					t.Errorf("%T: %v", err, err)
				}
			}
		})
	}
}

// A Renew that hangs does not hold up those who do not wait for it, nor Close.
func TestRenewObeysContexts(t *testing.T) {
	s := serveExpiring(t, 403)
	asked := make(chan bool)
	f := open(t, s.server, "/a?sig=0", remote.Renew(func(ctx context.Context) (string, error) {
		asked <- true
		<-ctx.Done()
		asked <- false
		return "", ctx.Err()
	}))
	s.sign("1")
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-asked; cancel() }()
	_, err := f.WithContext(ctx).ReadAt(make([]byte, 400*kib), 100*kib)
	checkError(t, err, context.Canceled)
	<-asked
	go func() { <-asked; f.Close() }()
	_, err = f.ReadAt(make([]byte, 1), 100*kib)
	checkError(t, err, fs.ErrClosed)
	<-asked
}
