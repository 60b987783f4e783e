package remote_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

// A fault that passes is not seen, but for the number of requests.
func TestPassingFaults(t *testing.T) {
	data := random(600 * kib)
	status := func(code int) func(*server, http.ResponseWriter, *http.Request) {
		return func(_ *server, w http.ResponseWriter, r *http.Request) { http.Error(w, "a page", code) }
	}
	for name, fault := range map[string]func(*server, http.ResponseWriter, *http.Request){
		"429": status(429),
		"500": status(500),
		"503": status(503),
		"503 with Retry-After": func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(503)
		},
		"reset at once": func(s *server, w http.ResponseWriter, r *http.Request) { reset(w) },
		"closed at once": func(s *server, w http.ResponseWriter, r *http.Request) {
			conn, _, _ := w.(http.Hijacker).Hijack()
			conn.Close()
		},
		"reset half-way": func(s *server, w http.ResponseWriter, r *http.Request) {
			s.cut(w, r, 20000)
			reset(w)
		},
		"closed half-way": func(s *server, w http.ResponseWriter, r *http.Request) {
			s.cut(w, r, 20000)
			panic(http.ErrAbortHandler)
		},
		"a body of no bytes":  func(s *server, w http.ResponseWriter, r *http.Request) { s.cut(w, r, 0) },
		"a body of one byte":  func(s *server, w http.ResponseWriter, r *http.Request) { s.cut(w, r, 1) },
		"a body without some": func(s *server, w http.ResponseWriter, r *http.Request) { s.cut(w, r, 30000) },
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, data)
			s.Config.SetKeepAlivesEnabled(false) // net/http itself repeats what fails on a connection that was used before
			s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
				if n%2 == 0 {
					fault(s, w, r)
				}
				return n%2 == 0
			}
			f := open(t, s, "/")
			checkRead(t, f, data, 100*kib, 50)
			checkRead(t, f, data, 200*kib, 400*kib)
			r, err := f.ReadRange(60*kib, 300*kib)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, data[60*kib:360*kib]) {
				t.Errorf("ReadRange: %d bytes, %v", len(b), err)
			}
			if st := f.Stats(); st.Requests != 8 || st.Retries != 4 {
				t.Errorf("%+v, and %q", st, s.sent("Range"))
			}
		})
	}
}

// cut answers correctly, but for the bytes behind the first n.
func (s *server) cut(w http.ResponseWriter, r *http.Request, n int) {
	var first, last int
	fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &first, &last)
	last = min(last, len(s.data)-1)
	w.Header().Set("ETag", s.etag)
	w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", first, last, len(s.data)))
	w.WriteHeader(206)
	w.Write(s.data[first:][:min(n, last-first+1)])
	w.(http.Flusher).Flush() // chunked: the end looks like one
}

func reset(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.(*net.TCPConn).SetLinger(0)
		conn.Close()
	}
}

func TestReadingGoesOnWhereItStopped(t *testing.T) {
	data := random(300 * kib)
	s := serve(t, data)
	f := open(t, s, "/")
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n < 4 {
			s.cut(w, r, 50*kib)
		}
		return n < 4
	}
	checkRead(t, f, data, 64*kib, 236*kib)
	want := []string{"bytes=0-65535", "bytes=65536-307199", "bytes=116736-307199", "bytes=167936-307199", "bytes=219136-307199"}
	if got := s.sent("Range"); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// A server may send fewer bytes than asked for, and say so.
func TestShorterRanges(t *testing.T) {
	data := random(400 * kib)
	s := serve(t, data)
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		var first, last int
		fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &first, &last)
		r.Header.Set("Range", fmt.Sprintf("bytes=%d-%d", first, min(last, first+50*kib-1)))
		return false
	}
	f := open(t, s, "/", remote.Retry(0, 0))
	checkRead(t, f, data, 0, 400*kib)
	checkCount(t, s, f, 8)
}

