package interop_test

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// fill makes up an element of dtype d: any bytes that the dtype allows. (Text beyond Unicode no Python
// can show, and a bool of neither 0 nor 1 we make true.) Padding is left as it is.
func fill(r *rand.Rand, d header.DType, b []byte) {
	if base, shape, ok := d.Subarray(); ok {
		n, _ := header.Header{Shape: shape}.Count()
		for i := range n {
			fill(r, base, b[i*base.ItemSize():(i+1)*base.ItemSize()])
		}
		return
	}
	if d.IsStruct() {
		for _, f := range d.Fields() {
			fill(r, f.DType, b[f.Offset:f.Offset+f.DType.ItemSize()])
		}
		return
	}
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	switch d.Kind() {
	case header.Bool:
		b[0] &= 1
	case header.Unicode:
		for i := 0; i < len(b); i += 4 {
			var c uint32
			if r.IntN(4) != 0 {
				c = pick(r, []uint32{'a', 'é', '名', 0x1F600, 0x10FFFF, 0xD800, 1})
			}
			order(d).PutUint32(b[i:], c)
		}
	case header.Bytes:
		if r.IntN(2) == 0 {
			clear(b[len(b)/2:])
		}
	case header.Float, header.Complex:
		fillFloat(r, d, b)
	case header.Datetime, header.Timedelta:
		if r.IntN(4) == 0 {
			order(d).PutUint64(b, 1<<63) // NaT
		}
	}
}

// fillFloat makes a number in every tenth case a special one, and x87's long doubles valid.
func fillFloat(r *rand.Rand, d header.DType, b []byte) {
	width := len(b)
	if d.Kind() == header.Complex {
		fillFloat(r, header.MakeDType(header.Float, width/2, d.ByteOrder()), b[:width/2])
		fillFloat(r, header.MakeDType(header.Float, width/2, d.ByteOrder()), b[width/2:])
		return
	}
	special := r.IntN(10) == 0
	switch {
	case width == 16:
		var x [16]byte // little-endian: 8 bytes of mantissa, 2 of exponent and sign, 6 of nothing
		binary.LittleEndian.PutUint64(x[:], r.Uint64()|1<<63)
		binary.LittleEndian.PutUint16(x[8:], uint16(0x3FFF-1100+r.IntN(2200))|uint16(r.IntN(2))<<15)
		for i := range x {
			if d.ByteOrder() == header.BigEndian {
				b[15-i] = x[i]
			} else {
				b[i] = x[i]
			}
		}
	case special && width == 8:
		order(d).PutUint64(b, math.Float64bits(pick(r, []float64{0, math.Inf(1), math.Inf(-1), math.NaN(), math.Copysign(0, -1), 5e-324, math.MaxFloat64})))
	case special && width == 4:
		order(d).PutUint32(b, math.Float32bits(pick(r, []float32{0, float32(math.Inf(1)), float32(math.NaN()), 1e-45, math.MaxFloat32})))
	case special && width == 2:
		order(d).PutUint16(b, pick(r, []uint16{0, 0x8000, 0x7C00, 0xFC00, 0x7E00, 1, 0x7BFF, 0x3C00}))
	}
}

