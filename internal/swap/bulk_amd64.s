//go:build !purego

#include "textflag.h"

// func shuffle(dst, src *byte, n int, order *[32]byte)
//
// 128 bytes per step, all loaded before any is stored; then 32 per step.
// Nothing is aligned: an unaligned move costs only where it crosses a line.
TEXT ·shuffle(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ order+24(FP), AX
	VMOVDQU (AX), Y0
	SUBQ $128, CX
	JL   rest

loop:
	VMOVDQU (SI), Y1
	VMOVDQU 32(SI), Y2
	VMOVDQU 64(SI), Y3
	VMOVDQU 96(SI), Y4
	VPSHUFB Y0, Y1, Y1
	VPSHUFB Y0, Y2, Y2
	VPSHUFB Y0, Y3, Y3
	VPSHUFB Y0, Y4, Y4
	VMOVDQU Y1, (DI)
	VMOVDQU Y2, 32(DI)
	VMOVDQU Y3, 64(DI)
	VMOVDQU Y4, 96(DI)
	ADDQ $128, SI
	ADDQ $128, DI
	SUBQ $128, CX
	JGE  loop

rest:
	ADDQ $128, CX
	JZ   done

single:
	VMOVDQU (SI), Y1
	VPSHUFB Y0, Y1, Y1
	VMOVDQU Y1, (DI)
	ADDQ $32, SI
	ADDQ $32, DI
	SUBQ $32, CX
	JNZ  single

done:
	VZEROUPPER
	RET
