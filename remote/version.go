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

// demand makes a request fail with 412 unless the object is v. What a weak ETag leaves
// open its time may tell.
func (v version) demand(h http.Header) {
	switch {
	case v.strong():
		h.Set("If-Match", v.etag)
	case v.modified != "":
		h.Set("If-Unmodified-Since", v.modified)
	}
}

// differs tells in what way w, as in a later answer, is not v.
func (v version) differs(w version) string {
	switch {
	case w.size >= 0 && w.size != v.size:
		return fmt.Sprintf("it had %d bytes, now it has %d", v.size, w.size)
	case v.etag != "" && w.etag != "" && !v.agrees(w.etag):
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

// agrees tells whether an answer with that ETag may be of v. A strong one has to come
// back as it was: bytes may be combined under the same strong ETag only (RFC 9110,
// section 15.3.7.3). Proxies weaken those of what they compress or rewrite, but nginx, for
// one, does not compress where Accept-Encoding is identity, and what is rewritten is another
// object. A weak one may become strong: Apache's is weak only in the second in which
// the file was written.
func (v version) agrees(etag string) bool {
	return etag == v.etag || !v.strong() && opaque(etag) == opaque(v.etag)
}

func opaque(etag string) string { return strings.TrimPrefix(etag, "W/") }
