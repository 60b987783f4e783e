package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"strings"
	"time"
)

// span is what a request asks for: n bytes from off on, or, if off is negative,
// the last n.
type span struct{ off, n int64 }

func (s span) String() string {
	if s.off < 0 {
		return fmt.Sprintf("bytes=-%d", s.n)
	}
	return fmt.Sprintf("bytes=%d-%d", s.off, s.off+s.n-1)
}

// answer is a body that gives the object's bytes from first to end-1, or ends early.
type answer struct {
	*body
	first, end int64
	toEnd      bool // the last bytes were asked for, and so end is the object's
	version    version
}

// ask makes one request, without repeating it. Errors are of type *Error.
func (o *object) ask(ctx context.Context, want span) (*answer, error) {
	address, number := o.address()
	ctx, cancel := context.WithCancelCause(ctx)
	b := &body{o: o, ctx: ctx, cancel: cancel}
	b.watch = time.AfterFunc(time.Hour, func() { cancel(errIdle) })
	b.stopWatch()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		b.Close()
		return nil, &Error{URL: withoutSecrets(address), Cause: errNoURL}
	}
	if sameServer(o.home, req.URL) {
		maps.Copy(req.Header, o.opts.header)
	}
	if o.pinned {
		o.version.demand(req.Header)
	}
	req.Header.Set("Range", want.String())
	req.Header.Set("Accept-Encoding", "identity")

	o.requests.Add(1)
	b.startWatch()
	resp, err := o.client.Do(req)
	b.stopWatch()
	var e *Error
	if err != nil {
		e = b.broken(err)
		if resp != nil { // the client does not follow a redirect
			resp.Body.Close()
			e.Status, e.again = resp.StatusCode, false
		}
	} else {
		b.rc = resp.Body
		var a *answer
		if a, e = o.judge(resp, want); e == nil {
			a.body = b
			return a, nil
		}
		e.Status = resp.StatusCode
		if e.Status >= 300 {
			b.drain(resp.ContentLength)
		}
	}
	b.Close()
	e.URL, e.Offset, e.Length, e.address = o.name, want.off, want.n, number
	return nil, e
}

// judge tells what an answer is good for.
func (o *object) judge(resp *http.Response, want span) (*answer, *Error) {
	switch resp.StatusCode {
	case http.StatusPartialContent, http.StatusOK:
		return o.judgeBytes(resp, want)
	case http.StatusPreconditionFailed:
		if o.pinned {
			return nil, &Error{Cause: ErrChanged, Detail: "the server answers " + status(resp)}
		}
	case http.StatusRequestedRangeNotSatisfiable:
		return o.judgeNone(resp, want)
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		return nil, &Error{Detail: "the server answers " + status(resp), expired: true}
	}
	e := &Error{Detail: "the server answers " + status(resp)}
	if code := resp.StatusCode; code == http.StatusTooManyRequests || code >= 500 && code != http.StatusNotImplemented && code != http.StatusHTTPVersionNotSupported {
		e.again, e.pause = true, retryAfter(resp.Header.Get("Retry-After"), time.Now())
	}
	return nil, e
}

func status(resp *http.Response) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", resp.StatusCode, http.StatusText(resp.StatusCode)))
}

// judgeBytes checks the headers of an answer that holds bytes.
func (o *object) judgeBytes(resp *http.Response, want span) (*answer, *Error) {
	if c := resp.Header.Get("Content-Encoding"); c != "" && !strings.EqualFold(c, "identity") { // with an ETag and a size of its own
		return nil, &Error{Cause: ErrNoRanges, Detail: fmt.Sprintf("the bytes come with Content-Encoding %.40q, although it was not accepted", c)}
	}
	got, e := rangeOf(resp, want)
	v := versionOf(resp.Header, got.size)
	if o.pinned {
		if how := o.version.differs(v); how != "" {
			return nil, &Error{Cause: ErrChanged, Detail: how}
		}
	}
	if e == nil && resp.ContentLength >= 0 && resp.ContentLength != got.length() {
		e = &Error{Detail: fmt.Sprintf("the answer has %d bytes, and its Content-Range says %d", resp.ContentLength, got.length())}
	}
	if e != nil {
		return nil, e
	}
	if o.pinned {
		if what := o.version.lacks(v); what != "" {
			return nil, &Error{Cause: ErrChanged, Detail: what}
		}
	}
	return &answer{first: got.first, end: got.last + 1, toEnd: want.off < 0, version: v}, nil
}

