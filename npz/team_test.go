package npz

import (
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"runtime/debug"
	"sync/atomic"
	"testing"
	"time"
)

func TestTeamDoesEachOnce(t *testing.T) {
	for _, workers := range []int{0, 1, 2, 7} {
		for _, n := range []int{0, 1, 2, 3, 100} {
			team := newTeam(workers)
			did := make([]atomic.Int32, n)
			if err := team.each(n, func(i int) error { did[i].Add(1); return nil }); err != nil {
				t.Fatal(err)
			}
			for i := range did {
				if did[i].Load() != 1 {
					t.Errorf("%d workers: %d of %d was done %d times", workers, i, n, did[i].Load())
				}
			}
			if len(team.free) != team.size()-1 {
				t.Errorf("%d workers: %d helpers came back, of %d", workers, len(team.free), team.size()-1)
			}
		}
	}
}

func TestTeamGivesTheFirstError(t *testing.T) {
	for _, workers := range []int{1, 2, 5} {
		team := newTeam(workers)
		var begun atomic.Int64
		err := team.each(1000, func(i int) error {
			begun.Add(1)
			if i >= 3 {
				return fmt.Errorf("%d", i)
			}
			time.Sleep(time.Millisecond)
			return nil
		})
		if err == nil || err.Error() != "3" {
			t.Errorf("%d workers: %v, want 3", workers, err)
		}
		if begun.Load() > int64(3+workers) {
			t.Errorf("%d workers: %d were begun, though the fourth failed", workers, begun.Load())
		}
	}
}

// Tasks within tasks share the helpers: never more at work than the team has.
func TestTeamNested(t *testing.T) {
	team := newTeam(3)
	var now, most atomic.Int64
	work := func(int) error {
		n := now.Add(1)
		for old := most.Load(); n > old && !most.CompareAndSwap(old, n); old = most.Load() {
		}
		time.Sleep(100 * time.Microsecond)
		now.Add(-1)
		return nil
	}
	err := team.each(5, func(int) error { return team.each(20, work) })
	if err != nil {
		t.Fatal(err)
	}
	if most.Load() > 3 {
		t.Errorf("%d at work, in a team of 3", most.Load())
	}
}

func TestTeamNestedError(t *testing.T) {
	want := errors.New("inner")
	team := newTeam(4)
	err := team.each(3, func(i int) error {
		return team.each(3, func(j int) error {
			if i == 1 && j == 1 {
				return want
			}
			return nil
		})
	})
	if err != want {
		t.Errorf("%v", err)
	}
}

// TestTeamPanics: what a piece panics with comes out of each, wherever the piece was done, when no other one is at work
// any more. The helpers are free again, and the team can be used.
func TestTeamPanics(t *testing.T) {
	want := errors.New("a value")
	for _, workers := range []int{1, 2, 5} {
		team := newTeam(workers)
		for _, bad := range []int{0, 1, 7} {
			var begun, now atomic.Int64
			task := func(int) error {
				return team.each(1000, func(i int) error {
					begun.Add(1)
					now.Add(1)
					defer now.Add(-1)
					if i == bad {
						panic(want)
					}
					time.Sleep(time.Millisecond)
					return nil
				})
			}
			for name, each := range map[string]func(){"alone": func() { task(0) }, "nested": func() { team.each(2, task) }} {
				begun.Store(0)
				if got := panicOf(each); got != want {
					t.Errorf("%d workers, %s: piece %d panics with %v", workers, name, bad, got)
				}
				if now.Load() != 0 || len(team.free) != workers-1 {
					t.Errorf("%d workers, %s: %d are at work, %d are free", workers, name, now.Load(), len(team.free))
				}
				if n := begun.Load(); n > 500 {
					t.Errorf("%d workers, %s: %d were begun, though piece %d panicked", workers, name, n, bad)
				}
			}
		}
		if err := team.each(100, func(int) error { return nil }); err != nil {
			t.Error(err)
		}
	}
}

