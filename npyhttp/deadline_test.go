package npyhttp_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/npyhttp"
)

// TestDeadline: the deadline of the context ends a read that waits; its
// cancellation, one to which bytes come.
func TestDeadline(t *testing.T) {
	inner := same[float64]()
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 30*time.Millisecond)
		defer cancel()
		inner.ServeHTTP(w, r.WithContext(ctx))
	}))
	body := file(t, vector(1.5, 2.5))
	for _, keep := range []int{0, 3, 100, 140} {
		c := socket(t, s, "POST / HTTP/1.1", "Host: x", fmt.Sprintf("Content-Length: %d", len(body)), "Content-Type: application/x-npy")
		c.Write(body[:keep])
		line, err := bufio.NewReader(c).ReadString('\n')
		if err != nil || !strings.Contains(line, "408") {
			t.Errorf("after %d bytes: %q, %v", keep, line, err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	from := io.MultiReader(bytes.NewReader(body[:100]), readerFunc(func(b []byte) (int, error) {
		cancel()
		b[0] = 0
		return 1, nil
	}))
	r := httptest.NewRequestWithContext(ctx, "POST", "/", from)
	r.ContentLength = int64(len(body))
	if _, err := npyhttp.Read[float64](r); statusOf(err) != 408 {
		t.Errorf("cancelled: %v", err)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

// slowDeadline is a connection whose read deadline takes its time.
type slowDeadline struct {
	*httptest.ResponseRecorder
	began, set chan struct{}
}

func (w *slowDeadline) SetReadDeadline(time.Time) error {
	close(w.began)
	time.Sleep(20 * time.Millisecond)
	close(w.set)
	return nil
}

// TestDeadlineWaits: a Handler does not touch the connection when it has returned.
func TestDeadlineWaits(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	w := &slowDeadline{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	from := readerFunc(func([]byte) (int, error) { <-w.began; return 0, errors.New("late") })
	same[float64](npyhttp.OnError(func(*http.Request, *npyhttp.Error) {})).ServeHTTP(w, httptest.NewRequestWithContext(ctx, "POST", "/", from))
	select {
	case <-w.set:
	default:
		t.Error("the deadline is still being set")
	}
}

// TestDeadlineKeepAlive: a deadline that passes when the last of the body has come does no harm to the next request
// of that client. net/http reads ahead for it then, and takes the end of that for the end of the connection.
func TestDeadlineKeepAlive(t *testing.T) {
	inner := same[float64]()
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), time.Hour)
		defer cancel()
		if r.URL.Path == "/late" {
			from, ended := r.Body, r.Context().Done()
			r.Body = io.NopCloser(readerFunc(func(b []byte) (int, error) {
				n, err := from.Read(b)
				if err == io.EOF {
					cancel()
					select {
					case <-ended: // by net/http, when its reading ahead has failed
					case <-time.After(20 * time.Second):
						t.Error("the deadline of the connection was not set")
					}
				}
				return n, err
			}))
		}
		inner.ServeHTTP(w, r.WithContext(ctx))
	}))
	body := file(t, vector(1.5))
	for _, path := range []string{"/late", "/next"} {
		answer, got := request(t, "POST", s.URL+path, bytes.NewReader(body))
		if answer.StatusCode != 200 || !bytes.Equal(got, body) || answer.Close != (path == "/late") {
			t.Errorf("%s: %d %q, close %v", path, answer.StatusCode, got, answer.Close)
		}
	}
}

// asked is a context that tells when somebody asks whether it has ended, and says no.
type asked struct {
	context.Context
	tell func()
}

func (a asked) Err() error { a.tell(); return nil }

// TestDeadlineLifted: what is done with a body that has come, as inflating it, is no matter of the connection's.
func TestDeadlineLifted(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	body, asks := gzipped(t, file(t, vector(1.5))), 0
	from := readerFunc(func(b []byte) (int, error) {
		n := copy(b, body)
		body = body[n:]
		if len(body) > 0 {
			return n, nil
		}
		asks = 1 // from now on for what is inflated
		return n, io.EOF
	})
	r := httptest.NewRequestWithContext(asked{ctx, func() {
		if asks > 0 {
			asks++
			cancel()
		}
	}}, "POST", "/", from)
	r.Header.Set("Content-Encoding", "gzip")
	w := &slowDeadline{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	same[float64]().ServeHTTP(w, r)
	select {
	case <-w.set:
		t.Error("the connection has a deadline, although the body has come")
	default:
	}
	if w.Code != 200 || asks < 2 || w.Header().Get("Connection") != "" {
		t.Errorf("%d, asked %d times, %v", w.Code, asks-1, w.Header())
	}
}

// watching is a context that counts who waits for its end.
type watching struct {
	context.Context
	end   chan struct{}
	count *int
}

func (w watching) Done() <-chan struct{} { return w.end }

func (w watching) AfterFunc(func()) (stop func() bool) {
	*w.count++
	return func() bool { *w.count--; return true }
}

// TestDeadlineForgotten: a request that is refused before its body has come leaves nobody waiting for its deadline.
func TestDeadlineForgotten(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	count, most := 0, 0
	from := readerFunc(func(b []byte) (int, error) {
		most = max(most, count)
		return copy(b, "not an array"), nil
	})
	w := httptest.NewRecorder()
	same[float64]().ServeHTTP(w, httptest.NewRequestWithContext(watching{ctx, make(chan struct{}), &count}, "POST", "/", from))
	if w.Code != 415 || most != 1 || count != 0 {
		t.Errorf("%d, %d waited, %d still do", w.Code, most, count)
	}
}
