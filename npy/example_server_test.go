package npy_test

import (
	"bytes"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
)

// sums takes a float32 matrix in the body and answers with its row sums: arrays both ways.
func sums(w http.ResponseWriter, r *http.Request) {
	in, err := npy.Read[float32](r.Body, npy.MaxBytes(25<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if len(in.Shape) != 2 || in.Len() == 0 {
		http.Error(w, "want a matrix", http.StatusUnprocessableEntity)
		return
	}
	in = in.RowMajor()
	out := make([]float32, in.Shape[0])
	for i, x := range in.Data {
		out[i/in.Shape[1]] += x
	}
	w.Header().Set("Content-Type", "application/x-npy")
	if err := npy.Write(w, npy.Array[float32]{Data: out}); err != nil {
		log.Print(err)
	}
}

func Example_server() {
	server := httptest.NewServer(http.HandlerFunc(sums))
	defer server.Close()

	body, err := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}.MarshalBinary()
	if err != nil {
		log.Fatal(err)
	}
	answer, err := http.Post(server.URL, "application/x-npy", bytes.NewReader(body))
	if err != nil {
		log.Fatal(err)
	}
	defer answer.Body.Close()
	a, err := npy.Read[float32](answer.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.Data)
	// Output: [6 15]
}

// TestReadme: the code that README.md shows is the code above.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	this, err := os.ReadFile("example_server_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, code, ok := strings.Cut(string(readme), "```go\n// sums takes")
	code, _, ok2 := strings.Cut(code, "```\n")
	if !ok || !ok2 || !strings.Contains(string(this), code) {
		t.Errorf("README.md shows other code than this file runs:\n%s", code)
	}
}

// TestSumsHostile: a shape of no elements cannot make the server of the example allocate.
func TestSumsHostile(t *testing.T) {
	body := file(t, "<f4", []int{1 << 40 >> (32 * (1 - ^uint(0)>>63)), 0}, false, nil)
	w := httptest.NewRecorder()
	sums(w, httptest.NewRequest("POST", "/", bytes.NewReader(body)))
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("status %d", w.Code)
	}
}
