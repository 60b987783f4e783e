package remote_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

func TestHeadersSent(t *testing.T) {
	s := serve(t, random(200*kib))
	secret := http.Header{"Authorization": {"Bearer x"}, "X-More": {"a", "b"}, "x-more": {"c"}, "If-Match": {`"mine"`}, "Range": {"bytes=1-2"}, "Accept-Encoding": {"gzip"},
		"range": {"bytes=3-4"}, "if-match": {`"mine"`}, "accept-encoding": {"br"}, "If-None-Match": {"*"}, "if-range": {`"mine"`}, "If-Modified-Since": {"Mon, 06 May 2024 07:08:09 GMT"}}
	f := open(t, s, "/", remote.Header(secret))
	secret.Set("Authorization", "changed")
	checkRead(t, f, s.data, 100*kib, 10)
	for header, want := range map[string][]string{
		"Range":               {"bytes=0-65535", "bytes=65536-131071"},
		"If-Match":            {"", `"one"`},
		"If-Unmodified-Since": {"", ""},
		"If-None-Match":       {"", ""},
		"If-Range":            {"", ""},
		"If-Modified-Since":   {"", ""},
		"Accept-Encoding":     {"identity", "identity"},
		"Authorization":       {"Bearer x", "Bearer x"},
		"X-More":              {"a, b, c", "a, b, c"},
	} {
		if got := s.sent(header); !slices.Equal(got, want) {
			t.Errorf("%s: %q", header, got)
		}
	}
}

// An object that changes in the middle of a long read.
func TestChangeWhileReading(t *testing.T) {
	before, after := random(500*kib), make([]byte, 500*kib)
	s := serve(t, before)
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if n == 1 {
			s.cut(w, r, 100*kib)
			s.set(func(s *server) { s.etag, s.data = `"two"`, after })
			return true
		}
		return false
	}
	f := open(t, s, "/")
	b := make([]byte, 400*kib)
	n, err := f.ReadAt(b, 64*kib)
	checkError(t, err, remote.ErrChanged, "412 Precondition Failed")
	if n != 100*kib || string(b[:n]) != string(before[64*kib:][:n]) {
		t.Errorf("%d bytes, and they may be of the new object", n)
	}
}

// Servers that answer the first request in their own way.
func TestUnusualFirstAnswers(t *testing.T) {
	for _, c := range []struct {
		name  string
		path  string
		size  int
		fault func(s *server, n int, w http.ResponseWriter, r *http.Request) bool
		want  []string // requests of Open
	}{
		{"416 of an empty object", "/a.npy", 0, only(0, answer(416, "bytes */0")), []string{"bytes=0-65535"}},
		{"416 of an empty object's end", "/a.npz", 0, only(0, answer(416, "bytes */0")), []string{"bytes=-131072"}},
		{"416 of an empty object without Content-Range", "/a.npy", 0, only(0, answer(416, "")), []string{"bytes=0-65535"}},
		{"416 to the last bytes", "/a.npz", 200 * kib, only(0, answer(416, "")), []string{"bytes=-131072", "bytes=0-65535"}},
		{"400 to the last bytes", "/a.npz", 200 * kib, only(0, answer(400, "")), []string{"bytes=-131072", "bytes=0-65535"}},
		{"501 to the last bytes", "/a.npz", 200 * kib, only(0, answer(501, "")), []string{"bytes=-131072", "bytes=0-65535"}},
		{"200 to the last bytes", "/a.npz", 200 * kib, only(0, whole), []string{"bytes=-131072", "bytes=0-65535"}},
		{"200 with all of a small object", "/a.npy", 65536, only(0, whole), []string{"bytes=0-65535"}},
		{"200 with all of a small archive", "/a.npz", 100, only(0, whole), []string{"bytes=-131072"}},
		{"200 with nothing", "/a.npy", 0, only(0, whole), []string{"bytes=0-65535"}},
		{"no size", "/a.npy", 200 * kib, sizeless, []string{"bytes=0-65535", "bytes=-1"}},
		{"no size of an archive", "/a.npz", 200 * kib, sizeless, []string{"bytes=-131072"}},
		{"no size of a small archive", "/a.npz", 100, sizeless, []string{"bytes=-131072"}},
		{"no size of a small object", "/a.npy", 100, sizeless, []string{"bytes=0-65535", "bytes=-1"}},
		{"an answer cut short", "/a.npy", 200 * kib, only(0, func(s *server, w http.ResponseWriter, r *http.Request) { s.cut(w, r, 10000) }), []string{"bytes=0-65535", "bytes=10000-65535"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, random(c.size))
			s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool { return c.fault(s, n, w, r) }
			f := open(t, s, c.path)
			if got := s.sent("Range"); !slices.Equal(got, c.want) {
				t.Errorf("requests %q, not %q", got, c.want)
			}
			if f.Size() != int64(c.size) {
				t.Errorf("size %d", f.Size())
			}
			checkRead(t, f, s.data, 0, c.size)
			checkRead(t, f, s.data, c.size/2, c.size)
		})
	}
}

