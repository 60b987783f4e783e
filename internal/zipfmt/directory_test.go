package zipfmt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"
)

func TestReadDirectory(t *testing.T) {
	long := strings.Repeat("comment ", 8191)
	for _, comment := range []string{"", "a comment", long} {
		compare(t, standard(t, comment, some), some)
		d, _, err := read(standard(t, comment, some))
		check(t, err)
		if string(d.Comment) != comment {
			t.Errorf("comment %.20q, want %.20q", d.Comment, comment)
		}
	}
	compare(t, standard(t, "", nil), nil)
}

// TestOdd changes an archive into others that Python's zipfile reads.
func TestOdd(t *testing.T) {
	plain := standard(t, "", some)
	d, _, err := read(plain)
	check(t, err)

	t.Run("bytes behind the end", func(t *testing.T) {
		compare(t, append(slices.Clone(plain), make([]byte, 1<<16)...), some)
		_, _, err := read(append(slices.Clone(plain), make([]byte, 1<<16+1)...))
		refuse(t, err, Damaged, "no end record")
	})
	t.Run("comment longer than the file", func(t *testing.T) {
		b := slices.Clone(plain)
		b[len(b)-2] = 9
		compare(t, append(b, "short"...), some)
	})
	t.Run("gaps", func(t *testing.T) {
		b := []byte("PK\x03\x04 what was a member")
		entries := slices.Clone(d.Entries)
		for i := range entries {
			e := &entries[i]
			at := e.Offset
			e.Offset = int64(len(b))
			b = append(b, plain[at:e.Limit]...)
			b = append(b, "PK\x03\x04 gap"...)
		}
		compare(t, finish(b, entries), some)
	})
	t.Run("directory in another order", func(t *testing.T) {
		entries, members := slices.Clone(d.Entries), slices.Clone(some)
		slices.Reverse(entries)
		slices.Reverse(members)
		compare(t, finish(slices.Clone(plain[:d.Offset]), entries), members)
	})
	t.Run("ZIP64 records without need", func(t *testing.T) {
		for _, fill := range []byte{0, 0xFF} { // the numbers of the end record, or all ones
			for _, more := range []int{0, 5} { // bytes of the extensible data sector
				compare(t, withZip64(plain, fill, more), some)
			}
		}
	})
	t.Run("ZIP64 field in the directory", func(t *testing.T) {
		compare(t, wideDirectory(t, plain, d), some)
	})
	t.Run("count modulo 65536", func(t *testing.T) {
		b := many(t, 65600)
		at := bytes.LastIndex(b, []byte("PK\x06\x06"))
		b = append(b[:at], b[at+end64Size+locatorSize:]...)
		binary.LittleEndian.PutUint16(b[at+8:], 64)
		binary.LittleEndian.PutUint16(b[at+10:], 64)
		d, _, err := read(b)
		check(t, err)
		if len(d.Entries) != 65600 {
			t.Errorf("%d members", len(d.Entries))
		}
	})
	t.Run("local header that knows nothing", func(t *testing.T) {
		for _, fill := range []byte{0, 0xFF} {
			b := slices.Clone(plain)
			for _, e := range d.Entries {
				for i := range 12 {
					b[e.Offset+14+int64(i)] = fill
				}
			}
			compare(t, b, some)
		}
	})
}

// withZip64 puts ZIP64 end records before the end record of b, whose own numbers are or-ed with fill.
func withZip64(b []byte, fill byte, more int) []byte {
	le := binary.LittleEndian
	end := slices.Clone(b[len(b)-endSize:])
	count, size, offset := int64(le.Uint16(end[10:])), int64(le.Uint32(end[12:])), int64(le.Uint32(end[16:]))
	records := AppendEnd(nil, max16, offset, size)[:end64Size+locatorSize]
	le.PutUint64(records[4:], uint64(end64Size-12+more))
	le.PutUint64(records[24:], uint64(count))
	le.PutUint64(records[32:], uint64(count))
	records = slices.Insert(records, end64Size, make([]byte, more)...)
	for i := 8; i < 20; i++ {
		end[i] |= fill
	}
	return slices.Concat(b[:len(b)-endSize], records, end)
}

