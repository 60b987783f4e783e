package convert

type (
	integer interface {
		int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
	}
	float  interface{ float32 | float64 }
	number interface{ integer | float }
	cplx   interface{ complex64 | complex128 }
)

// The loops trust their caller that dst is as long as src.

// plain is Go's own conversion: it wraps integers and rounds floats as NumPy
// does. It is not for floats to integers.
func plain[D, S number](dst []D, src []S) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = D(v)
	}
}

// singles is plain for machines of 32 bits, where Go makes a float32 of 64 bits
// by way of a float64 (seen with Go 1.26 for 386), and so rounds twice. The 53
// bits that a float64 keeps are odd here where more are lost, so that the second
// rounding sees no tie that is none.
func singles[S integer](dst []float32, src []S) {
	dst = dst[:len(src)]
	for i, v := range src {
		const most, lost = 1 << 53, 1<<11 - 1
		if w := uint64(v); v > 0 && w > most {
			dst[i] = float32(float64(w&^lost | min(w&lost, 1)<<11))
		} else if w = -w; v < 0 && w > most {
			dst[i] = -float32(float64(w&^lost | min(w&lost, 1)<<11))
		} else {
			dst[i] = float32(float64(v))
		}
	}
}

// truncate is for floats to integers. Go says nothing about a float that D
// cannot hold, and machines differ: such a one becomes the nearest that D can.
func truncate[D integer, S float](dst []D, src []S) {
	least, most := limits[D]()
	low, high := S(least), S(most/2+1)*2 // high is most+1; both are powers of two, or 0
	dst = dst[:len(src)]
	for i, v := range src {
		var d D // of NaN
		switch {
		case v >= low && v < high:
			d = D(v)
		case v >= high:
			d = most
		case v < low:
			d = least
		}
		dst[i] = d
	}
}

// limits are D's least and its greatest number.
func limits[D integer]() (least, most D) {
	if most = ^D(0); most > 0 {
		return 0, most
	}
	for most = 1; most<<1 > most; most = most<<1 | 1 {
	}
	return ^most, most
}

// nonzero gives bools, as bytes. NaN is true.
func nonzero[S number | cplx](dst []uint8, src []S) {
	dst = dst[:len(src)]
	for i, v := range src {
		var d uint8
		if v != 0 {
			d = 1
		}
		dst[i] = d
	}
}

// nonzeroHalf is nonzero for Float16 and BFloat16, as bits.
func nonzeroHalf(dst []uint8, src []uint16) {
	dst = dst[:len(src)]
	for i, v := range src {
		var d uint8
		if v<<1 != 0 { // all but the sign
			d = 1
		}
		dst[i] = d
	}
}

func complexes[D, S cplx](dst []D, src []S) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = D(v)
	}
}

func complexes64(dst []complex64, src []float32) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = complex(v, 0)
	}
}

func complexes128[S float](dst []complex128, src []S) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = complex(float64(v), 0)
	}
}

func reals64[D float](dst []D, src []complex64) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = D(real(v))
	}
}

func reals128[D float](dst []D, src []complex128) {
	dst = dst[:len(src)]
	for i, v := range src {
		dst[i] = D(real(v))
	}
}
