package gob_test

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"log"
	"math"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

type sample struct {
	Name  string
	Image npy.Array[float32]
}

func Example() {
	var stream bytes.Buffer
	in := sample{"cat", npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}}
	if err := gob.NewEncoder(&stream).Encode(in); err != nil {
		log.Fatal(err)
	}

	var out sample
	if err := gob.NewDecoder(&stream).Decode(&out); err != nil {
		log.Fatal(err)
	}
	fmt.Println(out.Name, out.Image.Shape, out.Image.Data)
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
	var stream bytes.Buffer
	if err := gob.NewEncoder(&stream).Encode(in); err != nil {
		t.Fatal(err)
	}
	var out message
	if err := gob.NewDecoder(&stream).Decode(&out); err != nil {
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

// The stream holds the .npy file, byte for byte; the array takes a copy of it.
func TestStreamHoldsTheFile(t *testing.T) {
	a := npy.Array[float64]{Data: []float64{1, 2, 3}}
	file, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var stream bytes.Buffer
	if err := gob.NewEncoder(&stream).Encode(a); err != nil {
		t.Fatal(err)
	}
	b := stream.Bytes()
	if !bytes.HasSuffix(b, file) {
		t.Error("the stream does not end with the file")
	}

	var back npy.Array[float64]
	if err := gob.NewDecoder(&stream).Decode(&back); err != nil {
		t.Fatal(err)
	}
	clear(b)
	if !back.Equal(a) {
		t.Error("the array shares the stream's memory")
	}
}

func TestErrorsComeThrough(t *testing.T) {
	var stream bytes.Buffer
	if err := gob.NewEncoder(&stream).Encode(npy.Array[float32]{Data: []float32{1}, Shape: []int{2}}); !errors.Is(err, header.ErrShape) {
		t.Errorf("one element for shape (2): %v", err)
	}
	stream.Reset()
	if err := gob.NewEncoder(&stream).Encode(npy.Array[float32]{Data: []float32{1, 2}}); err != nil {
		t.Fatal(err)
	}
	var wrong npy.Array[float64]
	var mismatch *npy.DTypeError
	if err := gob.NewDecoder(&stream).Decode(&wrong); !errors.As(err, &mismatch) {
		t.Errorf("float32 as float64: %v", err)
	}
}
