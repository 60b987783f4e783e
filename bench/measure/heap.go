package measure

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// The two heaps that matter: in a small one each large allocation starts a collection, and
// what it leaves is cleared again and again; a service has the other.
const (
	SmallHeap = "small"
	LargeHeap = "256 MiB"
)

var (
	heap  = SmallHeap
	alive []byte
)

// SetHeap makes the heap of this process one of the two, for every [Run] that follows.
func SetHeap(kind string) error {
	switch kind {
	case SmallHeap:
		alive = nil
	case LargeHeap:
		alive = make([]byte, 256<<20)
	default:
		return fmt.Errorf("measure: no heap %q: %q or %q", kind, SmallHeap, LargeHeap)
	}
	heap = kind
	return nil
}

// Touch takes n bytes, writes to each page, and gives them back to the system. The host of a virtual machine
// may have no memory yet for pages that nobody has ever used, and looking for it can
// take longer than what is measured.
func Touch(n int64) {
	const piece = 64 << 20
	var list [][]byte
	for ; n > 0; n -= piece {
		b := make([]byte, min(n, piece))
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		list = append(list, b)
	}
	runtime.KeepAlive(list)
	list = nil
	debug.FreeOSMemory()
}

// settle makes the heap what it was before, after a case that needed more. In the large heap
// all the memory that will be handed out until the next collection has then been used
// before, as in a service that has run for a while.
func settle() {
	runtime.GC()
	if alive == nil {
		return
	}
	const piece = 1 << 20
	for range len(alive) / piece {
		used = make([]byte, piece)
		for i := 0; i < piece; i += 4096 {
			used[i] = 1
		}
	}
	used = nil
}

var used []byte // a variable that escapes: what is made for it lies in the heap
