package npz

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// interrupted is an archive that AppendFile was changing in place, and its journal.
func interrupted(t *testing.T, old []byte) map[string][]byte {
	t.Helper()
	c := crashCase{old: old, arrays: map[string]npy.AnyArray{"z": npy.Array[int32]{Data: make([]int32, 1000)}}}
	f := newTape(archiveAlone(old))
	if err := c.run(f); err != nil {
		t.Fatal(err)
	}
	files := archiveAlone(old)
	for _, op := range f.ops {
		if op.name == crashFile && op.kind == toSync {
			break
		}
		op.to(files, len(op.data))
	}
	if bytes.Equal(files[crashFile], old) || files[crashFile+journalSuffix] == nil {
		t.Fatal("it was not interrupted")
	}
	return files
}

func archiveOf(t *testing.T, arrays map[string]npy.AnyArray, opts ...Option) []byte {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b, opts...)
	if err := w.addAll(arrays); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestStaleJournal: an archive that took the place of the one that a journal is
// about, without the knowledge of this package, is neither hidden nor changed.
func TestStaleJournal(t *testing.T) {
	ints := func(first int64) npy.AnyArray { return npy.Array[int64]{Data: []int64{first, 2, 3}} }
	arrays := map[string]npy.AnyArray{"a": ints(1), "b": ints(2), "c": ints(3)}
	journal := interrupted(t, archiveOf(t, arrays))[crashFile+journalSuffix]
	with := func(name string, a npy.AnyArray) map[string]npy.AnyArray {
		m := maps.Clone(arrays)
		m[name] = a
		return m
	}
	without := maps.Clone(arrays)
	delete(without, "c")
	for name, b := range map[string][]byte{
		"the same":                    archiveOf(t, arrays),
		"another value at first":      archiveOf(t, with("a", ints(7))),
		"another value at last":       archiveOf(t, with("c", ints(7))),
		"more behind":                 archiveOf(t, with("d", ints(7))),
		"more before":                 archiveOf(t, with("A", ints(7))),
		"less":                        archiveOf(t, without),
		"none":                        archiveOf(t, nil),
		"compressed":                  archiveOf(t, arrays, Compress(6)),
		"another name of that length": archiveOf(t, map[string]npy.AnyArray{"a": ints(1), "b": ints(2), "d": ints(3)}),
	} {
		files := map[string][]byte{crashFile: b, crashFile + journalSuffix: journal}
		want := membersOf(t, archiveAlone(b))
		if got := membersOf(t, files); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: it is hidden by the journal", name)
		}
		f := newTape(files)
		if err := f.disk().recover(crashFile); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(f.files[crashFile], b) || len(f.files) != 1 {
			t.Errorf("%s: Recover has changed it, or left the journal", name)
		}
	}
	// A file that is no archive, or another one's rest, is not made one.
	for name, b := range map[string][]byte{"text": []byte("hello"), "empty": {}, "long": bytes.Repeat([]byte("long "), 1000)} {
		f := newTape(map[string][]byte{crashFile: b, crashFile + journalSuffix: journal})
		if err := f.disk().recover(crashFile); err == nil || !bytes.Equal(f.files[crashFile], b) || len(f.files) != 2 {
			t.Errorf("%s: %v, %d files", name, err, len(f.files))
		}
	}
}

// TestDamagedJournal changes and cuts a journal at every byte: it does not count.
func TestDamagedJournal(t *testing.T) {
	whole := (&journal{size: 110, tail: 100, content: []byte("0123456789")}).append(nil)
	if j := parseJournal(whole); j == nil || j.size != 110 || j.tail != 100 || string(j.content) != "0123456789" {
		t.Fatalf("%+v", j)
	}
	for i := range whole {
		if parseJournal(whole[:i]) != nil {
			t.Errorf("the first %d bytes count", i)
		}
		b := bytes.Clone(whole)
		b[i] ^= 1
		if parseJournal(b) != nil {
			t.Errorf("it counts with another byte %d", i)
		}
	}
	if parseJournal(append(bytes.Clone(whole), 0)) != nil {
		t.Error("it counts with a byte behind it")
	}
	for _, j := range []journal{{size: 109, tail: 100}, {size: -10, tail: -20}, {size: 10, tail: 1 << 62}} {
		j.content = []byte("0123456789")
		if parseJournal(j.append(nil)) != nil {
			t.Errorf("%d of %d counts", j.tail, j.size)
		}
	}
}

