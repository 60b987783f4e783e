package npz_test

import (
	"bytes"
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

func Example() {
	name := filepath.Join(os.TempDir(), "example.npz")
	defer os.Remove(name)

	// As np.savez("example.npz", x=..., labels=...) does:
	err := npz.WriteFile(name, map[string]npy.AnyArray{
		"x":      npy.Array[float64]{Data: []float64{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}},
		"labels": npy.Array[string]{Data: []string{"cat", "dog"}},
	})
	if err != nil {
		log.Fatal(err)
	}

	r, err := npz.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	fmt.Println(r.Names())
	x, err := npz.Read[float64](r, "x")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(x.Shape, x.At(1, 2))
	// Output:
	// [labels x]
	// [2 3] 6
}

// Elements of a stored member are used where they are in the file: nothing is
// read but the pages that are touched.
func ExampleView() {
	name := filepath.Join(os.TempDir(), "view.npz")
	defer os.Remove(name)
	table := npy.Array[float32]{Data: make([]float32, 1_000_000), Shape: []int{10_000, 100}}
	table.Data[123*100+4] = 0.5
	if err := npz.WriteFile(name, map[string]npy.AnyArray{"embedding": table}); err != nil {
		log.Fatal(err)
	}

	r, err := npz.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close() // and no use of v behind it
	v, err := npz.View[float32](r, "embedding")
	if err != nil { // compressed, or not aligned, as members of NumPy's are: copy
		v, err = npz.Read[float32](r, "embedding")
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(v.At(123, 4))
	// Output: 0.5
}

// Some rows of a compressed array: only the blocks that hold them are inflated.
func ExampleReadRows() {
	var file bytes.Buffer
	w := npz.NewWriter(&file, npz.Compress(npz.DefaultLevel))
	track := npy.Array[int64]{Data: make([]int64, 1_000_000), Shape: []int{500_000, 2}}
	for i := range track.Data {
		track.Data[i] = int64(i)
	}
	if err := npz.Write(w, "track", track); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}

	r, err := npz.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		log.Fatal(err)
	}
	rows, err := npz.ReadRows[int64](r, "track", 250_000, 250_002)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(rows.Shape, rows.Data)
	// Output: [2 2] [500000 500001 500002 500003]
}

func ExampleLoad() {
	name := filepath.Join(os.TempDir(), "load.npz")
	defer os.Remove(name)
	err := npz.WriteFile(name, map[string]npy.AnyArray{
		"a": npy.Array[int32]{Data: []int32{1, 2, 3}},
		"b": npy.Array[bool]{Data: []bool{true}, Shape: []int{}},
	})
	if err != nil {
		log.Fatal(err)
	}

	arrays, err := npz.Load(name)
	if err != nil {
		log.Fatal(err)
	}
	for _, key := range slices.Sorted(maps.Keys(arrays)) {
		switch a := arrays[key].(type) {
		case npy.Array[int32]:
			fmt.Println(key, "int32", a.Data)
		default:
			fmt.Println(key, a.Header().DType, a.Header().Shape)
		}
	}
	// Output:
	// a int32 [1 2 3]
	// b |b1 []
}

// The members that are there stay as they are; crashes leave the old archive or
// the new one.
func ExampleAppendFile() {
	name := filepath.Join(os.TempDir(), "append.npz")
	defer os.Remove(name)
	for epoch := range 3 {
		loss := npy.Array[float64]{Data: []float64{1 / float64(epoch+1)}}
		if err := npz.AppendFile(name, map[string]npy.AnyArray{fmt.Sprintf("loss/%d", epoch): loss}); err != nil {
			log.Fatal(err)
		}
	}
	r, err := npz.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	fmt.Println(r.Names())
	// Output: [loss/0 loss/1 loss/2]
}

// An archive that is larger than memory, member by member and chunk by chunk.
func ExampleReader_Stream() {
	var body bytes.Buffer // of a request, say
	w := npz.NewWriter(&body)
	if err := npz.Write(w, "x", npy.Array[float64]{Data: make([]float64, 100_000)}); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}

	r, err := npz.ReadFrom(&body)
	if err != nil {
		log.Fatal(err)
	}
	defer r.Close()
	s, err := r.Stream("x")
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	n := 0
	for chunk, err := range npy.Chunks[float64](s, 0) {
		if err != nil {
			log.Fatal(err)
		}
		n += len(chunk.Data)
	}
	fmt.Println(n)
	// Output: 100000
}
