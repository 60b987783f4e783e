package interop_test

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// makeDescr gives the descr of a dtype at random as NumPy writes it, of every kind there is but objects.
func makeDescr(r *rand.Rand, depth int) string {
	if depth < 3 && r.IntN(4) == 0 {
		return makeStruct(r, depth)
	}
	return "'" + makeWord(r) + "'"
}

func makeWord(r *rand.Rand) string {
	order := pick(r, []string{"<", ">"})
	switch r.IntN(10) {
	case 0:
		return "|S" + strconv.Itoa(r.IntN(9))
	case 1:
		return order + "U" + strconv.Itoa(r.IntN(6))
	case 2:
		return "|V" + strconv.Itoa(r.IntN(9))
	case 3:
		return order + pick(r, []string{"M8", "m8"}) + makeUnit(r)
	}
	return pick(r, []string{"|b1", "|i1", "|u1", order + "i2", order + "i4", order + "i8", order + "u2", order + "u4", order + "u8",
		order + "f2", order + "f4", order + "f8", order + "c8", order + "c16", order + "f16", order + "c32"})
}

func makeUnit(r *rand.Rand) string {
	if r.IntN(5) == 0 {
		return ""
	}
	multiple := ""
	if r.IntN(3) == 0 {
		multiple = strconv.Itoa(pick(r, []int{2, 7, 10, 25, 60, 1000, 2147483647}))
	}
	return "[" + multiple + pick(r, []string{"Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as"}) + "]"
}

func makeStruct(r *rand.Rand, depth int) string {
	var fields []string
	padded := false
	for i := range r.IntN(5) {
		if !padded && r.IntN(6) == 0 {
			padded = true
			fields = append(fields, fmt.Sprintf("('', '|V%d')", 1+r.IntN(9)))
			continue
		}
		padded = false
		name := fmt.Sprintf("'f%d'", i)
		if r.IntN(4) == 0 {
			name = fmt.Sprintf("'%s%d'", pick(r, []string{"é", "名", " ", "\\n", "\\\\", "x.", "\U0001F600", "\"", "\\x00", "\\u200b"}), i)
		}
		if r.IntN(8) == 0 {
			name = fmt.Sprintf("(%s, %s)", pick(r, []string{fmt.Sprintf("'title %d'", i), fmt.Sprintf("('t', %d)", i), fmt.Sprintf("'tü%d'", i)}), name)
		}
		descr := makeDescr(r, depth+1)
		text := "(" + name + ", " + descr
		if r.IntN(4) == 0 && !strings.HasSuffix(descr, "0'") { // no shape of text that has no bytes
			text += ", " + pyTuple(makeShape(r, 3, 4))
		}
		fields = append(fields, text+")")
	}
	return "[" + strings.Join(fields, ", ") + "]"
}

// makeShape gives 1 to most axes of less than limit.
func makeShape(r *rand.Rand, most, limit int) []int {
	shape := make([]int, 1+r.IntN(most))
	for i := range shape {
		shape[i] = 1 + r.IntN(limit-1)
		if r.IntN(15) == 0 {
			shape[i] = 0
		}
	}
	return shape
}

// pyTuple spells a shape as Python does.
func pyTuple(shape []int) string {
	text := make([]string, len(shape))
	for i, n := range shape {
		text[i] = strconv.Itoa(n)
	}
	if len(shape) == 1 {
		return "(" + text[0] + ",)"
	}
	return "(" + strings.Join(text, ", ") + ")"
}
