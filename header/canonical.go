package header

import (
	"encoding/binary"
	"math"
)

// The parts of the text that are the same in every header that NumPy writes.
const (
	beforeDescr = "{'" + keyDescr + "': "
	beforeOrder = ", '" + keyOrder + "': "
	beforeShape = ", '" + keyShape + "': "
	afterShape  = ", }"
)

// maxWord is more than the longest dtype in one word that NumPy writes.
const maxWord = 32

// parseCanonical reads the text as NumPy itself writes it for a dtype of one word, into h but for the shape. ok is false for any other text,
// right or wrong: that is for parseGeneral, which gives the same for the texts that are read here.
func parseCanonical(h *Header, shape []int, text []byte) (_ []int, ok bool) {
	word, rest, ok := cutDescr(text)
	if !ok {
		return shape, false
	}
	h.FortranOrder, rest, ok = cutOrder(rest)
	if !ok {
		return shape, false
	}
	shape, rest, ok = cutShape(shape[:0], rest)
	if !ok || !isEnd(rest) {
		return shape, false
	}
	if d := parseShort(word); d != nil {
		h.DType = *d
		return shape, true
	}
	var err *Error
	h.DType, err = parseWord(word)
	return shape, err == nil
}

func cutDescr(text []byte) (word, rest []byte, ok bool) {
	const before = beforeDescr + "'"
	if len(text) < len(before)+maxWord || string(text[:len(before)]) != before {
		return nil, nil, false
	}
	text = text[len(before):]
	for i, c := range text[:maxWord] {
		if c == '\'' {
			return text[:i], text[i+1:], true
		}
		if c < ' ' || c > '~' || c == '\\' || c == ',' { // not the characters of one word
			break
		}
	}
	return nil, nil, false
}

func cutOrder(text []byte) (fortran bool, rest []byte, ok bool) {
	const no, yes = beforeOrder + "False" + beforeShape, beforeOrder + "True" + beforeShape
	switch {
	case len(text) >= len(no) && string(text[:len(no)]) == no:
		return false, text[len(no):], true
	case len(text) >= len(yes) && string(text[:len(yes)]) == yes:
		return true, text[len(yes):], true
	}
	return false, nil, false
}

// cutShape reads a tuple of plain numbers.
func cutShape(shape []int, text []byte) ([]int, []byte, bool) {
	if len(text) == 0 || text[0] != '(' {
		return shape, nil, false
	}
	text = text[1:]
	comma := true
	for len(text) > 0 && text[0] != ')' {
		dim, n := cutDim(text)
		if n == 0 || !comma || len(shape) == maxRank {
			return shape, nil, false
		}
		shape = append(shape, dim)
		text = text[n:]
		comma = len(text) > 1 && text[0] == ','
		switch {
		case comma && text[1] == ' ':
			text = text[2:]
		case comma:
			text = text[1:]
		}
	}
	if len(text) == 0 || len(shape) == 1 && !comma { // (3) is a number
		return shape, nil, false
	}
	return shape, text[1:], true
}

// cutDim reads a decimal number of n digits; 0 digits if there is none, or one that is not so plain.
func cutDim(text []byte) (dim, n int) {
	const most = 18 // digits that fit an int64
	var v int64
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		v = v*10 + int64(text[n]-'0')
		n++
	}
	if n > most || n > 1 && text[0] == '0' || v > math.MaxInt {
		return 0, 0
	}
	return int(v), n
}

// isEnd tells whether text is the end of the dict, blanks, and a newline.
func isEnd(text []byte) bool {
	last := len(text) - 1
	if last < len(afterShape) || text[last] != '\n' || string(text[:len(afterShape)]) != afterShape {
		return false
	}
	text = text[len(afterShape):last]
	const blanks = 0x2020202020202020
	for ; len(text) >= 8; text = text[8:] {
		if binary.LittleEndian.Uint64(text) != blanks {
			return false
		}
	}
	for _, c := range text {
		if c != ' ' {
			return false
		}
	}
	return true
}