// only answers request n, with a.
func only(n int, a func(*server, http.ResponseWriter, *http.Request)) func(*server, int, http.ResponseWriter, *http.Request) bool {
	return func(s *server, i int, w http.ResponseWriter, r *http.Request) bool {
		if i == n {
			a(s, w, r)
		}
		return i == n
	}
}

func whole(s *server, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("ETag", s.etag)
	w.Header().Set("Content-Length", fmt.Sprint(len(s.data)))
	w.Write(s.data)
}

// sizeless answers without telling the size.
func sizeless(s *server, n int, w http.ResponseWriter, r *http.Request) bool {
	rec := httptest.NewRecorder()
	rec.Header().Set("ETag", s.etag)
	http.ServeContent(rec, r, "", time.Time{}, strings.NewReader(string(s.data)))
	for k, v := range rec.Header() {
		w.Header()[k] = v
	}
	cr, _, _ := strings.Cut(rec.Header().Get("Content-Range"), "/")
	w.Header().Set("Content-Range", cr+"/*")
	w.WriteHeader(rec.Code)
	w.Write(rec.Body.Bytes())
	return true
}

func TestOpenErrors(t *testing.T) {
	for _, c := range []struct {
		url   string
		parts []string
	}{
		{"ftp://host/x?secret", []string{"remote: ftp://host/x: not an http:// or https:// URL"}},
		{"http:///x?secret", []string{"remote: http:///x: not an"}},
		{"a.npy", []string{"remote: a.npy: not an"}},
		{"http://user:secret@host:x/p?secret", []string{"remote: http://...: not a valid URL"}},
		{"http://host/%zz?secret#secret", []string{"remote: http://...: not a valid URL"}},
		{"https://u:secret/secret@h/x", []string{"remote: https://...: not a valid URL"}},
		{"ftp:user:secret@h/x", []string{"remote: ftp:...: not an http:// or https:// URL"}},
		{"http://user:secret@127.0.0.1:1/x?secret#secret", []string{"remote: http://127.0.0.1:1/x, bytes 0-65535: ", "refused"}},
	} {
		_, err := remote.Open(context.Background(), nil, c.url, remote.Retry(0, 0))
		checkError(t, err, nil, c.parts...)
		for ; err != nil; err = errors.Unwrap(err) {
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("%q: %v", c.url, err)
			}
		}
	}
}

func TestHTTP2(t *testing.T) {
	s := &server{data: random(900 * kib), etag: `"one"`}
	s.Server = httptest.NewUnstartedServer(s)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		if r.ProtoMajor != 2 {
			t.Errorf("the request is of %s", r.Proto)
		}
		if n == 2 {
			s.cut(w, r, 50*kib)
			panic(http.ErrAbortHandler) // a reset of the stream
		}
		return false
	}
	f := open(t, s, "/a.npy")
	checkRead(t, f, s.data, 100*kib, 10)
	checkRead(t, f, s.data, 200*kib, 600*kib)
	checkCount(t, s, f, 4)

	_, err := remote.Open(context.Background(), &http.Client{Transport: &http.Transport{}}, s.URL) // does not know the certificate
	if err == nil || !strings.Contains(err.Error(), "certificate") || strings.Contains(err.Error(), "attempts") {
		t.Errorf("an unknown certificate: %v", err)
	}
}

// TestSizeThatCannotBeHad: where the first answer does not tell the size, the second one does, about the same object; else there is no File.
func TestSizeThatCannotBeHad(t *testing.T) {
	for what, c := range map[string]struct {
		second func(s *server, w http.ResponseWriter, r *http.Request)
		kind   error
		text   string
	}{
		"not found": {func(_ *server, w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, fs.ErrNotExist, ", last 1 bytes: "},
		"another object": {func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"two"`)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.data))
		}, remote.ErrChanged, ", last 1 bytes: "},
		"a shorter one": {func(s *server, w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", s.etag)
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(s.data[:10]))
		}, remote.ErrChanged, "while it was being opened"},
	} {
		s := serve(t, random(200*kib))
		s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
			if n == 0 {
				return sizeless(s, n, w, r)
			}
			c.second(s, w, r)
			return true
		}
		err := openError(t, s, "/a", remote.Retry(0, 0))
		if checkError(t, err, c.kind, c.text); s.count() != 2 {
			t.Errorf("%s: %d requests", what, s.count())
		}
	}
}
