package remote

import (
	"context"
	"time"
)

// FirstWait is the first pause of Retry, for tests that have no time.
func FirstWait(d time.Duration) Option { return Option{func(o *options) { o.firstWait = d }} }

// ParseContentRange is the parser, for the fuzzer.
func ParseContentRange(s string) (first, last, size int64, ok bool) {
	r, ok := parseContentRange(s)
	return r.first, r.last, r.size, ok
}

var (
	RetryAfter     = retryAfter
	WithoutSecrets = withoutSecrets
	Clean          = clean
	Passing        = passing
	SameServer     = sameServer
)

// Held is what the cache has.
func Held(f *File) (blocks int, bytes int64) {
	c := f.o.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.recent.Len(), c.bytes
}

// Arrive makes data come for block k, as from a request that was made before.
func Arrive(f *File, k int64, data []byte) {
	c := f.o.cache
	c.mu.Lock()
	defer c.mu.Unlock()
	late := &fetch{first: k, blocks: [][]byte{data}}
	c.blocks[k] = &block{number: k, window: 1, fetch: late}
	c.keep(late)
}

// Blocks asks the cache for block k and those behind it up to last.
func Blocks(f *File, k, last int64) ([][]byte, error) {
	return f.o.cache.get(context.Background(), k, last)
}
