package interop_test

import (
	"regexp"
	"slices"
	"strings"

	"github.com/npygo/npygo/header"
)

// difference is a kind of header about which we and NumPy are known to disagree. The first one that fits counts. What it fits is always
// something in the header, as NumPy and Python read it: an error of ours that anything else brings about is a new difference.
type difference struct {
	what string
	why  string
	is   func(c *comparison) bool
	rare uint64 // at most one header in so many is one of these, where the header tells less than it could; 0 is no limit
}

// differences are those from NumPy 2.4. The documentation of package header tells them in words.
var differences = []difference{
	{"we read dtypes that only ml_dtypes knows: bfloat16, <f1", "programs with ml_dtypes write them, and what they mean is clear",
		weRead(has("a dtype of ml_dtypes")), 0},
	{"we read blanks on a last line without newline", "NumPy 1 reads them, and somebody's files may end so",
		weRead(matches(`[\r\n][ \t\f]+$`)), 250},
	{"we read NumPy integers in the shape", "open_memmap of NumPy 2 writes them", weRead(matches(`\b(np|numpy)\s*\.\s*u?int\d+\s*\(`)), 500},
	{"we read the L of Python 2 among lines that end with CR alone", "the L is clear; NumPy looks for it with Python's tokenizer, which loses its place there",
		weRead(matches(`(?s)\r.*[0-9a-fA-F]\s*L|[0-9a-fA-F]\s*L.*\r`)), 10000},
	{"we read, and drop, metadata", "NumPy before 1.25 wrote it", weRead(has("metadata")), 0},
	{"we read names that NumPy 2 has dropped: bool8, and <a for <S", "NumPy 1 read them", weRead(has("a name that NumPy 2 dropped")), 0},

	{"metadata could be the fields of a union", "we drop all metadata; NumPy takes such for what it once was, and nobody writes it", bothRead(has("metadata")), 1500},
	{"a title keeps the spelling of its literal", "it may be any object of Python, which we do not compute", bothRead(onlyTitles), 0},
	{"a character of a newer Unicode than Python's is printed, or one of an older than Python's escaped", "Go's tables and Python's are of different years",
		bothRead(onlyEscapes), 0},

	{"a dict, a byte string, a set of several is no list of fields", "NumPy takes their items: none, keys, or in an order that changes from run to run",
		weRefuse("a (dict|byte string) is not a dtype|a set of several fields has no order", has("fields in a dict", "fields in a byte string", "fields in a set")), 0},
	{"a string, a dict or a set of two or three is no field", "NumPy takes its items, and so makes a field of two letters",
		weRefuse(`a field that is not \(name, dtype\)`, has("a field that is no pair")), 0},
	{"a dtype, None or nothing is no shape", "NumPy ignores it if its size is right, or makes a union, and no writer means that",
		weRefuse("in place of a shape|(string|tuple|list|dict) as a dimension", has("no shape")), 0},
	{"a shape of elements that have no bytes", "NumPy forgets it: it writes the header without", weRefuse("a shape of elements that have no bytes", has("a shape of nothing")), 0},
	{"the word T", "the elements are a pickle", weRefuse(`has no dtype .*T`, has("the word T")), 0},
	{"control characters as dtypes", "they are NumPy's internal numbers of dtypes, which no file has to know",
		weRefuse(`has no dtype "[<>|=]?\\(x[01][0-9a-f]|[abfnrtv])"`, has("the number of a dtype")), 0},
	{"units of time with a sign or an overflow", "what NumPy computes is another unit than what is written",
		weRefuse("is not a whole number of shorter units|counts less than 0 or more than", has("a unit with a sign or an overflow")), 0},
	{"weeks divided by what is no part of a week", "NumPy reads on behind the three parts in its table, and makes 0 years of it",
		weRefuse("is not a whole number of shorter units", has("0 years for a part of a week")), 0},
	{"a form feed and blanks before the dict", "Python takes it for an indented line, and NumPy too in version 3; in 1 and 2 its search for the L of Python 2 loses the form feed",
		weRefuse("an indented line", matches(`^[ \t]*\f`)), 0},
	{`characters by their Unicode names: \N{BULLET}`, "they need Unicode's table of names, a megabyte in Python, another for each of its versions; no writer escapes so",
		weRefuse("names of characters are not supported", matches(`\\N\{`)), 0},
	{"a product of dimensions that wraps around where there is no payload", "it is a lie about the size, and only seems true because of a zero",
		weRefuse("is larger than any memory|a negative dimension, -9223372036854775808", has("a product that wraps around")), 0},
	{"a byte order, and nothing else, behind the last comma", "NumPy drops the machine's own order, and refuses the other: it depends on who reads",
		weRefuse(`has no dtype "" \(in "`, has("a byte order alone")), 0},
	{"more than 4096 dtypes with commas between", "NumPy writes no such string, and two bytes of it would cost a hundred of memory",
		weRefuse("a string of more than 4096 dtypes", has("more than 4096 dtypes")), 0},
}

