package load

import (
	"fmt"
	"hash/crc32"
	"math/rand/v2"
	"os"
	"path/filepath"

	lib "github.com/sbinet/npyio/npz"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

func sumOf(a npy.AnyArray) uint32 {
	sum := crc32.NewIEEE()
	a.WriteTo(sum) // a hash takes everything
	return sum.Sum32()
}

// rows takes 1000 rows from the middle.
func rows(s measure.Setup) (c measure.Case, err error) {
	f, err := filesOf(s, kind{name: "rows", make: tall}, 160_000_000)
	if err != nil {
		return c, err
	}
	middle := int(f.size / 16 / 2)
	want, err := wholeRows(f.npy, middle)
	if err != nil {
		return c, err
	}
	c = measure.Case{Name: "npz-rows/160MB",
		Most: 5, Note: "1000 rows from the middle of a compressed array of 10 million rows of two float64"}
	finish, err := withNumPy(&c, s, `np.load(name)["k"][lo:hi]`, numpy.Snippet{
		Given: map[string]any{"name": f.theirs, "source": f.npy, "lo": middle, "hi": middle + 1000},
		Setup: makeTheirs,
		Body:  `np.load(name)["k"][lo:hi]`,
		Check: `np.array_equal(np.load(name)["k"][lo:hi], np.load(source)[lo:hi])`,
	})
	if err != nil {
		return c, err
	}
	read := func(name string) func() (npy.AnyArray, error) {
		return func() (npy.AnyArray, error) {
			r, err := npz.Open(name)
			if err != nil {
				return nil, err
			}
			defer r.Close()
			return npz.ReadRows[float64](r, key, middle, middle+1000)
		}
	}
	finish(
		measure.Contestant{Name: "npygo", How: "npz.Open, npz.ReadRows of our file", Run: summed(read(f.ours), want)},
		measure.Contestant{Name: "npygo, NumPy's file", How: "the same of NumPy's file, inflated from its beginning",
			Run: summed(read(f.theirs), want)},
	)
	return c, nil
}

func wholeRows(name string, lo int) (uint32, error) {
	f, err := npy.Open(name)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	a, err := npy.ReadRows[float64](f, lo, lo+1000)
	if err != nil {
		return 0, err
	}
	return sumOf(a), nil
}

// compressing writes one array to a file.
func compressing(s measure.Setup, k kind, name string) (c measure.Case, err error) {
	f, err := filesOf(s, k, writeBytes)
	if err != nil {
		return c, err
	}
	a, err := readAny(f.npy)
	if err != nil {
		return c, err
	}
	c = measure.Case{Name: name, Bytes: f.size, Most: 5, Note: k.note + ", " + mib(f.size)}
	out := func(who string) string { return filepath.Join(s.Dir, "out-"+who+".npz") }
	finish, err := withNumPy(&c, s, "np.savez_compressed(name, k=a)", numpy.Snippet{
		Given: map[string]any{"name": f.theirs, "source": f.npy, "out": out("NumPy")},
		Setup: makeTheirs + "\na = np.load(source)",
		Body:  "np.savez_compressed(out, k=a)",
		Check: `np.array_equal(np.load(out)["k"], a)`,
	})
	if err != nil {
		return c, err
	}
	if len(c.Contestants) > 0 {
		c.Contestants[0].Size = sizeOf(f.theirs)
	}
	write := func(who, how string, to func(name string) error) measure.Contestant {
		return measure.Contestant{Name: who, How: how,
			Run: measure.Loop(func() error { return to(out(who)) }),
			Check: func() error {
				got, err := readAnyMember(out(who))
				if err != nil {
					return err
				}
				return sameElements(got, a)
			}}
	}
	ours := write("npygo", "npz.WriteFile with npz.Compress(npz.DefaultLevel), all cores", func(name string) error {
		return npz.WriteFile(name, map[string]npy.AnyArray{key: a}, npz.Compress(npz.DefaultLevel))
	})
	ours.Size = sizeOf(f.ours)
	npyio := write("npyio", "npz.Write(name, map[string]any{...}), one dimension", func(name string) error {
		return lib.Write(name, map[string]any{key + ".npy": sliceOf(a)})
	})
	if _, err := npyio.Run(1); err != nil {
		return c, err
	}
	npyio.Size = sizeOf(out(npyio.Name))
	finish(ours,
		write("npygo 1 core", "the same with npz.Workers(1)", func(name string) error {
			return npz.WriteFile(name, map[string]npy.AnyArray{key: a}, npz.Compress(npz.DefaultLevel), npz.Workers(1))
		}),
		npyio,
	)
	for _, one := range c.Contestants {
		c.OnClose(func() error { os.Remove(out(one.Name)); return nil })
	}
	return c, nil
}

// sliceOf is what npyio takes.
func sliceOf(a npy.AnyArray) any {
	switch a := a.(type) {
	case npy.Array[float64]:
		return a.Data
	case npy.Array[float32]:
		return a.Data
	case npy.Array[int32]:
		return a.Data
	case npy.Array[int64]:
		return a.Data
	case npy.Array[bool]:
		return a.Data
	}
	return nil
}

// sameElements leaves the shape aside: npyio writes one dimension only.
func sameElements(a, b npy.AnyArray) error {
	flat := func(a npy.AnyArray) (uint32, error) {
		bytes, err := a.AppendBinary(nil)
		if err != nil {
			return 0, err
		}
		size, err := a.Header().PayloadSize()
		return crc32.ChecksumIEEE(bytes[len(bytes)-int(size):]), err
	}
	x, err := flat(a)
	if err != nil {
		return err
	}
	y, err := flat(b)
	if err == nil && x != y {
		err = fmt.Errorf("other elements")
	}
	return err
}

func sizeOf(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
}

// many loads all of 64 arrays of 1 MiB.
func many(s measure.Setup, compressed bool) (c measure.Case, err error) {
	const members = 64
	name, save, ending, opts := "npz-64/stored", "np.savez", "stored", []npz.Option(nil)
	if compressed {
		name, save, ending, opts = "npz-64/deflate", "np.savez_compressed", "deflate", []npz.Option{npz.Compress(npz.DefaultLevel)}
	}
	each := 1 << 20
	if s.Quick {
		each = 1 << 14
	}
	arrays, want := map[string]npy.AnyArray{}, map[string]uint32{}
	r := random()
	for i := range members {
		k := fmt.Sprint("k", i)
		a := smooth(r, each)
		arrays[k], want[k] = a, sumOf(a)
	}
	ours, err := made(s, "many-"+ending+".npz", func(name string) error { return npz.WriteFile(name, arrays, opts...) })
	if err != nil {
		return c, err
	}
	arrays = nil
	theirs := filepath.Join(s.Dir, "many-"+ending+"-numpy.npz")
	c = measure.Case{Name: name, Bytes: int64(members * each), Most: 11, Note: "64 arrays of 1 MiB, smooth as above"}
	finish, err := withNumPy(&c, s, "list(np.load(name).values())", numpy.Snippet{
		Given: map[string]any{"name": theirs, "source": ours},
		Setup: "if not os.path.exists(name): " + save + "(name, **np.load(source))",
		Body:  "list(np.load(name).values())",
		Check: "all(np.array_equal(x, y) for x, y in zip(np.load(name).values(), np.load(source).values(), strict=True))",
	})
	if err != nil {
		return c, err
	}
	load := func(how, who, name string) measure.Contestant {
		return measure.Contestant{Name: who, How: how, Run: measure.Loop(func() error { _, err := npz.Load(name); return err }),
			Check: func() error { return sameArrays(name, want) }}
	}
	if s.Python == "" {
		finish(load("npz.Load of our file", "npygo, our file", ours))
		return c, nil
	}
	finish(load("npz.Load of NumPy's file", "npygo", theirs), load("npz.Load of our file", "npygo, our file", ours))
	return c, nil
}

func sameArrays(name string, want map[string]uint32) error {
	arrays, err := npz.Load(name)
	if err != nil {
		return err
	}
	if len(arrays) != len(want) {
		return fmt.Errorf("%d arrays", len(arrays))
	}
	for k, a := range arrays {
		if sumOf(a) != want[k] {
			return fmt.Errorf("%s has other elements", k)
		}
	}
	return nil
}

func tall(r *rand.Rand, bytes int) npy.AnyArray { return walks(r, bytes, 2, 0.1) }
