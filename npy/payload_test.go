package npy

import (
	"bytes"
	"io"
	"testing"

	"github.com/npygo/npygo/internal/cast"
)

// TestHugePagesAdvice: fresh memory for elements is advised about, as a whole,
// unless the caller does not want it; memory that was there is not.
func TestHugePagesAdvice(t *testing.T) {
	var advised []int
	hugePages = func(b []byte) { advised = append(advised, len(b)) }
	defer func() { hugePages = cast.HugePages }()
	file, err := Array[float64]{Data: make([]float64, 20_000)}.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read[float64](bytes.NewReader(file), NoHugePages()); err != nil || advised != nil {
		t.Errorf("NoHugePages(): advice about %v, %v", advised, err)
	}
	a, err := Read[float64](bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := cast.Bytes(a.Data); !ok {
		t.Skip("memory cannot be seen as bytes in this build")
	}
	if len(advised) != 1 || advised[0] != 160_000 {
		t.Errorf("advice about %v, want 160000 bytes", advised)
	}
	if err := ReadInto(bytes.NewReader(file), &a); err != nil || len(advised) != 1 {
		t.Errorf("ReadInto: advice about %v, %v", advised, err)
	}
}

// TestBoolsBehindAnError: also of an array that broke off, every byte in the
// memory of a []bool is 0 or 1.
func TestBoolsBehindAnError(t *testing.T) {
	file, err := Array[bool]{Data: make([]bool, 1000)}.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for i := 128; i < len(file); i++ {
		file[i] = 0xff
	}
	memory := make([]bool, 1000)
	a := Array[bool]{Data: memory}
	if err := ReadInto(io.MultiReader(bytes.NewReader(file[:600])), &a); err == nil {
		t.Fatal("no error")
	}
	b, ok := cast.Bytes(memory)
	if !ok {
		t.Skip("memory cannot be seen as bytes in this build")
	}
	for i, c := range b {
		if c > 1 {
			t.Fatalf("byte %d is %#x", i, c)
		}
	}
}