// oldDifferences are those that NumPy 1.24 has beyond them.
var oldDifferences = []difference{
	{"NumPy 1 has 32 dimensions", "NumPy 2 has 64", weRead(func(c *comparison) bool {
		return len(c.h.Shape) > 32 || regexp.MustCompile(`(1,\s*){32}`).MatchString(c.plain)
	}), 0},
	{"NumPy 1 looks for Python 2's L in every header, and loses its way where lines end with CR", "NumPy 2 first reads the header as it is", weRead(func(c *comparison) bool {
		return c.h.Version < header.V3 && strings.Contains(c.text, "\r")
	}), 2000},
	{"NumPy 1 has no n and N", "they are new in NumPy 2", weRead(has("a name since NumPy 2")), 0},
	{"NumPy 1 takes the shape 1 for none", "NumPy 2 keeps it", bothRead(func(c *comparison) bool { return withoutOnes(say(c.numpy)) == withoutOnes(say(c.ours)) }), 0},
	{"NumPy 1 takes the shape 1 for none, so that a nameless field is no padding", "NumPy 2 keeps it",
		bothRead(nameless(`(''|"")\s*,.*,\s*[(\[]?1,?[)\]]?\s*[)\]]`)), 10000},
	{"NumPy 1 takes one dtype and a comma for one dtype", "to NumPy 2 it is a list of one", has("one dtype and a comma"), 1000},
	{"NumPy 1 lets sizes wrap around", "NumPy 2 refuses them", weRefuse("elements of more than the .* bytes", has("a size beyond a C int")), 0},
	{"NumPy 1 has negative sizes", "NumPy 2 has none", weRefuse(`has no dtype ".*-|a negative dimension`, has("a negative size")), 0},
	{"NumPy 1 has other names", "NumPy 2 has dropped them", weRefuse("has no dtype", has("a name of NumPy 1")), 0},
}

// weRead is about headers that we read and NumPy refuses.
func weRead(is func(c *comparison) bool) func(c *comparison) bool {
	return func(c *comparison) bool { return len(c.numpy) == 0 && c.err == nil && is(c) }
}

// bothRead is about headers that both read, and that are then not the same.
func bothRead(is func(c *comparison) bool) func(c *comparison) bool {
	return func(c *comparison) bool { return len(c.numpy) > 0 && c.err == nil && is(c) }
}

// weRefuse is about headers that NumPy reads and we do not, with an error that matches the pattern, which alone would prove nothing: something
// else may have brought it about.
func weRefuse(pattern string, is func(c *comparison) bool) func(c *comparison) bool {
	re := regexp.MustCompile(pattern)
	return func(c *comparison) bool {
		return len(c.numpy) > 0 && c.err != nil && re.MatchString(c.err.Error()) && is(c)
	}
}

// has is about headers with one of these oddities, which oracle/odd.py finds.
func has(oddities ...string) func(c *comparison) bool {
	return func(c *comparison) bool {
		return slices.ContainsFunc(oddities, func(name string) bool { return slices.Contains(c.odd, name) })
	}
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

// withoutOnes is the text without (1,) as the shape of a field, and what that leaves of brackets.
func withoutOnes(text string) string {
	return strings.NewReplacer(", (1,)", "", "(", "", ")", "").Replace(withoutTitles(unescape(text)))
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
