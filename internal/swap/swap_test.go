package swap

import (
	"bytes"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// naive is the stupid twin of every kernel.
func naive(src []byte, width int) []byte {
	dst := bytes.Clone(src)
	for i := 0; i+width <= len(dst); i += width {
		slices.Reverse(dst[i : i+width])
	}
	return dst
}

// roads are all ways to swap: what callers get (assembly, where there is some)
// and the Go kernels, whatever the machine.
var roads = []struct {
	name  string
	width int
	swap  func(dst, src []byte)
}{
	{"Copy/1", 1, func(dst, src []byte) { Copy(dst, src, 1) }},
	{"Copy/2", 2, func(dst, src []byte) { Copy(dst, src, 2) }},
	{"Copy/4", 4, func(dst, src []byte) { Copy(dst, src, 4) }},
	{"Copy/8", 8, func(dst, src []byte) { Copy(dst, src, 8) }},
	{"swap16", 2, swap16},
	{"swap32", 4, swap32},
	{"swap64", 8, swap64},
}

const (
	maxLen   = 300
	maxAlign = 32
	fence    = 0xa5 // the bytes around dst, which nobody may touch
)

func TestCopy(t *testing.T) {
	pattern := make([]byte, maxLen+maxAlign)
	for i := range pattern {
		pattern[i] = byte(i*7 + i>>8)
	}
	room := make([]byte, maxAlign+maxLen+maxAlign)
	for _, road := range roads {
		for n := 0; n <= maxLen; n += road.width {
			for align := range maxAlign {
				// src and dst walk through the alignments in opposite directions.
				src := pattern[maxAlign-1-align:][:n]
				want := naive(src, road.width)
				fill(room, fence)
				road.swap(room[align:][:n], src)
				checkFenced(t, fmt.Sprintf("%s: %d bytes at %d", road.name, n, align), room, align, want)
			}
		}
	}
}

func TestInPlace(t *testing.T) {
	room := make([]byte, maxAlign+maxLen+maxAlign)
	for _, road := range roads {
		for n := 0; n <= maxLen; n += road.width {
			for align := range maxAlign {
				fill(room, fence)
				b := room[align:][:n]
				for i := range b {
					b[i] = byte(i)
				}
				want := naive(b, road.width)
				road.swap(b, b)
				checkFenced(t, fmt.Sprintf("%s in place: %d bytes at %d", road.name, n, align), room, align, want)
			}
		}
	}
}

func fill(b []byte, c byte) {
	for i := range b {
		b[i] = c
	}
}

func checkFenced(t *testing.T, what string, room []byte, start int, want []byte) {
	t.Helper()
	got := room[start : start+len(want)]
	if !bytes.Equal(got, want) {
		t.Fatalf("%s:\n got %x\nwant %x", what, got, want)
	}
	if out := len(room) - len(want); bytes.Count(room[:start], []byte{fence})+bytes.Count(room[start+len(want):], []byte{fence}) != out {
		t.Fatalf("%s: wrote outside", what)
	}
}

func TestBytesTwiceIsNothing(t *testing.T) {
	for _, width := range []int{1, 2, 4, 8} {
		b := []byte("a number turned twice is itself again....................................................")
		b = b[:len(b)/8*8]
		want := bytes.Clone(b)
		Bytes(b, width)
		if width > 1 && bytes.Equal(b, want) {
			t.Errorf("width %d: nothing happened", width)
		}
		Bytes(b, width)
		if !bytes.Equal(b, want) {
			t.Errorf("width %d: got %q", width, b)
		}
	}
}

func TestOddWidths(t *testing.T) {
	src := []byte("0123456789abcdef0123456789abcdef!!!")
	for _, width := range []int{-1, 0, 1, 3, 16} {
		dst := make([]byte, len(src))
		Copy(dst, src, width)
		if !bytes.Equal(dst, src) {
			t.Errorf("width %d: got %q", width, dst)
		}
	}
	for _, width := range []int{2, 4, 8} {
		dst := bytes.Clone(src)
		Bytes(dst, width)
		if whole := len(src) / width * width; !bytes.Equal(dst[whole:], src[whole:]) {
			t.Errorf("width %d: the rest became %q", width, dst[whole:])
		}
	}
}

func TestBools(t *testing.T) {
	for n := range 1200 {
		b := make([]byte, n+1)[1:]
		for i := range b {
			b[i] = byte(i & 1)
		}
		if !BoolsClean(b) {
			t.Fatalf("%d clean bytes are not clean", n)
		}
		for _, i := range []int{0, n / 3, n - 1} {
			if i < 0 || i >= n {
				continue
			}
			for _, foul := range []byte{2, 0x80, 0xff} {
				old := b[i]
				b[i] = foul
				if BoolsClean(b) {
					t.Fatalf("%#x at %d of %d is clean", foul, i, n)
				}
				b[i] = old
			}
		}
	}
}

func TestNormalizeBools(t *testing.T) {
	for n := range 1200 {
		b := make([]byte, n+3)[3:]
		for i := range b {
			b[i] = byte(i)
			if i >= 512 && i < 1024 && n%2 == 0 {
				b[i] = byte(i & 1) // a clean piece between others
			}
		}
		want := bytes.Clone(b)
		for i, c := range want {
			want[i] = min(c, 1)
		}
		NormalizeBools(b)
		if !bytes.Equal(b, want) {
			t.Fatalf("%d bytes:\n got %x\nwant %x", n, b, want)
		}
	}
}

func TestAllocs(t *testing.T) {
	b := make([]byte, 4096)
	if n := testing.AllocsPerRun(10, func() {
		Bytes(b, 8)
		Copy(b, b, 2)
		NormalizeBools(b)
		_ = BoolsClean(b)
	}); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

// The compiler itself says which index it checks at run time.
func TestNoBoundsChecks(t *testing.T) {
	out, err := exec.Command("go", "build", "-gcflags=-d=ssa/check_bce/debug=1", ".").CombinedOutput()
	if err != nil {
		t.Skipf("no go command to ask: %v %s", err, out)
	}
	if !strings.Contains(string(out), "swap.go:") {
		t.Fatalf("the checks in swap.go are not reported, so this test sees nothing:\n%s", out)
	}
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "kernels.go:") || strings.Contains(line, "bools.go:") {
			t.Error(strings.TrimSpace(line))
		}
	}
}
