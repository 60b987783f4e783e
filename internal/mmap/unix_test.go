//go:build unix

package mmap

import (
	"errors"
	"os"
	"strings"
	"testing"
)

// TestOpenAllocations: one for the name as C wants it. The Region is the caller's.
func TestOpenAllocations(t *testing.T) {
	name, _ := file(t, 100)
	var r Region
	if n := testing.AllocsPerRun(100, func() {
		if err := r.Open(name, ReadOnly); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}); n > 1 {
		t.Errorf("Open: %v allocations", n)
	}
}

// TestNothingLeftOpen: a new file gets the smallest number that is free, so that a leak shows in the next one.
func TestNothingLeftOpen(t *testing.T) {
	name, _ := file(t, 100)
	dir := t.TempDir()
	next := func() uintptr {
		f := open(t, name)
		defer f.Close()
		return f.Fd()
	}
	want := next()
	for _, name := range []string{name, dir} {
		var r Region
		r.Open(name, ReadOnly)
		if got := next(); got != want {
			t.Errorf("%s: the next file is number %d, and not %d", name, got, want)
		}
		r.Close()
	}
}

// TestLarge maps 5 GiB, which are holes: that is for 64-bit machines, and the others must say so.
func TestLarge(t *testing.T) {
	const size = 5 << 30
	name, _ := file(t, 100)
	if err := os.Truncate(name, size); err != nil {
		t.Fatal(err)
	}
	var r Region
	err := r.Open(name, ReadOnly)
	defer r.Close()
	if int64(^uint(0)>>1) < size {
		if err == nil || !strings.Contains(err.Error(), "32-bit") {
			t.Error(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if data := r.Data(); int64(len(data)) != size || data[0] != 1 || data[len(data)-1] != 0 {
		t.Error("not the file's bytes")
	}
}

// TestUnmapped asks the kernel whether Close gives the pages back.
func TestUnmapped(t *testing.T) {
	const list = "/proc/self/maps"
	if _, err := os.Stat(list); err != nil {
		t.Skip("this system does not list a program's mappings:", err)
	}
	name, _ := file(t, 100)
	listed := func() bool {
		maps, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(maps), name)
	}
	r := mapped(t, name, 100, ReadOnly)
	if !listed() {
		t.Error("not mapped")
	}
	r.Close()
	if listed() {
		t.Error("still mapped after Close")
	}
}

// TestUnmappable: Linux has regular files with a size that cannot be mapped, those of sysfs among them.
func TestUnmappable(t *testing.T) {
	const name = "/sys/kernel/mm/transparent_hugepage/enabled"
	if _, err := os.Stat(name); err != nil {
		t.Skip("no such file here:", err)
	}
	var r Region
	if err := r.Open(name, ReadOnly); !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), name) {
		t.Error(err)
	}
}
