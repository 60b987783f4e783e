package header_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/npygo/npygo/header"
)

func ExampleParse() {
	file := []byte("\x93NUMPY\x01\x00\x3c\x00{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }\npayload")
	h, n, err := header.Parse(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	size, _ := h.PayloadSize()
	fmt.Println(h.DType, h.DType.Name(), h.Shape, size, string(file[n:]))
	// Output: <f8 float64 [3 4] 96 payload
}

func ExampleHeader_Take() {
	var stream bytes.Buffer
	for _, n := range []int{2, 3} { // two arrays, one behind the other
		h := header.Header{DType: header.MakeDType(header.Uint, 1, header.NoOrder), Shape: []int{n}}
		b, _ := h.AppendBinary(nil)
		stream.Write(b)
		stream.Write(make([]byte, n))
	}
	var h header.Header
	for {
		if _, err := h.Take(&stream); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			fmt.Println(err)
			return
		}
		size, _ := h.PayloadSize()
		payload := stream.Next(int(size))
		fmt.Println(h.DType, h.Shape, payload)
	}
	// Output:
	// |u1 [2] [0 0]
	// |u1 [3] [0 0 0]
}

func ExampleParseDType() {
	d, err := header.ParseDType("[('name', 'S10'), ('', 'V2'), ('xyz', '<f4', (3,))]")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d, d.ItemSize(), "bytes")
	for _, f := range d.Fields() {
		fmt.Println(f.Offset, f.Name, f.DType)
	}
	// Output:
	// [('name', '|S10'), ('', '|V2'), ('xyz', '<f4', (3,))] 24 bytes
	// 0 name |S10
	// 12 xyz ('<f4', (3,))
}

func ExampleError() {
	_, _, err := header.Parse([]byte("\x93NUMPY\x01\x00\x3c\x00{'descr': '<f3', 'fortran_order': False, 'shape': (3, 4), }\n"))
	var e *header.Error
	fmt.Println(errors.Is(err, header.ErrDType), errors.As(err, &e) && e.Offset == 20)
	fmt.Println(err)
	// Output:
	// true true
	// npy: bad dtype at byte 20: NumPy has no dtype "<f3"
}