// TestForeignJournal: a file of the journal's name that is something else is left
// alone.
func TestForeignJournal(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npz")
	one := map[string]npy.AnyArray{"a": npy.Array[int8]{Data: []int8{1}}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const text = "Dear diary"
	must(os.WriteFile(name+journalSuffix, []byte(text), 0o600))
	must(WriteFile(name, one))
	must(AppendFile(name, map[string]npy.AnyArray{"b": one["a"]}))
	before, err := os.ReadFile(name)
	must(err)
	if err := AppendFile(name, one, InPlace()); err == nil || !strings.Contains(err.Error(), journalSuffix) {
		t.Error("in place:", err)
	}
	must(Recover(name))
	r, err := Open(name)
	must(err)
	r.Close()
	after, err := os.ReadFile(name)
	must(err)
	diary, err := os.ReadFile(name + journalSuffix)
	if err != nil || string(diary) != text || !bytes.Equal(before, after) {
		t.Errorf("%q, %v", diary, err)
	}
}

// TestRecoverFiles goes through the functions that users call, on a real disk.
func TestRecoverFiles(t *testing.T) {
	old := archiveOf(t, map[string]npy.AnyArray{"a": npy.Array[int8]{Data: []int8{1}}, "b": npy.Array[int8]{Data: []int8{2}}})
	files := interrupted(t, old)
	put := func() string {
		name := filepath.Join(t.TempDir(), "a.npz")
		for from, to := range map[string]string{crashFile: name, crashFile + journalSuffix: name + journalSuffix} {
			if err := os.WriteFile(to, files[from], 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return name
	}
	check := func(name string, want ...string) {
		t.Helper()
		r, err := Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got := r.Names(); !reflect.DeepEqual(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		if err := r.Verify(); err != nil {
			t.Error(err)
		}
	}
	one := map[string]npy.AnyArray{"c": npy.Array[int8]{Data: []int8{3}}}
	name := put()
	check(name, "a", "b") // through the journal
	link := filepath.Join(t.TempDir(), "link.npz")
	if os.Symlink(name, link) == nil {
		if _, err := os.Stat(link); err == nil { // wine makes links that lead nowhere
			check(link, "a", "b")
		}
	}
	for _, f := range []struct {
		do   func(name string) error
		want []string
	}{
		{Recover, []string{"a", "b"}},
		{func(name string) error { return AppendFile(name, one) }, []string{"a", "b", "c"}},
		{func(name string) error { return AppendFile(name, one, InPlace()) }, []string{"a", "b", "c"}},
		{func(name string) error { return AppendFile(name, nil, InPlace()) }, []string{"a", "b"}},
		{func(name string) error { return WriteFile(name, one) }, []string{"c"}},
	} {
		name := put()
		if err := f.do(name); err != nil {
			t.Fatal(err)
		}
		check(name, f.want...)
		if _, err := os.Stat(name + journalSuffix); err == nil {
			t.Error("the journal stays")
		}
	}
	if err := Recover(filepath.Join(t.TempDir(), "missing.npz")); !os.IsNotExist(err) {
		t.Error(err)
	}
}

// What could not be restored is not changed.
func TestJournalTooLarge(t *testing.T) {
	defer func(n int64) { maxJournal = n }(maxJournal)
	name := filepath.Join(t.TempDir(), "a.npz")
	old := archiveOf(t, map[string]npy.AnyArray{"a": npy.Array[int8]{Data: []int8{1}}})
	must(t, os.WriteFile(name, old, 0o600))
	maxJournal = 100
	more := map[string]npy.AnyArray{"b": npy.Array[int8]{Data: []int8{2}}}
	if err := AppendFile(name, more, InPlace()); !errors.Is(err, header.ErrLimit) {
		t.Errorf("%v", err)
	}
	if b, err := os.ReadFile(name); err != nil || !bytes.Equal(b, old) {
		t.Errorf("the archive has changed, %v", err)
	}
	must(t, AppendFile(name, more))
}
