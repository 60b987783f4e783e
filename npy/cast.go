package npy

import (
	"fmt"
	"strings"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/cast"
	"github.com/npygo/npygo/internal/convert"
)

// Casting says which numbers may be turned into which others when an array is
// read: NumPy's casting='safe', 'same_kind' and 'unsafe', with exactly the rules
// of numpy.can_cast. Each allows what the one before it does.
type Casting uint8

// The rules. The zero Casting allows nothing but a change of byte order.
const (
	// Safe allows what keeps every value: int32 to float64, bool to anything.
	// As in NumPy, int64 to float64 counts as safe, although it rounds.
	Safe Casting = iota + 1
	// SameKind allows also a smaller number of the same kind, or of a kind that
	// comes later in bool, unsigned, signed, float, complex: float64 to float32,
	// int64 to float16.
	SameKind
	// Unsafe allows any number to become any other.
	Unsafe
)

// String returns NumPy's word for the rule.
func (c Casting) String() string {
	switch c {
	case 0:
		return "equiv"
	case Safe:
		return "safe"
	case SameKind:
		return "same_kind"
	case Unsafe:
		return "unsafe"
	}
	return fmt.Sprintf("Casting(%d)", uint8(c))
}

// option is how a caller says c.
func (c Casting) option() string {
	return "Cast(" + [...]string{Safe: "Safe", SameKind: "SameKind", Unsafe: "Unsafe"}[c] + ")"
}

// Cast lets Read and its kin turn the file's numbers into T where the rule
// allows it, as astype(T, casting=rule) does; a number that is none of the rules allows nothing. Without it T must stand for the
// file's dtype. The numbers are bool, the integers, float16, float32, float64
// and the complex ones; bfloat16, where the file says so by that name; and C's
// long double ('<f16', '<c32', see LongDouble), but only to read it.
//
// The values are NumPy's:
//   - Integers wrap around: 300 as uint8 is 44.
//   - Floats become integers by dropping the fraction. What the integer type
//     cannot hold becomes the nearest that it can, and NaN becomes 0. NumPy
//     leaves these to the machine, and gives other numbers on other machines.
//   - Floats are rounded to the nearest, ties to even, also to subnormal
//     numbers; what is too large becomes an infinity. NaN stays NaN. To Float16
//     all but float64, and to BFloat16 all, are rounded to float32 first.
//   - Complex numbers lose their imaginary part, which only Unsafe allows.
//   - True is 1; whatever is not zero is true, NaN and a loose bool byte too.
//
// The elements are converted piece by piece while they are read, so no second
// array is made. View and Map cannot convert. The numbers in fields of structs
// are not converted: Field converts those of one.
func Cast(rule Casting) Option { return Option{set: setCasting, n: int64(rule)} }

// LongDoubleLayout is what the 16 bytes of a '<f16' mean. The header does not
// tell: it is what the C compiler of the machine that wrote the file calls long
// double.
type LongDoubleLayout uint8

// The layouts. (PowerPC's pair of two float64 is not supported. Windows and
// Apple's arm64 have no long double of their own and write '<f8'.)
const (
	// X87 is that of x86-64: the processor's 10 bytes, and 6 of anything.
	X87 LongDoubleLayout = iota
	// Binary128 is IEEE 754's, that of Linux on arm64, RISC-V and s390x.
	Binary128
)

// LongDouble tells in which layout the long doubles of the file are. Without it
// they are taken to be X87's. They are read, as numbers of another type, with
// Cast: SameKind makes them float64, each the nearest. Bit patterns that x87
// calls unsupported, which no calculation gives, are NaN.
func LongDouble(layout LongDoubleLayout) Option {
	return Option{set: setLongDouble, n: int64(layout)}
}

// castNumbers are the dtypes that can be cast, in the order of castingTable.
var castNumbers = [...]struct {
	kind    header.Kind
	size    int
	convert convert.Kind
}{
	{header.Bool, 1, convert.Bool},
	{header.Int, 1, convert.Int8}, {header.Int, 2, convert.Int16}, {header.Int, 4, convert.Int32}, {header.Int, 8, convert.Int64},
	{header.Uint, 1, convert.Uint8}, {header.Uint, 2, convert.Uint16}, {header.Uint, 4, convert.Uint32}, {header.Uint, 8, convert.Uint64},
	{header.Float, 2, convert.Float16}, {header.Float, 4, convert.Float32}, {header.Float, 8, convert.Float64}, {header.Float, 16, convert.X87},
	{header.Complex, 8, convert.Complex64}, {header.Complex, 16, convert.Complex128}, {header.Complex, 32, convert.ComplexX87},
	{header.Void, 2, convert.BFloat16},
}

// castNumber finds d among castNumbers. A void of two bytes is a bfloat16 only
// if it is called so, in the file or by header.BFloat16.
func castNumber(d header.DType) (i int, ok bool) {
	if _, _, sub := d.Subarray(); sub || d.IsStruct() || d.Kind() == header.Void && d.Name() != "bfloat16" {
		return 0, false
	}
	for i, n := range castNumbers {
		if n.kind == d.Kind() && n.size == d.ItemSize() {
			return i, true
		}
	}
	return 0, false
}

// castingFor is the least rule that allows elements of one dtype to become those
// of another, zero if none does. Byte orders do not matter.
func castingFor(to, from header.DType) Casting {
	t, okTo := castNumber(to)
	f, okFrom := castNumber(from)
	if !okTo || !okFrom {
		return 0
	}
	return Casting(strings.IndexByte("-sku", castingTable[f][t]))
}

// castPlan is the plan for numbers that are to become other numbers.
func castPlan[T any](d header.DType, o *options) (plan[T], bool, error) {
	e := elementOf[T]()
	if e == nil || o.casting == 0 {
		return plan[T]{}, false, nil
	}
	rule := castingFor(e.dtype, d)
	if rule == 0 || rule > o.casting {
		return plan[T]{}, false, nil
	}
	c := castConverter(e.dtype, d, o.longDouble)
	pl := plan[T]{element: element{dtype: d, word: 1}}
	pl.decode = func(dst []T, src []byte) error {
		if b, ok := cast.Bytes(dst); ok {
			c.Convert(b, src)
			return nil
		}
		b := make([]byte, len(dst)*e.size())
		c.Convert(b, src)
		decodePlain(dst, b, plan[T]{element: *e}) // in this machine's order
		return nil
	}
	return pl, true, nil
}

// castConverter is for two dtypes that castingFor knows.
func castConverter(to, from header.DType, layout LongDoubleLayout) *convert.Converter {
	t, _ := castNumber(to)
	f, _ := castNumber(from)
	kind := castNumbers[f].convert
	if layout == Binary128 {
		switch kind {
		case convert.X87:
			kind = convert.Binary128
		case convert.ComplexX87:
			kind = convert.ComplexBinary128
		}
	}
	c, _ := convert.New(castNumbers[t].convert, kind, orderOf(from) == header.BigEndian)
	return c
}
