package npz

import (
	"io"
	"sync"
)

// forwardAt is a deflated member without an index. It goes on where it is, and
// begins anew for what lies before.
type forwardAt struct {
	m  member
	mu sync.Mutex
	s  *stream
}

func (f *forwardAt) ReadAt(b []byte, off int64) (int, error) {
	return f.m.part(b, off, func(b []byte) error {
		f.mu.Lock()
		defer f.mu.Unlock()
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

// remember keeps f for Close: what it reads from may be a connection.
func (r *Reader) remember(f *forwardAt) *forwardAt {
	if _, ok := r.src.ra.(rangeReader); ok {
		r.forwardMu.Lock()
		defer r.forwardMu.Unlock()
		if r.forward == nil {
			r.forward = make(map[*forwardAt]bool)
		}
		r.forward[f] = true
	}
	return f
}

// forget ends what ra still has open, if it is a forwardAt.
func (r *Reader) forget(ra io.ReaderAt) {
	f, ok := ra.(*forwardAt)
	if !ok {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.s != nil {
		f.s.free()
		f.s = nil
	}
	r.forwardMu.Lock()
	defer r.forwardMu.Unlock()
	delete(r.forward, f)
}
