// Package converttest is the stupid twin of package convert, for tests: one
// element after the other, by way of math/big and of the definitions.
package converttest

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"

	"github.com/npygo/npygo/internal/convert"
)

// Convert returns what elements of one kind, in src, are as elements of another
// in little-endian order. Every NaN in it is the same one, see Canonical.
func Convert(to, from convert.Kind, bigEndian bool, src []byte) (dst []byte) {
	for n := from.Size(); len(src) >= n; src = src[n:] {
		dst = put(dst, to, take(src[:n], from, bigEndian))
	}
	return dst
}

// Canonical returns elements with every NaN replaced by that of Convert: what
// becomes of a payload is the processor's affair.
func Canonical(k convert.Kind, b []byte) []byte {
	if k == convert.Bool || k >= convert.Int8 && k <= convert.Uint64 {
		return append([]byte(nil), b...)
	}
	return Convert(k, k, false, b)
}

// number is a complex number. A part that is no number is in special.
type number struct {
	from    convert.Kind
	parts   [2]*big.Float
	special [2]float64 // NaN or an infinity, else 0
}

const precision = 300 // bits; no sum or product here needs more than 150

// take understands one element.
func take(b []byte, k convert.Kind, bigEndian bool) (n number) {
	n.from = k
	le := make([]byte, len(b))
	parts := 1
	switch k {
	case convert.Complex64, convert.Complex128, convert.ComplexX87, convert.ComplexBinary128:
		parts = 2
	}
	size := len(b) / parts
	for i := range b {
		le[i] = b[i]
		if bigEndian {
			le[i] = b[i/size*size+size-1-i%size]
		}
	}
	n.parts[1] = new(big.Float)
	for p := range parts {
		n.parts[p], n.special[p] = takePart(le[p*size:][:size], k)
	}
	return n
}

