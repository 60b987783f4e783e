package npz

import (
	"bytes"
	"math"

	"github.com/npygo/npygo/internal/zipfmt"
)

// deflated writes a member compressed: block by block behind a local header that
// is put right at the end, or, where bytes cannot be changed, the whole member at
// the end. The bytes are the same.
type deflated struct {
	*memberWriter
	d    *deflater
	keep bool
	kept [][]byte // compressed blocks
}

func newDeflated(m *memberWriter) *deflated {
	w := m.w
	c := &deflated{memberWriter: m, d: &w.deflate}
	c.d.start(m.size, &w.o, c.emit)
	blocks := m.size/int64(c.d.block) + 1
	c.keep = w.patch == nil || blocks == 1 // which is written at once then
	m.entry.Method = zipfmt.Deflate
	m.entry.Zip64 = deflateBound(m.size, blocks) >= math.MaxUint32
	return c
}

func (c *deflated) first(b []byte) error {
	if !c.keep {
		if err := c.lead(); err != nil {
			return err
		}
	}
	if err := c.d.write(c.w.head); err != nil {
		return err
	}
	return c.more(b)
}

func (c *deflated) more(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	return c.d.write(b)
}

// emit takes a compressed block.
func (c *deflated) emit(p packed) error {
	var err error
	if c.keep {
		c.kept = append(c.kept, bytes.Clone(*p.data))
	} else {
		err = c.w.write(*p.data)
	}
	c.w.progress.add(int64(p.size))
	return err
}

// lead writes the local header.
func (c *deflated) lead() error {
	w := c.w
	c.entry.Offset = w.at
	w.local = zipfmt.AppendLocal(w.local[:0], &c.entry, w.at, 0)
	return w.write(w.local)
}

func (c *deflated) end() error {
	c.entry.CRC, c.entry.CompressedSize = c.d.crc, c.d.compressed()
	if err := c.settle(); err != nil {
		return err
	}
	if len(c.d.index.Ends) < 2 {
		return nil
	}
	if c.w.o.sozip { // and no Extra: see AppendSOZip
		return c.w.write(zipfmt.AppendSOZip(nil, &c.entry, &c.d.index))
	}
	c.entry.Extra = c.d.index.AppendExtra(nil)
	return nil
}

// settle brings the local header into the archive, and the blocks that were kept.
func (c *deflated) settle() error {
	if !c.keep {
		return c.patch(0)
	}
	if err := c.lead(); err != nil {
		return err
	}
	for _, b := range c.kept {
		if err := c.w.write(b); err != nil {
			return err
		}
	}
	return nil
}
