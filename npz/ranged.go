package npz

import (
	"bytes"
	"hash/crc32"
	"io"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
)

// rangeReader is what an io.ReaderAt may be besides, to which every call of ReadAt
// is a journey: one that reads a long stretch in a single one.
type rangeReader interface {
	ReadRange(off, n int64) (io.ReadCloser, error)
}

// whole is locate for who reads e from its first byte to its last: by a single
// call of ReadRange, local header and data, if the archive has that. The caller
// calls close in the end.
func (r *Reader) whole(e *zipfmt.Entry) (member, error) {
	ranges, ok := r.src.ra.(rangeReader)
	if !ok {
		return r.locate(e)
	}
	m := member{r: r, e: e, trust: r.o.skipChecksum}
	if err := e.Check(); err != nil {
		return member{}, zipError(err, r.name)
	}
	rest, err := ranges.ReadRange(e.Offset, e.Span())
	if err != nil {
		return member{}, m.unread(e.Offset, err)
	}
	m.rest = rest
	if err := m.skipHeader(); err != nil {
		m.close()
		return member{}, err
	}
	return m, nil
}

// skipHeader reads the local header from m.rest, and checks it.
func (m *member) skipHeader() error {
	head := make([]byte, m.e.HeaderSize())
	if _, err := io.ReadFull(m.rest, head); err != nil {
		return m.unread(m.e.Offset, err)
	}
	start, err := m.e.DataOffset(headerAt{head, m.e.Offset})
	if err != nil {
		return zipError(err, m.r.name)
	}
	m.start = start
	if _, err := io.CopyN(io.Discard, m.rest, start-m.e.Offset-int64(len(head))); err != nil {
		return m.unread(m.e.Offset, err)
	}
	return nil
}

func (m member) close() {
	if m.rest != nil {
		m.rest.Close()
	}
}

// unread is the error of bytes that cannot be had: because they are not there, or
// because whoever has them has failed, which says nothing of the archive.
func (m member) unread(at int64, err error) error {
	e := &header.Error{Name: label(m.r.name, m.e.Name), Offset: at, Cause: err}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		e.Kind, e.Cause, e.Detail = ErrArchive, io.ErrUnexpectedEOF, "the archive ends here, and was longer when it was opened"
	}
	return e
}

// headerAt is the part of an archive that holds one local header.
type headerAt struct {
	b  []byte
	at int64
}

func (h headerAt) ReadAt(b []byte, off int64) (int, error) {
	return bytes.NewReader(h.b).ReadAt(b, off-h.at)
}

// rangedBody is a stored member that comes byte after byte.
type rangedBody struct {
	m   member
	pos int64
}

func (s *rangedBody) fill(b []byte, crc uint32) (uint32, error) {
	for len(b) > 0 {
		p := b[:min(len(b), crcBlock)]
		if n, err := io.ReadFull(s.m.rest, p); err != nil {
			return 0, s.m.unread(s.m.start+s.pos+int64(n), err)
		}
		if !s.m.trust {
			crc = crc32.Update(crc, crc32.IEEETable, p)
		}
		b = b[len(p):]
		s.pos += int64(len(p))
	}
	return crc, nil
}

func (s *rangedBody) end() error { return nil }
func (s *rangedBody) free()      {}
