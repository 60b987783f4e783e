package npz

import (
	"errors"
	"io"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
)

// stream is the bytes of a member from the first to the last. The checksum is
// judged when the last one has been read; Read tells of it when it is called
// once more, as io.EOF comes, and finish reads what is left and tells it at once.
type stream struct {
	m    member
	body content
	left int64 // bytes to come
	crc  uint32
	err  error // the first one: the stream is lost, or at its end
}

// content is where the bytes of a stream come from.
type content interface {
	// fill fills b, which is not longer than what is left, and returns the
	// CRC-32 of all bytes so far.
	fill(b []byte, crc uint32) (uint32, error)
	// end checks that nothing follows the last byte.
	end() error
	// free gives back what can be used again.
	free()
}

// stream begins to read m. The caller calls free in the end.
func (m member) stream() *stream {
	s := &stream{m: m, left: m.e.Size}
	switch {
	case m.rest != nil && m.e.Method == zipfmt.Stored:
		s.body = &rangedBody{m: m}
	case m.index != nil:
		s.body = &blockBody{m: m}
	case m.e.Method == zipfmt.Deflate:
		s.body = newDeflateBody(m)
	default:
		s.body = &storedBody{m: m}
	}
	if s.left == 0 {
		s.check()
	}
	return s
}

func (s *stream) Read(b []byte) (n int, err error) {
	if s.err != nil {
		return 0, s.err
	}
	b = b[:min(int64(len(b)), s.left)]
	if len(b) == 0 {
		return 0, nil
	}
	s.err = errPanicked // unless fill returns
	if s.crc, s.err = s.body.fill(b, s.crc); s.err != nil {
		return 0, s.err
	}
	if s.left -= int64(len(b)); s.left == 0 {
		s.check()
	}
	return len(b), nil
}

// pos is how many bytes have been read.
func (s *stream) pos() int64 { return s.m.e.Size - s.left }

// check judges the stream at its end.
func (s *stream) check() {
	s.err = errPanicked // unless end returns
	switch err := s.body.end(); {
	case err != nil:
		s.err = err
	case s.crc != s.m.e.CRC && !s.m.trust:
		s.err = s.m.wrongCRC(s.crc)
	default:
		s.err = io.EOF
	}
}

// finish reads what is left and returns what is wrong with the whole.
func (s *stream) finish() error {
	if s.left > 0 && s.err == nil {
		buf := make([]byte, min(s.left, crcBlock))
		for s.err == nil {
			s.Read(buf)
		}
	}
	if s.err == io.EOF {
		return nil
	}
	return s.err
}

func (s *stream) free() {
	s.body.free()
	s.m.close()
}

// sizedStream is a stream that tells how much is left in it, for who allocates
// by that.
type sizedStream struct{ *stream }

func (s sizedStream) Len() int { return int(min(s.left, maxInt)) }

const maxInt = int64(^uint(0) >> 1)

// reader is s for npy, which allocates all at once where it is told a size.
func (s *stream) reader() io.Reader {
	if s.m.vouched() {
		return sizedStream{s}
	}
	return s
}

// vouched reports whether the directory's word is good enough to allocate m's size
// at once, since the bytes are there to back it. For a deflated member that claims to
// be many times larger than its data, memory has to grow with what really comes.
func (m member) vouched() bool {
	const always = 64 << 20
	return m.e.Size <= always || backed(m.e.Size, m.e.CompressedSize)
}

// judge turns the error of reading an array from s into that of the member: what
// is wrong with the archive comes before what npy made of it.
func (s *stream) judge(err error) error {
	if s.err != nil && s.err != io.EOF {
		return s.err
	}
	if errors.Is(err, header.ErrMagic) { // that it is no array is worth saying only of a sound member
		if damage := s.finish(); damage != nil {
			return damage
		}
	}
	if err != nil {
		return inMember(err, s.m)
	}
	return s.finish()
}

// inMember puts the member's name into an error of npy.
func inMember(err error, m member) error {
	e, ok := err.(*header.Error)
	if !ok || e.Name != "" {
		return err
	}
	with := *e
	with.Name = label(m.r.name, m.e.Name)
	return &with
}
