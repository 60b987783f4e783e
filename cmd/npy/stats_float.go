package main

import (
	"math"
	"math/big"

	"github.com/npygo/npygo/npy"
)

// floatTally sums up floating-point numbers, leaving out NaN.
type floatTally[T float32 | float64] struct {
	kind        floatKind
	n           int64 // without NaN
	nan, inf    int64
	min, max    T
	sum         *big.Float // without infinities
	plus, minus bool       // infinities seen
}

func newFloatTally[T float32 | float64](k floatKind) *floatTally[T] {
	return &floatTally[T]{kind: k, min: T(math.Inf(1)), max: T(math.Inf(-1)), sum: bigFloat()}
}

func (t *floatTally[T]) add(piece npy.Raw) error {
	a, err := npy.As[T](piece)
	if err == nil {
		t.addAll(a.Data)
	}
	return err
}

func (t *floatTally[T]) addAll(data []T) {
	sum := t.extremes(data)
	if math.IsNaN(sum) || math.IsInf(sum, 0) { // a NaN, an infinity, or too large a sum
		t.careful(data)
		return
	}
	t.n += int64(len(data))
	t.sum.Add(t.sum, big.NewFloat(sum))
}

// extremes widens min and max by data, where comparing leaves NaN out by
// itself, and returns its sum, where a NaN or an infinity shows. Four sums at a
// time do not wait for each other.
func (t *floatTally[T]) extremes(data []T) float64 {
	least, most := t.min, t.max
	var s0, s1, s2, s3 float64
	for ; len(data) >= 4; data = data[4:] {
		a, b, c, d := data[0], data[1], data[2], data[3]
		s0, s1, s2, s3 = s0+float64(a), s1+float64(b), s2+float64(c), s3+float64(d)
		if a < least {
			least = a
		}
		if b < least {
			least = b
		}
		if c < least {
			least = c
		}
		if d < least {
			least = d
		}
		if a > most {
			most = a
		}
		if b > most {
			most = b
		}
		if c > most {
			most = c
		}
		if d > most {
			most = d
		}
	}
	for _, v := range data {
		s0 += float64(v)
		if v < least {
			least = v
		}
		if v > most {
			most = v
		}
	}
	t.min, t.max = least, most
	return s0 + s1 + s2 + s3
}

// careful counts and sums up what extremes could not.
func (t *floatTally[T]) careful(data []T) {
	const down, up = 1.0 / (1 << 64), 64 // a piece has fewer elements than that: their sum cannot overflow
	var sum, scaled float64
	var nan int64
	for _, v := range data {
		x := float64(v)
		switch {
		case x != x:
			nan++
		case x-x != 0:
			t.inf++
			t.plus, t.minus = t.plus || x > 0, t.minus || x < 0
		default:
			sum += x
			scaled += x * down
		}
	}
	t.nan += nan
	t.n += int64(len(data)) - nan
	exact := bigFloat()
	if math.IsInf(sum, 0) || math.IsNaN(sum) {
		exact.SetFloat64(scaled)
		exact.SetMantExp(exact, up)
	} else {
		exact.SetFloat64(sum)
	}
	t.sum.Add(t.sum, exact)
}

func (t *floatTally[T]) mean() any {
	switch {
	case t.n == 0:
		return nil
	case t.plus && t.minus:
		return number("nan")
	case t.plus:
		return number("inf")
	case t.minus:
		return number("-inf")
	}
	return mean(t.sum, t.n)
}

func (t *floatTally[T]) stats() stats {
	s := stats{{"min", nil}, {"max", nil}, {"mean", t.mean()}, {"nan", t.nan}, {"inf", t.inf}}
	if t.n > 0 {
		s[0].value = number(t.kind.text(float64(t.min), pythonLarge))
		s[1].value = number(t.kind.text(float64(t.max), pythonLarge))
	}
	return s
}

// halfTally sums up numbers of 16 bits as float32, which holds them exactly.
type halfTally[H npy.Float16 | npy.BFloat16] struct {
	wide *floatTally[float32]
	buf  []float32
}

func newHalfTally[H npy.Float16 | npy.BFloat16](k floatKind) *halfTally[H] {
	return &halfTally[H]{wide: newFloatTally[float32](k)}
}

func (t *halfTally[H]) add(piece npy.Raw) error {
	a, err := npy.As[H](piece)
	if err != nil {
		return err
	}
	t.buf = npy.Widen(t.buf[:0], a.Data)
	t.wide.addAll(t.buf)
	return nil
}

func (t *halfTally[H]) stats() stats { return t.wide.stats() }

// complexTally sums up complex numbers, leaving out those with a NaN part.
// They have no order, thus no min and max.
type complexTally[T complex64 | complex128] struct {
	nan, inf int64
	re, im   *floatTally[float64]
	buf      [2][]float64
}

func newComplexTally[T complex64 | complex128]() *complexTally[T] {
	return &complexTally[T]{re: newFloatTally[float64](float64Kind), im: newFloatTally[float64](float64Kind)}
}

func (t *complexTally[T]) add(piece npy.Raw) error {
	a, err := npy.As[T](piece)
	if err != nil {
		return err
	}
	re, im := t.buf[0][:0], t.buf[1][:0]
	for _, v := range a.Data {
		x, y := real(complex128(v)), imag(complex128(v))
		switch {
		case x != x || y != y:
			t.nan++
			continue
		case x-x != 0 || y-y != 0:
			t.inf++
		}
		re, im = append(re, x), append(im, y)
	}
	t.buf = [2][]float64{re, im}
	t.re.addAll(re)
	t.im.addAll(im)
	return nil
}

func (t *complexTally[T]) stats() stats {
	s := stats{{"mean", nil}, {"nan", t.nan}, {"inf", t.inf}}
	if t.re.n > 0 {
		s[0].value = [2]number{t.re.mean().(number), t.im.mean().(number)}
	}
	return s
}
