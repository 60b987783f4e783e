package trust

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/npygo/npygo/internal/atomicfile"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

// replacing are the calls that write a new file, which takes the old one's place. Those with the option have "Fsync" in their names.
func replacing() map[string]func(name string) error {
	floats := npy.Array[float64]{Data: make([]float64, 50_000), Shape: []int{500, 100}} // for which room is made in advance
	words := npy.Array[string]{Data: []string{"one", "two", "threehundred"}}
	small := npy.Array[int16]{Data: []int16{1, 2, 3}}
	arrays := map[string]npy.AnyArray{"floats": floats, "small": small, "words": words}
	calls := map[string]func(name string) error{
		"npy.WriteFile":           func(name string) error { return npy.WriteFile(name, small) },
		"npy.WriteFile, large":    func(name string) error { return npy.WriteFile(name, floats) },
		"npy.WriteFile, Fsync":    func(name string) error { return npy.WriteFile(name, floats, npy.BigEndian(), npy.Fsync()) },
		"npy.WriteFile, words":    func(name string) error { return npy.WriteFile(name, words) },
		"npy.WriteFileAny":        func(name string) error { return npy.WriteFileAny(name, floats) },
		"npy.WriteFileAny, Fsync": func(name string) error { return npy.WriteFileAny(name, floats, npy.Fsync()) },
		"npy.AppendFile":          func(name string) error { return npy.AppendFile(name, npy.Array[int32]{Data: make([]int32, 100)}) },
		"npy.AppendFile, Fsync":   func(name string) error { return npy.AppendFile(name, npy.Array[int32]{Data: []int32{7}}, npy.Fsync()) },
		"npy.Repair":              func(name string) error { _, err := npy.Repair(name); return err },
		"npy.Repair, Fsync":       func(name string) error { _, err := npy.Repair(name, npy.Fsync()); return err },
		"npy.Create": func(name string) error {
			w, err := npy.Create[float64](name, 3)
			if err != nil {
				return err
			}
			return w.Close()
		},
		"npz.WriteFile": func(name string) error { return npz.WriteFile(name, arrays, npz.Workers(1)) },
		"npz.WriteFile, compressed, Fsync": func(name string) error {
			return npz.WriteFile(name, arrays, npz.Compress(1), npz.SeekBlock(32<<10), npz.Fsync())
		},
		"npz.WriteFile, SOZip": func(name string) error { return npz.WriteFile(name, arrays, npz.SOZip()) },
		"npz.AppendFile":       func(name string) error { return npz.AppendFile(name, map[string]npy.AnyArray{"b": floats, "c": small}) },
		"npz.AppendFile, compressed, Fsync": func(name string) error {
			return npz.AppendFile(name, map[string]npy.AnyArray{"b": floats, "c": words}, npz.Compress(1), npz.Fsync())
		},
	}
	if canMap {
		calls["npy.CreateMap"] = func(name string) error {
			m, err := npy.CreateMap[float64](name, 3, 40_000)
			if err != nil {
				return err
			}
			return m.Close()
		}
	}
	return calls
}

func many() map[string]npy.AnyArray {
	return map[string]npy.AnyArray{"b": npy.Array[float64]{Data: make([]float64, 4000)}, "c": npy.Array[string]{Data: []string{"one", "three"}}}
}