func TestLastingFaults(t *testing.T) {
	broken := "onnection reset by peer" // some begin it with a capital
	if runtime.GOOS == "windows" {
		broken = ""
	}
	for _, c := range []struct {
		name     string
		opts     []remote.Option
		fault    func(s *server, w http.ResponseWriter, r *http.Request)
		kind     error
		parts    []string
		requests int
	}{
		{"404", nil, answer(404, ""), fs.ErrNotExist, []string{"bytes 65536-131071: the server answers 404 Not Found"}, 1},
		{"403", nil, answer(403, ""), fs.ErrPermission, []string{"403 Forbidden"}, 1},
		{"401", nil, answer(401, ""), fs.ErrPermission, []string{"401 Unauthorized"}, 1},
		{"416", nil, answer(416, ""), nil, []string{"416 Requested Range Not Satisfiable"}, 1},
		{"a shorter object", nil, answer(416, "bytes */3"), remote.ErrChanged, []string{"had 204800 bytes, now it has 3"}, 1},
		{"412", nil, answer(412, ""), remote.ErrChanged, nil, 1},
		{"501", nil, answer(501, ""), nil, []string{"501 Not Implemented"}, 1},
		{"599", nil, answer(599, ""), nil, []string{"answers 599 (5 attempts)"}, 5},
		{"503", nil, answer(503, ""), nil, []string{"503 Service Unavailable (5 attempts)"}, 5},
		{"no retries", []remote.Option{remote.Retry(0, 0)}, answer(503, ""), nil, []string{"503 Service Unavailable"}, 1},
		{"one retry", []remote.Option{remote.Retry(1, time.Second)}, answer(429, ""), nil, []string{"429 Too Many Requests (2 attempts)"}, 2},
		{"a long pause", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "31")
			w.WriteHeader(503)
		}, nil, []string{"503 Service Unavailable, and asks to wait 31s"}, 1},
		{"nothing comes", nil, func(s *server, w http.ResponseWriter, r *http.Request) { s.cut(w, r, 0) }, io.ErrUnexpectedEOF, []string{"cut short (5 attempts)"}, 5},
		{"a byte comes", nil, func(s *server, w http.ResponseWriter, r *http.Request) { s.cut(w, r, 1) }, io.ErrUnexpectedEOF, []string{"bytes 65541-131071", "(5 attempts)"}, 5},
		{"reset", nil, func(s *server, w http.ResponseWriter, r *http.Request) { reset(w) }, nil, []string{broken, "(5 attempts)"}, 5},
		{"no Content-Range", nil, answer(206, ""), nil, []string{`Content-Range "" is none`}, 1},
		{"a bad Content-Range", nil, answer(206, "bytes 7"), nil, []string{`Content-Range "bytes 7" is none`}, 1},
		{"another range", nil, answer(206, "bytes 65537-131071/204800"), nil, []string{`"bytes 65537-131071/204800": not what was asked for`}, 1},
		{"a longer range", nil, answer(206, "bytes 65536-131072/204800"), nil, []string{"not what was asked for"}, 1},
		{"of another size", nil, answer(206, "bytes 65536-131071/204801"), remote.ErrChanged, []string{"had 204800 bytes, now it has 204801"}, 1},
		{"another length", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "65537")
			answer(206, "bytes 65536-131071/204800")(s, w, r)
		}, nil, []string{"has 65537 bytes, and its Content-Range says 65536"}, 1},
		{"too many bytes", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			answer(206, "bytes 65536-131071/204800")(s, w, r)
			w.(http.Flusher).Flush()
			w.Write(make([]byte, 65537))
		}, nil, []string{"bytes 65536-131071: the answer has more bytes than its Content-Range says"}, 1},
		{"another ETag", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"two"`)
			answer(206, "bytes 65536-131071/204800")(s, w, r)
		}, remote.ErrChanged, []string{`its ETag was "\"one\"", now it is "\"two\""`}, 1},
		{"another ETag in a 200", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"two"`)
			w.Write(s.data)
		}, remote.ErrChanged, []string{`"two`}, 1},
		{"200", nil, func(s *server, w http.ResponseWriter, r *http.Request) { w.Write(s.data) }, remote.ErrNoRanges, []string{"200 OK"}, 1},
		{"gzip", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			gzip.NewWriter(w).Write(s.data)
		}, remote.ErrNoRanges, []string{`Content-Encoding "gzip"`}, 1},
		{"gzip of a range", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			answer(206, "bytes 65536-131071/204800")(s, w, r)
		}, remote.ErrNoRanges, []string{`Content-Encoding "gzip"`}, 1},
		{"redirects without end", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/again?Signature=secret", http.StatusTemporaryRedirect)
		}, nil, []string{"stopped after 10 redirects"}, 10},
		{"a redirect to nowhere", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://[?Signature=secret")
			w.WriteHeader(302)
		}, nil, []string{"Location"}, 1},
		{"a redirect with a password to nowhere", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://user:secret/secret@host/")
			w.WriteHeader(302)
		}, nil, []string{"Location"}, 1},
		{"a redirect to no server", nil, func(s *server, w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "gopher://host/?Signature=secret", http.StatusFound)
		}, nil, []string{"unsupported protocol scheme"}, 1},
		{"silence", []remote.Option{remote.IdleTimeout(200 * time.Millisecond), remote.Retry(1, 0)}, func(s *server, w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		}, os.ErrDeadlineExceeded, []string{"sends nothing (2 attempts)"}, 2},
		{"silence half-way", []remote.Option{remote.IdleTimeout(200 * time.Millisecond), remote.Retry(1, 0)}, func(s *server, w http.ResponseWriter, r *http.Request) {
			s.cut(w, r, 50)
			<-r.Context().Done()
		}, os.ErrDeadlineExceeded, []string{"sends nothing (2 attempts)"}, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, random(200*kib))
			s.Config.SetKeepAlivesEnabled(false)
			f := open(t, s, "/dir/a.npy?Signature=secret", c.opts...)
			s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool { c.fault(s, w, r); return true }
			b := make([]byte, 10)
			n, err := f.ReadAt(b, 70*kib)
			if n != 0 || !bytes.Equal(b, make([]byte, 10)) {
				t.Errorf("%d bytes: %v", n, b)
			}
			checkError(t, err, c.kind, append(c.parts, "remote: "+s.URL+"/dir/a.npy, bytes ")...)
			if got := s.count() - 1; got != c.requests {
				t.Errorf("%d requests: %q", got, s.sent("Range"))
			}
			for ; err != nil; err = errors.Unwrap(err) {
				if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "a page") {
					t.Errorf("%T: %v", err, err)
				}
			}
			s.set(func(s *server) { s.fault = nil })
			checkRead(t, f, s.data, 70*kib, 10) // an error is not kept
		})
	}
}

