package interop_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/npygo/npygo/header"
)

// grammar writes headers at random: mostly such as programs might write, in all the spellings that
// Python's literals and NumPy's dtypes have, with something wrong here and there.
type grammar struct{ *rand.Rand }

func pick[T any](g *rand.Rand, list []T) T { return list[g.IntN(len(list))] }

// one tells whether to do what is done once in n times.
func (g grammar) one(n int) bool { return g.IntN(n) == 0 }

// header gives the text of a header and the version to put it in.
func (g grammar) header() (text string, v header.Version) {
	v = pick(g.Rand, []header.Version{1, 1, 1, 1, 2, 3, 3})
	if g.one(4) { // the descr alone, since what is wrong elsewhere hides how it is read
		return "{'descr': " + g.descr(0) + ", 'fortran_order': False, 'shape': (2,), }", v
	}
	items := []string{
		g.str("descr") + g.gap() + ":" + g.gap() + g.descr(0),
		g.str("fortran_order") + g.gap() + ":" + g.gap() + g.order(),
		g.str("shape") + g.gap() + ":" + g.gap() + g.shape(),
	}
	if g.one(3) {
		g.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	}
	switch g.IntN(120) {
	case 0:
		items = items[:2]
	case 1:
		items = append(items, g.str("extra")+": 1")
	case 2, 3:
		items = append(items, g.str("shape")+": "+g.shape()) // the last one counts
	case 4:
		items = append([]string{g.str("descr") + ": " + g.descr(0)}, items...)
	case 5:
		items = append(items, "**{}")
	}
	comma := pick(g.Rand, []string{", ", ",", ", ", " , "})
	text = "{" + g.gap() + strings.Join(items, comma) + pick(g.Rand, []string{", ", "", ",", ", "}) + g.gap() + "}"
	if g.one(40) {
		text = "(" + text + ")"
	}
	if g.one(25) {
		text = pick(g.Rand, []string{" ", "\t", "\n", "\r", "\n ", "\f", "# x\n", "\\\n", " \f", "\f ", "\r\n", "\v"}) + text
	}
	return text + g.end(), v
}

func (g grammar) end() string {
	if !g.one(12) {
		return pick(g.Rand, []string{"\n", "\n", "      \n", ""})
	}
	return pick(g.Rand, []string{"   ", "\n\n", " # end\n", "\n  ", ";", "\r\n", "\x00", "  \t\n", "\n\t\n", "\n # x", "\r "})
}

// gap is what may stand between tokens.
func (g grammar) gap() string {
	if !g.one(100) {
		return ""
	}
	return pick(g.Rand, []string{" ", "  ", "\t", "\n", "\r\n", "\f", "# {'\n", "\\\n", "\r", "\v", "\u00a0", "\\ \n", "\n  \n"})
}

func (g grammar) order() string {
	if g.one(30) {
		return pick(g.Rand, []string{"0", "1", "None", "'False'", "true", "not True", "()", "False or True", "...", "(True)", "(False,)"})
	}
	return pick(g.Rand, []string{"False", "False", "True"})
}

// shape is a tuple of numbers.
func (g grammar) shape() string {
	if g.one(40) {
		return pick(g.Rand, []string{"[2]", "3", "None", "(2.0,)", "('2',)", "(True,)", "(2, False)", "((2,),)", "(2,,)", "(,)", "{2}",
			"(2", "2,", "(2, *(3,))",
			"(" + strings.Repeat("1,", 60+g.IntN(8)) + ")", "(" + strings.Repeat("1,", 30+g.IntN(6)) + ")", "(2j,)", "(-(2),)", "(2+1,)",
			"(...,)"})
	}
	dims := make([]string, pick(g.Rand, []int{0, 1, 1, 1, 2, 2, 3, 4, 8}))
	for i := range dims {
		dims[i] = g.gap() + g.dim()
	}
	text := strings.Join(dims, pick(g.Rand, []string{", ", ", ", ","}))
	if len(dims) == 1 && !g.one(30) || len(dims) > 1 && g.one(4) {
		text += ","
	}
	return "(" + text + g.gap() + ")"
}

