package inflate

import "io"

// Reader inflates a stream of any length. It is ready after [Reader.Reset] or
// [Reader.ResetBytes], and may be reset again at any time, which keeps its
// memory. It must not be used by several goroutines at a time.
type Reader struct {
	d     decoder
	out   []byte // memory for what was decoded ahead
	ready []byte // part of out that nobody has read yet
	ahead int    // how many bytes to decode ahead the next time
	err   error  // what comes behind ready
}

const (
	// aheadMin is what a first small read decodes, for who only wants a header.
	aheadMin = 1 << 10
	aheadMax = 128 << 10
	// direct is from how many bytes on a read is decoded in place: the fast loop must have a whole window.
	direct = windowSize
)

// Reset starts a stream that comes from r, which is asked for up to 64 KiB at a
// time and so may be read past the end of the stream, but never when what it
// gave already suffices.
func (z *Reader) Reset(r io.Reader) { z.reset(r, nil) }

// ResetBytes starts a stream that starts with src, which is not copied and must
// not change until the last Read.
func (z *Reader) ResetBytes(src []byte) { z.reset(nil, src) }

func (z *Reader) reset(r io.Reader, src []byte) {
	z.d.reset(r, src)
	z.ready, z.ahead, z.err = nil, aheadMin, nil
}

// Read fills b, unless the stream ends or an error occurs before; then it gives
// what there was, and io.EOF or the error the next time. Of 64 KiB and more,
// most is decoded in place. All of b may be used as scratch space.
func (z *Reader) Read(b []byte) (n int, err error) {
	for n < len(b) {
		if len(z.ready) > 0 {
			k := copy(b[n:], z.ready)
			z.ready = z.ready[k:]
			n += k
			continue
		}
		if z.err != nil {
			break
		}
		if len(b)-n < direct {
			z.decodeAhead(len(b) - n)
			continue
		}
		k, err := z.d.run(b[n:], len(b)-n)
		z.done(b[n:n+k], err)
		n += k
	}
	if n == 0 && len(b) > 0 {
		return 0, z.err
	}
	return n, nil
}

// Discard skips the next n bytes of output and tells how many there were; fewer
// come with io.EOF or what else was in the way.
func (z *Reader) Discard(n int64) (int64, error) {
	var done int64
	for done < n {
		if len(z.ready) == 0 {
			if z.err != nil {
				return done, z.err
			}
			z.decodeAhead(int(min(n-done, aheadMax)))
		}
		k := min(n-done, int64(len(z.ready)))
		z.ready = z.ready[k:]
		done += k
	}
	return done, nil
}

// InputOffset is how many compressed bytes were decoded so far. Some of the
// output may not have been read yet, but after io.EOF it is the exact length of
// the stream, of which the last byte may be used in part.
func (z *Reader) InputOffset() int64 { return z.d.offset() }

// decodeAhead makes at least one byte ready, unless there are none, and want
// bytes or more, if it may be.
func (z *Reader) decodeAhead(want int) {
	if z.out == nil {
		z.out = make([]byte, aheadMax)
	}
	want = min(max(want, z.ahead), aheadMax)
	z.ahead = min(2*want, aheadMax)
	n, err := z.d.run(z.out, want)
	z.ready = z.out[:n]
	z.done(z.ready, err)
}

// done keeps what is needed of the output that was just decoded.
func (z *Reader) done(out []byte, err error) {
	if z.err = z.d.at(err); err == nil {
		z.d.remember(out)
	}
}
