package fuzz

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// maxSeed keeps files out that would make every mutation slow.
const maxSeed = 4 << 10

// seed gives f every small golden file, good, odd and bad.
func seed(f *testing.F) {
	f.Helper()
	n := 0
	err := filepath.WalkDir("../testdata", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".npy") {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil && len(b) <= maxSeed {
			f.Add(b)
			n++
		}
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	if n < 300 {
		f.Fatalf("only %d seeds", n)
	}
}
