package zipfmt

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"reflect"
	"slices"
	"testing"
)

// blocks is an index of n blocks, and the entry that it fits.
func blocks(n int, chunk int64, withCRCs bool) (*Index, *Entry) {
	x := &Index{Chunk: chunk}
	for i := range n {
		x.Ends = append(x.Ends, int64(i+1)*(chunk/100+5))
		if withCRCs {
			x.CRCs = append(x.CRCs, uint32(i)*0x9E3779B1)
		}
	}
	e := &Entry{Raw: "d/a.npy", Name: "d/a.npy", Method: Deflate, Size: int64(n-1)*chunk + 1, CompressedSize: x.Ends[n-1]}
	return x, e
}

func TestIndex(t *testing.T) {
	for _, n := range []int{1, 2, 3, 100, MaxBlocks} {
		for _, chunk := range []int64{MinChunk, 256 << 10, 1 << 30, 1 << 31, MaxChunk} {
			x, e := blocks(n, chunk, true)
			e.Extra = x.AppendExtra([]byte("\x34\x12\x01\x00x"))
			if len(e.Extra) > max16 {
				t.Errorf("%d blocks of %d: %d bytes", n, chunk, len(e.Extra))
			}
			for _, e.Size = range []int64{int64(n-1)*chunk + 1, int64(n) * chunk} {
				got, ok := ParseIndex(e)
				if !ok || !reflect.DeepEqual(got, x) {
					t.Errorf("%d blocks of %d are read as %v, %v", n, chunk, got, ok)
				}
			}
		}
	}
}

