package npyhttp

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strings"
	"sync"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// Handler serves f: the body is its argument, its result is the answer.
//
// The memory of in is used again when f has returned and its answer is sent: nothing
// of in may be kept, nor may a goroutine that f started go on with it. out may share
// memory with in, or be in, changed in place. In a request that goes well, neither the
// size of the arrays nor their number of elements costs an allocation.
//
// An *Error that f returns is the answer. One that came from another server (see Post)
// is not: it is answered with status 502, and any other error with 500. What these two
// say goes to the log alone (see OnError). f is called only with an array that is whole
// and of type In, but of any shape: a shape with a 0 in it may have other axes of any
// length.
//
// The client chooses with Accept among .npy, .npz (with one array, arr_0) and JSON
// (nested lists); without it the answer is .npy. Who chose JSON for what has no form in
// it, as text that is not UTF-8, is answered with 406. Any method is served: a pattern
// such as "POST /predict" tells http.ServeMux which. A request without a body, as those
// of GET and HEAD are, is answered with 400.
//
// A deadline of the request's context ends reading, also where it waits for bytes. Behind
// middleware with a ResponseWriter of its own it does so only if that has the Unwrap of
// http.ResponseController; without, the deadline is looked at when the next bytes arrive.
//
// It panics if f is nil. Options: MaxBytes, Arrays, OnError.
func Handler[In, Out any](f func(ctx context.Context, in npy.Array[In]) (npy.Array[Out], error), opts ...Option) http.Handler {
	if f == nil {
		panic("npyhttp.Handler: the function is nil")
	}
	h := &handler[In, Out]{f: f, o: collect(opts)}
	h.pool.New = func() any { return new(npy.Array[In]) }
	return h
}

type handler[In, Out any] struct {
	f    func(context.Context, npy.Array[In]) (npy.Array[Out], error)
	o    options
	pool sync.Pool // of *npy.Array[In]
}

var arrayOffers = []format{formatNPY, formatNPZ, formatJSON}

func (h *handler[In, Out]) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	accepted, e := accept(w, r, arrayOffers)
	if e != nil {
		h.o.fail(w, r, e)
		return
	}
	in := h.pool.Get().(*npy.Array[In]) // lost when f panics, since others may hold it then
	if err := read(w, r, func(b *body) error { return readRequest(b, r, in, &h.o) }); err != nil {
		h.o.fail(w, r, refusal(err))
		h.pool.Put(in)
		return
	}
	out, err := h.f(r.Context(), clip(*in))
	if err != nil {
		h.o.fail(w, r, failure(r.Context(), err))
		h.pool.Put(in)
		return
	}
	switch started, err := answerWith(w, out, accepted); {
	case err == nil:
		h.pool.Put(in)
	case !started: // the array cannot be written
		h.o.fail(w, r, failure(r.Context(), err))
		h.pool.Put(in)
	default: // the connection is lost, and HTTP/2 may still be looking at the memory
	}
}

// clip keeps f from memory behind in, where older requests have left theirs.
func clip[T any](in npy.Array[T]) npy.Array[T] {
	in.Data = in.Data[:len(in.Data):len(in.Data)]
	in.Shape = in.Shape[:len(in.Shape):len(in.Shape)]
	return in
}

// answerWith sends a; started tells whether anything of it was sent before an error.
func answerWith[T any](w http.ResponseWriter, a npy.Array[T], c choice) (started bool, err error) {
	switch c.format {
	case formatJSON:
		b, err := nested(a)
		if err != nil {
			return false, noJSON(err)
		}
		return true, sendJSON(w, b)
	case formatNPZ:
		return writeArchive(w, map[string]npy.AnyArray{"arr_0": a}, c.name, nil)
	}
	out := newAnswer(w, c.name)
	defer out.free()
	err = npy.Write(out, a)
	return out.started, err
}

