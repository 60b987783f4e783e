package interop_test

import (
	"encoding/binary"
	"regexp"
	"strconv"
	"strings"

	"github.com/npygo/npygo/header"
)

var (
	escapes = regexp.MustCompile(`\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3})`)
	joints  = regexp.MustCompile(`'\s*[uU]?'|"\s*[uU]?"|'\s*[uU]?"|"\s*[uU]?'`)
)

// plainText is a header's text without escapes, and with joined strings in one: not quite Python's reading, but near enough to find a word.
func plainText(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\\\r\n", ""), "\\\n", "")
	return joints.ReplaceAllString(unescape(text), "")
}

func unescape(text string) string {
	return escapes.ReplaceAllStringFunc(text, func(s string) string {
		base, digits := 16, s[2:]
		if s[1] >= '0' && s[1] <= '7' {
			base, digits = 8, s[1:]
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil {
			return s
		}
		return string(rune(n))
	})
}

// say is the text of a header that was written, without what depends on its length.
func say(file []byte) string {
	return strings.TrimRight(textOf(file), " \n")
}

// textOf is the text of a file's header, in UTF-8, as far as it is there.
func textOf(file []byte) string {
	at, n := 10, 0
	switch {
	case len(file) > 12 && file[6] > 1:
		at, n = 12, int(binary.LittleEndian.Uint32(file[8:]))
	case len(file) > 10:
		n = int(binary.LittleEndian.Uint16(file[8:]))
	}
	text := file[min(at, len(file)):]
	if text = text[:min(n, len(text))]; at == 12 && file[6] == byte(header.V3) {
		return string(text)
	}
	return latin1(text)
}

func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
