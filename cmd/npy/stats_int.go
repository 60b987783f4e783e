package main

import (
	"fmt"
	"math/big"

	"github.com/npygo/npygo/npy"
)

type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// intTally sums up integers exactly.
type intTally[T integer] struct {
	n        int64
	min, max T
	sum      big.Int
}

func (t *intTally[T]) add(piece npy.Raw) error {
	a, err := npy.As[T](piece)
	if err != nil || len(a.Data) == 0 {
		return err
	}
	if t.n == 0 {
		t.min, t.max = a.Data[0], a.Data[0]
	}
	t.n += int64(len(a.Data))
	if piece.DType.ItemSize() < 8 {
		t.sum.Add(&t.sum, big.NewInt(t.addNarrow(a.Data)))
		return nil
	}
	low, high := t.addWide(a.Data)
	t.sum.Add(&t.sum, big.NewInt(low))
	t.sum.Add(&t.sum, new(big.Int).Lsh(big.NewInt(high), 32))
	return nil
}

// addNarrow widens min and max by data, and returns its sum: of numbers of at
// most 32 bits, of which a piece has too few for an overflow. A jump that is
// hardly ever taken costs less than min and max do.
func (t *intTally[T]) addNarrow(data []T) (sum int64) {
	least, most := t.min, t.max
	for _, v := range data {
		if v < least || v > most {
			least, most = min(least, v), max(most, v)
		}
		sum += int64(v)
	}
	t.min, t.max = least, most
	return sum
}

// addWide is addNarrow for numbers of 64 bits. The sum is low + high<<32.
func (t *intTally[T]) addWide(data []T) (low, high int64) {
	least, most := t.min, t.max
	for _, v := range data {
		if v < least || v > most {
			least, most = min(least, v), max(most, v)
		}
		low += int64(uint32(v))
		high += upper(v)
	}
	t.min, t.max = least, most
	return low, high
}

// upper is v>>32, rounded down, so that v is upper(v)<<32 + uint32(v).
func upper[T integer](v T) int64 {
	if ^T(0) < 0 { // signed
		return int64(v) >> 32
	}
	return int64(uint64(v) >> 32)
}

func (t *intTally[T]) stats() stats {
	if t.n == 0 {
		return stats{{"min", nil}, {"max", nil}, {"mean", nil}}
	}
	return stats{{"min", number(fmt.Sprint(t.min))}, {"max", number(fmt.Sprint(t.max))},
		{"mean", mean(bigFloat().SetInt(&t.sum), t.n)}}
}
