package load

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/bench/peers"
	"github.com/npygo/npygo/header"
)

var headers = []job{{"header/parse", (*builder).parseHeader}, {"header/write", (*builder).writeHeader}}

func blogHeader() (header.Header, []byte, error) {
	d, err := header.ParseDType("<f8")
	if err != nil {
		return header.Header{}, nil, err
	}
	h := header.Header{DType: d, Shape: blog}
	text, err := h.AppendBinary(nil)
	return h, text, err
}

func (b *builder) parseHeader() {
	_, text, err := blogHeader()
	b.err = err
	var shape [4]int
	parse := func() error {
		h, n, err := header.Parse(text)
		if n != len(text) {
			return errors.New("not to its end")
		}
		copy(shape[:], h.Shape)
		return err
	}
	b.Note = "The header of a (9, 128, 64, 3) array of float64, in memory."
	b.add("npygo", "header.Parse", measure.Loop(parse), func() error { return same(shape[:], blog) })
	b.countAllocations(parse)
	for _, p := range peers.All() {
		if p.ReadHeader == nil {
			continue
		}
		var got []int
		r := bytes.NewReader(text)
		b.add(p.Name, p.HowReadHeader, measure.Loop(func() (err error) {
			r.Reset(text)
			_, got, err = p.ReadHeader(r)
			return err
		}), func() error { return same(got, blog) })
	}
	b.numpy("np.lib.format: read_magic, read_array_header_1_0 of a BytesIO", numpy.Snippet{
		Given: map[string]any{"shape": blog},
		Setup: "import io\nfrom numpy.lib.format import read_array_header_1_0, read_magic, write_array_header_1_0\nf = io.BytesIO()\n" +
			"write_array_header_1_0(f, {'descr': '<f8', 'fortran_order': False, 'shape': tuple(shape)})",
		Body:  "f.seek(0)\nread_magic(f)\nread_array_header_1_0(f)",
		Check: "f.seek(8) and read_array_header_1_0(f) == (tuple(shape), False, np.dtype('<f8'))",
	})
}

func (b *builder) writeHeader() {
	h, text, err := blogHeader()
	b.err = err
	var dst []byte
	write := func() (err error) {
		dst, err = h.AppendBinary(dst[:0])
		return err
	}
	b.Note = "The header of a (9, 128, 64, 3) array of float64, into memory."
	b.add("npygo", "header.Header.AppendBinary", measure.Loop(write), func() error { return same(dst, text) })
	b.countAllocations(write)
	for _, p := range peers.All() {
		if p.WriteHeader == nil {
			continue
		}
		w := &memory{b: make([]byte, 1024)}
		b.add(p.Name, p.HowWriteHeader, measure.Loop(func() error {
			w.n = 0
			return p.WriteHeader(w, blog)
		}), func() error { return checkHeader(w.b[:w.n]) })
	}
	b.numpy("np.lib.format.write_array_header_1_0 to a BytesIO", numpy.Snippet{
		Given: map[string]any{"shape": blog, "want": fmt.Sprintf("%x", text)},
		Setup: "import io\nf = io.BytesIO()\nd = {'descr': '<f8', 'fortran_order': False, 'shape': tuple(shape)}",
		Body:  "f.seek(0)\nnp.lib.format.write_array_header_1_0(f, d)",
		Check: "f.getvalue().hex() == want",
	})
}

// checkHeader says whether those bytes are the header of float64s, either of the blog's shape
// or, from a package that cannot write a header alone, of none.
func checkHeader(text []byte) error {
	h, err := header.Read(bytes.NewReader(text))
	if err != nil {
		return err
	}
	if h.DType.String() != "<f8" || !slices.Equal(h.Shape, blog) && !slices.Equal(h.Shape, []int{0}) {
		return fmt.Errorf("wrote %q", text)
	}
	return nil
}
