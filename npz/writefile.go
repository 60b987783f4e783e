package npz

import (
	"maps"
	"slices"

	"github.com/npygo/npygo/npy"
)

// WriteFile writes arrays to the named file, as np.savez does: as a whole or not
// at all, in the way of npy.WriteFile. The members are in the order of their
// names, so that the same arrays make the same bytes.
//
// With an error the old file is untouched, unless it says that the new one is in
// place: npy.WriteFile's with the Op "syncdir", or one about the journal of an
// interrupted AppendFile, which could not be removed.
//
// Options: Compress, SeekBlock, SOZip, Workers, Progress, Fsync.
func WriteFile(name string, arrays map[string]npy.AnyArray, opts ...Option) error {
	return writeFile(name, arrays, collect(opts))
}

func writeFile(name string, arrays map[string]npy.AnyArray, o options) error {
	room, total := sizesOf(arrays, &o)
	w, err := create(name, o, room)
	if err != nil {
		return err
	}
	defer w.Abort()
	w.progress.call, w.progress.total = o.progress, total
	if err := w.addAll(arrays); err != nil {
		return err
	}
	return w.Close()
}

// addAll writes arrays in the order of their names.
func (w *Writer) addAll(arrays map[string]npy.AnyArray) error {
	for _, key := range slices.Sorted(maps.Keys(arrays)) {
		if err := w.WriteAny(key, arrays[key]); err != nil {
			return err
		}
	}
	return nil
}

// sizesOf is how many bytes arrays have as members, if somebody wants to know, and
// for how many there should be room in the file: 0 if they are compressed.
func sizesOf(arrays map[string]npy.AnyArray, o *options) (room, total int64) {
	if o.compressed && o.progress == nil {
		return 0, 0
	}
	for _, a := range arrays {
		if a == nil {
			continue
		}
		h := a.Header()
		head, _ := h.AppendBinary(nil)
		payload, _ := h.PayloadSize()
		total += int64(len(head)) + payload
	}
	if !o.compressed {
		room = total
	}
	return room, total
}
