package zipfmt

import (
	"archive/zip"
	"bytes"
	"reflect"
	"testing"
)

// FuzzDirectory reads an archive as archive/zip does, and writes its members again.
func FuzzDirectory(f *testing.F) {
	plain := ours(f, 64, some)
	f.Add(plain)
	f.Add(standard(f, "comment", some))
	f.Add(withZip64(plain, 0xFF, 4))
	f.Add(AppendEnd(nil, 0, 0, 0))
	e := Entry{Raw: "a", Method: 12, Size: 1 << 40, Extra: []byte("\x01\x00\x08\x00\x00\x00\x00\x00\x00\x01\x00\x00")}
	f.Add(finish(AppendLocal(nil, &e, 0, 8), []Entry{e}))
	f.Fuzz(func(t *testing.T, b []byte) {
		ra := bytes.NewReader(b)
		d, err := ReadDirectory(ra, int64(len(b)), 1000)
		if err != nil {
			return
		}
		offsets := make([]int64, len(d.Entries))
		for i := range d.Entries {
			if offsets[i], err = d.Entries[i].DataOffset(ra); err != nil {
				offsets[i] = -1
			}
		}
		if z, err := zip.NewReader(ra, int64(len(b))); err == nil {
			compareWith(t, z, d, offsets)
		}
		copyAll(t, b, d, offsets)
	})
}

func compareWith(t *testing.T, z *zip.Reader, d *Directory, offsets []int64) {
	if len(z.File) != len(d.Entries) {
		t.Fatalf("%d members, archive/zip has %d", len(d.Entries), len(z.File))
	}
	for i, e := range d.Entries {
		f := z.File[i]
		if f.Name != e.Raw || f.Method != e.Method || f.CRC32 != e.CRC || f.Comment != string(e.Comment) ||
			f.UncompressedSize64 != uint64(e.Size) || f.CompressedSize64 != uint64(e.CompressedSize) {
			t.Fatalf("%+v\narchive/zip: %+v", e, f.FileHeader)
		}
		if at, err := f.DataOffset(); offsets[i] >= 0 && (err != nil || at != offsets[i]) {
			t.Fatalf("the data of %q are at %d, for archive/zip at %d (%v)", e.Name, offsets[i], at, err)
		}
	}
}

// copyAll writes the members that can be read, and compares what is read of that.
func copyAll(t *testing.T, from []byte, d *Directory, offsets []int64) {
	var entries []Entry
	var b []byte
	for i, e := range d.Entries {
		if offsets[i] < 0 {
			continue
		}
		e.Offset = int64(len(b))
		e.Flags &^= flagDescriptor
		b = AppendLocal(b, &e, e.Offset, 64)
		b = append(b, from[offsets[i]:][:e.CompressedSize]...)
		entries = append(entries, e)
	}
	b = finish(b, entries)
	again, err := ReadDirectory(bytes.NewReader(b), int64(len(b)), len(entries))
	if err != nil {
		t.Fatalf("a copy of %+v: %v", entries, err)
	}
	for i, e := range again.Entries {
		at, err := e.DataOffset(bytes.NewReader(b))
		if err != nil || at%64 != 0 {
			t.Fatalf("%q: data at %d, %v", e.Name, at, err)
		}
		w := entries[i]
		e.Limit, e.Needed = w.Limit, w.Needed
		if len(e.Extra)+len(e.Comment)+len(w.Extra)+len(w.Comment) == 0 {
			e.Extra, e.Comment, w.Extra, w.Comment = nil, nil, nil, nil
		}
		if !reflect.DeepEqual(e, w) {
			t.Fatalf("a copy of %+v\nis %+v", w, e)
		}
	}
}

// FuzzIndex parses indexes of both kinds, and writes what it takes again.
func FuzzIndex(f *testing.F) {
	x, e := blocks(3, 1024, true)
	f.Add(x.AppendExtra(nil), e.Size, e.CompressedSize)
	x, e = blocks(3, 1<<31, true)
	f.Add(x.AppendExtra(nil), e.Size, e.CompressedSize)
	for _, withCRCs := range []bool{false, true} {
		x, e = blocks(3, 1000, withCRCs)
		f.Add(sozipContent(e, x), e.Size, e.CompressedSize)
	}
	f.Fuzz(func(t *testing.T, b []byte, size, csize int64) {
		if size < 0 || csize < 0 {
			return
		}
		e := &Entry{Raw: "a", Method: Deflate, Size: size, CompressedSize: csize, Extra: b}
		if x, ok := ParseIndex(e); ok {
			sound(t, x, e)
			e.Extra = x.AppendExtra(nil)
			if again, ok := ParseIndex(e); !ok || !reflect.DeepEqual(again, x) {
				t.Fatalf("%v is written and read as %v", x, again)
			}
		}
		if len(b) < sozipHeader {
			return
		}
		if x, ok := parseSOZip(b, e); ok {
			sound(t, x, e)
			again, ok := parseSOZip(sozipContent(e, x), e)
			if !ok || !reflect.DeepEqual(again, x) {
				t.Fatalf("%v is written and read as %v", x, again)
			}
		}
	})
}

// sound checks what a reader of blocks relies on.
func sound(t *testing.T, x *Index, e *Entry) {
	n := int64(len(x.Ends))
	if n < 1 || x.Chunk < 1 || (n-1)*x.Chunk >= e.Size || n*x.Chunk < e.Size || x.Ends[n-1] != e.CompressedSize || x.CRCs != nil && len(x.CRCs) != len(x.Ends) {
		t.Fatalf("%v is no index of %d bytes, %d compressed", x, e.Size, e.CompressedSize)
	}
	start := int64(0)
	for _, end := range x.Ends {
		if end <= start {
			t.Fatalf("%v has a block from %d to %d", x, start, end)
		}
		start = end
	}
}
