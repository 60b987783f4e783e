package npz

import (
	"fmt"
	"io"
	"math"
	"os"

	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// appendInPlace writes over the archive's directory. The steps, each of which is on
// the disk before the next one begins:
//
//  1. the journal has the archive's end;
//  2. the new members stand in the place of that end, and the new directory behind
//     them, but for the end record by which it is found: the file ends there;
//  3. that is there too: from here on it is the new archive;
//  4. the journal is gone.
//
// A crash leaves the old archive under its journal, or the new one: see journal.
func appendInPlace(d *disk, name string, arrays map[string]npy.AnyArray, o options) error {
	f, err := d.open(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = func() error {
		old, err := readOld(d, f, name, arrays, &o)
		if err != nil {
			return err
		}
		if old.lost != nil {
			if err := old.lost.restore(f); err != nil {
				return err
			}
		}
		if len(arrays) == 0 {
			return d.dropJournal(name)
		}
		if err := journalFits(name, old); err != nil {
			return err
		}
		j, err := newJournal(f, old)
		if err != nil {
			return zipError(err, name)
		}
		if err := d.writeJournal(name, j, old.mode); err != nil {
			return err
		}
		if err := writeTail(f, old, arrays, o); err != nil {
			return d.undo(name, f, j, err)
		}
		return d.dropJournal(name)
	}()
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}

// writeTail writes arrays and the directory in the place of the old one.
func writeTail(f diskFile, old *oldArchive, arrays map[string]npy.AnyArray, o options) error {
	at := old.dir.Offset
	w := newWriter(io.NewOffsetWriter(f, at), o)
	w.at, w.patch, w.comment = at, f, old.dir.Comment
	w.progress.call = o.progress
	_, w.progress.total = sizesOf(arrays, &o)
	for _, e := range old.kept {
		w.names[e.Name] = true
	}
	w.entries = old.kept
	if err := w.addAll(arrays); err != nil {
		return err
	}
	if err := w.finish(func() error {
		if w.at < old.size { // or the old end record hides the new one, until a power cut takes it away
			return cut(f, w.at)
		}
		return f.Sync()
	}); err != nil {
		return err
	}
	return f.Sync()
}

// undo puts the old end back after err.
func (d *disk) undo(name string, f diskFile, j *journal, err error) error {
	undoing := j.cutDirectory(f)
	if undoing == nil {
		undoing = j.restore(f)
	}
	if undoing == nil {
		undoing = d.dropJournal(name)
	}
	if undoing != nil {
		return fmt.Errorf("%w (and the archive could not be put right: Recover does that: %w)", err, undoing)
	}
	return err
}

// cutDirectory cuts off the new directory, if it is complete, before restore takes away the
// members of which it tells: no part of that may be on the disk before the new size is.
func (j *journal) cutDirectory(f diskFile) error {
	st, err := f.Stat()
	if err != nil {
		return err
	}
	now, err := zipfmt.ReadDirectory(f, st.Size(), math.MaxInt)
	if err != nil || now.Offset <= j.tail {
		return nil
	}
	return cut(f, now.Offset)
}

// cut makes f shorter, and waits until that is on the disk.
func cut(f diskFile, size int64) error {
	if err := f.Truncate(size); err != nil {
		return err
	}
	return f.Sync()
}
