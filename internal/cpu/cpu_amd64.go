//go:build !purego

package cpu

// AVX2 and F16C are true where the processor has the instructions and the
// operating system keeps the 256-bit registers across a task switch.
var AVX2, F16C = detect()

// Bits of the CPUID leaves and of XCR0, as Intel's manual names them (volume
// 2A, CPUID; volume 1, 13.3).
const (
	leaf1OSXSAVE = 1 << 27 // ECX
	leaf1AVX     = 1 << 28 // ECX
	leaf1F16C    = 1 << 29 // ECX
	leaf7AVX2    = 1 << 5  // EBX
	xcr0SSE      = 1 << 1
	xcr0AVX      = 1 << 2
)

func detect() (avx2, f16c bool) {
	const avx = leaf1OSXSAVE | leaf1AVX
	maxLeaf, _, _, _ := cpuid(0, 0)
	_, _, features, _ := cpuid(1, 0)
	if maxLeaf < 7 || features&avx != avx {
		return false, false
	}
	// XGETBV is an illegal instruction without OSXSAVE, which was just seen.
	const saved = xcr0SSE | xcr0AVX
	if xgetbv()&saved != saved {
		return false, false
	}
	_, extended, _, _ := cpuid(7, 0)
	return extended&leaf7AVX2 != 0, features&leaf1F16C != 0
}

// cpuid runs CPUID with EAX = leaf and ECX = subleaf.
//
//go:noescape
func cpuid(leaf, subleaf uint32) (eax, ebx, ecx, edx uint32)

// xgetbv is the low half of XCR0: the register states the system saves.
//
//go:noescape
func xgetbv() (eax uint32)
