// Package wire puts an array of float64 into the forms in which services send such
// arrays to each other, and takes it out again: each form as its package's own page
// would have it done, without tricks.
package wire

import (
	"bytes"
	"math/rand/v2"

	"github.com/npygo/npygo/npy"
)

// Form is a way to send an array.
type Form struct {
	Name   string
	Encode func(npy.Array[float64]) ([]byte, error)
	Decode func([]byte) (npy.Array[float64], error) // the elements may lie in the bytes given
}

// Plain is the name of the form that is .npy without anything done to be fast.
const Plain = "npy: `MarshalBinary`, `Read`"

// Forms has all of them, .npy at the end. Those that reuse memory share it between
// calls: one goroutine at a time.
func Forms() []Form {
	return append(others(), []Form{
		{Plain, npy.Array[float64].MarshalBinary, func(b []byte) (npy.Array[float64], error) {
			return npy.Read[float64](bytes.NewReader(b))
		}},
		reused(),
		{"npy: `AppendBinary`, `View`", appender(), func(b []byte) (npy.Array[float64], error) {
			return npy.View[float64](b)
		}},
	}...)
}

// reused is .npy for a server in its steady state.
func reused() Form {
	var a npy.Array[float64]
	return Form{"npy: `AppendBinary`, `ReadInto`", appender(), func(b []byte) (npy.Array[float64], error) {
		err := npy.ReadInto(bytes.NewReader(b), &a)
		return a, err
	}}
}

// appender encodes into the same memory again and again.
func appender() func(npy.Array[float64]) ([]byte, error) {
	var b []byte
	return func(a npy.Array[float64]) (_ []byte, err error) {
		b, err = a.AppendBinary(b[:0])
		return b, err
	}
}

// Noise is an array of normal deviates, the same ones each time: numbers with all
// their digits, as measurements and weights have.
func Noise(shape ...int) npy.Array[float64] {
	n := 1
	for _, d := range shape {
		n *= d
	}
	random := rand.New(rand.NewPCG(1, 2))
	a := npy.Array[float64]{Data: make([]float64, n), Shape: shape}
	for i := range a.Data {
		a.Data[i] = random.NormFloat64()
	}
	return a
}
