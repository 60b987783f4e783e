package remote

import (
	"container/list"
	"context"
	"sync"
)

// A window is fetched with one request: blocks that were asked for, and if it
// goes on where one ended before, others behind them.
const (
	longestWindow = 4 << 20 // bytes
	largeRead     = 4       // blocks: longer reads go past the cache
)

// cache keeps the blocks that were used last, and knows those on their way.
type cache struct {
	o     *object
	size  int64 // of a block
	limit int64 // bytes

	mu     sync.Mutex
	blocks map[int64]*block
	recent list.List // of *block, those with data, the last used one in front
	bytes  int64
	closed bool // nothing is kept any more
}

type block struct {
	number int64
	data   []byte
	window int64 // of how many blocks it was one
	fetch  *fetch
	place  *list.Element
}

// fetch is a window under way.
type fetch struct {
	*flight
	first  int64
	blocks [][]byte
}

func newCache(o *object, size, limit int64) *cache {
	return &cache{o: o, size: size, limit: limit, blocks: map[int64]*block{}}
}

// suits tells whether n bytes from off on are to be read in blocks: few enough,
// and all of their blocks can be kept.
func (c *cache) suits(n, off int64) bool {
	blocks := (off+n-1)/c.size - off/c.size + 1
	return n <= largeRead*c.size && blocks*c.size <= c.limit
}

// readAt fills p from whole blocks.
func (c *cache) readAt(ctx context.Context, p []byte, off int64) (n int, err error) {
	last := (off + int64(len(p)) - 1) / c.size
	for n < len(p) {
		k := (off + int64(n)) / c.size
		blocks, err := c.get(ctx, k, last)
		if err != nil {
			return n, err
		}
		for ; len(blocks) > 0 && n < len(p); blocks = blocks[1:] {
			n += copy(p[n:], blocks[0][(off+int64(n))%c.size:])
		}
	}
	return n, nil
}

// ready fills as much of p as is there already.
func (c *cache) ready(p []byte, off int64) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for n < len(p) {
		at := off + int64(n)
		b := c.blocks[at/c.size]
		if b == nil || b.data == nil {
			break
		}
		c.recent.MoveToFront(b.place)
		n += copy(p[n:], b.data[at%c.size:])
	}
	return n
}

// get gives block k, for a reader who will want those up to last, and the blocks
// that came behind it with the same request: they need not be kept for long.
func (c *cache) get(ctx context.Context, k, last int64) ([][]byte, error) {
	c.mu.Lock()
	b := c.blocks[k]
	if b != nil && b.data != nil {
		c.recent.MoveToFront(b.place)
		c.mu.Unlock()
		return [][]byte{b.data}, nil
	}
	var f *fetch
	if b != nil {
		f = b.fetch
	} else {
		f = c.start(ctx, k, c.window(k, last))
	}
	f.waiters++
	c.mu.Unlock()
	if err := f.wait(ctx, &c.mu, func() { c.forget(f) }); err != nil {
		if _, ok := err.(*Error); !ok { // ctx, not the fetch
			err = c.o.fail(span{k * c.size, c.size}, err)
		}
		return nil, err
	}
	return f.blocks[k-f.first:], nil
}

// window decides how many blocks are fetched from k on: the missing ones up to
// last, with what lies between them, and twice as many as the window that ended before k.
func (c *cache) window(k, last int64) int64 {
	end := k + 1
	for j := end; j <= last; j++ {
		b := c.blocks[j]
		if b == nil {
			end = j + 1
		} else if b.data == nil {
			break
		}
	}
	before := c.blocks[k-1]
	if before == nil {
		return end - k
	}
	most := min(2*before.window, min(longestWindow, c.limit/4)/c.size)
	for end < k+most && end < c.o.missing(c.size) && c.blocks[end] == nil {
		end++
	}
	return end - k
}

// start begins to fetch n blocks from the first.
func (c *cache) start(ctx context.Context, first, n int64) *fetch {
	f := &fetch{first: first, blocks: make([][]byte, n)}
	for i := range n {
		if b := c.blocks[first+i]; b != nil { // fetched once more, rather than with two requests around it
			c.drop(b)
		}
		c.blocks[first+i] = &block{number: first + i, window: n, fetch: f}
	}
	f.flight = c.o.start(ctx, func(ctx context.Context, _ *flight) error {
		whole := false
		defer func() { // after a panic, too
			c.mu.Lock()
			defer c.mu.Unlock()
			if whole {
				c.keep(f)
			} else {
				c.forget(f)
			}
		}()
		err := c.fill(ctx, f)
		whole = err == nil
		return err
	})
	return f
}

// fill reads f's blocks, each into memory of its own, so that one can be given up without the others.
func (c *cache) fill(ctx context.Context, f *fetch) error {
	at := f.first * c.size
	s := c.o.stream(ctx, at, min(at+int64(len(f.blocks))*c.size, c.o.version.size))
	defer s.Close()
	for i := range f.blocks {
		f.blocks[i] = make([]byte, min(c.size, s.end-s.at))
		if _, err := s.fill(f.blocks[i]); err != nil {
			return err
		}
	}
	return nil
}

// keep takes over what f has brought, and gives up what was not used for longest.
func (c *cache) keep(f *fetch) {
	if c.closed {
		return
	}
	for i, data := range f.blocks {
		b := c.blocks[f.first+int64(i)]
		if b == nil || b.fetch != f {
			continue
		}
		b.data, b.fetch = data, nil
		b.place = c.recent.PushFront(b)
		c.bytes += int64(len(data))
	}
	for c.bytes > c.limit {
		c.drop(c.recent.Back().Value.(*block))
	}
}

// forget takes f's blocks out.
func (c *cache) forget(f *fetch) {
	for i := range f.blocks {
		if b := c.blocks[f.first+int64(i)]; b != nil && b.fetch == f {
			delete(c.blocks, b.number)
		}
	}
}

func (c *cache) drop(b *block) {
	delete(c.blocks, b.number)
	c.recent.Remove(b.place)
	c.bytes -= int64(len(b.data))
}

// close gives up all blocks, and those that are still to come.
func (c *cache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.blocks, c.bytes = map[int64]*block{}, 0
	c.recent.Init()
}
