//go:build !purego

package cpu

import (
	"encoding/binary"
	"os"
	"strings"
	"testing"
)

// The kernel lists a feature only where it also saves the registers, so its
// list is what ours must say.
func TestAgainstProcCPUInfo(t *testing.T) {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		t.Skip(err)
	}
	if name := field(string(info), "model name"); name != brand() {
		t.Skipf("emulated: /proc/cpuinfo tells of %q, the processor says it is %q", name, brand())
	}
	has := map[string]bool{}
	for _, flag := range strings.Fields(field(string(info), "flags")) {
		has[flag] = true
	}
	for name, got := range map[string]bool{"avx2": AVX2, "f16c": F16C} {
		if got != has[name] {
			t.Errorf("%s = %v, /proc/cpuinfo says %v", name, got, has[name])
		}
	}
}

// field is what /proc/cpuinfo says under a name about the first processor.
func field(info, name string) string {
	_, rest, _ := strings.Cut(info, name+"\t")
	line, _, _ := strings.Cut(rest, "\n")
	_, value, _ := strings.Cut(line, ":")
	return strings.TrimSpace(value)
}

// brand is the processor's own name, 48 bytes in the leaves from 0x80000002.
func brand() string {
	var name []byte
	for leaf := range uint32(3) {
		a, b, c, d := cpuid(0x80000002+leaf, 0)
		for _, v := range []uint32{a, b, c, d} {
			name = binary.LittleEndian.AppendUint32(name, v)
		}
	}
	text, _, _ := strings.Cut(string(name), "\x00")
	return strings.TrimSpace(text)
}
