package npy

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/swap"
)

// readWindow is where all roads of reading a part end.
func readWindow[T any](f *File, w *window) (Array[T], error) {
	if err := f.usable(); err != nil {
		return Array[T]{}, err
	}
	a, err := readPart[T](f, w)
	if err != nil {
		return Array[T]{}, named(err, f.name)
	}
	return a, nil
}

func readPart[T any](f *File, w *window) (Array[T], error) {
	o := f.o
	count, size, err := o.sizes(&w.Header)
	if err != nil {
		return Array[T]{}, err
	}
	a := Array[T]{Shape: w.Shape, FortranOrder: w.FortranOrder, times: timesOf(&w.DType)}
	if size > 0 {
		w.settle()
	}
	if size == 0 || len(w.axes) == 0 {
		return a, readRun(f, w, &a, &o, size)
	}
	pl, err := planFor[T](w.DType, &o)
	if err != nil {
		return Array[T]{}, err
	}
	if err := pl.fits(count); err != nil {
		return Array[T]{}, err
	}
	a.Data = makeData[T](count)
	adviseHuge(a.Data, &o)
	g := gathering[T]{f: f, w: w, pl: pl, o: &o, data: a.Data, size: size}
	return a, g.all()
}

// readRun reads a part that lies in the file in one piece.
func readRun[T any](f *File, w *window, a *Array[T], o *options, size int64) error {
	at := f.start + w.base
	var r io.Reader = &section{f, at, at + size}
	ranged, ok := f.ra.(rangeReader)
	switch _, room := o.gap(); {
	case ok && size > pieceSize: // elements may be worked on in pieces, and the source need not hear of that
		body, err := ranged.ReadRange(at, size)
		if err != nil {
			return unread(at, err, 0, size)
		}
		defer body.Close()
		r = body
	case room > pieceSize: // a read is expensive
		r = bufio.NewReaderSize(r, int(min(room, size)))
	}
	return readBody(&payload{r: r, start: f.start, base: w.base, extent: exactly(size)}, &w.Header, a, o)
}

// rangeReader is an io.ReaderAt for which each call is a journey, as package remote's over
// HTTP, and which can stream a long stretch in a single one.
type rangeReader interface {
	ReadRange(off, n int64) (io.ReadCloser, error)
}

// gathering reads a part that lies in the file in many pieces: as many of them
// at once as are near each other, with what is between.
type gathering[T any] struct {
	f    *File
	w    *window
	pl   plan[T]
	o    *options
	data []T
	size int64 // bytes of all elements, in the file

	memory []byte // of data, where that can take the elements as they are
	buf    []byte
	done   int64 // bytes of elements
}

func (g *gathering[T]) all() error {
	memory, direct := memoryOf(g.data, g.pl)
	if direct {
		g.memory = memory
	}
	gap, room := g.o.gap()
	room = max(room, int64(g.pl.size()))
	if room == pieceSize {
		buf := pieces.Get().(*[pieceSize]byte)
		defer pieces.Put(buf)
		g.buf = buf[:]
	} else {
		room = min(room, max(g.w.extent(), int64(g.pl.size())))
		g.buf = make([]byte, room)
	}
	for c := newCursor(g.w); c.left; {
		first := c.off
		n, span := c.batch(gap, room)
		if err := g.read(first, n, span); err != nil {
			return err
		}
	}
	return nil
}

// read reads the n runs that lie in the span bytes from the payload's byte at.
func (g *gathering[T]) read(at int64, n int, span int64) error {
	if n == 1 {
		return g.readLong(at)
	}
	src := g.buf[:span]
	if err := g.readAt(src, at); err != nil {
		return err
	}
	// Elements move towards the front of the buffer, never over what is not yet moved.
	size := int64(n) * g.w.run
	dst := src[:size]
	if g.memory != nil {
		dst = g.memory[g.done:][:size]
	}
	g.gather(dst, src, at, n)
	return g.convert(dst)
}

// readLong reads one run, straight to its place if that can be.
func (g *gathering[T]) readLong(at int64) error {
	for end := at + g.w.run; at < end; {
		var dst []byte
		if g.memory != nil {
			dst = g.memory[g.done:][:end-at]
			if g.pl.swap || g.pl.hasBools() || g.o.progress != nil {
				dst = dst[:min(len(dst), len(g.buf)/g.pl.size()*g.pl.size())]
			}
		} else {
			whole := len(g.buf) / g.pl.size() * g.pl.size()
			dst = g.buf[:min(end-at, int64(whole))]
		}
		if err := g.readAt(dst, at); err != nil {
			return err
		}
		at += int64(len(dst))
		if err := g.convert(dst); err != nil {
			return err
		}
	}
	return nil
}

// readAt fills b from the payload's byte at.
func (g *gathering[T]) readAt(b []byte, at int64) error {
	n, err := g.f.readAt(b, g.f.start+at)
	if err == nil {
		return nil
	}
	return unread(g.f.start+at+int64(n), err, g.done, g.size)
}

// convert makes elements of b, which are those behind done. Where data's memory
// can take them as they are, b is that memory.
func (g *gathering[T]) convert(b []byte) error {
	before := g.done
	g.done += int64(len(b))
	from := int(before) / g.pl.size()
	part := g.data[from : from+len(b)/g.pl.size()]
	switch {
	case g.memory != nil && g.pl.swap:
		swap.Bytes(b, g.pl.word)
	case g.memory != nil && g.pl.hasBools():
		g.pl.normalizeBools(b)
	case g.memory != nil:
	case g.pl.decode == nil:
		decodePlain(part, b, g.pl)
	default:
		if err := g.pl.decode(part, b); err != nil {
			return g.locate(err, before)
		}
	}
	g.o.progress.report(before, g.done, g.size)
	return nil
}

// locate says in an error about the elements that begin at the result's byte at
// where they are in the file.
func (g *gathering[T]) locate(err error, at int64) error {
	var e *header.Error
	if !errors.As(err, &e) || e.Offset < 0 {
		return err
	}
	at = min(at+e.Offset, g.size-1)
	place := g.w.place(at)
	return inElement(shift(err, g.f.start+place-e.Offset), int(place/int64(g.pl.size())))
}

// gather copies n runs, the first of which is that at the payload's byte at,
// from src, which begins there, to dst, one behind the other.
func (g *gathering[T]) gather(dst, src []byte, at int64, n int) {
	c := cursorAt(g.w, g.done)
	run := int(g.w.run)
	for n > 0 {
		k := min(n, c.inRow())
		copyRuns(dst, src[c.off-at:], k, run, int(c.step()))
		dst = dst[k*run:]
		n -= k
		c.skip(k)
	}
}

// copyRuns copies n runs of size bytes that lie step bytes apart. dst may be a
// part of src that begins no later.
func copyRuns(dst, src []byte, n, size, step int) {
	switch size {
	case 1:
		for i := range n {
			dst[i] = src[i*step]
		}
	case 2:
		for i := range n {
			binary.NativeEndian.PutUint16(dst[2*i:], binary.NativeEndian.Uint16(src[i*step:]))
		}
	case 4:
		for i := range n {
			binary.NativeEndian.PutUint32(dst[4*i:], binary.NativeEndian.Uint32(src[i*step:]))
		}
	case 8:
		for i := range n {
			binary.NativeEndian.PutUint64(dst[8*i:], binary.NativeEndian.Uint64(src[i*step:]))
		}
	default:
		for i := range n {
			copy(dst[i*size:][:size], src[i*step:])
		}
	}
}
