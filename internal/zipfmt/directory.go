package zipfmt

import (
	"cmp"
	"encoding/binary"
	"io"
	"math"
	"slices"
)

// Directory is the list of an archive's members.
type Directory struct {
	Entries []Entry // in the directory's order, which need not be that of the members in the file
	Offset  int64   // where the directory starts: everything before it is members, and gaps between them
	Comment []byte  // of the archive
	End     int64   // where the archive ends: bytes behind that are not its own
}

// ReadDirectory reads the directory of the archive that is the size bytes of ra. It checks all that can be checked without the local headers: the
// end record and the directory agree, and each member has its place in the file, which it shares with no other. Whether a member can be read is
// asked of Entry.Check and Entry.DataOffset. A name can be there twice.
//
// It is an error of kind Limit if there are more than maxMembers, and the memory needed is a small multiple of the directory's size. If the last 64 KiB
// hold the directory, they are all that is read, and the first bytes of the file if no member starts there.
func ReadDirectory(ra io.ReaderAt, size int64, maxMembers int) (*Directory, error) {
	end, err := readEnd(ra, size)
	if err != nil {
		return nil, err
	}
	dir, tally, err := end.readDirectory(ra, maxMembers)
	if err != nil {
		return nil, err
	}
	entries, err := parseEntries(dir, end.offset, tally)
	if err != nil {
		return nil, err
	}
	first, err := place(entries, end.offset)
	if err != nil {
		return nil, err
	}
	if first > 0 || len(entries) == 0 { // else DataOffset looks for the signature there, and a round trip over a network is saved
		if err := checkStart(ra); err != nil {
			return nil, err
		}
	}
	return &Directory{Entries: entries, Offset: end.offset, Comment: end.comment, End: end.end}, nil
}

// tally is what the entries of a directory need.
type tally struct {
	count int // of entries
	names int // bytes for all Raw, and for the Name of those that have another
}

// readDirectory gives the bytes of the directory, and checks that they are as many entries as the end record says.
func (end *ending) readDirectory(ra io.ReaderAt, maxMembers int) ([]byte, tally, error) {
	var t tally
	if end.count > uint64(maxMembers) {
		return nil, t, fail(Limit, "", end.at, "%d members are more than the limit of %d", end.count, maxMembers)
	}
	if end.size > math.MaxInt/16 {
		return nil, t, fail(Limit, "", end.offset, "a directory of %d bytes does not fit into memory", end.size)
	}
	// Directories are read at once, so as to need one request over a network; if they are very large, in growing parts that are looked
	// through one by one, since the size is but the file's word.
	const atOnce = 16 << 20
	var dir []byte
	walked := 0
	for have := int64(0); have < end.size; have = int64(len(dir)) {
		part := int(min(end.size-have, max(atOnce, have)))
		var err error
		if have == 0 {
			dir, err = end.bytes(ra, end.offset, part)
		} else {
			dir = slices.Grow(dir, part)[:len(dir)+part]
			err = end.fill(ra, dir[have:], end.offset+have)
		}
		if err != nil {
			return nil, t, err
		}
		n, err := t.walk(dir[walked:], end.offset+int64(walked), maxMembers)
		if err != nil {
			return nil, t, err
		}
		walked += n
	}
	if walked != len(dir) {
		return nil, t, fail(Damaged, "", end.offset+int64(walked), "the directory's last entry does not end where the directory does")
	}
	// Without ZIP64 the count has 16 bits, and programs that know no ZIP64 (Java before 7) cut larger ones.
	if uint64(t.count) != end.count && (end.zip64 || uint16(t.count) != uint16(end.count)) {
		return nil, t, fail(Damaged, "", end.at, "the end record counts %d members, the directory has %d", end.count, t.count)
	}
	return dir, t, nil
}

// walk steps over the entries that dir has whole, and returns where it stopped.
func (t *tally) walk(dir []byte, at int64, maxMembers int) (int, error) {
	done := 0
	for b := dir; len(b) >= centralSize; b = dir[done:] {
		if binary.LittleEndian.Uint32(b) != sigCentral {
			return 0, fail(Damaged, "", at+int64(done), "no directory entry where one has to be")
		}
		n := entrySize(b)
		if n > len(b) {
			break
		}
		if t.count++; t.count > maxMembers {
			return 0, fail(Limit, "", at+int64(done), "there are more members than the limit of %d", maxMembers)
		}
		t.names += nameRoom(b)
		done += n
	}
	return done, nil
}

// entrySize is the size of the directory entry at the start of b.
func entrySize(b []byte) int {
	le := binary.LittleEndian
	return centralSize + int(le.Uint16(b[28:])) + int(le.Uint16(b[30:])) + int(le.Uint16(b[32:]))
}

// place sets each entry's Limit, and gives the lowest Offset (that of the directory if there are no entries). Members have to lie apart from
// each other, before the directory: otherwise a small file could inflate to any number of large ones.
func place(entries []Entry, directory int64) (int64, error) {
	order := byOffset(entries)
	limit := directory
	for i := len(entries) - 1; i >= 0; i-- {
		e := &entries[i]
		if order != nil {
			e = &entries[order[i]]
		}
		if e.CompressedSize > limit || e.Offset > limit-e.CompressedSize-int64(localSize+len(e.Raw)) {
			return 0, fail(Damaged, e.Name, e.Offset, "its header and its %d bytes of data run into what starts at byte %d", e.CompressedSize, limit)
		}
		e.Limit, limit = limit, e.Offset
	}
	return limit, nil
}

// byOffset gives the indexes of the entries by rising offset, or nil if that is how they stand, as they nearly always do.
func byOffset(entries []Entry) []int {
	sorted := true
	for i := 1; i < len(entries) && sorted; i++ {
		sorted = entries[i-1].Offset <= entries[i].Offset
	}
	if sorted {
		return nil
	}
	order := make([]int, len(entries))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(entries[a].Offset, entries[b].Offset) })
	return order
}
