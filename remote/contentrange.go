package remote

import (
	"strconv"
	"strings"
)

// contentRange is the header of that name (RFC 9110, section 14.4).
type contentRange struct {
	first, last int64 // -1, -1: "*", the range cannot be had
	size        int64 // of the object; -1: "*", not told
}

func (r contentRange) length() int64 { return r.last - r.first + 1 }

// parseContentRange parses "bytes 0-99/1234", "bytes 0-99/*" and "bytes */1234".
func parseContentRange(s string) (r contentRange, ok bool) {
	unit, s, ok := strings.Cut(s, " ")
	if !ok || strings.ToLower(unit) != "bytes" {
		return r, false
	}
	span, size, ok := strings.Cut(strings.Trim(s, " \t"), "/")
	if !ok {
		return r, false
	}
	r = contentRange{-1, -1, -1}
	if size != "*" {
		if r.size, ok = parseNumber(size); !ok {
			return r, false
		}
	}
	if span == "*" {
		return r, r.size >= 0
	}
	first, last, ok := strings.Cut(span, "-")
	if !ok {
		return r, false
	}
	r.first, ok = parseNumber(first)
	if !ok {
		return r, false
	}
	r.last, ok = parseNumber(last)
	return r, ok && r.first <= r.last && r.last < largest && (r.size < 0 || r.last < r.size)
}

// largest is the size of the largest object: sums of its size and some blocks are numbers still.
const largest = 1 << 62

// parseNumber takes digits alone, and only if they stand for no more than largest.
func parseNumber(s string) (int64, bool) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n <= largest
}