func takePart(b []byte, k convert.Kind) (*big.Float, float64) {
	bits := new(big.Int)
	for i := range b {
		bits.Lsh(bits, 8).Or(bits, big.NewInt(int64(b[len(b)-1-i])))
	}
	switch k {
	case convert.Bool:
		return new(big.Float).SetInt64(int64(min(bits.Sign(), 1))), 0
	case convert.Int8, convert.Int16, convert.Int32, convert.Int64:
		if bits.BitLen() == 8*len(b) {
			bits.Sub(bits, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
		return new(big.Float).SetPrec(precision).SetInt(bits), 0
	case convert.Uint8, convert.Uint16, convert.Uint32, convert.Uint64:
		return new(big.Float).SetPrec(precision).SetInt(bits), 0
	case convert.Float16:
		return takeFloat(bits, 5, 10)
	case convert.BFloat16:
		return takeFloat(bits, 8, 7)
	case convert.Float32, convert.Complex64:
		return takeFloat(bits, 8, 23)
	case convert.Float64, convert.Complex128:
		return takeFloat(bits, 11, 52)
	case convert.Binary128, convert.ComplexBinary128:
		return takeFloat(bits, 15, 112)
	case convert.X87, convert.ComplexX87:
		return takeX87(bits)
	}
	panic(fmt.Sprint("no kind ", k))
}

// takeFloat goes by IEEE 754.
func takeFloat(bits *big.Int, exponentBits, fractionBits int) (*big.Float, float64) {
	one := big.NewInt(1)
	fraction := new(big.Int).And(bits, new(big.Int).Sub(new(big.Int).Lsh(one, uint(fractionBits)), one))
	full := 1<<exponentBits - 1
	exponent := int(new(big.Int).Rsh(bits, uint(fractionBits)).Uint64()) & full
	negative := bits.Bit(exponentBits+fractionBits) == 1
	switch {
	case exponent == full:
		return special(negative, fraction.Sign() != 0)
	case exponent == 0:
		exponent = 1
	default:
		fraction.SetBit(fraction, fractionBits, 1)
	}
	return scaled(negative, fraction, exponent-full/2-fractionBits), 0
}

// takeX87 goes by Intel's manual, table 8-3: unsupported formats are NaNs.
func takeX87(bits *big.Int) (*big.Float, float64) {
	mantissa := new(big.Int).And(bits, new(big.Int).SetUint64(math.MaxUint64))
	top := int(new(big.Int).Rsh(bits, 64).Uint64()) & 0xffff
	exponent, negative := top&0x7fff, top>>15 == 1
	switch {
	case exponent != 0 && mantissa.Bit(63) == 0:
		return special(negative, true)
	case exponent == 0x7fff:
		return special(negative, mantissa.TrailingZeroBits() != 63)
	}
	return scaled(negative, mantissa, max(exponent, 1)-16383-63), 0
}

func special(negative, nan bool) (*big.Float, float64) {
	if nan {
		return nil, math.NaN()
	}
	if negative {
		return nil, math.Inf(-1)
	}
	return nil, math.Inf(1)
}

func scaled(negative bool, m *big.Int, exponent int) *big.Float {
	f := new(big.Float).SetPrec(precision).SetInt(m)
	f.SetMantExp(f, exponent)
	if negative {
		f.Neg(f)
	}
	return f
}

// put appends n as one element.
func put(dst []byte, to convert.Kind, n number) []byte {
	le := binary.LittleEndian
	switch to {
	case convert.Bool:
		for p := range n.parts {
			if n.special[p] != 0 || n.parts[p].Sign() != 0 {
				return append(dst, 1)
			}
		}
		return append(dst, 0)
	case convert.Float16:
		return le.AppendUint16(dst, n.nearest16(5, 10))
	case convert.BFloat16:
		return le.AppendUint16(dst, n.nearest16(8, 7))
	case convert.Float32:
		return le.AppendUint32(dst, math.Float32bits(n.float32(0)))
	case convert.Float64:
		return le.AppendUint64(dst, math.Float64bits(n.float64(0)))
	case convert.Complex64:
		dst = le.AppendUint32(dst, math.Float32bits(n.float32(0)))
		return le.AppendUint32(dst, math.Float32bits(n.float32(1)))
	case convert.Complex128:
		dst = le.AppendUint64(dst, math.Float64bits(n.float64(0)))
		return le.AppendUint64(dst, math.Float64bits(n.float64(1)))
	}
	v := n.integer(to)
	for range to.Size() {
		dst = append(dst, byte(v))
		v >>= 8
	}
	return dst
}

func (n number) float64(p int) float64 {
	if s := n.special[p]; s != 0 {
		return canonicalNaN(s)
	}
	f, _ := n.parts[p].Float64()
	return f
}

func (n number) float32(p int) float32 {
	if s := n.special[p]; s != 0 {
		return float32(canonicalNaN(s))
	}
	f, _ := n.parts[p].Float32()
	return f
}

// canonicalNaN gives the NaN without a payload, which math.NaN is not.
func canonicalNaN(f float64) float64 {
	if f != f {
		return math.Float64frombits(0x7ff8 << 48)
	}
	return f
}

// integer truncates, then wraps what came from an integer and saturates what
// came from a float.
func (n number) integer(to convert.Kind) uint64 {
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(8*to.Size()))
	if to <= convert.Int64 {
		high.Rsh(high, 1)
		low.Neg(high)
	}
	high.Sub(high, big.NewInt(1))
	v := new(big.Int)
	switch s := n.special[0]; {
	case s != s:
	case s > 0:
		v = high
	case s < 0:
		v = low
	default:
		n.parts[0].Int(v)
	}
	if n.from > convert.Uint64 {
		if v.Cmp(low) < 0 {
			v = low
		}
		if v.Cmp(high) > 0 {
			v = high
		}
	}
	return v.And(v, new(big.Int).SetUint64(math.MaxUint64)).Uint64()
}

// nearest16 rounds to a float of 16 bits: from a float64 to float16 at once, as
// NumPy does, else by way of a float32, as NumPy and ml_dtypes do.
func (n number) nearest16(exponentBits, fractionBits int) uint16 {
	f := float64(n.float32(0))
	if exponentBits == 5 && (n.from == convert.Float64 || n.from == convert.Complex128) {
		f = n.float64(0)
	}
	full := 1<<exponentBits - 1
	infinity := full << fractionBits
	sign := uint16(0)
	if math.Signbit(f) {
		sign = 1 << 15
	}
	a := math.Abs(f)
	switch {
	case f != f:
		return uint16(infinity | 1<<(fractionBits-1))
	case a > math.MaxFloat64:
		return sign | uint16(infinity)
	}
	// Numbers of this format are m * 2^e, m with fractionBits+1 bits at most.
	// Counting steps from zero counts through the exponents as well.
	least := 2 - 1<<(exponentBits-1) - fractionBits
	e := least
	for math.Ldexp(a, -e) >= float64(uint(2)<<fractionBits) {
		e++
	}
	m := int(math.RoundToEven(math.Ldexp(a, -e)))
	return sign | uint16(min((e-least)<<fractionBits+m, infinity))
}
