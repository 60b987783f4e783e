//go:build !purego

#include "textflag.h"

// func bWidenAVX2(dst *float32, src *uint16, n int)
TEXT ·bWidenAVX2(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX

loop:
	VPMOVZXWD (SI), Y1
	VPMOVZXWD 16(SI), Y2
	VPMOVZXWD 32(SI), Y3
	VPMOVZXWD 48(SI), Y4
	VPSLLD $16, Y1, Y1
	VPSLLD $16, Y2, Y2
	VPSLLD $16, Y3, Y3
	VPSLLD $16, Y4, Y4
	VMOVDQU Y1, (DI)
	VMOVDQU Y2, 32(DI)
	VMOVDQU Y3, 64(DI)
	VMOVDQU Y4, 96(DI)
	ADDQ $64, SI
	ADDQ $128, DI
	SUBQ $32, CX
	JNZ  loop

	VZEROUPPER
	RET

// ROUND makes eight bfloat16s, each in a lane of 32 bits, of the eight float32
// in X: x + 0x7fff + (x>>16 & 1), shifted down; or 0x7fc0 with x's sign where x
// is a NaN, that is unordered (predicate 3) with itself. S and M are scratch,
// Y12 to Y15 the constants.
#define ROUND(X, S, M) \
	VCMPPS $3, X, X, M      \
	VPSRLD $16, X, S        \
	VPADDD Y13, X, X        \
	VPAND  Y12, S, Y11      \
	VPADDD Y11, X, X        \
	VPSRLD $16, X, X        \
	VPAND  Y15, S, S        \
	VPOR   Y14, S, S        \
	VBLENDVPS M, S, X, X

// CONSTANT puts value into each lane of Y, of which X is the lower half.
#define CONSTANT(value, X, Y) \
	MOVL  $value, AX       \
	VMOVD AX, X            \
	VPBROADCASTD X, Y

// func bNarrowAVX2(dst *uint16, src *float32, n int)
TEXT ·bNarrowAVX2(SB), NOSPLIT, $0-24
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	CONSTANT(1, X12, Y12)
	CONSTANT(0x7fff, X13, Y13)
	CONSTANT(0x7fc0, X14, Y14)
	CONSTANT(0x8000, X15, Y15)

loop:
	VMOVUPS (SI), Y1
	VMOVUPS 32(SI), Y2
	VMOVUPS 64(SI), Y3
	VMOVUPS 96(SI), Y4
	ROUND(Y1, Y5, Y6)
	ROUND(Y2, Y7, Y8)
	ROUND(Y3, Y5, Y6)
	ROUND(Y4, Y7, Y8)

	// Packing works within the halves of a register, so the quarters come out
	// in the order 0, 2, 1, 3.
	VPACKUSDW Y2, Y1, Y1
	VPACKUSDW Y4, Y3, Y3
	VPERMQ $0xd8, Y1, Y1
	VPERMQ $0xd8, Y3, Y3
	VMOVDQU Y1, (DI)
	VMOVDQU Y3, 32(DI)
	ADDQ $128, SI
	ADDQ $64, DI
	SUBQ $32, CX
	JNZ  loop

	VZEROUPPER
	RET
