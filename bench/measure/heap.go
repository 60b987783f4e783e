package measure

import (
	"fmt"
	"runtime"
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
