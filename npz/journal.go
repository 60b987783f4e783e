package npz

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/zipfmt"
)

// A journal holds the end of an archive while AppendFile changes it in place. Its
// file, numbers little-endian:
//
//	offset  bytes  what
//	0       8      "NPZJRNL" and the version, 1
//	8       8      the size of the archive
//	16      8      the offset of its directory
//	24      32     the fingerprint of the members before that
//	56      n      the end: from the directory to the last byte
//	56+n    4      the CRC-32 of all that
//
// It is complete on the disk before the first byte of the archive changes, so one
// that is not complete means that the archive is as it was.
//
// A journal can be left behind and the archive be changed or replaced, by a program
// that does not know of it. So it counts only for a file whose own directory cannot be
// read or trusted, and if the members before it are those of the fingerprint.
type journal struct {
	size    int64 // of the archive
	tail    int64 // where its directory begins
	members [sha256.Size]byte
	content []byte // from tail to the end
}

const (
	journalSuffix = ".journal"
	journalMagic  = "NPZJRNL\x01"
	journalHead   = len(journalMagic) + 8 + 8 + sha256.Size
)

// Recover ends what a crash has cut short: if AppendFile with InPlace was at work
// in the named archive, it restores the old one, or removes the journal of a new
// one that is complete. Otherwise it does nothing. AppendFile begins with it. A
// journal of a stranger is left alone: see AppendFile.
func Recover(name string) error { return osDisk.recover(name) }

