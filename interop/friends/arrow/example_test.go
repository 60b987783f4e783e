package arrow_test

import (
	"bytes"
	"fmt"
	"log"

	arrowgo "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/npygo/npygo/interop/friends/arrow"
	"github.com/npygo/npygo/npy"
)

func ExampleTensor() {
	a := npy.Array[float64]{Data: []float64{1, 4, 2, 5, 3, 6}, Shape: []int{2, 3}, FortranOrder: true}

	t, err := arrow.Tensor(a)
	if err != nil {
		log.Fatal(err)
	}
	defer t.Release()
	fmt.Println(t.DataType(), t.Shape(), t.Strides(), t.IsColMajor())

	back, err := arrow.FromTensor[float64](t)
	fmt.Println(back.Shape, back.FortranOrder, back.At(1, 0), err)
	// Output:
	// float64 [2 3] [8 16] true
	// [2 3] true 4 <nil>
}

// Three images of 2×2 pixels, each with its label, as one record on Arrow's wire.
func ExampleColumn() {
	images := npy.Array[uint8]{Data: []uint8{0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23}, Shape: []int{3, 2, 2}}
	labels := npy.Array[int64]{Data: []int64{7, 8, 9}}

	imageField, imageColumn, err := arrow.Column("image", images)
	if err != nil {
		log.Fatal(err)
	}
	labelField, labelColumn, err := arrow.Column("label", labels)
	if err != nil {
		log.Fatal(err)
	}
	schema := arrowgo.NewSchema([]arrowgo.Field{imageField, labelField}, nil)
	record := array.NewRecordBatch(schema, []arrowgo.Array{imageColumn, labelColumn}, 3)

	var wire bytes.Buffer
	w := ipc.NewWriter(&wire, ipc.WithSchema(schema))
	if err := w.Write(record); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}

	r, err := ipc.NewReader(&wire)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Release() // the array is not used after it
	for r.Next() {
		record := r.RecordBatch()
		a, err := arrow.FromColumn[uint8](record.Schema().Field(0), record.Column(0))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(record.Schema().Field(0).Type, a.Shape, a.At(2, 0, 1))
	}
	fmt.Println(r.Err())
	// Output:
	// fixed_size_list<item: uint8, nullable>[4] [3 2 2] 21
	// <nil>
}
