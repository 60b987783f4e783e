package inflate

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func TestSplits(t *testing.T) {
	const n = 140_000
	var z Reader
	step := 1
	if testing.Short() {
		step = 7
	}
	for which, k := range kinds {
		if which%step > 1 {
			continue
		}
		all := deflated(k.name, k.make(n))
		for i := 0; i < len(all); i += len(all)/4 - 1 { // both encoders, with and without flushes
			s := all[i]
			for _, size := range []int{258, 32767, 32769, 65576, 100_001} {
				for _, in := range []io.Reader{nil, bytes.NewReader(s.z), iotest.HalfReader(bytes.NewReader(s.z)), iotest.DataErrReader(bytes.NewReader(s.z))} {
					readBy(t, &z, s, in, size)
				}
			}
			readBy(t, &z, s, iotest.OneByteReader(bytes.NewReader(s.z)), 1000)
		}
	}
	s := level6(kinds[2].make(8_000))
	for size := 1; size <= 270; size += step {
		readBy(t, &z, s, nil, size)
		readBy(t, &z, s, iotest.OneByteReader(bytes.NewReader(s.z)), size)
	}
}

// readBy reads s, from memory if in is nil, in pieces of size bytes.
func readBy(t *testing.T, z *Reader, s stream, in io.Reader, size int) {
	t.Helper()
	z.ResetBytes(s.z)
	if in != nil {
		z.Reset(in)
	}
	b, ok := fenced(size)
	for at := 0; ; {
		n, err := z.Read(b)
		if !ok() || !bytes.Equal(b[:n], s.raw[at:at+n]) {
			t.Fatalf("%s by %d at %d: other output, or outside b", s.name, size, at)
		}
		at += n
		if err == io.EOF && at == len(s.raw) && z.InputOffset() == int64(len(s.z)) {
			return
		}
		if err != nil || n < size && at < len(s.raw) {
			t.Fatalf("%s by %d at %d: %d bytes, %v, input %d", s.name, size, at, n, err, z.InputOffset())
		}
		clear(b) // the caller's memory is not history
	}
}

// TestOnlyWhatIsNeeded: a stream that is complete is not asked for more, which
// could block.
func TestOnlyWhatIsNeeded(t *testing.T) {
	blocked := errors.New("asked for more than needed")
	var z Reader
	for _, s := range streams(3_000) {
		z.Reset(io.MultiReader(iotest.OneByteReader(bytes.NewReader(s.z)), iotest.ErrReader(blocked)))
		if got, err := io.ReadAll(&z); err != nil || !bytes.Equal(got, s.raw) || z.InputOffset() != int64(len(s.z)) {
			t.Fatalf("%s: %v", s.name, err)
		}
		z.Reset(io.MultiReader(bytes.NewReader(s.z[:len(s.z)-1]), iotest.ErrReader(blocked)))
		if _, err := io.ReadAll(&z); !errors.Is(err, blocked) {
			t.Fatalf("%s: %v", s.name, err)
		}
	}
	z.Reset(iotest.ErrReader(nil))
	if _, err := z.Read(make([]byte, 1)); !errors.Is(err, io.ErrNoProgress) {
		t.Error(err)
	}
}

func TestDiscard(t *testing.T) {
	s := level6(kinds[2].make(400_000))
	var z Reader
	for _, n := range []int64{0, 1, 100, 70_000, 399_999, 400_000} {
		z.ResetBytes(s.z)
		if k, err := z.Discard(n); k != n || err != nil {
			t.Fatal(k, err)
		}
		if got, err := io.ReadAll(&z); err != nil || !bytes.Equal(got, s.raw[n:]) {
			t.Fatalf("after %d: %v, or other output", n, err)
		}
	}
	z.ResetBytes(s.z)
	if k, err := z.Discard(1 << 40); k != 400_000 || err != io.EOF {
		t.Fatal(k, err)
	}
}
