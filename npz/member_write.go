package npz

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
)

// addMember writes the member of that name, of size bytes or, if that is -1, as
// many as the array's header tells. It may call data a second time.
func (w *Writer) addMember(name string, size int64, data func(io.Writer) error) error {
	e, err := w.begin(name)
	if err != nil {
		return err
	}
	m := memberWriter{w: w, entry: e, size: size}
	if err := m.fill(data); err != nil {
		return err
	}
	if m.measured {
		again := memberWriter{w: w, entry: e, size: size, again: true}
		again.entry.CRC = m.entry.CRC
		if err := again.fill(data); err != nil {
			return err
		}
		if again.entry.CRC != m.entry.CRC {
			return &header.Error{Kind: ErrArchive, Offset: -1, Detail: "the array has changed while it was written"}
		}
		m = again
	}
	w.names[name] = true
	w.entries = append(w.entries, m.entry)
	return nil
}

// memberWriter takes the bytes of a member and writes them behind a local header
// with its sizes and its checksum.
type memberWriter struct {
	w     *Writer
	entry zipfmt.Entry
	size  int64 // -1 until the array's header has come
	n     int64 // bytes that came
	way   way   // nil until the array's header has come
	fed   bool  // way has had its first bytes
	again bool  // entry.CRC is what the first time found
	// measured tells that nothing was written: this was for the checksum alone.
	measured bool
}

// way is a way to write what is in a member. The array's header, which is in
// Writer.head, goes before what it is given.
type way interface {
	first(b []byte) error // called once, if only with nothing
	more(b []byte) error
	end() error
}

// fill has data write the member. A panic is the Writer's last word, too: the archive ends
// in the midst of a member.
func (m *memberWriter) fill(data func(io.Writer) error) error {
	returned := false
	defer func() {
		if !returned {
			m.w.err = errPanicked
		}
	}()
	err := m.filled(data)
	returned = true
	return err
}

func (m *memberWriter) filled(data func(io.Writer) error) error {
	m.w.head = m.w.head[:0]
	if err := data(m); err != nil {
		return err
	}
	if !m.fed || m.n != m.size {
		return &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf(
			"the array wrote %d bytes, its header tells of %d (-1: there was no whole header)", m.n, m.size)}
	}
	return m.way.end()
}

// Write takes the next bytes of the member.
func (m *memberWriter) Write(b []byte) (int, error) {
	n := len(b)
	if m.way == nil {
		var err error
		if b, err = m.takeHeader(b); err != nil {
			return 0, err
		}
		if m.way == nil {
			return n, nil
		}
	}
	m.n += int64(len(b))
	var err error
	switch {
	case m.n > m.size:
		err = &header.Error{Kind: header.ErrShape, Offset: -1, Detail: fmt.Sprintf(
			"the array writes more than the %d bytes that its header tells of", m.size)}
	case m.fed:
		err = m.way.more(b)
	case len(b) > 0 || m.n == m.size:
		m.fed = true
		err = m.way.first(b)
	}
	if err != nil {
		return 0, err
	}
	return n, nil
}

// takeHeader takes the array's header from b, and returns what is behind it. This
// module's arrays write it whole, others need not.
func (m *memberWriter) takeHeader(b []byte) (rest []byte, err error) {
	if m.size >= 0 { // no array
		m.choose()
		return b, nil
	}
	w, before := m.w, len(m.w.head)
	all := b
	if before > 0 {
		all = append(w.head, b...)
	}
	var dims [8]int
	h, n, err := header.ParseInto(dims[:], all, header.MaxHeader(math.MaxInt32))
	if errors.Is(err, io.ErrUnexpectedEOF) {
		w.head = append(w.head, b...)
		m.n += int64(len(b))
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	payload, err := h.PayloadSize()
	if err != nil {
		return nil, err
	}
	w.head = append(w.head[:0], all[:n]...)
	m.n, m.size = int64(n), int64(n)+payload
	m.choose()
	return b[n-before:], nil
}

// choose decides how the member is written.
func (m *memberWriter) choose() {
	m.entry.Size = m.size
	if m.w.o.compressed && m.size > 0 {
		m.way = newDeflated(m)
	} else {
		m.way = &stored{memberWriter: m}
	}
}

// patch writes the local header again, with what is known by now.
func (m *memberWriter) patch(align int) error {
	w := m.w
	w.local = zipfmt.AppendLocal(w.local[:0], &m.entry, m.entry.Offset, align)
	_, err := w.patch.WriteAt(w.local, m.entry.Offset)
	return err
}