// TestIndexBytes holds a field against its bytes, as the table of the package comment has them.
func TestIndexBytes(t *testing.T) {
	x := &Index{Chunk: 1 << 18, Ends: []int64{0x10000, 0x10005}, CRCs: []uint32{1, 2}}
	body := "0112" + "00000100" + "01000000" + "05000000" + "02000000"
	b, _ := hex.DecodeString(body)
	want := "6e7a" + "1600" + body + hex.EncodeToString(binary.LittleEndian.AppendUint32(nil, crc32.ChecksumIEEE(b)))
	if got := hex.EncodeToString(x.AppendExtra(nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestIndexLies: no byte of an index can be another, and an index fits no other sizes. (A sound check sum over a lie is TestIndexSums.)
func TestIndexLies(t *testing.T) {
	x, e := blocks(3, MinChunk, true)
	e.Extra = x.AppendExtra(nil)
	for i := range e.Extra {
		for bit := range 8 {
			e.Extra[i] ^= 1 << bit
			if got, ok := ParseIndex(e); ok {
				t.Errorf("with bit %d of byte %d changed: %v", bit, i, got)
			}
			e.Extra[i] ^= 1 << bit
		}
	}
	for n := range e.Extra {
		cut := *e
		cut.Extra = e.Extra[:n]
		if _, ok := ParseIndex(&cut); ok {
			t.Errorf("%d of %d bytes are an index", n, len(e.Extra))
		}
	}
	for name, change := range map[string]func(e *Entry){
		"stored":       func(e *Entry) { e.Method = Stored },
		"a block less": func(e *Entry) { e.Size = 2 * MinChunk },
		"a block more": func(e *Entry) { e.Size = 3*MinChunk + 1 },
		"empty":        func(e *Entry) { e.Size = 0 },
		"shorter":      func(e *Entry) { e.CompressedSize-- },
		"longer":       func(e *Entry) { e.CompressedSize++ },
	} {
		other := *e
		change(&other)
		if _, ok := ParseIndex(&other); ok {
			t.Errorf("the index is taken for a member that is %s", name)
		}
	}
}

// TestIndexSums has indexes with a sound check sum.
func TestIndexSums(t *testing.T) {
	for _, c := range []struct {
		name string
		x    Index
		ok   bool
	}{
		{"good", Index{1024, []int64{10, 20, 30}, make([]uint32, 3)}, true},
		{"empty block", Index{1024, []int64{10, 10, 30}, make([]uint32, 3)}, false},
		{"negative block", Index{1024, []int64{20, 10, 30}, make([]uint32, 3)}, false},
		{"short", Index{1024, []int64{10, 20, 29}, make([]uint32, 3)}, false},
		{"long", Index{1024, []int64{10, 20, 31}, make([]uint32, 3)}, false},
		{"larger than deflate allows", Index{1 << 20, []int64{1 << 10, 1<<10 + 20, 1<<10 + 40}, make([]uint32, 3)}, false},
	} {
		e := Entry{Method: Deflate, Size: 2*c.x.Chunk + 1000, CompressedSize: c.x.Ends[2]}
		if c.name == "short" || c.name == "long" {
			e.CompressedSize = 30
		}
		e.Extra = c.x.AppendExtra(nil)
		if _, ok := ParseIndex(&e); ok != c.ok {
			t.Errorf("%s: %v", c.name, ok)
		}
	}
}

// TestAppendExtraRefuses what the field cannot say.
func TestAppendExtraRefuses(t *testing.T) {
	for _, x := range []Index{
		{Chunk: 1024},
		{Chunk: 1024, Ends: []int64{1}},
		{Chunk: 512, Ends: []int64{1}, CRCs: []uint32{1}},
		{Chunk: 1 << 41, Ends: []int64{1}, CRCs: []uint32{1}},
		{Chunk: 1025, Ends: []int64{1}, CRCs: []uint32{1}},
		{Chunk: 1024, Ends: make([]int64, MaxBlocks+1), CRCs: make([]uint32, MaxBlocks+1)},
	} {
		if b := x.AppendExtra(nil); len(b) > 0 {
			t.Errorf("%d blocks of %d make % x", len(x.Ends), x.Chunk, b)
		}
	}
}

func TestChunkSize(t *testing.T) {
	for _, c := range []struct{ size, want, chunk int64 }{
		{0, 256 << 10, 256 << 10},
		{1 << 30, 256 << 10, 256 << 10},
		{1<<30 + 1, 256 << 10, 512 << 10},
		{64 << 30, 256 << 10, 16 << 20},
		{100, 0, MinChunk},
		{100, 1025, 2048},
		{1 << 62, 1, MaxChunk},
		{100, 1 << 50, MaxChunk},
	} {
		if got := ChunkSize(c.size, c.want); got != c.chunk {
			t.Errorf("ChunkSize(%d, %d) = %d, want %d", c.size, c.want, got, c.chunk)
		}
	}
}

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
			for _, at := range []int64{0, 12, 16, 20, 24} { // the size of a data descriptor
				x, e := blocks(n, chunk, false)
				var file sparse
				data := file.put(0, AppendLocal(nil, e, 0, 0))
				hidden := AppendSOZip(nil, e, x)
				if int64(len(hidden)) != SOZipSize(e, n) {
					t.Errorf("%d bytes, SOZipSize says %d", len(hidden), SOZipSize(e, n))
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
	x, e := blocks(4, 1000, false)
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
	content := hidden[len(hidden)-sozipHeader-8*3:]
	le := binary.LittleEndian
	for name, change := range map[string]func(){
		"version":            func() { content[0] = 2 },
		"too much to skip":   func() { le.PutUint32(content[4:], 1<<20) },
		"skips an offset":    func() { content[4] = 8 },
		"no chunk":           func() { le.PutUint32(content[8:], 0) },
		"chunk":              func() { le.PutUint32(content[8:], 3000) },
		"chunk of all":       func() { le.PutUint32(content[8:], 4000) },
		"offset size":        func() { content[12] = 4 },
		"odd offset size":    func() { content[12] = 3 },
		"size":               func() { content[16]++ },
		"compressed size":    func() { content[24]++ },
		"an offset of 0":     func() { le.PutUint64(content[32:], 0) },
		"a falling offset":   func() { le.PutUint64(content[48:], 20) },
		"a negative offset":  func() { le.PutUint64(content[32:], 1<<63) },
		"an offset past all": func() { le.PutUint64(content[48:], uint64(e.CompressedSize)) },
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
	for i, b := range [][]byte{AppendSOZip(nil, e, one), AppendSOZip(nil, e, large), AppendSOZip(nil, long, two)} {
		if len(b) > 0 {
			t.Errorf("case %d: %d bytes", i, len(b))
		}
	}
	if fmt.Sprint(SOZipSize(e, 1), SOZipSize(long, 2)) != "0 0" {
		t.Error("SOZipSize of nothing is something")
	}
}
