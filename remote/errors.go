package remote

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// ErrChanged is what an error wraps when the object is not the one that was opened:
// it has another ETag, time or size, or the server says so with status 412. No byte of
// the new object has been returned. Open it again.
var ErrChanged = errors.New("the object has changed since it was opened")

// ErrNoRanges is what an error wraps when the server sends all of the object for a
// part of it, or compresses what it sends, so that parts cannot be told apart. Read
// such an object from its beginning to its end instead.
var ErrNoRanges = errors.New("the server does not serve ranges")

// An Error says what could not be read of which object, and why. errors.Is finds
// in it fs.ErrNotExist for statuses 404 and 410, fs.ErrPermission for 401 and 403,
// fs.ErrClosed after Close, and what the Cause is.
type Error struct {
	URL      string // without its query, which may hold a signature, and without a password
	Offset   int64  // the range that was asked for; -1: the last Length bytes
	Length   int64  // 0: no range was asked for yet
	Status   int    // of the answer; 0: there was none
	Attempts int    // requests that were made for these bytes, without any coming
	Detail   string // what is wrong
	Cause    error  // may be nil

	again   bool          // another attempt may help
	pause   time.Duration // what the server asks to wait before
	expired bool          // another URL may help
	address int           // which URL it was
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("remote: " + e.URL)
	switch {
	case e.Length > 0 && e.Offset < 0:
		fmt.Fprintf(&b, ", last %d bytes", e.Length)
	case e.Length > 0:
		fmt.Fprintf(&b, ", bytes %d-%d", e.Offset, e.Offset+e.Length-1)
	}
	b.WriteString(": ")
	if e.Cause != nil {
		b.WriteString(e.Cause.Error())
	}
	if e.Cause != nil && e.Detail != "" {
		b.WriteString(": ")
	}
	b.WriteString(e.Detail)
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (%d attempts)", e.Attempts)
	}
	return b.String()
}

// Unwrap returns the Cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is tells what kinds of error the status stands for.
func (e *Error) Is(target error) bool {
	switch e.Status {
	case http.StatusNotFound, http.StatusGone:
		return target == fs.ErrNotExist
	case http.StatusUnauthorized, http.StatusForbidden:
		return target == fs.ErrPermission
	}
	return false
}

// withoutSecrets is how errors call a URL: without query, fragment and user. Where it
// cannot be told what is what, nothing but the scheme is shown.
func withoutSecrets(raw string) string {
	u, err := url.Parse(raw)
	if err == nil && u.Opaque == "" && (u.Host != "" || !strings.Contains(u.Path, "@")) {
		u.User, u.RawQuery, u.ForceQuery, u.Fragment, u.RawFragment = nil, "", false, "", ""
		return u.String()
	}
	return schemes.FindString(raw) + "..."
}

var schemes = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:(//)?`)

// clean takes the URLs' queries out of an error of net/http or of a Renew function.
func clean(err error) error {
	for {
		u, ok := err.(*url.Error)
		if !ok {
			break
		}
		err = u.Err
	}
	text := err.Error()
	if strings.Contains(text, "parse Location header") { // and parts of it, without order
		return &masked{"the server's Location header is no URL", err}
	}
	if !strings.Contains(text, "?") {
		return err
	}
	return &masked{queries.ReplaceAllString(text, "?..."), err}
}

var queries = regexp.MustCompile(`\?[^\s"']*`)

// masked is an error whose text may not be shown. It has no Unwrap: whoever found
// the error below could print it.
type masked struct {
	text string
	err  error
}

func (m *masked) Error() string        { return m.text }
func (m *masked) Is(target error) bool { return errors.Is(m.err, target) }

// endOf says why ctx is done.
func endOf(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if cause == err || cause == fs.ErrClosed {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
