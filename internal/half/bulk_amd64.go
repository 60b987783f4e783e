//go:build !purego

package half

import "github.com/npygo/npygo/internal/cpu"

// block is the elements per step of the assembly.
const block = 32

// The four functions below do the whole blocks of src, if this processor can,
// and return how many elements they did. dst is as long as src.

func widenFast(dst []float32, src []uint16) int {
	whole := len(src) &^ (block - 1)
	if !cpu.F16C || !cpu.AVX2 {
		return 0
	}
	for done := 0; done < whole; {
		// Sound: both hold whole-done > 0 more elements, a multiple of block.
		done += widenF16C(&dst[done], &src[done], whole-done)
		if done < whole {
			widen(dst[done:done+block], src[done:done+block])
			done += block
		}
	}
	return whole
}

func narrowFast(dst []uint16, src []float32) int {
	whole := len(src) &^ (block - 1)
	if !cpu.F16C || !cpu.AVX2 {
		return 0
	}
	for done := 0; done < whole; {
		// Sound: as in widenFast.
		done += narrowF16C(&dst[done], &src[done], whole-done)
		if done < whole {
			narrow(dst[done:done+block], src[done:done+block])
			done += block
		}
	}
	return whole
}

func bWidenFast(dst []float32, src []uint16) int {
	whole := len(src) &^ (block - 1)
	if !cpu.AVX2 || whole == 0 {
		return 0
	}
	// Sound: both hold whole > 0 elements, a multiple of block.
	bWidenAVX2(&dst[0], &src[0], whole)
	return whole
}

func bNarrowFast(dst []uint16, src []float32) int {
	whole := len(src) &^ (block - 1)
	if !cpu.AVX2 || whole == 0 {
		return 0
	}
	// Sound: as in bWidenFast.
	bNarrowAVX2(&dst[0], &src[0], whole)
	return whole
}

// The assembly takes n > 0 elements, a multiple of block. The processor's own
// float16 instructions quiet a signalling NaN, which NumPy does not. So the
// first two stop at a block that has one and return the number of elements
// before it.

//go:noescape
func widenF16C(dst *float32, src *uint16, n int) (done int)

//go:noescape
func narrowF16C(dst *uint16, src *float32, n int) (done int)

//go:noescape
func bWidenAVX2(dst *float32, src *uint16, n int)

//go:noescape
func bNarrowAVX2(dst *uint16, src *float32, n int)
