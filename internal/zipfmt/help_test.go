package zipfmt

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"testing"
)

// content is a member of a test.
type content struct {
	name    string
	data    string
	deflate bool
}

var some = []content{
	{"a.npy", "the first", false},
	{"d/b.npy", strings.Repeat("the second ", 50), true},
	{"", "", false},
	{"größe.npy", "the fourth", false},
}

// standard is an archive as archive/zip writes it, with data descriptors for what it compresses.
func standard(t testing.TB, comment string, members []content) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: Stored}
		if m.deflate {
			h.Method = Deflate
		}
		f, err := w.CreateHeader(h)
		check(t, err)
		_, err = io.WriteString(f, m.data)
		check(t, err)
	}
	check(t, w.SetComment(comment))
	check(t, w.Close())
	return b.Bytes()
}

// ours is an archive as this package writes it.
func ours(t testing.TB, align int, members []content) []byte {
	t.Helper()
	var b []byte
	var entries []Entry
	for _, m := range members {
		e, err := NewEntry(m.name)
		check(t, err)
		data := m.data
		if m.deflate {
			e.Method, data = Deflate, deflated(t, m.data)
		}
		e.CRC, e.Size, e.CompressedSize = crc32.ChecksumIEEE([]byte(m.data)), int64(len(m.data)), int64(len(data))
		e.Offset = int64(len(b))
		b = AppendLocal(b, &e, e.Offset, align)
		if want := e.Offset + int64(LocalSize(&e, e.Offset, align)); int64(len(b)) != want {
			t.Fatalf("the data of %q are at %d, LocalSize says %d", m.name, len(b), want)
		}
		b = append(b, data...)
		entries = append(entries, e)
	}
	return finish(b, entries)
}

// finish appends the directory and the end record.
func finish(b []byte, entries []Entry) []byte {
	offset := len(b)
	for i := range entries {
		b = AppendCentral(b, &entries[i])
	}
	return AppendEnd(b, len(entries), int64(offset), int64(len(b)-offset))
}

func deflated(t testing.TB, s string) string {
	var b strings.Builder
	w, err := flate.NewWriter(&b, 6)
	check(t, err)
	_, err = io.WriteString(w, s)
	check(t, err)
	check(t, w.Close())
	return b.String()
}

// read reads the directory and the local headers of b.
func read(b []byte) (*Directory, []int64, error) {
	ra := bytes.NewReader(b)
	d, err := ReadDirectory(ra, int64(len(b)), 1<<20)
	if err != nil {
		return nil, nil, err
	}
	offsets := make([]int64, len(d.Entries))
	for i := range d.Entries {
		if err := d.Entries[i].Check(); err != nil {
			return nil, nil, err
		}
		if offsets[i], err = d.Entries[i].DataOffset(ra); err != nil {
			return nil, nil, err
		}
	}
	return d, offsets, nil
}

// compare compares what is read from b with members.
func compare(t *testing.T, b []byte, members []content) {
	t.Helper()
	d, offsets, err := read(b)
	check(t, err)
	if len(d.Entries) != len(members) {
		t.Fatalf("%d members, want %d", len(d.Entries), len(members))
	}
	for i, m := range members {
		e := d.Entries[i]
		var r io.Reader = bytes.NewReader(b[offsets[i]:][:e.CompressedSize])
		if e.Method == Deflate {
			r = flate.NewReader(r)
		}
		data, err := io.ReadAll(r)
		if err != nil || e.Name != m.name || string(data) != m.data || e.Size != int64(len(data)) || e.CRC != crc32.ChecksumIEEE(data) {
			t.Errorf("member %d: %q, %d bytes, CRC %08x, %v; want %q, %d bytes", i, e.Name, e.Size, e.CRC, err, m.name, len(m.data))
		}
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refuse wants an error of the kind whose text has the part.
func refuse(t *testing.T, err error, kind Kind, part string) {
	t.Helper()
	e, ok := err.(*Error)
	if !ok || e.Kind != kind || !strings.Contains(err.Error(), part) {
		t.Errorf("error %v, want one of kind %d with %q", err, kind, part)
	}
}

// sparse is a file of zeros, but for the pieces.
type sparse struct {
	size   int64
	pieces map[int64][]byte
}

func (s *sparse) ReadAt(b []byte, offset int64) (int, error) {
	n := int(min(int64(len(b)), s.size-offset))
	clear(b[:n])
	for at, piece := range s.pieces {
		switch {
		case at >= offset && at < offset+int64(n):
			copy(b[at-offset:n], piece)
		case at < offset && offset < at+int64(len(piece)):
			copy(b[:n], piece[offset-at:])
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (s *sparse) put(at int64, b []byte) int64 {
	if s.pieces == nil {
		s.pieces = map[int64][]byte{}
	}
	s.pieces[at] = b
	s.size = max(s.size, at+int64(len(b)))
	return at + int64(len(b))
}

// counted counts the reads.
type counted struct {
	io.ReaderAt
	reads int
}

func (c *counted) ReadAt(b []byte, offset int64) (int, error) {
	c.reads++
	return c.ReaderAt.ReadAt(b, offset)
}

// many is an archive of n members without data.
func many(t testing.TB, n int) []byte {
	var b []byte
	entries := make([]Entry, n)
	for i := range entries {
		var err error
		entries[i], err = NewEntry(fmt.Sprintf("group/array_%06d.npy", i))
		check(t, err)
		entries[i].Offset = int64(len(b))
		b = AppendLocal(b, &entries[i], int64(len(b)), 0)
	}
	return finish(b, entries)
}
