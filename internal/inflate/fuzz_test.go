package inflate

import (
	"bytes"
	"io"
	"testing"
)

// seeds adds real streams and odd ones.
func seeds(add func(z []byte)) {
	for i, s := range streams(500) {
		if i%13 == 0 {
			add(s.z)
		}
	}
	for _, k := range kinds {
		for _, n := range []int{0, 10, 3000, 70_000} {
			add(level6(k.make(n)).z)
		}
		for _, z := range pieces(k.make(1000), 400) {
			add(z)
		}
	}
	two := lengths(257, map[int]int{'a': 1, 256: 1})
	add(new(bitWriter).dynamic(1, two, []int{0}).literals("aaa").end().b)
	add(new(bitWriter).fixed(1).literals("hello").match(258, 4).match(258, 3).end().b)
	add(new(bitWriter).stored(0, make([]byte, 300)).fixed(1).match(258, 300).end().b)
}

// FuzzFull: Full and Reader take what compress/flate takes.
func FuzzFull(f *testing.F) {
	seeds(func(z []byte) { f.Add(z) })
	f.Fuzz(func(t *testing.T, z []byte) {
		check(t, z)
		if len(z) > 4000 {
			return
		}
		want, used, err := std(z, 1<<17)
		if len(want) == 1<<17 {
			return
		}
		got, k, naiveErr := naive(z, false)
		if (err == nil) != (naiveErr == nil) || err == nil && (k != used || !bytes.Equal(got, want)) {
			t.Fatalf("naive: %v, used %d; compress/flate: %v, used %d", naiveErr, k, err, used)
		}
	})
}

// cuts gives the input in pieces of the sizes that a string of bytes says.
type cuts struct {
	r     io.Reader
	sizes []byte
	i     int
}

func (c *cuts) next() int {
	if len(c.sizes) == 0 {
		return 1000
	}
	c.i++
	n := int(c.sizes[c.i%len(c.sizes)])
	return 1 + n*n*n/200 // up to 82 KB
}

func (c *cuts) Read(b []byte) (int, error) { return c.r.Read(b[:min(len(b), c.next())]) }

// FuzzReader: neither the sizes of the pieces that come in nor those of the
// reads make a difference.
func FuzzReader(f *testing.F) {
	seeds(func(z []byte) {
		f.Add(z, []byte{0, 1, 40}, []byte{9, 255, 1})
		f.Add(z, []byte(nil), []byte{240})
	})
	f.Fuzz(func(t *testing.T, z, in, out []byte) {
		const limit = 1 << 20
		want, used, wantErr := std(z, limit)
		if len(want) == limit {
			return
		}
		reader.Reset(&cuts{r: bytes.NewReader(z), sizes: in})
		sizes := &cuts{sizes: out}
		var got []byte
		for {
			b, ok := fenced(sizes.next())
			n, err := reader.Read(b)
			if !ok() {
				t.Fatal("wrote outside b")
			}
			got = append(got, b[:n]...)
			clear(b)
			if err == nil && n == len(b) && len(got) <= len(want) {
				continue
			}
			if err == nil && n < len(b) {
				_, err = reader.Read(b)
			}
			if (err == io.EOF) != (wantErr == nil) {
				t.Fatalf("%v; compress/flate: %v", err, wantErr)
			}
			if err == io.EOF && (!bytes.Equal(got, want) || reader.InputOffset() != int64(used)) {
				t.Fatal("other output than compress/flate, or other end")
			}
			// Of a stream that is wrong, the one may have decoded a symbol more than the other before it noticed.
			if n := min(len(got), len(want)); err != io.EOF && !bytes.Equal(got[:n], want[:n]) {
				t.Fatal("wrong output before the error")
			}
			return
		}
	})
}

// FuzzBlock: Block takes what the naive twin takes.
func FuzzBlock(f *testing.F) {
	seeds(func(z []byte) {
		f.Add(z, false)
		f.Add(z, true)
	})
	f.Fuzz(func(t *testing.T, z []byte, last bool) {
		if len(z) > 4000 {
			return
		}
		if out, _, _ := std(z, 1<<17); len(out) == 1<<17 { // too long for the twin
			return
		}
		want, used, wantErr := naive(z, !last)
		if used != len(z) {
			wantErr = errLeftOver
		}
		dst, ok := fenced(len(want))
		err := Block(dst, z, last)
		if (err == nil) != (wantErr == nil) || !ok() || err == nil && !bytes.Equal(dst, want) {
			t.Fatalf("%v; naive: %v, or other output, or outside", err, wantErr)
		}
		if len(want) > 0 && Block(dst[:len(dst)-1], z, last) == nil || !ok() {
			t.Fatal("one byte too many was no error, or written outside")
		}
	})
}
