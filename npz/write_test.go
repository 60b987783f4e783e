package npz_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// piece is one member to be written.
type piece struct {
	name  string // of the member
	want  []byte
	write func(w *npz.Writer) error
}

func typed[T any](t testing.TB, name string, a npy.Array[T], opts ...npy.Option) piece {
	t.Helper()
	var b bytes.Buffer
	if err := npy.Write(&b, a, opts...); err != nil {
		t.Fatal(err)
	}
	return piece{name + ".npy", b.Bytes(), func(w *npz.Writer) error { return npz.Write(w, name, a, opts...) }}
}

type sample struct {
	Time  time.Time  `npy:"t"`
	Name  string     `npy:"name"`
	Value [2]float64 `npy:"v"`
}

// pieces are arrays that npy writes in all of its ways, and members that are no arrays.
func pieces(t testing.TB) []piece {
	ramp := make([]float64, 50_000)
	for i := range ramp {
		ramp[i] = float64(i%1000) / 8
	}
	words := make([]string, 40_000)
	records := make([]sample, 9_000)
	for i := range words {
		words[i] = fmt.Sprint("word ", i*i)
	}
	for i := range records {
		records[i] = sample{time.Unix(int64(i), 0), words[i], [2]float64{float64(i), 1}}
	}
	raw := npy.Raw{Shape: []int{3, 7000}, Data: bytes.Repeat([]byte("0123456789abcdef"), 3*7000)}
	var err error
	if raw.DType, err = header.ParseDType("[('a', '>f8'), ('b', '>i8')]"); err != nil {
		t.Fatal(err)
	}
	rawBytes, err := raw.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, 3<<18+5)
	state := uint64(1)
	for i := range noise {
		state = state*6364136223846793005 + 1442695040888963407
		noise[i] = byte(state >> 56)
	}
	return []piece{
		typed(t, "scalar", npy.Array[float64]{Data: []float64{2.5}, Shape: []int{}}),
		typed(t, "empty", npy.Array[int32]{Data: []int32{}}),
		typed(t, "no rows", npy.Array[int32]{Data: []int32{}, Shape: []int{3, 0, 4}}),
		typed(t, "ramp", npy.Array[float64]{Data: ramp, Shape: []int{100, 500}}),
		typed(t, "fortran", npy.Array[float64]{Data: ramp, Shape: []int{100, 500}, FortranOrder: true}),
		typed(t, "big", npy.Array[float64]{Data: ramp}, npy.BigEndian()),
		typed(t, "in pieces", npy.Array[float64]{Data: ramp}, npy.Progress(func(done, total int64) {})),
		typed(t, "small", npy.Array[bool]{Data: []bool{true, false, true}}),
		typed(t, "noise", npy.Array[byte]{Data: noise}),
		typed(t, "words", npy.Array[string]{Data: words}),
		typed(t, "wörter/../\\", npy.Array[string]{Data: words[:5]}, npy.AsBytes()),
		typed(t, "records", npy.Array[sample]{Data: records}),
		typed(t, "", npy.Array[npy.Float16]{Data: make([]npy.Float16, 999)}),
		{"raw.npy", rawBytes, func(w *npz.Writer) error { return w.WriteAny("raw", raw) }},
		{"pieces.npy", rawBytes, func(w *npz.Writer) error { return w.WriteAny("pieces", inPieces{raw, rawBytes, 7}) }},
		{"whole.npy", rawBytes, func(w *npz.Writer) error { return w.WriteAny("whole", inPieces{raw, rawBytes, len(rawBytes)}) }},
		{"readme.txt", []byte("no array"), func(w *npz.Writer) error { return w.WriteBytes("readme.txt", []byte("no array")) }},
		{"nothing", nil, func(w *npz.Writer) error { return w.WriteBytes("nothing", nil) }},
	}
}

// inPieces writes an array in pieces of n bytes, its header too, as a program's
// own AnyArray may.
type inPieces struct {
	npy.Raw
	b []byte
	n int
}

func (p inPieces) WriteTo(w io.Writer) (int64, error) {
	for piece := range slices.Chunk(p.b, p.n) {
		if _, err := w.Write(piece); err != nil {
			return 0, err
		}
	}
	return int64(len(p.b)), nil
}

// ways are the options that make a difference to the bytes.
var ways = []struct {
	name string
	opts []npz.Option
}{
	{"stored", nil},
	{"compressed", []npz.Option{npz.Compress(6)}},
	{"fast", []npz.Option{npz.Compress(1)}},
	{"small blocks", []npz.Option{npz.Compress(6), npz.SeekBlock(32 << 10)}},
	{"SOZip", []npz.Option{npz.SOZip(), npz.SeekBlock(32 << 10)}},
}

