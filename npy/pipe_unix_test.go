//go:build unix

package npy_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestReadFileOfPipe: a pipe is read to the end of its array, however little it tells of its size; memory grows with what comes.
func TestReadFileOfPipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Skip("no pipes here: ", err)
	}
	feed := func(b []byte) {
		if f, err := os.OpenFile(name, os.O_WRONLY, 0); err == nil {
			f.Write(b)
			f.Close()
		}
	}
	want := ramp([]int{300, 400})
	b := marshal(t, want)
	go feed(b)
	if a, err := npy.ReadFile[float64](name); err != nil || !a.Equal(want) {
		t.Errorf("%v", err)
	}
	lie := bytes.Replace(b, []byte("(300, 400), }      "), []byte("(300000000, 400), }"), 1)
	if bytes.Equal(lie, b) {
		t.Fatal("another header than expected")
	}
	go feed(lie)
	var err error
	if n := allocated(func() { _, err = npy.ReadFile[float64](name) }); !errors.Is(err, header.ErrTruncated) && (strconv.IntSize == 64 || !errors.Is(err, header.ErrLimit)) || n > 16<<20 { // more than 32 bits can count
		t.Errorf("%v, with %d MiB", err, n>>20)
	}
	if _, err := npy.Open(name); err == nil {
		t.Error("Open of a pipe")
	}
}
