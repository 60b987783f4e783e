package zipfmt

import (
	"encoding/binary"
	"hash/crc32"
	"math/bits"
)

// Index tells where the blocks of a deflated member lie, each of which can be inflated without the others. Blocks have the numbers 0 to len(Ends)-1.
type Index struct {
	Chunk int64    // a block's size, inflated; the last one has what is left
	Ends  []int64  // where each block ends in the compressed data; it starts where the block before it ends
	CRCs  []uint32 // of each block, inflated; nil if they are not known (SOZip by others)
}

// What an index of ours can hold. MaxBlocks keeps the field at half the 65,535 bytes that all extra data of a member can have.
const (
	MinChunk  = 1 << 10
	MaxChunk  = 1 << 40
	MaxBlocks = 4096
)

const indexVersion = 1

// ChunkSize is the size of the blocks into which a member of the given size is cut: the power of two from the wanted size on that makes at most
// MaxBlocks of them.
func ChunkSize(size, want int64) int64 {
	want = min(max(want, MinChunk), MaxChunk)
	chunk := int64(1) << bits.Len64(uint64(want-1))
	for chunk < MaxChunk && (size-1)/chunk >= MaxBlocks {
		chunk *= 2
	}
	return chunk
}

// AppendExtra appends the field of id IndexID that ParseIndex reads, for the Extra of a deflated member. Chunk has to be a power of two from MinChunk to MaxChunk, and
// Ends and CRCs of one length from 1 to MaxBlocks; otherwise nothing is appended.
func (x *Index) AppendExtra(dst []byte) []byte {
	n := len(x.Ends)
	if n < 1 || n > MaxBlocks || len(x.CRCs) != n || x.Chunk < MinChunk || x.Chunk > MaxChunk || x.Chunk&(x.Chunk-1) != 0 {
		return dst
	}
	log := bits.TrailingZeros64(uint64(x.Chunk))
	width := indexWidth(log)
	le := binary.LittleEndian
	dst = le.AppendUint16(dst, IndexID)
	dst = le.AppendUint16(dst, uint16(2+n*(width+4)+4))
	body := len(dst)
	dst = append(dst, indexVersion, byte(log))
	start := int64(0)
	for i, end := range x.Ends {
		dst = le.AppendUint64(dst, uint64(end-start))[:len(dst)+width]
		dst = le.AppendUint32(dst, x.CRCs[i])
		start = end
	}
	return le.AppendUint32(dst, crc32.ChecksumIEEE(dst[body:]))
}

// indexWidth is the size of a block's compressed size. Deflate makes of incompressible bytes a little more, so blocks of 4 GiB need more than 4 bytes.
func indexWidth(log int) int {
	if log > 30 {
		return 8
	}
	return 4
}

// ParseIndex gives the index that stands in e.Extra. It is false if there is none, or if it does not add up with itself and the sizes of the member;
// the member can then be read from its start. An index can still lie: whoever uses it has to compare each block's size and CRC.
func ParseIndex(e *Entry) (*Index, bool) {
	body := findField(e.Extra, IndexID)
	if e.Method != Deflate || len(body) < 6 || body[0] != indexVersion || body[1] < 10 || body[1] > 40 {
		return nil, false
	}
	le := binary.LittleEndian
	table, sum := body[2:len(body)-4], le.Uint32(body[len(body)-4:])
	log := int(body[1])
	width := indexWidth(log)
	n := len(table) / (width + 4)
	chunk := int64(1) << log
	if len(table)%(width+4) != 0 || n < 1 || n > MaxBlocks || e.Size <= 0 || (e.Size-1)>>log != int64(n-1) || crc32.ChecksumIEEE(body[:len(body)-4]) != sum {
		return nil, false
	}
	x := &Index{Chunk: chunk, Ends: make([]int64, n), CRCs: make([]uint32, n)}
	end := int64(0)
	for i := range n {
		csize := uint64(le.Uint32(table))
		if width == 8 {
			csize = le.Uint64(table)
		}
		if csize > uint64(e.CompressedSize-end) {
			return nil, false
		}
		end += int64(csize)
		x.Ends[i], x.CRCs[i] = end, le.Uint32(table[width:])
		table = table[width+4:]
	}
	return x, x.fits(e)
}

// fits tells whether the blocks are the member's compressed data, and none inflates to more than deflated bytes can.
func (x *Index) fits(e *Entry) bool {
	start, left := int64(0), e.Size
	for _, end := range x.Ends {
		if end <= start || end > e.CompressedSize || min(x.Chunk, left) > maxExpand(end-start) {
			return false
		}
		start, left = end, left-min(x.Chunk, left)
	}
	return start == e.CompressedSize && left == 0
}

// findField gives the first field of the id in extra data, or nil.
func findField(extra []byte, id uint16) []byte {
	for len(extra) >= 4 {
		n := int(binary.LittleEndian.Uint16(extra[2:]))
		if n > len(extra)-4 {
			return nil
		}
		if binary.LittleEndian.Uint16(extra) == id {
			return extra[4:][:n]
		}
		extra = extra[4+n:]
	}
	return nil
}
