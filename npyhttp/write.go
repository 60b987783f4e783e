package npyhttp

import (
	"errors"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// Write answers with a, as npy.Write writes it: with its exact Content-Length,
// and with ContentType, unless w has a Content-Type already. The elements go from
// a.Data to the connection without a copy.
//
// When the array cannot be written (its Shape does not fit, or its T is none that arrays
// are made of), nothing has been sent yet, and WriteError can answer. An error of
// the connection is returned as it is; then HTTP/2 may still be looking at
// a.Data for a moment, so it should not be used again.
func Write[T any](w http.ResponseWriter, a npy.Array[T], opts ...npy.Option) error {
	out := newAnswer(w, ContentType)
	defer out.free()
	return npy.Write(out, a, opts...)
}

// WriteAny is Write for an array whose dtype is not known when compiling.
func WriteAny(w http.ResponseWriter, a npy.AnyArray) error {
	if a == nil {
		return errNoArray
	}
	out := newAnswer(w, ContentType)
	defer out.free()
	_, err := a.WriteTo(out)
	return err
}

var errNoArray = errors.New("npyhttp: there is no array, but a nil")

// WriteNPZ answers with an .npz archive of these arrays, in the order of their
// names, with ContentTypeNPZ, unless w has a Content-Type already.
//
// The archive is made twice, the first time only to see that it can be made, and
// for its Content-Length: when an array cannot be written, nothing has been sent yet,
// and WriteError can answer. With npz.Compress, npz.SOZip or any other option the
// length is not known: the body is chunked. An error after that is returned as it is,
// of the connection as a rule; panic(http.ErrAbortHandler) then keeps net/http
// from ending a chunked body as if it were whole.
func WriteNPZ(w http.ResponseWriter, arrays map[string]npy.AnyArray, opts ...npz.Option) error {
	_, err := writeArchive(w, arrays, ContentTypeNPZ, opts)
	return err
}

func writeArchive(w http.ResponseWriter, arrays map[string]npy.AnyArray, name string, opts []npz.Option) (started bool, err error) {
	var c counter
	if err := archive(&c, arrays, nil); err != nil {
		return false, err
	}
	length := c.n
	if len(opts) > 0 {
		length = -1
	}
	setType(w.Header(), name, length)
	return true, archive(w, arrays, opts)
}

// archive writes the arrays to w.
func archive(w io.Writer, arrays map[string]npy.AnyArray, opts []npz.Option) error {
	z := npz.NewWriter(w, opts...)
	for _, name := range slices.Sorted(maps.Keys(arrays)) {
		if err := z.WriteAny(name, arrays[name]); err != nil {
			return err
		}
	}
	return z.Close()
}

type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) {
	c.n += int64(len(b))
	return len(b), nil
}

// answer is a .npy file on its way to a client. Its first write has the file's
// header, which tells the length of all.
type answer struct {
	w       http.ResponseWriter
	name    string // the media type
	started bool
}

var answers = sync.Pool{New: func() any { return new(answer) }}

func newAnswer(w http.ResponseWriter, name string) *answer {
	a := answers.Get().(*answer)
	*a = answer{w: w, name: name}
	return a
}

func (a *answer) free() {
	*a = answer{}
	answers.Put(a)
}

func (a *answer) Write(b []byte) (int, error) {
	if !a.started {
		a.started = true
		setType(a.w.Header(), a.name, lengthOf(b))
	}
	return a.w.Write(b)
}

// lengthOf is how long the .npy file is that begins with b; -1 if b does not
// tell, as that of an npy.AnyArray which others have made need not.
func lengthOf(b []byte) int64 {
	var dims [8]int
	h, n, err := header.ParseInto(dims[:], b, header.MaxHeader(math.MaxInt32))
	if err != nil {
		return -1
	}
	payload, err := h.PayloadSize()
	if err != nil || payload > math.MaxInt64-int64(n) {
		return -1
	}
	return payload + int64(n)
}

// setType sets the media type, unless there is one, and the length, unless it is
// below 0: in one allocation, and without sharing memory between requests.
func setType(h http.Header, name string, length int64) {
	values := new([2]string)
	if _, set := h["Content-Type"]; !set {
		values[0] = name
		h["Content-Type"] = values[0:1:1]
	}
	if length >= 0 {
		values[1] = strconv.FormatInt(length, 10)
		h["Content-Length"] = values[1:2:2]
	}
}
