package zipfmt

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"testing"
)

// TestAppend lets archive/zip and this package read what this package writes.
func TestAppend(t *testing.T) {
	for _, align := range []int{0, 1, 8, 64} {
		b := ours(t, align, some)
		compare(t, b, some)
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		check(t, err)
		for i, f := range z.File {
			r, err := f.Open()
			check(t, err)
			data, err := io.ReadAll(r)
			check(t, err)
			if f.Name != some[i].name || string(data) != some[i].data {
				t.Errorf("align %d: archive/zip reads %q with %q", align, f.Name, data)
			}
			if at, _ := f.DataOffset(); align > 0 && at%int64(align) != 0 {
				t.Errorf("align %d: the data of %q start at byte %d", align, f.Name, at)
			}
			if len(f.Extra) > 0 {
				t.Errorf("align %d: the directory has extra data of %q", align, f.Name)
			}
			if year, month, day := f.Modified.Date(); year != 1980 || month != 1 || day != 1 || f.Mode() != 0600 || f.CreatorVersion>>8 != 3 {
				t.Errorf("%q has the time %v, the mode %v, and is of system %d", f.Name, f.Modified, f.Mode(), f.CreatorVersion>>8)
			}
			if f.ReaderVersion != 20 || f.Flags != map[bool]uint16{true: 0, false: 0x800}[isASCII(f.Name)] {
				t.Errorf("%q needs version %d and has flags %#x", f.Name, f.ReaderVersion, f.Flags)
			}
		}
	}
}

