package remote_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/npygo/npygo/internal/leaktest"
	"github.com/npygo/npygo/remote"
)

func TestMain(m *testing.M) { os.Exit(leaktest.Run(m, http.DefaultClient.CloseIdleConnections)) }

// server serves one object, as ServeContent does, unless a fault comes in between.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	data     []byte
	etag     string
	modified time.Time
	log      []http.Header // of the requests

	// fault answers the request of that number, counted from 0, or returns false.
	fault func(n int, w http.ResponseWriter, r *http.Request) bool
}

// serve starts a server for data, with an ETag.
func serve(t testing.TB, data []byte) *server {
	s := &server{data: data, etag: `"one"`}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	n := len(s.log)
	s.log = append(s.log, r.Header.Clone())
	data, etag, modified, fault := s.data, s.etag, s.modified, s.fault
	s.mu.Unlock()
	if fault != nil && fault(n, w, r) {
		return
	}
	if etag != "" {
		w.Header().Set("ETag", etag)
	}
	http.ServeContent(w, r, "", modified, bytes.NewReader(data))
}

// set changes s while it runs.
func (s *server) set(change func(s *server)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(s)
}

// sent returns the values of one header in all requests so far.
func (s *server) sent(header string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := []string{}
	for _, h := range s.log {
		list = append(list, strings.Join(h.Values(header), ", "))
	}
	return list
}

func (s *server) count() int { return len(s.sent("Range")) }

// open opens the server's object, with hardly a pause between attempts.
func open(t testing.TB, s *server, path string, opts ...remote.Option) *remote.File {
	t.Helper()
	f, err := remote.Open(context.Background(), s.Client(), s.URL+path, append([]remote.Option{remote.FirstWait(time.Microsecond)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// openError is the error of opening it.
func openError(t *testing.T, s *server, path string, opts ...remote.Option) error {
	t.Helper()
	f, err := remote.Open(context.Background(), s.Client(), s.URL+path, append([]remote.Option{remote.FirstWait(time.Microsecond)}, opts...)...)
	if err == nil {
		f.Close()
		t.Fatal("it was opened")
	}
	return err
}

// random returns n bytes that do not repeat.
func random(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// checkRead compares a ReadAt with the object's bytes.
func checkRead(t *testing.T, f *remote.File, data []byte, off, n int) {
	t.Helper()
	b := make([]byte, n)
	m, err := f.ReadAt(b, int64(off))
	want := data[min(off, len(data)):min(off+n, len(data))]
	if m != len(want) || !bytes.Equal(b[:m], want) || (err == io.EOF) != (m < n) || err != nil && err != io.EOF {
		t.Errorf("ReadAt of %d bytes at %d: %d bytes, %v; they are the right ones: %v", n, off, m, err, bytes.Equal(b[:m], want))
	}
}

// checkError wants an error that wraps kind and whose text has all the parts.
func checkError(t *testing.T, err, kind error, parts ...string) {
	t.Helper()
	var e *remote.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is a %T", err, err)
	}
	if kind != nil && !errors.Is(err, kind) {
		t.Errorf("%v is not of the kind %v", err, kind)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%v: it does not say %q", err, part)
		}
	}
}

func checkCount(t *testing.T, s *server, f *remote.File, want int) {
	t.Helper()
	if n := s.count(); n != want || f.Stats().Requests != int64(want) {
		t.Errorf("%d requests came, %d were counted, not %d: %q", n, f.Stats().Requests, want, s.sent("Range"))
	}
}
