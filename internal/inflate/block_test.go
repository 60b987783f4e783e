package inflate

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/klauspost/compress/flate"
)

// pieces is raw cut into pieces of size bytes, each compressed by itself, which
// joined are one stream.
func pieces(raw []byte, size int) (all [][]byte) {
	var b bytes.Buffer
	w, err := flate.NewWriter(nil, 6)
	if err != nil {
		panic(err)
	}
	for len(raw) > size {
		b.Reset()
		w.Reset(&b)
		w.Write(raw[:size])
		w.Flush()
		all = append(all, bytes.Clone(b.Bytes()))
		raw = raw[size:]
	}
	b.Reset()
	w.Reset(&b)
	w.Write(raw)
	w.Close()
	return append(all, b.Bytes())
}

func TestBlock(t *testing.T) {
	for _, k := range kinds {
		for _, size := range []int{1, 100, 5000, 65575, 65576, 65577, 70_000} {
			raw := k.make(3*size + size/2)
			all := pieces(raw, size)
			if err := Full(make([]byte, len(raw)), bytes.Join(all, nil)); err != nil {
				t.Fatal(err)
			}
			for i, z := range all {
				want := raw[i*size : min((i+1)*size, len(raw))]
				last := i == len(all)-1
				dst, ok := fenced(len(want))
				if err := Block(dst, z, last); err != nil || !ok() || !bytes.Equal(dst, want) {
					t.Errorf("%s, piece %d of %d bytes: %v, or other output", k.name, i, size, err)
				}
				if err := Block(dst, z, !last); err == nil || !ok() {
					t.Errorf("%s, piece %d of %d bytes: last is %v: no error", k.name, i, size, !last)
				}
				if err := Block(dst, append(z[:len(z):len(z)], 0), last); err == nil || !ok() {
					t.Errorf("%s, piece %d of %d bytes: no error for a byte left over", k.name, i, size)
				}
				if err := Block(dst, z[:len(z)-1], last); !errors.Is(err, io.ErrUnexpectedEOF) || !ok() {
					t.Errorf("%s, piece %d of %d bytes: a byte less: %v", k.name, i, size, err)
				}
				if size > 1 {
					if err := Block(dst[1:], z, last); err == nil || !ok() {
						t.Errorf("%s, piece %d of %d bytes: no error for a byte too many", k.name, i, size)
					}
				}
			}
		}
	}
}

func TestBlockCorners(t *testing.T) {
	w := func() *bitWriter { return new(bitWriter) }
	aligned := w().fixed(0).literals("\x90\x90").match(3, 1).end() // 3 + 2*9 + 7+5 + 7 = 40 bits
	for _, c := range []struct {
		name string
		z    []byte
		want string
		last bool
		err  error
	}{
		{"nothing", nil, "", false, nil},
		{"nothing, last", nil, "", true, io.ErrUnexpectedEOF},
		{"only flushes", w().stored(0, nil).stored(0, nil).b, "", false, nil},
		{"flushes", w().fixed(0).literals("a").end().stored(0, nil).stored(0, nil).b, "a", false, nil},
		{"not aligned", w().fixed(0).literals("a").end().b, "a", false, errNotAligned},
		{"aligned", aligned.b, "\x90\x90\x90\x90\x90", false, nil},
		{"final", w().stored(1, []byte("a")).b, "a", false, errFinal},
		{"not final", w().stored(0, []byte("a")).b, "a", true, io.ErrUnexpectedEOF},
		{"short", w().stored(0, []byte("a")).b, "ab", false, errTooShort},
		{"too far", w().fixed(0).match(3, 1).end().stored(0, nil).b, "aaa", false, errTooFar},
		{"starts with the end of a byte", append([]byte{0, 0}, w().stored(0, nil).b...), "", false, errStored},
	} {
		dst, ok := fenced(len(c.want))
		err := Block(dst, c.z, c.last)
		if !errors.Is(err, c.err) || !ok() || err == nil && string(dst) != c.want {
			t.Errorf("%s: %q, %v; want %q, %v", c.name, dst, err, c.want, c.err)
		}
	}
}