// answer answers with that status, and zeros as far as a body belongs to it.
func answer(code int, contentRange string) func(*server, http.ResponseWriter, *http.Request) {
	return func(s *server, w http.ResponseWriter, r *http.Request) {
		if contentRange != "" {
			w.Header().Set("Content-Range", contentRange)
		}
		if code == 206 && w.Header().Get("ETag") == "" {
			w.Header().Set("ETag", s.etag)
		}
		w.WriteHeader(code)
		if code == 206 {
			w.Write(make([]byte, 65536))
		} else {
			io.WriteString(w, "a page")
		}
	}
}

// A server without ranges that would send for ever is left at once.
func TestNoRangesWithoutReading(t *testing.T) {
	s := serve(t, nil)
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		for {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return true
			}
		}
	}
	for _, path := range []string{"/a.npy", "/a.npz"} {
		checkError(t, openError(t, s, path), remote.ErrNoRanges, "200 OK")
	}
}

// A server that is slow, or a reader that is, is no silent server.
func TestSlow(t *testing.T) {
	data := random(200 * kib)
	s := serve(t, data)
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		http.ServeContent(slow{w}, r, "", time.Time{}, bytes.NewReader(data))
		return true
	}
	f := open(t, s, "/", remote.IdleTimeout(500*time.Millisecond), remote.Retry(0, 0))
	r, err := f.ReadRange(64*kib, 136*kib) // in pieces, none of which takes so long
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b := make([]byte, 136*kib)
	if _, err := io.ReadFull(r, b[:1]); err != nil {
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond)
	if _, err := io.ReadFull(r, b[1:]); err != nil || !bytes.Equal(b, data[64*kib:]) {
		t.Errorf("other bytes, %v", err)
	}
}

// slow sends 32 KiB, and the next ones a while later.
type slow struct{ http.ResponseWriter }

func (s slow) Write(b []byte) (int, error) {
	s.ResponseWriter.(http.Flusher).Flush()
	time.Sleep(40 * time.Millisecond)
	return s.ResponseWriter.Write(b)
}
