// Command npy shows what is in NumPy's .npy files.
//
//	npy info FILE...         shape, dtype, order, sizes and statistics
//	npy cat FILE [SLICE]     the values, as NumPy prints them, or as JSON, CSV or TSV
//	npy version              which version this is
//
// A FILE is the name of a file, or - for the standard input; arrays that follow
// each other in one file are called FILE[0], FILE[1] and so on. The exit status
// is 0 if all went well and 1 otherwise.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with its surroundings as arguments. It returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
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

// errTold is what a command returns when it has told its errors already.
var errTold = errors.New("some files could not be read")

// tell writes err with the program's name in front, which the errors of the
// packages header and npy have already.
func tell(w io.Writer, err error) {
	fmt.Fprintln(w, "npy: "+strings.TrimPrefix(err.Error(), "npy: "))
}
