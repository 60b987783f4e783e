package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// stats is what the values of an array come to: min, max and mean of the ones
// that are numbers, how many are NaN or infinite; how many are true.
type stats []stat

type stat struct {
	name  string // the field in JSON
	value any    // int64, number, [2]number (a complex one), or nil where there is none
}

// MarshalJSON makes an object, in the order of the list.
func (s stats) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	for i, st := range s {
		value, err := json.Marshal(st.value)
		if err != nil {
			return nil, err
		}
		b.WriteByte("{,"[min(i, 1)])
		b.WriteString(`"` + st.name + `":`)
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// A tally takes an array piece by piece.
type tally interface {
	add(piece npy.Raw) error
	stats() stats
}

// newTally returns nil and why, for elements that there are no statistics of.
func newTally(d dtype) (t tally, why string) {
	if why := d.opaque(); why != "" {
		return nil, why
	}
	if _, _, sub := d.Subarray(); sub {
		return nil, "the elements are arrays themselves"
	}
	if d.brain {
		return newHalfTally[npy.BFloat16](bfloat16Kind), ""
	}
	if make, ok := tallies[layout{d.Kind(), d.ItemSize()}]; ok {
		return make(), ""
	}
	switch {
	case d.IsStruct():
		return nil, "the elements are records: npy cat shows them"
	case d.Kind() == header.Void && d.ItemSize() == 2:
		return nil, "NumPy knows nothing of these elements: if they are bfloat16, say --as bfloat16"
	}
	return nil, "the elements are not numbers"
}

type layout struct {
	kind header.Kind
	size int
}

var tallies = map[layout]func() tally{
	{header.Bool, 1}:     func() tally { return new(boolTally) },
	{header.Int, 1}:      func() tally { return new(intTally[int8]) },
	{header.Int, 2}:      func() tally { return new(intTally[int16]) },
	{header.Int, 4}:      func() tally { return new(intTally[int32]) },
	{header.Int, 8}:      func() tally { return new(intTally[int64]) },
	{header.Uint, 1}:     func() tally { return new(intTally[uint8]) },
	{header.Uint, 2}:     func() tally { return new(intTally[uint16]) },
	{header.Uint, 4}:     func() tally { return new(intTally[uint32]) },
	{header.Uint, 8}:     func() tally { return new(intTally[uint64]) },
	{header.Float, 2}:    func() tally { return newHalfTally[npy.Float16](float16Kind) },
	{header.Float, 4}:    func() tally { return newFloatTally[float32](float32Kind) },
	{header.Float, 8}:    func() tally { return newFloatTally[float64](float64Kind) },
	{header.Complex, 8}:  func() tally { return newComplexTally[complex64]() },
	{header.Complex, 16}: func() tally { return newComplexTally[complex128]() },
}

// pieceSize is how many bytes are summed up at a time: few enough to stay in
// the processor's cache between being read and being looked at, and a multiple
// of every number's size.
const pieceSize = 256 << 10

// errCut says that the elements end early, after so many bytes.
type errCut int64

func (errCut) Error() string { return "the elements end early" }

// summarize reads size bytes of elements from r, in pieces, into t.
func summarize(r io.Reader, d dtype, size int64, t tally) error {
	buf := make([]byte, min(size, pieceSize))
	for done := int64(0); done < size; {
		buf = buf[:min(size-done, pieceSize)]
		n, err := io.ReadFull(r, buf)
		done += int64(n)
		if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
			return errCut(done)
		}
		if err != nil {
			return err
		}
		if err := t.add(npy.Raw{DType: d.DType, Data: buf}); err != nil {
			return err
		}
	}
	return nil
}

// boolTally counts what is true.
type boolTally struct{ n, trues int64 }

func (t *boolTally) add(piece npy.Raw) error {
	a, err := npy.As[bool](piece)
	t.n += int64(len(a.Data))
	for _, v := range a.Data {
		t.trues += one(v)
	}
	return err
}

// one is 1 if b; the compiler makes no jump of it.
func one(b bool) int64 {
	var n int64
	if b {
		n = 1
	}
	return n
}

func (t *boolTally) stats() stats {
	return stats{{"true", t.trues}, {"false", t.n - t.trues}}
}

// mean is sum over n, rounded once.
func mean(sum *big.Float, n int64) any {
	if n == 0 {
		return nil
	}
	m, _ := new(big.Float).Quo(sum, new(big.Float).SetInt64(n)).Float64()
	return float64Number(m)
}

func float64Number(x float64) number { return number(float64Kind.text(x, pythonLarge)) }

// bigFloat is a sum of float64 that loses nothing worth telling, and that
// cannot overflow.
func bigFloat() *big.Float { return new(big.Float).SetPrec(256) }
