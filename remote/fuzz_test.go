package remote_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/remote"
)

// FuzzServer: whatever a server answers, ReadAt and ReadRange give bytes of the version that Open has pinned, at the place that was asked
// for, or an error that keeps secrets, after a few requests and in little memory. Once the server is honest, reading goes well again.
//
// The server is a liar in all but one thing: the bytes of an answer are those that its own ETag and Content-Range say. Of that nobody could know.
func FuzzServer(f *testing.F) {
	f.Add([]byte{}, uint16(10_000), uint8(0))
	f.Add([]byte{}, uint16(0), uint8(1))
	for what := range byte(16) { // one lie in each answer, at first, in the midst, and always
		for _, how := range []byte{1, 2, 3, 4, 5, 6, 200} {
			lie := make([]byte, 16)
			lie[what] = how
			f.Add(lie, uint16(3000), uint8(0))
			f.Add(append(make([]byte, 16), lie...), uint16(9000), uint8(2))
			f.Add(bytes.Repeat(lie, 8), uint16(60_000), uint8(7))
		}
	}
	f.Fuzz(func(t *testing.T, script []byte, size uint16, how uint8) {
		if len(script) > 1024 {
			return
		}
		s := &liar{t: t, script: script, size: int64(size)}
		opts := []remote.Option{remote.Retry(1, 0), remote.Block(512), remote.Cache(8 << 10), remote.IdleTimeout(10 * time.Second), remote.Head(700)}
		if how&1 != 0 {
			opts = append(opts, remote.Tail(900))
		}
		if how&2 != 0 {
			opts = append(opts, remote.Renew(func(context.Context) (string, error) { return "http://renewed.test/a?sig=secret", nil }))
		}
		if how&4 != 0 {
			opts = append(opts, remote.Cache(0))
		}
		file, err := remote.Open(context.Background(), &http.Client{Transport: s}, "http://user:secret@host.test/a?sig=secret", opts...)
		s.bounded(1000, err)
		if err != nil {
			return
		}
		defer file.Close()
		s.file = file
		n := file.Size()
		for _, r := range [][2]int64{{0, 10}, {700, 100}, {512, 512}, {1024, 2000}, {3000, 5000}, {n - 300, 500}, {n / 2, 600}, {n / 3, 0}, {n, 1}, {0, 20_000}, {1500, 10}} {
			s.read(max(r[0], 0), int(r[1]))
		}
		s.readRange(400, 6000)
		s.script = nil
		if file.ETag() == home && n == s.size {
			s.honest = true
			s.read(n/4, 3000)
			s.readRange(n/5, n/2)
		}
	})
}

// home is the ETag of the object that the server is there for.
const home = `"one"`

// content is the byte at off of the version with that ETag.
func content(etag string, off int64) byte {
	h := uint64(off) + 1
	for _, c := range []byte(etag) {
		h = h*31 + uint64(c)
	}
	return byte(h * 0x9E3779B97F4A7C15 >> 56)
}

// liar answers as its script tells, byte by byte. When that is at its end, all that it says is true.
type liar struct {
	t        *testing.T
	file     *remote.File
	script   []byte
	size     int64
	honest   bool
	requests int
	sent     int64
}

// choose is the next byte of the script: 0 for what is true.
func (s *liar) choose() int {
	if len(s.script) == 0 {
		return 0
	}
	b := s.script[0]
	s.script = s.script[1:]
	return int(b)
}

// pick chooses one of list, of which the first is true.
func pick[T any](s *liar, list ...T) T { return list[s.choose()%len(list)] }

