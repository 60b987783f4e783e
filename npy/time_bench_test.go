package npy_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
)

const manyTimes = 1 << 18

// BenchmarkReadTimes is beside the loop that everyone would write, over counts
// that lie in memory.
func BenchmarkReadTimes(b *testing.B) {
	for _, descr := range []string{"<M8[ns]", ">M8[us]", "<M8[s]", "<M8[D]", "<M8[M]"} {
		b.Run(descr[1:], func(b *testing.B) {
			n := make([]int64, manyTimes)
			for i := range n {
				n[i] = int64(i) * 7919 % 90_000
			}
			file := timeFile(b, descr, []int{len(n)}, n...)
			loop := make([]time.Time, len(n))
			var a npy.Array[time.Time]
			r := bytes.NewReader(nil)
			pair(b, 8*len(n), func() {
				for i, n := range n {
					loop[i] = time.Unix(0, n).UTC()
				}
			}, func() {
				r.Reset(file)
				if err := npy.ReadInto(r, &a); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

func BenchmarkReadDurations(b *testing.B) {
	n := make([]int64, manyTimes)
	file := timeFile(b, "<m8[ns]", []int{len(n)}, n...)
	loop := make([]int64, len(n))
	var a npy.Array[time.Duration]
	r := bytes.NewReader(nil)
	pair(b, 8*len(n), func() { copy(loop, n) }, func() {
		r.Reset(file)
		if err := npy.ReadInto(r, &a); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkReadDatetime64 is a copy and no more.
func BenchmarkReadDatetime64(b *testing.B) {
	n := make([]int64, manyTimes)
	file := timeFile(b, "<M8[ns]", []int{len(n)}, n...)
	loop := make([]int64, len(n))
	var a npy.Array[npy.Datetime64]
	r := bytes.NewReader(nil)
	pair(b, 8*len(n), func() { copy(loop, n) }, func() {
		r.Reset(file)
		if err := npy.ReadInto(r, &a); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkWriteTimes(b *testing.B) {
	a := npy.Array[time.Time]{Data: make([]time.Time, manyTimes)}
	for i := range a.Data {
		a.Data[i] = time.Unix(int64(i), 0).UTC()
	}
	for _, unit := range []string{"ns", "us", "s", "D"} {
		b.Run(unit, func(b *testing.B) {
			loop := make([]int64, manyTimes)
			pair(b, 8*manyTimes, func() {
				for i, t := range a.Data {
					loop[i] = t.UnixNano()
				}
			}, func() {
				if err := npy.Write(io.Discard, a, npy.Unit(unit), npy.Cast(npy.SameKind)); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}
