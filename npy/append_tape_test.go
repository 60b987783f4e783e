package npy

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
)

// tape is a file in memory that remembers every change, so that it can be cut
// off between any two bytes.
type tape struct {
	b   []byte
	ops []change
	// fails is the number of the change that fails; 0: none.
	fails int
	how   failure
	// unread is the number of the ReadAt that fails, of all so far; 0: none.
	unread, reads int
}

// failure is how a change fails.
type failure int

const (
	halfway failure = iota // after half of its bytes
	refused                // before the first
	late                   // after the last
	forEver                // halfway, and so do all that follow: the disk is full, or gone
	failures
)

type change struct {
	at   int64
	data []byte // to be written; nil for the others
	size int64  // to be cut to, if at is -1
	sync bool
}

var errTape = errors.New("the tape is torn")

func (f *tape) ReadAt(b []byte, at int64) (int, error) {
	if f.reads++; f.reads == f.unread {
		return 0, errTape
	}
	return bytes.NewReader(f.b).ReadAt(b, at)
}

func (f *tape) WriteAt(b []byte, at int64) (int, error) {
	c := change{at: at, data: slices.Clone(b)}
	err := f.note(&c)
	f.b = c.to(f.b, len(c.data))
	return len(c.data), err
}

func (f *tape) Truncate(size int64) error {
	c := change{at: -1, size: size}
	err := f.note(&c)
	f.b = c.to(f.b, 0)
	return err
}

func (f *tape) Sync() error { return f.note(&change{sync: true}) }

func (f *tape) Close() error { return nil }

// note remembers a change, of one that fails what is done of it.
func (f *tape) note(c *change) (err error) {
	n := len(f.ops) + 1
	if n == f.fails || f.how == forEver && f.fails > 0 && n > f.fails {
		err = errTape
		c.data = c.data[:f.part(len(c.data))]
		if f.how != late && len(c.data) == 0 {
			*c = change{}
		}
	}
	f.ops = append(f.ops, *c)
	return err
}

// part is how many of n bytes are written by a change that fails.
func (f *tape) part(n int) int { return [...]int{n / 2, 0, n, n / 2}[f.how] }

// to makes the first n bytes of the change to b.
func (c *change) to(b []byte, n int) []byte {
	if c.sync {
		return b
	}
	if c.at < 0 {
		b = append(b, make([]byte, max(0, int(c.size)-len(b)))...)
		return b[:c.size]
	}
	if grow := int(c.at) + n - len(b); n > 0 && grow > 0 {
		b = append(b, make([]byte, grow)...)
	}
	copy(b[min(int(c.at), len(b)):], c.data[:n])
	return b
}

// cuts gives every state in which the file is when the program is stopped:
// after each byte of each change. i is the number of changes that are complete.
func cuts(old []byte, ops []change, f func(i int, b []byte)) {
	b := slices.Clone(old)
	f(0, b)
	for i, c := range ops {
		for n := range max(len(c.data), 1) {
			f(i, c.to(slices.Clone(b), n))
		}
		b = c.to(b, len(c.data))
		f(i+1, b)
	}
}

// powerCuts gives states in which a disk may be when the power fails: every
// sector has what it had at some moment since the last Sync, each another one,
// and so has the size.
func powerCuts(rng *rand.Rand, old []byte, ops []change, f func(i int, b []byte)) {
	states := [][]byte{old} // those that the disk may have, of each sector
	b := slices.Clone(old)
	for i, c := range ops {
		b = c.to(slices.Clone(b), len(c.data))
		states = append(states, b)
		if c.sync {
			states = states[len(states)-1:]
		}
		for range 6 {
			f(i+1, patchwork(rng, states))
		}
	}
}

func patchwork(rng *rand.Rand, states [][]byte) []byte {
	pick := func() []byte { return states[rng.IntN(len(states))] }
	b := make([]byte, len(pick()))
	for at := 0; at < len(b); at += sector {
		if from := pick(); at < len(from) {
			copy(b[at:min(at+sector, len(b))], from[at:])
		}
	}
	return b
}
