package zipfmt

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"reflect"
	"slices"
	"testing"
)

func TestSOZipName(t *testing.T) {
	for name, want := range map[string]string{"foo": ".foo.sozip.idx", "my_dir/rivers.gpkg": "my_dir/.rivers.gpkg.sozip.idx", "": "..sozip.idx", "a/": "a/..sozip.idx"} {
		if got := SOZipName(name); got != want {
			t.Errorf("SOZipName(%q) = %q, want %q", name, got, want)
		}
	}
}

// withSOZip is a file with data of e and its index behind them.
func withSOZip(e *Entry, x *Index) *sparse {
	var file sparse
	e.Offset = 0
	data := file.put(0, AppendLocal(nil, e, 0, 0))
	end := file.put(data+e.CompressedSize, AppendSOZip(nil, e, x))
	e.Limit = end
	return &file
}

func TestSOZip(t *testing.T) {
	for _, n := range []int{2, 3, 5000} {
		for _, chunk := range []int64{100, 32 << 10, 1<<32 - 1} {
			for i, at := range []int64{0, 0, 12, 16, 20, 24} { // the size of a data descriptor
				x, e := blocks(n, chunk, i%2 > 0)
				var file sparse
				data := file.put(0, AppendLocal(nil, e, 0, 0))
				hidden := AppendSOZip(nil, e, x)
				if int64(len(hidden)) != SOZipSize(e, x) {
					t.Errorf("%d bytes, SOZipSize says %d", len(hidden), SOZipSize(e, x))
				}
				if at > 0 {
					e.Flags |= flagDescriptor
				}
				e.Limit = file.put(data+e.CompressedSize+at, hidden)
				got, ok := ReadSOZip(e, data, &file)
				if !ok || !reflect.DeepEqual(got, x) {
					t.Errorf("%d blocks of %d, %d bytes behind the data: %v", n, chunk, at, ok)
				}
			}
		}
	}
}

// TestSOZipBytes holds the content of a hidden member against its bytes, as the tables of the package comment have them.
func TestSOZipBytes(t *testing.T) {
	e := &Entry{Raw: "foo", Method: Deflate, Size: 0x20001, CompressedSize: 0x300}
	x := &Index{Chunk: 0x10000, Ends: []int64{0x100, 0x200, 0x300}, CRCs: []uint32{1, 2, 0xA0B0C0D0}}
	want := "01000000" + "10000000" + "00000100" + "08000000" + "0100020000000000" + "0003000000000000" +
		"6e7a4301" + "01000000" + "02000000" + "d0c0b0a0" + "0001000000000000" + "0002000000000000"
	if got := hex.EncodeToString(sozipContent(e, x)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// sozipContent is what AppendSOZip appends, without the local header.
func sozipContent(e *Entry, x *Index) []byte {
	return AppendSOZip(nil, e, x)[localSize+len(SOZipName(e.Raw)):]
}

// TestSOZipSkipped: what is almost our table of CRCs is somebody else's.
func TestSOZipSkipped(t *testing.T) {
	x, e := blocks(3, 1000, true)
	b := sozipContent(e, x)
	table, offsets := b[sozipHeader:][:4+4*3], b[sozipHeader+4+4*3:]
	for _, c := range []struct {
		skipped []byte
		crcs    []uint32
	}{
		{table, x.CRCs},
		{nil, nil},
		{table[:4], nil},
		{table[:12], nil},
		{slices.Concat(table, []byte{0}), nil},
		{slices.Concat(table, table), nil},
		{slices.Concat([]byte("nzC\x02"), table[4:]), nil},
	} {
		content := slices.Concat(b[:sozipHeader], c.skipped, offsets)
		binary.LittleEndian.PutUint32(content[4:], uint32(len(c.skipped)))
		want := &Index{Chunk: x.Chunk, Ends: x.Ends, CRCs: c.crcs}
		if got, ok := parseSOZip(content, e); !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("with % x to skip: %v, %v", c.skipped, got, ok)
		}
	}
}

// TestSOZipForeign reads what annex G of the specification shows byte by byte, and other forms that it allows.
func TestSOZipForeign(t *testing.T) {
	local := "504b0304 1400 0000 0000 eb02 9455 "
	member := "504b0304 1400 0000 0800 eb02 9455 2165738c 10000000 03000000 0300 0000 666f6f" + "4acb07 000000ffff 000000ffff cb0700"
	name := "2e666f6f2e736f7a69702e696478"
	index4 := "01000000 00000000 02000000 04000000 0300000000000000 1000000000000000 0d000000"
	index8 := "01000000 03000000 02000000 08000000 0300000000000000 1000000000000000 aabbcc 0d00000000000000"
	for _, c := range []struct{ name, hidden string }{
		{"annex G", local + "ce7a70c4 24000000 24000000 0e00 0000" + name + index4},
		{"skipped bytes, offsets of 8", local + "SUM 2b000000 2b000000 0e00 0000" + name + index8},
		{"ZIP64", local + "SUM ffffffff ffffffff 0e00 1400" + name + "0100 1000 2400000000000000 2400000000000000" + index4},
		{"extra data", local + "SUM 24000000 24000000 0e00 0500" + name + "3412 0100 00" + index4},
	} {
		hidden := unhex(c.hidden, index4)
		if c.name == "skipped bytes, offsets of 8" {
			hidden = unhex(c.hidden, index8)
		}
		b := slices.Concat(unhex(member, ""), hidden)
		e := Entry{Raw: "foo", Method: Deflate, Size: 3, CompressedSize: 16, Limit: int64(len(b))}
		data, err := e.DataOffset(bytes.NewReader(b))
		check(t, err)
		x, ok := ReadSOZip(&e, data, bytes.NewReader(b))
		if want := (&Index{Chunk: 2, Ends: []int64{13, 16}}); !ok || !reflect.DeepEqual(x, want) {
			t.Errorf("%s: %v, %v", c.name, x, ok)
		}
	}
}

// unhex reads hexadecimal digits; SUM is the CRC of the content.
func unhex(s, content string) []byte {
	decode := func(s string) []byte {
		b, err := hex.DecodeString(string(bytes.ReplaceAll([]byte(s), []byte(" "), nil)))
		if err != nil {
			panic(err)
		}
		return b
	}
	sum := hex.EncodeToString(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(decode(content))))
	return decode(string(bytes.ReplaceAll([]byte(s), []byte("SUM"), []byte(sum))))
}

