package npz

import (
	"errors"
	"fmt"
	"hash/crc32"
	"math/rand/v2"
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
