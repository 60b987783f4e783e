package npz

import (
	"archive/zip"
	"bytes"
	"errors"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
)

const crashFile = "a.npz"

// crashCase is an archive and arrays to be added.
type crashCase struct {
	name   string
	old    []byte
	arrays map[string]npy.AnyArray
	opts   []Option
}

func crashCases(t testing.TB) []crashCase {
	ints := func(n int) npy.Array[int16] {
		a := npy.Array[int16]{Data: make([]int16, n)}
		for i := range a.Data {
			a.Data[i] = int16(i * i)
		}
		return a
	}
	write := func(n int, opts []Option, names ...string) []byte {
		var b bytes.Buffer
		w := NewWriter(&b, opts...)
		for i, name := range names {
			if err := Write(w, name, ints(n+i)); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	three := write(60, nil, "a", "b", "c")
	one := map[string]npy.AnyArray{"new": ints(90)}
	small := []Option{Compress(6), SeekBlock(1 << 10)}
	commented := append(bytes.Clone(three), "hello"...)
	commented[len(three)-2] = 5
	long := "a long name " + strings.Repeat("n", 600) // its entry in the directory is longer than a sector
	return []crashCase{
		{"one more", three, one, nil},
		{"to an empty archive", write(0, nil), one, nil},
		{"with a comment", commented, one, nil},
		{"replace", three, map[string]npy.AnyArray{"a": ints(30), "c": ints(0)}, nil},
		{"replace all", three, map[string]npy.AnyArray{"a": ints(1), "b": ints(2), "c": ints(3)}, nil},
		{"replace a long name", write(700, small, "a", "b"+long, "c"), map[string]npy.AnyArray{"b" + long: npy.Array[int8]{Data: []int8{1}}}, nil},
		{"it becomes shorter", remarked(t, three, "c.npy"), map[string]npy.AnyArray{"c": npy.Array[int8]{Data: []int8{1}}}, nil},
		{"compressed", three, map[string]npy.AnyArray{"new": ints(600), "words": npy.Array[string]{Data: []string{"x", "yz"}}}, small},
		{"SOZip", write(700, []Option{SOZip(), SeekBlock(1 << 10)}, "a", "b"), map[string]npy.AnyArray{"new": ints(600)}, []Option{SOZip(), SeekBlock(1 << 10)}},
		{"an archive in the array", three, map[string]npy.AnyArray{"new": npy.Array[byte]{Data: three}}, nil},
		{"long names", write(60, nil, "a"+long, "b"), map[string]npy.AnyArray{"c" + long: ints(5), "d" + long: ints(6)}, nil},
	}
}

// remarked is the archive with a long comment for one member, as other writers have, in its directory.
func remarked(t testing.TB, archive []byte, member string) []byte {
	r, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		if f.Name == member {
			f.Comment = strings.Repeat("a long comment ", 60)
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// run adds the arrays in place.
func (c *crashCase) run(f *tape) error {
	return appendInPlace(f.disk(), crashFile, c.arrays, collect(c.opts))
}

// after is what the archive has when arrays were added to before.
func (c *crashCase) after(t *testing.T, before map[string]string) map[string]string {
	t.Helper()
	after := maps.Clone(before)
	for name, a := range c.arrays {
		b, err := a.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		after[name+suffix] = string(b)
	}
	return after
}

// membersOf reads what is in the archive, as Open would.
func membersOf(t *testing.T, files map[string][]byte) map[string]string {
	t.Helper()
	b := files[crashFile]
	src := inMemory(b)
	j, err := newTape(files).disk().findJournal(crashFile, src.ra, src.size)
	if err != nil {
		t.Fatal(err)
	}
	if j != nil {
		src.ra, src.size = j.overlay(src.ra), j.size
	}
	r, err := NewReader(src.ra, src.size)
	if err != nil {
		t.Fatalf("%d bytes, journal of %d, which counts: %v: %v", len(b), len(files[crashFile+journalSuffix]), j != nil, err)
	}
	members := map[string]string{}
	for _, m := range r.Members() {
		b, err := r.Bytes(m.FullName)
		if err != nil {
			t.Fatal(err)
		}
		members[m.FullName] = string(b)
	}
	return members
}

func archiveAlone(b []byte) map[string][]byte { return map[string][]byte{crashFile: b} }

// TestAppendCrash cuts AppendFile with InPlace off after every byte, and leaves
// patchworks of it as a power cut may: there is the old archive or the new one,
// Recover makes it one that needs no journal, and arrays can be added to it.
func TestAppendCrash(t *testing.T) {
	for _, c := range crashCases(t) {
		t.Run(c.name, func(t *testing.T) {
			before := membersOf(t, archiveAlone(c.old))
			after := c.after(t, before)
			f := newTape(archiveAlone(c.old))
			if err := c.run(f); err != nil {
				t.Fatal(err)
			}
			if got := membersOf(t, f.files); !reflect.DeepEqual(got, after) || len(f.files) != 1 {
				t.Fatalf("%d members, want %d; files %v", len(got), len(after), slices.Collect(maps.Keys(f.files)))
			}
			rng := rand.New(rand.NewPCG(5, 6))
			seen := map[string]bool{}
			check := func(i int, files map[string][]byte) {
				if i == len(f.ops) && len(files) != 1 {
					t.Fatal("the journal comes back")
				}
				key := string(files[crashFile]) + "|" + string(files[crashFile+journalSuffix])
				if seen[key] {
					return
				}
				seen[key] = true
				if underRace && len(seen)%5 > 0 {
					return // there is nothing concurrent in it
				}
				got := membersOf(t, files)
				if !reflect.DeepEqual(got, after) && (i == len(f.ops) || !reflect.DeepEqual(got, before)) {
					t.Fatalf("after %d changes there is neither the old archive nor the new one", i)
				}
				switch len(seen) % 8 {
				case 0:
					c.again(t, files, after)
				case 4:
					c.recovered(t, rng, files, got)
				}
			}
			cuts(archiveAlone(c.old), f.ops, check)
			for range 12 {
				powerCuts(rng, archiveAlone(c.old), f.ops, check)
			}
			if len(seen) < 200 {
				t.Errorf("only %d states", len(seen))
			}
		})
	}
}

// recovered calls Recover on what a crash has left, and interrupts that too: the
// program, and the machine.
func (c *crashCase) recovered(t *testing.T, rng *rand.Rand, files map[string][]byte, want map[string]string) {
	t.Helper()
	f := newTape(files)
	if err := f.disk().recover(crashFile); err != nil {
		t.Fatal(err)
	}
	if len(f.files) != 1 {
		t.Fatal("the journal stays")
	}
	if got := membersOf(t, f.files); !reflect.DeepEqual(got, want) {
		t.Fatal("after Recover there is another archive")
	}
	for i := range f.ops {
		cut := newTape(files)
		for _, op := range f.ops[:i] {
			op.to(cut.files, len(op.data))
		}
		op := f.ops[i]
		op.to(cut.files, len(op.data)/2)
		if got := membersOf(t, cut.files); !reflect.DeepEqual(got, want) {
			t.Fatalf("Recover, interrupted in its change %d, leaves another archive", i)
		}
	}
	powerCuts(rng, files, f.ops, func(i int, files map[string][]byte) {
		if got := membersOf(t, files); !reflect.DeepEqual(got, want) || i == len(f.ops) && len(files) != 1 {
			t.Fatalf("a power cut after change %d of Recover leaves another archive, or in the end the journal", i)
		}
	})
}

// again adds the arrays to what a crash has left.
func (c *crashCase) again(t *testing.T, files map[string][]byte, want map[string]string) {
	t.Helper()
	f := newTape(files)
	if err := c.run(f); err != nil {
		t.Fatal(err)
	}
	if got := membersOf(t, f.files); !reflect.DeepEqual(got, want) || len(f.files) != 1 {
		t.Fatal("what a crash has left cannot be added to")
	}
}

// TestAppendFails lets each change fail in every way: the error is told, and there
// is the old archive, byte for byte, as long as the new one is not complete.
func TestAppendFails(t *testing.T) {
	for _, c := range crashCases(t) {
		before := membersOf(t, archiveAlone(c.old))
		after := c.after(t, before)
		f := newTape(archiveAlone(c.old))
		if err := c.run(f); err != nil {
			t.Fatal(err)
		}
		complete := slices.IndexFunc(f.ops, func(op change) bool { return op.kind == toRemove })
		for n := 1; n <= len(f.ops); n++ {
			for how := range failures {
				c.fails(t, n, how, n > complete, before, after)
			}
		}
	}
}

// fails lets change n fail, and then the power.
func (c *crashCase) fails(t *testing.T, n int, how failure, complete bool, before, after map[string]string) {
	t.Helper()
	f := newTape(archiveAlone(c.old))
	f.fails, f.how = n, how
	if err := c.run(f); !errors.Is(err, errTape) {
		t.Fatalf("%s: change %d (%+v) fails (%d): %v", c.name, n, f.ops[n-1].kind, how, err)
	}
	got := membersOf(t, f.files)
	if how == late && f.ops[n-1].kind == toCreate { // nobody can know that there is a journal, which has nothing in it
		delete(f.files, crashFile+journalSuffix)
	}
	switch untouched := bytes.Equal(f.files[crashFile], c.old) && len(f.files) == 1; {
	case complete && reflect.DeepEqual(got, after):
	case complete:
		t.Fatalf("%s: change %d fails (%d), and leaves another archive than the new one", c.name, n, how)
	case !untouched && how < forEver, !reflect.DeepEqual(got, before) && !reflect.DeepEqual(got, after):
		t.Fatalf("%s: change %d (%+v) fails (%d), and leaves neither the old archive nor the new one: %d files", c.name, n, f.ops[n-1].kind, how, len(f.files))
	}
	powerCuts(rand.New(rand.NewPCG(uint64(n), uint64(how))), archiveAlone(c.old), f.ops, func(i int, files map[string][]byte) {
		if got := membersOf(t, files); !reflect.DeepEqual(got, before) && !reflect.DeepEqual(got, after) {
			t.Fatalf("%s: change %d fails (%d), the power after change %d, and there is neither the old archive nor the new one", c.name, n, how, i)
		}
	})
	c.again(t, f.files, after)
}
