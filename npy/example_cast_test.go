package npy_test

import (
	"bytes"
	"fmt"
	"log"

	"github.com/npygo/npygo/npy"
)

func ExampleCast() {
	// The file holds float64; a model wants float32.
	a, err := npy.ReadFile[float32]("../testdata/demo/temperature.npy", npy.Cast(npy.SameKind))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Shape, a.At(0, 12))

	_, err = npy.ReadFile[float32]("../testdata/demo/temperature.npy", npy.Cast(npy.Safe))
	fmt.Println(err)
	// Output:
	// [24 36] -16.3
	// npy: ../testdata/demo/temperature.npy: bad dtype: the elements are '<f8', and float32 stands for '<f4': read them as float64, or with Cast(SameKind)
}

func ExampleCast_any() {
	// An array whose dtype is known only now, as float64 whatever it is.
	var body bytes.Buffer
	if err := npy.Write(&body, npy.Array[uint8]{Data: []uint8{0, 127, 255}}); err != nil {
		log.Fatal(err)
	}
	any, err := npy.ReadAny(&body)
	if err != nil {
		log.Fatal(err)
	}
	a, err := npy.As[float64](any, npy.Cast(npy.Unsafe))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%T became %v\n", any, a.Data)
	// Output: npy.Array[uint8] became [0 127 255]
}

func ExampleLongDouble() {
	// np.longdouble, written on x86-64; from arm64 it would be npy.Binary128.
	a, err := npy.ReadFile[float64]("../testdata/good/values/longdouble-le.npy", npy.Cast(npy.SameKind), npy.LongDouble(npy.X87))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Data[:4])
	// Output: [0 -0 1 -1.5]
}

func ExampleFloat8Format_Widen() {
	// The weights of a model, saved with ml_dtypes.
	a, err := npy.ReadFile[npy.Float8]("../testdata/good/mldtypes/float8_e4m3fn.npy")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(npy.Float8E4M3FN.Widen(nil, a.Data[:3]))
	// Output: [0.01171875 0.001953125 0.02734375]
}
