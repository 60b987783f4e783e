package load

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"time"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/bench/peers"
	"github.com/npygo/npygo/npy"
)

// builder makes a case step by step. After an error its steps do nothing.
type builder struct {
	measure.Setup
	measure.Case
	dir string
	err error
}

func (b *builder) done() (measure.Case, error) {
	if b.err == nil {
		return b.Case, nil
	}
	if b.Close != nil {
		b.Close()
	}
	return measure.Case{}, fmt.Errorf("%s: %w", b.Name, b.err)
}

func (b *builder) add(name, how string, run func(n int) (time.Duration, error), check func() error) {
	b.Contestants = append(b.Contestants, measure.Contestant{Name: name, How: how, Run: run, Check: check})
}

func (b *builder) numpy(how string, s numpy.Snippet) {
	if b.err == nil {
		b.err = numpy.Add(&b.Case, b.Setup, how, s)
	}
}

// path is a name in a directory of this case alone.
func (b *builder) path(name string) string {
	if b.dir == "" && b.err == nil {
		dir, err := os.MkdirTemp(b.Dir, "case")
		b.dir, b.err = dir, err
		b.OnClose(func() error { return os.RemoveAll(dir) })
	}
	return filepath.Join(b.dir, name)
}

// file is the array in a file, in the page cache and on the disk, so that nothing is left to
// be written while others are timed.
func file[T any](b *builder, a npy.Array[T], opts ...npy.Option) string {
	name := b.path("array.npy")
	if b.err == nil {
		b.err = npy.WriteFile(name, a, append(opts, npy.Fsync())...)
	}
	return name
}

func (b *builder) encoded(a npy.Array[float64]) []byte {
	file, err := a.MarshalBinary()
	if b.err == nil {
		b.err = err
	}
	return file
}

// open is a file that stays open until the case is closed.
func (b *builder) open(name string) *os.File {
	if b.err != nil {
		return nil
	}
	f, err := os.Open(name)
	if b.err = err; err == nil {
		b.OnClose(f.Close)
	}
	return f
}

// fresh adds someone whose answer lies in new memory. It is looked at after every turn and
// not kept: one array more that is alive is one collection less for all.
func (b *builder) fresh(name, how string, f func() ([]float64, error), check func([]float64) error) {
	b.add(name, how, func(n int) (time.Duration, error) {
		var got []float64
		took, err := measure.Loop(func() (err error) {
			got, err = f()
			return err
		})(n)
		if err != nil {
			return 0, err
		}
		if err := check(got); err != nil {
			return 0, measure.Wrong(err)
		}
		return took, nil
	}, nil)
}

// reads adds someone who reads a ramp.
func (b *builder) reads(name, how string, read func() ([]float64, error)) {
	b.fresh(name, how, read, func(got []float64) error { return sameRamp(got, int(b.Bytes/8)) })
}

// peers adds the others that read the file, or those of them that are named.
func (b *builder) peers(name string, only ...string) {
	for _, p := range peers.All() {
		if len(only) > 0 && !slices.Contains(only, p.Name) {
			continue
		}
		b.reads(p.Name, p.HowRead, func() (data []float64, _ error) {
			return data, opened(name, func(f *os.File) (err error) {
				data, _, err = p.Read(f)
				return err
			})
		})
	}
}

// peersInto adds those of the others that can read into memory that is there.
func (b *builder) peersInto(name string, elements int) {
	for _, p := range peers.All() {
		if p.ReadInto == nil {
			continue
		}
		warm := make([]float64, elements)
		b.add(p.Name, p.HowReadInto, measure.Loop(func() error {
			return opened(name, func(f *os.File) error { return p.ReadInto(f, warm) })
		}), func() error { return sameRamp(warm, elements) })
	}
}

// opened opens and closes the file around f.
func opened(name string, f func(*os.File) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	return f(file)
}

// ramp is a file with a ramp.
func (b *builder) ramp(shape []int, opts ...npy.Option) string {
	b.Bytes = int64(8 * product(shape))
	return file(b, ramp(shape), opts...)
}

// element is the value at i of every array here: all sums of them are exact, whatever the
// order in which they are added.
func element(i int) float64 { return float64(i) / 8 }

// inPython makes the same array there.
const inPython = "a = (np.arange(np.prod(shape)) / 8).reshape(shape)"

func ramp(shape []int) npy.Array[float64] {
	a := npy.Array[float64]{Data: make([]float64, product(shape)), Shape: shape}
	for i := range a.Data {
		a.Data[i] = element(i)
	}
	return a
}

func product(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// sameRamp says where they are not the n elements of a ramp.
func sameRamp(got []float64, n int) error { return sameAs(got, n, element) }

func sameAs(got []float64, n int, want func(i int) float64) error {
	if len(got) != n {
		return fmt.Errorf("%d elements, not %d", len(got), n)
	}
	for i, x := range got {
		if x != want(i) {
			return fmt.Errorf("%v at %d, not %v", x, i, want(i))
		}
	}
	return nil
}

// same says where two arrays differ.
func same[T comparable](got, want []T) error {
	if len(got) != len(want) {
		return fmt.Errorf("%d elements, not %d", len(got), len(want))
	}
	for i, x := range got {
		if x != want[i] {
			return fmt.Errorf("%v at %d, not %v", x, i, want[i])
		}
	}
	return nil
}

// memory is a writer that is nothing but a copy into memory that is there already.
type memory struct {
	b      []byte
	n      int
	writes int
}

func (m *memory) Write(b []byte) (int, error) {
	if len(b) > len(m.b)-m.n {
		return 0, io.ErrShortWrite
	}
	m.n += copy(m.b[m.n:], b)
	m.writes++
	return len(b), nil
}

// count has the last one that was added counted.
func (b *builder) count(f func() (map[string]float64, error)) {
	b.Contestants[len(b.Contestants)-1].Count = f
}

// countAllocations has its allocations counted.
func (b *builder) countAllocations(f func() error) {
	b.count(func() (map[string]float64, error) {
		n, err := allocations(f)
		return map[string]float64{"allocations": n}, err
	})
}

// allocations is how often f allocates, in the mean of many calls.
func allocations(f func() error) (float64, error) {
	const calls = 100
	var before, after runtime.MemStats
	if err := f(); err != nil {
		return 0, err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it empties pools
	runtime.ReadMemStats(&before)
	for range calls {
		if err := f(); err != nil {
			return 0, err
		}
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs-before.Mallocs) / calls, nil
}
