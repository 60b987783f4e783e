package npy_test

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"reflect"
	"strconv"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// Named types, which are read like the types they are over.
type (
	celsius float64
	label   int32
	flag    bool
	phasor  complex64
	count   int
	size    uint
)

// each runs f's instance for every kind of T.
func each(t *testing.T, f func(t *testing.T, k kit)) {
	for _, k := range kits {
		t.Run(k.name, func(t *testing.T) { f(t, k) })
	}
}

// kit is what tests need of one T, with T hidden.
type kit struct {
	name  string
	descr string // little-endian
	size  int
	roads func(t *testing.T, file []byte, want any)
	naive func(payload []byte, big bool) any // the elements, one by one
	make  func(data any, shape []int, fortran bool) any
	save  func(t *testing.T, array any, name string, big bool) string // see TestNumPyLoads
}

var kits = []kit{
	newKit[bool]("|b1"), newKit[flag]("|b1"),
	newKit[int8]("|i1"), newKit[int16]("<i2"), newKit[int32]("<i4"), newKit[label]("<i4"), newKit[int64]("<i8"),
	newKit[uint8]("|u1"), newKit[uint16]("<u2"), newKit[uint32]("<u4"), newKit[uint64]("<u8"),
	newKit[int](intDescr('i')), newKit[count](intDescr('i')), newKit[uint](intDescr('u')), newKit[size](intDescr('u')),
	newKit[float32]("<f4"), newKit[float64]("<f8"), newKit[celsius]("<f8"),
	newKit[complex64]("<c8"), newKit[phasor]("<c8"), newKit[complex128]("<c16"),
	newKit[npy.Float16]("<f2"), newKit[npy.BFloat16]("<V2"),
}

func intDescr(kind byte) string {
	return "<" + string(kind) + strconv.Itoa(strconv.IntSize/8)
}

func newKit[T any](descr string) kit {
	d, err := header.ParseDType(descr)
	if err != nil {
		panic(err)
	}
	return kit{
		name: reflect.TypeFor[T]().String(), descr: descr, size: d.ItemSize(),
		roads: func(t *testing.T, file []byte, want any) { roads(t, file, want.(npy.Array[T])) },
		naive: func(payload []byte, big bool) any { return naive[T](payload, big) },
		make: func(data any, shape []int, fortran bool) any {
			return npy.Array[T]{Data: data.([]T), Shape: shape, FortranOrder: fortran}
		},
		save: func(t *testing.T, array any, name string, big bool) string {
			return save(t, array.(npy.Array[T]), name, big)
		},
	}
}

// naive decodes a payload one element after the other, by reflection.
func naive[T any](payload []byte, big bool) []T {
	var order binary.ByteOrder = binary.LittleEndian
	if big {
		order = binary.BigEndian
	}
	word := func(b []byte) uint64 {
		switch len(b) {
		case 1:
			return uint64(b[0])
		case 2:
			return uint64(order.Uint16(b))
		case 4:
			return uint64(order.Uint32(b))
		}
		return order.Uint64(b)
	}
	float := func(b []byte) float64 {
		if len(b) == 4 {
			return float64(math.Float32frombits(order.Uint32(b)))
		}
		return math.Float64frombits(order.Uint64(b))
	}
	n := int(reflect.TypeFor[T]().Size())
	data := make([]T, 0, len(payload)/n)
	for ; len(payload) >= n; payload = payload[n:] {
		b := payload[:n]
		var x T
		v := reflect.ValueOf(&x).Elem()
		switch v.Kind() {
		case reflect.Bool:
			v.SetBool(b[0] != 0)
		case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
			shift := 64 - 8*n
			v.SetInt(int64(word(b)<<shift) >> shift)
		case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
			v.SetUint(word(b))
		case reflect.Float32, reflect.Float64:
			v.SetFloat(float(b))
		case reflect.Complex64, reflect.Complex128:
			v.SetComplex(complex(float(b[:n/2]), float(b[n/2:])))
		}
		data = append(data, x)
	}
	return data
}

// noise is a payload of n elements whose floats are no NaNs (which a comparison
// would call different).
func (k kit) noise(n int, seed uint64) []byte {
	rng := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, n*k.size)
	for i := range b {
		b[i] = byte(rng.Uint32()) & 0x3f
		if k.descr == "|b1" {
			b[i] &= 1
		}
	}
	return b
}

// file is a .npy file of version 1 with the given descr.
func file(t testing.TB, descr string, shape []int, fortran bool, payload []byte) []byte {
	t.Helper()
	d, err := header.ParseDType(descr)
	if err != nil {
		t.Fatal(err)
	}
	if d.Kind() == header.Void && d.ItemSize() == 2 {
		d = header.BFloat16(d.ByteOrder())
	}
	b, err := header.Header{DType: d, Shape: shape, FortranOrder: fortran}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return append(b, payload...)
}
