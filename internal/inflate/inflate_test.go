package inflate

import (
	"bytes"
	stdflate "compress/flate"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"
)

// Readers, reused since they are large. No test here runs in parallel.
var (
	oracle = stdflate.NewReader(nil)
	reader Reader
)

// std gives the output of compress/flate and how many bytes it used.
func std(src []byte, limit int64) (out []byte, used int, err error) {
	in := bytes.NewReader(src)
	oracle.(stdflate.Resetter).Reset(in, nil)
	out, err = io.ReadAll(io.LimitReader(oracle, limit))
	return out, len(src) - in.Len(), err
}

// fenced is n bytes with canaries around them, and what tells that these still sing.
func fenced(n int) (b []byte, ok func() bool) {
	const fence = 400
	all := bytes.Repeat([]byte{0xa5}, n+2*fence)
	return all[fence : fence+n : fence+n], func() bool {
		silent := func(c byte) bool { return c != 0xa5 }
		return !slices.ContainsFunc(all[:fence], silent) && !slices.ContainsFunc(all[fence+n:], silent)
	}
}

// check compares Full and Reader with the oracle.
func check(t *testing.T, src []byte) {
	t.Helper()
	const limit = 1 << 22
	want, used, wantErr := std(src, limit)
	if len(want) == limit {
		return
	}
	dst, ok := fenced(len(want))
	err := Full(dst, src)
	if !ok() {
		t.Fatal("Full wrote outside dst")
	}
	if wantOK := wantErr == nil && used == len(src); (err == nil) != wantOK {
		t.Fatalf("Full: %v; compress/flate: %v, used %d of %d", err, wantErr, used, len(src))
	} else if wantOK && !bytes.Equal(dst, want) {
		t.Fatal("Full: other output than compress/flate")
	}
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Offset < 0 || e.Offset > int64(len(src))) {
		t.Fatalf("Full: %#v", err)
	}
	if err == nil {
		if len(want) > 0 && Full(dst[:len(dst)-1], src) == nil {
			t.Fatal("Full: one byte too many was no error")
		}
		if longer, ok := fenced(len(want) + 1); Full(longer, src) == nil || !ok() {
			t.Fatal("Full: one byte too few was no error, or Full wrote outside dst")
		}
	}
	reader.ResetBytes(src)
	compare(t, &reader, want, used, wantErr)
	reader.Reset(bytes.NewReader(src))
	compare(t, &reader, want, used, wantErr)
}

// compare reads all of z and compares with what compress/flate found.
func compare(t *testing.T, z *Reader, want []byte, used int, wantErr error) {
	t.Helper()
	got, err := io.ReadAll(z)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("Reader: %v; compress/flate: %v", err, wantErr)
	}
	if err == nil && (!bytes.Equal(got, want) || z.InputOffset() != int64(used)) {
		t.Fatalf("Reader: %d bytes from %d; compress/flate: %d from %d; or other ones", len(got), z.InputOffset(), len(want), used)
	}
	// Which complaint comes first is left open: near the end of a wrong stream the one may look further ahead than the other.
}

type stream struct {
	name string
	raw  []byte
	z    []byte
}

// deflated is raw by both encoders at all levels, with and without flushes.
func deflated(name string, raw []byte) (all []stream) {
	type encoder interface {
		io.WriteCloser
		Flush() error
	}
	add := func(who string, open func(io.Writer) (encoder, error)) {
		for _, flush := range []int{0, 1000} {
			var b bytes.Buffer
			w, err := open(&b)
			if err != nil {
				panic(err)
			}
			rest := raw
			for flush > 0 && len(rest) > flush && len(raw)-len(rest) < 10*flush {
				w.Write(rest[:flush])
				w.Flush()
				rest = rest[flush:]
			}
			w.Write(rest)
			w.Close()
			all = append(all, stream{fmt.Sprintf("%s/%s/flush=%d", name, who, flush), raw, b.Bytes()})
		}
	}
	for level := -2; level <= 9; level++ {
		if raceEnabled && level != 0 && level != 6 { // slow, and nothing here is concurrent
			continue
		}
		add(fmt.Sprint("std", level), func(w io.Writer) (encoder, error) { return stdflate.NewWriter(w, level) })
		add(fmt.Sprint("klauspost", level), func(w io.Writer) (encoder, error) { return flate.NewWriter(w, level) })
	}
	return all
}

// level6 is raw as zlib would have it by default, nearly.
func level6(raw []byte) stream {
	var b bytes.Buffer
	w, err := stdflate.NewWriter(&b, 6)
	if err != nil {
		panic(err)
	}
	w.Write(raw)
	w.Close()
	return stream{"level 6", raw, b.Bytes()}
}

