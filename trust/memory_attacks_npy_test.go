package trust

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strings"
	"testing"
)

// attack is an input that is made to be dear.
type attack struct {
	name string
	make func(t *testing.T) []byte
}

func attacks() []attack {
	all := append(append(headerAttacks(), shapeAttacks()...), payloadAttacks()...)
	return append(append(append(all, jsonAttacks()...), archiveAttacks()...), bombs()...)
}

// headed is a file of version 3 with that text, and what follows.
func headed(text string, payload ...byte) []byte {
	b := append([]byte("\x93NUMPY\x03\x00"), binary.LittleEndian.AppendUint32(nil, uint32(len(text)))...)
	return append(append(b, text...), payload...)
}

func described(descr, shape string, payload ...byte) []byte {
	return headed("{'descr': "+descr+", 'fortran_order': False, 'shape': "+shape+", }", payload...)
}

func fixed(name string, b []byte) attack { return attack{name, func(*testing.T) []byte { return b }} }

// textSize is the length of the longest texts, of headers of memoryHeader. With NPYGO_MEMORY=1 it is that of the longest headers that
// may be without MaxHeader, and all takes minutes.
func textSize() int {
	if os.Getenv("NPYGO_MEMORY") != "" {
		return 1<<20 - 300
	}
	return memoryHeader - 300
}

// mega is a text of that length.
func mega(s string) string { return strings.Repeat(s, textSize()/len(s)) }

func headerAttacks() []attack {
	return []attack{
		fixed("a header of 4 GiB", []byte("\x93NUMPY\x02\x00\xff\xff\xff\xff{'descr'")),
		fixed("a header of 1 MiB that ends", []byte("\x93NUMPY\x03\x00\x00\x00\x10\x00{'descr'")),
		fixed("nothing but magic", []byte("\x93NUMPY")),
		fixed("10,000 lists", described(strings.Repeat("[", 10_000)+strings.Repeat("]", 10_000), "(1,)")),
		fixed("10,000 tuples in the shape", described("'<f8'", strings.Repeat("(", 10_000)+strings.Repeat(")", 10_000))),
		fixed("10,000 dicts", headed(strings.Repeat("{'descr':", 10_000))),
		fixed("structs in structs", described(strings.Repeat("[('a', ", 99)+"'<f8'"+strings.Repeat(")]", 99), "(1,)", make([]byte, 8)...)),
		fixed("100,000 keys", headed("{"+mega("'descr':0,")+"}")),
		fixed("100,000 keys, in hex", headed("{"+mega(`'\x64escr':0,`)+"}")),
		fixed("nothing but blanks", headed(mega(" "))),
		fixed("a long comment", headed("#"+mega("x"))),
		fixed("an open string", headed("'"+mega("x"))),
		fixed("joined strings", headed(mega("''"))),
		fixed("joined strings as dtype", described(mega("'f'"), "(1,)")),
		fixed("a long dtype", described("'"+mega("x")+"'", "(1,)")),
		fixed("a long dtype of escapes", described("'"+mega(`\x41`)+"'", "(1,)")),
		fixed("a long dtype of commas", described("'"+mega("f8,")+"'", "(1,)")),
		fixed("a long dtype of shapes", described("'"+mega("(1,)")+"f8'", "(1,)")),
		fixed("a long number", described("'f8'", "("+mega("9")+",)")),
		fixed("a long number in hex", described("'f8'", "(0x"+mega("0")+"1,)")),
		fixed("a long shape", described("'f8'", "("+mega("1,")+")")),
		fixed("lists in the shape", described("'f8'", "("+mega("[],")+")")),
		fixed("groups", headed(mega(strings.Repeat("(", 100)+strings.Repeat(")", 100)+","))),
		fixed("signs", described("'f8'", "("+mega("-")+"1,)")),
		fixed("sums", described("'f8'", "("+mega("1+1j,")+")")),
		fixed("L's", described("'f8'", "(1"+mega("L ")+",)")),
		fixed("1 MiB of NumPy integers", described("'f8'", "("+mega("np.int64(1),")+")")),
		fixed("a long name", described("[('"+mega("n")+"','<f8')]", "(1,)", make([]byte, 8)...)),
		fixed("a long title", described("[(('"+mega("t")+"','a'),'<f8')]", "(1,)", make([]byte, 8)...)),
		fixed("a long title of high letters", described("[(('"+mega("\U0001F600")+"','a'),'<f8')]", "(1,)", make([]byte, 8)...)),
		fixed("a long name, and an error", described("[('"+mega("n")+"','<f9')]", "(1,)")),
		fixed("a long name, twice", described("["+strings.Repeat("('"+mega("n")[:textSize()/2-50]+"','<f8'),", 2)+"]", "(1,)")),
		fixed("a long name deep inside, and an error", described(
			strings.Repeat("[('a', ", 98)+"[('"+mega("n")[:textSize()-2000]+"','<f9')]"+strings.Repeat(")]", 98), "(1,)")),
		fixed("fields without end", described("["+mega("('','V1'),"), "(1,)")),
		fixed("fields in fields, side by side", described("["+numbered("('%05x',[('a','<f8')]),")+"]", "(0,)")),
		fixed("many fields", described("["+numbered("('%05x','<f8'),")+"]", "(0,)")),
		fixed("many fields, and an element", described("["+numbered("('%05x','S1'),")+"]", "(1,)", make([]byte, 70_000)...)),
		fixed("many fields of shapes", described("["+numbered("('%05x','<f8',(1,)),")+"]", "(0,)")),
		fixed("many titles", described("["+numbered("(('t%05[1]x','%05[1]x'),'<f8'),")+"]", "(0,)")),
		fixed("many times", described("["+numbered("('%05x','<M8[ns]'),")+"]", "(0,)")),
		fixed("padding", described("["+mega("('','V1'),")+"]", "(0,)")),
		fixed("fields of 2 GiB", described("["+numbered("('%05x','S2147483647'),")+"]", "(0,)")),
		fixed("subarrays of subarrays", described(strings.Repeat("(", 99)+"'<f8'"+strings.Repeat(",(1,))", 99), "(1,)")),
		fixed("a subarray of 2^62", described("[('a','<f8',(2147483647,2147483647))]", "(0,)")),
		fixed("metadata", described("[('a','<f8',{"+mega("'k':[],")+"})]", "(1,)", make([]byte, 8)...)),
	}
}

