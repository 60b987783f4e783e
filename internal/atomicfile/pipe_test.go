//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package atomicfile

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestPipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		f, err := os.Open(name)
		if err != nil {
			t.Error(err)
		}
		defer f.Close()
		b, err := io.ReadAll(f)
		if err != nil {
			t.Error(err)
		}
		got <- string(b)
	}()
	text := strings.Repeat("x", large)
	write(t, name, text, Options{Sync: true, Size: large})
	if b := <-got; b != text {
		t.Errorf("%d bytes came through the pipe", len(b))
	}
	if mode(t, name)&fs.ModeNamedPipe == 0 || entries(t, name) != nil {
		t.Error("it was replaced")
	}
}
