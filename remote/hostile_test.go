package remote_test

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

// A server that sends a byte for a request, and says so, cannot have as many as there are bytes.
func TestTinyRanges(t *testing.T) {
	data := random(200 * kib)
	s := serve(t, data)
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		var first int
		fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-", &first)
		if n > 0 && n < 100 { // an end, in case of no limit
			r.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", first, first))
		}
		return false
	}
	f := open(t, s, "/", remote.Retry(3, time.Second))
	_, err := f.ReadAt(make([]byte, 10), 70*kib)
	checkError(t, err, nil, "bytes 65540-131071: the answers stop short: the last one has 1 bytes (4 attempts)")
	checkCount(t, s, f, 5)
}

// An error page that comes byte by byte holds nobody.
func TestDrippingErrorPage(t *testing.T) {
	for _, length := range []string{"", "300"} {
		s := serve(t, random(200*kib))
		f := open(t, s, "/", remote.IdleTimeout(200*time.Millisecond))
		all := make(chan bool, 1)
		s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
			if length != "" {
				w.Header().Set("Content-Length", length)
			}
			w.WriteHeader(404)
			for range 300 {
				io.WriteString(w, ".")
				w.(http.Flusher).Flush()
				select {
				case <-r.Context().Done():
					all <- false
					return true
				case <-time.After(10 * time.Millisecond):
				}
			}
			all <- true
			return true
		}
		_, err := f.ReadAt(make([]byte, 10), 70*kib)
		checkError(t, err, fs.ErrNotExist, "404")
		if <-all {
			t.Errorf("Content-Length %q: all of the page was read", length)
		}
	}
}

// A size near the largest number makes no sum overflow.
func TestHugeSize(t *testing.T) {
	s := serve(t, nil)
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		answer(206, "bytes 0-65535/9223372036854775806")(s, w, r)
		return true
	}
	checkError(t, openError(t, s, "/"), nil, "Content-Range")
}
