package npz

import (
	"fmt"
	"hash/crc32"
	"sync"

	"github.com/npygo/npygo/internal/inflate"
)

// blockBody is a deflated member with an index: its blocks are inflated by all
// of the team. Those that the caller has room for go there straight; for one
// who reads little by little, some are inflated ahead.
type blockBody struct {
	m     member
	pos   int64    // of the next byte
	ahead [][]byte // blocks that are inflated, the first holds pos
	eager int      // how many to inflate ahead next time
}

// blockSpan is where block k lies: in the member, and in its compressed data.
func (m member) blockSpan(k int) (from, size, data, dataSize int64) {
	x := m.index
	if k > 0 {
		data = x.Ends[k-1]
	}
	from = int64(k) * x.Chunk
	return from, min(x.Chunk, m.e.Size-from), data, x.Ends[k] - data
}

// inflateBlock inflates block k into b, which has its size, checks it, and returns its CRC-32.
func (m member) inflateBlock(k int, b []byte) (uint32, error) {
	room := compressedRoom.Get().(*[]byte)
	defer compressedRoom.Put(room)
	from, _, data, size := m.blockSpan(k)
	src, err := m.compressed(data, size, room)
	if err != nil {
		return 0, err
	}
	if err := inflate.Block(b, src, k == len(m.index.Ends)-1); err != nil {
		return 0, m.broken(err)
	}
	if m.trust {
		return 0, nil
	}
	sum := crc32.ChecksumIEEE(b)
	if m.index.CRCs != nil && sum != m.index.CRCs[k] {
		return 0, m.wrong(fmt.Sprintf("the CRC-32 of the block at byte %d is %#08x, the index says %#08x: the archive is damaged", from, sum, m.index.CRCs[k]))
	}
	return sum, nil
}

// compressedRoom is for blocks of archives that are not in memory.
var compressedRoom = sync.Pool{New: func() any { return new([]byte) }}

func (s *blockBody) fill(b []byte, crc uint32) (uint32, error) {
	for len(b) > 0 {
		n, next, err := s.some(b, crc)
		if err != nil {
			return 0, err
		}
		b, crc = b[n:], next
		s.pos += int64(n)
	}
	return crc, nil
}

// some fills some of b and returns how much, and the CRC-32 with it.
func (s *blockBody) some(b []byte, crc uint32) (n int, with uint32, err error) {
	if len(s.ahead) == 0 {
		if whole := s.whole(len(b)); whole > 0 {
			return s.direct(b, whole, crc)
		}
		if err := s.inflateAhead(); err != nil {
			return 0, 0, err
		}
	}
	have := s.ahead[0][s.pos%s.m.index.Chunk:]
	n = copy(b, have)
	if n == len(have) {
		freeBlock(s.ahead[0])
		s.ahead = s.ahead[1:]
	}
	if !s.m.trust {
		crc = crc32.Update(crc, crc32.IEEETable, b[:n])
	}
	return n, crc, nil
}

// whole is how many of the next blocks fit into n bytes. pos is at the beginning of one, since nothing is left of those before.
func (s *blockBody) whole(n int) int {
	x := s.m.index
	if int64(n) >= s.m.e.Size-s.pos {
		return len(x.Ends) - int(s.pos/x.Chunk)
	}
	return int(int64(n) / x.Chunk)
}

// direct inflates so many blocks into b.
func (s *blockBody) direct(b []byte, blocks int, crc uint32) (n int, with uint32, err error) {
	first, chunk := int(s.pos/s.m.index.Chunk), int(s.m.index.Chunk)
	n = bytesOf(blocks, chunk, len(b))
	sums := make([]uint32, blocks)
	err = s.m.r.team.each(blocks, func(i int) (err error) {
		sums[i], err = s.m.inflateBlock(first+i, piece(b[:n], i, chunk))
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	return n, joinCRCs(crc, sums, n, chunk), nil
}

// bytesOf is how many of have bytes so many blocks are, the last of which may not be whole.
func bytesOf(blocks, chunk, have int) int {
	if blocks > have/chunk { // the product may be more than an int
		return have
	}
	return blocks * chunk
}

// inflateAhead inflates the next blocks into memory of their own: one at first, since perhaps only the
// header is wanted, then as many as the team does at a time.
func (s *blockBody) inflateAhead() error {
	x := s.m.index
	first := int(s.pos / x.Chunk)
	n := min(max(s.eager, 1), len(x.Ends)-first)
	s.eager = s.m.r.team.size()
	ahead := make([][]byte, n)
	err := s.m.r.team.each(n, func(i int) error {
		_, size, _, _ := s.m.blockSpan(first + i)
		ahead[i] = newBlock(int(size))
		_, err := s.m.inflateBlock(first+i, ahead[i])
		return err
	})
	if err != nil {
		return err
	}
	s.ahead = ahead
	return nil
}

func (s *blockBody) end() error { return nil } // the blocks use up all data: ParseIndex saw to that

func (s *blockBody) free() {
	for _, b := range s.ahead {
		freeBlock(b)
	}
	s.ahead = nil
}

// blocksOfMemory are blocks of the usual size. Larger ones are left to the garbage collector.
var blocksOfMemory = sync.Pool{New: func() any { return new([DefaultSeekBlock]byte) }}

func newBlock(size int) []byte {
	if size > DefaultSeekBlock {
		return make([]byte, size)
	}
	return blocksOfMemory.Get().(*[DefaultSeekBlock]byte)[:size]
}

func freeBlock(b []byte) {
	if cap(b) == DefaultSeekBlock {
		blocksOfMemory.Put((*[DefaultSeekBlock]byte)(b[:DefaultSeekBlock]))
	}
}
