package npz

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing/fstest"
)

// tape is a directory in memory that remembers every change, so that it can be cut
// off between any two bytes.
type tape struct {
	files map[string][]byte
	ops   []change
	// fails is the number of the change that fails; 0: none.
	fails int
	how   failure
	// unread is the number of the reading call (ReadAt, Stat, open a journal) that fails, of all so far; 0: none.
	unread, reads int
}

// failure is how a change fails.
type failure int

const (
	halfway failure = iota // after half of its bytes
	refused                // before the first
	late                   // after the last
	forEver                // halfway, and so do all that follow: the disk is gone
	full                   // halfway, and so do all that make a file larger: the disk is full
	failures
)

// change is one of a file's content, or of whether there is one.
type change struct {
	kind changeKind
	name string
	at   int64  // where data goes, or the size to be cut to
	data []byte // of write
}

type changeKind int

const (
	toWrite changeKind = iota
	toTruncate
	toSync
	toCreate
	toRemove
	toSyncDir
	toClose
	toFail // nothing is done
)

var errTape = errors.New("the tape is torn")

func newTape(files map[string][]byte) *tape {
	t := &tape{files: map[string][]byte{}}
	for name, b := range files {
		t.files[name] = bytes.Clone(b)
	}
	return t
}

func (t *tape) disk() *disk {
	d := &disk{
		open: func(name string, flag int, _ fs.FileMode) (diskFile, error) {
			_, exists := t.files[name]
			switch {
			case exists && flag&os.O_EXCL != 0:
				return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrExist}
			case !exists && flag&os.O_CREATE == 0:
				return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
			case !exists:
				if err := t.do(change{kind: toCreate, name: name}); err != nil {
					return nil, err
				}
			}
			return &tapeFile{t, name, flag == os.O_RDONLY}, nil
		},
		remove:  func(name string) error { return t.do(change{kind: toRemove, name: name}) },
		syncDir: func(string) error { return t.do(change{kind: toSyncDir}) },
	}
	d.journal = func(archive string) (diskFile, error) {
		if err := t.read(); err != nil {
			return nil, err
		}
		return d.open(archive+journalSuffix, os.O_RDONLY, 0)
	}
	return d
}

func (t *tape) read() error {
	if t.reads++; t.reads == t.unread {
		return errTape
	}
	return nil
}

// do makes a change, or half of it, and remembers what is done.
func (t *tape) do(c change) (err error) {
	n := len(t.ops) + 1
	later := t.fails > 0 && n > t.fails
	switch grows := c.kind == toWrite && int(c.at)+len(c.data) > len(t.files[c.name]) || c.kind == toCreate; {
	case n != t.fails && !(later && t.how == forEver) && !(later && t.how == full && grows):
	case t.how == late:
		err = errTape
	case c.kind == toWrite && t.how != refused:
		err = errTape
		c.data = c.data[:len(c.data)/2]
	default:
		err = errTape
		c = change{kind: toFail}
	}
	t.ops = append(t.ops, c)
	c.to(t.files, len(c.data))
	return err
}

// to makes the change to files: of one to write, its first n bytes.
func (c *change) to(files map[string][]byte, n int) {
	b := files[c.name]
	switch c.kind {
	case toCreate:
		files[c.name] = []byte{}
	case toRemove:
		delete(files, c.name)
	case toTruncate:
		files[c.name] = append(bytes.Clone(b[:min(len(b), int(c.at))]), make([]byte, max(0, int(c.at)-len(b)))...)
	case toWrite:
		if n > 0 {
			b = append(bytes.Clone(b), make([]byte, max(0, int(c.at)+n-len(b)))...)
			copy(b[c.at:], c.data[:n])
			files[c.name] = b
		}
	}
}

// tapeFile is a file of a tape.
type tapeFile struct {
	t        *tape
	name     string
	readOnly bool
}

func (f *tapeFile) ReadAt(b []byte, at int64) (int, error) {
	if len(b) == 0 { // asks nobody
		return 0, nil
	}
	if err := f.t.read(); err != nil {
		return 0, err
	}
	return bytes.NewReader(f.t.files[f.name]).ReadAt(b, at)
}

func (f *tapeFile) WriteAt(b []byte, at int64) (int, error) {
	if err := f.t.do(change{toWrite, f.name, at, bytes.Clone(b)}); err != nil {
		return len(b) / 2, err
	}
	return len(b), nil
}

func (f *tapeFile) Truncate(size int64) error {
	return f.t.do(change{kind: toTruncate, name: f.name, at: size})
}

func (f *tapeFile) Sync() error { return f.t.do(change{kind: toSync, name: f.name}) }

func (f *tapeFile) Close() error {
	if f.readOnly {
		return nil
	}
	return f.t.do(change{kind: toClose, name: f.name})
}

func (f *tapeFile) Stat() (fs.FileInfo, error) {
	if err := f.t.read(); err != nil {
		return nil, err
	}
	return fstest.MapFS{f.name: {Data: f.t.files[f.name], Mode: 0o644}}.Stat(f.name)
}

// cuts gives every state in which the files are when the program is stopped: after
// each byte of each change.
func cuts(old map[string][]byte, ops []change, f func(i int, files map[string][]byte)) {
	files := maps.Clone(old)
	f(0, maps.Clone(files))
	for i, c := range ops {
		for n := range len(c.data) {
			cut := maps.Clone(files)
			c.to(cut, n)
			f(i, cut)
		}
		c.to(files, len(c.data))
		f(i+1, maps.Clone(files))
	}
}

// powerCuts gives states in which a disk may be when the power fails. Every sector
// of a file has what it had at some moment since the last Sync of the file, each
// another one, and so has its size; a file that was made or removed may be there or
// not until the directory was synced.
func powerCuts(rng *rand.Rand, old map[string][]byte, ops []change, f func(i int, files map[string][]byte)) {
	names := map[string][][]byte{} // the states that the disk may have of each file; nil: it is not there
	for name, b := range old {
		names[name] = [][]byte{b}
	}
	files := maps.Clone(old)
	for i, c := range ops {
		c.to(files, len(c.data))
		switch c.kind {
		case toSync:
			states := names[c.name]
			last := states[len(states)-1]
			names[c.name] = slices.DeleteFunc(states, func(b []byte) bool { return b != nil })
			names[c.name] = append(names[c.name], last)
		case toSyncDir:
			for name, states := range names {
				if _, there := files[name]; !there {
					delete(names, name)
				} else {
					names[name] = slices.DeleteFunc(states, func(b []byte) bool { return b == nil })
				}
			}
		case toCreate:
			names[c.name] = [][]byte{nil, files[c.name]}
		case toRemove:
			names[c.name] = append(names[c.name], nil)
		case toWrite, toTruncate:
			names[c.name] = append(names[c.name], files[c.name])
		}
		for range 6 {
			cut := map[string][]byte{}
			for _, name := range slices.Sorted(maps.Keys(names)) { // so that each run does the same
				if b := patchwork(rng, names[name]); b != nil {
					cut[name] = b
				}
			}
			f(i+1, cut)
		}
	}
}

// patchwork makes a file of sectors of several states; nil if there is none.
func patchwork(rng *rand.Rand, states [][]byte) []byte {
	pick := func() []byte { return states[rng.IntN(len(states))] }
	size := pick()
	if size == nil {
		return nil
	}
	sector := 64 << (3 * rng.IntN(2)) // bytes; small ones, since the archives are small
	b := make([]byte, len(size))
	for at := 0; at < len(b); at += sector {
		if from := pick(); at < len(from) {
			copy(b[at:min(at+sector, len(b))], from[at:])
		}
	}
	return b
}
