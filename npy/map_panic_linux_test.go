//go:build !purego && (amd64 || arm64 || 386)

package npy_test

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
)

// TestMapPanics shortens a file while Map looks whether its elements are bools: the panic that the caller has asked for leaves nothing mapped.
func TestMapPanics(t *testing.T) {
	const size = 256 << 20 // to look at that takes far longer than to see that it is mapped; no disk is needed for it
	name := filepath.Join(t.TempDir(), "shortened.npy")
	if err := npy.WriteFile(name, npy.Array[bool]{Shape: []int{0}}); err != nil {
		t.Fatal(err)
	}
	whole := strings.Replace(string(read(t, name)), "(0,)", "(268435456,)", 1)
	if err := os.WriteFile(name, []byte(strings.Replace(whole, "        ", "", 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	for try := 1; ; try++ {
		if err := os.Truncate(name, 128+size); err != nil {
			t.Fatal(err)
		}
		_, panicked := shortenedIn(t, name).(runtime.Error)
		if isMapped(t, name) {
			t.Fatal("the file is still mapped")
		}
		if panicked {
			return
		}
		if try == 100 { // on a busy machine Map may be done before the other goroutine has its turn
			t.Fatal("Map does not panic")
		}
	}
}

// shortenedIn is what Map panics with, if it does, while the file becomes shorter.
func shortenedIn(t *testing.T, name string) (what any) {
	shortened := make(chan error)
	go func() {
		for start := time.Now(); !isMapped(t, name) && time.Since(start) < time.Second; {
		}
		shortened <- os.Truncate(name, 4096)
	}()
	defer func() {
		what = recover()
		if err := <-shortened; err != nil {
			t.Error(err)
		}
	}()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	m, err := npy.Map[bool](name, npy.ReadOnly)
	if err == nil {
		m.Close()
	}
	return nil
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
