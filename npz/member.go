package npz

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/inflate"
	"github.com/npygo/npygo/internal/zipfmt"
)

// member is one that is being read: its local header has been compared with
// the directory.
type member struct {
	r     *Reader
	e     *zipfmt.Entry
	start int64         // where its data begin in the archive
	index *zipfmt.Index // nil: it can only be inflated from its beginning
	trust bool          // its checksum is not asked for
	rest  io.ReadCloser // of whole: its data, which are read once; nil: they are read where they are
}

// member finds the member of that name and where its data are. The caller holds r.use.
func (r *Reader) member(name string) (member, error) {
	e, err := r.entry(name)
	if err != nil {
		return member{}, err
	}
	return r.locate(e)
}

func (r *Reader) locate(e *zipfmt.Entry) (member, error) {
	m := member{r: r, e: e, trust: r.o.skipChecksum}
	err := e.Check()
	if err == nil {
		m.start, err = e.DataOffset(r.src.ra)
	}
	if err != nil {
		return member{}, zipError(err, r.name)
	}
	if e.Method == zipfmt.Deflate {
		m.index = r.indexOf(m)
	}
	return m, nil
}

// indexOf finds m's index: in the directory, or behind the data (SOZip).
func (r *Reader) indexOf(m member) *zipfmt.Index {
	x, ok := zipfmt.ParseIndex(m.e)
	if !ok {
		x, ok = zipfmt.ReadSOZip(m.e, m.start, r.src.ra)
	}
	if !ok || x.Chunk > maxChunk || !plausible(x, m.e.Size) {
		return nil
	}
	return x
}

// A block is inflated as a whole, into memory that is there before its first bit is looked at.
const (
	maxChunk    = 1 << 30
	alwaysChunk = 4 << 20 // may be had without data to back it: a member of 16 GiB, as we write it, has such blocks
)

// plausible refuses an index with blocks that take more than their bytes stored,
// since a worker would have to read them all, and one with large blocks that claim to
// be many times their data: such a member is inflated from its beginning, and
// memory grows with what comes.
func plausible(x *zipfmt.Index, size int64) bool {
	last := int64(0)
	for _, end := range x.Ends {
		n, data := min(x.Chunk, size), end-last
		if data > x.Chunk+x.Chunk/1024+4096 || n > alwaysChunk && !backed(n, data) {
			return false
		}
		last, size = end, size-n
	}
	return true
}

// backed reports whether there are data enough to take their word for n bytes.
func backed(n, data int64) bool { return n/64 <= data }

// gone is the error of reading what was made of m and is closed.
func (m member) gone() error {
	return &fs.PathError{Op: "read", Path: label(m.r.name, m.e.Name), Err: fs.ErrClosed}
}

// fail is an error about the member's place in the archive.
func (m member) fail(format string, args ...any) error {
	return &header.Error{Kind: ErrArchive, Name: label(m.r.name, m.e.Name), Offset: -1, Detail: fmt.Sprintf(format, args...)}
}

// wrong is fail for bytes that are not what they were.
func (m member) wrong(detail string) error {
	return &header.Error{Kind: ErrChecksum, Name: label(m.r.name, m.e.Name), Offset: -1, Detail: detail}
}

func (m member) wrongCRC(sum uint32) error {
	return m.wrong(fmt.Sprintf("the CRC-32 of its bytes is %#08x, the directory says %#08x: the archive is damaged", sum, m.e.CRC))
}

// allowed checks a member's size against the caller's limit.
func (r *Reader) allowed(e *zipfmt.Entry) error {
	limit := r.o.maxMember
	if limit < 0 {
		if e.Method == zipfmt.Stored {
			return nil
		}
		limit = DefaultMaxMemberBytes
	}
	if e.Size <= limit {
		return nil
	}
	return errLimit(label(r.name, e.Name), "the member has more bytes than allowed", e.Size, limit, "MaxMemberBytes")
}

// compressed returns the n bytes at from of the member's data: where they are if the
// archive is in memory, else in room, which grows as needed.
func (m member) compressed(from, n int64, room *[]byte) ([]byte, error) {
	at := m.start + from
	if memory := m.r.src.memory; memory != nil {
		return memory[at : at+n : at+n], nil
	}
	if int64(cap(*room)) < n {
		*room = make([]byte, n)
	}
	b := (*room)[:n]
	if err := m.readAt(b, at); err != nil {
		return nil, err
	}
	return b, nil
}

// readAt fills b from the archive's byte at.
func (m member) readAt(b []byte, at int64) error {
	n, err := m.r.src.ra.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if err == nil {
		err = io.ErrUnexpectedEOF
	}
	return m.unread(at+int64(n), err)
}

// broken is fail for a stream that cannot be inflated.
func (m member) broken(err error) error {
	var e *inflate.Error
	if errors.As(err, &e) && !e.Corrupt() {
		return m.unread(m.start+e.Offset, e.Err)
	}
	return &header.Error{Kind: ErrArchive, Name: label(m.r.name, m.e.Name), Offset: -1, Cause: err, Detail: "its data cannot be inflated"}
}
