package npy_test

import (
	"bytes"
	"fmt"
	"log"
	"time"

	"github.com/npygo/npygo/npy"
)

func ExampleRead_times() {
	var file bytes.Buffer
	days := npy.Array[npy.Datetime64]{Data: []npy.Datetime64{19782, npy.NaT}}
	if err := npy.Write(&file, days, npy.Unit("D")); err != nil {
		log.Fatal(err)
	}
	a, err := npy.Read[time.Time](&file)
	if err != nil {
		log.Fatal(err)
	}
	for _, t := range a.Data {
		fmt.Println(t.Format(time.DateOnly), t.IsZero())
	}
	// Output:
	// 2024-02-29 false
	// 0001-01-01 true
}

func ExampleUnit() {
	a := npy.Array[time.Time]{Data: []time.Time{time.Date(2500, 1, 1, 12, 0, 0, 0, time.UTC)}}
	var file bytes.Buffer
	err := npy.Write(&file, a) // nanoseconds do not reach so far
	fmt.Println(err)
	if err := npy.Write(&file, a, npy.Unit("s")); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", file.Bytes()[10:29])
	// Output:
	// npy: a value that does not fit: element 0: 2500-01-01T12:00:00Z is out of the range of '<M8[ns]': choose a longer unit with Unit
	// "{'descr': '<M8[s]',"
}

func ExampleDatetime64() {
	// A column with dates of which Go's time.Time has no notion: in attoseconds.
	var file bytes.Buffer
	if err := npy.Write(&file, npy.Array[npy.Datetime64]{Data: []npy.Datetime64{5, npy.NaT}}, npy.Unit("as")); err != nil {
		log.Fatal(err)
	}
	a, err := npy.Read[npy.Datetime64](&file)
	if err != nil {
		log.Fatal(err)
	}
	unit, multiple := a.Header().DType.Unit()
	fmt.Println(a.Data[0], multiple, unit, a.Data[1].IsNaT())
	// Output:
	// 5 1 as true
}