// build writes all pieces to memory.
func build(t testing.TB, list []piece, opts ...npz.Option) []byte {
	t.Helper()
	var b bytes.Buffer
	w := npz.NewWriter(&b, opts...)
	fillWriter(t, w, list)
	return b.Bytes()
}

func fillWriter(t testing.TB, w *npz.Writer, list []piece) {
	t.Helper()
	for _, p := range list {
		if err := p.write(w); err != nil {
			t.Fatalf("%s: %v", p.name, err)
		}
	}
	for range 2 {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestArchives: archive/zip reads what was written, the headers before the members
// say what the directory says, and whoever writes, by whatever road and with how
// many workers, writes the same bytes.
func TestArchives(t *testing.T) {
	list := pieces(t)
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			b := build(t, list, append(way.opts, npz.Workers(1))...)
			checkZip(t, b, list, way.name == "stored")
			for _, workers := range []int{0, 2, 7} {
				if testing.Short() && workers == 2 {
					continue
				}
				opts := append(way.opts, npz.Workers(workers))
				if again := build(t, list, opts...); !bytes.Equal(again, b) {
					t.Errorf("with %d workers there are other bytes", workers)
				}
				name := filepath.Join(t.TempDir(), "a.npz")
				w, err := npz.Create(name, opts...)
				if err != nil {
					t.Fatal(err)
				}
				fillWriter(t, w, list)
				if err := w.Abort(); err != nil {
					t.Error("Abort after Close:", err)
				}
				if file := fileBytes(t, name); !bytes.Equal(file, b) {
					t.Errorf("with %d workers the file has other bytes", workers)
				}
			}
		})
	}
}

func fileBytes(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// checkZip compares an archive with what should be in it.
func checkZip(t *testing.T, b []byte, want []piece, stored bool) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	if len(z.File) != len(want) {
		t.Fatalf("%d members, want %d", len(z.File), len(want))
	}
	for i, f := range z.File {
		if f.Name != want[i].name {
			t.Errorf("member %d is %q, want %q", i, f.Name, want[i].name)
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, want[i].want) {
			t.Fatalf("%q: %d bytes, want %d, %v", f.Name, len(got), len(want[i].want), err)
		}
		checkLocal(t, b, f, stored)
	}
}

// checkLocal checks the header before a member: its numbers are real, whatever the
// way of writing.
func checkLocal(t *testing.T, b []byte, f *zip.File, stored bool) {
	t.Helper()
	at, err := f.DataOffset()
	if err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	start := bytes.LastIndex(b[:at], []byte("PK\x03\x04"))
	h := b[start:at]
	checkLocalNumbers(t, b, f)
	switch {
	case le.Uint16(h[10:]) != 0 || le.Uint16(h[12:]) != 1<<5|1:
		t.Errorf("%q has a time", f.Name)
	case (f.Method == zip.Store) != (stored || f.UncompressedSize64 == 0):
		t.Errorf("%q has method %d", f.Name, f.Method)
	}
}

// checkLocalNumbers checks what every writer should keep to.
func checkLocalNumbers(t *testing.T, b []byte, f *zip.File) {
	t.Helper()
	at, err := f.DataOffset()
	if err != nil {
		t.Fatal(err)
	}
	le := binary.LittleEndian
	h := b[bytes.LastIndex(b[:at], []byte("PK\x03\x04")):at]
	switch {
	case le.Uint16(h[6:])&8 != 0:
		t.Errorf("%q has a data descriptor", f.Name)
	case le.Uint32(h[14:]) != f.CRC32, uint64(le.Uint32(h[18:])) != f.CompressedSize64, uint64(le.Uint32(h[22:])) != f.UncompressedSize64:
		t.Errorf("%q: the local header has other numbers than the directory", f.Name)
	case f.Method == zip.Store && at%64 != 0:
		t.Errorf("%q begins at byte %d, which is no multiple of 64", f.Name, at)
	case len(h)-30-len(f.Name) > 127:
		t.Errorf("%q has %d bytes of extra data in the local header: ND4J reads no more than 127", f.Name, len(h)-30-len(f.Name))
	}
}

