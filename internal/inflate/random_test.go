package inflate

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomLens is a complete code for n of the symbols, some of its words long.
func randomLens(rng *rand.Rand, symbols, n int) []int {
	leaves := []int{0}
	skew := 1 + rng.IntN(4)
	for len(leaves) < n {
		i := rng.IntN(len(leaves))
		for range skew {
			i = max(i, rng.IntN(len(leaves)))
		}
		if leaves[i] == 15 {
			i = slices.Index(leaves, slices.Min(leaves))
		}
		leaves[i]++
		leaves = append(leaves, leaves[i])
	}
	lens := make([]int, symbols)
	for i, s := range rng.Perm(symbols)[:n] {
		lens[s] = leaves[i]
	}
	return lens
}

// randomStream has blocks with random codes and uses every symbol of them that
// it can, often the long ones.
func randomStream(rng *rand.Rand, size int) (z, raw []byte) {
	w := new(bitWriter)
	raw = make([]byte, 40_000)
	for i := range raw {
		raw[i] = byte(rng.Uint32())
	}
	w.stored(0, raw[:20_000]).stored(0, raw[20_000:])
	for len(raw) < size {
		lit := randomLens(rng, 286, 2+rng.IntN(285))
		for lit[256] == 0 || lit[257] == 0 {
			rng.Shuffle(len(lit), func(i, j int) { lit[i], lit[j] = lit[j], lit[i] })
		}
		dist := randomLens(rng, 30, 2+rng.IntN(29))
		w.dynamic(0, lit, dist)
		for range rng.IntN(3000) {
			s := rng.IntN(286)
			if lit[s] == 0 || s == 256 {
				s = 257
			}
			w.symbol(lit, s)
			if s < 256 {
				raw = append(raw, byte(s))
				continue
			}
			length, distance := 258, 0
			if s < 285 {
				x := max(0, (s-257)/4-1)
				length = 3
				for i := 257; i < s; i++ {
					length += 1 << max(0, (i-257)/4-1)
				}
				v := rng.IntN(1 << x)
				w.bits(v, x)
				length += v
			}
			s = rng.IntN(30)
			for dist[s] == 0 {
				s = (s + 1) % 30
			}
			w.symbol(dist, s)
			distance = 1
			for i := range s {
				distance += 1 << max(0, i/2-1)
			}
			x := max(0, s/2-1)
			v := rng.IntN(1 << x)
			w.bits(v, x)
			distance += v
			for range length {
				raw = append(raw, raw[len(raw)-distance])
			}
		}
		w.end()
	}
	return w.stored(1, nil).b, raw
}

func TestRandomCodes(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	times := 12
	if testing.Short() {
		times = 3
	}
	for range times {
		z, raw := randomStream(rng, 250_000)
		dst := make([]byte, len(raw))
		if err := Full(dst, z); err != nil || !bytes.Equal(dst, raw) {
			t.Fatal(err, "or other output")
		}
		check(t, z)
		runBy(t, z, raw, rng)
	}
}

// runBy decodes into slices of random lengths, most of them too short for the
// fast loop, or at its least.
func runBy(t *testing.T, z, raw []byte, rng *rand.Rand) {
	t.Helper()
	d := &reader.d
	d.reset(nil, z)
	for at := 0; at < len(raw); {
		n := 1 + rng.IntN(600)
		if rng.IntN(3) == 0 {
			n = windowSize - 5 + rng.IntN(400)
		}
		b, ok := fenced(min(n, len(raw)-at))
		k, err := d.run(b, len(b))
		if k != len(b) || err != nil || !ok() || !bytes.Equal(b, raw[at:at+k]) {
			t.Fatalf("%d of %d bytes at %d: %v, or other output, or outside", k, len(b), at, err)
		}
		d.remember(b)
		clear(b)
		at += k
	}
	if n, err := d.run(make([]byte, 1), 1); n != 0 || err != io.EOF {
		t.Fatal(n, err)
	}
}

// TestMatches has all distances with all lengths, as far as time allows, where
// they lie across all kinds of ends of the output.
func TestMatches(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	raw := make([]byte, 32768)
	for i := range raw {
		raw[i] = byte(rng.Uint32())
	}
	w := new(bitWriter).stored(0, raw).fixed(1)
	match := func(length, distance int) {
		w.match(length, distance)
		for range length {
			raw = append(raw, raw[len(raw)-distance])
		}
		c := byte(rng.IntN(144))
		w.literals(string(rune(c & 127)))
		raw = append(raw, c&127)
	}
	for distance := 1; distance <= 70; distance++ {
		for length := 3; length <= 258; length += 1 + rng.IntN(9) {
			match(length, distance)
		}
	}
	for bit := 64; bit <= 32768; bit *= 2 {
		for _, distance := range []int{bit - 1, bit, bit + 1} {
			for length := 3; length <= 258 && distance <= 32768; length += 1 + rng.IntN(20) {
				match(length, distance)
			}
		}
	}
	w.end()
	check(t, w.b)
	for range 20 {
		runBy(t, w.b, raw, rng)
	}
}
