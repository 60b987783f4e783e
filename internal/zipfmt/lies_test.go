package zipfmt

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestLies changes a good archive in one thing.
func TestLies(t *testing.T) {
	plain := ours(t, 0, some[:2])
	d, _, err := read(plain)
	check(t, err)
	at, end := int(d.Offset), len(plain)-endSize
	second := int(d.Entries[1].Offset)
	wide := withZip64(plain, 0xFF, 0)
	wideEnd := end + end64Size + locatorSize
	set := func(b []byte, at int, s string) []byte {
		return append(slices.Clone(b[:at]), s+string(b[at+len(s):])...)
	}
	for _, c := range []struct {
		b    []byte
		kind Kind
		part string
	}{
		{nil, Damaged, "0 bytes are too few"},
		{[]byte("PK\x03\x04"), Damaged, "4 bytes are too few"},
		{[]byte("\x93NUMPY" + strings.Repeat(" ", 100)), Damaged, "a .npy file"},
		{make([]byte, 1000), Damaged, "does not start with PK"},
		{append([]byte("#!/bin/sh\n"), plain...), Damaged, "does not start with PK"},
		{append([]byte("#!/bin/sh\n"), wide...), Damaged, "does not start with PK"},
		{append([]byte("PK\x03\x04"), plain...), Damaged, "bytes were put into or before the archive"},
		{append([]byte("PK\x03\x04"), wide...), Damaged, "no ZIP64 end record that ends at its locator"},
		{slices.Concat(plain, plain), Damaged, "bytes were put into or before"},
		{slices.Concat(plain[:end], []byte("gap"), plain[end:]), Damaged, "bytes were put into or before"},
		{slices.Concat(plain[:at], plain[end:]), Damaged, "reach beyond the end record"},
		{plain[:end], Damaged, "its end is missing"},
		{plain[:len(plain)-1], Damaged, "its end is missing"},
		{withZip64(AppendEnd(nil, 0, 0, 0), 0, 0), Damaged, "does not start with PK"}, // Python reads it, numpy.load does not
		{set(plain, end+4, "\x01"), Unsupported, "disks"},
		{set(plain, end+6, "\x01"), Unsupported, "disks"},
		{set(plain, end+8, "\x01"), Unsupported, "disks"},
		{set(plain, end+8, "\x01\x00\x01"), Damaged, "the end record counts 1 members, the directory has 2"},
		{set(plain, end+8, "\x03\x00\x03"), Damaged, "the end record counts 3 members, the directory has 2"},
		{set(plain, end+8, "\x03\x01\x03\x01"), Limit, "259 members are more than the limit of 100"},
		{set(plain, end+12, "\x01\x00"), Damaged, "bytes were put into or before"},
		{set(plain, end+12, "\xff\xff\xff\xff"), Damaged, "reach beyond the end record"},
		{set(plain, end+16, "\x00\x00"), Damaged, "bytes were put into or before"},
		{set(plain, end+16, "\xff\xff\xff\xff"), Damaged, "reach beyond the end record"},
		{set(plain, at, "p"), Damaged, "no directory entry"},
		{set(plain, at+28, "\x04"), Damaged, "no directory entry"},
		{set(plain, at+51+28, "\xff\xff"), Damaged, "does not end where the directory does"},
		{set(plain, at+34, "\x01"), Unsupported, "disk 1"},
		{set(plain, at+34, "\xff\xff"), Unsupported, "disk 65535"},
		{set(plain, at+42, "\xff\xff\xff\xff"), Damaged, "ZIP64 field, which has to hold"},
		{set(plain, at+20, "\xff\xff\xff\xff"), Damaged, "ZIP64 field, which has to hold"},
		{set(plain, at+42, fmt.Sprintf("%c", second)), Damaged, "run into what starts at byte"},
		{set(plain, at+42, "\x01"), Damaged, "run into what starts at byte"},
		{set(plain, at+20, "\x0c"), Damaged, "run into what starts at byte 44"},
		{set(plain, at+51+20, "\x00\x01"), Damaged, fmt.Sprint("run into what starts at byte ", at)},
		{set(plain, at+51+42, "\x2d"), Damaged, "run into what starts at byte 104"},
		{set(wide, end, "p"), Damaged, "no ZIP64 end record"},
		{set(wide, end+4, "\x2d"), Damaged, "no ZIP64 end record"},
		{set(wide, end+16, "\x01"), Unsupported, "disks"},
		{set(wide, end+20, "\x01"), Unsupported, "disks"},
		{set(wide, end+24, "\x01"), Unsupported, "disks"},
		{set(wide, end+24, "\x01\x00\x00\x00\x00\x00\x00\x00\x01"), Damaged, "counts 1 members, the directory has 2"},
		{set(wide, end+24, "\x02\x00\x00\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x00\x00\x01"), Limit, "are more than the limit"},
		{set(wide, end+40, "\x01"), Damaged, "bytes were put into or before"},
		{set(wide, end+47, "\x80"), Damaged, "reach beyond the end record"},
		{set(wide, end+48, "\xff"), Damaged, "reach beyond the end record"},
		{set(wide, end+55, "\x80"), Damaged, "reach beyond the end record"},
		{set(wide, end+end64Size+4, "\x01"), Unsupported, "disks"},
		{set(wide, end+end64Size+8, "\x01"), Damaged, "no ZIP64 end record"},
		{set(wide, end+end64Size+15, "\xff"), Damaged, "not before its locator"},
		{set(wide, end+end64Size+16, "\x02"), Unsupported, "disks"},
		{set(wide, wideEnd+4, "\x01"), Unsupported, "disks"},
		{set(wide, wideEnd+10, "\x03\x00"), Damaged, "different directories"},
		{set(wide, wideEnd+12, "\x01\x00\x00\x00"), Damaged, "different directories"},
		{set(wide, wideEnd+16, "\x01\x00\x00\x00"), Damaged, "different directories"},
	} {
		d, err := ReadDirectory(bytes.NewReader(c.b), int64(len(c.b)), 100)
		if d != nil {
			t.Errorf("%q is read", c.b)
		}
		refuse(t, err, c.kind, c.part)
	}
}

