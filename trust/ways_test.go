package trust

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// A way to write has generations, 0, 1, 2 and so on, each of which has one content.
type way struct {
	name string
	// begin is called by the process that writes. step brings the file from the generation before to g.
	begin func(file string) (step func(g int) error)
	// prepare makes a file of generation g.
	prepare func(file string, g int) error
	// same tells in what the file is not that of generation g.
	same func(file string, g int) error
	// recovers does to what a crash has left what the documentation says, and then adds something. The file is of generation g.
	recovers func(file string, g int) error
	// period: each process begins at a multiple of it, with a file of prepare. 0: with what the one before has left.
	period int
	// litter is what may be left beside the file.
	litter litter
}

type litter int

const (
	tempFile litter = iota // as package atomicfile tells
	journal                // as npz.AppendFile tells
	inFile                 // behind the array, as npy.AppendFile and npy.RowWriter tell, or a temporary file of their beginning
)

var ways = []way{writeFile, appendFile, rowWriter, writeArchive, appendArchive, appendInPlace}

var writeFile = way{
	name: "npy.WriteFile",
	begin: func(file string) func(int) error {
		return func(g int) error { return npy.WriteFile(file, numbers(g), fsyncNowAndThen(g)...) }
	},
	prepare:  func(file string, g int) error { return npy.WriteFile(file, numbers(g)) },
	same:     func(file string, g int) error { return holds(file, numbers(g)) },
	recovers: func(file string, g int) error { return npy.WriteFile(file, numbers(g)) },
}

// numbers is the array of generation g: of a few bytes up to a megabyte.
func numbers(g int) npy.Array[int64] {
	rng := rand.New(rand.NewPCG(1, uint64(g)))
	a := npy.Array[int64]{Data: make([]int64, rng.IntN(1<<(2+rng.IntN(16))))}
	for i := range a.Data {
		a.Data[i] = int64(g)<<32 + int64(i)
	}
	return a
}

func fsyncNowAndThen(g int) []npy.Option { return []npy.Option{npy.Fsync()}[:btoi(g%8 == 0)] }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func holds(file string, want npy.Array[int64]) error {
	got, err := npy.ReadFile[int64](file)
	if err == nil && (!slices.Equal(got.Data, want.Data) || len(want.Shape) > 0 && !slices.Equal(got.Shape, want.Shape)) {
		err = fmt.Errorf("%d elements, want %d, or others", len(got.Data), len(want.Data))
	}
	return err
}

// epoch is how many generations of appendFile and rowWriter are about one array, which grows.
const epoch = 16

// grown is the array of generation g, and the part of it that was not there in the one before.
func grown(g int) (all, last npy.Array[int64]) {
	rng := rand.New(rand.NewPCG(2, uint64(g/epoch)))
	n, added := 0, 0
	for range 1 + g%epoch {
		added = 3 * rng.IntN(1<<(1+rng.IntN(14)))
		n += added
	}
	data := make([]int64, n)
	for i := range data {
		data[i] = int64(g/epoch)<<32 + int64(i)
	}
	return rows(data), rows(data[n-added:])
}

func rows(data []int64) npy.Array[int64] {
	return npy.Array[int64]{Data: data, Shape: []int{len(data) / 3, 3}}
}

var appendFile = way{
	name: "npy.AppendFile",
	begin: func(file string) func(int) error {
		return func(g int) error {
			all, last := grown(g)
			if g%epoch == 0 {
				return npy.WriteFile(file, all, byteOrder(g)...)
			}
			return npy.AppendFile(file, last, fsyncNowAndThen(g)...)
		}
	},
	prepare: func(file string, g int) error {
		all, _ := grown(g)
		return npy.WriteFile(file, all, byteOrder(g)...)
	},
	same: func(file string, g int) error {
		all, _ := grown(g)
		return holds(file, all)
	},
	recovers: func(file string, g int) error {
		all, _ := grown(g)
		if err := npy.AppendFile(file, rows([]int64{1, 2, 3})); err != nil {
			return err
		}
		return holds(file, rows(append(all.Data, 1, 2, 3)))
	},
	litter: inFile,
}

// byteOrder takes turns: elements of the other one are written in pieces.
func byteOrder(g int) []npy.Option { return []npy.Option{npy.BigEndian()}[:g/epoch%2] }

// rowWriter: generation 0 of an epoch is Create, the last one Close, and those between are Write and Flush or Sync.
var rowWriter = way{
	name: "npy.RowWriter",
	begin: func(file string) func(int) error {
		var w *npy.RowWriter[int64]
		return func(g int) (err error) {
			switch i := g % epoch; {
			case i == 0:
				w, err = npy.Create[int64](file, 3)
				return err
			case i == epoch-1:
				return w.Close()
			default:
				_, last := grown(g)
				return errors.Join(w.Write(last.Data), []func() error{w.Flush, w.Sync}[btoi(i%4 == 0)]())
			}
		}
	},
	prepare:  func(file string, g int) error { return npy.WriteFile(file, written(g)) },
	same:     func(file string, g int) error { return holds(file, written(g)) },
	recovers: repairRows,
	period:   epoch,
	litter:   inFile,
}

