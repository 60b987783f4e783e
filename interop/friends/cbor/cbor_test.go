package cbor_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"math"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/interop/friends/internal/py"
	"github.com/npygo/npygo/npy"
)

type sample struct {
	Name  string             `cbor:"name"`
	Image npy.Array[float32] `cbor:"image"`
}

func Example() {
	b, err := cbor.Marshal(sample{"cat", npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}})
	if err != nil {
		log.Fatal(err)
	}

	var s sample
	if err := cbor.Unmarshal(b, &s); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Name, s.Image.Shape, s.Image.Data)
	// Output: cat [2 3] [1 2 3 4 5 6]
}

func TestRoundTrips(t *testing.T) {
	type message struct {
		Value   npy.Array[float64]
		Pointer *npy.Array[int16]
		Missing *npy.Array[int16]
		Map     map[string]npy.Array[uint8]
		Slice   []npy.Array[string]
	}
	in := message{
		Value:   npy.Array[float64]{Data: []float64{1, math.NaN(), math.Inf(-1), 4}, Shape: []int{2, 2}, FortranOrder: true},
		Pointer: &npy.Array[int16]{Data: []int16{-7}, Shape: []int{}},
		Map:     map[string]npy.Array[uint8]{"a": {Data: []uint8{1, 2, 3}}, "b": {Shape: []int{3, 0}}},
		Slice:   []npy.Array[string]{{Data: []string{"ä", "bc"}}, {Data: []string{""}}},
	}
	b, err := cbor.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	var out message
	if err := cbor.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	if !out.Value.Equal(in.Value) || !out.Value.FortranOrder || !out.Pointer.Equal(*in.Pointer) || out.Missing != nil {
		t.Errorf("%+v", out)
	}
	if !out.Map["a"].Equal(in.Map["a"]) || !out.Map["b"].Equal(in.Map["b"]) || len(out.Map) != 2 {
		t.Errorf("map: %+v", out.Map)
	}
	if len(out.Slice) != 2 || !out.Slice[0].Equal(in.Slice[0]) || !out.Slice[1].Equal(in.Slice[1]) {
		t.Errorf("slice: %+v", out.Slice)
	}
}

// The message holds the .npy file, byte for byte, as a byte string; the array takes a copy of it.
func TestMessageHoldsTheFile(t *testing.T) {
	a := npy.Array[float32]{Data: []float32{1, 2}}
	file, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	b, err := cbor.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	if err := cbor.Unmarshal(b, &got); err != nil || !bytes.Equal(got, file) {
		t.Errorf("the message is %q, %v, and not the file", got, err)
	}

	var back npy.Array[float32]
	if err := cbor.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	clear(b)
	if !back.Equal(a) {
		t.Error("the array shares the message's memory")
	}
}

func TestErrorsComeThrough(t *testing.T) {
	b, err := cbor.Marshal(sample{"cat", npy.Array[float32]{Data: []float32{1, 2}}})
	if err != nil {
		t.Fatal(err)
	}
	var wrong struct {
		Image npy.Array[float64] `cbor:"image"`
	}
	var mismatch *npy.DTypeError
	if err := cbor.Unmarshal(b, &wrong); !errors.As(err, &mismatch) {
		t.Errorf("float32 as float64: %v", err)
	}
	if _, err := cbor.Marshal(npy.Array[float32]{Data: []float32{1}, Shape: []int{2}}); !errors.Is(err, header.ErrShape) {
		t.Errorf("one element for shape (2): %v", err)
	}
}

func TestPython(t *testing.T) {
	b, err := cbor.Marshal(sample{"cat", npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}})
	if err != nil {
		t.Fatal(err)
	}
	file := py.File(t, b)
	got := py.Run(t, "import io, cbor2, numpy as np", `
m = cbor2.loads(open(sys.argv[1], "rb").read())
a = np.load(io.BytesIO(m["image"]))
print(m["name"], a.dtype.str, a.tolist())
f = io.BytesIO()
np.save(f, np.asfortranarray(a * 10))
open(sys.argv[1], "wb").write(cbor2.dumps({"name": "dog", "image": f.getvalue()}))
`, file)
	if !strings.HasPrefix(got, "cat <f4 [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]") {
		t.Errorf("Python reads %s", got)
	}
	var s sample
	err = cbor.Unmarshal(py.Bytes(t, file), &s)
	if err != nil || s.Name != "dog" || !s.Image.FortranOrder || s.Image.At(1, 0) != 40 {
		t.Errorf("%+v, %v", s, err)
	}
}
