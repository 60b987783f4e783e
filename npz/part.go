package npz

import (
	"fmt"
	"io"

	"github.com/npygo/npygo/internal/owned"
	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// ReadRows reads the rows lo to hi-1 of that array, along its first axis, as
// npy.ReadRows does. Of a stored member it reads those bytes, of a compressed
// one with an index it inflates the blocks that hold them and compares each with
// its own CRC-32. Other compressed members, as those of NumPy, have to be
// inflated from their beginning to the row hi, though not kept.
//
// For many parts of one array see File. What makes sure of the elements of
// members without checked blocks is Verify, since a part has no checksum.
//
// Options: as for npy.Open.
func ReadRows[T any](r *Reader, name string, lo, hi int, opts ...npy.Option) (npy.Array[T], error) {
	m, f, err := r.file(name, opts)
	if err != nil {
		return npy.Array[T]{}, err
	}
	defer f.Close()
	a, err := npy.ReadRows[T](f, lo, hi)
	if err != nil {
		return npy.Array[T]{}, inMember(err, m)
	}
	return a, nil
}

// File opens the array of that name for reading parts of it, by npy.ReadRows and
// npy.ReadSlice, with the costs that ReadRows tells. It may be used by several
// goroutines at once, until the Reader is closed. Its Close ends a request that it may have open,
// as ReaderAt tells; the Reader's does that too.
//
// Options: as for npy.Open.
func (r *Reader) File(name string, opts ...npy.Option) (*npy.File, error) {
	_, f, err := r.file(name, opts)
	return f, err
}

func (r *Reader) file(name string, opts []npy.Option) (member, *npy.File, error) {
	m, err := r.memberOnce(name)
	if err != nil {
		return member{}, nil, err
	}
	ra := m.readerAt()
	own := owned.ReaderAt{ReaderAt: ra, Closer: io.NopCloser(nil)}
	if c, ok := ra.(io.Closer); ok {
		own.Closer = c
	}
	f, err := npy.NewFile(own, m.e.Size, r.o.with(opts)...)
	if err != nil {
		own.Close()
		return member{}, nil, inMember(err, m)
	}
	return m, f, nil
}

// ReaderAt gives any part of that member's bytes, inflated, the array's header
// included, and their number: what File reads from. Costs, checks and concurrency
// are as for ReadRows.
//
// Where the member is compressed, has no index, and is read by ReadRange (see NewReader), one
// request stays open between reads, which may go on where the last one ended. ra is an
// io.Closer then, to end it before the Reader is closed.
func (r *Reader) ReaderAt(name string) (ra io.ReaderAt, size int64, err error) {
	m, err := r.memberOnce(name)
	if err != nil {
		return nil, 0, err
	}
	return m.readerAt(), m.e.Size, nil
}

// DataOffset returns where in the archive the data of that member begin, as they
// lie there: with Members, which tells their size, it is what a program needs that reads them on its own.
// If the member is stored, an offset that suits T is what View asks for.
func (r *Reader) DataOffset(name string) (int64, error) {
	m, err := r.memberOnce(name)
	if err != nil {
		return 0, err
	}
	return m.start, nil
}

// memberOnce is member for a caller who does not hold r.use.
func (r *Reader) memberOnce(name string) (member, error) {
	done, err := r.use()
	if err != nil {
		return member{}, err
	}
	defer done()
	return r.member(name)
}

// Stream reads the bytes of that member, inflated, from the first to the last:
// for npy.Chunks, which goes through an array that is larger than memory, or for
// members that are no arrays. At the end it is compared with the member's
// CRC-32: that error comes instead of io.EOF, so a reader that stops at the
// array's last byte has to read once more. Close gives back memory; the
// stream ends with the Reader, too. It is for one goroutine at a time. MaxMemberBytes
// does not concern it, since what to keep of the bytes is the caller's business.
func (r *Reader) Stream(name string) (io.ReadCloser, error) {
	done, err := r.use()
	if err != nil {
		return nil, err
	}
	defer done()
	e, err := r.entry(name)
	if err != nil {
		return nil, err
	}
	m, err := r.whole(e)
	if err != nil {
		return nil, err
	}
	s := &lentStream{m: m}
	if m.vouched() {
		return sizedLentStream{s}, nil
	}
	return s, nil
}

// lentStream is a stream in the hands of a caller, who may close the Reader at any time.
type lentStream struct {
	m      member
	s      *stream // nil before the first Read
	closed bool
}

func (l *lentStream) Read(b []byte) (int, error) {
	if l.closed {
		return 0, l.m.gone()
	}
	done, err := l.m.r.use()
	if err != nil {
		return 0, err
	}
	defer done()
	if l.s == nil {
		l.s = l.m.stream()
	}
	return l.s.Read(b)
}

// sizedLentStream is to a lentStream what a sizedStream is to a stream.
type sizedLentStream struct{ *lentStream }

// Len is the number of bytes to come.
func (l sizedLentStream) Len() int {
	if l.s == nil {
		return int(min(l.m.e.Size, maxInt))
	}
	return sizedStream{l.s}.Len()
}

func (l *lentStream) Close() error {
	if l.s != nil {
		l.s.free()
	} else if !l.closed {
		l.m.close()
	}
	l.s, l.closed = nil, true
	return nil
}

// readerAt gives any part of m, inflated.
func (m member) readerAt() io.ReaderAt {
	switch {
	case m.index != nil:
		return blocksAt{m}
	case m.e.Method == zipfmt.Deflate:
		return m.goingForward()
	}
	return storedAt{m}
}

// storedAt is a stored member.
type storedAt struct{ m member }

func (s storedAt) ReadAt(b []byte, off int64) (int, error) {
	return s.m.part(b, off, func(b []byte) error { return (&storedBody{m: s.m}).copy(b, off) })
}

// part reads m's bytes from off on by way of read, which gets a b that lies within m.
func (m member) part(b []byte, off int64, read func(b []byte) error) (int, error) {
	done, err := m.r.use()
	if err != nil {
		return 0, err
	}
	defer done()
	if off < 0 {
		return 0, fmt.Errorf("npz: %s: reading from byte %d", label(m.r.name, m.e.Name), off)
	}
	var short error
	if have := max(m.e.Size-off, 0); int64(len(b)) > have {
		b, short = b[:have], io.EOF
	}
	if len(b) == 0 {
		return 0, short
	}
	if err := read(b); err != nil {
		return 0, err
	}
	return len(b), short
}

// blocksAt is a deflated member with an index.
type blocksAt struct{ m member }

func (s blocksAt) ReadAt(b []byte, off int64) (int, error) {
	return s.m.part(b, off, func(b []byte) error {
		chunk := s.m.index.Chunk
		first := off / chunk
		last := (off + int64(len(b)) - 1) / chunk
		return s.m.r.team.each(int(last-first)+1, func(i int) error {
			from := (first + int64(i)) * chunk // the block's place in the member
			lo, hi := max(off, from), min(off+int64(len(b)), from+chunk)
			return s.block(b[lo-off:hi-off], int(first)+i, lo-from)
		})
	})
}

// block reads the bytes from off on of block k.
func (s blocksAt) block(b []byte, k int, off int64) error {
	_, size, _, _ := s.m.blockSpan(k)
	if int64(len(b)) == size {
		_, err := s.m.inflateBlock(k, b)
		return err
	}
	whole, err := s.m.r.blocks.get(s.m, k, int(size))
	if err != nil {
		return err
	}
	copy(b, whole[off:])
	return nil
}
