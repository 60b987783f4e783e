package npy_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync"

	"github.com/npygo/npygo/npy"
)

func ExampleReadRows() {
	f, err := npy.Open("../testdata/demo/temperature.npy")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	a, err := npy.ReadRows[float64](f, 10, 12)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Header().Shape, a.Shape)
	// Output:
	// [24 36] [2 36]
}

func ExampleReadSlice() {
	f, err := npy.Open("../testdata/demo/temperature.npy")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	// a[::6, 12:13] in NumPy: every sixth hour of one place
	a, err := npy.ReadSlice[float64](f, npy.Range{Step: 6}, npy.Range{Start: 12, Stop: 13})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Shape, a.Data[0])
	// Output:
	// [4 1] -16.3
}

func ExampleRanges() {
	f, err := npy.Open("../testdata/demo/temperature.npy")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	var wg sync.WaitGroup
	rows := make([]int, 5)
	for worker, r := range npy.Ranges(f.Header(), len(rows)) {
		wg.Go(func() {
			a, err := npy.ReadRows[float64](f, r.Start, r.Stop)
			if err != nil {
				log.Fatal(err)
			}
			rows[worker] = a.Shape[0]
		})
	}
	wg.Wait()
	fmt.Println(rows)
	// Output:
	// [5 5 5 5 4]
}

func ExampleChunks() {
	f, err := os.Open("../testdata/demo/temperature.npy")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	below := 0
	for chunk, err := range npy.Chunks[float64](f, 10) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(chunk.Shape)
		for _, x := range chunk.Data {
			if x < 0 {
				below++
			}
		}
	}
	fmt.Println(below > 0)
	// Output:
	// [10 36]
	// [10 36]
	// [4 36]
	// true
}

func ExampleCreate() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "track.npy")

	w, err := npy.Create[float32](name, 2)
	if err != nil {
		log.Fatal(err)
	}
	for i := range 100 {
		if err := w.Write([]float32{float32(i), float32(i * i)}); err != nil {
			log.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	a, err := npy.ReadFile[float32](name)
	fmt.Println(a.Shape, a.At(9, 1), err)
	// Output:
	// [100 2] 81 <nil>
}

func ExampleAppendFile() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "days.npy")

	monday := npy.Array[int16]{Data: []int16{12, 15, 11}, Shape: []int{1, 3}}
	if err := npy.WriteFile(name, monday); err != nil {
		log.Fatal(err)
	}
	tuesday := npy.Array[int16]{Data: []int16{13, 17, 12}, Shape: []int{1, 3}}
	if err := npy.AppendFile(name, tuesday); err != nil {
		log.Fatal(err)
	}
	a, err := npy.ReadFile[int16](name)
	fmt.Println(a.Shape, a.Data, err)
	// Output:
	// [2 3] [12 15 11 13 17 12] <nil>
}
