//go:build !purego && (amd64 || arm64 || 386)

package npy_test

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestMapPanics shortens a file while Map looks whether its elements are bools: the panic that the caller has asked for leaves nothing mapped.
func TestMapPanics(t *testing.T) {
	const size = 64 << 20 // to look at that takes far longer than to see that it is mapped; no disk is needed for it
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "shortened.npy")
	head, err := header.Header{DType: header.MakeDType(header.Bool, 1, header.NoOrder), Shape: []int{size}}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, head, 0o666); err != nil {
		t.Fatal(err)
	}
	for range 100 { // on a busy machine Map may be done before the other goroutine has its turn
		if err := os.Truncate(name, int64(len(head)+size)); err != nil {
			t.Fatal(err)
		}
		panicked := shortenedIn(t, name)
		if isMapped(t, name) {
			t.Fatal("the file is still mapped")
		}
		if panicked {
			return
		}
	}
	t.Fatal("Map does not panic")
}

// shortenedIn tells whether Map panics while the file becomes shorter.
func shortenedIn(t *testing.T, name string) (panicked bool) {
	var over atomic.Bool
	shortened := make(chan error)
	go func() {
		for !over.Load() && !isMapped(t, name) {
		}
		shortened <- os.Truncate(name, 4096)
	}()
	defer func() {
		what := recover()
		over.Store(true)
		if err := <-shortened; err != nil {
			t.Error(err)
		}
		if _, panicked = what.(runtime.Error); what != nil && !panicked {
			panic(what)
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	m, err := npy.Map[bool](name, npy.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	m.Close()
	return false
}

func isMapped(t *testing.T, name string) bool {
	return strings.Contains(string(read(t, "/proc/self/maps")), name)
}

func read(t *testing.T, name string) []byte {
	b, err := os.ReadFile(name)
	if err != nil {
		t.Error(err)
	}
	return b
}
