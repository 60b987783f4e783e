package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/remote"
)

// A source is an argument of the command line, opened: bytes in which arrays
// follow each other. It is read from the front; section is there too if any
// part of it can be read at once.
type source struct {
	name    string // as it was given, without the [N]
	pick    int    // the N of name[N]: the only array that is asked for; -1: none is
	section *io.SectionReader
	seeker  io.ReadSeeker // the bytes of section, for r
	object  *remote.File  // not nil: the bytes come from a URL
	member  *member       // not nil: the source is a member of an archive
	r       *bufio.Reader
	pos     int64 // how far it was read
	close   func() error
}

// openArgument opens what an argument names: a file, or the standard input for
// "-", which holds arrays or is an archive of them. A name[N] that is no file's
// name is the array N in the file name, a name:member the member in the archive.
// Every command opens its arguments here, so that other kinds need no other place.
func openArgument(arg string, stdin io.Reader) (*source, *archive, error) {
	p := placeOf(arg)
	s, err := openPlace(p, stdin)
	if err != nil {
		return nil, nil, err
	}
	if s.isArchive() {
		a, err := s.archive(p)
		return nil, a, err
	}
	if p.member != nil {
		s.Close()
		return nil, nil, fmt.Errorf("%s is no archive, and has no member %s", s.name, plainOrQuoted(clip(*p.member)))
	}
	return s, nil, nil
}

func openPlace(p place, stdin io.Reader) (*source, error) {
	if p.file == "-" {
		return newSource("standard input", p.pick, stdin, func() error { return nil }), nil
	}
	if isURL(p.file) {
		return openURL(p)
	}
	f, err := os.Open(p.file)
	if scheme, _, ok := strings.Cut(p.file, "://"); ok && err != nil {
		return nil, fmt.Errorf("%s: URLs are read by http:// and https://, and not by %s://, for which stores make presigned ones", p.file, scheme)
	}
	if err != nil {
		return nil, err
	}
	if st, err := f.Stat(); err == nil && st.IsDir() {
		f.Close()
		return nil, fmt.Errorf("%s is a directory: name the files in it, such as %s", p.file, filepath.Join(p.file, "*.npy"))
	}
	return newSource(p.file, p.pick, f, f.Close), nil
}

// splitPick cuts "name[3]" into its parts.
func splitPick(arg string) (name string, pick int, ok bool) {
	open := strings.LastIndexByte(arg, '[')
	if open <= 0 || !strings.HasSuffix(arg, "]") {
		return "", 0, false
	}
	pick, err := strconv.Atoi(arg[open+1 : len(arg)-1])
	return arg[:open], pick, err == nil && pick >= 0
}

func newSource(name string, pick int, r io.Reader, close func() error) *source {
	s := &source{name: name, pick: pick, close: close}
	if f, ok := r.(*os.File); ok {
		s.section = sectionOf(f)
	}
	if s.section != nil {
		s.seeker = s.section
		r = s.section
	}
	s.r = bufio.NewReader(r)
	return s
}

// sectionOf is what is left in f, or nil for a pipe or a device, whose size
// says nothing.
func sectionOf(f *os.File) *io.SectionReader {
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() || st.Size() == 0 { // files of /proc have the size 0
		return nil
	}
	at, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return nil
	}
	return io.NewSectionReader(f, at, max(st.Size()-at, 0))
}

// Close closes what was opened for the source.
func (s *source) Close() error { return s.close() }

// Read reads on from where the source stands.
func (s *source) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	s.pos += int64(n)
	return n, err
}

// An array is one array of a source whose header has been read.
type array struct {
	source *source
	index  int // which array of the source it is
	header header.Header
	offset int64 // where the payload starts in the source
	size   int64 // bytes of the payload; -1 for Python objects, of which the header does not tell it
	count  int   // elements
}

// next reads the header of the array that starts where the source stands, and
// leaves the source right behind it.
func (s *source) next(index int) (*array, error) {
	a := &array{source: s, index: index}
	start := s.pos
	_, err := a.header.Take(s)
	if err == nil {
		a.offset = s.pos
		a.size, err = a.header.PayloadSize()
	}
	if err == nil {
		a.count, err = a.header.Count()
	}
	if a.header.DType.HasObject() {
		a.size = -1
	}
	if err != nil {
		return nil, located(err, s.label(index), start)
	}
	return a, nil
}