// A helper panics, and asks for it as its asker does, who is at work meanwhile.
func TestTeamHelperPanics(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	team := newTeam(2)
	helping := make(chan bool)
	var asked bool
	got := panicOf(func() {
		team.each(2, func(i int) error {
			if i == 0 {
				<-helping
				return nil
			}
			defer close(helping)
			asked = debug.SetPanicOnFault(true)
			panic(i)
		})
	})
	if got != 1 || !asked || len(team.free) != 1 {
		t.Errorf("%v, asked for: %v, %d are free", got, asked, len(team.free))
	}
}

// TestQueuePanics: nobody waits for a block that does not come, nor for one that is being written; a Writer that
// is cut short in the midst of a member fails from then on, and can be given up.
func TestQueuePanics(t *testing.T) {
	want := errors.New("a value")
	data := make([]byte, 1<<20)
	for _, at := range []int{0, 1, 5, 100} {
		n := 0
		w := NewWriter(writerFunc(func(b []byte) (int, error) {
			if n++; n > at {
				panic(want)
			}
			return len(b), nil
		}), Compress(1), SeekBlock(1<<10), Workers(4))
		w.patch = nowhere{} // so that blocks are written as they come
		got := panicOf(func() { w.WriteBytes("a", data) })
		if got != want || w.WriteBytes("b", nil) != errPanicked || w.Close() != errPanicked {
			t.Errorf("at write %d: %v, then %v", at, got, w.err)
		}
	}
	q := newQueue(2, func(packed) error { return nil })
	team := newTeam(3)
	got := panicOf(func() {
		team.each(100, func(i int) error {
			return q.do(i, func() packed {
				if i == 1 {
					time.Sleep(time.Millisecond) // the others wait for it
					panic(want)
				}
				return packed{}
			})
		})
	})
	if got != want || q.do(1000, nil) != errPanicked {
		t.Errorf("a block panics with %v", got)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

type nowhere struct{}

func (nowhere) WriteAt(b []byte, _ int64) (int, error) { return len(b), nil }

func panicOf(f func()) (what any) {
	defer func() { what = recover() }()
	f()
	return nil
}

func TestCRCOfPieces(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	b := make([]byte, 5000)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	for range 300 {
		n, size := rng.IntN(len(b)), 1+rng.IntN(700)
		whole := crc32.ChecksumIEEE(b[:n])
		from := rng.IntN(n + 1)
		rest := b[from:n]
		sums := make([]uint32, pieces(len(rest), size))
		for i := range sums {
			sums[i] = crc32.ChecksumIEEE(piece(rest, i, size))
		}
		if got := joinCRCs(crc32.ChecksumIEEE(b[:from]), sums, len(rest), size); got != whole {
			t.Fatalf("%d bytes, from %d in pieces of %d: %#x, want %#x", n, from, size, got, whole)
		}
		if got := combineCRC(crc32.ChecksumIEEE(b[:from]), crc32.ChecksumIEEE(rest), int64(len(rest))); got != whole {
			t.Fatalf("%d bytes combined at %d: %#x, want %#x", n, from, got, whole)
		}
	}
	zeros := make([]byte, 1<<20)
	crc := crc32.Update(0, crc32.IEEETable, []byte("head"))
	for range 64 {
		crc = crc32.Update(crc, crc32.IEEETable, zeros)
	}
	if got := combineCRC(crc32.ChecksumIEEE([]byte("head")), zeroCRC(64<<20), 64<<20); got != crc {
		t.Errorf("64 MiB of zeros: %#x, want %#x", got, crc)
	}
}

// zeroCRC is the CRC-32 of n zeros, by doubling.
func zeroCRC(n int64) uint32 {
	if n == 1 {
		return crc32.ChecksumIEEE([]byte{0})
	}
	half := zeroCRC(n / 2)
	return combineCRC(half, half, n/2)
}

func TestChecksumOnATeam(t *testing.T) {
	b := make([]byte, 3*crcBlock+17)
	for i := range b {
		b[i] = byte(i * i >> 3)
	}
	for _, n := range []int{0, 1, crcBlock - 1, crcBlock, crcBlock + 1, len(b)} {
		if got, want := newTeam(3).checksum(b[:n]), crc32.ChecksumIEEE(b[:n]); got != want {
			t.Errorf("%d bytes: %#x, want %#x", n, got, want)
		}
	}
}
