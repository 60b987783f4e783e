package npy

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"time"
)

// A jsonRun appends the elements from lo to hi, with commas between them. With an
// error, at is the element that it is about.
type jsonRun = func(dst []byte, lo, hi int) (out []byte, at int, err error)

// runOf is the jsonRun for data.
func runOf[T any](data []T, policy NonFinite) jsonRun {
	t := reflect.TypeFor[T]()
	switch t {
	case reflect.TypeFor[Float16]():
		return runOver(data, func(dst []byte, h Float16) ([]byte, error) { return appendFloat(dst, h.shortest(), 64, policy) })
	case reflect.TypeFor[BFloat16]():
		return runOver(data, func(dst []byte, h BFloat16) ([]byte, error) { return appendFloat(dst, h.shortest(), 64, policy) })
	case reflect.TypeFor[Datetime64](), reflect.TypeFor[Timedelta64]():
		return runOver(data, appendCount)
	}
	switch t.Kind() {
	case reflect.Bool:
		return runOver(data, func(dst []byte, v bool) ([]byte, error) { return strconv.AppendBool(dst, v), nil })
	case reflect.Int8:
		return runOver(data, appendInt[int8])
	case reflect.Int16:
		return runOver(data, appendInt[int16])
	case reflect.Int32:
		return runOver(data, appendInt[int32])
	case reflect.Int64:
		return runOver(data, appendInt[int64])
	case reflect.Int:
		return runOver(data, appendInt[int])
	case reflect.Uint8:
		return runOver(data, appendUint[uint8])
	case reflect.Uint16:
		return runOver(data, appendUint[uint16])
	case reflect.Uint32:
		return runOver(data, appendUint[uint32])
	case reflect.Uint64:
		return runOver(data, appendUint[uint64])
	case reflect.Uint:
		return runOver(data, appendUint[uint])
	case reflect.Float32:
		return runOver(data, func(dst []byte, v float32) ([]byte, error) { return appendFloat(dst, float64(v), 32, policy) })
	case reflect.Float64:
		return runOver(data, func(dst []byte, v float64) ([]byte, error) { return appendFloat(dst, v, 64, policy) })
	case reflect.Complex64:
		return runOver(data, func(dst []byte, v complex64) ([]byte, error) { return appendComplex(dst, complex128(v), 32, policy) })
	case reflect.Complex128:
		return runOver(data, func(dst []byte, v complex128) ([]byte, error) { return appendComplex(dst, v, 64, policy) })
	case reflect.String:
		return runOver(data, appendQuoted)
	}
	switch {
	case isTime(t):
		return runOver(data, appendTime)
	case textKindOf[T]() != 0:
		return runOver(data, appendBytes)
	}
	return runOver(data, appendOther[T])
}

// runOver is the jsonRun for elements that are, or are over, E.
func runOver[E, T any](data []T, one func([]byte, E) ([]byte, error)) jsonRun {
	elements, _ := under[E](data)
	return func(dst []byte, lo, hi int) (_ []byte, at int, err error) {
		for i, v := range elements[lo:hi] {
			if i > 0 {
				dst = append(dst, ',')
			}
			if dst, err = one(dst, v); err != nil {
				return dst, lo + i, err
			}
		}
		return dst, 0, nil
	}
}

func appendInt[I int8 | int16 | int32 | int64 | int](dst []byte, v I) ([]byte, error) {
	return strconv.AppendInt(dst, int64(v), 10), nil
}

func appendUint[U uint8 | uint16 | uint32 | uint64 | uint](dst []byte, v U) ([]byte, error) {
	return strconv.AppendUint(dst, uint64(v), 10), nil
}

// appendCount is for Datetime64 and Timedelta64.
func appendCount(dst []byte, v int64) ([]byte, error) {
	if v == NaT {
		return append(dst, "null"...), nil
	}
	return strconv.AppendInt(dst, v, 10), nil
}

// appendFloat spells v as Python's json does: so that, read there, it is a float
// again. bits is the size of the float that v was.
func appendFloat(dst []byte, v float64, bits int, policy NonFinite) ([]byte, error) {
	abs := math.Abs(v)
	switch {
	case abs < 1<<24 && v == float64(int32(v)) && (v != 0 || !math.Signbit(v)): // a third of the time of the general way
		return append(strconv.AppendInt(dst, int64(int32(v)), 10), ".0"...), nil
	case abs > math.MaxFloat64 || v != v:
		return appendNonFinite(dst, v, policy)
	case abs < 1e-4 && v != 0 || abs >= 1e16:
		return strconv.AppendFloat(dst, v, 'e', -1, bits), nil
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, v, 'f', -1, bits)
	for _, c := range dst[start:] {
		if c == '.' {
			return dst, nil
		}
	}
	return append(dst, ".0"...), nil
}

func appendNonFinite(dst []byte, v float64, policy NonFinite) ([]byte, error) {
	name := `"NaN"`
	switch {
	case v > 0:
		name = `"Infinity"`
	case v < 0:
		name = `"-Infinity"`
	}
	switch policy {
	case NonFiniteNull:
		return append(dst, "null"...), nil
	case NonFiniteText:
		return append(dst, name...), nil
	}
	return dst, valueError(-1, "%v, for which JSON has no number: NonFinite says what to write", v)
}

func appendComplex(dst []byte, v complex128, bits int, policy NonFinite) ([]byte, error) {
	dst, err := appendFloat(append(dst, '['), real(v), bits, policy)
	if err != nil {
		return dst, err
	}
	dst, err = appendFloat(append(dst, ','), imag(v), bits, policy)
	return append(dst, ']'), err
}

func appendTime(dst []byte, t time.Time) ([]byte, error) {
	t = t.UTC()
	switch year := t.Year(); {
	case t.IsZero():
		return append(dst, "null"...), nil
	case year < 0 || year > 9999:
		return dst, valueError(-1, "the year %d, which RFC 3339 cannot tell: it has four digits", year)
	}
	dst = t.AppendFormat(append(dst, '"'), time.RFC3339Nano)
	return append(dst, '"'), nil
}

func appendBytes(dst []byte, b []byte) ([]byte, error) {
	return append(base64.StdEncoding.AppendEncode(append(dst, '"'), b), '"'), nil
}

// appendOther leaves the element to encoding/json.
func appendOther[T any](dst []byte, v T) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return dst, valueError(-1, "%v", err)
	}
	if b[0] == '[' {
		return dst, valueError(-1, "the JSON of a %T is a list, which would be taken for an axis", v)
	}
	return append(dst, b...), nil
}
