package npy_test

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"github.com/npygo/npygo/internal/atomicfile"
	"github.com/npygo/npygo/npy"
)

type syncer interface {
	io.Closer
	Sync() error
}

// newNames are the calls whose file has a new name before anybody asks for it to be on the disk.
func newNames() map[string]func(name string) (syncer, error) {
	return map[string]func(name string) (syncer, error){
		"Create":    func(name string) (syncer, error) { return npy.Create[int32](name) },
		"CreateMap": func(name string) (syncer, error) { return npy.CreateMap[int32](name, 5) },
	}
}

// TestSyncName: the first Sync brings the file's name to the disk, too. If that fails it is an error, and the next Sync tries again.
func TestSyncName(t *testing.T) {
	for call, create := range newNames() {
		t.Run(call, func(t *testing.T) {
			if call == "CreateMap" {
				needMap(t)
			}
			sys := atomicfile.Faulty{At: -1}
			defer sys.Use()()
			f, err := create(filepath.Join(t.TempDir(), "a.npy"))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			n := len(sys.Steps)
			if slices.Contains(sys.Steps, "syncDir") {
				t.Errorf("nobody has asked for that: %q", sys.Steps)
			}
			sys.At = n
			var path *fs.PathError
			if err := f.Sync(); !errors.As(err, &path) || path.Op != "syncdir" || !errors.Is(err, syscall.EIO) {
				t.Errorf("the directory fails: %v", err)
			}
			for range 2 {
				if err := f.Sync(); err != nil {
					t.Fatal(err)
				}
			}
			if got := sys.Steps[n:]; !slices.Equal(got, []string{"syncDir", "syncDir"}) {
				t.Errorf("Sync three times asks for %q", got)
			}
		})
	}
}

// TestNoSync: who does not ask for it does not wait for it.
func TestNoSync(t *testing.T) {
	for call, create := range newNames() {
		t.Run(call, func(t *testing.T) {
			if call == "CreateMap" {
				needMap(t)
			}
			name := filepath.Join(t.TempDir(), "a.npy")
			sys := atomicfile.Faulty{At: -1}
			defer sys.Use()()
			f, err := create(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			if call == "CreateMap" { // nor has a mapping of a file that was there a name to bring
				m, err := npy.Map[int32](name, npy.ReadWrite)
				if err == nil {
					err = errors.Join(m.Sync(), m.Close())
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			if slices.Contains(sys.Steps, "sync") || slices.Contains(sys.Steps, "syncDir") {
				t.Errorf("it waits for the disk: %q", sys.Steps)
			}
		})
	}
}