func (s *liar) RoundTrip(r *http.Request) (*http.Response, error) {
	s.requests++
	if r.Body != nil {
		r.Body.Close()
	}
	if s.requests > 10_000 {
		panic("requests without end")
	}
	if s.choose() > 250 {
		return nil, errors.New("the connection to ?sig=secret is refused")
	}
	first, last := s.asked(r)
	status := 206
	if s.size == 0 || first >= s.size {
		status = 416
	}
	status = pick(s, status, 206, 200, 416, 412, 404, 403, 401, 400, 429, 500, 503, 501, 304, 302, 307, 204, 100+s.choose())
	etag := pick(s, home, `"two"`, `W/"one"`, `"`, "", `"one`, `one`)
	total := pick(s, fmt.Sprint(s.size), "*", fmt.Sprint(s.size+1), fmt.Sprint(s.size-1), "0", "4611686018427387904", "99999999999999999999")
	first += int64(pick(s, 0, 0, 1, -1, 512))
	last += int64(pick(s, 0, 0, -1, 1, -500, 500, 100_000))
	if status == 200 {
		first, last = 0, s.size-1+int64(pick(s, 0, 0, -1, 1))
	}
	length := max(last-first+1, 0)
	length = max(length+int64(pick(s, 0, 0, -1, 1, -200, 200, 1<<20)), 0)
	told := pick(s, length, -1, length+1, max(length-1, 0), 0, last-first+1, 1<<62)
	h := http.Header{}
	set := func(name, value string) {
		if value != "" {
			h.Set(name, value)
		}
	}
	set("ETag", etag)
	set("Last-Modified", pick(s, "", "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT", "now"))
	set("Content-Encoding", pick(s, "", "identity", "gzip", "x"))
	set("Retry-After", pick(s, "", "0", "1000", "-1", "Sun, 06 Nov 1994 08:49:37 GMT"))
	set("Location", pick(s, "", "http://elsewhere.test/?sig=secret", "/b?sig=secret", "ftp://x/?sig=secret", "%zz?sig=secret", "http://host.test/a?sig=secret"))
	switch status {
	case 206:
		set("Content-Range", pick(s, fmt.Sprintf("bytes %d-%d/%s", first, last, total), fmt.Sprintf("bytes %d-%d/*", first, last), "", "bytes */"+total, "nonsense", "bytes 0--1/0"))
	case 416:
		set("Content-Range", pick(s, "bytes */"+total, "", "bytes */*"))
	}
	return &http.Response{StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: h, ContentLength: told, Request: r,
		Body: &lies{s: s, etag: etag, at: first, left: length, step: pick(s, 1<<20, 1, 100, 5000), err: pick(s, io.EOF, io.ErrUnexpectedEOF, errors.New("broken ?sig=secret"))}}, nil
}

// asked is the range that r asks for, as far as there are bytes.
func (s *liar) asked(r *http.Request) (first, last int64) {
	if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=-%d", &last); err == nil {
		return max(s.size-last, 0), s.size - 1
	}
	if _, err := fmt.Sscanf(r.Header.Get("Range"), "bytes=%d-%d", &first, &last); err != nil {
		panic(fmt.Sprintf("Range %q: %v", r.Header.Get("Range"), err))
	}
	return first, min(last, s.size-1)
}

// lies is a body.
type lies struct {
	s        *liar
	etag     string
	at, left int64
	step     int
	err      error
}

func (b *lies) Read(p []byte) (n int, err error) {
	for n < min(len(p), b.step) && b.left > 0 {
		p[n] = content(b.etag, b.at)
		n++
		b.at++
		b.left--
	}
	b.s.sent += int64(n)
	if b.left == 0 {
		return n, b.err
	}
	return n, nil
}

func (b *lies) Close() error { return nil }

// bounded checks what n bytes have cost, and err.
func (s *liar) bounded(n int, err error) {
	s.t.Helper()
	requests, sent := s.requests, s.sent
	s.requests, s.sent = 0, 0
	if most := 10 * (8 + 2*(n/512+2)); requests > most { // with redirects
		s.t.Fatalf("%d requests for %d bytes", requests, n)
	}
	if most := int64(4*n + 64<<10); sent > most {
		s.t.Fatalf("%d bytes were taken from the server for %d", sent, n)
	}
	if err == nil || err == io.EOF {
		return
	}
	var e *remote.Error
	if !errors.As(err, &e) || strings.Contains(err.Error(), "secret") || len(err.Error()) > 1000 {
		s.t.Fatalf("%T: %v", err, err)
	}
	if s.honest {
		s.t.Fatalf("the server is honest, and reading fails: %v", err)
	}
}

func (s *liar) read(off int64, n int) {
	s.t.Helper()
	p := make([]byte, n)
	m, err := s.file.ReadAt(p, off)
	s.bounded(n, err)
	want := min(int64(n), max(s.file.Size()-off, 0))
	if m < 0 || int64(m) > want || err == nil && m != n || err == io.EOF && (int64(m) != want || m == n) {
		s.t.Fatalf("ReadAt of %d bytes at %d of %d: %d, %v", n, off, s.file.Size(), m, err)
	}
	s.same(p[:m], off)
}

func (s *liar) readRange(off, n int64) {
	s.t.Helper()
	r, err := s.file.ReadRange(off, n)
	if err != nil {
		s.bounded(int(n), err)
		return
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, n+1))
	s.bounded(int(n), err)
	if want := min(n, max(s.file.Size()-off, 0)); int64(len(b)) > want || err == nil && int64(len(b)) != want {
		s.t.Fatalf("ReadRange of %d bytes at %d of %d: %d, %v", n, off, s.file.Size(), len(b), err)
	}
	s.same(b, off)
}

// same compares bytes with those of the version that was pinned. Without a strong ETag there is none.
func (s *liar) same(b []byte, off int64) {
	s.t.Helper()
	etag := s.file.ETag()
	if len(etag) < 2 || etag[0] != '"' || etag[len(etag)-1] != '"' {
		return
	}
	for i, got := range b {
		if want := content(etag, off+int64(i)); got != want {
			s.t.Fatalf("byte %d is %d, and %d in the object %s", off+int64(i), got, want, etag)
		}
	}
}
