package npy

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"time"
)

// jsonSpace is what may stand between values.
const jsonSpace = " \t\r\n"

func parseBool(b []byte) (v bool, n int, err error) {
	switch {
	case bytes.HasPrefix(b, []byte("true")):
		return true, 4, nil
	case bytes.HasPrefix(b, []byte("false")):
		return false, 5, nil
	}
	return false, 0, notA("true or false", b)
}

func parseInt[I int8 | int16 | int32 | int64 | int](bits int) jsonParse[I] {
	return func(b []byte) (I, int, error) {
		n, whole := scanNumber(b)
		if !whole {
			return 0, 0, notA("an integer", b)
		}
		v, err := strconv.ParseInt(string(b[:n]), 10, bits)
		if err != nil {
			return 0, 0, valueError(0, "%s is out of the range of %T", excerpt(b[:n]), I(0))
		}
		return I(v), n, nil
	}
}

func parseUint[U uint8 | uint16 | uint32 | uint64 | uint](bits int) jsonParse[U] {
	return func(b []byte) (U, int, error) {
		n, whole := scanNumber(b)
		if !whole {
			return 0, 0, notA("an integer", b)
		}
		v, err := strconv.ParseUint(string(b[:n]), 10, bits)
		if err != nil && string(b[:n]) != "-0" {
			return 0, 0, valueError(0, "%s is out of the range of %T", excerpt(b[:n]), U(0))
		}
		return U(v), n, nil
	}
}

// parseCount is for Datetime64 and Timedelta64.
func parseCount(b []byte) (v int64, n int, err error) {
	if isNull(b) {
		return NaT, 4, nil
	}
	v, n, err = parseInt[int64](64)(b)
	if err == nil && v == NaT {
		return 0, 0, valueError(0, "%d, which would be NaT: that is null", v)
	}
	return v, n, err
}

func parseFloat[F float32 | float64](bits int, policy NonFinite) jsonParse[F] {
	return func(b []byte) (F, int, error) {
		n, _ := scanNumber(b)
		if n == 0 {
			v, n, err := parseNonFinite(b, policy)
			return F(v), n, err
		}
		v, err := strconv.ParseFloat(string(b[:n]), bits)
		if err != nil {
			return 0, 0, valueError(0, "%s is out of the range of %T", excerpt(b[:n]), F(0))
		}
		return F(v), n, nil
	}
}

// parseHalf rounds twice, to float32 and to H: for what AppendJSON wrote that
// changes nothing.
func parseHalf[H Float16 | BFloat16](policy NonFinite, round func(float32) H, widen func(H) float32) jsonParse[H] {
	return func(b []byte) (H, int, error) {
		v, n, err := parseFloat[float32](32, policy)(b)
		if err != nil {
			return 0, 0, err
		}
		h := round(v)
		if math.IsInf(float64(widen(h)), 0) && !math.IsInf(float64(v), 0) {
			return 0, 0, valueError(0, "%v is out of the range of %T", v, h)
		}
		return h, n, nil
	}
}

func parseNonFinite(b []byte, policy NonFinite) (v float64, n int, err error) {
	for _, word := range [...]struct {
		text string
		v    float64
	}{{`"NaN"`, math.NaN()}, {`"Infinity"`, math.Inf(1)}, {`"-Infinity"`, math.Inf(-1)}} {
		if bytes.HasPrefix(b, []byte(word.text)) {
			return word.v, len(word.text), nil
		}
	}
	if isNull(b) {
		if policy == NonFiniteNull {
			return math.NaN(), 4, nil
		}
		return 0, 0, valueError(0, "null is no number: NonFiniteNull reads it as NaN")
	}
	return 0, 0, notA("a number", b)
}

// parseComplex reads a list of two.
func parseComplex[C complex64 | complex128](bits int, policy NonFinite) jsonParse[C] {
	part := parseFloat[float64](bits, policy)
	return func(b []byte) (C, int, error) {
		at := 0
		var parts [2]float64
		for i, before := range "[," {
			if at += skipSpace(b[at:]); at == len(b) || b[at] != byte(before) {
				return 0, 0, notA("a complex number, [re,im]", b)
			}
			at++
			at += skipSpace(b[at:])
			v, n, err := part(b[at:])
			if err != nil {
				return 0, 0, shift(err, int64(at))
			}
			parts[i], at = v, at+n
		}
		if at += skipSpace(b[at:]); at == len(b) || b[at] != ']' {
			return 0, 0, notA("a complex number, [re,im]", b)
		}
		return C(complex(parts[0], parts[1])), at + 1, nil
	}
}

// parseBytes reads base64, as encoding/json does.
func parseBytes(b []byte) (v []byte, n int, err error) {
	s, n, err := parseString(b)
	if err == nil {
		if v, err = base64.StdEncoding.DecodeString(s); err != nil {
			err = notA("bytes in base64", b)
		}
	}
	return v, n, err
}

func parseTime(b []byte) (t time.Time, n int, err error) {
	if isNull(b) {
		return time.Time{}, 4, nil
	}
	s, n, err := parseString(b)
	if err != nil {
		return time.Time{}, 0, err
	}
	if t.UnmarshalText([]byte(s)) != nil {
		return time.Time{}, 0, notA("a time like 2024-05-17T12:30:00Z (RFC 3339)", b)
	}
	if t.IsZero() {
		return time.Time{}, 0, valueError(0, "%s is the zero time.Time, which stands for NaT: that is null", s)
	}
	return t.UTC(), n, nil
}

// parseOther leaves the element to encoding/json.
func parseOther[T any](b []byte) (v T, n int, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	if err := d.Decode(&v); err != nil {
		return v, 0, valueError(0, "%v", err)
	}
	return v, int(d.InputOffset()), nil
}

func isNull(b []byte) bool { return bytes.HasPrefix(b, []byte("null")) }

func skipSpace(b []byte) int { return len(b) - len(bytes.TrimLeft(b, jsonSpace)) }

func notA(what string, b []byte) error { return valueError(0, "%s is not %s", excerpt(b), what) }

// excerpt is what an error shows of b: its beginning.
func excerpt(b []byte) string {
	const most = 24
	if i := bytes.IndexAny(b, ",]\n"); i > 0 {
		b = b[:i]
	}
	if len(b) > most {
		return string(b[:most]) + "..."
	}
	return string(b)
}

// scanNumber is the length of the number that b begins with, by JSON's grammar,
// which is narrower than strconv's; 0 if there is none. whole: it has neither a
// point nor an exponent.
func scanNumber(b []byte) (n int, whole bool) {
	if len(b) > 0 && b[0] == '-' {
		n++
	}
	first := n
	n += scanDigits(b[n:])
	if n == first || b[first] == '0' && n > first+1 {
		return 0, false
	}
	whole = true
	if n < len(b) && b[n] == '.' {
		more := scanDigits(b[n+1:])
		if more == 0 {
			return 0, false
		}
		n, whole = n+1+more, false
	}
	if n < len(b) && b[n]|0x20 == 'e' {
		sign := 0
		if n+1 < len(b) && (b[n+1] == '+' || b[n+1] == '-') {
			sign = 1
		}
		more := scanDigits(b[n+1+sign:])
		if more == 0 {
			return 0, false
		}
		n, whole = n+1+sign+more, false
	}
	return n, whole
}

func scanDigits(b []byte) (n int) {
	for n < len(b) && b[n]-'0' <= 9 {
		n++
	}
	return n
}