// written is what a RowWriter has written in generation g.
func written(g int) npy.Array[int64] {
	from, _ := grown(g - g%epoch)
	if g%epoch == epoch-1 {
		g--
	}
	all, _ := grown(g)
	return rows(all.Data[len(from.Data):])
}

// repairRows: Repair finds at least the rows that the header tells of, and nothing that was not written.
func repairRows(file string, g int) error {
	n, err := npy.Repair(file)
	if err != nil {
		return err
	}
	if n < written(g).Shape[0] {
		return fmt.Errorf("Repair finds %d rows, there were %d before", n, written(g).Shape[0])
	}
	if err := npy.AppendFile(file, rows([]int64{1, 2, 3})); err != nil {
		return err
	}
	all := written(g - g%epoch + epoch - 1)
	if 3*n > len(all.Data) {
		return fmt.Errorf("Repair finds %d rows, %d were written", n, len(all.Data)/3)
	}
	return holds(file, rows(append(slices.Clone(all.Data[:3*n]), 1, 2, 3)))
}

var writeArchive = way{
	name: "npz.WriteFile",
	begin: func(file string) func(int) error {
		return func(g int) error { return npz.WriteFile(file, members(g), archiveOptions(g)...) }
	},
	prepare:  func(file string, g int) error { return npz.WriteFile(file, members(g)) },
	same:     func(file string, g int) error { return holdsMembers(file, members(g)) },
	recovers: appendMember,
}

// members is an archive in which generation g has added or replaced one member: those before are of the generations before.
func members(g int) map[string]npy.AnyArray {
	m := map[string]npy.AnyArray{}
	for i := max(0, g-6); i <= g; i++ {
		m[fmt.Sprint("m", i%7)] = numbers(i)
	}
	m["generation"] = npy.Array[int64]{Data: []int64{int64(g)}}
	return m
}

// changed is what of members(g) is not in members(g-1).
func changed(g int) map[string]npy.AnyArray {
	m, name := members(g), fmt.Sprint("m", g%7)
	return map[string]npy.AnyArray{name: m[name], "generation": m["generation"]}
}

func archiveOptions(g int) []npz.Option {
	return [][]npz.Option{nil, {npz.Compress(1), npz.SeekBlock(16 << 10)}, {npz.Fsync()}, {npz.SOZip()}}[g/3%4]
}

func holdsMembers(file string, want map[string]npy.AnyArray) error {
	got, err := npz.Load(file)
	if err != nil {
		return err
	}
	if len(got) != len(want) {
		return fmt.Errorf("%d members, want %d", len(got), len(want))
	}
	for name, a := range want {
		b, ok := got[name].(npy.Array[int64])
		if !ok || !slices.Equal(b.Data, a.(npy.Array[int64]).Data) {
			return fmt.Errorf("the member %s is another one", name)
		}
	}
	return nil
}

// appendMember adds to the archive, in both ways, which is generation g before and after.
func appendMember(file string, g int) error {
	both := [][]npz.Option{{npz.InPlace()}, nil}
	for _, opts := range [][]npz.Option{both[g/2%2], both[1-g/2%2]} {
		if err := npz.AppendFile(file, changed(g), opts...); err != nil {
			return err
		}
		if err := holdsMembers(file, members(g)); err != nil {
			return err
		}
	}
	return plainZip(file)
}

var appendArchive = way{
	name: "npz.AppendFile",
	begin: func(file string) func(int) error {
		return func(g int) error { return npz.AppendFile(file, changed(g), archiveOptions(g)...) }
	},
	prepare:  writeArchive.prepare,
	same:     writeArchive.same,
	recovers: appendMember,
}

// appendInPlace drops now and then what was replaced, so that the file does not grow for ever.
var appendInPlace = way{
	name: "npz.AppendFile InPlace",
	begin: func(file string) func(int) error {
		return func(g int) error {
			if g%32 == 0 {
				return npz.AppendFile(file, changed(g))
			}
			return npz.AppendFile(file, changed(g), append(archiveOptions(g), npz.InPlace())...)
		}
	},
	prepare: writeArchive.prepare,
	same:    writeArchive.same,
	recovers: func(file string, g int) error {
		if g%2 == 0 { // AppendFile begins with it, so that it need not be called
			return appendMember(file, g)
		}
		if err := npz.Recover(file); err != nil {
			return err
		}
		if _, err := os.Lstat(file + ".journal"); err == nil {
			return errors.New("the journal is there after Recover")
		}
		if err := holdsMembers(file, members(g)); err != nil {
			return err
		}
		return plainZip(file)
	},
	litter: journal,
}

// plainZip checks that others can read the archive: the file alone, without a journal.
func plainZip(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	r, err := npz.OpenBytes(b)
	if err != nil {
		return err
	}
	if err := r.Verify(); err != nil {
		return err
	}
	return r.Close()
}
