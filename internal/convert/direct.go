package convert

import (
	"strconv"

	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/half"
)

// direct is the kernel for one pair of kinds, nil if there is none.
func direct(to, from Kind) kernel {
	switch from {
	case Bool, Uint8: // bools are prepared to be 0 or 1
		return fromInt[uint8](to)
	case Int8:
		return fromInt[int8](to)
	case Int16:
		return fromInt[int16](to)
	case Int32:
		return fromInt[int32](to)
	case Int64:
		return fromInt[int64](to)
	case Uint16:
		return fromInt[uint16](to)
	case Uint32:
		return fromInt[uint32](to)
	case Uint64:
		return fromInt[uint64](to)
	case Float32:
		return fromFloat[float32](to)
	case Float64:
		return fromFloat[float64](to)
	case Float16, BFloat16:
		return fromHalf(to, from)
	case Complex64, Complex128:
		return fromComplex(to, from)
	}
	return fromLongDouble(to, from)
}

// between is the kind by way of which a pair without a kernel goes. It holds
// every value of `from`, or it is the way that NumPy and ml_dtypes go too: to
// float16 and bfloat16 they go by float32 from everything but float64 (to
// float16).
func between(to, from Kind) Kind {
	switch {
	case to == Float16 && from == Complex128:
		return Float64
	case to == Float16 || to == BFloat16 || from == Float16 || from == BFloat16 || from == Complex64 || to == Complex64:
		return Float32
	}
	return Float64
}

// fromInt needs of the target only how many bytes it has, if it is an integer.
func fromInt[S integer](to Kind) kernel {
	switch to {
	case Bool:
		return over(nonzero[S])
	case Int8, Uint8:
		return over(plain[uint8, S])
	case Int16, Uint16:
		return over(plain[uint16, S])
	case Int32, Uint32:
		return over(plain[uint32, S])
	case Int64, Uint64:
		return over(plain[uint64, S])
	case Float32:
		if strconv.IntSize == 32 {
			return over(singles[S])
		}
		return over(plain[float32, S])
	case Float64:
		return over(plain[float64, S])
	}
	return nil
}

func fromFloat[S float](to Kind) kernel {
	switch to {
	case Bool:
		return over(nonzero[S])
	case Int8:
		return over(truncate[int8, S])
	case Int16:
		return over(truncate[int16, S])
	case Int32:
		return over(truncate[int32, S])
	case Int64:
		return over(truncate[int64, S])
	case Uint8:
		return over(truncate[uint8, S])
	case Uint16:
		return over(truncate[uint16, S])
	case Uint32:
		return over(truncate[uint32, S])
	case Uint64:
		return over(truncate[uint64, S])
	case Float32:
		return over(plain[float32, S])
	case Float64:
		return over(plain[float64, S])
	case Complex128:
		return over(complexes128[S])
	}
	return fromOneFloat[S](to)
}

// fromOneFloat has the kernels that only one of the two floats has.
func fromOneFloat[S float](to Kind) kernel {
	var zero S
	_, single := any(zero).(float32)
	switch {
	case to == Complex64 && single:
		return over(complexes64)
	case to == BFloat16 && single:
		return over(half.BNarrow[uint16])
	case to == Float16 && single:
		return over(half.Narrow[uint16])
	case to == Float16:
		return over(half.Narrow64)
	}
	return nil
}

func fromHalf(to, from Kind) kernel {
	switch {
	case to == Bool:
		return over(nonzeroHalf)
	case to == Float32 && from == Float16:
		return over(half.Widen[uint16])
	case to == Float32:
		return over(half.BWiden[uint16])
	}
	return nil
}

func fromComplex(to, from Kind) kernel {
	switch single := from == Complex64; {
	case to == Bool && single:
		return over(nonzero[complex64])
	case to == Bool:
		return over(nonzero[complex128])
	case to == Float32 && single:
		return over(reals64[float32])
	case to == Float32:
		return over(reals128[float32])
	case to == Float64 && single:
		return over(reals64[float64])
	case to == Float64:
		return over(reals128[float64])
	case to == Complex64 && !single:
		return over(complexes[complex64, complex128])
	case to == Complex128 && single:
		return over(complexes[complex128, complex64])
	}
	return nil
}

// element is what the loops work on; halves are their bits, bools are bytes.
type element interface{ number | cplx }

// over makes a kernel of a loop.
func over[D, S element](loop func([]D, []S)) kernel {
	return func(dst, src []byte) {
		d, okD := cast.Slice[D](dst)
		s, okS := cast.Slice[S](src)
		if okD && okS {
			loop(d, s)
			return
		}
		slowly(dst, src, loop)
	}
}
