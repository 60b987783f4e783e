//go:build !unix && (!windows || purego)

package mmap

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestUnsupported(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := os.WriteFile(name, []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := Map(f, 1, ReadOnly); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Map: %v", err)
	}
	var r Region
	if err := r.Open(name, ReadOnly); !errors.Is(err, errors.ErrUnsupported) || r.Data() != nil {
		t.Errorf("Open: %v", err)
	}
	if r, err := Map(f, 0, ReadOnly); err != nil || r.Data() == nil || r.Close() != nil {
		t.Errorf("no bytes: %v", err)
	}
}