// wideDirectory moves all sizes and offsets of the directory of b into ZIP64 fields, which stand before, behind and between other fields.
func wideDirectory(t *testing.T, b []byte, d *Directory) []byte {
	other := []string{"", "\x34\x12\x02\x00ab", "\x35\x12\x00\x00"}
	out := slices.Clone(b[:d.Offset])
	var want []string
	for i, e := range d.Entries {
		before, behind := other[i%3], other[(i+1)%3]
		want = append(want, before+behind)
		field := binary.LittleEndian.AppendUint32(nil, 28<<16|idZip64)
		for _, v := range []int64{e.Size, e.CompressedSize, e.Offset} {
			field = binary.LittleEndian.AppendUint64(field, uint64(v))
		}
		field = append(field, 0, 0, 0, 0) // disk
		e.Extra = []byte(before + string(field) + behind)
		at := len(out)
		out = AppendCentral(out, &e)
		for _, i := range []int{20, 24, 42} {
			binary.LittleEndian.PutUint32(out[at+i:], max32)
		}
		binary.LittleEndian.PutUint16(out[at+34:], max16)
	}
	out = AppendEnd(out, len(d.Entries), d.Offset, int64(len(out))-d.Offset)
	wide, _, err := read(out)
	check(t, err)
	for i, e := range wide.Entries {
		if string(e.Extra) != want[i] {
			t.Errorf("%q: extra data %q without the ZIP64 field, want %q", e.Name, e.Extra, want[i])
		}
	}
	return out
}

func TestNames(t *testing.T) {
	unicodePath := func(raw, name string) []byte {
		b := binary.LittleEndian.AppendUint16(nil, idUnicode)
		b = append(b, byte(5+len(name)), 0, 1)
		b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(raw)))
		return append(b, name...)
	}
	for _, c := range []struct {
		raw   string
		flags uint16
		extra []byte
		want  string
		fail  string
	}{
		{raw: "a.npy", want: "a.npy"},
		{raw: "a\x01\x7f", want: "a\x01\x7f"},
		{raw: "\x80\x81\xe1\xff.npy", want: "Çüß\u00a0.npy"},
		{raw: "é.npy", want: "├⌐.npy"},
		{raw: "é.npy", flags: flagUTF8, want: "é.npy"},
		{raw: "../\\C:", want: "../\\C:"},
		{raw: "\xff", flags: flagUTF8, fail: "not UTF-8"},
		{raw: "a\x00b", fail: "zero byte"},
		{raw: "\xe9", extra: unicodePath("\xe9", "é"), want: "é"},
		{raw: "\xe9", extra: unicodePath("\xea", "é"), want: "Θ"},
		{raw: "\xe9", extra: unicodePath("\xe9", ""), want: "Θ"},
		{raw: "\xe9", extra: unicodePath("\xe9", "\xe9"), fail: "not UTF-8"},
		{raw: "\xe9", extra: unicodePath("\xe9", "\x00"), fail: "zero byte"},
	} {
		e := Entry{Raw: c.raw, Flags: c.flags, Extra: c.extra}
		d, _, err := read(finish(AppendLocal(nil, &e, 0, 0), []Entry{e}))
		if c.fail != "" {
			refuse(t, err, Damaged, c.fail)
			continue
		}
		check(t, err)
		if got := d.Entries[0]; got.Name != c.want || got.Raw != c.raw || !bytes.Equal(got.Extra, c.extra) {
			t.Errorf("%q with flags %#x: name %q, raw %q, want %q", c.raw, c.flags, got.Name, got.Raw, c.want)
		}
	}
}

// TestCodePage437: the upper half has no ASCII and no character twice.
func TestCodePage437(t *testing.T) {
	seen := map[rune]bool{}
	for c := range 256 {
		r := decode437(byte(c))
		if seen[r] || c < 128 != (r < 128) {
			t.Errorf("byte %#x is %q", c, r)
		}
		seen[r] = true
	}
}

