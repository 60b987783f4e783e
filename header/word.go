package header

import "math"

// ParseDType reads a dtype as NumPy spells it: a word ("<f8", "float64", "?", "M8[ns]", "S5"), words with commas, which make a struct
// ("i4, (2,3)f8"), or the literal of a header ("[('a', '<i4'), ('b', '<f8', (2,))]", "('<f8', (2,))"). Without a byte order it is
// little-endian. An error is an *Error of kind ErrDType or ErrLimit whose Offset counts from the start of descr.
func ParseDType(descr string) (DType, error) {
	parse := parseString
	if isLiteral(descr) {
		parse = parseLiteral
	}
	d, err := parse([]byte(descr))
	if err != nil {
		return DType{}, err
	}
	return d, nil
}

// parseString reads the text of a string in a descr.
func parseString(s []byte) (DType, *Error) {
	if isCommaString(s) {
		return parseCommas(s)
	}
	return parseWord(s)
}

// parseWord reads a dtype that is one word.
func parseWord(s []byte) (DType, *Error) {
	if d := parseShort(s); d != nil {
		return *d, nil
	}
	return parseAnyWord(s)
}

// parseAnyWord is parseWord for all words, those of parseShort too.
func parseAnyWord(s []byte) (DType, *Error) {
	word, order, written := s, LittleEndian, NoOrder
	if len(s) > 0 {
		switch c := ByteOrder(s[0]); c {
		case LittleEndian, BigEndian:
			word, order, written = s[1:], c, c
		case NoOrder, '=': // on a dtype that has an order both mean the machine's own
			word = s[1:]
		}
	}
	d, ok, err := parseTime(word, order)
	if ok {
		return d, err
	}
	switch len(word) {
	case 0:
	case 1:
		d = byLetter(word[0])
	default:
		d, err = parseSized(word)
	}
	switch {
	case err != nil:
		return DType{}, err
	case !d.IsValid():
		d = byName(string(s))
	case d.kind == Void:
		d.order = written
	default:
		d = d.WithByteOrder(order)
	}
	if !d.IsValid() {
		return DType{}, fail(ErrDType, -1, "NumPy has no dtype %q", clip(s))
	}
	return d, nil
}

// parseShort finds the words that nearly all files have, like <f8 and |b1. It gives nil for all others.
func parseShort(s []byte) *DType {
	if len(s) != 3 || s[2]-'0' > 9 || shorts[s[1]] == nil {
		return nil
	}
	same := &shorts[s[1]][s[2]-'0']
	switch d := &same.little; ByteOrder(s[0]) {
	case BigEndian:
		d = &same.big
		fallthrough
	case LittleEndian, NoOrder, '=':
		if d.IsValid() {
			return d
		}
	}
	return nil
}

// shorts has the dtypes of a fixed size by their letter and size: a dtype that is copied from here is copied faster than made.
var shorts = func() (t [256]*[10]struct{ little, big DType }) {
	for _, s := range scalars {
		if s.kind.sized() || s.size > 9 {
			continue
		}
		if t[s.kind] == nil {
			t[s.kind] = new([10]struct{ little, big DType })
		}
		same := &t[s.kind][s.size]
		same.little, same.big = MakeDType(s.kind, int(s.size), LittleEndian), MakeDType(s.kind, int(s.size), BigEndian)
	}
	return t
}()

// parseSized reads a kind with its size: f8, S5, U3. The zero DType tells that it is none.
func parseSized(word []byte) (DType, *Error) {
	n, length := strtol(word[1:])
	if length != len(word)-1 || n < 0 {
		return DType{}, nil
	}
	k := Kind(word[0])
	switch {
	case k == 'a': // until NumPy 2.4
		k = Bytes
	case k == Object && n == 4: // from a 32-bit machine
		n = objectSize
	}
	if k.sized() {
		return makeSized(k, n)
	}
	if n > math.MaxUint8 || !k.hasSize(int(n)) {
		return DType{}, nil
	}
	return MakeDType(k, int(n), LittleEndian), nil
}

// makeSized gives the dtype of n characters, or bytes.
func makeSized(k Kind, n int64) (DType, *Error) {
	width := int64(1)
	if k == Unicode {
		width = unicodeSize
	}
	if n > math.MaxInt32/width {
		return DType{}, fail(ErrLimit, -1, "elements of more than the %d bytes that NumPy allows", math.MaxInt32)
	}
	return MakeDType(k, int(n*width), LittleEndian), nil
}
