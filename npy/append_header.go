package npy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/npygo/npygo/header"
)

// Here the number of rows in the header of a file is changed in place, so that
// whoever looks, and when ever the program or the machine stops, there is the
// old number or the new one.
//
// Writing the new digits over the old ones would not do that: between 199 and
// 200 there is 299. So the change is made by a single byte, the bracket before
// the shape. Beforehand the new shape is put where nobody reads it, into a
// comment behind the dict; NumPy's header is a Python literal, which may have
// one:
//
//	'shape': (199, 3), } #",'shape':(200,3)}
//	         ^
//	'shape': "199, 3), } #",'shape':(200,3)}
//
// With the quotation mark in place of the bracket, all up to the next one is a
// string, the comment is none any more, and of two values for the same key the
// last one counts. Then the string, which means nothing, becomes the text that
// NumPy would have written, the bracket is put back, and what is behind it is a
// comment again, to be wiped out.
//
// The first byte of a comment is written before the others and wiped out after
// them. Hence each state in between, cut at any byte, is the old header or the
// new one to anybody who reads Python's literals. All of it is changed in one
// sector of a disk, which reaches the disk whole and in the state of some
// moment; where it lies in two, each step waits until the disk has the one
// before.

// store is what is used of an *os.File to change it in place.
type store interface {
	io.ReaderAt
	io.WriterAt
	Truncate(size int64) error
	Sync() error
}

// sector is how many bytes every disk writes at once, or a power of two more.
const sector = 512

// A rowCount is the place of the shape in a file's header.
type rowCount struct {
	shape []int // as the header has it
	at    int64 // the file's byte where the shape's bracket is
	end   int64 // and the one behind the last blank
	state textState
	mark  int64 // the place of the '#', if there is one
	noted int   // how many rows the comment says, -1 if none
}

type textState int

const (
	countPlain  textState = iota
	countNoted            // there is a comment
	countQuoted           // the old shape is in a string, the new one behind it
)

// findRowCount finds the shape in head, a file's first bytes, which say h. ok is
// false for a header that is not as NumPy writes it, or as change leaves it when
// it is interrupted.
func findRowCount(head []byte, h *header.Header) (c rowCount, ok bool) {
	want, err := h.AppendBinary(nil)
	if err != nil || len(h.Shape) == 0 {
		return c, false
	}
	from := textStart(head)
	open := bytes.LastIndexByte(want, '(')
	if len(head) <= open || !bytes.Equal(head[from:open], want[from:open]) {
		return c, false
	}
	text := bytes.TrimSuffix(head[open:], []byte{'\n'})
	c = rowCount{shape: slices.Clone(h.Shape), at: int64(open), end: int64(open + len(text)), noted: -1}
	if now := c.tail(h.Shape[0]); bytes.HasPrefix(text, now) {
		return c.findComment(text, len(now))
	}
	mark := bytes.IndexByte(text, '#')
	if text[0] != '"' || mark < 0 || bytes.ContainsAny(text[1:mark], "\"\\\n") {
		return c, false
	}
	behind, ok := bytes.CutPrefix(text[mark+1:], c.note(h.Shape[0]))
	c.state, c.mark = countQuoted, c.at+int64(mark)
	return c, ok && blank(behind)
}

// findComment finds what is behind the dict, the first n bytes of text.
func (c rowCount) findComment(text []byte, n int) (rowCount, bool) {
	rest := bytes.TrimLeft(text[n:], " ")
	if len(rest) == 0 {
		return c, true
	}
	if rest[0] != '#' || bytes.IndexByte(rest, '\n') >= 0 {
		return c, false
	}
	c.state, c.mark = countNoted, c.at+int64(len(text)-len(rest))
	before, _, _ := bytes.Cut(c.note(0), []byte("0"))
	if digits, ok := bytes.CutPrefix(rest[1:], before); ok {
		digits, _, _ = bytes.Cut(digits, []byte(","))
		rows, err := strconv.Atoi(string(digits))
		if behind, ok := bytes.CutPrefix(rest[1:], c.note(rows)); err == nil && ok && blank(behind) {
			c.noted = rows
		}
	}
	return c, true
}

func blank(b []byte) bool { return len(bytes.TrimLeft(b, " ")) == 0 }

// textStart is where the text of a header begins: header.Parse has accepted it.
func textStart(head []byte) int {
	if header.Version(head[lengthAt-2]) == header.V1 {
		return lengthAt + 2
	}
	return lengthAt + 4
}

// lengthAt is where the length of the text is: two bytes in version 1, then four.
const lengthAt = 8

// tail is the text from the shape's bracket to the dict's end, with that many
// rows, as NumPy writes it.
func (c *rowCount) tail(rows int) []byte { return append(c.tuple(rows, ", "), ", }"...) }

