package inflate

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
)

// kinds are arrays as people have them. Each make gives the same n bytes always.
var kinds = []struct {
	name string
	make func(n int) []byte
}{
	{"f8noise", noiseFloats},
	{"f8smooth", sensors},
	{"f4img", images},
	{"i4labels", labels},
	{"i8ids", ids},
	{"mask", discs},
}

// words is n bytes made of what next gives, size bytes of each.
func words(n, size int, next func(i int) uint64) []byte {
	b := make([]byte, 0, n+8)
	for i := 0; len(b) < n; i++ {
		b = binary.LittleEndian.AppendUint64(b, next(i))[:size*(i+1)]
	}
	return b[:n]
}

// noiseFloats is normal float64.
func noiseFloats(n int) []byte {
	rng := rand.New(rand.NewPCG(1, 1))
	return words(n, 8, func(int) uint64 { return math.Float64bits(rng.NormFloat64()) })
}

// sensors is 8 channels of float64 with two decimals: a sine and a random walk.
func sensors(n int) []byte {
	rng := rand.New(rand.NewPCG(2, 1))
	var walk [8]float64
	return words(n, 8, func(i int) uint64 {
		c := i % 8
		walk[c] += rng.NormFloat64() * 0.0035
		v := walk[c] + 3*math.Sin(float64(i/8)/500+float64(c))
		return math.Float64bits(math.Round(v*100) / 100)
	})
}

// images is pictures of 512 by 512 pixels, float32 of a byte / 255.
func images(n int) []byte {
	rng := rand.New(rand.NewPCG(3, 1))
	var fx, fy, phase float64
	return words(n, 4, func(i int) uint64 {
		if i%(512*512) == 0 {
			fx, fy, phase = rng.Float64()*0.1, rng.Float64()*0.1, rng.Float64()*6
		}
		x, y := float64(i%512), float64(i/512%512)
		v := 128 + 60*math.Sin(x*fx+y*fy+phase) + 40*math.Sin(x*fy-y*fx) + 1.5*rng.NormFloat64()
		return uint64(math.Float32bits(float32(uint8(min(max(v, 0), 255))) / 255))
	})
}

// labels is int32 from 100 classes, the k-th with a probability like 1/k.
func labels(n int) []byte {
	rng := rand.New(rand.NewPCG(4, 1))
	var upTo [100]float64
	sum := 0.0
	for k := range upTo {
		sum += 1 / float64(k+1)
		upTo[k] = sum
	}
	return words(n, 4, func(int) uint64 {
		v, k := rng.Float64()*sum, 0
		for k < 99 && v > upTo[k] {
			k++
		}
		return uint64(k)
	})
}

// ids is sorted int64, 50 apart on average.
func ids(n int) []byte {
	rng := rand.New(rand.NewPCG(5, 1))
	id := uint64(0)
	return words(n, 8, func(int) uint64 { id += 1 + rng.Uint64N(99); return id })
}

// discs is bool, 1024 to a row, 4 percent of them true, in discs.
func discs(n int) []byte {
	rng := rand.New(rand.NewPCG(6, 1))
	b := make([]byte, n)
	for set := 0; set < n/25; {
		r := 8 + rng.IntN(42)
		x, y := rng.IntN(1024), rng.IntN(n/1024+1)
		for dy := -r; dy <= r; dy++ {
			w := int(math.Sqrt(float64(r*r - dy*dy)))
			for i := max(x-w, 0); i <= min(x+w, 1023); i++ {
				if at := (y+dy)*1024 + i; at >= 0 && at < n && b[at] == 0 {
					b[at] = 1
					set++
				}
			}
		}
	}
	return b
}