// HandlerNPZ serves f, which takes and gives archives of named arrays: npz.Read
// and npz.View take them out of in, which is closed when f has returned and its answer
// is sent. The answer is .npz or, for clients that want it, JSON: an object with nested
// lists, which arrays of structured dtypes have none of. Everything else is as for
// Handler, but for this: an error that npz or npz/sparse gave about in, or a member of
// it, is the client's, and answered as Read's. Errors of files, of other arrays and of
// other archives are answered with 500, as any.
func HandlerNPZ(f func(ctx context.Context, in *npz.Reader) (map[string]npy.AnyArray, error), opts ...Option) http.Handler {
	if f == nil {
		panic("npyhttp.HandlerNPZ: the function is nil")
	}
	return &archiveHandler{f: f, o: collect(opts)}
}

type archiveHandler struct {
	f func(context.Context, *npz.Reader) (map[string]npy.AnyArray, error)
	o options
}

var archiveOffers = []format{formatNPZ, formatJSON}

func (h *archiveHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	accepted, e := accept(w, r, archiveOffers)
	if e != nil {
		h.o.fail(w, r, e)
		return
	}
	var in *npz.Reader
	err := read(w, r, func(b *body) (err error) {
		in, err = readRequestNPZ(b, r, &h.o)
		return err
	})
	if err != nil {
		h.o.fail(w, r, refusal(err))
		return
	}
	defer in.Close()
	out, err := h.f(r.Context(), in)
	if err != nil {
		if errorIn(err) == nil && isAbout(err) {
			err = refusal(err)
		}
		h.o.fail(w, r, failure(r.Context(), err))
		return
	}
	if started, err := answerWithAll(w, out, accepted); err != nil && !started {
		h.o.fail(w, r, failure(r.Context(), err))
	}
}

// isAbout tells whether err is one of npz's about the archive that was sent.
func isAbout(err error) bool {
	var e *header.Error
	if !errors.As(err, &e) || errors.Is(err, npy.ErrNoView) { // which is for f: it can read the array instead
		return false
	}
	return e.Name == bodyName || strings.HasPrefix(e.Name, bodyName+":")
}

func answerWithAll(w http.ResponseWriter, arrays map[string]npy.AnyArray, c choice) (started bool, err error) {
	if c.format == formatNPZ {
		return writeArchive(w, arrays, c.name, nil)
	}
	b, err := nestedArrays(arrays)
	if err != nil {
		return false, noJSON(err)
	}
	return true, sendJSON(w, b)
}

// accept negotiates, and says so in the answer, for caches.
func accept(w http.ResponseWriter, r *http.Request, offers []format) (choice, *Error) {
	w.Header().Add("Vary", "Accept")
	c, ok := negotiate(r.Header["Accept"], offers)
	if !ok {
		return choice{}, notAcceptable("The answer can be none of what Accept names: it is an array.")
	}
	return c, nil
}

func notAcceptable(detail string) *Error {
	return &Error{Status: http.StatusNotAcceptable, Detail: detail}
}

// read has take read the body, until the deadline of the request's context.
func read(w http.ResponseWriter, r *http.Request, take func(*body) error) error {
	b := bodies.Get().(*body)
	defer b.free()
	b.until = newDeadline(r.Context(), w)
	defer b.until.lift()
	return take(b)
}

// failure is the *Error for what f, or writing its answer, gave.
func failure(ctx context.Context, err error) *Error {
	switch e := errorIn(err); {
	case e != nil:
		return e
	case ctx.Err() != nil && errors.Is(err, ctx.Err()):
		return &Error{Status: http.StatusServiceUnavailable, Detail: "There was not enough time.", Cause: err}
	}
	return &Error{Status: http.StatusInternalServerError, Cause: err}
}

// fail answers with e, and tells whoever wants to know.
func (o *options) fail(w http.ResponseWriter, r *http.Request, e *Error) {
	if o.onError != nil {
		o.onError(r, e)
	} else if e.status() >= http.StatusInternalServerError && r.Context().Err() == nil {
		logTo(r, fmt.Sprintf("npyhttp: %s %q: %v", r.Method, r.URL.Path, e))
	}
	e.write(w)
}

// logTo logs where net/http logs the panics of handlers, in one line: an error of f may
// quote the body, and not forge lines of others.
func logTo(r *http.Request, text string) {
	line := oneLine(text)
	if s, ok := r.Context().Value(http.ServerContextKey).(*http.Server); ok && s.ErrorLog != nil {
		s.ErrorLog.Print(line)
		return
	}
	log.Print(line)
}
