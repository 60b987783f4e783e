package npyhttp_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// sums answers with the row sums of a matrix.
func sums(ctx context.Context, in npy.Array[float32]) (npy.Array[float32], error) {
	if len(in.Shape) != 2 || in.Len() == 0 {
		return npy.Array[float32]{}, &npyhttp.Error{Status: http.StatusUnprocessableEntity, Detail: "want a matrix"}
	}
	in = in.RowMajor()
	out := npy.Array[float32]{Data: make([]float32, in.Shape[0])}
	for i, x := range in.Data {
		out.Data[i/in.Shape[1]] += x
	}
	return out, nil
}

func Example() {
	mux := http.NewServeMux()
	mux.Handle("POST /sums", npyhttp.Handler(sums))
	server := httptest.NewServer(mux)
	defer server.Close()

	in := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}
	out, err := npyhttp.Post[float32](context.Background(), server.Client(), server.URL+"/sums", in)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(out.Data)

	_, err = npyhttp.Post[float32](context.Background(), server.Client(), server.URL+"/sums", npy.Array[float32]{Data: []float32{1}})
	fmt.Println(err)
	// Output:
	// [6 15]
	// npyhttp: 422: Unprocessable Entity: want a matrix
}

// With curl: curl --data-binary @a.npy -H 'Accept: application/json' http://...
func ExampleHandler_json() {
	server := httptest.NewServer(npyhttp.Handler(sums))
	defer server.Close()

	body, err := npy.Array[float32]{Data: []float32{1, 2, 3, 4}, Shape: []int{2, 2}}.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}
	r, err := http.NewRequest("POST", server.URL, strings.NewReader(string(body)))
	if err != nil {
		log.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded") // as curl says by itself
	r.Header.Set("Accept", "application/json")
	answer, err := server.Client().Do(r)
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s", text)
	// Output: [3.0,7.0]
}

func ExampleHandlerNPZ() {
	server := httptest.NewServer(npyhttp.HandlerNPZ(func(ctx context.Context, in *npz.Reader) (map[string]npy.AnyArray, error) {
		x, err := npz.Read[float64](in, "x")
		if err != nil {
			return nil, err // 422 without an x, or with one of another dtype; 400 for a wrong checksum
		}
		total := 0.0
		for _, v := range x.Data {
			total += v
		}
		return map[string]npy.AnyArray{"total": npy.Array[float64]{Data: []float64{total}, Shape: []int{}}}, nil
	}))
	defer server.Close()

	x := npy.Array[float64]{Data: []float64{1, 2, 3.5}}
	answer, err := npyhttp.PostNPZ(context.Background(), server.Client(), server.URL, map[string]npy.AnyArray{"x": x})
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Close()
	total, err := npz.Read[float64](answer, "total")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(total.At())
	// Output: 6.5
}

// Read and Write, where a handler needs more of the request than its array.
func ExampleRead() {
	handler := func(w http.ResponseWriter, r *http.Request) {
		a, err := npyhttp.Read[int64](r, npyhttp.MaxBytes(1<<20), npyhttp.Arrays(npy.Cast(npy.Safe)))
		if err != nil {
			npyhttp.WriteError(w, err)
			return
		}
		if r.URL.Query().Has("negate") {
			for i := range a.Data {
				a.Data[i] = -a.Data[i]
			}
		}
		if err := npyhttp.Write(w, a); err != nil {
			log.Print(err)
		}
	}
	server := httptest.NewServer(http.HandlerFunc(handler))
	defer server.Close()

	out, err := npyhttp.Post[int64](context.Background(), nil, server.URL+"?negate", npy.Array[int8]{Data: []int8{1, 2}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(out.Data)
	// Output: [-1 -2]
}
