package load

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/peers"
	"github.com/npygo/npygo/npy"
)

// readFresh loads much in processes that have loaded nothing before: how memory is got
// decides here, and what one way got must not serve the other.
func (b *builder) readFresh(of []int) {
	shape := b.shape(of)
	name := b.ramp(shape)
	b.Most = 9
	if b.Bytes > 1<<29 {
		b.Most = 5
	}
	b.Note = fmt.Sprintf("A (%d, %d) array of float64, each time in a process that has read nothing before. NumPy's lives on, "+
		"but maps new memory for each array of this size.", shape[0], shape[1])
	b.add("limit", "os.Open, make, io.ReadFull, Close", measure.InChild(freshJob, "limit", name), nil)
	b.add("npygo", "npy.ReadFile[float64](name)", measure.InChild(freshJob, "npygo", name), nil)
	for _, p := range peers.All() {
		if p.Name != "npyio" { // which takes minutes
			b.add(p.Name, p.HowRead, measure.InChild(freshJob, p.Name, name), nil)
		}
	}
	b.load(name, shape)
}

const freshJob = "read-fresh"

func init() { measure.Job(freshJob, fresh) }

// fresh is what a child does: it reads the file in that way.
func fresh(args []string) (time.Duration, error) {
	if len(args) != 2 {
		return 0, fmt.Errorf("a way and a name, not %q", args)
	}
	way, name := args[0], args[1]
	st, err := os.Stat(name)
	if err != nil {
		return 0, err
	}
	read, err := freshReader(way, name, int(st.Size()))
	if err != nil {
		return 0, err
	}
	start := time.Now()
	data, err := read()
	took := time.Since(start)
	if err != nil {
		return 0, err
	}
	if err := sameRamp(data, int(st.Size()-128)/8); err != nil {
		return 0, measure.Wrong(err)
	}
	return took, nil
}

func freshReader(way, name string, size int) (func() ([]float64, error), error) {
	switch way {
	case "npygo":
		return func() ([]float64, error) {
			a, err := npy.ReadFile[float64](name)
			return a.Data, err
		}, nil
	case "limit":
		return func() (data []float64, _ error) {
			return data, opened(name, func(f *os.File) (err error) {
				data, err = makeAndRead(f, size)
				return err
			})
		}, nil
	}
	var names []string
	for _, p := range peers.All() {
		if p.Name == way {
			return func() (data []float64, _ error) {
				return data, opened(name, func(f *os.File) (err error) {
					data, _, err = p.Read(f)
					return err
				})
			}, nil
		}
		names = append(names, p.Name)
	}
	return nil, fmt.Errorf("no way %q to read: limit, npygo, %s", way, strings.Join(names, ", "))
}
