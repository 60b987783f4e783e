package npz_test

import (
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npz"
)

func embed(archive, name string) (npy.Array[float32], error) {
	r, err := npz.Open(archive) // mapped; reads the directory alone
	if err != nil {
		return npy.Array[float32]{}, err
	}
	defer r.Close()
	return npz.Read[float32](r, name) // or View: no copy; ReadRows: some rows
}

// TestReadme: the code that README.md shows is the function above, and it works.
func TestReadme(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "a.npz")
	want := npy.Array[float32]{Data: []float32{1, 2, 3}}
	if err := npz.WriteFile(archive, map[string]npy.AnyArray{"x": want}); err != nil {
		t.Fatal(err)
	}
	if got, err := embed(archive, "x"); err != nil || !got.Equal(want) {
		t.Errorf("%v, %v", got, err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, behind, _ := strings.Cut(string(code), "\nfunc embed(")
	body, _, _ := strings.Cut(behind, "\n}\n")
	shown := "func embed(" + body + "\n}\n"
	if _, err := format.Source([]byte(shown)); err != nil {
		t.Error(err)
	}
	if !strings.Contains(string(readme), "```go\n"+shown+"```\n") {
		t.Errorf("README.md shows other code than this file runs:\n%s", shown)
	}
}
