package remote_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

var someTime = time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)

// What the object is told by, and what happens when it changes.
func TestVersions(t *testing.T) {
	for _, c := range []struct {
		name      string
		before    func(*server)
		change    func(*server)
		ifMatch   string
		ifNot     string // If-Unmodified-Since
		unnoticed bool
	}{
		{"ETag", func(s *server) {}, func(s *server) { s.etag = `"two"` }, `"one"`, "", false},
		{"ETag and time", func(s *server) { s.modified = someTime }, func(s *server) { s.etag = `"two"` }, `"one"`, "", false},
		{"the time of the same bytes", func(s *server) { s.modified = someTime }, func(s *server) { s.modified = someTime.Add(time.Hour) }, `"one"`, "", true},
		{"the ETag gets lost", func(s *server) {}, func(s *server) { s.etag = "" }, `"one"`, "", false}, // ServeContent says 412
		{"weak ETag", func(s *server) { s.etag = `W/"w"` }, func(s *server) { s.etag = `W/"v"` }, "", "", false},
		{"weak ETag becomes strong", func(s *server) { s.etag = `W/"w"` }, func(s *server) { s.etag = `"w"` }, "", "", true},
		{"weak ETag gets lost", func(s *server) { s.etag = `W/"w"` }, func(s *server) { s.etag = "" }, "", "", false},
		{"weak ETag, another time", func(s *server) { s.etag, s.modified = `W/"w"`, someTime }, func(s *server) { s.modified = someTime.Add(time.Hour) }, "", "Mon, 06 May 2024 07:08:09 GMT", false},
		{"an ETag without quotes", func(s *server) { s.etag = `abc` }, func(s *server) { s.etag = `abd` }, "", "", false},
		{"time", func(s *server) { s.etag, s.modified = "", someTime }, func(s *server) { s.modified = someTime.Add(time.Hour) }, "", "Mon, 06 May 2024 07:08:09 GMT", false},
		{"an older time", func(s *server) { s.etag, s.modified = "", someTime }, func(s *server) { s.modified = someTime.Add(-time.Hour) }, "", "Mon, 06 May 2024 07:08:09 GMT", false},
		{"size", func(s *server) { s.etag = "" }, func(s *server) { s.data = s.data[1:] }, "", "", false},
		{"nothing to tell by", func(s *server) { s.etag = "" }, func(s *server) {}, "", "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, random(200*kib))
			c.before(s)
			f := open(t, s, "/")
			checkRead(t, f, s.data, 70*kib, 100)
			s.set(c.change)
			if c.unnoticed {
				checkRead(t, f, s.data, 140*kib, 100)
			} else {
				_, err := f.ReadAt(make([]byte, 1), 140*kib)
				checkError(t, err, remote.ErrChanged, "bytes 131072-204799: the object has changed since it was opened: ")
			}
			if got := s.sent("If-Match")[2]; got != c.ifMatch {
				t.Errorf("If-Match %q", got)
			}
			if got := s.sent("If-Unmodified-Since")[2]; got != c.ifNot {
				t.Errorf("If-Unmodified-Since %q", got)
			}
		})
	}
}

// A server that ignores conditions is told by its answers. Those without what the first
// one had may be of any version.
func TestIgnoredConditions(t *testing.T) {
	for _, c := range []struct {
		name, etag, modified string // of the first answer
		later                http.Header
		want                 string // "": it is read
	}{
		{"no ETag", `"one"`, "", http.Header{}, `its ETag was "\"one\"", and the answer has none to compare`},
		{"no ETag, the same time", `"one"`, "Mon, 06 May 2024 07:08:09 GMT", http.Header{"Last-Modified": {"Mon, 06 May 2024 07:08:09 GMT"}}, "and the answer has none to compare"},
		{"no weak ETag, the same time", `W/"w"`, "Mon, 06 May 2024 07:08:09 GMT", http.Header{"Last-Modified": {"Mon, 06 May 2024 07:08:09 GMT"}}, "and the answer has none to compare"},
		{"no time", "", "Mon, 06 May 2024 07:08:09 GMT", http.Header{}, "and the answer has no Last-Modified to compare"},
		{"an ETag instead of the time", "", "Mon, 06 May 2024 07:08:09 GMT", http.Header{"Etag": {`"two"`}}, "and the answer has no Last-Modified to compare"},
		{"a weak ETag", `"one"`, "", http.Header{"Etag": {`W/"one"`}}, `its ETag was "\"one\"", now it is "W/\"one\""`},
		{"a weak ETag, the same time", `"one"`, "Mon, 06 May 2024 07:08:09 GMT", http.Header{"Etag": {`W/"one"`}, "Last-Modified": {"Mon, 06 May 2024 07:08:09 GMT"}}, `now it is "W/\"one\""`},
		{"another weak ETag", `W/"w"`, "", http.Header{"Etag": {`W/"v"`}}, `its ETag was "W/\"w\"", now it is "W/\"v\""`},
		{"the same weak ETag", `W/"w"`, "", http.Header{"Etag": {`W/"w"`}}, ""},
		{"a strong ETag instead of a weak one", `W/"w"`, "", http.Header{"Etag": {`"w"`}}, ""},
		{"no time, the same ETag", `"one"`, "Mon, 06 May 2024 07:08:09 GMT", http.Header{"Etag": {`"one"`}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, random(200*kib))
			first := http.Header{}
			if c.etag != "" {
				first.Set("ETag", c.etag)
			}
			if c.modified != "" {
				first.Set("Last-Modified", c.modified)
			}
			s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
				later := first
				if n > 0 {
					later = c.later
				}
				for k, v := range later {
					w.Header()[k] = v
				}
				r.Header.Del("If-Match")
				r.Header.Del("If-Unmodified-Since")
				http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(s.data)))
				return true
			}
			f := open(t, s, "/")
			if c.want == "" {
				checkRead(t, f, s.data, 70*kib, 100)
				return
			}
			if n, err := f.ReadAt(make([]byte, 1), 70*kib); n != 0 {
				t.Errorf("%d bytes", n)
			} else {
				checkError(t, err, remote.ErrChanged, c.want)
			}
		})
	}
}

// A proxy that takes the ETag out of answers, whether the server compares or not.
func TestETagMissingInAnAnswer(t *testing.T) {
	s := serve(t, random(200*kib))
	f := open(t, s, "/")
	s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
		http.ServeContent(stripper{w}, r, "", time.Time{}, strings.NewReader(string(s.data)))
		return true
	}
	s.set(func(s *server) { s.etag = "" })
	_, err := f.ReadAt(make([]byte, 1), 100*kib) // ServeContent has no ETag to compare, and says 412
	checkError(t, err, remote.ErrChanged)
	s.set(func(s *server) {
		s.fault = func(n int, w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("ETag", `"one"`)
			http.ServeContent(stripper{w}, r, "", time.Time{}, strings.NewReader(string(s.data)))
			return true
		}
	})
	_, err = f.ReadAt(make([]byte, 1), 100*kib)
	checkError(t, err, remote.ErrChanged, "the answer has none to compare")
}

// stripper loses the ETag on the way.
type stripper struct{ http.ResponseWriter }

func (s stripper) WriteHeader(code int) {
	s.Header().Del("ETag")
	s.ResponseWriter.WriteHeader(code)
}
