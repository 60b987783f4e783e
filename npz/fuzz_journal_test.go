package npz

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// mostFuzzed is how many bytes of an archive are enough to find what there is to find.
const mostFuzzed = 16 << 10

// FuzzParseJournal: bytes that are taken for a journal are what append makes of it; others are, with the right magic and
// checksum around them, if the sizes in them fit. Whatever is taken and counts for some archive restores what overlay shows.
func FuzzParseJournal(f *testing.F) {
	for _, c := range crashCases(f) {
		files, _ := c.interrupted(f, -1, 0)
		f.Add(files[crashFile+journalSuffix], files[crashFile])
		f.Add(files[crashFile+journalSuffix][len(journalMagic):], c.old)
	}
	f.Add([]byte(journalMagic), []byte{})
	f.Add(make([]byte, 100), []byte{})
	f.Fuzz(func(t *testing.T, b, archive []byte) {
		whole := append([]byte(journalMagic), b...)
		whole = binary.LittleEndian.AppendUint32(whole, crc32.ChecksumIEEE(whole))
		for _, b := range [][]byte{b, whole} {
			j := parseJournal(b)
			if j == nil {
				if len(b) >= journalHead && plausibleJournal(b, int64(len(b))) && crc32.ChecksumIEEE(b[:len(b)-4]) == binary.LittleEndian.Uint32(b[len(b)-4:]) && isJournal(b[:len(journalMagic)]) && b[0] != 0 {
					t.Fatal("a journal is not taken for one")
				}
				continue
			}
			if !bytes.Equal(j.append(nil), b) || !isJournal(b[:len(journalMagic)]) || !plausibleJournal(b, int64(len(b))) {
				t.Fatalf("%d bytes are taken for a journal, which has other ones", len(b))
			}
			if len(archive) <= mostFuzzed {
				restores(t, j, archive)
			}
		}
	})
}

// restores checks, if j counts for a file, that restore makes of it what overlay shows, an archive that needs no journal.
func restores(t *testing.T, j *journal, file []byte) (restored []byte, counts bool) {
	t.Helper()
	if counts, err := j.counts(bytes.NewReader(file), int64(len(file))); !counts {
		return nil, false // also with an error: of what is in the file
	} else if err != nil {
		t.Fatal(err)
	}
	shown, err := io.ReadAll(io.NewSectionReader(j.overlay(bytes.NewReader(file)), 0, j.size))
	if err != nil {
		t.Fatal(err)
	}
	tape := newTape(archiveAlone(file))
	must(t, j.restore(&tapeFile{tape, crashFile, false}))
	restored = tape.files[crashFile]
	if !bytes.Equal(restored, shown) || !bytes.Equal(restored[:j.tail], file[:j.tail]) || !bytes.Equal(restored[j.tail:], j.content) {
		t.Fatalf("%d bytes were restored, %d were shown", len(restored), len(shown))
	}
	if d, err := zipfmt.ReadDirectory(bytes.NewReader(restored), j.size, math.MaxInt); err != nil || d.Offset != j.tail {
		t.Fatalf("an archive of %d bytes was restored that cannot be read: %v", len(restored), err)
	}
	return restored, true
}

// FuzzJournal: wherever AppendFile stops in the midst of a change in place, the old archive is restored byte for byte, or the
// new one is there. For any other file the journal is ignored, and the file not changed, unless that
// has the old archive's members before its end.
func FuzzJournal(f *testing.F) {
	cases := crashCases(f)
	for i, c := range cases {
		f.Add(c.old, cases[(i+1)%len(cases)].old, uint16(i), uint16(11*i))
		f.Add(c.old, c.old, uint16(i+4), uint16(7))
		f.Add(c.old, c.old[:len(c.old)/2], uint16(i+9), uint16(100))
	}
	foreign, err := filepath.Glob("../testdata/npz/*/*.npz")
	if err != nil || len(foreign) < 50 {
		f.Fatalf("only %d archives, %v", len(foreign), err)
	}
	for i, name := range foreign {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if len(b) < 4<<10 {
			f.Add(b, cases[0].old, uint16(i), uint16(i))
		}
	}
	more := map[string]npy.AnyArray{"new": npy.Array[int16]{Data: []int16{1, 2, 3}}, "a": npy.Array[string]{Data: []string{"x", "yz"}}}
	f.Fuzz(func(t *testing.T, old, other []byte, stop, part uint16) {
		if len(old) > mostFuzzed || len(other) > mostFuzzed {
			return
		}
		c := crashCase{old: old, arrays: more}
		files, after := c.interrupted(t, int(stop), int(part))
		if after == nil { // nothing is added to that
			return
		}
		c.foundAgain(t, files, after)
		if j := parseJournal(files[crashFile+journalSuffix]); j != nil {
			ignored(t, j, old, other)
		}
	})
}