// TestSizesThatOverflow has members whose sizes are near the largest number there is: the sums with them must not become small again.
func TestSizesThatOverflow(t *testing.T) {
	plain := ours(t, 0, some[:2])
	d, _, err := read(plain)
	check(t, err)
	for _, size := range []int64{d.Offset + 1, 1 << 32, 1 << 62, 1<<63 - 1, 1<<63 - 1 - d.Offset} {
		for i := range d.Entries {
			entries := slices.Clone(d.Entries)
			e := &entries[i]
			e.CompressedSize = size
			b := finish(plain[:d.Offset:d.Offset], entries)
			_, err := ReadDirectory(bytes.NewReader(b), int64(len(b)), 100)
			refuse(t, err, Damaged, fmt.Sprintf("its %d bytes of data run into what starts at byte ", size))
		}
	}
	near := slices.Clone(d.Entries) // the second member begins where the first one's header has no room: limit-size-header is below all numbers
	near[0].CompressedSize, near[1].Offset = 1<<63-1, 1
	b := finish(plain[:d.Offset:d.Offset], near)
	_, err = ReadDirectory(bytes.NewReader(b), int64(len(b)), 100)
	refuse(t, err, Damaged, "its 9223372036854775807 bytes of data run into what starts at byte 1")
	huge := Entry{Method: Deflate, CompressedSize: 1<<63 - 1, Size: 1<<63 - 1}
	check(t, huge.Check())
	huge.CompressedSize = (1<<63 - 1) / 2000
	check(t, (&Entry{Method: Deflate, CompressedSize: huge.CompressedSize, Size: 1032 * huge.CompressedSize}).Check())
	refuse(t, huge.Check(), Damaged, "deflated bytes inflate to the 9223372036854775807")
}

// TestMethods names those that other programs use.
func TestMethods(t *testing.T) {
	for method, name := range map[uint16]string{9: " (deflate64)", 12: " (bzip2)", 14: " (LZMA)", 93: " (Zstandard)", 95: " (xz)", 1: ";", 65535: ";"} {
		err := (&Entry{Method: method}).Check()
		refuse(t, err, Unsupported, fmt.Sprintf("compressed with method %d%s", method, name))
	}
}

// TestClosedMembers: those whose flags say that they cannot be read are refused before their local header is looked at.
func TestClosedMembers(t *testing.T) {
	for flag, part := range map[uint16]string{flagEncrypted: "encrypted", flagStrong: "encrypted", flagMasked: "encrypted", flagPatch: "patches"} {
		e := Entry{Name: "a", Flags: flag}
		_, err := e.DataOffset(bytes.NewReader(nil))
		refuse(t, err, Unsupported, part)
		refuse(t, e.Check(), Unsupported, part)
	}
}

