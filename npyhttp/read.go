package npyhttp

import (
	"fmt"
	"net/http"
	"reflect"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// Read reads the one array that is the body of r: a .npy file, or an .npz
// archive with one array in it. The memory is fresh and belongs to the caller.
//
// The error is an *Error with the status to answer with, for WriteError; it
// wraps npy's. See the package's page for which status means what. What the
// media type says, the body's first bytes decide. Bodies compressed by gzip are
// inflated.
//
// Reading ends with the context of r, when the next bytes arrive; a client that
// sends nothing is the business of http.Server's ReadTimeout.
//
// Options: MaxBytes, Arrays.
func Read[T any](r *http.Request, opts ...Option) (npy.Array[T], error) {
	var a npy.Array[T]
	if err := ReadInto(r, &a, opts...); err != nil {
		return npy.Array[T]{}, err
	}
	return a, nil
}

// ReadInto is Read into a's memory, as far as it reaches: see npy.ReadInto. With
// an error a is empty, of shape (0,), and its memory stays for the next call.
func ReadInto[T any](r *http.Request, a *npy.Array[T], opts ...Option) error {
	o := collect(opts)
	b := bodies.Get().(*body)
	defer b.free()
	return readRequest(b, r, a, &o)
}

// ReadAny is Read for a dtype that is not known when compiling: see npy.ReadAny.
func ReadAny(r *http.Request, opts ...Option) (npy.AnyArray, error) {
	o := collect(opts)
	b := bodies.Get().(*body)
	defer b.free()
	f, err := b.openRequest(r, &o)
	if err != nil {
		return nil, refusal(err)
	}
	a, err := readAny(b, f, &o)
	if err != nil {
		return nil, refusal(err)
	}
	return a, nil
}

// ReadNPZ reads the .npz archive that is the body of r. It is held in memory,
// all of it: npz.Read and npz.View take arrays from there, and their errors are
// npz's own. MaxBytes limits the archive, and what its arrays come to when they
// are inflated.
//
// Close the Reader when all arrays are taken out. The error is as Read's.
//
// Options: MaxBytes, Arrays.
func ReadNPZ(r *http.Request, opts ...Option) (*npz.Reader, error) {
	o := collect(opts)
	b := bodies.Get().(*body)
	defer b.free()
	z, err := readRequestNPZ(b, r, &o)
	if err != nil {
		return nil, refusal(err)
	}
	return z, nil
}

func readRequestNPZ(b *body, r *http.Request, o *options) (*npz.Reader, error) {
	f, err := b.openRequest(r, o)
	if err != nil {
		return nil, err
	}
	if f != formatNPZ {
		return nil, unsupported("The body is one array, and an archive of named ones is taken here: send " + ContentTypeNPZ + ".")
	}
	return readArchive(b, o, bodyName)
}

// openRequest begins to read the body of r.
func (b *body) openRequest(r *http.Request, o *options) (format, error) {
	length := r.ContentLength
	if length == 0 { // as http.NewRequest has it around any io.Reader; a body that is empty shows it
		length = -1
	}
	if err := b.open(r.Context(), r.Body, length, r.Header, o.limit); err != nil {
		return formatNone, err
	}
	return b.format(r.Header.Get("Content-Type"))
}

// readRequest reads the body of r into a.
func readRequest[T any](b *body, r *http.Request, a *npy.Array[T], o *options) error {
	f, err := b.openRequest(r, o)
	if err == nil {
		err = readArray(b, f, a, o)
	}
	if err != nil {
		*a = npy.Array[T]{Data: a.Data[:0], Shape: append(a.Shape[:0], 0)}
		return refusal(err)
	}
	return nil
}

// readArray reads b, of that format and to its end, into a.
func readArray[T any](b *body, f format, a *npy.Array[T], o *options) error {
	element := int64(reflect.TypeFor[T]().Size())
	if f == formatNPZ {
		return readMember(b, element, o, func(z *npz.Reader, name string) error { return npz.ReadInto(z, name, a) })
	}
	if err := b.checkHead(element); err != nil {
		return err
	}
	if err := npy.ReadInto(b.reader(), a, o.arrays...); err != nil {
		return err
	}
	return b.finish()
}

func readAny(b *body, f format, o *options) (a npy.AnyArray, err error) {
	if f == formatNPZ {
		err = readMember(b, 0, o, func(z *npz.Reader, name string) (err error) {
			a, err = npz.ReadAny(z, name)
			return err
		})
		return a, err
	}
	if err := b.checkHead(0); err != nil {
		return nil, err
	}
	if a, err = npy.ReadAny(b.reader(), o.arrays...); err != nil {
		return nil, err
	}
	return a, b.finish()
}

// readMember gives take the one array of the archive that b is, if its elements,
// as many bytes each in memory, are within the limit.
func readMember(b *body, element int64, o *options, take func(z *npz.Reader, name string) error) error {
	z, err := readArchive(b, o, "")
	if err != nil {
		return err
	}
	defer z.Close()
	list := z.Names()
	if len(list) != 1 {
		return &Error{Status: http.StatusUnprocessableEntity, Detail: fmt.Sprintf("The archive has %d members; one array is taken here.", len(list)),
			Cause: &header.Error{Kind: npz.ErrArchive, Offset: -1, Detail: fmt.Sprintf("%d members where one array is wanted", len(list))}}
	}
	if h, err := z.Header(list[0]); err == nil { // else take says what is wrong
		count, err := h.Count()
		if err == nil {
			err = b.checkMemory(count, h.DType.Kind(), element)
		}
		if err != nil {
			return err
		}
	}
	return take(z, list[0])
}

// readArchive reads all of b into memory; name is what errors about it call it. A
// Content-Length is all that speaks for the size of an archive: beyond trusted bytes
// memory grows with what comes, up to it.
func readArchive(b *body, o *options, name string) (*npz.Reader, error) {
	const trusted = 1 << 20
	from, most := b.reader(), b.limit
	if b.left > trusted {
		from, most = notLonger{b}, b.left
	}
	z, err := npz.ReadFrom(from, npz.InMemory(most), npz.MaxTotalBytes(b.limit), npz.Arrays(o.arrays...), npz.Name(name))
	if err == nil && z.Trailing() > 0 {
		z.Close()
		return nil, trailing()
	}
	return z, err
}

// bodyName is what errors call the archive of a request, as no file and no other archive
// is called.
const bodyName = "(body)"

// notLonger is a body that has to end where it was said to.
type notLonger struct{ *body }

func (l notLonger) Read(p []byte) (int, error) {
	left := l.left
	n, err := l.body.Read(p)
	if int64(n) > left {
		return 0, trailing()
	}
	return n, err
}
