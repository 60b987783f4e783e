package remote

import "time"

// FirstWait is the first pause of Retry, for tests that have no time.
func FirstWait(d time.Duration) Option { return func(o *options) { o.firstWait = d } }

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
)
