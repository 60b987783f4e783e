package convert

import (
	"encoding/binary"

	"github.com/npygo/npygo/internal/cast"
)

// Here is the ordinary road, for builds without unsafe (-tags purego) and for
// bytes that start at no multiple of their element's alignment.

// slowly gives a loop copies of what is in dst and src.
func slowly[D, S element](dst, src []byte, loop func([]D, []S)) {
	var d D
	var s S
	from, to := make([]S, min(block, len(src)/binary.Size(s))), make([]D, min(block, len(src)/binary.Size(s)))
	for len(src) > 0 {
		n := min(len(from), len(src)/binary.Size(s))
		take(from[:n], src[:n*binary.Size(s)])
		loop(to[:n], from[:n])
		put(dst, to[:n])
		dst, src = dst[n*binary.Size(d):], src[n*binary.Size(s):]
	}
}

// take fills s from b, which is as long, and put fills the start of b from s. Neither
// can fail: the types have a fixed size and the bytes are there.
func take[S element](s []S, b []byte) {
	if _, err := binary.Decode(b, ne, s); err != nil {
		panic(err)
	}
}

func put[D element](b []byte, d []D) {
	if _, err := binary.Encode(b, ne, d); err != nil {
		panic(err)
	}
}

// memory is what a loop fills where it takes bytes: dst itself as elements, or
// elements that done copies there.
func memory[D element](dst []byte) (d []D, done func()) {
	if d, ok := cast.Slice[D](dst); ok {
		return d, func() {}
	}
	var zero D
	d = make([]D, len(dst)/binary.Size(zero))
	return d, func() { put(dst, d) }
}
