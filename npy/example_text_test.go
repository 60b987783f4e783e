package npy_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"

	"github.com/npygo/npygo/npy"
)

// Strings are written as np.array(["Köln", "東京"]) is, and read from '<U' and
// '|S' alike.
func Example_strings() {
	var file bytes.Buffer
	cities := npy.Array[string]{Data: []string{"Köln", "東京"}}
	if err := npy.Write(&file, cities); err != nil {
		log.Fatal(err)
	}
	again, err := npy.Read[string](&file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(again.Data, cities.Header().DType)
	// Output: [Köln 東京] <U4
}

// AsBytes writes one byte where '<U' has four.
func ExampleAsBytes() {
	var file bytes.Buffer
	if err := npy.Write(&file, npy.Array[string]{Data: []string{"GATTACA", "ACGT"}}, npy.AsBytes()); err != nil {
		log.Fatal(err)
	}
	raw, err := npy.ReadRaw(&file)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%v %q\n", raw.DType, raw.Data)
	// Output: |S7 "GATTACAACGT\x00\x00\x00"
}

// Digests may end in a zero byte, which '|S' could not keep.
func ExampleAsVoid() {
	digests := npy.Array[[]byte]{Data: [][]byte{{0xa5, 0x17}, {0x3c, 0x00}}}
	fmt.Println(npy.Write(new(bytes.Buffer), digests))
	var file bytes.Buffer
	if err := npy.Write(&file, digests, npy.AsVoid()); err != nil {
		log.Fatal(err)
	}
	again, err := npy.Read[[]byte](&file)
	fmt.Println(again.Data, err)
	// Output:
	// npy: a value that does not fit: element 1: it ends in NUL, and 'S' fills up with NULs, which readers take off: AsVoid keeps them, for []byte of one length; LossyText accepts the loss
	// [[165 23] [60 0]] <nil>
}

// With a fixed width every file is of one dtype, whatever its texts.
func ExampleWidth() {
	for _, texts := range [][]string{{"a"}, {"abc", ""}, {"far too long"}} {
		var file bytes.Buffer
		if err := npy.Write(&file, npy.Array[string]{Data: texts}, npy.Width(5)); err != nil {
			fmt.Println(errors.Is(err, npy.ErrValue))
			continue
		}
		raw, err := npy.ReadRaw(&file)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(raw.DType)
	}
	// Output:
	// <U5
	// <U5
	// true
}

// Names of files that are not UTF-8 are, in Python, strings with lone
// surrogates. They are refused, replaced, or kept, as one likes.
func ExampleKeepSurrogates() {
	file := surrogateFile() // np.array(os.listdir(".")) with a file b"caf\xe9"
	_, err := npy.Read[string](bytes.NewReader(file))
	fmt.Println(err)
	a, _ := npy.Read[string](bytes.NewReader(file), npy.LossyText())
	fmt.Printf("%+q\n", a.Data)
	b, _ := npy.Read[string](bytes.NewReader(file), npy.KeepSurrogates())
	fmt.Printf("%q\n", b.Data)
	var again bytes.Buffer
	if err := npy.Write(&again, b, npy.KeepSurrogates()); err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.Equal(again.Bytes(), file))
	// Output:
	// npy: a value that does not fit at byte 140: element 0: character 3 is the lone surrogate U+DCE9, which UTF-8 cannot hold: KeepSurrogates keeps it, LossyText puts U+FFFD in its place, ReadRaw gives the bytes of the file
	// ["caf\ufffd"]
	// ["caf\xed\xb3\xa9"]
	// true
}

func surrogateFile() []byte {
	var file bytes.Buffer
	a := npy.Array[string]{Data: []string{"caf\xed\xb3\xa9"}}
	if err := npy.Write(&file, a, npy.KeepSurrogates()); err != nil {
		log.Fatal(err)
	}
	return file.Bytes()
}