// interrupted stops c after so many changes, counted from the last one if negative, and a part of the next one. after is the archive that it makes if it is not
// stopped, nil if it refuses to.
func (c *crashCase) interrupted(t testing.TB, stop, part int) (files map[string][]byte, after []byte) {
	t.Helper()
	f := newTape(archiveAlone(c.old))
	if err := c.run(f); err != nil {
		if !bytes.Equal(f.files[crashFile], c.old) || len(f.files) != 1 {
			t.Fatalf("%v, and the archive has changed", err)
		}
		return f.files, nil
	}
	files = archiveAlone(c.old)
	end := len(f.ops) - 1
	for i, op := range f.ops { // the last stop is before the journal goes
		if op.kind == toRemove {
			end = i
		}
	}
	if stop %= end + 1; stop < 0 {
		stop += end + 1
	}
	for _, op := range f.ops[:stop] {
		op.to(files, len(op.data))
	}
	next := f.ops[stop]
	if next.kind == toWrite {
		next.to(files, part%(len(next.data)+1))
	}
	return files, f.files[crashFile]
}

// foundAgain checks what Open and Recover make of a file that c was changing.
func (c *crashCase) foundAgain(t *testing.T, files map[string][]byte, after []byte) {
	t.Helper()
	file := files[crashFile]
	j, err := newTape(files).disk().findJournal(crashFile, bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if j != nil {
		if restored, ok := restores(t, j, file); !ok || !bytes.Equal(restored, c.old) {
			t.Fatalf("%d bytes are restored, which are not the %d of the old archive", len(restored), len(c.old))
		}
	} else if got := entriesOf(t, file); !reflect.DeepEqual(got, entriesOf(t, c.old)) && !reflect.DeepEqual(got, entriesOf(t, after)) {
		t.Fatalf("without the journal there is neither the old archive nor the new one: %v", got)
	}
	recovering := newTape(files)
	must(t, recovering.disk().recover(crashFile))
	if want := map[bool][]byte{true: c.old, false: file}[j != nil]; !maps.EqualFunc(recovering.files, archiveAlone(want), bytes.Equal) {
		t.Fatalf("Recover leaves %d files, and another archive", len(recovering.files))
	}
}

// ignored checks that j, the journal of old, leaves other alone unless it is old with another end.
func ignored(t *testing.T, j *journal, old, other []byte) {
	t.Helper()
	restored, ok := restores(t, j, other)
	if !ok {
		f := newTape(map[string][]byte{crashFile: other, crashFile + journalSuffix: j.append(nil)})
		f.disk().recover(crashFile)
		if !bytes.Equal(f.files[crashFile], other) {
			t.Fatal("a file that the journal does not fit has changed")
		}
		return
	}
	entries := entriesOf(t, old)
	if !reflect.DeepEqual(entriesOf(t, restored), entries) || len(restored) != len(old) {
		t.Fatal("another archive was restored")
	}
	last := max(0, int(j.tail)-4096)
	same := bytes.Equal(restored[last:], old[last:])
	for _, e := range entries {
		same = same && bytes.Equal(restored[e.Offset:e.Offset+30], old[e.Offset:e.Offset+30])
	}
	if !same {
		t.Fatal("members of another archive were taken for the old one's")
	}
}

func entriesOf(t *testing.T, b []byte) []zipfmt.Entry {
	t.Helper()
	d, err := zipfmt.ReadDirectory(bytes.NewReader(b), int64(len(b)), math.MaxInt)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clip(d.Entries)
}