// TestExtraLies has extra data in the directory that are wrong.
func TestExtraLies(t *testing.T) {
	for _, c := range []struct {
		extra, part string
	}{
		{"\x34\x12\x01\x00", "field 0x1234 of its extra data is longer"},
		{"\x01\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00", "two ZIP64 fields"},
		{"\x01\x00\x00\x00", "ZIP64 field is too short"},
		{"\x01\x00\x07\x00\x00\x00\x00\x00\x00\x00\x00", "ZIP64 field is too short"},
		{"\x01\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x80", "tells of 9223372036854775808 bytes"},
		{"\x01\x00\x08\x00\xff\xff\xff\xff\xff\xff\xff\x7f", "run into"},
	} {
		e := Entry{Raw: "a", Extra: []byte(c.extra)}
		b := AppendLocal(nil, &e, 0, 0)
		at := len(b)
		b = finish(b, []Entry{e})
		copy(b[at+20:], "\xff\xff\xff\xff") // the compressed size
		_, _, err := read(b)
		refuse(t, err, Damaged, c.part)
	}
	e := Entry{Raw: "a", Extra: []byte("\x34\x12\x00\x00xyz")} // less than a field at the end is padding
	_, _, err := read(finish(AppendLocal(nil, &e, 0, 0), []Entry{e}))
	check(t, err)
}

// TestEveryByte changes each byte of the records, and cuts the archive at each byte. What is read all the same has its members where they were, or
// at least in places that are theirs.
func TestEveryByte(t *testing.T) {
	for _, plain := range [][]byte{ours(t, 8, some), standard(t, "comment", some), withZip64(ours(t, 0, some), 0, 3), withZip64(ours(t, 0, some), 0xFF, 0)} {
		d, offsets, err := read(plain)
		check(t, err)
		b := slices.Clone(plain)
		for i := range b {
			for _, to := range []byte{0, 1, b[i] ^ 0x80, b[i] + 1, b[i] - 1, 0xFF} {
				b[i] = to
				got, at, err := read(b)
				b[i] = plain[i]
				if err != nil {
					continue
				}
				if len(got.Entries) != len(d.Entries) || got.Offset != d.Offset {
					t.Fatalf("byte %d = %#x: %d members, directory at %d", i, to, len(got.Entries), got.Offset)
				}
				for k, e := range got.Entries {
					w := d.Entries[k]
					if e.Raw != w.Raw || e.Offset != w.Offset || e.Method != w.Method || e.Limit != w.Limit || at[k]+e.CompressedSize > e.Limit || at[k] < offsets[k]-100 {
						t.Errorf("byte %d = %#x: %+v with data at %d, was %+v at %d", i, to, e, at[k], w, offsets[k])
					}
				}
			}
		}
		complete := len(plain) - len(d.Comment)
		for n := range complete {
			if _, _, err := read(plain[:n]); err == nil {
				t.Errorf("%d of %d bytes are read", n, len(plain))
			}
		}
	}
}

// TestMemory: what a file of holes says of its size is no reason to allocate.
func TestMemory(t *testing.T) {
	const size = 1 << 40
	members := ours(t, 0, some[:1])
	for _, c := range []struct {
		kind Kind
		part string
		file func(s *sparse)
	}{
		{Damaged, "no directory entry", func(s *sparse) { // a large directory, which is not there
			s.put(0, members)
			s.put(1<<26, AppendEnd(nil, max16, 1000, 1<<26-1000))
		}},
		{Damaged, "no directory entry", func(s *sparse) { // one that starts well
			s.put(0, members)
			s.put(1<<30, many(t, 1000)[1000*52:][:1000*68])
			s.put(1<<30+1<<26, AppendEnd(nil, max16, 1<<30, 1<<26))
		}},
		{Limit, "65536 members are more than the limit of 65535", func(s *sparse) {
			s.put(0, members)
			s.put(1<<33, AppendEnd(nil, max16+1, 1000, 1<<33-1000))
		}},
		{Limit, "does not fit into memory", func(s *sparse) {
			s.put(0, members)
			s.put(1<<62, AppendEnd(nil, max16, 1000, 1<<62-1000))
		}},
		{Limit, "more members than the limit of 65535", func(s *sparse) { // more than the first 16 MiB of a directory, and more members than it tells
			s.put(0, members)
			at := s.put(1<<30, bytes.Repeat(many(t, 100)[100*52:][:100*68], 3000))
			s.put(at, AppendEnd(nil, 300_000&max16, 1<<30, at-1<<30))
		}},
		{Damaged, "does not start with PK", func(s *sparse) { s.size = size }},
	} {
		var file sparse
		c.file(&file)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadDirectory(&file, file.size, max16)
		runtime.ReadMemStats(&after)
		if bytes := after.TotalAlloc - before.TotalAlloc; bytes > 20<<20 {
			t.Errorf("%d bytes allocated", bytes)
		}
		refuse(t, err, c.kind, c.part)
	}
}
