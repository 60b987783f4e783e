package npz

import (
	"sync"

	"github.com/npygo/npygo/internal/zipfmt"
)

// blockCache keeps the blocks that parts were taken from last, so that the next
// part, which often begins in the same block, does not inflate it again.
type blockCache struct {
	mu    sync.Mutex
	slots []cachedBlock // the one used last is the first
}

type cachedBlock struct {
	e    *zipfmt.Entry
	k    int
	data []byte // never changed again
}

const (
	cacheSlots = 16      // blocks that are kept at most
	cacheBytes = 4 << 20 // and bytes, unless a single block has more
)

// get returns block k of m, which has size bytes. It is not to be changed.
func (c *blockCache) get(m member, k, size int) ([]byte, error) {
	if b := c.find(m.e, k); b != nil {
		return b, nil
	}
	b := make([]byte, size)
	if _, err := m.inflateBlock(k, b); err != nil {
		return nil, err
	}
	c.keep(cachedBlock{m.e, k, b})
	return b, nil
}

func (c *blockCache) find(e *zipfmt.Entry, k int) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, slot := range c.slots {
		if slot.e == e && slot.k == k {
			copy(c.slots[1:i+1], c.slots[:i])
			c.slots[0] = slot
			return slot.data
		}
	}
	return nil
}

// keep puts b in front, and drops from the end what is too much.
func (c *blockCache) keep(b cachedBlock) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slots = append([]cachedBlock{b}, c.slots[:min(len(c.slots), cacheSlots-1)]...)
	total := len(b.data)
	for i, slot := range c.slots[1:] {
		if total += len(slot.data); total > cacheBytes {
			c.slots = c.slots[:i+1]
			return
		}
	}
}

func (c *blockCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.slots = nil
}
