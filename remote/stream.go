package remote

import (
	"context"
	"fmt"
	"io"
	"math"
)

// ReadRange reads n bytes from off on, fewer if the object ends before, with one
// request, however many they are; if the connection breaks, with another one for
// what is missing. The request is made at once, and not at all for bytes that Open has
// brought. For much data it is the better way: ReadAt needs a place for all of them.
//
// The caller must close it. It is for one goroutine at a time, ends with the
// File, and has a Len method, for the number of bytes to come.
func (f *File) ReadRange(off, n int64) (io.ReadCloser, error) {
	if err := f.usable(off, n); err != nil {
		return nil, err
	}
	o := f.o
	end := off + min(n, max(o.version.size-off, 0))
	s := o.stream(f.ctx, min(off, end), end)
	s.head = o.kept.at(s.at, s.end)
	s.at += int64(len(s.head))
	s.tail = o.kept.until(s.at, s.end)
	s.end -= int64(len(s.tail))
	opened := false
	defer func() {
		if !opened { // perhaps by a panic of the caller's http.RoundTripper
			s.Close()
		}
	}()
	if s.at < s.end {
		if err := s.open(); err != nil {
			return nil, err
		}
	}
	opened = true
	return s, nil
}

// stream reads a stretch of the object and goes on where it was when an answer breaks off.
type stream struct {
	o        *object
	ctx      context.Context
	cancel   context.CancelFunc
	at, end  int64 // what is still to come over the network
	head     []byte
	tail     []byte // what is in memory before, and behind
	answer   *answer
	patience patience
	since    int64 // bytes since the last failure
	err      error // the last word
}

// stream makes one that has not asked for anything yet.
func (o *object) stream(ctx context.Context, at, end int64) *stream {
	ctx, cancel := o.join(ctx)
	return &stream{o: o, ctx: ctx, cancel: cancel, at: at, end: end, patience: patience{o: o}}
}

func (s *stream) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if s.err == nil {
		s.err = s.ended()
	}
	if len(s.head) > 0 && s.err == nil {
		n := copy(p, s.head)
		s.head = s.head[n:]
		return n, nil
	}
	for s.err == nil && s.at < s.end {
		var n int
		if n, s.err = s.readAnswer(p); n > 0 {
			return n, nil
		}
	}
	if s.err == nil && len(s.tail) > 0 {
		n := copy(p, s.tail)
		s.tail = s.tail[n:]
		return n, nil
	}
	if s.err == nil {
		return 0, io.EOF
	}
	return 0, s.err
}

// ended is the error of reading on after Close of the File, or when the context is
// done: net/http may have bytes in store even then.
func (s *stream) ended() error {
	if s.o.life.Err() != nil {
		return s.o.closed()
	}
	if s.ctx.Err() != nil {
		return s.o.fail(span{s.at, s.end - s.at}, endOf(s.ctx))
	}
	return nil
}

// readAnswer reads from the answer at hand, or a new one. If it breaks, that is no
// error as long as another one may be had.
func (s *stream) readAnswer(p []byte) (int, error) {
	if s.answer == nil {
		if err := s.open(); err != nil {
			return 0, err
		}
	}
	n, err := s.answer.Read(p[:min(int64(len(p)), s.answer.end-s.at)])
	if first, end := s.answer.first, s.answer.end; s.at+int64(n) == end {
		if err := s.finish(); err != nil {
			return 0, err
		}
		s.advance(n)
		return n, s.shortOf(first, end)
	}
	s.advance(n)
	if err == nil {
		return n, nil
	}
	e := s.answer.broken(err)
	s.drop()
	return n, s.fail(e)
}

// shortOf is the failure of an answer that held the bytes from first to end-1, if
// that is little of what was asked for: otherwise a server could want a request for each byte.
func (s *stream) shortOf(first, end int64) error {
	if end == s.end || end-first >= worthwhile {
		return nil
	}
	return s.fail(&Error{Detail: fmt.Sprintf("the answers stop short: the last one has %d bytes", end-first), again: true})
}

// open asks for what is missing.
func (s *stream) open() (err error) {
	s.answer, err = s.patience.ask(s.ctx, span{s.at, s.end - s.at})
	return err
}

// finish makes sure that the answer, all of whose bytes have been read, holds no more.
func (s *stream) finish() error {
	var more [1]byte
	n, err := 0, error(nil)
	for n == 0 && err == nil {
		n, err = s.answer.Read(more[:])
	}
	from, end := s.answer.first, s.answer.end
	s.drop()
	if n == 0 { // any error is too late to matter
		return nil
	}
	return &Error{URL: s.o.name, Offset: from, Length: end - from, Detail: "the answer has more bytes than its Content-Range says"}
}

func (s *stream) advance(n int) {
	s.at += int64(n)
	s.since += int64(n)
}

// fail is patience with a broken answer. One that has brought something worth a request does
// not count towards giving up; a byte is not.
func (s *stream) fail(e *Error) error {
	if s.since >= worthwhile {
		s.patience.failures = 0
	}
	s.since = 0
	e.URL, e.Offset, e.Length = s.o.name, s.at, s.end-s.at
	return s.patience.bear(s.ctx, e)
}

const worthwhile = 16 << 10

// fill fills p, which is as long as the stretch.
func (s *stream) fill(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		m, err = s.Read(p[n:])
		n += m
	}
	return n, err
}

// Len is the number of bytes to come.
func (s *stream) Len() int {
	return int(min(int64(len(s.head))+s.end-s.at+int64(len(s.tail)), math.MaxInt))
}

func (s *stream) drop() {
	if s.answer != nil {
		s.answer.Close()
		s.answer = nil
	}
}

// Close ends the request. Reading is an error afterwards.
func (s *stream) Close() error {
	s.drop()
	s.cancel()
	if s.err == nil {
		s.err = s.o.closed()
	}
	return nil
}
