package npy_test

import (
	"bytes"
	"fmt"
	"log"
	"time"

	"github.com/npygo/npygo/npy"
)

// A Go struct reads the records of a structured dtype. Tags name the fields; an
// untagged Go field stands for the field of its name, whatever the case.
func ExampleReadFile_records() {
	type event struct {
		Time      time.Time
		Station   string
		Magnitude float32    `npy:"magnitude"`
		At        [2]float64 `npy:"position"`
	}
	a, err := npy.ReadFile[event]("../testdata/demo/events.npy")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(a.Data), "events, the first by", a.Data[0].Station)
	// Output: 5 events, the first by Reykjavík
}

// The dtype in a tag fixes what a field is written as: here the width of the
// text and the unit of the time.
func ExampleWrite_records() {
	type sample struct {
		Time time.Time `npy:"t,M8[ms]"`
		Name string    `npy:"name,U8"`
		XYZ  [3]float32
	}
	a := npy.Array[sample]{Data: []sample{{time.UnixMilli(5), "first", [3]float32{1, 2, 3}}}}
	var file bytes.Buffer
	if err := npy.Write(&file, a); err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Header().DType)
	// Output: [('t', '<M8[ms]'), ('name', '<U8'), ('XYZ', '<f4', (3,))]
}

// One field of records that no Go struct was written for.
func ExampleField() {
	var file bytes.Buffer
	type pose struct {
		X, Y float32
	}
	type frame struct {
		ID   int64
		Pose [2]pose
	}
	a := npy.Array[frame]{Data: []frame{{1, [2]pose{{1, 2}, {3, 4}}}, {2, [2]pose{{5, 6}, {7, 8}}}}}
	if err := npy.Write(&file, a); err != nil {
		log.Fatal(err)
	}

	raw, err := npy.ReadRaw(&file)
	if err != nil {
		log.Fatal(err)
	}
	y, err := npy.Field[float32](raw, "Pose.Y")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(y.Shape, y.Data)
	// Output: [2 2] [2 4 6 8]
}
