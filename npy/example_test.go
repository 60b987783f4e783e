package npy_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

func ExampleReadFile() {
	a, err := npy.ReadFile[float64]("../testdata/demo/temperature.npy")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Shape, a.At(0, 12))
	// Output:
	// [24 36] -16.3
}

func ExampleWrite() {
	var body bytes.Buffer // an http.ResponseWriter, as like as not
	a := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}
	if err := npy.Write(&body, a); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q, %d bytes in all\n", body.Bytes()[10:67], body.Len())
	// Output: "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3),", 152 bytes in all
}

func ExampleRead_several() {
	var stream bytes.Buffer
	for n := range 3 {
		if err := npy.Write(&stream, npy.Array[int16]{Data: make([]int16, n)}); err != nil {
			log.Fatal(err)
		}
	}
	for {
		a, err := npy.Read[int16](&stream)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(a.Shape)
	}
	// Output:
	// [0]
	// [1]
	// [2]
}

func ExampleReadInto() {
	var a npy.Array[float32] // its memory serves every file
	total := 0
	for _, name := range []string{"../testdata/demo/wave.npy", "../testdata/demo/bigendian.npy"} {
		f, err := os.Open(name)
		if err != nil {
			log.Fatal(err)
		}
		err = npy.ReadInto(f, &a)
		f.Close()
		if err != nil {
			log.Fatal(err)
		}
		total += a.Len()
	}
	fmt.Println(total, "elements")
	// Output:
	// 528 elements
}

func ExampleView() {
	file, err := os.ReadFile("../testdata/demo/sunset.npy")
	if err != nil {
		log.Fatal(err)
	}
	image, err := npy.View[uint8](file)
	if err != nil {
		log.Fatal(err)
	}
	image.Data[0] = 255 // changes file, too
	fmt.Println(image.Shape, len(image.Data))
	// Output: [64 96 3] 18432
}

func ExampleMap() {
	m, err := npy.Map[float64]("../testdata/demo/temperature.npy", npy.ReadOnly)
	if errors.Is(err, npy.ErrNoView) || errors.Is(err, errors.ErrUnsupported) {
		fmt.Println("[24 36]") // not on this machine: ReadFile copies
		return
	}
	if err != nil {
		log.Fatal(err)
	}
	defer m.Close()
	fmt.Println(m.Array.Shape)
	// Output: [24 36]
}

func ExampleCreateMap() {
	name := filepath.Join(os.TempDir(), "npy-example-squares.npy")
	defer os.Remove(name)
	m, err := npy.CreateMap[int32](name, 4, 5)
	if errors.Is(err, npy.ErrNoView) || errors.Is(err, errors.ErrUnsupported) {
		fmt.Println("49") // not on this machine
		return
	}
	if err != nil {
		log.Fatal(err)
	}
	for i := range m.Array.Data {
		m.Array.Data[i] = int32(i * i)
	}
	if err := m.Close(); err != nil {
		log.Fatal(err)
	}
	a, err := npy.ReadFile[int32](name)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.At(1, 2))
	// Output: 49
}

func ExampleWriteFile() {
	name := filepath.Join(os.TempDir(), "npy-example.npy")
	defer os.Remove(name)
	type celsius float64 // a named type is written as what it is over
	a := npy.Array[celsius]{Data: []celsius{21.5, 22, 19.5, 18}, Shape: []int{2, 2}}
	if err := npy.WriteFile(name, a, npy.Fsync()); err != nil {
		log.Fatal(err)
	}
	b, err := npy.ReadFile[float64](name)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(b.Data, b.Shape)
	// Output: [21.5 22 19.5 18] [2 2]
}

func ExampleReadAny() {
	for _, name := range []string{"sunset", "embedding", "bigendian", "events"} {
		f, err := os.Open("../testdata/demo/" + name + ".npy")
		if err != nil {
			log.Fatal(err)
		}
		a, err := npy.ReadAny(f)
		f.Close()
		if err != nil {
			log.Fatal(err)
		}
		switch a := a.(type) {
		case npy.Array[uint8]:
			fmt.Println(name, "holds bytes", a.Shape)
		case npy.Array[npy.Float16]:
			fmt.Println(name, "holds halves; as float32 the first is", npy.Widen(nil, a.Data)[0])
		case npy.Raw:
			fmt.Println(name, "holds", a.DType.Fields()[0].Name, "and more")
		default:
			fmt.Printf("%s is a %T of '%s'\n", name, a, a.Header().DType)
		}
	}
	// Output:
	// sunset holds bytes [64 96 3]
	// embedding holds halves; as float32 the first is 0.109069824
	// bigendian is a npy.Array[float32] of '>f4'
	// events holds time and more
}

func ExampleAs() {
	f, err := os.Open("../testdata/demo/bigendian.npy")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	raw, err := npy.ReadRaw(f) // its Data is as in the file
	if err != nil {
		log.Fatal(err)
	}
	a, err := npy.As[float32](raw)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(raw.DType, a.Data[:3])
	// Output:
	// >f4 [0 0.25 0.5]
}

func ExampleDTypeError() {
	_, err := npy.ReadFile[float32]("../testdata/demo/temperature.npy")
	var wrong *npy.DTypeError
	if errors.As(err, &wrong) {
		fmt.Println("want", wrong.Want, "got", wrong.Got)
	}
	fmt.Println(errors.Is(err, header.ErrDType))
	fmt.Println(err)
	// Output:
	// want <f4 got <f8
	// true
	// npy: ../testdata/demo/temperature.npy: bad dtype: the elements are '<f8', and float32 stands for '<f4': read them as float64, or with Cast(SameKind)
}

func ExampleArray_RowMajor() {
	a := npy.Array[int]{Data: []int{1, 4, 2, 5, 3, 6}, Shape: []int{2, 3}, FortranOrder: true}
	fmt.Println(a.At(0, 2), a.Strides())
	c := a.RowMajor()
	fmt.Println(c.At(0, 2), c.Strides(), c.Data)
	// Output:
	// 3 [1 2]
	// 3 [3 1] [1 2 3 4 5 6]
}

func ExampleArray_Reshape() {
	a := npy.Array[int]{Data: []int{1, 2, 3, 4, 5, 6}}
	b, err := a.Reshape(2, -1)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(b.Shape, b.At(1, 0))
	_, err = a.Reshape(4, -1)
	fmt.Println(err)
	// Output:
	// [2 3] 4
	// npy: bad shape: cannot reshape 6 elements to [4 -1]: the numbers of elements differ
}

func ExampleArray_MarshalBinary() {
	// This is all that gob, msgpack, CBOR and cache clients need to carry arrays.
	b, err := npy.Array[uint16]{Data: []uint16{7, 8, 9}}.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}
	var a npy.Array[uint16]
	if err := a.UnmarshalBinary(b); err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(b), a.Data)
	// Output: 134 [7 8 9]
}

func ExampleFloat16() {
	h := npy.NewFloat16(0.1)
	fmt.Println(h, h.Float32(), uint16(h))
	fmt.Println(npy.Widen(nil, []npy.Float16{h, 0x3c00}))
	// Output:
	// 0.1 0.099975586 11878
	// [0.099975586 1]
}
