package npz

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
)

// A body that fills the disk is the disk's error, with the temporary file's name, and nothing is left behind.
func TestReadFromFullDisk(t *testing.T) {
	b := ours(t, func(w *Writer) { must(t, Write(w, "a", noise(60_000))) })
	dir := temporary(t, t.TempDir())
	// A limit to the size of files stands for a disk of that size: the system refuses the write in the same place.
	var old syscall.Rlimit
	must(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old))
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	defer syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old)
	must(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 100_000, Max: old.Max}))
	for _, memory := range []int64{200_000, 50_000} { // it is full at the first bytes, or at what is copied behind them
		_, err := ReadFrom(onlyReader{bytes.NewReader(b)}, InMemory(memory))
		var disk *fs.PathError
		if !errors.Is(err, syscall.EFBIG) || !errors.As(err, &disk) || !strings.HasPrefix(disk.Path, dir) || strings.Contains(err.Error(), "body") {
			t.Errorf("%d bytes in memory: %v", memory, err)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("%v are left behind, %v", left, err)
	}
}
