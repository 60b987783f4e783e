package npy

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
)

// TestAppendFsync: with Fsync a power cut after AppendFile changes nothing.
func TestAppendFsync(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, c := range allCrashCases(t) {
		f := &tape{b: slices.Clone(c.old)}
		if err := c.putWith(f, &options{fsync: true}); err != nil {
			t.Fatal(err)
		}
		after := append(rowsIn(t, c.old), c.rows.Data...)
		powerCuts(rng, c.old, f.ops, func(i int, b []byte) {
			if i == len(f.ops) {
				checkEnd(t, b, c.old, after)
			}
		})
	}
}

// longRows is a file of rows that are longer than a sector, so that the header and
// the rows reach the disk one without the other. Its header tells of n of them.
func longRows(t *testing.T, n int) (b []byte, row int) {
	t.Helper()
	const long = 300
	w, head, err := newRowWriter[int32]([]int{long})
	if err != nil {
		t.Fatal(err)
	}
	f := &tape{b: head}
	w.f = f
	if err := errors.Join(w.Write(numbered(n*long)), w.Close()); err != nil {
		t.Fatal(err)
	}
	return f.b, long
}

func numbered(n int) []int32 {
	data := make([]int32, n)
	for i := range data {
		data[i] = int32(i + 1)
	}
	return data
}

// TestRowWriterPower: a power cut leaves the rows of the last Sync; nothing but
// Sync leaves them in a file that needs no Repair.
func TestRowWriterPower(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for _, flushes := range []bool{false, true} {
		head, row := longRows(t, 0)
		w, _, err := newRowWriter[int32]([]int{row})
		if err != nil {
			t.Fatal(err)
		}
		f := &tape{b: slices.Clone(head)}
		w.f = f
		all := numbered(40 * row)
		type mark struct{ ops, rows int }
		synced := []mark{{0, 0}}
		for i, at := 0, 0; i < 8; i++ {
			n := 1 + i*i%5
			end := w.Flush
			if !flushes || i%2 > 0 {
				end = w.Sync
			}
			if err := errors.Join(w.Write(all[at*row:(at+n)*row]), end()); err != nil {
				t.Fatal(err)
			}
			if at += n; !flushes || i%2 > 0 {
				synced = append(synced, mark{len(f.ops), at})
			}
		}
		powerCuts(rng, head, f.ops, func(i int, b []byte) {
			k := 0
			for k+1 < len(synced) && synced[k+1].ops <= i {
				k++
			}
			if !flushes {
				got := rowsIn(t, b)
				if n := len(got) / row; n != synced[k].rows && (k+1 == len(synced) || n != synced[k+1].rows) || !slices.Equal(got, all[:len(got)]) {
					t.Fatalf("after %d changes there are %d rows, or others; synced were %d", i, n, synced[k].rows)
				}
				return
			}
			back := &tape{b: slices.Clone(b)}
			if err := repair(back, new(options)); err != nil {
				t.Fatal(err)
			}
			if got := rowsIn(t, back.b); len(got) < synced[k].rows*row || !slices.Equal(got[:synced[k].rows*row], all[:synced[k].rows*row]) {
				t.Fatalf("after %d changes Repair finds %d rows, or others; synced were %d", i, len(got)/row, synced[k].rows)
			}
		})
	}
}

func repair(f *tape, o *options) error {
	g, err := grow(f, int64(len(f.b)), o)
	if err == nil {
		_, err = g.repair("/no/such/directory/file", o)
	}
	return err
}

// TestRepairPower: rows that a program has left behind the array, on their way
// to the disk, are there before the header tells of them; with Fsync, all is
// there when Repair has returned.
func TestRepairPower(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for _, more := range []int{3, 0} { // rows, and half of one
		for _, fsync := range []bool{false, true} {
			old, row := longRows(t, 2)
			whole, _ := longRows(t, 3+more)
			f := &tape{b: slices.Clone(old)}
			f.WriteAt(whole[len(old):len(old)+4*(more*row+row/2)], int64(len(old)))
			if err := repair(f, &options{fsync: fsync}); err != nil {
				t.Fatal(err)
			}
			before, after := numbered(2*row), numbered((2+more)*row)
			powerCuts(rng, old, f.ops, func(i int, b []byte) {
				got := rowsIn(t, b)
				done := fsync && i == len(f.ops)
				if !slices.Equal(got, after) && (done || !slices.Equal(got, before)) || done && len(b) != len(f.b) {
					t.Fatalf("%d rows more, after %d of %d changes: %d rows in %d bytes, or others", more, i, len(f.ops), len(got)/row, len(b))
				}
			})
		}
	}
}