func (d *disk) recover(name string) error {
	f, err := d.open(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = func() error {
		st, err := f.Stat()
		if err != nil {
			return err
		}
		j, err := d.findJournal(name, f, st.Size())
		if err != nil {
			return err
		}
		if j != nil {
			if err := j.restore(f); err != nil {
				return err
			}
		} else if _, err := zipfmt.ReadDirectory(f, st.Size(), math.MaxInt); err != nil {
			return withStranger(zipError(err, name), name) // perhaps somebody can still make something of both
		}
		return d.dropJournal(name)
	}()
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// openJournal finds the journal through which the named file has to be read, whose
// size that is; nil if there is none.
func openJournal(name string, size int64) (*journal, error) {
	j, err := osDisk.readJournal(name)
	if j == nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return j.ifCounts(name, f, size)
}

// findJournal is openJournal for an archive that is open.
func (d *disk) findJournal(name string, ra io.ReaderAt, size int64) (*journal, error) {
	j, err := d.readJournal(name)
	if j == nil {
		return nil, err
	}
	return j.ifCounts(name, ra, size)
}

// ifCounts is j if it counts for the named archive, and nil if not. Where that cannot be
// read, nobody knows.
func (j *journal) ifCounts(name string, ra io.ReaderAt, size int64) (*journal, error) {
	counts, err := j.counts(ra, size)
	var e *zipfmt.Error
	switch {
	case counts:
		return j, nil
	case err == nil, errors.Is(err, io.EOF), errors.As(err, &e) && e.Kind != zipfmt.Failed: // of what is in it
		return nil, nil
	}
	return nil, zipError(err, name)
}

// counts reports whether the archive, of that size now, has to be read through j.
func (j *journal) counts(ra io.ReaderAt, size int64) (bool, error) {
	if size < j.tail {
		return false, nil
	}
	old, err := zipfmt.ReadDirectory(j.overlay(ra), j.size, math.MaxInt)
	if err != nil || old.Offset != j.tail {
		return false, err
	}
	now, err := zipfmt.ReadDirectory(ra, size, math.MaxInt)
	var e *zipfmt.Error
	if err == nil && whole(now, old) || errors.As(err, &e) && e.Kind == zipfmt.Failed {
		return false, err
	}
	members, err := fingerprint(ra, old)
	return err == nil && members == j.members, err
}

// whole reports whether the directory that the file has by itself can be trusted: if it
// lies where the old one did, it may be that one with some sectors of new members in it,
// unless it tells of the very same members; elsewhere it is a later one if it has the old
// members' names.
func whole(now, old *zipfmt.Directory) bool {
	is := make(map[string]zipfmt.Entry, len(now.Entries))
	for _, e := range now.Entries {
		is[e.Raw] = e
	}
	for _, e := range old.Entries {
		n, ok := is[e.Raw]
		same := n.Offset == e.Offset && n.CRC == e.CRC && n.Size == e.Size && n.CompressedSize == e.CompressedSize && n.Method == e.Method
		if !ok || now.Offset == old.Offset && !same {
			return false
		}
	}
	return now.Offset != old.Offset || len(now.Entries) == len(old.Entries)
}

// fingerprint tells members apart by their local headers, which have their
// checksums, and by the last bytes of the last one, since some have them behind
// the data.
func fingerprint(ra io.ReaderAt, d *zipfmt.Directory) (sum [sha256.Size]byte, err error) {
	const localHeader, last = 30, 4096
	h := sha256.New()
	b := make([]byte, last)
	read := func(at int64, n int) error {
		if m, err := ra.ReadAt(b[:n], at); m < n {
			return fmt.Errorf("reading the archive: %w", err)
		}
		h.Write(b[:n])
		return nil
	}
	for _, e := range d.Entries {
		if err := read(e.Offset, localHeader); err != nil {
			return sum, err
		}
	}
	n := min(d.Offset, last)
	if err := read(d.Offset-n, int(n)); err != nil {
		return sum, err
	}
	return [sha256.Size]byte(h.Sum(nil)), nil
}

// journalFits refuses an archive whose journal would be one that nobody takes for a journal.
func journalFits(name string, old *oldArchive) error {
	if end := old.size - old.dir.Offset; end > maxJournal-int64(journalHead)-4 {
		return &header.Error{Kind: header.ErrLimit, Name: name, Offset: old.dir.Offset,
			Detail: fmt.Sprintf("the directory and what follows it have %d bytes, too many for a journal: append without InPlace", end)}
	}
	return nil
}

// newJournal makes the journal of an archive.
func newJournal(f io.ReaderAt, old *oldArchive) (*journal, error) {
	j := &journal{size: old.size, tail: old.dir.Offset, content: make([]byte, old.size-old.dir.Offset)}
	if n, err := f.ReadAt(j.content, j.tail); n < len(j.content) {
		return nil, err
	}
	var err error
	j.members, err = fingerprint(f, old.dir)
	return j, err
}

// overlay is the archive with j in the place of what comes behind j.tail.
func (j *journal) overlay(ra io.ReaderAt) io.ReaderAt { return &overlaid{j, ra} }

type overlaid struct {
	j  *journal
	ra io.ReaderAt
}

func (o *overlaid) ReadAt(b []byte, at int64) (n int, err error) {
	if at < o.j.tail {
		before := b[:min(int64(len(b)), o.j.tail-at)]
		if n, err = o.ra.ReadAt(before, at); n < len(before) {
			return n, err
		}
		if n == len(b) {
			return n, nil
		}
	}
	m, err := bytes.NewReader(o.j.content).ReadAt(b[n:], at+int64(n)-o.j.tail)
	return n + m, err
}

// restore puts the archive back to what it was. A new directory that is complete would tell
// of members that are half gone: there is none where the journal counts, else cutDirectory
// comes first.
func (j *journal) restore(f diskFile) error {
	if err := f.Truncate(j.tail); err != nil {
		return err
	}
	if _, err := f.WriteAt(j.content, j.tail); err != nil {
		return err
	}
	return f.Sync()
}

func (j *journal) append(b []byte) []byte {
	le := binary.LittleEndian
	b = append(b, journalMagic...)
	b = le.AppendUint64(b, uint64(j.size))
	b = le.AppendUint64(b, uint64(j.tail))
	b = append(b, j.members[:]...)
	b = append(b, j.content...)
	return le.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// parseJournal parses what append appended; nil if it is anything else.
func parseJournal(b []byte) *journal {
	le := binary.LittleEndian
	n := len(b) - journalHead - 4
	if n < 0 || string(b[:len(journalMagic)]) != journalMagic || crc32.ChecksumIEEE(b[:len(b)-4]) != le.Uint32(b[len(b)-4:]) {
		return nil
	}
	j := parseJournalHead(b)
	j.content = b[journalHead : len(b)-4]
	if j.tail < 0 || j.size-j.tail != int64(n) {
		return nil
	}
	return j
}

// parseJournalHead parses the first journalHead bytes behind the magic.
func parseJournalHead(b []byte) *journal {
	le := binary.LittleEndian
	j := &journal{size: int64(le.Uint64(b[8:])), tail: int64(le.Uint64(b[16:]))}
	copy(j.members[:], b[24:])
	return j
}
