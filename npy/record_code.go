package npy

import (
	"fmt"
	"reflect"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/swap"
)

// recordCode is how the records of one dtype become those of one Go type and
// back. It never changes once it is made, and is shared.
type recordCode struct {
	root      node
	in, out   []stretch // from the file to the Go struct, and back
	leaves    []leaf
	file, mem int  // bytes of a record
	clearMem  bool // not all of the Go struct comes from the file
	clearFile bool // there are gaps in the file's record
	plain     bool // the Go struct's memory is the file's record, but for bools and what gaps hold
	bools     []stretch
}

// compile finds out how t, a struct type, holds records of dtype d.
func compile(t reflect.Type, d header.DType) (*recordCode, error) {
	root, err := matchNode(t, d, "")
	if err != nil {
		return nil, err
	}
	l := layoutOf(&root)
	c := &recordCode{root: root, leaves: l.leaves, file: d.ItemSize(), mem: int(t.Size()), clearMem: root.absent != ""}
	c.in = split(l.stretches)
	c.out = split(reversed(l.stretches))
	c.plain = len(l.leaves) == 0 && !c.clearMem && c.file == c.mem && c.file > 0 && !hasPointers(t)
	covered := 0
	for _, col := range l.stretches {
		if col.bool {
			c.bools = append(c.bools, col)
		}
		c.plain = c.plain && col.inPlace()
		covered += col.bytes()
	}
	for _, f := range l.leaves {
		covered += f.bytes()
	}
	c.clearFile = covered < c.file
	return c, nil
}

// hasPointers tells whether the collector looks for pointers in a t, which may
// be in a blank field too: such memory is never a file's.
func hasPointers(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		for i := range t.NumField() {
			if hasPointers(t.Field(i).Type) {
				return true
			}
		}
		return false
	case reflect.Array:
		return t.Len() > 0 && hasPointers(t.Elem())
	}
	return int(t.Kind()) >= len(kinds) || kinds[t.Kind()].word == 0
}

// inPlace tells that the stretch is at the same place, and the same, in the file
// and in memory.
func (c *stretch) inPlace() bool {
	for _, r := range c.reps {
		if r.to != r.from {
			return false
		}
	}
	return c.to == c.from && c.word == 1
}

func (c *stretch) bytes() int {
	n := c.width
	for _, r := range c.reps {
		n *= r.n
	}
	return n
}

func (f *leaf) bytes() int {
	n := f.dtype.ItemSize()
	for _, r := range f.reps {
		n *= r.n
	}
	return n
}

// blockSize is how many bytes of records are worked on, stretch by stretch, while
// they are in the first cache.
const blockSize = 8 << 10

func blockOf(size int) int { return max(blockSize/max(size, 1), 1) }

// decode turns src into n records.
func (c *recordCode) decode(dst cast.Records, n int, src []byte, o textFlags) error {
	mem := dst.Bytes()
	block := blockOf(c.file)
	conv := leafConverter{options: o}
	for lo := 0; lo < n; lo += block {
		k := min(block, n-lo)
		at := rep{k, c.mem, c.file}
		for i := range c.in {
			c.in[i].move(mem[lo*c.mem:], src[lo*c.file:], at)
		}
		for i := range c.leaves {
			if err := c.leaves[i].load(dst, lo*c.mem, src, lo*c.file, at, &conv); err != nil {
				return err
			}
		}
	}
	return nil
}

// encode appends n records to dst.
func (c *recordCode) encode(dst []byte, src cast.Records, n int, o textFlags) ([]byte, error) {
	dst, out := makeRoom(dst, n*c.file)
	if c.clearFile {
		clear(out)
	}
	mem := src.Bytes()
	block := blockOf(c.file)
	conv := leafConverter{options: o}
	for lo := 0; lo < n; lo += block {
		k := min(block, n-lo)
		for i := range c.out {
			c.out[i].move(out[lo*c.file:], mem[lo*c.mem:], rep{k, c.file, c.mem})
		}
		for i := range c.leaves {
			if err := c.leaves[i].store(out, lo*c.file, src, lo*c.mem, rep{k, c.mem, c.file}, &conv); err != nil {
				return dst[:len(dst)-len(out)], err
			}
		}
	}
	return dst, nil
}

// check looks for the first record that cannot be written, leaf by leaf.
func (c *recordCode) check(src cast.Records, n int, o textFlags) error {
	conv := leafConverter{options: o}
	for i := range c.leaves {
		f := &c.leaves[i]
		if err := conv.prepare(f.form, f.dtype); err != nil {
			return inField(err, f.path, -1)
		}
		room := make([]byte, f.dtype.ItemSize())
		err := f.each(0, 0, f.reps, rep{n, c.mem, c.file}, func(mem, file int) error {
			return inElement(inField(conv.store(room, f.place(src, mem)), f.path, -1), (file-f.file)/max(c.file, 1))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// makeRoom makes dst n bytes longer; more is those bytes, which hold anything.
func makeRoom(dst []byte, n int) (all, more []byte) {
	at := len(dst)
	if cap(dst)-at < n {
		grown := cast.Make[byte](at + n)
		copy(grown, dst)
		return grown, grown[at:]
	}
	return dst[:at+n], dst[at : at+n]
}

// boolsClean tells whether the bools in b, the memory of plain records, are all
// 0 or 1.
func (c *recordCode) boolsClean(b []byte) bool {
	for i := range c.bools {
		if !c.bools[i].clean(b, c.bools[i].to, c.bools[i].reps, rep{len(b) / c.mem, c.mem, c.mem}) {
			return false
		}
	}
	return true
}

func (c *stretch) clean(b []byte, at int, reps []rep, inner rep) bool {
	if len(reps) > 0 {
		for range reps[0].n {
			if !c.clean(b, at, reps[1:], inner) {
				return false
			}
			at += reps[0].to
		}
		return true
	}
	for range inner.n {
		if c.width > 1 && !swap.BoolsClean(b[at:][:c.width]) || b[at] > 1 {
			return false
		}
		at += inner.to
	}
	return true
}

// normalizeBools makes the bools in b, the memory of plain records, 0 or 1.
func (c *recordCode) normalizeBools(b []byte) {
	for i := range c.bools {
		one := c.bools[i]
		one.move(b, b, rep{len(b) / c.mem, c.mem, c.mem})
	}
}

// cannotEncode is why records of c cannot be written, nil if they can.
func (c *recordCode) cannotEncode() error {
	switch {
	case c.root.lost != "":
		return fieldError(c.root.lost, fmt.Errorf("%s has no such field, so its records cannot be written to this file", c.root.typ))
	case c.root.absent != "" && c.root.absent != "-":
		return fieldError(c.root.absent, fmt.Errorf("the file has no such field, so records of %s cannot be written to it", c.root.typ))
	}
	return nil
}