// TestAppendBytes holds the whole of an archive against its bytes, written down from the tables of the package comment.
func TestAppendBytes(t *testing.T) {
	for _, c := range []struct {
		archive []byte
		want    string
	}{
		{AppendEnd(nil, 0, 0, 0), "504b0506 0000 0000 0000 0000 00000000 00000000 0000"},
		{ours(t, 64, []content{{"k.npy", "xyz", false}}), "" +
			"504b0304 1400 0000 0000 0000 2100 CRC 03000000 03000000 0500 1d00 6b2e6e7079" +
			"35d9 1900 4000 0000000000000000000000000000000000000000000000 78797a" +
			"504b0102 2d03 1400 0000 0000 0000 2100 CRC 03000000 03000000 0500 0000 0000 0000 0000 00008001 00000000 6b2e6e7079" +
			"504b0506 0000 0000 0100 0100 33000000 43000000 0000"},
		{AppendEnd(nil, 65535, 1<<32, 3), "" +
			"504b0606 2c00000000000000 2d03 2d00 00000000 00000000 ffff000000000000 ffff000000000000 0300000000000000 0000000001000000" +
			"504b0607 00000000 0300000001000000 01000000" +
			"504b0506 0000 0000 ffff ffff 03000000 ffffffff 0000"},
	} {
		want := strings.NewReplacer("CRC", "67ba8eeb", " ", "").Replace(c.want)
		if got := hex.EncodeToString(c.archive); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// TestAlign tries all places and lengths of names: the field has 6 bytes at least, and the extra data fewer than 128.
func TestAlign(t *testing.T) {
	for length := range 64 {
		for at := range int64(64) {
			for _, zip64 := range []bool{false, true} {
				e := Entry{Raw: strings.Repeat("n", length), Zip64: zip64}
				b := AppendLocal(nil, &e, at, 64)
				extra := b[localSize+length:]
				if (at+int64(len(b)))%64 != 0 || len(b) != LocalSize(&e, at, 64) || len(extra) > 127 || int(binary.LittleEndian.Uint16(b[28:])) != len(extra) {
					t.Fatalf("name of %d at byte %d: a header of %d bytes, LocalSize %d, extra data of %d", length, at, len(b), LocalSize(&e, at, 64), len(extra))
				}
				for len(extra) > 0 { // well-formed fields only
					n := 4 + int(binary.LittleEndian.Uint16(extra[2:]))
					if id := binary.LittleEndian.Uint16(extra); id == idAlign && (n < 6 || extra[4] != 64) {
						t.Fatalf("the field is % x", extra[:n])
					}
					extra = extra[n:]
				}
			}
		}
	}
}

// TestZip64 writes members around 2^32 bytes into a file of holes, which archive/zip and this package then read.
func TestZip64(t *testing.T) {
	for _, size := range []int64{1<<32 - 2, 1<<32 - 1, 1 << 32, 5 << 30} {
		for _, method := range []uint16{Stored, Deflate} {
			t.Run(fmt.Sprint(size, method), func(t *testing.T) {
				var file sparse
				var entries []Entry
				at := int64(0)
				for _, name := range []string{"a", "b", "c"} {
					e, err := NewEntry(name)
					check(t, err)
					e.Method, e.Size, e.CompressedSize, e.Offset = method, size, size, at
					if name != "a" {
						e.Size, e.CompressedSize = 100, 100
					}
					if method == Deflate && name == "a" {
						e.CompressedSize = size/2 + 1
					}
					e.Zip64 = name == "c"
					at = file.put(at, AppendLocal(nil, &e, at, 64)) + e.CompressedSize
					entries = append(entries, e)
				}
				end := finish(nil, entries)
				records := AppendEnd(nil, 3, 0, 0)
				end = end[:len(end)-len(records)]
				end = AppendEnd(end, 3, at, int64(len(end)))
				file.put(at, end)

				z, err := zip.NewReader(&file, file.size)
				check(t, err)
				d, err := ReadDirectory(&file, file.size, 10)
				check(t, err)
				for i, e := range d.Entries {
					check(t, e.Check())
					got, err := e.DataOffset(&file)
					check(t, err)
					f := z.File[i]
					want, err := f.DataOffset()
					check(t, err)
					if got != want || got%64 != 0 || uint64(e.Size) != f.UncompressedSize64 || uint64(e.CompressedSize) != f.CompressedSize64 {
						t.Errorf("%q at %d with %d and %d bytes, archive/zip: at %d with %d and %d", e.Name, got, e.CompressedSize, e.Size, want, f.CompressedSize64, f.UncompressedSize64)
					}
					e.Limit, e.Extra, e.Comment, e.Needed = 0, nil, nil, 0
					w := entries[i]
					w.Zip64 = false
					if fmt.Sprint(e) != fmt.Sprint(w) {
						t.Errorf("wrote %+v\nread  %+v", w, e)
					}
				}
				// Both sizes stand in the local field, and only what overflows in that of the directory.
				local := file.pieces[0]
				if wide := size >= max32; wide != (binary.LittleEndian.Uint16(local[31:]) == idZip64) || wide != (binary.LittleEndian.Uint16(local[4:]) == 45) {
					t.Errorf("the local header of %d bytes is % x", size, local)
				}
				if local := file.pieces[entries[2].Offset]; binary.LittleEndian.Uint64(local[35:]) != 100 || binary.LittleEndian.Uint32(local[18:]) != max32 {
					t.Errorf("the local header with a ZIP64 field that it does not need is % x", local)
				}
			})
		}
	}
}

// TestMany has more members than 16 bits count.
func TestMany(t *testing.T) {
	for _, n := range []int{65534, 65535, 65536, 70000} {
		b := many(t, n)
		d, _, err := read(b)
		check(t, err)
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		check(t, err)
		if len(d.Entries) != n || len(z.File) != n || d.Entries[n-1].Name != z.File[n-1].Name {
			t.Errorf("%d members, archive/zip %d, want %d", len(d.Entries), len(z.File), n)
		}
		if zip64 := bytes.Contains(b, []byte("PK\x06\x06")); zip64 != (n >= 65535) {
			t.Errorf("%d members: ZIP64 end record %v", n, zip64)
		}
	}
}

// TestCopy writes the members of an archive of archive/zip again, at other places: attributes, comments and extra data stay, descriptors go.
func TestCopy(t *testing.T) {
	var file bytes.Buffer
	w := zip.NewWriter(&file)
	for _, m := range some {
		h := &zip.FileHeader{Name: m.name, Method: Deflate, Comment: "about " + m.name, Extra: []byte("\x34\x12\x03\x00abc"), ExternalAttrs: 0644 << 16, CreatorVersion: 3 << 8}
		f, err := w.CreateHeader(h)
		check(t, err)
		_, err = io.WriteString(f, m.data)
		check(t, err)
	}
	check(t, w.Close())
	from := file.Bytes()
	d, offsets, err := read(from)
	check(t, err)
	b := []byte("PK\x03\x04 and a gap")
	for i := range d.Entries {
		d.Entries[i] = d.Entries[i].Moved(int64(len(b)))
		e := &d.Entries[i]
		b = AppendLocal(b, e, e.Offset, 64)
		if len(b)%64 != 0 {
			t.Errorf("the data start at byte %d", len(b))
		}
		b = append(b, from[offsets[i]:][:e.CompressedSize]...)
	}
	b = AppendComment(finish(b, d.Entries), []byte("of all"))
	compare(t, b, some)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	check(t, err)
	old, err := zip.NewReader(bytes.NewReader(from), int64(len(from)))
	check(t, err)
	if z.Comment != "of all" {
		t.Errorf("the comment is %q", z.Comment)
	}
	for i, f := range z.File {
		o := old.File[i]
		o.Flags &^= flagDescriptor
		if f.Comment != o.Comment || !bytes.Equal(f.Extra, o.Extra) || f.ExternalAttrs != o.ExternalAttrs || f.CreatorVersion != o.CreatorVersion || f.Flags != o.Flags {
			t.Errorf("%+v\nis a copy of %+v", f.FileHeader, o.FileHeader)
		}
	}
}

// TestCopyLargeExtra: where extra data of other programs leave no room for the ZIP64 field, they give way.
func TestCopyLargeExtra(t *testing.T) {
	extra := append([]byte("\x34\x12\xf0\xff"), make([]byte, 0xfff0)...)
	for _, offset := range []int64{0, 1 << 32} {
		e := Entry{Raw: "n", Extra: extra, Offset: offset}
		b := AppendCentral(nil, &e)
		want := map[int64]int{0: len(extra), 1 << 32: 12}[offset]
		if len(b) != entrySize(b) || len(centralExtra(b)) != want {
			t.Errorf("offset %d: extra data of %d bytes, want %d", offset, len(centralExtra(b)), want)
		}
	}
}

func TestNewEntry(t *testing.T) {
	for name, part := range map[string]string{strings.Repeat("n", 1<<16): "at most 65535", "a\xff": "not UTF-8", "a\x00b": "zero byte"} {
		_, err := NewEntry(name)
		refuse(t, err, Unsupported, part)
	}
	long := []content{{strings.Repeat("n", 1<<16-1), "", false}}
	compare(t, ours(t, 64, long), long)
}

// TestAppendAllocates nothing but what the slice grows.
func TestAppendAllocates(t *testing.T) {
	e, err := NewEntry("a.npy")
	check(t, err)
	e.Size, e.CompressedSize, e.Offset = 1<<40, 1<<40, 1<<40
	b := make([]byte, 0, 4096)
	if n := testing.AllocsPerRun(100, func() {
		AppendEnd(AppendCentral(AppendLocal(b, &e, 1, 64), &e), 1<<20, 1, 1)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
