// Package inflate decompresses deflate streams (RFC 1951): from memory to
// memory with [Full] and [Block], from an io.Reader or memory in pieces with
// [Reader]. It is written for speed, without package unsafe.
//
// It takes the streams that compress/flate takes, which are those that zlib
// takes, and refuses the others; like zlib, and earlier than compress/flate, it
// refuses a block without a code for its end by its header.
//
// # How it works
//
// One loop (fast.go) does nearly all the work. It looks at 64 KiB of the output
// and 4 KiB of the input at a time, both as pointers to arrays, so that a mask
// or a limit shows the compiler that no index can be outside. Near the ends,
// where the loop would run over them, one symbol at a time is decoded (slow.go);
// both keep the same state, so that each may go on where the other stopped.
//
// Bits wait in a 64-bit buffer, the next one lowest. The fast loop keeps three
// bits that are already used below it, since a table entry has 8 bytes: the
// masked buffer is then the offset of the entry, and the processor is spared a
// scaled index, which costs a cycle on the way from one symbol to the next.
//
//	buf   ........ next bits ................ xxx
//	                              |__________|      & mask = offset in the table
//
// Tables are indexed with the next 11 bits for literals and lengths, 9 bits for
// distances; longer codes go on in a table behind it. An entry says all there is
// to know about its bits:
//
//	bit  0.. 5  width: how many bits to drop, extra bits included
//	bit  8..10  how many literals (up to 4) the bits mean
//	bit     11  notLiteral: there is something behind the literals
//	bit     12  special: a link, the end of the block, or an unused code
//	bit 13..20  length - 3           (special: 13..24, which entry or which kind)
//	bit 22..26  mask for the extra bits of the length
//	bit 27..31  where the extra bits start: 3 + bits of the codes
//	bit 32..63  the literals, the first one lowest
//
// with, in the upper half, for distances the base (32..47) and the mask for its
// extra bits (48..63), for links the mask of the offset in the table behind.
// Where codes are short, entries hold several literals, or literals and the
// length that follows them: sorted integers need one look instead of two for
// "low byte, then 7 bytes as before", and one branch to predict instead of two.
package inflate

import (
	"io"
	"sync"
)

// Full inflates a whole stream: src is one deflate stream and ends with its last
// byte, and dst is exactly as long as what it means. After an error the
// content of dst is undefined.
func Full(dst, src []byte) error { return inflate(dst, src, true) }

// Block inflates a piece of a stream that was cut at byte boundaries, where
// nothing before dst is referred to: one block of a seekable archive member. The
// piece uses up src and gives exactly len(dst) bytes. Only the last piece holds
// the final block, and ends with it; the others end at a byte boundary, as
// a sync flush leaves it. After an error the content of dst is undefined.
func Block(dst, src []byte, last bool) error { return inflate(dst, src, last) }

var pool = sync.Pool{New: func() any { return new(memory) }}

// memory is a decoder with a place for results too short for the fast loop.
type memory struct {
	decoder
	small [smallSize]byte
}

// smallSize is one more than the longest result that is not decoded in place:
// the fast loop must have a whole window, and too long a result must show.
const smallSize = windowSize + 1

func inflate(dst, src []byte, last bool) error {
	m := pool.Get().(*memory)
	defer pool.Put(m)
	m.reset(nil, src)
	defer m.reset(nil, nil) // keep no memory of the caller's alive
	m.toEnd, m.partial = true, !last
	out := dst
	if len(dst) < smallSize {
		out = m.small[:]
	}
	n, err := m.run(out, len(out))
	if err == io.EOF {
		err = m.judge(n, len(dst))
	}
	if err != nil {
		return m.at(err)
	}
	if len(dst) < smallSize {
		copy(dst, out[:n])
	}
	return nil
}

// judge is what Full and Block demand of a stream that has ended with n bytes.
func (d *decoder) judge(n, want int) error {
	switch {
	case n > want:
		return errTooLong
	case n < want:
		return errTooShort
	case d.partial && d.final:
		return errFinal
	case d.pos != len(d.src):
		return errLeftOver
	}
	return nil
}
