package npy

import (
	"encoding/binary"
	"math/bits"
	"reflect"
	"time"

	"github.com/npygo/npygo/header"
)

const timeSize = 8 // bytes of a datetime64 or timedelta64

// timePlan reads datetime64 as time.Time and timedelta64 as time.Duration.
func timePlan[T any](d header.DType, o *options) (pl plan[T], ok bool, err error) {
	instant, ok := timeKind[T]()
	if !ok {
		return plan[T]{}, false, nil
	}
	want := timedeltaNS
	if instant {
		want = datetimeNS
	}
	if _, _, sub := d.Subarray(); sub || d.Kind() != want.Kind() {
		return plan[T]{}, false, &header.Error{Kind: header.ErrDType, Offset: -1, Cause: &DTypeError{
			Want: want, Got: d, Type: reflect.TypeFor[T]().String()}}
	}
	c, err := newTimeCodec(d)
	if err != nil {
		return plan[T]{}, false, err
	}
	c.floor = o.casting >= SameKind
	big := d.ByteOrder() == header.BigEndian
	pl.element = element{dtype: d, word: timeSize}
	if instant {
		pl.decode = func(dst []T, src []byte) error { return decodeAs(dst, src, big, c.time) }
	} else {
		pl.decode = func(dst []T, src []byte) error { return decodeAs(dst, src, big, c.duration) }
	}
	return pl, true, nil
}

// timePlanTo is the way back. It looks at all of data, so that what has no
// count is refused before anything is written.
func timePlanTo[T any](data []T, bigEndian bool, o *options) (pl plan[T], ok bool, err error) {
	instant, ok := timeKind[T]()
	if !ok {
		return plan[T]{}, false, nil
	}
	d := timedeltaNS
	if instant {
		d = datetimeNS
	}
	if bigEndian {
		d = d.WithByteOrder(header.BigEndian)
	}
	if d, err = o.timeDType(d); err != nil {
		return plan[T]{}, false, err
	}
	c, err := newTimeCodec(d)
	if err != nil {
		return plan[T]{}, false, err
	}
	c.floor = o.casting >= SameKind
	pl.element = element{dtype: d, word: timeSize}
	if instant {
		err = checkAs(data, c.count)
		pl.encode = func(dst []byte, src []T) ([]byte, error) { return encodeAs(dst, src, bigEndian, c.count) }
	} else {
		err = checkAs(data, c.countOf)
		pl.encode = func(dst []byte, src []T) ([]byte, error) { return encodeAs(dst, src, bigEndian, c.countOf) }
	}
	if err != nil {
		return plan[T]{}, false, err
	}
	return pl, true, nil
}

// timeKind tells whether T is time.Time or a type over it (instant), or
// time.Duration. A type over that cannot be told from one over int64.
func timeKind[T any]() (instant, ok bool) {
	t := reflect.TypeFor[T]()
	instant = isTime(t)
	return instant, instant || t == reflect.TypeFor[time.Duration]()
}

// decodeAs turns the counts in src into dst. G is time.Time or time.Duration.
func decodeAs[G, T any](dst []T, src []byte, big bool, of func(int64) (G, error)) error {
	return fillUnder(dst, func(times []G) error {
		for i := range times {
			n := binary.LittleEndian.Uint64(src[i*timeSize:])
			if big {
				n = bits.ReverseBytes64(n)
			}
			var err error
			if times[i], err = of(int64(n)); err != nil {
				return shift(err, int64(i*timeSize))
			}
		}
		return nil
	})
}

// encodeAs is the way back.
func encodeAs[G, T any](dst []byte, src []T, big bool, count func(G) (int64, error)) ([]byte, error) {
	times, _ := under[G](src)
	for _, t := range times {
		n, err := count(t)
		if err != nil {
			return dst, err // checkAs saw none: src has changed since
		}
		if big {
			n = int64(bits.ReverseBytes64(uint64(n)))
		}
		dst = binary.LittleEndian.AppendUint64(dst, uint64(n))
	}
	return dst, nil
}

// checkAs looks for an element without a count.
func checkAs[G, T any](data []T, count func(G) (int64, error)) error {
	times, _ := under[G](data)
	for i, t := range times {
		if _, err := count(t); err != nil {
			return inElement(err, i)
		}
	}
	return nil
}

// timeTypeFor names the Go types to read times with, for goTypeFor; "" for a d
// that is of another kind.
func timeTypeFor(d header.DType) string {
	if _, _, sub := d.Subarray(); sub || !isTimeKind(d.Kind()) {
		return ""
	}
	if _, err := newTimeCodec(d); err != nil {
		return bareType(d)
	}
	if d.Kind() == header.Timedelta {
		return "time.Duration or Timedelta64"
	}
	return "time.Time or Datetime64"
}
