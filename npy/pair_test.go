package npy_test

import (
	"cmp"
	"slices"
	"testing"
	"time"
)

// pair runs limit and ours in turn and reports, beside the time of ours, the
// median of the paired ratios: machines are noisy, and only what ran side by
// side can be compared.
//
// What cleanup does after each pair is not timed.
func pair(b *testing.B, bytes int, limit, ours func(), cleanup ...func()) {
	b.Helper()
	b.ReportAllocs()
	b.SetBytes(int64(bytes))
	limit()
	ours()
	var ratios []float64
	var best [2]time.Duration
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		var l, o time.Duration
		if i%2 == 0 { // in turn the first, since the second may pay for the garbage of both
			l = clock(limit)
		}
		b.StartTimer()
		o = clock(ours)
		b.StopTimer()
		if i%2 == 1 {
			l = clock(limit)
		}
		for _, f := range cleanup {
			f()
		}
		ratios = append(ratios, float64(o)/float64(max(l, 1)))
		if i == 0 || l < best[0] {
			best[0] = l
		}
		if i == 0 || o < best[1] {
			best[1] = o
		}
		b.StartTimer()
	}
	slices.SortFunc(ratios, cmp.Compare[float64])
	b.ReportMetric(ratios[len(ratios)/2], "x-limit")
	b.ReportMetric(float64(best[1])/float64(max(best[0], 1)), "x-limit-min")
}

// inHeaps runs f with a small heap, where every few loads are a garbage
// collection, and with 256 MiB alive, as in a service.
func inHeaps(b *testing.B, f func(b *testing.B)) {
	b.Run("heap=small", f)
	b.Run("heap=256MiB", func(b *testing.B) {
		ballast := make([]byte, 256<<20)
		for i := 0; i < len(ballast); i += 4096 {
			ballast[i] = 1
		}
		f(b)
		if ballast[0] != 1 {
			b.Fatal("the ballast is gone")
		}
	})
}

func clock(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}
