// Command wire prints a Markdown table of the forms in which an array can be sent: how many
// bytes, and how long it takes to make and to read them.
//
//	go run ./cmd/wire [-rounds 31]
//
// In each round every form takes its turn, once without being timed, so that caches hold
// what is its own. The times are medians of all rounds. The last column is for both ways,
// as a multiple of .npy's time in the same round: the median of these ratios, which says
// more than times do on a machine that others use too.
//
// The heap is that of a service: 256 MiB are alive, and what a turn has left is collected
// before the clock starts.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/npygo/npygo/bench/wire"
	"github.com/npygo/npygo/npy"
)

func main() {
	rounds := flag.Int("rounds", 31, "how often each form takes its turn")
	flag.Parse()
	if err := run(max(*rounds, 1)); err != nil {
		fmt.Fprintln(os.Stderr, "wire:", err)
		os.Exit(1)
	}
}

func run(rounds int) error {
	a := wire.Noise(9, 128, 64, 3)
	forms := wire.Forms()
	results := make([]result, len(forms))
	alive := make([]byte, 256<<20)
	defer runtime.KeepAlive(alive)
	for range rounds {
		for i, f := range forms {
			for _, count := range []bool{false, true} {
				if err := results[i].measure(f, a, count); err != nil {
					return fmt.Errorf("%s: %w", f.Name, err)
				}
			}
		}
	}
	plain := results[slices.IndexFunc(forms, func(f wire.Form) bool { return f.Name == wire.Plain })]
	fmt.Println("| form | bytes | encode | decode | both ways |")
	fmt.Println("|---|--:|--:|--:|--:|")
	for i, f := range forms {
		r := results[i]
		fmt.Printf("| %s | %d | %s | %s | %sx |\n", f.Name, r.bytes, milliseconds(r.encode), milliseconds(r.decode), digits(r.against(plain)))
	}
	fmt.Printf("\n(9, 128, 64, 3) float64, %d bytes of elements; medians of %d rounds, 256 MiB alive; %s %s/%s, %d CPUs\n",
		8*a.Len(), rounds, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	return nil
}

type result struct {
	bytes          int
	encode, decode []time.Duration
}

func (r *result) measure(f wire.Form, a npy.Array[float64], count bool) error {
	runtime.GC()
	start := time.Now()
	b, err := f.Encode(a)
	encoded := time.Now()
	if err != nil {
		return err
	}
	back, err := f.Decode(b)
	decoded := time.Now()
	if err != nil {
		return err
	}
	if !slices.Equal(back.Shape, a.Shape) || !slices.Equal(back.Data, a.Data) {
		return fmt.Errorf("another array came back, of shape %v", back.Shape)
	}
	if r.bytes = len(b); count {
		r.encode = append(r.encode, encoded.Sub(start))
		r.decode = append(r.decode, decoded.Sub(encoded))
	}
	return nil
}

// against is the median of the ratios of r's time to other's in the same round.
func (r result) against(other result) float64 {
	var list []float64
	for i := range r.encode {
		list = append(list, float64(r.encode[i]+r.decode[i])/float64(other.encode[i]+other.decode[i]))
	}
	return median(list)
}

// milliseconds is the median.
func milliseconds(list []time.Duration) string {
	return digits(float64(median(list))/1e6) + " ms"
}

func median[T cmp.Ordered](list []T) T {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// digits has the two digits that count, or all before the point.
func digits(x float64) string {
	decimals := 0
	for y := x; y < 10 && decimals < 4; y *= 10 {
		decimals++
	}
	return strconv.FormatFloat(x, 'f', decimals, 64)
}