// TestWriteFile: the members are in the order of their names, and the file is
// replaced as a whole or not at all.
func TestWriteFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npz")
	arrays := map[string]npy.AnyArray{}
	for i := range 20 {
		arrays[fmt.Sprint(i)] = npy.Array[int64]{Data: []int64{int64(i)}}
	}
	if err := npz.WriteFile(name, arrays, npz.Fsync()); err != nil {
		t.Fatal(err)
	}
	old := fileBytes(t, name)
	z, err := zip.NewReader(bytes.NewReader(old), int64(len(old)))
	if err != nil {
		t.Fatal(err)
	}
	for i, key := range slices.Sorted(maps.Keys(arrays)) {
		if z.File[i].Name != key+".npy" {
			t.Errorf("member %d is %q", i, z.File[i].Name)
		}
	}
	arrays["bad"] = npy.Array[int64]{Shape: []int{3}}
	for _, opts := range [][]npz.Option{nil, {npz.Compress(6)}} {
		err = npz.WriteFile(name, arrays, opts...)
		if !errors.Is(err, header.ErrShape) || !strings.Contains(err.Error(), "bad.npy") {
			t.Error(err)
		}
	}
	if !bytes.Equal(fileBytes(t, name), old) || len(litter(t, name)) > 0 {
		t.Errorf("the file has changed, or there is litter: %q", litter(t, name))
	}
	arrays["bad"] = nil
	if err := npz.WriteFile(name, arrays); !errors.Is(err, header.ErrDType) {
		t.Error("a nil array:", err)
	}
	if err := npz.WriteFile(filepath.Join(name, "x"), nil); err == nil {
		t.Error("a file is no directory")
	}
	if err := npz.WriteFile(name, nil); err != nil || len(fileBytes(t, name)) != 22 {
		t.Error("an empty archive:", err)
	}
}

// litter is what else is in the directory of name.
func litter(t testing.TB, name string) (left []string) {
	t.Helper()
	list, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if e.Name() != filepath.Base(name) {
			left = append(left, e.Name())
		}
	}
	return left
}

// TestWritePipe: what is no file is written to directly, forwards.
func TestWritePipe(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("names of open files are Linux's")
	}
	arrays := map[string]npy.AnyArray{"a": npy.Array[int64]{Data: make([]int64, 9000)}, "b": npy.Array[string]{Data: []string{"x", "yz"}}}
	for _, way := range ways {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		got := make(chan []byte)
		go func() {
			b, _ := io.ReadAll(r)
			got <- b
		}()
		if err := npz.WriteFile(fmt.Sprintf("/dev/fd/%d", w.Fd()), arrays, way.opts...); err != nil {
			t.Fatal(err)
		}
		w.Close()
		name := filepath.Join(t.TempDir(), "a.npz")
		if err := npz.WriteFile(name, arrays, way.opts...); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(<-got, fileBytes(t, name)) {
			t.Errorf("%s: other bytes than in a file", way.name)
		}
		r.Close()
	}
}

func TestNamesRefused(t *testing.T) {
	one := npy.Array[int8]{Data: []int8{1}}
	for name, write := range map[string]func(w *npz.Writer) error{
		"twice":               func(w *npz.Writer) error { return npz.Write(w, "a", one) },
		"twice, and no array": func(w *npz.Writer) error { return w.WriteBytes("a.npy", nil) },
		"with .npy":           func(w *npz.Writer) error { return npz.Write(w, "a.npy", one) },
		"without .npy":        func(w *npz.Writer) error { return w.WriteBytes("a", nil) },
		"NUL":                 func(w *npz.Writer) error { return npz.Write(w, "b\x00c", one) },
		"long":                func(w *npz.Writer) error { return npz.Write(w, strings.Repeat("n", 65532), one) },
		"not UTF-8":           func(w *npz.Writer) error { return w.WriteAny("\xff", one) },
	} {
		w := npz.NewWriter(io.Discard)
		if err := npz.Write(w, "a", one); err != nil {
			t.Fatal(err)
		}
		err := write(w)
		if !errors.Is(err, npz.ErrArchive) || len(err.Error()) > 500 {
			t.Errorf("%s: %.300v", name, err)
		}
		if again := w.Close(); again != err {
			t.Errorf("%s: Close says %v", name, again)
		}
	}
	w := npz.NewWriter(io.Discard)
	for _, name := range []string{strings.Repeat("n", 65531), "a.npy", ".npy", "/etc/passwd", "b", "A"} {
		if err := npz.Write(w, name, one); err != nil {
			t.Errorf("%.20q: %v", name, err)
		}
	}
}

// TestWrongSizes: an AnyArray whose header promises something else.
func TestWrongSizes(t *testing.T) {
	raw := npy.Raw{Shape: []int{4}, Data: make([]byte, 32)}
	raw.DType, _ = header.ParseDType("<f8")
	b, _ := raw.MarshalBinary()
	for _, way := range ways {
		for _, bad := range [][]byte{b[:len(b)-1], append(bytes.Clone(b), 0), b[:20], nil, []byte("no array at all"), b[:128]} {
			for _, n := range []int{1, 5, 1000} {
				w := npz.NewWriter(io.Discard, way.opts...)
				err := w.WriteAny("a", inPieces{raw, bad, n})
				var e *header.Error
				if !errors.As(err, &e) || e.Name != "a.npy" || w.Close() != err {
					t.Errorf("%s, %d bytes in pieces of %d: %v", way.name, len(bad), n, err)
				}
			}
		}
	}
}

