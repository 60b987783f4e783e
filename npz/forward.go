package npz

import (
	"io"
	"sync"
)

// forwardAt is a deflated member without an index. It goes on where it is, and
// begins anew for what lies before.
type forwardAt struct {
	m      member
	mu     sync.Mutex
	s      *stream
	closed bool
}

func (f *forwardAt) ReadAt(b []byte, off int64) (int, error) {
	return f.m.part(b, off, func(b []byte) error {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.closed {
			return f.m.gone()
		}
		if f.s == nil || f.s.err != nil || f.s.pos() > off {
			if err := f.begin(); err != nil {
				return err
			}
		}
		return f.read(b, off)
	})
}

// begin goes to the member's first byte.
func (f *forwardAt) begin() error {
	if f.s != nil {
		f.s.free()
		f.s = nil
	}
	m, err := f.m.r.whole(f.m.e)
	if err != nil {
		return err
	}
	f.s = m.stream()
	return nil
}

// read goes on to off and fills b from there.
func (f *forwardAt) read(b []byte, off int64) error {
	for room := skipRoom.Get().(*[crcBlock]byte); ; {
		skip := off - f.s.pos()
		if skip == 0 {
			skipRoom.Put(room)
			break
		}
		if _, err := f.s.Read(room[:min(skip, crcBlock)]); err != nil {
			return err
		}
	}
	if _, err := io.ReadFull(f.s, b); err != nil {
		return err
	}
	if f.s.left == 0 { // the checksum was judged with the last byte
		return f.s.finish()
	}
	return nil
}

// skipRoom takes what is inflated only to come to what is wanted.
var skipRoom = sync.Pool{New: func() any { return new([crcBlock]byte) }}

// goingForward gives any part of m, a deflated member without an index.
func (m member) goingForward() io.ReaderAt {
	f := &forwardAt{m: m}
	r := m.r
	if _, ok := r.src.ra.(rangeReader); !ok { // nothing is open that memory does not give back by itself
		return f
	}
	r.forwardMu.Lock()
	defer r.forwardMu.Unlock()
	if r.forward == nil {
		r.forward = make(map[*forwardAt]bool)
	}
	r.forward[f] = true
	return openForward{f}
}

// openForward is a forwardAt that reads from what has to be closed.
type openForward struct{ *forwardAt }

// Close ends what f has open. Reading is an error afterwards.
func (f openForward) Close() error {
	r := f.m.r
	r.forwardMu.Lock()
	delete(r.forward, f.forwardAt)
	r.forwardMu.Unlock()
	f.end()
	return nil
}

// forgetAll ends what all of them have open, those that are reading when they have done so.
func (r *Reader) forgetAll() {
	r.forwardMu.Lock()
	list := r.forward
	r.forward = nil
	r.forwardMu.Unlock()
	for f := range list {
		f.end()
	}
}

func (f *forwardAt) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	if f.s != nil {
		f.s.free()
		f.s = nil
	}
}