// TestMembersOneByOne: what makes one member unreadable is an error of that member, and not of the archive.
func TestMembersOneByOne(t *testing.T) {
	for _, c := range []struct {
		change func(e *Entry)
		kind   Kind
		part   string
	}{
		{func(e *Entry) { e.Flags = flagEncrypted }, Unsupported, "encrypted"},
		{func(e *Entry) { e.Flags = flagStrong | flagEncrypted }, Unsupported, "encrypted"},
		{func(e *Entry) { e.Flags = flagMasked }, Unsupported, "encrypted"},
		{func(e *Entry) { e.Flags = flagPatch }, Unsupported, "patches"},
		{func(e *Entry) { e.Method = 12 }, Unsupported, "method 12 (bzip2)"},
		{func(e *Entry) { e.Method = 93 }, Unsupported, "method 93 (Zstandard)"},
		{func(e *Entry) { e.Method = 99 }, Unsupported, "method 99;"},
		{func(e *Entry) { e.Size++ }, Damaged, "it is stored, with 9 bytes"},
		{func(e *Entry) { e.Method, e.Size = Deflate, 1032*9+65 }, Damaged, "no 9 deflated bytes inflate to the 9353"},
		{func(e *Entry) { e.Method, e.Size = Deflate, 1<<62 }, Damaged, "no 9 deflated bytes"},
	} {
		b := ours(t, 0, some[:2])
		d, _, err := read(b)
		check(t, err)
		entries := slices.Clone(d.Entries)
		c.change(&entries[0])
		b = finish(b[:d.Offset], entries)
		d, err = ReadDirectory(bytes.NewReader(b), int64(len(b)), 10)
		check(t, err)
		refuse(t, d.Entries[0].Check(), c.kind, c.part)
		check(t, d.Entries[1].Check())
	}
	e := Entry{Method: Deflate, CompressedSize: 9, Size: 1032*9 + 64}
	check(t, e.Check())
}

// TestDataOffset changes the local header only.
func TestDataOffset(t *testing.T) {
	for _, c := range []struct {
		at   int // in the local header
		to   byte
		kind Kind
		part string
	}{
		{0, 'p', Damaged, "no local header"},
		{3, 5, Damaged, "no local header"},
		{6, flagEncrypted, Unsupported, "encrypted"},
		{6, flagStrong, Unsupported, "encrypted"},
		{7, flagMasked >> 8, Unsupported, "encrypted"},
		{8, Deflate, Damaged, "the local header has method 8, the directory 0"},
		{26, 4, Damaged, "another name"},
		{26, 6, Damaged, "another name"},
		{30, 'b', Damaged, "another name"},
		{28, 1, Damaged, "run into what starts at byte 44"},
		{29, 0xFF, Damaged, "run into"},
	} {
		b := ours(t, 0, some[:2])
		b[c.at] = c.to
		_, _, err := read(b)
		refuse(t, err, c.kind, c.part)
	}
	b := ours(t, 0, []content{{"é", "", false}})
	b[7] = 0 // without the flag, the same bytes are another name
	_, _, err := read(b)
	refuse(t, err, Damaged, "another name")
}

// TestLimit has one member too many, of which the end record knows nothing.
func TestLimit(t *testing.T) {
	b := ours(t, 0, some)
	_, err := ReadDirectory(bytes.NewReader(b), int64(len(b)), len(some))
	check(t, err)
	_, err = ReadDirectory(bytes.NewReader(b), int64(len(b)), len(some)-1)
	refuse(t, err, Limit, "4 members are more than the limit of 3")
	copy(b[len(b)-14:], "\x01\x00\x01\x00")
	_, err = ReadDirectory(bytes.NewReader(b), int64(len(b)), len(some)-1)
	refuse(t, err, Limit, "more members than the limit of 3")
}

// TestLargeDirectory has a directory that is read in parts.
func TestLargeDirectory(t *testing.T) {
	const n = 2000
	var b []byte
	entries := make([]Entry, n)
	for i := range entries {
		entries[i] = Entry{Raw: fmt.Sprint(i), Comment: bytes.Repeat([]byte{byte(i)}, 20_000+i), Offset: int64(len(b))}
		b = AppendLocal(b, &entries[i], int64(len(b)), 0)
	}
	d, _, err := read(finish(b, entries))
	check(t, err)
	for i, e := range d.Entries {
		if e.Name != fmt.Sprint(i) || len(e.Comment) != 20_000+i || e.Comment[i] != byte(i) {
			t.Fatalf("member %d: %q with %d bytes of comment", i, e.Name, len(e.Comment))
		}
	}
}