// failing fails after some bytes.
type failing struct {
	left int
	err  error
}

func (f *failing) Write(b []byte) (int, error) {
	if len(b) <= f.left {
		f.left -= len(b)
		return len(b), nil
	}
	n := f.left
	f.left = 0
	return n, f.err
}

// TestWriterFails: at whatever byte the writer fails, its error comes out, and
// stays.
func TestWriterFails(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 5
	}
	list := []piece{
		typed(t, "a", npy.Array[int64]{Data: make([]int64, 40)}),
		typed(t, "text", npy.Array[string]{Data: []string{"x", "yz"}}),
		typed(t, "b", npy.Array[byte]{Data: bytes.Repeat([]byte("0123456789abcdefghijklmnopqrstuvwxyz"), 400)}),
	}
	for _, way := range ways {
		size := len(build(t, list, way.opts...))
		for n := 0; n < size; n += step {
			torn := &failing{n, errors.New("the line is dead")}
			w := npz.NewWriter(torn, append(way.opts, npz.Workers(2))...)
			var first error
			for _, p := range list {
				if err := p.write(w); err != nil && first == nil {
					first = err
				} else if first != err {
					t.Fatalf("%s, at byte %d: first %v, then %v", way.name, n, first, err)
				}
			}
			if err := w.Close(); !errors.Is(err, torn.err) || first != nil && err != first {
				t.Fatalf("%s, at byte %d: Close says %v", way.name, n, err)
			}
		}
	}
	w := npz.NewWriter(&failing{100, nil})
	if err := list[0].write(w); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
}

// TestAbort: a file that is given up, or that lacks something, never appears.
func TestAbort(t *testing.T) {
	one := npy.Array[int8]{Data: []int8{1}}
	for name, end := range map[string]func(w *npz.Writer) error{
		"Abort":       func(w *npz.Writer) error { return w.Abort() },
		"Abort twice": func(w *npz.Writer) error { return errors.Join(w.Abort(), w.Abort()) },
		"ignored error": func(w *npz.Writer) error {
			bad := npz.Write(w, "b", npy.Array[int8]{Shape: []int{2}})
			if err := npz.Write(w, "c", one); err != bad {
				t.Error("after an error:", err)
			}
			if err := w.Close(); err != bad || !errors.Is(err, header.ErrShape) {
				t.Error("Close:", err)
			}
			return nil
		},
	} {
		file := filepath.Join(t.TempDir(), "a.npz")
		w, err := npz.Create(file)
		if err == nil {
			err = npz.Write(w, "a", one)
		}
		if err == nil {
			err = end(w)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if left := litter(t, filepath.Join(filepath.Dir(file), "x")); len(left) > 0 {
			t.Errorf("%s leaves %q", name, left)
		}
		if err := npz.Write(w, "z", one); err == nil {
			t.Errorf("%s: it still takes arrays", name)
		}
		if err := w.Close(); err == nil {
			t.Errorf("%s: Close says nothing", name)
		}
	}
	w := npz.NewWriter(io.Discard)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := npz.Write(w, "z", one); !errors.Is(err, fs.ErrClosed) || w.Close() != nil {
		t.Error("after Close:", err)
	}
	if _, err := npz.Create(t.TempDir()); err == nil {
		t.Error("a directory was created")
	}
}

// TestProgress: the numbers rise, and end with all.
func TestProgress(t *testing.T) {
	arrays := map[string]npy.AnyArray{
		"a": npy.Array[float64]{Data: make([]float64, 2<<20)},
		"b": npy.Array[string]{Data: []string{"x", "yz"}},
		"c": npy.Array[int8]{Data: []int8{}},
	}
	for _, way := range ways[:2] {
		name := filepath.Join(t.TempDir(), "a.npz")
		for i, write := range []func(string, map[string]npy.AnyArray, ...npz.Option) error{npz.WriteFile, npz.AppendFile, npz.AppendFile} {
			var last, all int64
			calls := 0
			progress := npz.Progress(func(done, total int64) {
				if done <= last || done > total || all != 0 && total != all {
					t.Errorf("%s: %d of %d after %d of %d", way.name, done, total, last, all)
				}
				last, all = done, total
				calls++
			})
			opts := append(way.opts, progress)
			if i == 2 {
				opts = append(opts, npz.InPlace())
			}
			if err := write(name, arrays, opts...); err != nil {
				t.Fatal(err)
			}
			if last != all || calls < 5 || all != 128*3+16<<20+16 {
				t.Errorf("%s: it ends with %d of %d, after %d calls", way.name, last, all, calls)
			}
		}
	}
}
