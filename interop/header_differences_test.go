package interop_test

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/npygo/npygo/header"
)

// difference is a kind of header about which we and NumPy are known to disagree. The first one that fits counts.
type difference struct {
	what string // and the reason
	is   func(c *comparison) bool
}

// differences are those from NumPy 2.4. The documentation of package header tells them in words.
var differences = []difference{
	{"we read dtypes that only ml_dtypes knows: bfloat16, <f1", weRead(func(c *comparison) bool { return c.h.DType.Foreign() || foreignGap(c) })},
	{"we read blanks on a last line without newline, as NumPy 1 does", weRead(matches(`[\r\n][ \t\f]+$`))},
	{"we read NumPy integers in the shape: open_memmap of NumPy 2 writes them", weRead(matches(`\b(np|numpy)\s*\.\s*u?int\d+`))},
	{"we read the L of Python 2 among lines that end with CR alone", weRead(matches(`(?s)\r.*[0-9a-fA-F]\s*L|[0-9a-fA-F]\s*L.*\r`))},
	{"we read, and drop, metadata: NumPy before 1.25 wrote it", weRead(matches(`(?s)\{.*\{`))},
	{"we read names that NumPy 2 has dropped: bool8, and <a for <S", weRead(matches(`bool8|['"(,\s][<>|=]\s*a`))},

	{"metadata could be the fields of a union", bothRead(matches(`\{\s*(\}|['"]names['"])`))},
	{"a title keeps the spelling of its literal", bothRead(onlyTitles)},
	{"a character of a newer Unicode than Python's is printed, or one of an older than Python's escaped", bothRead(onlyEscapes)},

	{"a string, byte string, dict or set is no list of fields: only where empty, or in random order, NumPy makes one of it",
		weRefuse("a dict is not a dtype|a byte string is not a dtype|a set of several fields has no order")},
	{"a string or a dict of two or three is no field", weRefuse(`a field that is not \(name, dtype\)`)},
	{"a dtype, None or nothing is no shape: NumPy ignores it if its size is right, or makes a union", weRefuse("in place of a shape|(string|tuple|list|dict) as a dimension")},
	{"a shape of elements that have no bytes: NumPy forgets it", weRefuse("a shape of elements that have no bytes")},
	{"the elements of 'T' are a pickle", weRefuse("has no dtype .*T")},
	{"control characters are NumPy's internal numbers of dtypes", weRefuse(`has no dtype "[<>|=]?\\(x[01][0-9a-f]|[abfnrtv])"`)},
	{"units of time that NumPy computes with an overflow, or with a sign", weRefuse("is not a whole number of shorter units|counts less than 0 or more than")},
	{"a form feed and blanks before the dict", func(c *comparison) bool {
		return weRefuse("an indented line")(c) && regexp.MustCompile(`^[ \t]*\f`).MatchString(c.text)
	}},
	{`characters by their Unicode names: \N{BULLET}`, weRefuse("names of characters are not supported")},
	{"a product of dimensions that wraps around where there is no payload", weRefuse("is larger than any memory|a negative dimension, -9223372036854775808")},
	{"a byte order, and nothing else, behind the last comma: NumPy drops it", weRefuse(`has no dtype "" \(in ".*,[<|=]{1,2},?"\)`)},
	{"more than 4096 dtypes with commas between", weRefuse("a string of more than 4096 dtypes")},
}

