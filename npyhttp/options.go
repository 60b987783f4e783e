package npyhttp

import (
	"net/http"

	"github.com/npygo/npygo/npy"
)

// An Option changes how bodies are read. Options are plain values.
type Option struct {
	set    setting
	n      int64
	arrays []npy.Option
	hook   func(*http.Request, *Error)
}

type setting uint8

const (
	setMaxBytes setting = iota + 1
	setArrays
	setOnError
)

// DefaultMaxBytes is how large a body may be without MaxBytes: as large as one
// that a SageMaker endpoint passes on.
const DefaultMaxBytes = 25 << 20

// options is what a list of Option comes to.
type options struct {
	limit   int64
	arrays  []npy.Option
	onError func(*http.Request, *Error)
}

func collect(list []Option) options {
	o := options{limit: DefaultMaxBytes}
	for _, op := range list {
		switch op.set {
		case setMaxBytes:
			o.limit = op.n
		case setArrays:
			o.arrays = append(o.arrays, op.arrays...)
		case setOnError:
			o.onError = op.hook
		}
	}
	o.arrays = append(o.arrays, npy.MaxBytes(o.limit)) // for headers that are too long to be looked at beforehand
	return o
}

// MaxBytes limits the body to n bytes: as it comes over the wire, as it is inflated, if
// it was compressed, of an .npz all its arrays together, and of an array that Read or a
// Handler returns the elements as they are in memory: 8 bytes for each float64 that
// npy.Cast makes of an int8, 16 for each string. Without it the limit is
// DefaultMaxBytes. Memory is taken for what the sender's Content-Length and the array's
// header both say, up to that limit, or for what arrives; for an .npz 1 MiB on the word
// of Content-Length alone.
func MaxBytes(n int64) Option { return Option{set: setMaxBytes, n: max(n, 0)} }

// Arrays reads arrays with these options: npy.Cast, for handlers that take what can be
// converted, npy.LossyText, npy.MaxHeader and others of npy.Read. An npy.MaxBytes among
// them does nothing: the limit is this package's MaxBytes. An npy.MaxHeader can lower the
// limit of a header's text, header.DefaultMaxHeader, and not raise it. Those of
// HandlerNPZ, ReadNPZ, PostNPZ and ReadResponseNPZ go to what npz reads from the archive.
func Arrays(opts ...npy.Option) Option { return Option{set: setArrays, arrays: opts} }

// OnError calls f for each request that a Handler answers with an error, just before it
// does: for logs and counters. The *Error holds the cause, which the answer does not
// tell. The cause may have more than one line. Without OnError those of status 500 and
// above go to the ErrorLog of the http.Server, each as one line.
func OnError(f func(*http.Request, *Error)) Option { return Option{set: setOnError, hook: f} }