func order(d header.DType) binary.ByteOrder {
	if d.ByteOrder() == header.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// values tells the elements in C order as the oracle does.
func values(t *testing.T, raw npy.Raw) string {
	t.Helper()
	size := raw.DType.ItemSize()
	var lines []string
	for _, i := range cOrder(raw.Shape, raw.FortranOrder) {
		lines = append(lines, value(t, raw.DType, raw.Data[i*size:(i+1)*size]))
	}
	return strings.Join(lines, "\n")
}

// cOrder gives, for each element in C order, where it is.
func cOrder(shape []int, fortran bool) []int {
	n, _ := header.Header{Shape: shape}.Count()
	at := make([]int, n)
	for i := range at {
		if at[i] = i; !fortran {
			continue
		}
		rest, stride, index := i, n, 0
		for axis := len(shape) - 1; axis >= 0; axis-- {
			stride /= shape[axis] // of Fortran's order: the axes before this one
			index += rest % shape[axis] * stride
			rest /= shape[axis]
		}
		at[i] = index
	}
	return at
}

// value tells an element by way of the Go type that stands for its dtype.
func value(t *testing.T, d header.DType, b []byte) string {
	t.Helper()
	if base, shape, ok := d.Subarray(); ok {
		n, _ := header.Header{Shape: shape}.Count()
		items := make([]string, n)
		for i := range items {
			items[i] = value(t, base, b[i*base.ItemSize():(i+1)*base.ItemSize()])
		}
		return "[" + strings.Join(items, " ") + "]"
	}
	if d.IsStruct() {
		var items []string
		for _, f := range d.Fields() {
			items = append(items, value(t, f.DType, b[f.Offset:f.Offset+f.DType.ItemSize()]))
		}
		return "{" + strings.Join(items, " ") + "}"
	}
	raw := npy.Raw{DType: d, Shape: []int{}, Data: b}
	switch d.Kind() {
	case header.Bool:
		return map[bool]string{true: "True", false: "False"}[as[bool](t, raw)]
	case header.Int:
		return strconv.FormatInt(as[int64](t, raw), 10)
	case header.Uint:
		return strconv.FormatUint(as[uint64](t, raw), 10)
	case header.Float:
		return pyFloat(as[float64](t, raw))
	case header.Complex:
		c := as[complex128](t, raw)
		return pyFloat(real(c)) + "," + pyFloat(imag(c))
	case header.Bytes:
		return hex.EncodeToString([]byte(strings.TrimRight(string(b), "\x00")))
	case header.Unicode:
		return codePoints(d, b)
	case header.Datetime, header.Timedelta:
		return count(t, raw)
	}
	return hex.EncodeToString(b)
}

func as[T any](t *testing.T, raw npy.Raw) T {
	t.Helper()
	a, err := npy.As[T](raw, npy.Cast(npy.Unsafe))
	if err != nil || len(a.Data) != 1 {
		t.Fatalf("%s as a %T: %v", raw.DType, a.Data, err)
	}
	return a.Data[0]
}

// pyFloat is Python's float.hex.
func pyFloat(x float64) string {
	switch {
	case x != x:
		return "nan"
	case math.IsInf(x, 0):
		return strings.TrimPrefix(strings.ToLower(fmt.Sprint(x)), "+")
	case x == 0:
		return map[bool]string{true: "-0x0.0p+0", false: "0x0.0p+0"}[math.Signbit(x)]
	}
	bits := math.Float64bits(x)
	sign, lead, exponent := "", 1, int(bits>>52&0x7FF)-1023
	if math.Signbit(x) {
		sign = "-"
	}
	if exponent == -1023 {
		lead, exponent = 0, -1022
	}
	return fmt.Sprintf("%s0x%d.%013xp%+d", sign, lead, bits&(1<<52-1), exponent)
}

// codePoints reads text by hand: a Go string cannot hold lone surrogates.
func codePoints(d header.DType, b []byte) string {
	var list []string
	end := len(b)
	for end > 0 && string(b[end-4:end]) == "\x00\x00\x00\x00" {
		end -= 4
	}
	for i := 0; i < end; i += 4 {
		list = append(list, strconv.FormatUint(uint64(order(d).Uint32(b[i:])), 10))
	}
	return strings.Join(list, ".")
}

func count(t *testing.T, raw npy.Raw) string {
	t.Helper()
	n := int64(0)
	if raw.DType.Kind() == header.Datetime {
		n = int64(as[npy.Datetime64](t, raw))
	} else {
		n = int64(as[npy.Timedelta64](t, raw))
	}
	if n == math.MinInt64 {
		return "NaT"
	}
	return strconv.FormatInt(n, 10)
}
