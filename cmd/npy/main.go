// Command npy shows what is in NumPy's .npy and .npz files, and makes the one of
// the other.
//
//	npy info FILE...         shape, dtype, order, sizes and statistics
//	npy cat FILE [SLICE]     the values, as NumPy prints them, or as JSON, CSV or TSV
//	npy ls FILE.npz...       the arrays in archives
//	npy zip OUT.npz FILE...  an archive of .npy files
//	npy unzip FILE.npz       the .npy files in an archive
//	npy version              which version this is
//
// A FILE is the name of a file, an http:// or https:// URL, or - for the standard
// input; the arrays in an archive are called FILE:NAME, or URL#NAME, and arrays that
// follow each other in one file FILE[0], FILE[1] and so on. The exit status is 0 if
// all went well and 1 otherwise.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with its surroundings as arguments. It returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(undashed(args))
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.Execute()
	if err == nil {
		return 0
	}
	if !errors.Is(err, errTold) {
		tell(stderr, err)
	}
	return 1
}

// undashed makes arguments such as -:NAME, a member of the archive on the standard
// input, none that look like flags. placeOf undoes it.
func undashed(args []string) []string {
	args = slices.Clone(args)
	for i, arg := range args {
		if strings.HasPrefix(arg, "-:") {
			args[i] = dashMark + arg
		}
	}
	return args
}

// dashMark is what no argument of a program can hold.
const dashMark = "\x00"

// errTold is what a command returns when it has told its errors already.
var errTold = errors.New("some files could not be read")

// tell writes err with the program's name in front.
func tell(w io.Writer, err error) {
	fmt.Fprintln(w, "npy: "+visible(message(err)))
}

// visible is s on one line, without what could do things to a terminal: an error
// may quote names from an archive.
func visible(s string) string {
	if !strings.ContainsFunc(s, unicode.IsControl) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsControl(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