// streams is short and long data of every kind, deflated in every way.
func streams(n int) (all []stream) {
	for _, k := range kinds {
		all = append(all, deflated(k.name, k.make(n))...)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, n)
	for i := range noise {
		noise[i] = byte(rng.Uint32())
	}
	text := bytes.Repeat([]byte("the quick brown fox jumps over the lazy dog; "), n/45+1)[:n]
	for i := range text {
		if rng.IntN(50) == 0 {
			text[i] = noise[i]
		}
	}
	all = append(all, deflated("noise", noise)...)
	all = append(all, deflated("text", text)...)
	return append(all, deflated("zeros", make([]byte, n))...)
}

func TestStreams(t *testing.T) {
	var z Reader
	for _, n := range []int{0, 1, 300, 10_000, 70_000} {
		for _, s := range streams(n) {
			dst, ok := fenced(n)
			if err := Full(dst, s.z); err != nil || !ok() || !bytes.Equal(dst, s.raw) {
				t.Errorf("%s, %d bytes: Full: %v, or other output", s.name, n, err)
			}
			z.ResetBytes(s.z)
			if got, err := io.ReadAll(&z); err != nil || !bytes.Equal(got, s.raw) || z.InputOffset() != int64(len(s.z)) {
				t.Errorf("%s, %d bytes: Reader: %v, or other output", s.name, n, err)
			}
			z.Reset(bytes.NewReader(s.z))
			clear(dst)
			if k, err := z.Read(dst); k != n || err != nil || !ok() || !bytes.Equal(dst, s.raw) {
				t.Errorf("%s, %d bytes: one Read: %d, %v, or other output", s.name, n, k, err)
			}
			if n == 0 {
				continue
			}
			if _, err := z.Read(dst[:1]); err != io.EOF {
				t.Errorf("%s: behind the end: %v", s.name, err)
			}
		}
	}
}

func TestNaive(t *testing.T) {
	for _, s := range streams(5_000) {
		if got, used, err := naive(s.z, false); err != nil || used != len(s.z) || !bytes.Equal(got, s.raw) {
			t.Errorf("%s: %v, used %d of %d, or other output", s.name, err, used, len(s.z))
		}
	}
}

func TestTruncated(t *testing.T) {
	for _, s := range streams(1_500) {
		if len(s.z) > 1500 {
			s.z = s.z[:1500]
		}
		dst := make([]byte, len(s.raw))
		for n := range s.z {
			if err := Full(dst, s.z[:n]); !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%s: %d of %d bytes: %v", s.name, n, len(s.z), err)
			}
		}
	}
	s := level6(kinds[1].make(300_000))
	step := 997
	if testing.Short() {
		step *= 7
	}
	var z Reader
	for n := 0; n < len(s.z); n += step {
		z.Reset(bytes.NewReader(s.z[:n]))
		got, err := io.ReadAll(&z)
		if !errors.Is(err, io.ErrUnexpectedEOF) || !bytes.HasPrefix(s.raw, got) {
			t.Fatalf("%d of %d bytes: %v, or other output", n, len(s.z), err)
		}
		if err := Full(make([]byte, len(s.raw)), s.z[:n]); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("%d of %d bytes: %v", n, len(s.z), err)
		}
	}
}

func TestFlippedBits(t *testing.T) {
	for k, s := range streams(150) {
		if k%7 != 0 {
			continue
		}
		for i := range 8 * min(len(s.z), 130) {
			s.z[i/8] ^= 1 << (i % 8)
			check(t, s.z)
			s.z[i/8] ^= 1 << (i % 8)
		}
	}
}

func TestAllocations(t *testing.T) {
	s := level6(kinds[3].make(200_000))
	dst := make([]byte, len(s.raw))
	in := bytes.NewReader(s.z)
	var z Reader
	for name, f := range map[string]func(){
		"Full":       func() { Full(dst, s.z) },
		"ResetBytes": func() { z.ResetBytes(s.z); z.Read(dst[:100]); z.Read(dst[100:]) },
		"Reset":      func() { in.Reset(s.z); z.Reset(in); z.Read(dst[:100]); z.Read(dst[100:]) },
	} {
		f()
		if n := testing.AllocsPerRun(20, f); n != 0 && !raceEnabled {
			t.Errorf("%s: %v allocations", name, n)
		}
		if !bytes.Equal(dst[100:], s.raw[100:]) {
			t.Errorf("%s: other output", name)
		}
	}
}

// TestNoBoundsChecks: the compiler proves every index in the fast loop, where
// checks would also take registers.
func TestNoBoundsChecks(t *testing.T) {
	if strconv.IntSize == 32 {
		t.Skip("the bit buffer is not an index there")
	}
	out, err := exec.Command("go", "build", "-gcflags=-d=ssa/check_bce/debug=1", ".").CombinedOutput()
	if err != nil {
		t.Skipf("no go command to ask: %v %s", err, out)
	}
	if !strings.Contains(string(out), "slow.go:") {
		t.Fatalf("the checks in slow.go are not reported, so this test sees nothing:\n%s", out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "fast.go:") {
			t.Error(strings.TrimSpace(line))
		}
	}
}
