package npz

import (
	"hash/crc32"
	"io"
	"sync"

	"github.com/npygo/npygo/internal/inflate"
)

// storedBody is a member that is stored as it is.
type storedBody struct {
	m   member
	pos int64
}

func (s *storedBody) fill(b []byte, crc uint32) (uint32, error) {
	sums := make([]uint32, pieces(len(b), crcBlock))
	err := s.m.r.team.each(len(sums), func(i int) error {
		p := piece(b, i, crcBlock)
		if err := s.copy(p, s.pos+int64(i)*crcBlock); err != nil {
			return err
		}
		if !s.m.trust {
			sums[i] = crc32.ChecksumIEEE(p)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	s.pos += int64(len(b))
	return joinCRCs(crc, sums, len(b), crcBlock), nil
}

// copy fills b from the member's byte at.
func (s *storedBody) copy(b []byte, at int64) error {
	if memory := s.m.r.src.memory; memory != nil {
		copy(b, memory[s.m.start+at:])
		return nil
	}
	return s.m.readAt(b, s.m.start+at)
}

func (s *storedBody) end() error { return nil }
func (s *storedBody) free()      {}

// deflateBody is a deflated member without an index: NumPy's own.
type deflateBody struct {
	m member
	z *inflate.Reader
}

// inflaters are large, and used again.
var inflaters = sync.Pool{New: func() any { return new(inflate.Reader) }}

func newDeflateBody(m member) *deflateBody {
	d := &deflateBody{m: m, z: inflaters.Get().(*inflate.Reader)}
	if m.rest != nil {
		d.z.Reset(io.LimitReader(m.rest, m.e.CompressedSize))
	} else if memory := m.r.src.memory; memory != nil {
		d.z.ResetBytes(memory[m.start : m.start+m.e.CompressedSize])
	} else {
		d.z.Reset(io.NewSectionReader(m.r.src.ra, m.start, m.e.CompressedSize))
	}
	return d
}

func (d *deflateBody) fill(b []byte, crc uint32) (uint32, error) {
	for len(b) > 0 {
		p := b[:min(len(b), crcBlock)]
		if err := d.inflate(p); err != nil {
			return 0, err
		}
		if !d.m.trust {
			crc = crc32.Update(crc, crc32.IEEETable, p)
		}
		b = b[len(p):]
	}
	return crc, nil
}

// inflate fills b.
func (d *deflateBody) inflate(b []byte) error {
	for len(b) > 0 {
		n, err := d.z.Read(b)
		b = b[n:]
		switch {
		case err == io.EOF && len(b) > 0:
			return d.m.fail("it inflates to fewer than the %d bytes that the directory promises", d.m.e.Size)
		case err != nil && err != io.EOF:
			return d.m.broken(err)
		}
	}
	return nil
}

func (d *deflateBody) end() error {
	var one [1]byte
	switch n, err := d.z.Read(one[:]); {
	case n > 0:
		return d.m.fail("it inflates to more than the %d bytes that the directory promises", d.m.e.Size)
	case err != io.EOF:
		return d.m.broken(err)
	case d.z.InputOffset() != d.m.e.CompressedSize:
		return d.m.fail("its deflate stream ends after %d of %d bytes", d.z.InputOffset(), d.m.e.CompressedSize)
	}
	return nil
}

func (d *deflateBody) free() {
	if d.z != nil {
		d.z.ResetBytes(nil)
		inflaters.Put(d.z)
		d.z = nil
	}
}
