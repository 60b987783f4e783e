package atomicfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func write(t *testing.T, name, text string, o Options) {
	t.Helper()
	f, err := Create(name, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
}

// TestSizes promises more, fewer and as many bytes as are written, below and above the size from which it matters.
func TestSizes(t *testing.T) {
	name := filepath.Join(t.TempDir(), "array.npy")
	for _, sync := range []bool{false, true} {
		for _, promised := range []int64{0, -1, 5, large - 1, large, 2*large + 1} {
			for _, n := range []int{0, 5, large - 1, large, large + 1, 3 * large} {
				text := strings.Repeat("x", n)
				write(t, name, text, Options{Size: promised, Sync: sync})
				if got := content(t, name); got != text {
					t.Errorf("%d bytes of %d promised: there are %d", n, promised, len(got))
				}
			}
		}
	}
	if left := entries(t, name); left != nil {
		t.Errorf("litter: %q", left)
	}
}

func TestWays(t *testing.T) {
	name := filepath.Join(t.TempDir(), "array.npy")
	f, err := Create(name, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Abort()
	source, err := os.Open("atomicfile.go") // a file, from which the kernel may copy by itself
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	want, err := os.ReadFile("atomicfile.go")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(f, source); err != nil || n != int64(len(want)) {
		t.Fatal(n, err)
	}
	if n, err := f.WriteAt([]byte("PACKAGE"), 3); err != nil || n != 7 {
		t.Fatal(n, err)
	}
	if n, err := f.Seek(20, io.SeekStart); err != nil || n != 20 {
		t.Fatal(n, err)
	}
	if n, err := f.Write([]byte("here")); err != nil || n != 4 {
		t.Fatal(n, err)
	}
	if _, err := f.Seek(-1, io.SeekStart); err == nil || strings.Count(err.Error(), name) != 1 {
		t.Error(err)
	}
	if content(t, name) != "" {
		t.Error("the file is there before Commit")
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	copy(want[3:], "PACKAGE")
	copy(want[20:], "here")
	if content(t, name) != string(want) {
		t.Error("not what was written")
	}
}

func TestAbort(t *testing.T) {
	for _, exists := range []bool{false, true} {
		name := prepare(t, scenario{exists: exists})
		old := content(t, name)
		f, err := Create(name, Options{Size: 1 << 20})
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]byte("x"))
		if len(entries(t, name)) != 1 {
			t.Error("where is the temporary file?")
		}
		for range 2 {
			if err := f.Abort(); err != nil {
				t.Error(err)
			}
		}
		if got := content(t, name); got != old {
			t.Errorf("the file holds %q", got)
		}
		if left := entries(t, name); left != nil {
			t.Errorf("litter: %q", left)
		}
		closed(t, f, name)
	}
}

func TestAbortAfterCommit(t *testing.T) {
	name := filepath.Join(t.TempDir(), "array.npy")
	f, err := Create(name, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	write(t, name, "by somebody else", Options{})
	if err := f.Abort(); err != nil {
		t.Error(err)
	}
	if got := content(t, name); got != "by somebody else" {
		t.Errorf("the file holds %q", got)
	}
	closed(t, f, name)
}

// closed checks that everything but Abort is refused by now.
func closed(t *testing.T, f *File, name string) {
	t.Helper()
	_, write := f.Write([]byte("x"))
	_, writeAt := f.WriteAt([]byte("x"), 0)
	_, readFrom := f.ReadFrom(strings.NewReader("x"))
	_, seek := f.Seek(0, io.SeekStart)
	for i, err := range []error{write, writeAt, readFrom, seek, f.Commit()} {
		if !errors.Is(err, fs.ErrClosed) || strings.Count(err.Error(), name) != 1 {
			t.Errorf("%d: %v", i, err)
		}
	}
}

// TestReaderError: an error of the reader stays what it was, and the part that came is thrown away.
func TestReaderError(t *testing.T) {
	for _, fails := range []error{
		&fs.PathError{Op: "read", Path: "elsewhere", Err: fs.ErrInvalid},
		uncomparable{"a", "b"},
	} {
		name := prepare(t, scenario{exists: true})
		f, err := Create(name, Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.ReadFrom(io.MultiReader(strings.NewReader("some"), failing{fails}))
		if err == nil || err.Error() != fails.Error() {
			t.Errorf("%v became %v", fails, err)
		}
		if err := f.Commit(); err == nil || err.Error() != fails.Error() {
			t.Errorf("%v became %v", fails, err)
		}
		if content(t, name) != oldContent || entries(t, name) != nil {
			t.Error("the old file is not as it was")
		}
	}
}

// uncomparable panics where it is compared to another of its kind.
type uncomparable []string

func (u uncomparable) Error() string { return strings.Join(u, " ") }

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// TestReadersSeeWholeFiles reads a file while two writers replace it again and again.
func TestReadersSeeWholeFiles(t *testing.T) {
	switch runtime.GOOS {
	case "windows":
		t.Skip("Windows replaces no file that somebody has open")
	case "wasip1":
		t.Skip("there is one thread, and nobody takes it from the reader")
	}
	name := filepath.Join(t.TempDir(), "array.npy")
	const size = large + 1000
	save := func(letter byte) error {
		f, err := Create(name, Options{Size: size})
		if err != nil {
			return err
		}
		defer f.Abort()
		whole := bytes.Repeat([]byte{letter}, size)
		if _, err := f.Write(whole[:1000]); err != nil {
			return err
		}
		if _, err := f.Write(whole[1000:]); err != nil {
			return err
		}
		return f.Commit()
	}
	if err := save('0'); err != nil {
		t.Fatal(err)
	}
	var done atomic.Bool
	var writers, readers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			for i := range 40 {
				if err := save(byte('0' + 2*(i%5) + w)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	readers.Go(func() {
		for !done.Load() {
			got, err := os.ReadFile(name)
			if err != nil {
				t.Error(err)
				return
			}
			if len(got) != size || bytes.Count(got, got[:1]) != size {
				t.Error("a file that is neither the old one nor the new one")
				return
			}
		}
	})
	writers.Wait()
	done.Store(true)
	readers.Wait()
	if left := entries(t, name); left != nil {
		t.Errorf("litter: %q", left)
	}
}

func Example() {
	save := func(name string, data []byte) error {
		f, err := Create(name, Options{Size: int64(len(data))})
		if err != nil {
			return err
		}
		defer f.Abort()
		if _, err := f.Write(data); err != nil {
			return err
		}
		return f.Commit()
	}
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "greeting")
	fmt.Println(save(name, []byte("good day")), save(name, []byte("good night")))
	data, err := os.ReadFile(name)
	fmt.Println(string(data), err)
	// Output:
	// <nil> <nil>
	// good night <nil>
}
