package npz

import (
	std "compress/flate"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"

	"github.com/npygo/npygo/internal/zipfmt"
)

// maxBatch is how many bytes wait to be compressed, unless a block has more.
const maxBatch = 64 << 20

// deflateBound is more than the size that a member can deflate to: what does not
// shrink is stored in deflate's own way, with five bytes for each 16 KiB at the
// least, and every block ends in a flush.
func deflateBound(size, blocks int64) int64 { return size + size>>10 + 64*(blocks+1) }

// deflater compresses one member: in blocks, each on its own, which together are
// one deflate stream. Nothing in it depends on the number of workers.
type deflater struct {
	team  *team
	level int
	sozip bool
	block int
	batch int                  // bytes to wait for where they come in pieces: a block for each worker
	left  int64                // bytes of the member that are still to come
	emit  func(p packed) error // takes the blocks in their order; the data are its own until it returns

	pending []byte   // bytes that came and are not compressed yet
	cut     [][]byte // memory for compress

	crc   uint32
	index zipfmt.Index
}

// start makes d ready for a member of that size, with the memory it has.
func (d *deflater) start(size int64, o *options, emit func(packed) error) {
	block := zipfmt.ChunkSize(size, o.seekBlock)
	*d = deflater{team: d.team, level: o.level, sozip: o.sozip, block: int(block), left: size, emit: emit,
		pending: d.pending[:0], cut: d.cut[:0], index: zipfmt.Index{Chunk: block}}
	d.batch = d.block * min(d.team.size(), max(1, maxBatch/d.block))
}

// write compresses b, straight from its memory where whole blocks lie in it. What
// comes in pieces waits until there is a block for each worker.
func (d *deflater) write(b []byte) error {
	d.left -= int64(len(b))
	if d.left > 0 && len(d.pending)+len(b) < d.batch {
		d.pending = append(d.pending, b...)
		return nil
	}
	if part := len(d.pending) % d.block; part > 0 {
		fill := min(d.block-part, len(b))
		d.pending = append(d.pending, b[:fill]...)
		b = b[fill:]
	}
	d.take(d.pending)
	whole := len(b)
	if d.left > 0 {
		whole -= whole % d.block
	}
	d.take(b[:whole])
	err := d.compress()
	d.pending = append(d.pending[:0], b[whole:]...)
	return err
}

// take adds the blocks in b to those that compress is to do.
func (d *deflater) take(b []byte) {
	for len(b) > 0 {
		n := min(d.block, len(b))
		d.cut = append(d.cut, b[:n])
		b = b[n:]
	}
}

// packed is a compressed block.
type packed struct {
	data *[]byte
	size int // that it had
	crc  uint32
}

// compress compresses the blocks in d.cut, all workers together, and hands them
// on in order.
func (d *deflater) compress() error {
	q := newQueue(2*d.team.size(), d.add)
	last := len(d.cut) - 1
	err := d.team.each(len(d.cut), func(i int) error {
		return q.do(i, func() packed { return d.pack(d.cut[i], i == last && d.left == 0) })
	})
	clear(d.cut)
	d.cut = d.cut[:0]
	return err
}

// pack compresses one block.
func (d *deflater) pack(b []byte, last bool) packed {
	p := packed{data: packedPool.Get().(*[]byte), size: len(b), crc: crc32.ChecksumIEEE(b)}
	*p.data = deflate((*p.data)[:0], b, d.level, last)
	if d.sozip && !last {
		*p.data = append(*p.data, sozipEnd...)
	}
	return p
}

// sozipEnd is an empty stored block: the second flush with which SOZip wants
// chunks to end.
const sozipEnd = "\x00\x00\x00\xFF\xFF"

// add hands on the next block.
func (d *deflater) add(p packed) error {
	d.crc = combineCRC(d.crc, p.crc, int64(p.size))
	d.index.Ends = append(d.index.Ends, d.compressed()+int64(len(*p.data)))
	d.index.CRCs = append(d.index.CRCs, p.crc)
	err := d.emit(p)
	packedPool.Put(p.data)
	return err
}

// compressed is how many bytes emit was given.
func (d *deflater) compressed() int64 {
	if n := len(d.index.Ends); n > 0 {
		return d.index.Ends[n-1]
	}
	return 0
}

var packedPool = sync.Pool{New: func() any { return new([]byte) }}

// A compressor is a flate.Writer, of klauspost or of the standard library. One
// takes about a megabyte, and longer to make than to use for a block.
type compressor interface {
	io.WriteCloser
	Flush() error
	Reset(io.Writer)
}

// compressors are klauspost's, by level, and in the place of level 0, which is not used, that for
// blocks that repeat themselves.
var compressors [10]sync.Pool

// newCompressor makes one. Neither package refuses anything but levels other than
// those of Compress.
func newCompressor(level int) compressor {
	if level == repeats {
		c, _ := std.NewWriter(nil, std.DefaultCompression)
		return c
	}
	c, _ := flate.NewWriter(nil, level)
	return c
}

// repeats stands for the compressor of blocks that are little else than the same
// eight bytes again and again, as those of masks are. klauspost's levels up to 6 make them half as large again as zlib does, the
// standard library makes them a little smaller than that. It is slow elsewhere, and not there.
const repeats = 0

// compressorFor chooses the compressor for b.
func compressorFor(b []byte, level int) int {
	const (
		stride = 4  // of four words one is looked at
		rarely = 16 // one of so many may differ
	)
	le := binary.LittleEndian
	differ, seen := 0, 0
	for i := 0; i+16 <= len(b); i += 8 * stride {
		seen++
		if le.Uint64(b[i:]) != le.Uint64(b[i+8:]) {
			differ++
		}
	}
	if level >= DefaultLevel && seen > 0 && differ*rarely <= seen {
		return repeats
	}
	return level
}

// deflate appends b, compressed, to dst: a whole number of bytes that needs
// nothing before it, to be followed by more if it is not the last.
func deflate(dst, b []byte, level int, last bool) []byte {
	to := appender{dst}
	which := compressorFor(b, level)
	c, ok := compressors[which].Get().(compressor)
	if !ok {
		c = newCompressor(which)
	}
	c.Reset(&to)
	c.Write(b) // what cannot fail: to takes everything
	if last {
		c.Close()
	} else {
		c.Flush()
	}
	c.Reset(nil)
	compressors[which].Put(c)
	return to.b
}

// appender is a writer to the end of a slice.
type appender struct{ b []byte }

func (a *appender) Write(b []byte) (int, error) {
	a.b = append(a.b, b...)
	return len(b), nil
}
