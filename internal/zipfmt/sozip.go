package zipfmt

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"strings"
)

const (
	sozipVersion = 1
	sozipHeader  = 32
	// sozipMagic starts the bytes to skip if they are the CRCs of the blocks.
	sozipMagic = "nzC\x01"
	// sozipMost is the largest index that is read: 256 GiB of member in blocks of 32 KiB.
	sozipMost = 64 << 20
)

// SOZipName is the name of the hidden member that holds the SOZip index of the member of the given name.
func SOZipName(name string) string {
	slash := strings.LastIndexByte(name, '/') + 1
	return name[:slash] + "." + name[slash:] + ".sozip.idx"
}

// AppendSOZip appends the hidden member with the index x of e: local header and data. It comes right behind the compressed data of e, and has no directory entry.
// The CRCs of x come with it, if they are known.
// Nothing is appended if SOZip cannot tell of x: if it has one block only, or blocks of 4 GiB and more, or if the name gets too long; or if the CRCs
// are not as many as the blocks.
//
// Each block but the last should end in two empty stored blocks, as after a sync flush and a full flush. sozipfile 0.3 looks for the index where the
// data would end if the local header had as much extra data as the directory, and as many bytes of name as the name has characters. So e
// should have neither filling nor Extra; it still does not find the index of a name that is not ASCII, nor in most cases of ZIP64.
func AppendSOZip(dst []byte, e *Entry, x *Index) []byte {
	hidden := e.sozipEntry(x)
	if !x.sozip(&hidden) {
		return dst
	}
	le := binary.LittleEndian
	n := len(x.Ends) - 1
	at := len(dst)
	dst = AppendLocal(dst, &hidden, 0, 0)
	data := len(dst)
	dst = le.AppendUint32(dst, sozipVersion)
	dst = le.AppendUint32(dst, uint32(x.sozipSkip()))
	dst = le.AppendUint32(dst, uint32(x.Chunk))
	dst = le.AppendUint32(dst, 8)
	dst = le.AppendUint64(dst, uint64(e.Size))
	dst = le.AppendUint64(dst, uint64(e.CompressedSize))
	if x.CRCs != nil {
		dst = append(dst, sozipMagic...)
	}
	for _, crc := range x.CRCs {
		dst = le.AppendUint32(dst, crc)
	}
	for _, end := range x.Ends[:n] {
		dst = le.AppendUint64(dst, uint64(end))
	}
	le.PutUint32(dst[at+14:], crc32.ChecksumIEEE(dst[data:]))
	return dst
}

// SOZipSize is the size of what AppendSOZip appends.
func SOZipSize(e *Entry, x *Index) int64 {
	hidden := e.sozipEntry(x)
	if !x.sozip(&hidden) {
		return 0
	}
	return int64(hidden.unaligned()) + hidden.Size
}

// sozipEntry is the hidden member with the index x of e, without its CRC-32.
func (e *Entry) sozipEntry(x *Index) Entry {
	name := SOZipName(e.Raw)
	size := sozipHeader + x.sozipSkip() + 8*int64(len(x.Ends)-1)
	return Entry{Name: name, Raw: name, Flags: e.Flags & flagUTF8, Method: Stored, Time: e.Time, Date: e.Date, Size: size, CompressedSize: size}
}

// sozip tells whether x can be the content of the hidden member.
func (x *Index) sozip(hidden *Entry) bool {
	return len(x.Ends) > 1 && x.Chunk <= max32 && len(hidden.Raw) <= max16 && (x.CRCs == nil || len(x.CRCs) == len(x.Ends))
}

// sozipSkip is how many bytes a reader of SOZip has to skip.
func (x *Index) sozipSkip() int64 {
	if x.CRCs == nil {
		return 0
	}
	return int64(len(sozipMagic)) + 4*int64(len(x.CRCs))
}

