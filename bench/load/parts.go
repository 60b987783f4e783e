package load

import (
	"errors"
	"fmt"
	"os"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/npy"
)

var parts = []job{
	{"map/blog", func(b *builder) { b.mapped(blog) }}, {"map/m128", func(b *builder) { b.mapped(m128) }}, {"view/blog", (*builder).viewed}, {"chunks/m128", (*builder).chunks},
}

func (b *builder) mapped(of []int) {
	shape := b.shape(of)
	name := b.ramp(shape)
	b.Bytes = 0
	last := product(shape) - 1
	var got float64
	open := func() error {
		m, err := npy.Map[float64](name, npy.ReadOnly)
		if err != nil {
			return err
		}
		got = m.Array.Data[last]
		return m.Close()
	}
	b.Note = fmt.Sprintf("%d bytes of float64 mapped, the last element looked at, unmapped.", 8*product(shape))
	b.add("limit", "open and close, without mapping", measure.Loop(func() error {
		return opened(name, func(*os.File) error { return nil })
	}), nil)
	b.add("npygo", "npy.Map[float64](name, npy.ReadOnly), Close", measure.Loop(open), func() error {
		if err := sameNumber(got, element(last)); err != nil {
			return err
		}
		m, err := npy.Map[float64](name, npy.ReadOnly)
		if err != nil {
			return err
		}
		return errors.Join(sameRamp(m.Array.Data, product(shape)), m.Close())
	})
	b.countAllocations(open)
	b.numpy("np.load(name, mmap_mode='r').item(-1)", numpy.Snippet{
		Given: map[string]any{"name": name, "last": element(last), "shape": shape}, Setup: inPython,
		Body:  "x = np.load(name, mmap_mode='r').item(-1)",
		Check: "np.array_equal(np.load(name, mmap_mode='r'), a) and np.load(name, mmap_mode='r').item(-1) == last",
	})
}

func sameNumber(got, want float64) error {
	if got != want {
		return fmt.Errorf("%v, not %v", got, want)
	}
	return nil
}

func (b *builder) viewed() {
	shape := b.shape(blog)
	a := ramp(shape)
	file := b.encoded(a)
	last := len(a.Data) - 1
	var got float64
	view := func() error {
		v, err := npy.View[float64](file)
		if err == nil {
			got = v.Data[last]
		}
		return err
	}
	b.Note = "A (9, 128, 64, 3) array of float64, as a file in memory, its last element looked at."
	b.add("npygo", "npy.View[float64](bytes)", measure.Loop(view), func() error {
		v, err := npy.View[float64](file)
		return errors.Join(err, sameNumber(got, element(last)), sameRamp(v.Data, product(shape)))
	})
	b.countAllocations(view)
	b.numpy("np.load(io.BytesIO)", numpy.Snippet{
		Given: map[string]any{"shape": shape},
		Setup: inPython + "\nimport io\nf = io.BytesIO()\nnp.save(f, a)",
		Body:  "f.seek(0)\nnp.load(f)",
		Check: "f.seek(0) == 0 and np.array_equal(np.load(f), a)",
	})
}

const piece = 256 << 10

func (b *builder) chunks() {
	shape := b.shape(m128)
	name := b.ramp(shape)
	b.Most = 11
	b.Note = "A (4096, 4096) array of float64, read and summed, never all in memory. NumPy has it all in memory."
	want := sum(ramp(shape).Data)
	var limit, ours float64
	buffer := make([]byte, min(piece, b.Bytes))
	b.add("limit", "pread of 256 KiB into one buffer, the same sum", measure.Loop(func() error {
		return opened(name, func(f *os.File) (err error) {
			limit, err = sumPieces(f, buffer, b.Bytes)
			return err
		})
	}), func() error { return sameNumber(limit, want) })
	b.add("npygo", "range npy.Chunks[float64](file, 0)", measure.Loop(func() error {
		return opened(name, func(f *os.File) error {
			ours = 0
			for chunk, err := range npy.Chunks[float64](f, 0) {
				if err != nil {
					return err
				}
				ours += sum(chunk.Data)
			}
			return nil
		})
	}), func() error { return sameNumber(ours, want) })
	b.numpy("np.load(name).sum()", numpy.Snippet{
		Given: map[string]any{"name": name, "want": want}, Body: "x = np.load(name).sum()", Check: "np.load(name).sum() == want",
	})
}

// sumPieces reads size bytes behind a header of 128; size is a multiple of the buffer.
func sumPieces(f *os.File, buffer []byte, size int64) (total float64, _ error) {
	numbers, ok := cast.Slice[float64](buffer)
	if !ok {
		return 0, errors.New("a buffer that does not lie as float64 must")
	}
	for at := int64(0); at < size; at += int64(len(buffer)) {
		if _, err := f.ReadAt(buffer, 128+at); err != nil {
			return 0, err
		}
		total += sum(numbers)
	}
	return total, nil
}

// sum has four sums at a time: a single one would wait for each addition, and hide what
// reading costs.
func sum(list []float64) float64 {
	var a, b, c, d float64
	for ; len(list) >= 4; list = list[4:] {
		a += list[0]
		b += list[1]
		c += list[2]
		d += list[3]
	}
	for _, x := range list {
		a += x
	}
	return a + b + c + d
}
