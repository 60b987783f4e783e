//go:build !purego

#include "textflag.h"

// Four vectors, Y1 to Y4, of eight float32 each: jump to label if one is a NaN.
// A vector compared with itself is unordered (predicate 3) just there.
#define IF_NAN(label) \
	VCMPPS $3, Y1, Y1, Y5   \
	VCMPPS $3, Y2, Y2, Y6   \
	VCMPPS $3, Y3, Y3, Y7   \
	VCMPPS $3, Y4, Y4, Y8   \
	VORPS  Y5, Y6, Y9       \
	VORPS  Y7, Y8, Y10      \
	VORPS  Y9, Y10, Y9      \
	VMOVMSKPS Y9, AX        \
	TESTL  AX, AX           \
	JNZ    label

// func widenF16C(dst *float32, src *uint16, n int) (done int)
//
// What the conversion makes of a signalling NaN can no longer be told from a
// quiet one, so where there is a NaN at all the float16s are looked at: a
// signalling one has, without its sign, a value from 0x7c01 to 0x7dff.
TEXT ·widenF16C(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ CX, DX

loop:
	VCVTPH2PS (SI), Y1
	VCVTPH2PS 16(SI), Y2
	VCVTPH2PS 32(SI), Y3
	VCVTPH2PS 48(SI), Y4
	IF_NAN(nan)

store:
	VMOVUPS Y1, (DI)
	VMOVUPS Y2, 32(DI)
	VMOVUPS Y3, 64(DI)
	VMOVUPS Y4, 96(DI)
	ADDQ $64, SI
	ADDQ $128, DI
	SUBQ $32, CX
	JNZ  loop

done:
	SUBQ CX, DX
	MOVQ DX, done+24(FP)
	VZEROUPPER
	RET

nan:
	// Y11: 0x7c00 in each word, Y12: 0x0200, Y13: 0x7e00.
	MOVL $0x7c007c00, AX
	VMOVD AX, X11
	VPBROADCASTD X11, Y11
	MOVL $0x02000200, AX
	VMOVD AX, X12
	VPBROADCASTD X12, Y12
	VPOR Y11, Y12, Y13

	// A word is a signalling NaN where the exponent is full and the quiet bit
	// clear ((w & 0x7e00) == 0x7c00) but w is no infinity.
	VMOVDQU (SI), Y5
	VMOVDQU 32(SI), Y6
	VPAND Y13, Y5, Y7
	VPAND Y13, Y6, Y8
	VPCMPEQW Y11, Y7, Y7
	VPCMPEQW Y11, Y8, Y8
	VPADDW Y5, Y5, Y5 // drops the sign
	VPADDW Y6, Y6, Y6
	VPADDW Y11, Y11, Y11
	VPCMPEQW Y11, Y5, Y5
	VPCMPEQW Y11, Y6, Y6
	VPANDN Y7, Y5, Y7
	VPANDN Y8, Y6, Y8
	VPOR Y7, Y8, Y7
	VPTEST Y7, Y7
	JZ   store
	JMP  done

// func narrowF16C(dst *uint16, src *float32, n int) (done int)
//
// A NaN is signalling where its quiet bit, bit 22, is clear.
TEXT ·narrowF16C(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ CX, DX

loop:
	VMOVUPS (SI), Y1
	VMOVUPS 32(SI), Y2
	VMOVUPS 64(SI), Y3
	VMOVUPS 96(SI), Y4
	IF_NAN(nan)

store:
	// Immediate 0: to the nearest, ties to even, whatever MXCSR says.
	VCVTPS2PH $0, Y1, (DI)
	VCVTPS2PH $0, Y2, 16(DI)
	VCVTPS2PH $0, Y3, 32(DI)
	VCVTPS2PH $0, Y4, 48(DI)
	ADDQ $128, SI
	ADDQ $64, DI
	SUBQ $32, CX
	JNZ  loop

done:
	SUBQ CX, DX
	MOVQ DX, done+24(FP)
	VZEROUPPER
	RET

nan:
	// IF_NAN left the NaNs as masks in Y5 to Y8; bit 22 moves to the sign, which
	// is all that VMOVMSKPS reads.
	VPSLLD $9, Y1, Y9
	VPSLLD $9, Y2, Y10
	VPSLLD $9, Y3, Y11
	VPSLLD $9, Y4, Y12
	VPANDN Y5, Y9, Y5
	VPANDN Y6, Y10, Y6
	VPANDN Y7, Y11, Y7
	VPANDN Y8, Y12, Y8
	VPOR Y5, Y6, Y5
	VPOR Y7, Y8, Y7
	VPOR Y5, Y7, Y5
	VMOVMSKPS Y5, AX
	TESTL AX, AX
	JZ   store
	JMP  done
