package npy

import (
	"reflect"
	"slices"
	"sync"

	"github.com/npygo/npygo/header"
)

// pack is text on its way from the elements of a file to Go values: what some
// elements hold, one behind the other.
//
// What is in a pack becomes one allocation, of which the values are parts: not
// one per element, since that would cost more than the reading, and not one per
// array, since then one string that is kept would keep all the others.
type pack struct {
	text  []byte
	ends  [packLength]int32   // where in text each element ends
	ascii [pieceSize / 4]byte // elements of U, each character a byte
}

const (
	packLength = 8192 // elements; and no more than pieceSize bytes of a file
	packRoom   = pieceSize + shortText
)

var packs = sync.Pool{New: func() any { return &pack{text: make([]byte, 0, packRoom)} }}

// decodeText is a plan's decode for a T over E, string or []byte, to whose
// values shareOut gives their parts of a pack.
func decodeText[T, E any](c textCodec, shareOut func(dst []E, p *pack)) func([]T, []byte) error {
	return func(dst []T, src []byte) error {
		texts, shared := textsOf[E](dst)
		if err := decodePacks(c, texts, src, shareOut); err != nil {
			return err
		}
		if !shared {
			for i, s := range texts {
				reflect.ValueOf(&dst[i]).Elem().Set(reflect.ValueOf(s).Convert(reflect.TypeFor[T]()))
			}
		}
		return nil
	}
}

func decodePacks[E any](c textCodec, dst []E, src []byte, shareOut func(dst []E, p *pack)) error {
	p := packs.Get().(*pack)
	most := min(max(pieceSize/max(c.size, 1), 1), packLength)
	for at := 0; len(dst) > 0; {
		n := min(most, len(dst))
		if err := p.fill(c, src[at:at+n*c.size], n); err != nil {
			return shift(err, int64(at))
		}
		shareOut(dst[:n], p)
		dst, at = dst[n:], at+n*c.size
	}
	if cap(p.text) == packRoom { // else it has grown for elements that are larger than a piece
		packs.Put(p)
	}
	return nil
}

// fill replaces what is in p by what the n elements in src hold.
func (p *pack) fill(c textCodec, src []byte, n int) (err error) {
	p.text = slices.Grow(p.text[:0], len(src)+shortText) // text is never longer than its elements
	switch c.kind {
	case header.Void:
		p.text = append(p.text, src...)
		for i := range n {
			p.ends[i] = int32((i + 1) * c.size)
		}
	case header.Bytes:
		p.gather(src, c.size, 0, n)
	default:
		for i := 0; i < n; i++ {
			if i += p.fillASCII(c, src[i*c.size:], i); i == n {
				break
			}
			if p.text, err = c.appendText(p.text, src[i*c.size:(i+1)*c.size]); err != nil {
				return shift(err, int64(i*c.size))
			}
			p.ends[i] = int32(len(p.text))
		}
	}
	return nil
}

// fillASCII adds the elements of U that src begins with, from number i on, as
// far as they are short and all ASCII; n is how many those are. Long ones are
// better looked at one by one, since most of them may be NULs.
func (p *pack) fillASCII(c textCodec, src []byte, i int) (n int) {
	width := c.size / 4
	if width == 0 || width > shortText {
		return 0
	}
	n = narrowASCII(p.ascii[:], src, c.big) / width
	p.gather(p.ascii[:n*width], width, i, n)
	return n
}

// gather adds the n elements of so many bytes in src, without the NULs that they
// end in, from number i on. p.text has room for src and shortText.
func (p *pack) gather(src []byte, width, i, n int) {
	text, at := p.text[:cap(p.text)], len(p.text)
	ends, done := p.ends[i:i+n], 0
	if width <= shortText {
		done, at = gatherShort(text, at, ends, src, width)
	}
	for i := done; i < n; i++ {
		element := src[i*width:][:width]
		at += copy(text[at:], element[:trimmed(element)])
		ends[i] = int32(at)
	}
	p.text = text[:at]
}

func shareOutStrings(dst []string, p *pack) {
	text, at := string(p.text), int32(0)
	for i, end := range p.ends[:len(dst)] {
		dst[i], at = text[at:end], end
	}
}

// shareOutSlices leaves no slice room to grow into the next one.
func shareOutSlices(dst [][]byte, p *pack) {
	text, at := append(make([]byte, 0, len(p.text)), p.text...), int32(0)
	for i, end := range p.ends[:len(dst)] {
		dst[i], at = text[at:end:end], end
	}
}
