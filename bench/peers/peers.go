// Package peers puts the other Go packages for .npy files behind one interface, each used
// as its own page shows, with a buffer around files where it reads or writes element by
// element.
//
// gorgonia.org/tensor v0.9.24 asks for a version of go4.org/unsafe/assume-no-moving-gc that
// panics with any Go newer than itself, unless ASSUME_NO_MOVING_GC_UNSAFE_RISK_IT_WITH is
// set before the program starts. This module asks for a later one, which asks the runtime
// instead of a list: nothing has to be set.
package peers

import (
	"bufio"
	"io"
)

// Peer is one package, used in one way. What it does not have is nil.
type Peer struct {
	Name string

	// Read takes an array from r, which is not buffered. The shape is nil where the
	// package hands out none.
	Read    func(r io.Reader) (data []float64, shape []int, err error)
	HowRead string

	// ReadInto takes as many elements as data has, into it.
	ReadInto    func(r io.Reader, data []float64) error
	HowReadInto string

	Write    func(w io.Writer, data []float64, shape []int) error
	HowWrite string

	// ReadHeader takes all that stands before the elements.
	ReadHeader    func(r io.Reader) (descr string, shape []int, err error)
	HowReadHeader string

	WriteHeader    func(w io.Writer, shape []int) error
	HowWriteHeader string
}

// All are the peers.
func All() []Peer {
	return []Peer{npyioBuffered(), npyioArray(), npyio(), gonpy(), gorgonia()}
}

// buffer is large: small writes cost a file more than small reads.
const buffer = 64 << 10

func buffered(w io.Writer, write func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, buffer)
	if err := write(b); err != nil {
		return err
	}
	return b.Flush()
}
