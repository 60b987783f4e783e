package npy

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/swap"
)

// Write writes a as a .npy file, byte for byte as NumPy 2 writes such an array.
//
// A large array goes out in two writes, the header and the memory of Data; a
// small one in a single write. Nothing is allocated. Elements in the other
// byte order (BigEndian on nearly all machines) go by way of a buffer of
// 256 KiB.
//
// Strings are written as '<U', []byte as '|S', as np.array does with str and
// bytes: all elements are as wide as the longest, so one long text among many
// short ones makes a large file, which MaxBytes can refuse. What would not be
// read back as it was is an error that wraps ErrValue: text that is not UTF-8,
// or that ends in NUL.
//
// An array that Validate refuses is refused before anything is written, and so
// is such text; an error of w is returned as it is.
//
// Options: BigEndian, Progress; for text AsBytes, AsVoid,
// Width, LossyText, KeepSurrogates, MaxBytes.
func Write[T any](w io.Writer, a Array[T], opts ...Option) error {
	o := collect(opts)
	_, err := writeArray(w, &a, &o)
	return err
}

const (
	usualHeader = 128      // bytes; header.AppendBinary needs more only for many axes or fields
	smallWrite  = 16 << 10 // up to here one write of a copy is cheaper than two writes
)

// scratch holds headers and small arrays on their way out.
var scratch = sync.Pool{New: func() any { return new([smallWrite]byte) }}

func writeArray[T any](w io.Writer, a *Array[T], o *options) (n int64, err error) {
	o.times = a.times
	pl, err := planTo(a.Data, o.bigEndian || a.bigEndian, o)
	if err != nil {
		return 0, err
	}
	return writePlanned(w, a, pl, o)
}

// writePlanned is where all roads of writing end.
func writePlanned[T any](w io.Writer, a *Array[T], pl plan[T], o *options) (n int64, err error) {
	if err := a.Validate(); err != nil {
		return 0, err
	}
	buf := scratch.Get().(*[smallWrite]byte)
	defer scratch.Put(buf)
	var one [1]int
	head, err := a.headerOf(pl.dtype, &one).AppendBinary(buf[:0])
	if err != nil {
		return 0, err
	}
	if body, ok := cast.Bytes(a.Data); ok && pl.encode == nil && !pl.swap && o.progress == nil {
		return writeParts(w, head, body)
	}
	if n, err = writeAll(w, head); err != nil {
		return n, err
	}
	m, err := writePieces(w, a.Data, pl, o)
	return n + m, err
}

// writeParts writes head and body: in one write if both fit behind each other
// into head's memory, else in two.
func writeParts(w io.Writer, head, body []byte) (n int64, err error) {
	if len(body) <= cap(head)-len(head) {
		return writeAll(w, append(head, body...))
	}
	if n, err = writeAll(w, head); err != nil {
		return n, err
	}
	m, err := writeAll(w, body)
	return n + m, err
}

// writePieces writes the elements of data piece by piece, as pl says.
func writePieces[T any](w io.Writer, data []T, pl plan[T], o *options) (n int64, err error) {
	buf := pieces.Get().(*[pieceSize]byte)
	defer pieces.Put(buf)
	total := int64(len(data)) * int64(pl.size())
	room := buf[:0]
	for len(data) > 0 {
		piece := data[:min(len(data), pieceLength(pl.size()))]
		b, err := appendPayload(room, piece, pl)
		if err != nil {
			return n, err
		}
		m, err := writeAll(w, b)
		n += m
		if err != nil {
			return n, err
		}
		data, room = data[len(piece):], b[:0]
		o.progress.report(n-m, n, total)
	}
	return n, nil
}

// appendPayload appends the elements of data, as pl says, to dst.
func appendPayload[T any](dst []byte, data []T, pl plan[T]) ([]byte, error) {
	if pl.encode != nil {
		return pl.encode(dst, data)
	}
	b, ok := cast.Bytes(data)
	if !ok {
		return encodePlain(dst, data, pl), nil
	}
	at := len(dst)
	if !pl.swap {
		return append(dst, b...), nil
	}
	if cap(dst)-at < len(b) {
		dst = append(dst, b...)
	}
	dst = dst[:at+len(b)]
	swap.Copy(dst[at:], b, pl.word)
	return dst, nil
}

// writeAll writes b; a writer that takes less without saying why is an error.
func writeAll(w io.Writer, b []byte) (int64, error) {
	if len(b) == 0 {
		return 0, nil
	}
	n, err := w.Write(b)
	switch {
	case n < 0 || n > len(b):
		return 0, fmt.Errorf("npy: the writer says that it took %d of %d bytes", n, len(b))
	case n < len(b) && err == nil:
		err = io.ErrShortWrite
	}
	return int64(n), err
}

// MarshalBinary returns the array as a .npy file.
func (a Array[T]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// AppendBinary appends the array, as a .npy file, to dst, in at most one
// allocation. With an error it returns dst as it was.
func (a Array[T]) AppendBinary(dst []byte) ([]byte, error) {
	pl, err := planTo(a.Data, a.bigEndian, &options{times: a.times})
	if err != nil {
		return dst, err
	}
	if err := a.Validate(); err != nil {
		return dst, err
	}
	buf := scratch.Get().(*[smallWrite]byte)
	defer scratch.Put(buf)
	var one [1]int
	h := a.headerOf(pl.dtype, &one)
	head, err := h.AppendBinary(buf[:0])
	if err != nil {
		return dst, err
	}
	size, err := h.PayloadSize()
	if err != nil {
		return dst, err
	}
	out := dst
	if size > int64(math.MaxInt-len(head)-len(dst)) {
		return dst, &header.Error{Kind: header.ErrLimit, Offset: -1, Detail: fmt.Sprintf(
			"the payload has %d bytes, more than this machine can address: Write writes it piece by piece", size)}
	}
	if need := len(dst) + len(head) + int(size); cap(dst) < need {
		out = cast.Make[byte](need)[:len(dst)]
		copy(out, dst)
	}
	if out, err = appendPayload(append(out, head...), a.Data, pl); err != nil {
		return dst, err
	}
	return out, nil
}

// WriteTo writes the array to w as Write does without options. n is how many
// bytes w took.
func (a Array[T]) WriteTo(w io.Writer) (n int64, err error) {
	return writeArray(w, &a, new(options))
}

// UnmarshalBinary reads the array that b, a .npy file, begins with, reusing a's
// memory, which must not be that of a View. It copies; View does not. With an error a is
// an array without elements, as after ReadInto.
func (a *Array[T]) UnmarshalBinary(b []byte) error { return ReadInto(bytes.NewReader(b), a) }

// ReadFrom reads one array from r, as ReadInto does: not to the end of r, but
// to the end of the array. n is how many bytes it took.
func (a *Array[T]) ReadFrom(r io.Reader) (n int64, err error) {
	c := counter{r: r}
	err = ReadInto(&c, a)
	return c.n, err
}

// counter counts the bytes that come from r.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}
