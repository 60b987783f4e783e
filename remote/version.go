package remote

import (
	"fmt"
	"net/http"
	"strings"
)

// version is what tells one state of the object from another.
type version struct {
	etag     string // as it was sent; "": none
	modified string // Last-Modified, as it was sent; "": none
	size     int64  // -1: not told
}

func versionOf(h http.Header, size int64) version {
	return version{etag: h.Get("ETag"), modified: h.Get("Last-Modified"), size: size}
}

// strong tells whether the ETag promises the same bytes, which If-Match asks for
// (RFC 9110, section 13.1.1): weak ones never match there.
func (v version) strong() bool {
	return len(v.etag) >= 2 && v.etag[0] == '"' && v.etag[len(v.etag)-1] == '"'
}

// demand makes a request fail with 412 unless the object is v.
func (v version) demand(h http.Header) {
	switch {
	case v.strong():
		h.Set("If-Match", v.etag)
	case v.etag == "" && v.modified != "":
		h.Set("If-Unmodified-Since", v.modified)
	}
}

// differs tells in what way w, as in a later answer, is not v.
func (v version) differs(w version) string {
	switch {
	case w.size >= 0 && w.size != v.size:
		return fmt.Sprintf("it had %d bytes, now it has %d", v.size, w.size)
	case v.etag != "" && w.etag != "" && opaque(v.etag) != opaque(w.etag):
		return fmt.Sprintf("its ETag was %.100q, now it is %.100q", v.etag, w.etag)
	case v.strong() && w.etag == v.etag: // the time does not matter: another copy of the same bytes may have another
		return ""
	case v.modified != "" && w.modified != "" && v.modified != w.modified:
		return fmt.Sprintf("it was of %.100q, now it is of %.100q", v.modified, w.modified)
	}
	return ""
}

// lacks tells what w, as in a later answer, does not have to compare with v. An
// answer has to repeat it (RFC 9110, section 15.3.7), and a server that does not
// may have ignored the request's condition as well.
func (v version) lacks(w version) string {
	switch {
	case v.etag != "" && w.etag == "":
		return fmt.Sprintf("its ETag was %.100q, and the answer has none to compare", v.etag)
	case v.strong() && w.etag == v.etag:
		return ""
	case v.modified != "" && w.modified == "":
		return fmt.Sprintf("it was of %.100q, and the answer has no Last-Modified to compare", v.modified)
	}
	return ""
}

func opaque(etag string) string { return strings.TrimPrefix(etag, "W/") }