// TestSOZipLies changes each byte of the hidden member, and cuts it, and then lies with a sound CRC.
func TestSOZipLies(t *testing.T) {
	x, e := blocks(4, 1000, true)
	file := withSOZip(e, x)
	data := int64(localSize + len(e.Raw))
	at := data + e.CompressedSize
	hidden := file.pieces[at]
	if _, ok := ReadSOZip(e, data, file); !ok {
		t.Fatal("no index")
	}
	harmless := []int{4, 5, 6, 7, 10, 11, 12, 13, 22, 23, 24, 25} // version, most flags, time, date, size
	for i := range hidden {
		for bit := range 8 {
			hidden[i] ^= 1 << bit
			if got, ok := ReadSOZip(e, data, file); ok && !slices.Contains(harmless, i) {
				t.Errorf("with bit %d of byte %d changed: %v", bit, i, got)
			}
			hidden[i] ^= 1 << bit
		}
	}
	for limit := at; limit < e.Limit; limit++ {
		cut := *e
		cut.Limit = limit
		if _, ok := ReadSOZip(&cut, data, file); ok {
			t.Errorf("an index of %d bytes is read as far as byte %d", len(hidden), limit-at)
		}
	}
	content := hidden[localSize+len(SOZipName(e.Raw)):]
	offsets := content[len(content)-8*3:]
	le := binary.LittleEndian
	for name, change := range map[string]func(){
		"version":            func() { content[0] = 2 },
		"too much to skip":   func() { le.PutUint32(content[4:], 1<<20) },
		"skips an offset":    func() { content[4] += 8 },
		"skips nothing":      func() { content[4] = 0 },
		"no chunk":           func() { le.PutUint32(content[8:], 0) },
		"chunk":              func() { le.PutUint32(content[8:], 3000) },
		"chunk of all":       func() { le.PutUint32(content[8:], 4000) },
		"offset size":        func() { content[12] = 4 },
		"odd offset size":    func() { content[12] = 3 },
		"size":               func() { content[16]++ },
		"compressed size":    func() { content[24]++ },
		"an offset of 0":     func() { le.PutUint64(offsets, 0) },
		"a falling offset":   func() { le.PutUint64(offsets[16:], 20) },
		"a negative offset":  func() { le.PutUint64(offsets, 1<<63) },
		"an offset past all": func() { le.PutUint64(offsets[16:], uint64(e.CompressedSize)) },
	} {
		old := slices.Clone(hidden)
		change()
		le.PutUint32(hidden[14:], crc32.ChecksumIEEE(content))
		if got, ok := ReadSOZip(e, data, file); ok {
			t.Errorf("%s: %v", name, got)
		}
		copy(hidden, old)
	}
	for name, change := range map[string]func(e *Entry){
		"stored":       func(e *Entry) { e.Method = Stored },
		"of no blocks": func(e *Entry) { e.Size = 1000 },
		"called else":  func(e *Entry) { e.Raw = "d/b.npy" },
	} {
		other := *e
		change(&other)
		if _, ok := ReadSOZip(&other, data, file); ok {
			t.Errorf("the index is taken for a member that is %s", name)
		}
	}
}

// TestAppendSOZipRefuses what SOZip cannot say.
func TestAppendSOZipRefuses(t *testing.T) {
	one, e := blocks(1, 1024, false)
	large, _ := blocks(2, 1<<32, false)
	two, _ := blocks(2, 1024, false)
	long := &Entry{Raw: string(make([]byte, max16))}
	fewSums, manySums := *two, *two
	fewSums.CRCs, manySums.CRCs = make([]uint32, 1), make([]uint32, 3)
	for i, c := range []struct {
		e *Entry
		x *Index
	}{{e, one}, {e, large}, {long, two}, {e, &fewSums}, {e, &manySums}} {
		if b, size := AppendSOZip(nil, c.e, c.x), SOZipSize(c.e, c.x); len(b) > 0 || size != 0 {
			t.Errorf("case %d: %d bytes, SOZipSize says %d", i, len(b), size)
		}
	}
}