// numbered is mega with a number in the text.
func numbered(format string) string {
	var b strings.Builder
	for i := 0; b.Len() < textSize(); i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func shapeAttacks() (list []attack) {
	ones := strings.Repeat(",1", 62)
	for _, shape := range []string{"(4611686018427387904,)", "(9223372036854775807,)", "(1099511627776, 0)", "(0, 1099511627776)",
		"(1048576, 0)", "(1048576" + ones + ", 0)", "(0" + ones + ", 1048576)", "(2147483647, 2147483647, 0, 2147483647)",
		"(1048576,)", "(1024" + ones + ",1024)",
		"(1" + ones + ")", "(65536, 65536, 65536, 65536)", "(-1,)", "(1099511627776, 0, 1099511627776)"} {
		for _, dtype := range []string{"'<f8'", "'|S0'", "'<U0'", "[]", "'|u1'", "[('a','|S0')]"} {
			name := "a dtype " + dtype + " of shape " + strings.Replace(shape, ones, ",1,...,1", 1)
			list = append(list, fixed(name, described(dtype, shape, make([]byte, 64)...)))
		}
	}
	return list
}

// payloadAttacks are files that keep what they promise, and are as dear as that can be.
func payloadAttacks() (list []attack) {
	const n = 1 << 17
	full := bytes.Repeat([]byte{'x'}, n)
	for dtype, size := range map[string]int{"'|S1'": 1, "'|b1'": 1, "'|u1'": 1, "'|i1'": 1, "'|V1'": 1, "'<f2'": 2, "'>f8'": 8,
		"'<f8'": 8, "'<U1'": 4, "'<M8[s]'": 8, "[('a','|S1')]": 1, "[('','V7'),('a','|S1')]": 8} {
		payload := full
		if size == 4 {
			payload = bytes.Repeat([]byte{0xff, 0xff, 0, 0}, n/4)
		}
		count := n / size
		shape, deep := fmt.Sprintf("(%d,)", count), fmt.Sprintf("(%d%s)", count, strings.Repeat(",1", 63))
		fortran := described(dtype, fmt.Sprintf("(%d,2,1)", count/2), payload...)
		list = append(list,
			fixed("128 KiB of "+dtype, described(dtype, shape, payload...)),
			fixed("128 KiB of "+dtype+", Fortran", bytes.Replace(fortran, []byte("False"), []byte("True "), 1)),
			fixed("half of 128 KiB of "+dtype, described(dtype, shape, payload[:n/2]...)),
			fixed("128 KiB of a 1 TiB of "+dtype, described(dtype, "(1099511627776,)", payload...)),
			fixed("128 KiB of "+dtype+" in 64 dimensions", described(dtype, deep, payload...)),
		)
	}
	return append(list,
		fixed("128 KiB after the array", described("'|u1'", "(1,)", full...)),
		fixed("a text of 128 KiB", described("'|S131072'", "(1,)", full...)),
		fixed("arrays in a row", bytes.Repeat(described("'|u1'", "(1,)", 1), 5000)),
	)
}

func jsonAttacks() []attack {
	return []attack{
		fixed("JSON: [", []byte(mega("["))),
		fixed("JSON: []", []byte("["+mega("[],")+"[]]")),
		fixed("JSON: 0", []byte("["+mega("0,")+"0]")),
		fixed("JSON: null", []byte("["+mega("null,")+"0]")),
		fixed("JSON: texts", []byte("["+mega(`"",`)+`""]`)),
		fixed("JSON: a text of 1 MiB of escapes", []byte(`["`+mega(`\u0041`)+`"]`)),
		fixed("JSON: a number of 1 MiB", []byte("["+mega("1")+"]")),
		fixed("JSON: a long problem", []byte(`{"title":"`+mega("x")+`","status":400}`)),
	}
}
