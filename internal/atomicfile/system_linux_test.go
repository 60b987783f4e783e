//go:build !arm

package atomicfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestSurplusBlocks: blocks that were allocated and not written to are given back.
func TestSurplusBlocks(t *testing.T) {
	name := filepath.Join(t.TempDir(), "array.npy")
	f, err := Create(name, Options{Size: 64 << 20})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Abort()
	early := blocks(t, f.temp)
	if _, err := f.Write(make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if got := blocks(t, name); got > 1<<20 {
		t.Errorf("a file of 1000 bytes has blocks of %d, and had %d when it was made", got, early)
	}
}

// blocks is what the file takes on the disk, in bytes.
func blocks(t *testing.T, name string) int64 {
	t.Helper()
	var st syscall.Stat_t
	if err := syscall.Stat(name, &st); err != nil {
		t.Fatal(err)
	}
	return int64(st.Blocks) * 512
}

// TestNoRoom asks for more than there is, or than a file may have.
func TestNoRoom(t *testing.T) {
	name := filepath.Join(t.TempDir(), "array.npy")
	f, err := Create(name, Options{Size: 1 << 60})
	switch {
	case err == nil: // a file system without the call
		f.Abort()
	case strings.Count(err.Error(), name) != 1 || !strings.Contains(err.Error(), "no room"):
		t.Error(err)
	}
	if left := entries(t, name); left != nil || content(t, name) != "" {
		t.Errorf("litter: %q", left)
	}
}

// TestNoRoomTakesNothing: who asks for more than there is does not take what there is, not for a moment.
func TestNoRoomTakesNothing(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "array.npy"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	free, ok := freeBytes(f.Fd())
	if !ok || free > 1<<50 {
		t.Skipf("%d bytes are free, which is known: %v", free, ok)
	}
	if err := reserve(f.Fd(), 1); err != nil {
		t.Skip("a file system without the call: ", err)
	}
	if err := allocate(f.Fd(), free+1<<30); err != syscall.ENOSPC {
		t.Error(err)
	}
	if got := blocks(t, f.Name()); got > 1<<20 {
		t.Errorf("it has taken %d bytes", got)
	}
}

// TestSerious: what says only that there is no such call is no reason to fail.
func TestSerious(t *testing.T) {
	for _, err := range []error{nil, syscall.EOPNOTSUPP, syscall.ENOSYS, syscall.EINVAL, syscall.EPERM, syscall.ESPIPE, syscall.ENODEV} {
		if got := serious(err); got != nil {
			t.Errorf("%v: %v", err, got)
		}
	}
	for _, err := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EIO} {
		if got := serious(err); got != err {
			t.Errorf("%v: %v", err, got)
		}
	}
}

// TestHold: the old file is open while its name goes over to the new one, and closed soon after.
func TestHold(t *testing.T) {
	name := filepath.Join(t.TempDir(), "array.npy")
	write(t, name, strings.Repeat("x", large), Options{})
	held := 0
	s := osSystem
	s.rename = func(from, to string) error {
		held = openFiles(t, name) // only the old one: the new one is closed by now
		return os.Rename(from, to)
	}
	if err := save(&s, name, Options{}); err != nil {
		t.Fatal(err)
	}
	var fsys syscall.Statfs_t
	if err := syscall.Statfs(name, &fsys); err != nil {
		t.Fatal(err)
	}
	if want := local(uint32(fsys.Type)); (held == 1) != want {
		t.Errorf("%d files are open during the rename, on file system %#x", held, fsys.Type)
	}
	for range 500 {
		if openFiles(t, name) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the old file is never closed")
}

// TestHoldNothing: what cannot be held, or may not be, is left alone.
func TestHoldNothing(t *testing.T) {
	for _, name := range []string{fmt.Sprintf("/proc/%d/status", os.Getpid()), filepath.Join(t.TempDir(), "missing")} {
		release := hold(name)
		if n := openFiles(t, name); n != 0 {
			t.Errorf("%s is open", name)
		}
		release()
	}
}

// openFiles is how many files this program has open whose names begin with name, those that have lost it among them.
func openFiles(t *testing.T, name string) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, entry := range list {
		if to, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil && strings.HasPrefix(to, name) {
			n++
		}
	}
	return n
}

// TestReadOnlyDirectory puts root's special rights aside, which the tests may well run with.
func TestReadOnlyDirectory(t *testing.T) {
	name := prepare(t, scenario{exists: true})
	dir := filepath.Dir(name)
	for up := filepath.Dir(dir); strings.HasPrefix(up, os.TempDir()+"/"); up = filepath.Dir(up) {
		if err := os.Chmod(up, 0o755); err != nil { // so that anybody can get there
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)

	var group sync.WaitGroup
	group.Go(func() {
		if os.Getuid() == 0 {
			runtime.LockOSThread() // and never unlock it: the thread ends with the goroutine
			if err := syscall.Setfsuid(65534); err != nil {
				t.Error(err)
			}
		}
		for _, name := range []string{name, filepath.Join(dir, "new")} {
			f, err := Create(name, Options{})
			if err == nil {
				f.Abort()
			}
			if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "temporary file in "+dir+":") {
				t.Error(err)
			}
		}
	})
	group.Wait()
	if content(t, name) != oldContent || entries(t, name) != nil {
		t.Error("it was touched")
	}
}

// TestFreeOf: a file system without a size, as a tmpfs without a limit, is not a full one.
func TestFreeOf(t *testing.T) {
	for _, test := range []struct {
		st   syscall.Statfs_t
		want int64
		ok   bool
	}{
		{syscall.Statfs_t{Bsize: 4096, Blocks: 10, Bfree: 3}, 12288, true},
		{syscall.Statfs_t{Bsize: 4096, Blocks: 10}, 0, true},
		{syscall.Statfs_t{Bsize: 4096}, 0, false},
		{syscall.Statfs_t{Blocks: 10, Bfree: 3}, 0, false},
		{syscall.Statfs_t{Bsize: 4096, Blocks: 1 << 63, Bfree: 1 << 62}, 0, false},
	} {
		if n, ok := freeOf(&test.st); n != test.want || ok != test.ok {
			t.Errorf("%+v: %d, %t", test.st, n, ok)
		}
	}
}
