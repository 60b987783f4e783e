//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package mmap

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOpenPipe: opening a named pipe blocks until somebody writes to it, unless one is careful.
func TestOpenPipe(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o666); err != nil {
		t.Fatal(err)
	}
	var r Region
	if err := r.Open(name, ReadOnly); err == nil || !strings.Contains(err.Error(), "not a regular file") {
		t.Error(err)
	}
}
