package zipfmt

import (
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"reflect"
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