// TestInterruptedFails lets each change of Repair and AppendFile fail, in files that
// AppendFile was interrupted in: the error is told, there are the old rows or all,
// and they can be called again.
func TestInterruptedFails(t *testing.T) {
	c := crashCases(t)[4]
	whole := &tape{b: slices.Clone(c.old)}
	if err := c.put(whole); err != nil {
		t.Fatal(err)
	}
	repairs := func(f *tape) error { return repair(f, &options{fsync: true}) }
	cuts(c.old, whole.ops, func(i int, b []byte) {
		if len(b)%5 > 1 {
			return // it is slow
		}
		before := rowsIn(t, b)
		for what, do := range map[string]func(f *tape) error{"Repair": repairs, "AppendFile": c.put} {
			good := &tape{b: slices.Clone(b)}
			if err := do(good); err != nil {
				t.Fatal(err)
			}
			for n := 1; n <= len(good.ops); n++ {
				for how := range failures {
					f := &tape{b: slices.Clone(b), fails: n, how: how}
					if err := do(f); !errors.Is(err, errTape) {
						t.Fatalf("%s: change %d fails (%d): %v", what, n, how, err)
					}
					got := c.either(t, i, f.b, before, rowsIn(t, good.b))
					if what == "AppendFile" {
						c.again(t, f.b, got)
					}
					f.fails = 0
					if err := repairs(f); err != nil {
						t.Fatalf("%s: change %d fails (%d), and then Repair: %v", what, n, how, err)
					}
				}
			}
		}
	})
}

// TestAppendUnread lets each ReadAt fail.
func TestAppendUnread(t *testing.T) {
	for _, c := range crashCases(t) {
		for n := 1; ; n++ {
			f := &tape{b: slices.Clone(c.old), unread: n}
			err := c.put(f)
			if f.reads < n {
				break
			}
			if !errors.Is(err, errTape) || !slices.Equal(f.b, c.old) {
				t.Fatalf("%s: ReadAt %d fails: %v", c.name, n, err)
			}
		}
	}
}

// TestRewriteFails: the old file stays when the copy of a file whose header has
// no room cannot be made.
func TestRewriteFails(t *testing.T) {
	text := "{'shape': (2,), 'descr': '<i4', 'fortran_order': False}\n"
	old := append([]byte("\x93NUMPY\x01\x00"+string([]byte{byte(len(text)), 0})+text), 1, 0, 0, 0, 2, 0, 0, 0)
	name := filepath.Join(t.TempDir(), "a.npy")
	for what, c := range map[string]struct {
		spoil func(f *tape, g *growing)
		want  error
	}{
		"an unreadable old one": {func(f *tape, g *growing) { f.unread = f.reads + 1 }, errTape},
		"a shorter old one":     {func(f *tape, g *growing) { f.b = f.b[:len(f.b)-1] }, header.ErrTruncated},
		"an error of Close":     {func(f *tape, g *growing) { g.close = func() error { return errTape } }, errTape},
	} {
		if err := os.WriteFile(name, old, 0o600); err != nil {
			t.Fatal(err)
		}
		f := &tape{b: slices.Clone(old)}
		g, err := grow(f, int64(len(old)), new(options))
		if err != nil {
			t.Fatal(err)
		}
		c.spoil(f, g)
		if err := appendRows(g, name, Array[int32]{Data: []int32{3}, Shape: []int{1}}, new(options)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
		if b, err := os.ReadFile(name); err != nil || !slices.Equal(b, old) {
			t.Errorf("%s: the old file is gone: %v", what, err)
		}
		if list, err := os.ReadDir(filepath.Dir(name)); err != nil || len(list) != 1 {
			t.Errorf("%s: litter: %v, %v", what, list, err)
		}
	}
}
