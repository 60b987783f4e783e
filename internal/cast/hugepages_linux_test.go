//go:build !purego

package cast

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"unsafe"
)

// The kernel's own list of this process's memory has the flag "hg" where the
// advice was taken; an emulator's list may not, so a mapping that was advised
// by hand is asked first.
func TestHugePages(t *testing.T) {
	known, err := syscall.Mmap(-1, 0, hugePagesFrom, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(known)
	if err := syscall.Madvise(known, madvHugePage); err != nil || !advised(known) {
		t.Skip("no huge pages to be seen here:", err)
	}
	b := Make[byte](9 << 20)
	HugePages(b)
	if middle := b[len(b)/2:]; !advised(middle) {
		t.Error("no advice stands at the middle of b")
	}
}

func TestHugePagesSmall(t *testing.T) {
	for _, n := range []int{0, 1, hugePagesFrom - 1, hugePagesFrom, hugePagesFrom + 1} {
		b := Make[byte](n)
		for i := range b {
			b[i] = byte(i)
		}
		HugePages(b)
		for i := range b {
			if b[i] != byte(i) {
				t.Fatalf("%d bytes: byte %d changed", n, i)
			}
		}
	}
}

// advised tells whether the mapping that holds b's first byte has the flag.
func advised(b []byte) bool {
	addr := uintptr(unsafe.Pointer(&b[0]))
	smaps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		return false
	}
	var lo, hi uintptr
	for line := range strings.Lines(string(smaps)) {
		if n, _ := fmt.Sscanf(line, "%x-%x ", &lo, &hi); n == 2 {
			continue
		}
		if flags, ok := strings.CutPrefix(line, "VmFlags:"); ok && lo <= addr && addr < hi {
			return strings.Contains(flags, " hg")
		}
	}
	return false
}
