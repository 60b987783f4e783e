// Package pylit reads and writes Python literals: the texts that Python's ast.literal_eval accepts and that its repr gives.
//
// That is the grammar of a .npy header. All of it is here, because other programs than NumPy write headers too, and people edit them: strings with
// every prefix, escape and quote, joined strings, numbers in every base, sums that make complex numbers, tuples, lists, sets, dicts, None,
// True, False, "...", comments, line continuation, and parentheses around any of these.
//
// Parse checks the whole text in one pass and keeps one small node per value, in the order of the text: no tree, no decoded strings, no
// numbers. That costs at most twelve bytes for each byte of the text, and eight if the text is a literal, however it is nested.
// The caller then walks to the values it wants, and only those are decoded:
//
//	var lit pylit.Literal
//	err := lit.Parse([]byte("{'shape': (3, 4)}"), 0)
//	for key, value := range lit.Root().Pairs() {
//		key.Text()   // "shape"
//		value.Kind() // Tuple
//	}
//
// One thing of literal_eval is left out: \N{...} in a string, which needs the table of Unicode names. And blanks on a last line that does not end
// are accepted, as NumPy 1 accepted them.
package pylit

import "fmt"

// Kind is what a value is.
type Kind uint8

// The kinds of value. Signs and parentheses leave no trace in the kind: -(1) is an Int.
const (
	None Kind = iota
	False
	True
	Ellipsis
	Int
	Float
	Imaginary // 2j
	Complex   // 1+2j: Items gives the two numbers
	String
	Bytes
	Tuple
	List
	Set
	Dict

	group Kind = 0xff // parentheses that make no tuple: the node behind is meant
)

var kindNames = [...]string{"None", "False", "True", "'...'", "an integer", "a float", "a complex number", "a complex number",
	"a string", "a byte string", "a tuple", "a list", "a set", "a dict"}

// String gives the kind as an error message would call it: "a tuple".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Dialect is a set of departures from the literals of Python 3 in UTF-8.
type Dialect uint8

// The departures.
const (
	Latin1     Dialect = 1 << iota // each byte of the text is a code point; else the text must be UTF-8
	LongSuffix                     // the L that Python 2 writes behind a long integer, as in 3L
	NumPyInt                       // NumPy 2's repr of its integers, np.int64(3), is the integer in it
)

// MaxNesting is how many brackets may be open at once: as many as Python's tokenizer allows.
const MaxNesting = 200

// maxDigits is the length of the longest decimal integer that Python converts (sys.int_info.default_max_str_digits).
const maxDigits = 4300

// Error says what is wrong with a text, and where.
type Error struct {
	Offset  int    // the byte in the text
	Message string // what is wrong there
	TooDeep bool   // more than MaxNesting brackets are open
}

func (e *Error) Error() string { return fmt.Sprintf("%s at byte %d", e.Message, e.Offset) }

// Literal is a checked text. The zero value is ready to Parse; parsing another text reuses the memory.
type Literal struct {
	src     []byte
	nodes   []node // in the order of the text: a container stands before its items
	dialect Dialect
}

// node is one value of the text.
type node struct {
	off  uint32 // where it begins; for a number, its first digit, behind sign and parentheses
	next uint32 // index of the first node that is not part of it
	kind Kind

	signed, neg bool // a number with a sign, with a minus sign
}
