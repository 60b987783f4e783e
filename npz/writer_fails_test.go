package npz

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/atomicfile"
	"github.com/npygo/npygo/npy"
)

// moody is an array that writes itself in two pieces, and the second time as again says.
type moody struct {
	npy.Array[int64]
	times *int
	again func(b []byte) error
}

func (m moody) WriteTo(w io.Writer) (int64, error) {
	b, err := m.AppendBinary(nil)
	if err != nil {
		return 0, err
	}
	if *m.times++; *m.times == 2 {
		if err := m.again(b); err != nil {
			return 0, err
		}
	}
	half := len(b) / 2
	if _, err := w.Write(b[:half]); err != nil {
		return 0, err
	}
	_, err = w.Write(b[half:])
	return int64(len(b)), err
}

// Where an array has to be written twice, since its checksum stands before it, it has to be the same one.
func TestWrittenTwice(t *testing.T) {
	dead := errors.New("the source is dead")
	for name, c := range map[string]struct {
		again func(b []byte) error
		kind  error
		part  string
	}{
		"the same":        {func([]byte) error { return nil }, nil, ""},
		"other elements":  {func(b []byte) error { b[len(b)-1]++; return nil }, ErrArchive, "npy: a.npy: bad archive: the array has changed while it was written"},
		"another header":  {func(b []byte) error { copy(b[bytes.IndexByte(b, '3'):], "2"); return nil }, header.ErrShape, "npy: a.npy: bad shape: the array writes more than the "},
		"no second time":  {func([]byte) error { return dead }, dead, "the source is dead"},
		"damaged by then": {func(b []byte) error { b[0] = 0; return nil }, header.ErrMagic, "npy: a.npy: not a .npy file"},
		"fewer elements":  {func(b []byte) error { copy(b[bytes.IndexByte(b, '3'):], "4"); return nil }, header.ErrShape, "the array wrote "},
	} {
		times := 0
		w := NewWriter(new(bytes.Buffer))
		err := w.WriteAny("a", moody{npy.Array[int64]{Data: make([]int64, 3000)}, &times, c.again})
		if times != 2 || !errors.Is(err, c.kind) || err != nil && !strings.HasPrefix(err.Error(), c.part) && !strings.Contains(err.Error(), ": "+c.part) {
			t.Errorf("%s: written %d times, %v", name, times, err)
		}
		if closing := w.Close(); closing != err {
			t.Errorf("%s: Close: %v", name, closing)
		}
	}
}

// limited is a writer that takes so many bytes.
type limited struct{ left int }

var errFull = errors.New("no room")

func (l *limited) Write(b []byte) (int, error) {
	if n := l.left; n < len(b) {
		l.left = 0
		return n, errFull
	}
	l.left -= len(b)
	return len(b), nil
}

// A writer that fails within large elements, where they go out by themselves, ends it, and Progress tells only of what went out.
func TestWriterFailsWithinElements(t *testing.T) {
	const size = 3*toldEvery + 1000 // bytes
	for _, room := range []int{10, 1000, toldEvery + 5000, size} {
		for _, told := range []bool{false, true} {
			done := int64(0)
			var opts []Option
			if told {
				opts = append(opts, Progress(func(n, total int64) { done = n }))
			}
			w := NewWriter(&limited{room}, opts...)
			err := Write(w, "a", npy.Array[uint8]{Data: make([]uint8, size)})
			if err != errFull || w.Close() != errFull {
				t.Errorf("room for %d bytes: %v", room, err)
			}
			if done > int64(room) {
				t.Errorf("room for %d bytes, and %d are done", room, done)
			}
		}
	}
}

// With blocks that are smaller than an array's header, a disk that fails may do so before an element comes.
func TestDiskFailsAtHeader(t *testing.T) {
	descr := "["
	for i := range 100 {
		descr += "('" + strings.Repeat(string(rune('a'+i%26)), 30+i/26) + "', '<f8'), "
	}
	d, err := header.ParseDType(strings.TrimSuffix(descr, ", ") + "]")
	must(t, err)
	arrays := map[string]npy.AnyArray{"a": npy.Raw{DType: d, Data: make([]byte, 20*d.ItemSize())}}
	opts := []Option{Compress(1), SeekBlock(1 << 10), Workers(1)}
	name := filepath.Join(t.TempDir(), "a.npz")
	sys := atomicfile.Faulty{At: -1}
	restore := sys.Use()
	err = WriteFile(name, arrays, opts...)
	restore()
	must(t, err)
	whole, err := os.ReadFile(name)
	must(t, err)
	writes := 0
	for at, step := range sys.Steps {
		if !strings.HasPrefix(step, "write") {
			continue
		}
		writes++
		sys := atomicfile.Faulty{At: at, Err: syscall.ENOSPC}
		restore := sys.Use()
		err := WriteFile(name, arrays, opts...)
		restore()
		if !errors.Is(err, syscall.ENOSPC) || strings.Count(err.Error(), "a.npz") != 1 {
			t.Errorf("write %d: %v", writes, err)
		}
		if b, err := os.ReadFile(name); err != nil || !bytes.Equal(b, whole) {
			t.Errorf("write %d: the old archive is another one, %v", writes, err)
		}
	}
	if writes < 10 {
		t.Errorf("only %d writes", writes)
	}
}

// TestCopyFails: an archive whose members cannot be copied stays.
func TestCopyFails(t *testing.T) {
	old := archiveOf(t, map[string]npy.AnyArray{"a": smooth(3000, 3), "b": smooth(30, 3)}, SOZip(), SeekBlock(1<<10))
	name := filepath.Join(t.TempDir(), "a.npz")
	add := func(sys *atomicfile.Faulty) error {
		must(t, os.WriteFile(name, old, 0o600))
		defer sys.Use()()
		return AppendFile(name, map[string]npy.AnyArray{"c": smooth(30, 3)})
	}
	good := atomicfile.Faulty{At: -1}
	must(t, add(&good))
	for at := range good.Steps {
		err := add(&atomicfile.Faulty{At: at, Err: syscall.ENOSPC})
		if b, errRead := os.ReadFile(name); !errors.Is(err, syscall.ENOSPC) || errRead != nil || !bytes.Equal(b, old) {
			t.Errorf("%s fails: %v, %v", good.Steps[at], err, errRead)
		}
	}
	// One that becomes shorter meanwhile.
	must(t, os.WriteFile(name, old, 0o600))
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	must(t, err)
	defer f.Close()
	dir, err := readOld(&osDisk, f, name, nil, &options{maxMembers: 9})
	must(t, err)
	must(t, f.Truncate(dir.kept[1].Offset+100))
	w, err := Create(filepath.Join(t.TempDir(), "b.npz"))
	must(t, err)
	defer w.Abort()
	must(t, w.copyMember(f, &dir.kept[0]))
	if err := w.copyMember(f, &dir.kept[1]); !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, ErrArchive) {
		t.Errorf("a member that is gone by half: %v", err)
	}
}