// TestReads counts reads and allocations: each read is a request if the file is remote.
func TestReads(t *testing.T) {
	for _, c := range []struct {
		name          string
		b             []byte
		reads, allocs int
	}{
		{"small", ours(t, 64, some), 1, 10},
		{"gap at the start", finish([]byte("PK\x03\x04   "), nil), 2, 10},
		{"directory of a megabyte", many(t, 15000), 2, 10},
	} {
		ra := &counted{ReaderAt: bytes.NewReader(c.b)}
		_, err := ReadDirectory(ra, int64(len(c.b)), 1<<20)
		check(t, err)
		if ra.reads != c.reads {
			t.Errorf("%s: %d reads, want %d", c.name, ra.reads, c.reads)
		}
		if n := testing.AllocsPerRun(5, func() { ReadDirectory(ra, int64(len(c.b)), 1<<20) }); n > float64(c.allocs) {
			t.Errorf("%s: %v allocations, at most %d are promised", c.name, n, c.allocs)
		}
	}
}

// failing reads up to a byte.
type failing struct {
	io.ReaderAt
	from int64
	err  error
}

func (f failing) ReadAt(b []byte, offset int64) (int, error) {
	if n := f.from - offset; n < int64(len(b)) {
		n, _ := f.ReaderAt.ReadAt(b[:max(n, 0)], offset)
		return n, f.err
	}
	return f.ReaderAt.ReadAt(b, offset)
}

// TestReaderFails: errors of the reader come through, and a file that is shorter than its size is an unexpected end.
func TestReaderFails(t *testing.T) {
	b := many(t, 2000)
	broken := errors.New("broken")
	for _, from := range []int64{0, int64(len(b) - 100000), int64(len(b) - 1)} {
		_, err := ReadDirectory(failing{bytes.NewReader(b), from, broken}, int64(len(b)), 1<<20)
		refuse(t, err, Failed, "broken")
		if !errors.Is(err, broken) {
			t.Errorf("%v does not wrap the reader's error", err)
		}
		_, err = ReadDirectory(failing{bytes.NewReader(b), from, io.EOF}, int64(len(b)), 1<<20)
		refuse(t, err, Damaged, "the file ends before its size")
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%v is no unexpected end", err)
		}
	}
}

// gap is a file of which some bytes cannot be had.
type gap struct {
	io.ReaderAt
	lo, hi int64
	err    error
}

func (g gap) ReadAt(b []byte, offset int64) (int, error) {
	if offset < g.hi && offset+int64(len(b)) > g.lo {
		return 0, g.err
	}
	return g.ReaderAt.ReadAt(b, offset)
}

// TestGaps: wherever the bytes lie that a directory takes, that they cannot be had is the reader's error.
func TestGaps(t *testing.T) {
	broken := errors.New("broken")
	b := many(t, 2000)
	d, _, err := read(b)
	check(t, err)
	stubbed := append([]byte("PK\x03\x04 a stub"), b...) // which no member is
	comment := append(bytes.Clone(withZip64(b, 0xFF, 0)), make([]byte, 65000)...)
	binary.LittleEndian.PutUint16(comment[len(comment)-65000-2:], 65000) // its ZIP64 end record does not lie in the last bytes that are read at once
	for what, c := range map[string]struct {
		b      []byte
		lo, hi int64
	}{
		"a directory longer than the last bytes": {b, d.Offset, d.Offset + 100},
		"the start of what is no archive":        {stubbed, 0, 4},
		"the start of what has no end":           {append(bytes.Clone(b[:len(b)-endSize]), make([]byte, 100)...), 0, 4},
		"a ZIP64 directory behind a comment":     {comment, d.Offset, d.Offset + 100},
	} {
		_, err := ReadDirectory(gap{bytes.NewReader(c.b), c.lo, c.hi, broken}, int64(len(c.b)), 1<<20)
		if refuse(t, err, Failed, "broken"); !errors.Is(err, broken) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