// find skips to the array with the given number.
func (s *source) find(index int) (*array, error) {
	for i := 0; ; i++ {
		a, err := s.next(i)
		if err != nil || i == index {
			return a, err
		}
		if err := a.skip(); err != nil {
			return nil, err
		}
		if more, err := s.more(); err != nil {
			return nil, err
		} else if !more {
			return nil, fmt.Errorf("%s: there is no array [%d]: the last one is [%d]", s.name, index, i)
		}
	}
}

// label is how messages call an array of the source: the first one is called
// after the source itself.
func (s *source) label(index int) string {
	if index == 0 {
		return s.name
	}
	return fmt.Sprintf("%s[%d]", s.name, index)
}

// more reports whether another array starts where the source stands.
func (s *source) more() (bool, error) {
	b, err := s.r.Peek(len(magic))
	if err != nil && err != io.EOF {
		return false, fmt.Errorf("%s: %w", s.name, err)
	}
	return string(b) == magic, nil
}

const magic = "\x93NUMPY"

// size is how many bytes the source has, -1 if that is not known.
func (s *source) size() int64 {
	switch {
	case s.section != nil:
		return s.section.Size()
	case s.member != nil:
		return s.member.Size
	}
	return -1
}

// whole returns an error if the source is known to be too short for a. What a
// pipe holds is known only when it has been read.
func (a *array) whole() error {
	if size := a.source.size(); size >= 0 && size-a.offset < a.size {
		return a.truncated(size - a.offset)
	}
	return nil
}

func (a *array) truncated(have int64) error {
	return &header.Error{Kind: header.ErrTruncated, Name: a.source.label(a.index), Offset: a.offset + have, Detail: fmt.Sprintf(
		"the header promises %d bytes of elements, %d are there: the file was cut short, as an interrupted download or a full disk does it", a.size, have)}
}

// skip moves the source on behind a, from wherever in it the source stands.
func (a *array) skip() error {
	s, end := a.source, a.offset+a.size
	if a.size < 0 {
		return fmt.Errorf("%s: what comes behind Python objects only Python can find", s.label(a.index))
	}
	if err := a.whole(); err != nil {
		return err
	}
	err := s.seek(end)
	if err == io.EOF {
		return a.truncated(s.pos - a.offset)
	}
	return err
}

// seek moves on to the byte at. io.EOF says that the source ends before.
func (s *source) seek(at int64) error {
	if n := at - s.pos; n >= 0 && n <= int64(s.r.Buffered()) {
		s.r.Discard(int(n))
		s.pos = at
		return nil
	}
	if s.seeker != nil {
		if _, err := s.seeker.Seek(at, io.SeekStart); err != nil {
			return err
		}
		s.r.Reset(s.seeker)
		s.pos = at
		return nil
	}
	n, err := io.CopyN(io.Discard, s.r, at-s.pos)
	s.pos += n
	return err
}

// rest returns how many bytes are left in the source.
func (s *source) rest() (int64, error) {
	if s.section != nil {
		return s.section.Size() - s.pos, nil
	}
	n, err := io.Copy(io.Discard, s.r)
	s.pos += n
	return n, err
}

// payload gives access to a's elements wherever they are. Those of a pipe are
// read into memory, which grows with what arrives.
func (a *array) payload() (io.ReaderAt, error) {
	if err := a.whole(); err != nil {
		return nil, err
	}
	if a.source.section != nil {
		return io.NewSectionReader(a.source.section, a.offset, a.size), nil
	}
	if a.source.member != nil {
		return a.source.member.payload(a)
	}
	b, err := io.ReadAll(io.LimitReader(a.source, a.size))
	if err != nil {
		return nil, err
	}
	if int64(len(b)) < a.size {
		return nil, a.truncated(int64(len(b)))
	}
	return bytes.NewReader(b), nil
}

// located puts name into an error about a header that starts at the byte start.
func located(err error, name string, start int64) error {
	var e *header.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", name, err)
	}
	with := *e
	with.Name = name
	if with.Offset >= 0 {
		with.Offset += start
	}
	return &with
}
