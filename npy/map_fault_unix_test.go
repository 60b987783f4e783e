//go:build unix && !purego

package npy_test

import (
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/npygo/npygo/npy"
)

// TestShortenedMapping: touching what a mapped file has lost is a fault, which a
// goroutine that asks for it gets as a panic; the mapping can still be closed. A File
// gives an error instead.
func TestShortenedMapping(t *testing.T) {
	needMap(t)
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" && runtime.GOARCH != "386" {
		t.Skip("how this system reports the fault was not looked at")
	}
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, npy.Array[uint8]{Data: make([]uint8, 1<<20)}); err != nil {
		t.Fatal(err)
	}
	m, err := npy.Map[uint8](name, npy.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	f, err := npy.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := os.Truncate(name, 1000); err != nil {
		t.Fatal(err)
	}
	if _, err := npy.ReadRows[uint8](f, 1<<19, 1<<20); err == nil || !strings.Contains(err.Error(), "shorter") {
		t.Errorf("the File says %v", err)
	}
	fault := func() (what any) {
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
		defer func() { what = recover() }()
		return int(m.Array.Data[1<<19])
	}()
	if _, ok := fault.(runtime.Error); !ok {
		t.Errorf("touching it gives %v", fault)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

// TestMappingConcurrent: many read and sync one mapping while another one closes it,
// once the readers are done.
func TestMappingConcurrent(t *testing.T) {
	needMap(t)
	name := filepath.Join(t.TempDir(), "a.npy")
	m, err := npy.CreateMap[int64](name, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for i := range m.Array.Data {
		m.Array.Data[i] = int64(i)
	}
	var readers, closers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			sum := int64(0)
			for _, x := range m.Array.Data {
				sum += x
			}
			if sum != 499_500 {
				t.Error(sum)
			}
			if err := m.Sync(); err != nil {
				t.Error(err)
			}
		})
	}
	readers.Wait()
	for range 4 {
		closers.Go(func() {
			if err := m.Sync(); err != nil && !strings.Contains(err.Error(), "closed") {
				t.Error(err)
			}
		})
	}
	closers.Wait()
	for range 2 {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestShortenedTranspose: the same where helpers do the work.
func TestShortenedTranspose(t *testing.T) {
	needMap(t)
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" && runtime.GOARCH != "386" {
		t.Skip("how this system reports the fault was not looked at")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(runtime.GOMAXPROCS(0), 3)))
	name := filepath.Join(t.TempDir(), "a.npy")
	if err := npy.WriteFile(name, npy.Array[float64]{Data: make([]float64, 1<<20), Shape: []int{1 << 10, 1 << 10}, FortranOrder: true}); err != nil {
		t.Fatal(err)
	}
	m, err := npy.Map[float64](name, npy.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, 1000); err != nil {
		t.Fatal(err)
	}
	fault := func() (what any) {
		defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
		defer func() { what = recover() }()
		return m.Array.RowMajor().Shape
	}()
	if _, ok := fault.(runtime.Error); !ok {
		t.Errorf("turning it around gives %v", fault)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}
