package header

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"sync"
	"unicode"

	"github.com/npygo/npygo/internal/pylit"
)

// maxCommaFields is how many fields we read from a string of words. NumPy never writes such a string, and two bytes of it would cost a
// hundred of memory.
const maxCommaFields = 1 << 12

// isBlank tells what Python's regular expressions call white space.
func isBlank(r rune) bool { return unicode.IsSpace(r) || '\x1c' <= r && r <= '\x1f' }

// isCommaString tells whether NumPy takes s for several words, or for one with a shape before it, and not for a plain word.
func isCommaString(s []byte) bool {
	if len(s) == 0 {
		return false
	}
	rest := s
	if isOrder(s[0]) {
		rest = s[1:]
	}
	if len(rest) > 0 && '0' <= rest[0] && rest[0] <= '9' || bytes.HasPrefix(rest, []byte("()")) {
		return true
	}
	depth := 0
	for _, c := range s {
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		case ',':
			if depth == 0 {
				return true
			}
		}
	}
	return false
}

func isOrder(c byte) bool { return c == '<' || c == '>' || c == '|' || c == '=' }

// parseCommas reads words with commas between them: a struct with the fields f0, f1 and so on. Without a comma it is one dtype, with a shape.
func parseCommas(s []byte) (DType, *Error) {
	var fields fieldList
	for rest := s; len(rest) > 0; {
		d, n, err := parseCommaWord(rest)
		if err != nil {
			err.Detail += fmt.Sprintf(" (in %q)", clip(s))
			return DType{}, err
		}
		rest = bytes.TrimLeftFunc(rest[n:], isBlank)
		if len(rest) == 0 && len(fields.fields) == 0 {
			return d, nil
		}
		if len(rest) > 0 {
			if rest[0] != ',' {
				return DType{}, fail(ErrDType, -1, "NumPy has no dtype %q", clip(s))
			}
			rest = bytes.TrimLeftFunc(rest[1:], isBlank)
		}
		if len(fields.fields) == maxCommaFields {
			return DType{}, fail(ErrLimit, -1, "a string of more than %d dtypes; write them as a list", maxCommaFields)
		}
		fields.fields = append(fields.fields, Field{Name: "f" + strconv.Itoa(len(fields.fields)), DType: d, Offset: int(fields.size)})
		if err := fields.skip(d.size, -1); err != nil {
			return DType{}, err
		}
	}
	return fields.dtype(), nil
}

// commaWord matches a dtype in a comma string: a byte order, a shape, a byte order, and a word. It matches everything, if need be in no bytes.
var commaWord = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^([<>|=]?)( *\(?[ ,\d]*\)? *)([<>|=]?)([A-Za-z\d.?]*(?:\[[A-Za-z\d,.]+\])?)`)
})

// parseCommaWord reads the first dtype of s, in n bytes.
func parseCommaWord(s []byte) (d DType, n int, err *Error) {
	m := commaWord().FindSubmatch(s)
	order, ok := oneOrder(m[1], m[3])
	if !ok {
		return DType{}, 0, fail(ErrDType, -1, "two byte orders in %q", clip(m[0]))
	}
	if d, err = parseString(append(order, m[4]...)); err != nil || len(m[2]) == 0 {
		return d, len(m[0]), err
	}
	var shape pylit.Literal
	if e := shape.Parse(m[2], 0); e != nil {
		return DType{}, 0, fail(ErrDType, -1, "%q is not a shape", clip(m[2]))
	}
	if d, err = withShape(d, shape.Root()); err != nil {
		err.Offset = -1 // it counts within m[2]
	}
	return d, len(m[0]), err
}

// oneOrder gives the order that counts of the two before and behind the shape, nothing if it is little-endian.
func oneOrder(a, b []byte) (order []byte, ok bool) {
	if len(a) == 0 {
		a = b
	}
	if len(b) == 0 {
		b = a
	}
	a, b = bytes.Replace(a, []byte("="), []byte("<"), 1), bytes.Replace(b, []byte("="), []byte("<"), 1)
	if string(a) == ">" {
		order = []byte(">")
	}
	return order, bytes.Equal(a, b)
}