func (g grammar) dim() string {
	n := int64(g.IntN(7))
	if g.one(20) {
		n = pick(g.Rand, []int64{-1, -2, 1 << 20, 1 << 31, 1<<31 - 1, 1 << 32, 1 << 40, 1 << 62, 1<<63 - 1, 300, 1 << 16})
	}
	if g.one(20) {
		return g.integer(n)
	}
	return strconv.FormatInt(n, 10)
}

// integer spells n as Python may.
func (g grammar) integer(n int64) string {
	if n < 0 {
		return pick(g.Rand, []string{"-", "- ", "-"}) + strings.TrimLeft(g.integer(-n), "+-")
	}
	return pick(g.Rand, []string{fmt.Sprintf("%d", n), fmt.Sprintf("%#x", n), fmt.Sprintf("0o%o", n), fmt.Sprintf("0b%b", n), fmt.Sprintf("+%d", n), fmt.Sprintf("0X%X", n),
		fmt.Sprintf("%dL", n), fmt.Sprintf("%d L", n), fmt.Sprintf("%dl", n), fmt.Sprintf("0%d", n), fmt.Sprintf("1_0%d", n), fmt.Sprintf("(%d)", n), fmt.Sprintf("--%d", n),
		fmt.Sprintf("np.int64(%d)", n), fmt.Sprintf("numpy.int32(%d)", n), fmt.Sprintf("%d.", n), fmt.Sprintf("%de0", n), fmt.Sprintf("0_%d", n), fmt.Sprintf("%d_", n), fmt.Sprintf("%#xL", n),
		"00", "-0", "18446744073709551616", "9223372036854775808",
		fmt.Sprintf("0B%b", n), fmt.Sprintf("0x_%x", n), fmt.Sprintf("00%d", n), fmt.Sprintf("%dLL", n)})
}

// str spells s as a Python string.
func (g grammar) str(s string) string {
	quote := pick(g.Rand, []string{"'", "'", "'", "\"", "'''", `"""`})
	if !g.one(25) {
		if strings.ContainsAny(s, "'\"\\\n") {
			return g.repr(s)
		}
		return quote[:1] + s + quote[:1]
	}
	switch g.IntN(8) {
	case 0:
		return pick(g.Rand, []string{"u", "U", "r", "R", "b", "B", "br", "f", "rb", "ur", "t"}) + "'" + s + "'"
	case 1:
		at := g.IntN(len(s) + 1)
		return "'" + s[:at] + "'" + pick(g.Rand, []string{"", " ", "\t", "\n", " u", " b"}) + "\"" + s[at:] + "\""
	case 2:
		at := g.IntN(len(s) + 1)
		return quote + s[:at] + pick(g.Rand, []string{"\\\n", "\\x41", "\\101", "\\u0041", "\\U00000041", "\\N{SPACE}", "\\q",
			"\\", "\\x4", "\\ud800", "\\0", "\\777", "\\U00110000", "\\\r\n"}) + s[at:] + quote
	case 3, 4:
		return g.repr(s)
	}
	return quote + s + quote
}

// repr spells every character by an escape, or few of them.
func (g grammar) repr(s string) string {
	var b strings.Builder
	all := g.one(2)
	for _, r := range s {
		switch {
		case !all && r >= ' ' && r != '\'' && r != '\\':
			b.WriteRune(r)
		case r < 256 && g.one(2):
			fmt.Fprintf(&b, "\\x%02x", r)
		case r < 256 && g.one(2):
			fmt.Fprintf(&b, "\\%03o", r)
		case r < 1<<16:
			fmt.Fprintf(&b, "\\u%04x", r)
		default:
			fmt.Fprintf(&b, "\\U%08X", r)
		}
	}
	return "'" + b.String() + "'"
}

// file puts the text into a file of that version; what latin-1 cannot hold goes into version 3.
func file(v header.Version, text string) []byte {
	b := append([]byte("\x93NUMPY"), byte(v), 0)
	if v != header.V3 {
		var latin []byte
		for _, r := range text {
			if r > 0xFF {
				return file(header.V3, text)
			}
			latin = append(latin, byte(r))
		}
		text = string(latin)
	}
	if v == header.V1 {
		return append(binary.LittleEndian.AppendUint16(b, uint16(len(text))), text...)
	}
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(text))), text...)
}
