package msgpack_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/interop/friends/internal/py"
	"github.com/npygo/npygo/npy"
	"github.com/vmihailenco/msgpack/v5"
)

type sample struct {
	Name  string             `msgpack:"name"`
	Image npy.Array[float32] `msgpack:"image"`
}

func Example() {
	b, err := msgpack.Marshal(&sample{"cat", npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}})
	if err != nil {
		log.Fatal(err)
	}

	var s sample // used again for the next message, it keeps the memory of its array
	if err := msgpack.Unmarshal(b, &s); err != nil {
		log.Fatal(err)
	}
	fmt.Println(s.Name, s.Image.Shape, s.Image.Data)
	// Output: cat [2 3] [1 2 3 4 5 6]
}

// The .npy file as bytes: the sender uses one buffer for every message, the receiver copies the elements once and not twice.
func Example_bytes() {
	type frame struct {
		Image []byte `msgpack:"image"`
	}
	a := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}

	var file []byte // serves every message
	file, err := a.AppendBinary(file[:0])
	if err != nil {
		log.Fatal(err)
	}
	b, err := msgpack.Marshal(&frame{file})
	if err != nil {
		log.Fatal(err)
	}

	var f frame
	if err := msgpack.Unmarshal(b, &f); err != nil {
		log.Fatal(err)
	}
	got, err := npy.View[float32](f.Image)
	if errors.Is(err, npy.ErrNoView) { // a foreign byte order, for one
		err = got.UnmarshalBinary(f.Image)
	}
	fmt.Println(got.Shape, got.Data, err)
	// Output: [2 3] [1 2 3 4 5 6] <nil>
}

// A receiver that does not know the dtype takes a Raw.
func Example_unknownType() {
	b, err := msgpack.Marshal(&sample{"cat", npy.Array[float32]{Data: []float32{0.5, 1}}})
	if err != nil {
		log.Fatal(err)
	}

	var s struct {
		Image npy.Raw `msgpack:"image"`
	}
	if err := msgpack.Unmarshal(b, &s); err != nil {
		log.Fatal(err)
	}
	a, err := npy.As[float64](s.Image, npy.Cast(npy.Safe))
	fmt.Println(s.Image.DType, a.Data, err)
	// Output: <f4 [0.5 1] <nil>
}

func TestRoundTrips(t *testing.T) {
	type message struct {
		Value   npy.Array[float64]
		Pointer *npy.Array[int16]
		Missing *npy.Array[int16]
		Map     map[string]npy.Array[uint8]
		Slice   []npy.Array[string]
		Raw     npy.Raw
	}
	in := message{
		Value:   npy.Array[float64]{Data: []float64{1, math.NaN(), math.Inf(-1), 4}, Shape: []int{2, 2}, FortranOrder: true},
		Pointer: &npy.Array[int16]{Data: []int16{-7}, Shape: []int{}},
		Map:     map[string]npy.Array[uint8]{"a": {Data: []uint8{1, 2, 3}}, "b": {Shape: []int{3, 0}}},
		Slice:   []npy.Array[string]{{Data: []string{"ä", "bc"}}, {Data: []string{""}}},
		Raw:     npy.Raw{DType: descr(t, ">i2"), Shape: []int{2}, Data: []byte{0, 1, 1, 0}},
	}
	b, err := msgpack.Marshal(&in)
	if err != nil {
		t.Fatal(err)
	}
	var out message
	if err := msgpack.Unmarshal(b, &out); err != nil {
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
	if out.Raw.DType.String() != ">i2" || !bytes.Equal(out.Raw.Data, in.Raw.Data) {
		t.Errorf("raw: %+v", out.Raw)
	}
}

func descr(t *testing.T, text string) header.DType {
	t.Helper()
	d, err := header.ParseDType(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The message holds the .npy file, byte for byte, as binary: what any language's MessagePack hands out.
func TestMessageHoldsTheFile(t *testing.T) {
	s := sample{"cat", npy.Array[float32]{Data: []float32{1, 2}}}
	file, err := s.Image.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	b, err := msgpack.Marshal(s) // by value: the array cannot be addressed
	if err != nil {
		t.Fatal(err)
	}
	var loose map[string]any
	if err := msgpack.Unmarshal(b, &loose); err != nil {
		t.Fatal(err)
	}
	if got, ok := loose["image"].([]byte); !ok || !bytes.Equal(got, file) {
		t.Errorf("the field is %T, and not the file", loose["image"])
	}
}

// A message of which the array shares memory with nothing else, and whose memory is used again.
func TestUnmarshalReusesMemory(t *testing.T) {
	b, err := msgpack.Marshal(&sample{"cat", npy.Array[float32]{Data: []float32{1, 2, 3}}})
	if err != nil {
		t.Fatal(err)
	}
	var s sample
	for range 2 {
		before := s.Image.Data
		if err := msgpack.Unmarshal(b, &s); err != nil {
			t.Fatal(err)
		}
		if before != nil && &before[0] != &s.Image.Data[0] {
			t.Error("the second message took new memory")
		}
	}
	clear(b)
	if !reflect.DeepEqual(s.Image.Data, []float32{1, 2, 3}) {
		t.Error("the array shares the message's memory")
	}
}

func TestErrorsComeThrough(t *testing.T) {
	b, err := msgpack.Marshal(&sample{"cat", npy.Array[float32]{Data: []float32{1, 2}}})
	if err != nil {
		t.Fatal(err)
	}
	var wrong struct {
		Image npy.Array[float64] `msgpack:"image"`
	}
	var mismatch *npy.DTypeError
	if err := msgpack.Unmarshal(b, &wrong); !errors.As(err, &mismatch) {
		t.Errorf("float32 as float64: %v", err)
	}
	if _, err := msgpack.Marshal(&sample{"cat", npy.Array[float32]{Data: []float32{1}, Shape: []int{2}}}); !errors.Is(err, header.ErrShape) {
		t.Errorf("one element for shape (2): %v", err)
	}
}

func TestPython(t *testing.T) {
	b, err := msgpack.Marshal(&sample{"cat", npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}})
	if err != nil {
		t.Fatal(err)
	}
	file := py.File(t, b)
	got := py.Run(t, "import io, msgpack, numpy as np", `
m = msgpack.unpackb(open(sys.argv[1], "rb").read())
a = np.load(io.BytesIO(m["image"]))
print(m["name"], a.dtype.str, a.tolist())
f = io.BytesIO()
np.save(f, np.asfortranarray(a * 10))
open(sys.argv[1], "wb").write(msgpack.packb({"name": "dog", "image": f.getvalue()}))
`, file)
	if !strings.HasPrefix(got, "cat <f4 [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]") {
		t.Errorf("Python reads %s", got)
	}
	var s sample
	err = msgpack.Unmarshal(py.Bytes(t, file), &s)
	if err != nil || s.Name != "dog" || !s.Image.FortranOrder || s.Image.At(1, 0) != 40 {
		t.Errorf("%+v, %v", s, err)
	}
}