func marshal[T any](t *testing.T, a npy.Array[T]) []byte {
	t.Helper()
	b, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// oldFile is what each of these calls replaces, or adds to: an .npz for npz, for npy an array whose header has no room for another row, and of
// which the first byte of a third element is there.
func oldFile(t *testing.T, call string) []byte {
	t.Helper()
	if strings.HasPrefix(call, "npz.") {
		name := filepath.Join(t.TempDir(), "a")
		one := npy.Array[int8]{Data: []int8{1, 2}}
		if err := npz.WriteFile(name, map[string]npy.AnyArray{"a": one, "b": one, "d": one}); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	text := "{'shape': (2,), 'descr': '<i4', 'fortran_order': False}\n"
	old := append([]byte("\x93NUMPY\x01\x00"+string([]byte{byte(len(text)), 0})+text), 1, 0, 0, 0, 2, 0, 0, 0)
	if strings.HasPrefix(call, "npy.Repair") {
		return append(old, 3, 0, 0, 0, 9)
	}
	return old
}

// TestFaults lets every single operation on the file system fail, in every call that replaces a file, and in every way: there is the old file
// or the new one, byte for byte, and nothing else.
func TestFaults(t *testing.T) {
	if runtime.GOOS == "js" || runtime.GOOS == "wasip1" {
		t.Skip("no system that could fail")
	}
	n := 0
	for call, f := range replacing() {
		t.Run(call, func(t *testing.T) {
			old := oldFile(t, call)
			whole, steps := newFile(t, f, old)
			checkSyncs(t, steps, strings.Contains(call, "Fsync"))
			for at, step := range steps {
				for _, kind := range []atomicfile.Fault{atomicfile.Refused, atomicfile.Late, atomicfile.Half, atomicfile.Crash} {
					if kind == atomicfile.Half && !strings.HasPrefix(step, "write") || kind == atomicfile.Late && step == "open" {
						continue
					}
					n++
					c := fault{call: f, old: old, whole: whole, steps: steps, at: at, kind: kind}
					t.Run(fmt.Sprintf("%d %s %v", at, step, kind), c.test)
				}
			}
		})
	}
	t.Logf("%d faults", n)
	if n < 300 {
		t.Error("that is too few")
	}
}

// newFile is what f makes of the old file when nothing fails, and the steps that it takes.
func newFile(t *testing.T, f func(string) error, old []byte) (whole []byte, steps []string) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(name, old, 0o644); err != nil {
		t.Fatal(err)
	}
	sys := atomicfile.Faulty{At: -1}
	defer sys.Use()()
	if err := f(name); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(sys.Steps) < 5 || bytes.Equal(whole, old) {
		t.Fatalf("only %q", sys.Steps)
	}
	return whole, sys.Steps
}

// checkSyncs: with Fsync the bytes are on the disk before the name is theirs, and that when the call returns. Without it nothing waits for the disk.
func checkSyncs(t *testing.T, steps []string, fsync bool) {
	t.Helper()
	before, last := []string{}, []string{"flush", "close", "rename"}
	if fsync {
		last = []string{"sync", "close", "rename", "syncDir"}
	}
	if i := len(steps) - len(last); i > 0 {
		before, steps = steps[:i], steps[i:]
	}
	if !slices.Equal(steps, last) || slices.Contains(before, "sync") || slices.Contains(before, "syncDir") {
		t.Errorf("the steps are %q and at last %q, which should be %q", before, steps, last)
	}
}

// fault is one operation that fails.
type fault struct {
	call       func(name string) error
	old, whole []byte
	steps      []string
	at         int
	kind       atomicfile.Fault
}

func (c *fault) test(t *testing.T) {
	name := filepath.Join(t.TempDir(), "data")
	if err := os.WriteFile(name, c.old, 0o644); err != nil {
		t.Fatal(err)
	}
	sys := atomicfile.Faulty{At: c.at, Kind: c.kind, Err: syscall.ENOSPC}
	restore := sys.Use()
	err := c.call(name)
	restore()
	for _, f := range sys.Files { // only a crash leaves one open
		if f.Close() == nil && c.kind != atomicfile.Crash {
			t.Error("a file is left open")
		}
	}
	crash := c.kind == atomicfile.Crash
	if !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("the error should be the system's: %v", err)
	} else if !crash && (opOf(err) == "syncdir") != (c.steps[c.at] == "syncDir") {
		t.Errorf("the error should tell by its Op that the new file is in place, or not: %v", err)
	} else if !crash && (strings.Count(err.Error(), filepath.Base(name)) != 1 || strings.Contains(err.Error(), ".tmp-")) {
		t.Errorf("the error should name the file, once, and not the temporary one: %v", err)
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	rename := slices.Index(c.steps, "rename")
	if c.at > rename || c.at == rename && c.kind == atomicfile.Late {
		if !bytes.Equal(got, c.whole) {
			t.Errorf("not the new file, but one of %d bytes", len(got))
		}
	} else if !bytes.Equal(got, c.old) {
		t.Errorf("not the old file, but one of %d bytes", len(got))
	}
	for i, left := range beside(t, name) {
		if !crash || i > 0 || !regexp.MustCompile(`^\.data\.tmp-[0-9a-f]{16}$`).MatchString(left) {
			t.Errorf("litter: %q", left)
		}
	}
}

func opOf(err error) string {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return e.Op
	}
	return ""
}
