package npy_test

import (
	"encoding/json"
	"fmt"
	"log"
	"math"

	"github.com/npygo/npygo/npy"
)

func ExampleNested() {
	a := npy.Array[float32]{Data: []float32{1, 0.5, 1e-7, 4}, Shape: []int{2, 2}}
	b, err := json.Marshal(npy.Nested(a))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(b))
	// Output: [[1.0,0.5],[1e-07,4.0]]
}

func ExampleNestedArray() {
	var request struct {
		Instances npy.NestedArray[int32] `json:"instances"`
	}
	err := json.Unmarshal([]byte(`{"instances": [[1, 2, 3], [4, 5, 6]]}`), &request)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(request.Instances.Array.Shape, request.Instances.Array.At(1, 2))

	err = json.Unmarshal([]byte(`{"instances": [[1, 2, 3], [4, 5]]}`), &request)
	fmt.Println(err)
	// Output:
	// [2 3] 6
	// npy: bad shape at byte 17: at [1]: a list of 2, where those before have 3
}

func ExampleNonFinite() {
	scores := npy.Array[float64]{Data: []float64{0.25, math.NaN()}}
	_, err := npy.Nested(scores).MarshalJSON()
	fmt.Println(err)
	b, err := json.Marshal(npy.NestedArray[float64]{Array: scores, NonFinite: npy.NonFiniteNull})
	fmt.Println(string(b), err)
	// Output:
	// npy: a value that does not fit: at [1]: NaN, for which JSON has no number: NonFinite says what to write
	// [0.25,null] <nil>
}

func ExampleBase64() {
	a := npy.Array[uint8]{Data: []uint8{1, 2, 3}}
	b, err := json.Marshal(map[string]any{"mask": npy.Base64(a)})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(b[:40]), len(b))

	var reply struct{ Mask npy.Base64Array[uint8] }
	if err := json.Unmarshal(b, &reply); err != nil {
		log.Fatal(err)
	}
	fmt.Println(reply.Mask.Array.Data)
	// Output:
	// {"mask":"k05VTVBZAQB2AHsnZGVzY3InOiAnfHU 187
	// [1 2 3]
}
