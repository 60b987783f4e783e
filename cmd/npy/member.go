package main

import (
	"bufio"
	"io"

	"github.com/npygo/npygo/npz"
)

// A member is one of an archive.
type member struct {
	npz.Member
	archive *archive
}

// source is the member's bytes, inflated. At their end comes the error if their
// checksum is wrong.
func (a *archive) source(m npz.Member) (*source, error) {
	stream, err := a.Stream(m.FullName)
	if err != nil {
		return nil, located(err, a.label(m), 0)
	}
	return &source{name: a.label(m), pick: -1, member: &member{m, a}, object: a.object, r: bufio.NewReader(stream), close: stream.Close}, nil
}

// payload gives access to the elements of a. No more is inflated than is asked for,
// where the archive allows that.
func (m *member) payload(a *array) (io.ReaderAt, error) {
	file, _, err := m.archive.ReaderAt(m.FullName)
	if err != nil {
		return nil, located(err, a.source.name, 0)
	}
	return io.NewSectionReader(blamedAt{file, a.source.name}, a.offset, a.size), nil
}

// blamedAt is an io.ReaderAt whose errors have a name.
type blamedAt struct {
	r    io.ReaderAt
	name string
}

func (b blamedAt) ReadAt(p []byte, off int64) (int, error) {
	n, err := b.r.ReadAt(p, off)
	if err != nil && err != io.EOF {
		err = located(err, b.name, 0)
	}
	return n, err
}
