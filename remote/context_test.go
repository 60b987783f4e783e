package remote_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

func TestContexts(t *testing.T) {
	data := random(200 * kib)
	s := serve(t, data)
	silent := make(chan bool, 100)
	gone := make(chan bool, 100)
	first, cancel := context.WithCancel(context.Background())
	defer cancel()
	f, err := remote.Open(first, s.Client(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s.set(func(s *server) {
		s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
			silent <- true
			<-r.Context().Done()
			gone <- true
			return true
		}
	})
	for name, read := range map[string]func(*remote.File) error{
		"short":  func(f *remote.File) error { _, err := f.ReadAt(make([]byte, 1), 100*kib); return err },
		"long":   func(f *remote.File) error { _, err := f.ReadAt(data, 0); return err },
		"stream": func(f *remote.File) error { _, err := f.ReadRange(0, 200*kib); return err },
	} {
		why := errors.New("because")
		ctx, cancel := context.WithCancelCause(context.Background())
		go func() { <-silent; cancel(why) }()
		err := read(f.WithContext(ctx))
		checkError(t, err, context.Canceled, "because")
		if !errors.Is(err, why) {
			t.Errorf("%s: %v", name, err)
		}
		<-gone // the server sees it too
		checkError(t, read(f.WithContext(ctx)), context.Canceled)
	}
	late, stop := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer stop()
	_, err = f.WithContext(late).ReadAt(make([]byte, 1), 100*kib)
	checkError(t, err, context.DeadlineExceeded)

	// Of two that wait for one block, one goes; the other gets it.
	asked, release := make(chan bool, 2), make(chan bool)
	s.set(func(s *server) {
		s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
			asked <- true
			<-release
			return false
		}
	})
	impatient, leave := context.WithCancel(context.Background())
	left, patient := make(chan error), make(chan error)
	go func() { _, err := f.WithContext(impatient).ReadAt(make([]byte, 1), 100*kib); left <- err }()
	<-asked
	go func() { _, err := f.ReadAt(make([]byte, 1), 100*kib+5); patient <- err }()
	time.Sleep(5 * time.Millisecond) // it waits by then; if not, it asks for itself
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(release)
	if err := <-patient; err != nil {
		t.Error(err)
	}

	s.set(func(s *server) { s.fault = nil })
	cancel()
	if _, err := f.ReadAt(make([]byte, 1), 64*kib); !errors.Is(err, context.Canceled) {
		t.Errorf("Open's context is done: %v", err)
	}
	checkRead(t, f.WithContext(context.Background()), data, 64*kib, 50)
	if _, err := remote.Open(first, s.Client(), s.URL); !errors.Is(err, context.Canceled) {
		t.Errorf("Open with a context that is done: %v", err)
	}
}

// Nobody waits for the pauses between attempts when the context ends.
func TestContextEndsAPause(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := serve(t, random(10))
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		answer(503, "")(s, w, r)
		time.AfterFunc(20*time.Millisecond, cancel)
		return true
	}
	_, err := remote.Open(ctx, s.Client(), s.URL, remote.FirstWait(time.Hour), remote.Retry(9, time.Hour))
	checkError(t, err, context.Canceled)
	if n := s.count(); n != 1 {
		t.Errorf("%d requests", n)
	}
}
