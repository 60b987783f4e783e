package interop_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
)

// corpus gives the headers of the golden files.
func corpus(t testing.TB) (files [][]byte) {
	t.Helper()
	for _, pattern := range []string{"good/*/*.npy", "odd/*.npy", "bad/*.npy"} {
		names, err := filepath.Glob(filepath.Join("..", "testdata", pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("no golden files %s: %v", pattern, err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if _, n, err := header.Parse(b); err == nil {
				b = b[:n]
			}
			if len(b) < 2000 { // a long one costs as much as many
				files = append(files, b)
			}
		}
	}
	return files
}

var tokens = regexp.MustCompile(`[A-Za-z0-9_]+|(?s:.)`)

var spareTokens = strings.Split(`'|"|(|)|[|]|{|}|,|:| |\|<|>||=|True|False|None|0|1|2|L|b|u|r|-|+|.|...|#|'''|descr|shape|fortran_order|<f8|V2|O|M8|;|
|*|1e5|0x|(2,)|[]|('a', '<i4')|""|\x|\N{DIGIT ONE}|np.int64(|)|/|é|%|f'|@|:=|lambda|1j|_|!`, "|")

// tokenMutation takes tokens of a text away, doubles and exchanges them.
func (g grammar) tokenMutation(text string) string {
	list := tokens.FindAllString(text, -1)
	for range 1 + g.IntN(3) {
		if len(list) == 0 {
			return ""
		}
		i, j := g.IntN(len(list)), g.IntN(len(list))
		switch g.IntN(5) {
		case 0:
			list = append(list[:i], list[i+1:]...)
		case 1:
			list[i] += list[i]
		case 2:
			list[i], list[j] = list[j], list[i]
		case 3:
			list[i] = pick(g.Rand, spareTokens)
		case 4:
			list[i] += pick(g.Rand, spareTokens)
		}
	}
	return strings.Join(list, "")
}

// byteMutation changes some bytes of the text of a file, which keeps the length that it says.
func (g grammar) byteMutation(b []byte) []byte {
	b = append([]byte(nil), b...)
	at := 10
	if len(b) > 6 && b[6] > 1 {
		at = 12
	}
	if g.one(100) {
		at = 0
	}
	text := b[min(at, len(b)):]
	for range 1 + g.IntN(2) {
		if len(text) == 0 {
			return b
		}
		i := g.IntN(len(text))
		if used := strings.TrimRight(string(text), " \n"); len(used) > 0 && !g.one(20) { // the blanks at the end are many
			i = g.IntN(len(used))
		}
		switch g.IntN(4) {
		case 0:
			text[i] ^= 1 << g.IntN(8)
		case 1:
			text[i] = pick(g.Rand, []byte(" '\"()[]{},:<>|0123456789TFLOSUVMmbifc\\\n#\x00\xff"))
		case 2:
			copy(text[i:], text[i+1:])
		case 3:
			copy(text[i+1:], text[i:])
		}
	}
	return b
}

// randomFile gives the header of the number i, which is the same for the same seed.
func randomFile(g grammar, golden [][]byte) []byte {
	switch n := g.IntN(100); {
	case n < 60:
		text, v := g.header()
		return file(v, text)
	case n < 72:
		text, v := g.header()
		return file(v, g.tokenMutation(text))
	case n < 80:
		text, v := g.header()
		return g.byteMutation(file(v, text))
	case n < 90:
		return g.byteMutation(pick(g.Rand, golden))
	}
	b := pick(g.Rand, golden)
	v := header.V1
	if len(b) > 12 && b[6] > 1 {
		v = header.Version(b[6])
	}
	b = file(v, g.tokenMutation(textOf(b)))
	if g.one(50) && len(b) > 10 { // the length may lie
		binary.LittleEndian.PutUint16(b[8:], uint16(g.IntN(200)))
	}
	return b
}
