package json_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math"
	"testing"

	"github.com/npygo/npygo/interop/friends/internal/py"
	"github.com/npygo/npygo/npy"
)

type reply struct {
	Model  string                   `json:"model"`
	Scores npy.NestedArray[float64] `json:"scores"`
	Mask   npy.Base64Array[bool]    `json:"mask"`
}

func Example() {
	out := reply{
		Model:  "v3",
		Scores: npy.Nested(npy.Array[float64]{Data: []float64{0.25, 0.75, 1, 0}, Shape: []int{2, 2}}),
		Mask:   npy.Base64(npy.Array[bool]{Data: []bool{true, false}}),
	}
	b, err := json.Marshal(out)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s...\n", b[:80])

	var in reply
	if err := json.Unmarshal(b, &in); err != nil {
		log.Fatal(err)
	}
	fmt.Println(in.Scores.Array.Shape, in.Scores.Array.Data, in.Mask.Array.Data)
	// Output:
	// {"model":"v3","scores":[[0.25,0.75],[1.0,0.0]],"mask":"k05VTVBZAQB2AHsnZGVzY3InO...
	// [2 2] [0.25 0.75 1 0] [true false]
}

// JSON has no NaN. It is an error unless the field says what to write in its place.
func Example_notANumber() {
	scores := npy.Nested(npy.Array[float64]{Data: []float64{1, math.NaN()}})
	_, err := json.Marshal(scores)
	fmt.Println(err != nil)

	scores.NonFinite = npy.NonFiniteNull
	b, err := json.Marshal(scores)
	fmt.Printf("%s %v\n", b, err)
	// Output:
	// true
	// [1.0,null] <nil>
}

// Lists are in the order of the axes, whatever the order in memory; base64 keeps that too.
func TestFortranOrder(t *testing.T) {
	a := npy.Array[int32]{Data: []int32{1, 4, 2, 5, 3, 6}, Shape: []int{2, 3}, FortranOrder: true}
	lists, err := json.Marshal(npy.Nested(a))
	if err != nil || string(lists) != "[[1,2,3],[4,5,6]]" {
		t.Errorf("%s, %v", lists, err)
	}
	text, err := json.Marshal(npy.Base64(a))
	if err != nil {
		t.Fatal(err)
	}
	var back npy.Base64Array[int32]
	if err := json.Unmarshal(text, &back); err != nil || !back.Array.FortranOrder || !back.Array.Equal(a) {
		t.Errorf("%+v, %v", back.Array, err)
	}
}

// What happens without a choice: the fields of the Go struct, which is valid JSON, and reads back in Go alone.
func TestArrayAsItIs(t *testing.T) {
	b, err := json.Marshal(npy.Array[int32]{Data: []int32{1, 2}, Shape: []int{2}})
	if err != nil || string(b) != `{"Data":[1,2],"Shape":[2],"FortranOrder":false}` {
		t.Errorf("%s, %v", b, err)
	}
}

func TestErrorsComeThrough(t *testing.T) {
	b, err := json.Marshal(npy.Base64(npy.Array[float32]{Data: []float32{1}}))
	if err != nil {
		t.Fatal(err)
	}
	var wrong npy.Base64Array[float64]
	var mismatch *npy.DTypeError
	if err := json.Unmarshal(b, &wrong); !errors.As(err, &mismatch) {
		t.Errorf("float32 as float64: %v", err)
	}
	var small npy.NestedArray[int8]
	if err := json.Unmarshal([]byte("[1,300]"), &small); !errors.Is(err, npy.ErrValue) {
		t.Errorf("300 as an int8: %v", err)
	}
}

func TestPython(t *testing.T) {
	b, err := json.Marshal(reply{
		Model:  "v3",
		Scores: npy.Nested(npy.Array[float64]{Data: []float64{0.25, 0.75, 1, 0}, Shape: []int{2, 2}}),
		Mask:   npy.Base64(npy.Array[bool]{Data: []bool{true, false}}),
	})
	if err != nil {
		t.Fatal(err)
	}
	file := py.File(t, b)
	got := py.Run(t, "import base64, io, json, numpy as np", `
m = json.load(open(sys.argv[1]))
scores = np.array(m["scores"])
mask = np.load(io.BytesIO(base64.b64decode(m["mask"])))
print(scores.dtype, scores.tolist(), mask.dtype, mask.tolist())
f = io.BytesIO()
np.save(f, ~mask)
json.dump({"model": "v4", "scores": (scores * 2).tolist(), "mask": base64.b64encode(f.getvalue()).decode()}, open(sys.argv[1], "w"))
`, file)
	if got != "float64 [[0.25, 0.75], [1.0, 0.0]] bool [True, False]" {
		t.Errorf("Python reads %s", got)
	}
	var in reply
	err = json.Unmarshal(py.Bytes(t, file), &in)
	if err != nil || in.Scores.Array.At(0, 1) != 1.5 || in.Mask.Array.Data[0] || !in.Mask.Array.Data[1] {
		t.Errorf("%+v, %v", in, err)
	}
}
