package header

import "math"

// Option changes how a header is read. The zero Option changes nothing.
type Option struct {
	maxHeader int // a plain value and no closure, so that options cost no allocation
}

// MaxHeader makes reading refuse a header whose text is longer than n bytes, with ErrLimit and before the text is read. The limit is
// DefaultMaxHeader without this option and for n <= 0.
func MaxHeader(n int) Option { return Option{maxHeader: n} }

// limit gives the longest text that the options allow.
func limit(opts []Option) int {
	n := DefaultMaxHeader
	for _, o := range opts {
		if o.maxHeader > 0 {
			n = o.maxHeader
		}
	}
	return min(n, math.MaxInt32-textAtV2) // so that the payload's offset is an int on every machine
}