// oldDifferences are those that NumPy 1.24 has beyond them.
var oldDifferences = []difference{
	{"NumPy 1 has 32 dimensions", weRead(func(c *comparison) bool {
		return len(c.h.Shape) > 32 || regexp.MustCompile(`(1,\s*){32}`).MatchString(c.plain)
	})},
	{"NumPy 1 looks for Python 2's L in every header, and loses its way where lines end with CR", weRead(func(c *comparison) bool {
		return c.h.Version < header.V3 && strings.Contains(c.text, "\r")
	})},
	{"NumPy 1 has no n and N", weRead(matches(`['"(,\s)\]0-9][<>|=]?\s*[nN]\s*['",]`))},
	{"NumPy 1 takes the shape 1 for none", bothRead(func(c *comparison) bool { return withoutOnes(say(c.numpy)) == withoutOnes(say(c.ours)) })},
	{"NumPy 1 takes the shape 1 for none, so that a nameless field is no padding", bothRead(nameless(`(''|"")\s*,.*,\s*\(?1,?\)?\s*\)`))},
	{"NumPy 1 takes one dtype and a comma for one dtype", matches(`['"](\([^)]*\)\s*)?[^'",:\s]+\s*,[\s<>|=]*['"]`)},
	{"NumPy 1 lets sizes wrap around", weRefuse("elements of more than the .* bytes")},
	{"NumPy 1 has negative sizes", weRefuse(`has no dtype ".*-|a negative dimension`)},
	{"NumPy 1 has other names", weRefuse("has no dtype .*([a-z]0|cfloat|longcomplex|_|string|unicode|object|str|float|complex)")},
}

// withoutOnes is the text without (1,) as the shape of a field, and what that leaves of brackets.
func withoutOnes(text string) string {
	return strings.NewReplacer(", (1,)", "", "(", "", ")", "").Replace(withoutTitles(unescape(text)))
}

// weRead is about headers that we read and NumPy refuses.
func weRead(is func(c *comparison) bool) func(c *comparison) bool {
	return func(c *comparison) bool { return len(c.numpy) == 0 && c.err == nil && is(c) }
}

// bothRead is about headers that both read, and that are then not the same.
func bothRead(is func(c *comparison) bool) func(c *comparison) bool {
	return func(c *comparison) bool { return len(c.numpy) > 0 && c.err == nil && is(c) }
}

// weRefuse is about headers that NumPy reads and we do not, with an error that matches the pattern.
func weRefuse(pattern string) func(c *comparison) bool {
	re := regexp.MustCompile(pattern)
	return func(c *comparison) bool { return len(c.numpy) > 0 && c.err != nil && re.MatchString(c.err.Error()) }
}

// matches is about headers whose text matches the pattern.
func matches(pattern string) func(c *comparison) bool {
	re := regexp.MustCompile(pattern)
	return func(c *comparison) bool { return re.MatchString(c.plain) }
}

// nameless is matches for patterns with a name of no letters, which plain text has not.
func nameless(pattern string) func(c *comparison) bool {
	re := regexp.MustCompile(pattern)
	return func(c *comparison) bool { return re.MatchString(c.text) }
}

// foreignGap: with ml_dtypes loaded NumPy takes a nameless field of such a dtype and a shape for padding, as we do, and the dtype has no trace of it.
var foreignGap = nameless(`(''|"")\s*,\s*['"]([<>|=]?f1|bfloat16)\b`)

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

// title finds titles that are not text. (Those that are have one spelling.)
var title = regexp.MustCompile(`\(\((Ellipsis|\.\.\.|None|True|False|[-+]?(inf|[0-9][0-9a-fA-FxXoObBeEjJ_.+-]*)|[-+]?\.[0-9]+|[({\[][^'"]*?[)}\]]|set\(\)), `)

func onlyTitles(c *comparison) bool {
	return title.Match(c.numpy) && withoutTitles(say(c.numpy)) == withoutTitles(say(c.ours))
}

func withoutTitles(text string) string { return title.ReplaceAllString(text, "((TITLE, ") }

// onlyEscapes tells whether the two headers differ in what they escape (and perhaps in titles, too).
func onlyEscapes(c *comparison) bool {
	return withoutTitles(unescape(say(c.numpy))) == withoutTitles(unescape(say(c.ours)))
}

// say is the text of a header that was written, without what depends on its length.
func say(file []byte) string {
	return strings.TrimRight(textOf(file), " \n")
}

// textOf is the text of a file's header, in UTF-8.
func textOf(file []byte) string {
	switch {
	case len(file) > 12 && file[6] == byte(header.V3):
		return string(file[12:])
	case len(file) > 12 && file[6] == byte(header.V2):
		return latin1(file[12:])
	}
	return latin1(file[min(10, len(file)):])
}

func latin1(b []byte) string {
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}
