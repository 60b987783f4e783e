package npz

import (
	"hash/crc32"

	"github.com/npygo/npygo/internal/zipfmt"
)

const (
	alignment  = 64       // of the elements of a stored member in the file: as in a .npy file
	smallWrite = 16 << 10 // up to here a copy and one write are cheaper than two writes
	toldEvery  = 4 << 20  // bytes that are written between two calls of a Progress function
)

// stored writes a member as it is. The checksum stands before it, and is found
// first: in memory where the bytes come all at once, else it is put into its place
// later, or the bytes have to come twice.
type stored struct {
	*memberWriter
	sum uint32 // so far
}

func (m *stored) first(b []byte) error {
	w := m.w
	m.entry.CompressedSize = m.size
	m.sum = w.team.extend(w.team.extend(0, w.head), b)
	if m.n == m.size && !m.again {
		m.entry.CRC = m.sum
	} else if w.patch == nil && !m.again {
		m.measured = true
		return nil
	}
	m.entry.Offset = w.at
	w.local = zipfmt.AppendLocal(w.local[:0], &m.entry, w.at, alignment)
	w.local = append(w.local, w.head...)
	if len(b) <= smallWrite {
		w.local, b = append(w.local, b...), nil
	}
	if err := w.write(w.local); err != nil {
		return err
	}
	w.progress.add(m.n - int64(len(b)))
	return m.write(b)
}

func (m *stored) more(b []byte) error {
	m.sum = m.w.team.extend(m.sum, b)
	if m.measured {
		return nil
	}
	return m.write(b)
}

// write writes b, at once if nobody wants to know how far it is.
func (m *stored) write(b []byte) error {
	w := m.w
	piece := len(b)
	if w.progress.call != nil {
		piece = toldEvery
	}
	for len(b) > 0 {
		n := min(piece, len(b))
		if err := w.write(b[:n]); err != nil {
			return err
		}
		w.progress.add(int64(n))
		b = b[n:]
	}
	return nil
}

func (m *stored) end() error {
	known := m.entry.CRC
	m.entry.CRC = m.sum
	if m.measured || m.again || m.sum == known {
		return nil
	}
	return m.patch(alignment)
}

// extend returns the CRC-32 of b behind bytes whose own is crc, the work shared
// among t where there is enough of it.
func (t *team) extend(crc uint32, b []byte) uint32 {
	if len(b) < 8*crcBlock {
		return crc32.Update(crc, crc32.IEEETable, b)
	}
	return combineCRC(crc, t.checksum(b), int64(len(b)))
}
