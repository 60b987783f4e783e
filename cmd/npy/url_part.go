package main

import (
	"io"

	"github.com/npygo/npygo/npz"
)

// How many bytes are fetched at once for a part of an array: so few are faster than
// another request, even if hardly any of them is wanted; so many fit into memory.
const (
	fewBytes  = 4 << 20
	manyBytes = 64 << 20
)

// part is payload for the elements of v, all of them or only those at the edges.
// What lies behind a URL is fetched with one request, if it is not too much.
func (a *array) part(v view, itemSize int, all bool) (io.ReaderAt, error) {
	s := a.source
	first, end := v.span()
	lo, hi := int64(first)*int64(itemSize), int64(end)*int64(itemSize)
	most := int64(fewBytes)
	if s.member != nil || all && int64(v.size())*int64(itemSize) >= (hi-lo)/8 { // a stream has to come to the end of the part anyway
		most = manyBytes
	}
	if s.object == nil || lo == hi || hi-lo > most {
		return a.payload()
	}
	if err := a.whole(); err != nil {
		return nil, err
	}
	lo -= lo % blockSize
	hi = min(hi+blockSize-1-(hi-1)%blockSize, a.size)
	b := make([]byte, hi-lo)
	if err := a.fetch(b, lo); err != nil {
		return nil, err
	}
	return &fetched{a.source, b, lo}, nil
}

// fetch fills b from the byte lo of the elements.
func (a *array) fetch(b []byte, lo int64) error {
	s := a.source
	if s.member == nil {
		n, err := s.section.ReadAt(b, a.offset+lo)
		if n == len(b) {
			return nil
		}
		return err
	}
	err := s.seek(a.offset + lo)
	if err == nil {
		_, err = io.ReadFull(s, b)
	}
	if err == nil && s.pos == s.member.Size { // the checksum is judged behind the last byte
		_, err = io.Copy(io.Discard, s.r)
	}
	if err != nil {
		return located(err, s.name, 0)
	}
	return nil
}

// fetched is a part of a payload, in memory.
type fetched struct {
	source *source
	b      []byte
	at     int64
}

func (f *fetched) ReadAt(p []byte, off int64) (int, error) {
	if _, err := f.source.object.ReadAt(nil, 0); err != nil { // which costs nothing, and tells of Ctrl-C
		return 0, err
	}
	n := copy(p, f.b[min(max(off-f.at, 0), int64(len(f.b))):])
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// sourceFor is source for who may want only a part of the member. From far away one
// that is long is not streamed then, if parts of it can be had.
func (a *archive) sourceFor(m npz.Member, part bool) (*source, error) {
	if a.object == nil || !part || m.CompressedSize <= fewBytes || m.Method != 0 && m.Block == 0 {
		return a.source(m)
	}
	name := a.label(m)
	ra, size, err := a.ReaderAt(m.FullName)
	if err != nil {
		return nil, located(err, name, 0)
	}
	section := io.NewSectionReader(blamedAt{ra, name}, 0, size)
	s := newSource(name, -1, section, func() error { return nil })
	s.object, s.section, s.seeker = a.object, section, section
	return s, nil
}
