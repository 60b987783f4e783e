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
	plan := func(name, note string, way func(f wire.Form, a npy.Array[float64], file []byte) run) measure.Plan {
		return measure.Plan{Name: name, Make: func() (measure.Case, error) {
			a := wire.Noise(shape...)
			c := measure.Case{Name: name, Bytes: int64(8 * len(a.Data)), Note: note, Most: 31}
			for _, f := range wire.Forms() {
				file, err := f.Encode(a)
				if err != nil {
					return c, fmt.Errorf("%s: %w", f.Name, err)
				}
				c.Contestants = append(c.Contestants, measure.Contestant{Name: f.Name, Size: int64(len(file)),
					Run: way(f, a, slices.Clone(file)).compared(a)}) // a copy, since some use their memory again
			}
			return c, nil
		}}
	}
	return []measure.Plan{
		plan("wire/blog", "Both ways", func(f wire.Form, a npy.Array[float64], _ []byte) run {
			return arrives(func() (b npy.Array[float64], err error) {
				file, err := f.Encode(a)
				if err != nil {
					return b, err
				}
				return f.Decode(file)
			})
		}),
		plan("wire-encode/blog", "To bytes", func(f wire.Form, a npy.Array[float64], _ []byte) run {
			var file []byte
			return run{
				timed: func() (err error) {
					file, err = f.Encode(a)
					return err
				},
				answer: func() (npy.Array[float64], error) {
					last := file
					file = nil // not to be alive in the turns of others
					return f.Decode(last)
				},
			}
		}),
		plan("wire-decode/blog", "From bytes", func(f wire.Form, _ npy.Array[float64], file []byte) run {
			return arrives(func() (npy.Array[float64], error) { return f.Decode(file) })
		}),
	}
}

// run is what is timed, and the array that came of it, which is looked at when the clock has stopped.
type run struct {
	timed  func() error
	answer func() (npy.Array[float64], error)
}

// arrives is a run whose array is there when it ends.
func arrives(f func() (npy.Array[float64], error)) run {
	var got npy.Array[float64]
	return run{
		timed: func() (err error) {
			got, err = f()
			return err
		},
		answer: func() (npy.Array[float64], error) {
			last := got
			got = npy.Array[float64]{} // not to be alive in the turns of others
			return last, nil
		},
	}
}

// compared compares the last answer of each turn.
func (r run) compared(want npy.Array[float64]) func(n int) (time.Duration, error) {
	loop := measure.Loop(r.timed)
	return func(n int) (time.Duration, error) {
		took, err := loop(n)
		if err != nil {
			return 0, err
		}
		got, err := r.answer()
		if err == nil && (!slices.Equal(got.Shape, want.Shape) || !slices.Equal(got.Data, want.Data)) {
			err = measure.Wrong(fmt.Errorf("another array came back, of shape %v", got.Shape))
		}
		return took, err
	}
}