// ReadSOZip gives the SOZip index of the member e, whose data start at the given offset (see DataOffset). It is false if there is none behind the data, or
// if it does not add up with itself and the sizes of e, or cannot be read. An index can still lie: whoever uses it has to compare each block's size,
// and its CRC if there is one.
func ReadSOZip(e *Entry, data int64, ra io.ReaderAt) (*Index, bool) {
	at := data + e.CompressedSize
	name := SOZipName(e.Raw)
	head := localSize + len(name)
	room := e.Limit - at
	if e.Method != Deflate || room < int64(head+sozipHeader) {
		return nil, false
	}
	b := make([]byte, min(room, int64(head)+24+20)) // with room for a data descriptor before it and a ZIP64 field in it
	if readFull(ra, b, at) != nil {
		return nil, false
	}
	skip, size, sum, ok := findSOZip(b, name, e.Flags&flagDescriptor != 0)
	if !ok || size < sozipHeader || size > sozipMost || size > room-skip {
		return nil, false
	}
	content := make([]byte, size)
	if readFull(ra, content, at+skip) != nil || crc32.ChecksumIEEE(content) != sum {
		return nil, false
	}
	return parseSOZip(content, e)
}

// findSOZip looks at b, which starts where the compressed data end, for the local header of the hidden member: where its content starts in b, and that content's size and CRC.
// A data descriptor may stand before it, of 12 to 24 bytes.
func findSOZip(b []byte, name string, descriptor bool) (skip, size int64, sum uint32, ok bool) {
	starts := []int{0}
	if descriptor {
		starts = []int{12, 16, 20, 24, 0}
	}
	for _, at := range starts {
		if skip, size, sum, ok = parseHidden(b[min(at, len(b)):], name); ok {
			return int64(at) + skip, size, sum, true
		}
	}
	return 0, 0, 0, false
}

// parseHidden takes the local header at the start of b apart, if it is one of a stored member of that name with its size in it.
func parseHidden(b []byte, name string) (skip, size int64, sum uint32, ok bool) {
	le := binary.LittleEndian
	head := localSize + len(name)
	if len(b) < head || le.Uint32(b) != sigLocal || int(le.Uint16(b[26:])) != len(name) || string(b[localSize:head]) != name {
		return 0, 0, 0, false
	}
	if le.Uint16(b[6:])&(flagEncrypted|flagDescriptor|flagPatch|flagStrong|flagMasked) != 0 || le.Uint16(b[8:]) != Stored {
		return 0, 0, 0, false
	}
	extraLen := int(le.Uint16(b[28:]))
	size = int64(le.Uint32(b[18:]))
	if field := findField(b[head:min(head+extraLen, len(b))], idZip64); size == max32 && len(field) >= 16 {
		size = int64(le.Uint64(field[8:]))
	}
	return int64(head + extraLen), size, le.Uint32(b[14:]), true
}

// parseSOZip parses the content of the hidden member of e.
func parseSOZip(b []byte, e *Entry) (*Index, bool) {
	le := binary.LittleEndian
	version, skip, chunk, width := le.Uint32(b), int64(le.Uint32(b[4:])), int64(le.Uint32(b[8:])), le.Uint32(b[12:])
	if version != sozipVersion || chunk == 0 || width != 4 && width != 8 {
		return nil, false
	}
	if le.Uint64(b[16:]) != uint64(e.Size) || le.Uint64(b[24:]) != uint64(e.CompressedSize) || e.Size <= chunk || skip > int64(len(b))-sozipHeader {
		return nil, false
	}
	offsets := b[sozipHeader+skip:]
	n := (e.Size - 1) / chunk
	if n > sozipMost || int64(len(offsets)) != n*int64(width) {
		return nil, false
	}
	x := &Index{Chunk: chunk, Ends: make([]int64, n+1)}
	for i := range n {
		if width == 8 {
			x.Ends[i] = int64(le.Uint64(offsets[8*i:]))
		} else {
			x.Ends[i] = int64(le.Uint32(offsets[4*i:]))
		}
	}
	x.Ends[n] = e.CompressedSize
	x.CRCs = sozipCRCs(b[sozipHeader:][:skip], len(x.Ends))
	return x, x.fits(e)
}

// sozipCRCs gives the CRCs of so many blocks that are in the bytes to skip, or nil if it is something else that is to be skipped.
func sozipCRCs(skipped []byte, blocks int) []uint32 {
	table, ours := bytes.CutPrefix(skipped, []byte(sozipMagic))
	if !ours || int64(len(table)) != 4*int64(blocks) {
		return nil
	}
	crcs := make([]uint32, blocks)
	for i := range crcs {
		crcs[i] = binary.LittleEndian.Uint32(table[4*i:])
	}
	return crcs
}