// note is what stands behind the '#': it ends the string that begins with the
// quotation mark in place of the bracket, and gives the shape anew.
func (c *rowCount) note(rows int) []byte {
	return append(append([]byte(`",'shape':`), c.tuple(rows, ",")...), '}')
}

func (c *rowCount) tuple(rows int, comma string) []byte {
	b := strconv.AppendInt([]byte("("), int64(rows), 10)
	if len(c.shape) == 1 {
		return append(b, ",)"...)
	}
	for _, n := range c.shape[1:] {
		b = strconv.AppendInt(append(b, comma...), int64(n), 10)
	}
	return append(b, ')')
}

// fits tells whether the header has room for changing the number of rows from
// old to new.
func (c *rowCount) fits(old, new int) bool {
	return c.markFor(old, new)+1+int64(len(c.note(new))) <= c.end
}

// markFor is where the comment begins: behind the old dict and the new one.
func (c *rowCount) markFor(old, new int) int64 {
	return c.at + int64(max(len(c.tail(old)), len(c.tail(new))))
}

// change sets the number of rows in f, once write has brought the rows
// themselves there. It must fit, and settle must have been called before. If
// write fails the header is as it was, but for a note if it is with errUncut.
func (c *rowCount) change(f store, rows int, write func() error) error {
	note := c.note(rows)
	c.mark = c.markFor(c.shape[0], rows)
	c.state = countNoted
	err := c.put(f, []byte{'#'}, c.mark)
	if err == nil {
		err = c.put(f, note, c.mark+1)
	}
	if err == nil {
		err = write()
	}
	if err != nil {
		if !errors.Is(err, errUncut) {
			c.settle(f) // if it can be done
		}
		return err
	}
	if err := c.put(f, []byte{'"'}, c.at); err != nil {
		return err
	}
	c.shape[0], c.state = rows, countQuoted
	return c.settle(f)
}

// settle makes the header what NumPy would write, whatever state it was left in.
func (c *rowCount) settle(f store) error {
	if c.state == countQuoted {
		text := c.tail(c.shape[0])
		text = append(text, bytes.Repeat([]byte{' '}, int(c.mark-c.at)-len(text))...)
		if err := c.put(f, text[1:], c.at+1); err != nil {
			return err
		}
		if err := c.put(f, text[:1], c.at); err != nil {
			return err
		}
		c.state = countNoted
	}
	if c.state == countNoted {
		if err := c.put(f, bytes.Repeat([]byte{' '}, int(c.end-c.mark-1)), c.mark+1); err != nil {
			return err
		}
		if err := c.put(f, []byte{' '}, c.mark); err != nil {
			return err
		}
		c.state, c.noted = countPlain, -1
	}
	return nil
}

// put writes b into the header, as one step of those that must come one after
// the other.
func (c *rowCount) put(f store, b []byte, at int64) error {
	if _, err := f.WriteAt(b, at); err != nil {
		return err
	}
	if c.at/sector != (c.end-1)/sector {
		return f.Sync()
	}
	return nil
}

// manyRows is what a new header has room for. More would make the header longer
// than NumPy's for many common shapes, and a thousand thousand million rows of
// one byte are a terabyte.
const manyRows = min(math.MaxInt, 999_999_999_999)

// roomyHeader is h as NumPy writes it, if that has room for many rows, else with
// more blanks.
func roomyHeader(h header.Header) ([]byte, rowCount, error) {
	b, err := h.AppendBinary(nil)
	if err != nil {
		return nil, rowCount{}, err
	}
	if h.Version = header.Version(b[lengthAt-2]); h.Version > header.V1 {
		return roomy(b, &h)
	}
	if b, c, err := roomy(b, &h); err != nil || c.end > 0 {
		return b, c, err
	}
	h.Version = header.V2 // its length is too large for two bytes now
	if b, err = h.AppendBinary(nil); err != nil {
		return nil, rowCount{}, err
	}
	return roomy(b, &h)
}

// roomy puts blanks into b, the header for h. The rowCount is zero if the
// version cannot have so long a header.
func roomy(b []byte, h *header.Header) ([]byte, rowCount, error) {
	const line = 64 // the payload begins at a multiple of it
	for {
		c, ok := findRowCount(b, h)
		if !ok {
			return nil, rowCount{}, &header.Error{Kind: header.ErrHeader, Offset: -1, Detail: "the header cannot be written so that rows can be added"}
		}
		if c.fits(manyRows, manyRows) {
			return b, c, nil
		}
		b = append(append(b[:len(b)-1], bytes.Repeat([]byte{' '}, line)...), '\n')
		n := len(b) - textStart(b)
		if h.Version > header.V1 {
			binary.LittleEndian.PutUint32(b[lengthAt:], uint32(n))
		} else if n > math.MaxUint16 {
			return nil, rowCount{}, nil
		} else {
			binary.LittleEndian.PutUint16(b[lengthAt:], uint16(n))
		}
	}
}
