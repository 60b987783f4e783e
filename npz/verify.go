package npz

import "github.com/npygo/npygo/internal/zipfmt"

// Verify reads the members of those names, or all if there are none, and
// compares them with their checksums, in parallel. It is what makes sure of the
// elements that View, ReadRows and File give from stored members, which have no
// checksum but the one of the whole. Nothing is kept in memory.
func (r *Reader) Verify(names ...string) error {
	done, err := r.use()
	if err != nil {
		return err
	}
	defer done()
	var entries []*zipfmt.Entry
	for _, name := range names {
		e, err := r.entry(name)
		if err != nil {
			return err
		}
		entries = append(entries, e)
	}
	if len(names) == 0 {
		for i := range r.dir.Entries {
			entries = append(entries, &r.dir.Entries[i])
		}
	}
	return r.team.each(len(entries), func(i int) error {
		m, err := r.whole(entries[i])
		if err != nil {
			return err
		}
		return m.verify()
	})
}

func (m member) verify() error {
	m.trust = false
	if memory := m.r.src.memory; memory != nil && m.e.Method == zipfmt.Stored {
		if sum := m.r.team.checksum(memory[m.start : m.start+m.e.Size]); sum != m.e.CRC {
			return m.wrongCRC(sum)
		}
		return nil
	}
	s := m.stream()
	defer s.free()
	return s.finish()
}
