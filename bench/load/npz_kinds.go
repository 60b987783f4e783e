package load

import (
	"math"
	"math/rand/v2"
	"sort"

	"github.com/npygo/npygo/npy"
)

// kind is a sort of data that people compress.
type kind struct {
	name string
	note string
	make func(r *rand.Rand, bytes int) npy.AnyArray
}

var kinds = []kind{
	{"noise", "Normal deviates, float64", noise},
	{"smooth", "Eight random walks beside each other, rounded to two decimals, float64", smooth},
	{"image", "Pictures of 8 bits with some noise, divided by 255, float32", pictures},
	{"labels", "A hundred classes, some frequent and most rare, int32", labels},
	{"ids", "Sorted numbers, int64", ids},
	{"masks", "Some hundred discs, bool", masks},
}

func random() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

func noise(r *rand.Rand, bytes int) npy.AnyArray {
	a := npy.Array[float64]{Data: make([]float64, bytes/8)}
	for i := range a.Data {
		a.Data[i] = r.NormFloat64()
	}
	return a
}

func smooth(r *rand.Rand, bytes int) npy.AnyArray { return walks(r, bytes, 8, 0.05) }

// walks has a random walk in each column, on top of a slow wave.
func walks(r *rand.Rand, bytes, columns int, step float64) npy.Array[float64] {
	a := npy.Array[float64]{Data: make([]float64, bytes/8), Shape: []int{bytes / 8 / columns, columns}}
	at := make([]float64, columns)
	for i := range a.Data {
		c := i % columns
		at[c] += step * r.NormFloat64()
		wave := 10 * math.Sin(float64(i/columns)/float64(300+50*c))
		a.Data[i] = math.Round(100*(at[c]+wave)) / 100
	}
	return a
}

func pictures(r *rand.Rand, bytes int) npy.AnyArray {
	const side = 512
	a := npy.Array[float32]{Data: make([]float32, bytes/4), Shape: []int{bytes / 4 / side / side, side, side}}
	var wave [6][3]float64
	for i := range a.Data {
		if i%(side*side) == 0 {
			for k := range wave {
				wave[k] = [3]float64{0.005 + 0.045*r.Float64(), 0.005 + 0.045*r.Float64(), 6 * r.Float64()}
			}
		}
		x, y, shade := float64(i%side), float64(i/side%side), 0.0
		for _, w := range wave {
			shade += math.Sin(w[0]*x + w[1]*y + w[2])
		}
		shade = 127.5 + 25*shade + 1.5*r.NormFloat64()
		a.Data[i] = float32(uint8(min(max(shade, 0), 255))) / 255
	}
	return a
}

// labels draws the k-th class with a probability in proportion to 1/k.
func labels(r *rand.Rand, bytes int) npy.AnyArray {
	const classes = 100
	var up [classes]float64
	sum := 0.0
	for k := range up {
		sum += 1 / float64(k+1)
		up[k] = sum
	}
	a := npy.Array[int32]{Data: make([]int32, bytes/4)}
	for i := range a.Data {
		a.Data[i] = int32(sort.SearchFloat64s(up[:], sum*r.Float64()))
	}
	return a
}

func ids(r *rand.Rand, bytes int) npy.AnyArray {
	a := npy.Array[int64]{Data: make([]int64, bytes/8)}
	var last int64
	for i := range a.Data {
		last += 1 + r.Int64N(99)
		a.Data[i] = last
	}
	return a
}

func masks(r *rand.Rand, bytes int) npy.AnyArray {
	const width = 2048
	height := bytes / width
	a := npy.Array[bool]{Data: make([]bool, height*width), Shape: []int{height, width}}
	for range bytes / 56_000 {
		radius := 8 + r.IntN(32)
		cy, cx := radius+r.IntN(height-2*radius), radius+r.IntN(width-2*radius)
		for y := -radius; y <= radius; y++ {
			half := int(math.Sqrt(float64(radius*radius - y*y)))
			for x := cx - half; x <= cx+half; x++ {
				a.Data[(cy+y)*width+x] = true
			}
		}
	}
	return a
}
