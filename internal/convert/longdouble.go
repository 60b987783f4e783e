package convert

import "github.com/npygo/npygo/internal/longdouble"

// fromLongDouble has the kernels from long doubles and from complex ones, of
// which real types take the real part.
func fromLongDouble(to, from Kind) kernel {
	src := longdouble.Source{Layout: longdouble.X87, Stride: from.Size()}
	if from == Binary128 || from == ComplexBinary128 {
		src.Layout = longdouble.Binary128
	}
	complex := from == ComplexX87 || from == ComplexBinary128
	switch {
	case complex && to == Bool:
		return anyNonzero(src)
	case complex && (to == Complex64 || to == Complex128): // the memory of n of these is that of 2n floats
		src.Stride = longdouble.Size
		to -= Complex64 - Float32
	}
	switch to {
	case Bool:
		return fromSource(longdouble.Nonzero, src)
	case Int8:
		return fromSource(longdouble.Ints[int8], src)
	case Int16:
		return fromSource(longdouble.Ints[int16], src)
	case Int32:
		return fromSource(longdouble.Ints[int32], src)
	case Int64:
		return fromSource(longdouble.Ints[int64], src)
	case Uint8:
		return fromSource(longdouble.Uints[uint8], src)
	case Uint16:
		return fromSource(longdouble.Uints[uint16], src)
	case Uint32:
		return fromSource(longdouble.Uints[uint32], src)
	case Uint64:
		return fromSource(longdouble.Uints[uint64], src)
	case Float32:
		return fromSource(longdouble.Float32s, src)
	case Float64:
		return fromSource(longdouble.Float64s, src)
	}
	return nil
}

// anyNonzero is true where either part of a complex number is not zero.
func anyNonzero(of longdouble.Source) kernel {
	of.Stride = longdouble.Size
	return func(dst, src []byte) {
		of := of
		var parts [2]uint8
		for i := range dst {
			of.Bytes = src[i*2*longdouble.Size:]
			longdouble.Nonzero(parts[:], of)
			dst[i] = parts[0] | parts[1]
		}
	}
}

// fromSource makes a kernel of a loop over long doubles.
func fromSource[D element](loop func([]D, longdouble.Source), of longdouble.Source) kernel {
	return func(dst, src []byte) {
		of := of
		of.Bytes = src
		d, done := memory[D](dst)
		loop(d, of)
		done()
	}
}
