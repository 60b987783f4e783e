package npy

import (
	"sync"

	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/swap"
)

const (
	firstGrowth = 64 << 10  // what is allocated before a byte of a payload of unknown length has come
	growth      = 4         // and by how much memory grows when that many have come
	pieceSize   = 256 << 10 // bytes that are read into a buffer, then worked on while they are in the cache
	placeSize   = 512 << 10 // the same without a buffer, where they stay: half as many calls, a tenth less time
	progressGap = 1 << 20   // bytes between two calls of a Progress function
)

// makeData allocates n elements, which the caller fills or drops.
func makeData[T any](n int) []T {
	if elementOf[T]() == nil {
		return make([]T, n)
	}
	return cast.Make[T](n)
}

// fetch reads count elements into the memory of old where they fit, else into
// fresh memory: all at once if the source is known to have them, else as they
// come, so that a header alone cannot make it allocate.
func fetch[T any](src *payload, pl plan[T], o *options, count int, old []T) ([]T, error) {
	step := max(firstGrowth/max(pl.size(), pl.memory(), 1), 1)
	have := 0
	if cap(old) >= count {
		old = old[:count]
	} else if src.exact >= src.size || count <= step || pl.size() == 0 {
		old = makeData[T](count)
		adviseHuge(old, o)
	} else {
		old = makeData[T](step)
	}
	for {
		if err := fill(src, pl, o, old, have); err != nil {
			return nil, err
		}
		have = len(old)
		if have == count {
			return old, nil
		}
		next := makeData[T](growTo(have, count))
		adviseHuge(next, o)
		copy(next, old)
		old = next
	}
}

// growTo is how many of count elements to make room for when have have come.
func growTo(have, count int) int {
	if have > count/growth {
		return count
	}
	return have * growth
}

// fill reads data[have:] from src.
func fill[T any](src *payload, pl plan[T], o *options, data []T, have int) error {
	b, ok := memoryOf(data, pl)
	if !ok {
		return fillSlowly(src, pl, o, data, have)
	}
	at := have * pl.size()
	if at == len(b) {
		return nil
	}
	piece := len(b) - at // in one read, where nothing has to be done to the bytes
	if pl.swap || pl.hasBools() || o.progress != nil {
		piece = max(placeSize/pl.size(), 1) * pl.size()
	}
	for at < len(b) {
		p := b[at:min(at+piece, len(b))]
		err := src.readFull(p, int64(at))
		if pl.hasBools() {
			pl.normalizeBools(p) // also behind an error: memory that is a []bool must hold bools
		}
		if err != nil {
			return err
		}
		if pl.swap {
			swap.Bytes(p, pl.word)
		}
		at += len(p)
		o.progress.report(int64(at-len(p)), int64(at), src.size)
	}
	return nil
}

// memoryOf is the memory of data, where it can take a payload as it stands.
func memoryOf[T any](data []T, pl plan[T]) ([]byte, bool) {
	if pl.decode != nil {
		return nil, false
	}
	return cast.Bytes(data)
}

// fillSlowly reads data[have:] by way of a buffer: the ordinary road, for
// elements that are not in memory what they are in the file, and for builds
// without unsafe.
func fillSlowly[T any](src *payload, pl plan[T], o *options, data []T, have int) error {
	buf := pieces.Get().(*[pieceSize]byte)
	defer pieces.Put(buf)
	room, size := buf[:], pl.size()
	for have < len(data) {
		n := min(len(data)-have, pieceLength(size))
		p, err := src.readPiece(room, n*size, int64(have*size))
		if err != nil {
			return err
		}
		if pl.decode == nil {
			decodePlain(data[have:have+n], p, pl)
		} else if err := pl.decode(data[have:have+n], p); err != nil {
			return src.locate(pl.inFile(err, have+int(src.base/int64(max(size, 1)))), int64(have*size))
		}
		have += n
		room = p[:cap(p)]
		o.progress.report(int64((have-n)*size), int64(have*size), src.size)
	}
	return nil
}

// pieceLength is how many elements of that size a piece has: one, if they are
// larger than a piece.
func pieceLength(size int) int { return max(pieceSize/max(size, 1), 1) }

// pieces are buffers for work in pieces.
var pieces = sync.Pool{New: func() any { return new([pieceSize]byte) }}

func adviseHuge[T any](data []T, o *options) {
	if o.noHugePages {
		return
	}
	if b, ok := cast.Bytes(data); ok {
		hugePages(b)
	}
}

// hugePages is a variable for the test that looks at what comes here.
var hugePages = cast.HugePages

// A progressFunc is that of Progress, or nil.
type progressFunc func(done, total int64)

// report calls f when the bytes from before to done have completed a MiB, or all.
func (f progressFunc) report(before, done, total int64) {
	if f != nil && before < done && (done/progressGap > before/progressGap || done == total) {
		f(done, total)
	}
}
