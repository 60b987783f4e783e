package npyhttp

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// Error is a failure that HTTP has a status for. Functions that read a request
// return one; a Handler's function returns one to choose how to answer; and
// Post and ReadResponse return one when the server answered with it.
//
// Over the wire it is a problem document (RFC 9457): an object with type, title,
// status and detail.
//
// A nil *Error, which a function may return as an error by mistake, is answered as any
// other error is: with 500.
type Error struct {
	Status int    // of HTTP, 400 to 599; anything else is sent as 500
	Type   string // a URI that identifies the kind of problem; "" is "about:blank", which leaves it to Status
	Title  string // what that kind is called; "" is the name of Status
	Detail string // what was wrong with this request, for the one who sent it
	Cause  error  // what happened, for the log: it is never sent

	field, value string // of a header that goes with the answer
	received     bool   // made of a server's answer: its text is that server's, for us alone
}

// Error gives "npyhttp: Status Title: Detail: Cause", without what is not there.
func (e *Error) Error() string {
	if e == nil { // in an error that is not nil: a function has returned a variable of type *Error
		return "npyhttp: a nil *Error"
	}
	s := "npyhttp: " + strconv.Itoa(e.Status)
	for _, part := range []string{e.title(), e.Detail} {
		if part != "" {
			s += ": " + part
		}
	}
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns Cause.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Cause
}

func (e *Error) title() string {
	if e.Title != "" {
		return e.Title
	}
	return http.StatusText(e.Status)
}

// status is Status if it is one of an error.
func (e *Error) status() int {
	if e.Status < 400 || e.Status > 599 {
		return http.StatusInternalServerError
	}
	return e.Status
}

// WriteError answers with the problem document of err: with that of the *Error
// in it, or, for any other, with status 500 and nothing of what it says. For the
// *Error of another server, which Post and ReadResponse return, it answers 502, and
// nothing of what that server said.
func WriteError(w http.ResponseWriter, err error) {
	e := errorIn(err)
	if e == nil {
		e = &Error{Status: http.StatusInternalServerError}
	}
	e.write(w)
}

// errorIn is the *Error in err to answer with, nil if there is none.
func errorIn(err error) *Error {
	var e *Error
	if !errors.As(err, &e) || e == nil {
		return nil
	}
	if e.received {
		return &Error{Status: http.StatusBadGateway, Cause: err}
	}
	return e
}

// problem is the document, as RFC 9457 names its members.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

func (e *Error) write(w http.ResponseWriter) {
	doc := problem{Type: e.Type, Title: e.Title, Status: e.status(), Detail: e.Detail}
	if doc.Type == "" {
		doc.Type = "about:blank"
	}
	if doc.Title == "" {
		doc.Title = http.StatusText(doc.Status)
	}
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false) // "<f8" is a dtype; nosniff keeps it from being HTML
	to.Encode(doc)          // of strings and a number: it cannot fail
	h := w.Header()
	for _, of := range []string{"Content-Encoding", "Etag", "Last-Modified", "Cache-Control"} { // the array's, if somebody set them
		h.Del(of)
	}
	if e.field != "" {
		h.Set(e.field, e.value)
	}
	if isHTTP1(w) && (doc.Status == http.StatusRequestEntityTooLarge || doc.Status == http.StatusRequestTimeout) {
		h.Set("Connection", "close") // as http.MaxBytesReader does: else net/http waits for 256 KiB more of the body
	}
	h.Set("Content-Type", typeProblem)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(doc.Status)
	w.Write(b.Bytes())
}

// isHTTP1 looks for net/http's own ResponseWriter, within those that middleware has
// put around it: that of HTTP/1 is a Hijacker, that of HTTP/2 is none.
func isHTTP1(w http.ResponseWriter) bool {
	for {
		if _, ok := w.(http.Hijacker); ok {
			return true
		}
		wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return false
		}
		w = wrapper.Unwrap()
	}
}

// refusal is the *Error for a body that gave err when it was read. Its Detail
// says which of the rules was broken and nothing of what the body holds: err
// quotes the body, and may quote the elements where lengths in it lie.
func refusal(err error) *Error {
	if e := errorIn(err); e != nil {
		return e
	}
	status, detail := classify(err)
	return &Error{Status: status, Detail: detail, Cause: err}
}

func classify(err error) (status int, detail string) {
	var tooLarge *http.MaxBytesError
	var dtype *npy.DTypeError
	var corrupt flate.CorruptInputError
	var other *header.Error
	is := func(kinds ...error) bool {
		for _, kind := range kinds {
			if errors.Is(err, kind) {
				return true
			}
		}
		return false
	}
	switch {
	case errors.As(err, &tooLarge), is(header.ErrLimit):
		return http.StatusRequestEntityTooLarge, "The body is larger than what is taken here."
	case is(os.ErrDeadlineExceeded, context.DeadlineExceeded, context.Canceled):
		return http.StatusRequestTimeout, "The body did not arrive in time."
	case is(gzip.ErrHeader, gzip.ErrChecksum) || errors.As(err, &corrupt):
		return http.StatusBadRequest, "The body is not sound gzip."
	case errors.As(err, &dtype):
		return http.StatusUnprocessableEntity, explain(dtype)
	case is(header.ErrObject):
		return http.StatusUnprocessableEntity, "Arrays of Python objects are not taken: they are pickles. Send numbers or strings."
	case is(npy.ErrValue):
		return http.StatusUnprocessableEntity, "An element of the array cannot be held by the type that is taken here."
	case is(npz.ErrNotFound):
		return http.StatusUnprocessableEntity, "The archive has no array of a name that is needed."
	case is(npz.ErrArchive):
		return http.StatusBadRequest, "The body is not a sound .npz archive."
	case is(header.ErrMagic):
		return http.StatusBadRequest, "The body is neither a .npy array nor an .npz archive."
	case is(header.ErrVersion):
		return http.StatusBadRequest, "The array has a version of the format that does not exist."
	case is(header.ErrDType):
		return http.StatusBadRequest, "The array has a dtype that is not understood."
	case is(header.ErrHeader, header.ErrShape):
		return http.StatusBadRequest, "The array's header is malformed, or its shape is not what it has to be."
	case errors.As(err, &other) && other.Kind != nil && !is(header.ErrTruncated): // as those of npz/sparse
		return http.StatusUnprocessableEntity, "The arrays are not what is taken here."
	default:
		return http.StatusBadRequest, "The body ends before the array does."
	}
}

// explain says which dtype the array has and which one is taken. Names of fields
// and of Go types are left out.
func explain(e *npy.DTypeError) string {
	const most = 40
	name := func(d header.DType) string {
		if s := d.String(); d.IsValid() && !d.IsStruct() && len(s) <= most {
			return "'" + s + "'"
		}
		return "another one"
	}
	switch {
	case e.Got.IsStruct() && !e.Want.IsValid():
		return "The array's fields are not those that are taken here."
	case e.Got.IsStruct():
		return fmt.Sprintf("The array is a structured one; %s is taken here.", name(e.Want))
	case !e.Want.IsValid():
		return fmt.Sprintf("The array's dtype is %s, which is not taken here.", name(e.Got))
	}
	return fmt.Sprintf("The array's dtype is %s; %s is taken here.", name(e.Got), name(e.Want))
}
