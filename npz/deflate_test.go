package npz

import (
	"bytes"
	stdflate "compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// compressible is n bytes of words.
func compressible(n int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	var b []byte
	for len(b) < n {
		b = fmt.Appendf(b, "%x ", rng.IntN(1000))
	}
	return b[:n]
}

func incompressible(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{1}).Read(b)
	return b
}

// deflated1 compresses b in pieces of that size.
func deflateIn(t *testing.T, b []byte, piece int, o options) ([]byte, *deflater) {
	t.Helper()
	var out []byte
	d := &deflater{team: newTeam(o.workers)}
	d.start(int64(len(b)), &o, func(p packed) error {
		out = append(out, *p.data...)
		return nil
	})
	for rest := b; len(rest) > 0; {
		n := min(piece, len(rest))
		if err := d.write(rest[:n]); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	return out, d
}

// TestDeflate: however the bytes come, the blocks are the same, one stream, and
// each on its own what the index says.
func TestDeflate(t *testing.T) {
	const block = 1 << 10
	for _, n := range []int{1, block - 1, block, block + 1, 3 * block, 10*block + 17, 40 * block} {
		for _, level := range []int{1, 6, 9} {
			b := compressible(n)
			o := options{level: level, seekBlock: block, workers: 3}
			want, _ := deflateIn(t, b, n, o)
			for _, piece := range []int{n, 100, block, 3*block + 1, 128} {
				for _, o.workers = range []int{1, 2, 5} {
					got, d := deflateIn(t, b, piece, o)
					if !bytes.Equal(got, want) {
						t.Fatalf("%d bytes in pieces of %d, %d workers: other bytes", n, piece, o.workers)
					}
					checkBlocks(t, b, got, d, block)
				}
			}
		}
	}
}

func checkBlocks(t *testing.T, b, stream []byte, d *deflater, block int) {
	t.Helper()
	whole, err := io.ReadAll(stdflate.NewReader(bytes.NewReader(stream)))
	if err != nil || !bytes.Equal(whole, b) {
		t.Fatalf("%d bytes, want %d, %v", len(whole), len(b), err)
	}
	if d.crc != crc32.ChecksumIEEE(b) || d.compressed() != int64(len(stream)) || len(d.index.Ends) != (len(b)+block-1)/block {
		t.Fatalf("crc %x, size %d, %d blocks", d.crc, d.compressed(), len(d.index.Ends))
	}
	from := int64(0)
	for i, end := range d.index.Ends {
		want := b[i*block : min((i+1)*block, len(b))]
		got := make([]byte, len(want))
		_, err := io.ReadFull(stdflate.NewReader(bytes.NewReader(stream[from:end])), got)
		if err != nil || !bytes.Equal(got, want) || d.index.CRCs[i] != crc32.ChecksumIEEE(want) {
			t.Fatalf("block %d: %v", i, err)
		}
		from = end
	}
}

// TestCompressorsForget: what a compressor made before makes no difference.
func TestCompressorsForget(t *testing.T) {
	b := compressible(100_000)
	for level := 1; level <= 9; level++ {
		want := deflate(nil, b, level, true)
		for _, other := range [][]byte{incompressible(50_000), b[5:], b[:1], nil, bytes.Repeat([]byte{0}, 300_000)} {
			deflate(nil, other, level, false)
			if got := deflate([]byte("before"), b, level, true); !bytes.Equal(got, append([]byte("before"), want...)) {
				t.Errorf("level %d: other bytes after %d others", level, len(other))
			}
		}
	}
}

// TestCompressorFor: blocks that repeat themselves have a compressor of their own.
func TestCompressorFor(t *testing.T) {
	dense := compressible(100_000)
	words := bytes.Repeat([]byte("eight ch"), 10_000)
	for i := 0; i < len(words); i += 8 * 128 {
		words[i]++
	}
	for _, c := range []struct {
		b           []byte
		level, want int
	}{
		{make([]byte, 1000), 6, repeats}, {words, 6, repeats}, {words, 9, repeats}, {words, 5, 5}, {words, 1, 1},
		{dense, 6, 6}, {incompressible(1000), 6, 6}, {nil, 6, 6}, {make([]byte, 15), 6, 6},
	} {
		if got := compressorFor(c.b, c.level); got != c.want {
			t.Errorf("%d bytes (%.20q...), level %d: %d, want %d", len(c.b), c.b, c.level, got, c.want)
		}
	}
	b := bytes.Repeat(append(make([]byte, 2000), 1), 200)
	ours, theirs := deflate(nil, b, 6, true), deflate(nil, b, 5, true)
	if compressorFor(b, 6) != repeats || len(ours) >= len(theirs) {
		t.Errorf("%d bytes of repetitions, %d by the usual compressor", len(ours), len(theirs))
	}
}

// TestDeflateBound: what does not shrink grows by less than was reserved for it.
func TestDeflateBound(t *testing.T) {
	for level := 1; level <= 9; level++ {
		if testing.Short() && level%3 > 0 {
			continue
		}
		for _, n := range []int{1, 100, 1000, 16 << 10, 65535, 65536, 300_000} {
			for _, block := range []int64{1 << 10, 64 << 10, 256 << 10} {
				got, d := deflateIn(t, incompressible(n), n, options{level: level, seekBlock: block, sozip: true, workers: 1})
				if most := deflateBound(int64(n), int64(len(d.index.Ends))); int64(len(got)) > most {
					t.Errorf("level %d, %d bytes in blocks of %d: %d bytes, more than %d", level, n, block, len(got), most)
				}
			}
		}
	}
}

// TestQueueError: the first error ends it, and nobody waits for ever.
func TestQueueError(t *testing.T) {
	dead := errors.New("dead")
	for failAt := range 12 {
		team := newTeam(4)
		var handed []int
		q := newQueue(2, func(p packed) error {
			if len(handed) == failAt {
				return dead
			}
			handed = append(handed, p.size)
			return nil
		})
		err := team.each(12, func(i int) error {
			if err := q.wait(i); err != nil {
				return err
			}
			if i%3 == 0 {
				time.Sleep(time.Millisecond)
			}
			return q.put(i, packed{size: i})
		})
		if err != dead || len(handed) != failAt {
			t.Fatalf("%v, %v", handed, err)
		}
		for i, n := range handed {
			if i != n {
				t.Fatalf("out of order: %v", handed)
			}
		}
	}
}

// TestEmitFails: whoever waits to compress a block when another one cannot be handed on gives up, and nothing is handed
// on after that.
func TestEmitFails(t *testing.T) {
	const block, workers = 1 << 10, 4
	dead := errors.New("dead")
	b := compressible(64 * block)
	emitted := 0
	d := &deflater{team: newTeam(workers)}
	d.start(int64(len(b)), &options{level: 1, seekBlock: block}, func(packed) error {
		emitted++
		time.Sleep(20 * time.Millisecond) // until the others have compressed what they may, ahead
		return dead
	})
	if err := d.write(b); err != dead || emitted != 1 || len(d.cut) != 0 {
		t.Errorf("%v after %d blocks, %d are left", err, emitted, len(d.cut))
	}
}

// TestZip64Reserved: a member that may reach 4 GiB has the room for it from the
// start, and others do not.
func TestZip64Reserved(t *testing.T) {
	for size, want := range map[int64]bool{1 << 20: false, 4 << 30: true, 4<<30 - 1: true, 4<<30 - 100: true, 4<<30 - 16<<20: false} {
		w := newWriter(io.Discard, collect([]Option{Compress(6)}))
		m := memberWriter{w: w, size: size}
		m.choose()
		if m.entry.Zip64 != want || m.entry.Method != zipfmt.Deflate {
			t.Errorf("%d bytes: %v", size, m.entry.Zip64)
		}
	}
}

// TestWriteMemory: compressing an array into a file allocates a few blocks for each
// worker, however large the array is.
func TestWriteMemory(t *testing.T) {
	if underRace {
		t.Skip("under the race detector sync.Pool forgets at random")
	}
	const workers, limit = 2, 24 << 20
	data := npy.Array[byte]{Data: incompressible(64 << 20)}
	w, err := Create(t.TempDir()+"/a.npz", Compress(1), Workers(workers))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := Write(w, "a", data); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > limit {
		t.Errorf("it allocated %d MiB", got>>20)
	}
}
