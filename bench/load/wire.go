package load

import (
	"fmt"
	"slices"
	"time"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/wire"
	"github.com/npygo/npygo/npy"
)

// Wire has the cases of an array on its way: to bytes, back, and both.
func Wire(s measure.Setup) []measure.Plan {
	shape := []int{9, 128, 64, 3}
	if s.Quick {
		shape = []int{3, 16, 64, 3}
	}
	plan := func(name, note string, run func(f wire.Form, a npy.Array[float64], file []byte) func() (npy.Array[float64], error)) measure.Plan {
		return measure.Plan{Name: name, Make: func() (measure.Case, error) {
			a := wire.Noise(shape...)
			c := measure.Case{Name: name, Bytes: int64(8 * len(a.Data)), Note: note, Most: 31}
			for _, f := range wire.Forms() {
				file, err := f.Encode(a)
				if err != nil {
					return c, fmt.Errorf("%s: %w", f.Name, err)
				}
				c.Contestants = append(c.Contestants, measure.Contestant{Name: f.Name, Size: int64(len(file)),
					Run: arrived(run(f, a, slices.Clone(file)), a)}) // a copy, since some use their memory again
			}
			return c, nil
		}}
	}
	return []measure.Plan{
		plan("wire/blog", "Both ways", func(f wire.Form, a npy.Array[float64], _ []byte) func() (npy.Array[float64], error) {
			return func() (b npy.Array[float64], err error) {
				file, err := f.Encode(a)
				if err != nil {
					return b, err
				}
				return f.Decode(file)
			}
		}),
		plan("wire-encode/blog", "To bytes", func(f wire.Form, a npy.Array[float64], file []byte) func() (npy.Array[float64], error) {
			return func() (npy.Array[float64], error) {
				b, err := f.Encode(a)
				if err == nil && len(b) != len(file) {
					err = measure.Wrong(fmt.Errorf("%d bytes and then %d", len(file), len(b)))
				}
				return a, err
			}
		}),
		plan("wire-decode/blog", "From bytes", func(f wire.Form, _ npy.Array[float64], file []byte) func() (npy.Array[float64], error) {
			return func() (npy.Array[float64], error) { return f.Decode(file) }
		}),
	}
}

// arrived compares what the last of n gave, when the clock has stopped.
func arrived(f func() (npy.Array[float64], error), want npy.Array[float64]) func(n int) (time.Duration, error) {
	return func(n int) (time.Duration, error) {
		var got npy.Array[float64]
		loop := measure.Loop(func() (err error) {
			got, err = f()
			return err
		})
		took, err := loop(n)
		if err == nil && (!slices.Equal(got.Shape, want.Shape) || !slices.Equal(got.Data, want.Data)) {
			err = measure.Wrong(fmt.Errorf("another array came back, of shape %v", got.Shape))
		}
		return took, err
	}
}
