package npz

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/npygo/npygo/internal/zipfmt"
	"github.com/npygo/npygo/npy"
)

// halfDone are archives that AppendFile was interrupted in, in every way but for the
// bytes of its writes, and what is in them.
func halfDone(t *testing.T, f func(c *crashCase, files map[string][]byte, members map[string]string)) {
	t.Helper()
	for _, c := range crashCases(t)[:4] {
		whole := newTape(archiveAlone(c.old))
		must(t, c.run(whole))
		files := archiveAlone(c.old)
		for _, op := range whole.ops {
			for _, n := range []int{len(op.data) / 2, len(op.data)} {
				op.to(files, n)
				f(&c, newTape(files).files, membersOf(t, files))
			}
		}
	}
}

// afterwards are what can be done with an interrupted archive.
var afterwards = map[string]func(c *crashCase, f *tape) error{
	"Recover":    func(_ *crashCase, f *tape) error { return f.disk().recover(crashFile) },
	"AppendFile": func(c *crashCase, f *tape) error { return c.run(f) },
}

// TestInterruptedFails lets each change of Recover and of AppendFile fail, in every way: the error is
// told, no member is lost, and Recover can be called then.
func TestInterruptedFails(t *testing.T) {
	tried := 0
	for what, do := range afterwards {
		halfDone(t, func(c *crashCase, files map[string][]byte, members map[string]string) {
			good := newTape(files)
			must(t, do(c, good))
			for n := 1; n <= len(good.ops); n++ {
				for how := range failures {
					tried++
					f := newTape(files)
					f.fails, f.how = n, how
					if err := do(c, f); !errors.Is(err, errTape) {
						t.Fatalf("%s: change %d fails (%d): %v", what, n, how, err)
					}
					f.fails = 0
					got := membersOf(t, f.files)
					must(t, f.disk().recover(crashFile))
					if !c.either(t, got, members, what) || !reflect.DeepEqual(membersOf(t, f.files), got) || len(f.files) != 1 {
						t.Fatalf("%s: change %d fails (%d): other members, or others after Recover", what, n, how)
					}
				}
			}
		})
	}
	if tried < 1000 {
		t.Errorf("only %d failures", tried)
	}
}

// either: got are the members, or for AppendFile those with the new ones.
func (c *crashCase) either(t *testing.T, got, members map[string]string, what string) bool {
	return reflect.DeepEqual(got, members) || what == "AppendFile" && reflect.DeepEqual(got, c.after(t, members))
}

// TestUnread lets each call that reads fail, once, in Recover and in AppendFile: the error is told,
// and no member is lost. A journal that cannot be read is not one that does not count.
func TestUnread(t *testing.T) {
	for what, do := range afterwards {
		halfDone(t, func(c *crashCase, files map[string][]byte, members map[string]string) {
			for n := 1; ; n++ {
				f := newTape(files)
				f.unread = n
				err := do(c, f)
				if f.reads < n {
					break
				}
				f.unread = 0
				if !errors.Is(err, errTape) || !c.either(t, membersOf(t, f.files), members, what) {
					t.Fatalf("%s: call %d fails: %v, or other members", what, n, err)
				}
			}
		})
	}
}

// TestSenselessJournal: one whose end is no archive's, or not this one's, does not count.
func TestSenselessJournal(t *testing.T) {
	sound := archiveOf(t, map[string]npy.AnyArray{"a": smooth(30, 3)})
	dir, err := zipfmt.ReadDirectory(bytes.NewReader(sound), int64(len(sound)), 9)
	must(t, err)
	for _, content := range [][]byte{[]byte("no directory"), sound[dir.Offset:], sound} {
		j := &journal{size: 100 + int64(len(content)), tail: 100, content: content}
		f := newTape(map[string][]byte{crashFile: sound, crashFile + journalSuffix: j.append(nil)})
		if err := f.disk().recover(crashFile); err != nil || !bytes.Equal(f.files[crashFile], sound) || len(f.files) != 1 {
			t.Errorf("an end of %d bytes: %v, %d files", len(content), err, len(f.files))
		}
	}
}
