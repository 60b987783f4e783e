package peers

import (
	"bufio"
	"fmt"
	"io"

	"github.com/sbinet/npyio/npy"
)

// npyio as its page has it: on the bare file.
func npyio() Peer {
	return Peer{
		Name:    "npyio",
		HowRead: "npy.NewReader(file).Read(&slice)",
		Read:    readNpyio,

		HowWrite: "npy.Write(file, slice), which can only write one dimension",
		Write: func(w io.Writer, data []float64, _ []int) error {
			return npy.Write(w, data)
		},

		HowReadHeader: "npy.NewReader",
		ReadHeader: func(r io.Reader) (string, []int, error) {
			reader, err := npy.NewReader(r)
			if err != nil {
				return "", nil, err
			}
			return reader.Header.Descr.Type, reader.Header.Descr.Shape, nil
		},

		HowWriteHeader: "npy.Write of an empty slice, since no function writes a header alone",
		WriteHeader: func(w io.Writer, _ []int) error {
			return npy.Write(w, []float64{})
		},
	}
}

// npyioArray is its road for those who do not name a type: one read of all that there is, which is
// then taken apart. Into a slice it reads each element by itself.
func npyioArray() Peer {
	return Peer{
		Name:    "npyio Array",
		HowRead: "var a npy.Array; npy.NewReader(file).Read(&a); a.Data()",
		Read: func(r io.Reader) ([]float64, []int, error) {
			reader, err := npy.NewReader(r)
			if err != nil {
				return nil, nil, err
			}
			var a npy.Array
			if err := reader.Read(&a); err != nil {
				return nil, nil, err
			}
			data, ok := a.Data().([]float64)
			if !ok {
				return nil, nil, fmt.Errorf("%T, not []float64", a.Data())
			}
			return data, a.Shape(), nil
		},
	}
}

// npyioBuffered is what those write who have measured reading into a slice.
func npyioBuffered() Peer {
	return Peer{
		Name:    "npyio bufio",
		HowRead: "the same through bufio.NewReader",
		Read: func(r io.Reader) ([]float64, []int, error) {
			return readNpyio(bufio.NewReader(r))
		},

		HowReadInto: "npy.NewReader(bufio.NewReader(file)).Read(&slice), a slice that is there",
		ReadInto: func(r io.Reader, data []float64) error {
			reader, err := npy.NewReader(bufio.NewReader(r))
			if err != nil {
				return err
			}
			return reader.Read(&data)
		},

		HowWrite: "npy.Write through a bufio.Writer of 64 KiB, one dimension",
		Write: func(w io.Writer, data []float64, _ []int) error {
			return buffered(w, func(w io.Writer) error { return npy.Write(w, data) })
		},
	}
}

func readNpyio(r io.Reader) (data []float64, shape []int, err error) {
	reader, err := npy.NewReader(r)
	if err != nil {
		return nil, nil, err
	}
	err = reader.Read(&data)
	return data, reader.Header.Descr.Shape, err
}