// rangeOf tells which bytes the answer holds, and refuses others than want. Fewer
// than that may come; what is missing is asked for later.
func rangeOf(resp *http.Response, want span) (contentRange, *Error) {
	if resp.StatusCode == http.StatusOK {
		size := resp.ContentLength
		all := contentRange{0, size - 1, size}
		if size >= 0 && size <= want.n && want.off <= 0 { // all was asked for, or more
			return all, nil
		}
		return all, &Error{Cause: ErrNoRanges, Detail: "it answers 200 OK to a request for a part: read the object as a whole"}
	}
	header := resp.Header.Get("Content-Range")
	got, ok := parseContentRange(header)
	if header == emptyByGo {
		got, ok = contentRange{0, -1, 0}, true
	}
	switch {
	case !ok || got.first < 0:
		return contentRange{-1, -1, -1}, &Error{Detail: fmt.Sprintf("the answer's Content-Range %.100q is none", header)}
	case want.off >= 0 && got.first == want.off && got.length() <= want.n:
		return got, nil
	case want.off < 0 && got.length() <= want.n && (got.size < 0 || got.last == got.size-1):
		return got, nil
	}
	return got, &Error{Detail: fmt.Sprintf("the answer's Content-Range is %.100q: not what was asked for", header)}
}

// emptyByGo is how net/http's ServeContent tells the last bytes of an empty object.
const emptyByGo = "bytes 0--1/0"

// judgeNone looks at status 416: only an empty object has no first byte, and no last one.
func (o *object) judgeNone(resp *http.Response, want span) (*answer, *Error) {
	got, ok := parseContentRange(resp.Header.Get("Content-Range"))
	switch {
	case o.pinned && ok && got.size != o.version.size:
		return nil, &Error{Cause: ErrChanged, Detail: fmt.Sprintf("it had %d bytes, now it has %d", o.version.size, got.size)}
	case !o.pinned && (ok && got.size == 0 || !ok && want.off == 0):
		return &answer{version: versionOf(resp.Header, 0)}, nil
	}
	return nil, &Error{Detail: "the server answers " + status(resp)}
}

// errIdle ends a request to a server that sends nothing.
var errIdle error = idleError{}

type idleError struct{}

func (idleError) Error() string { return "the server sends nothing" }
func (idleError) Timeout() bool { return true }

func (idleError) Is(target error) bool { return target == os.ErrDeadlineExceeded }

// body is an answer's body, which ends with its request's context, and if the
// server is idle for too long.
type body struct {
	o      *object
	ctx    context.Context // the request's own
	cancel context.CancelCauseFunc
	watch  *time.Timer
	rc     io.ReadCloser
}

// startWatch and stopWatch tell when the server is to be waited for: not while the
// caller does something else.
func (b *body) startWatch() {
	if b.o.opts.idle > 0 {
		b.watch.Reset(b.o.opts.idle)
	}
}

func (b *body) stopWatch() { b.watch.Stop() }

func (b *body) Read(p []byte) (int, error) {
	b.startWatch()
	n, err := b.rc.Read(p)
	b.stopWatch()
	b.o.bytes.Add(int64(n))
	return n, err
}

// broken is the error of a connection that failed with err.
func (b *body) broken(err error) *Error {
	if context.Cause(b.ctx) == errIdle {
		return &Error{Cause: errIdle, again: true}
	}
	if b.ctx.Err() != nil {
		return &Error{Cause: endOf(b.ctx)}
	}
	err = clean(err)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	e := &Error{Cause: err, again: passing(err)}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		e.Detail = "the answer is cut short"
	}
	return e
}

// drain reads an error page that is short, so that the connection can be used again.
// All of it gets one second: it may come byte by byte, and never be idle.
func (b *body) drain(length int64) {
	if length <= 0 || length > 4<<10 {
		return
	}
	most := time.Second
	if b.o.opts.idle > 0 {
		most = min(most, b.o.opts.idle)
	}
	b.watch.Reset(most)
	n, _ := io.CopyN(io.Discard, b.rc, length)
	b.o.bytes.Add(n)
}

func (b *body) Close() error {
	b.stopWatch()
	var err error
	if b.rc != nil {
		err = b.rc.Close()
	}
	b.cancel(nil)
	return err
}
