//go:build unix

package npz

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
)

// within fails if f takes long: it waits for what nobody sends.
func within(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan bool)
	go func() { f(); close(done) }()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s hangs", what)
	}
}

func TestPipes(t *testing.T) {
	dir := t.TempDir()
	pipe, name := filepath.Join(dir, "pipe.npz"), filepath.Join(dir, "a.npz")
	for _, p := range []string{pipe, name + journalSuffix} {
		if err := syscall.Mkfifo(p, 0o600); err != nil {
			t.Skip("no pipes here: ", err)
		}
	}
	arrays := map[string]npy.AnyArray{"a": smooth(30, 3)}
	within(t, "Open of a pipe", func() {
		if _, err := Open(pipe); err == nil || errors.Is(err, ErrArchive) {
			t.Errorf("a pipe: %v", err)
		}
	})
	within(t, "an archive whose journal is a pipe", func() {
		must(t, WriteFile(name, arrays))
		_, err := Load(name)
		must(t, err)
		must(t, AppendFile(name, map[string]npy.AnyArray{"b": smooth(30, 3)}))
	})
}

// What only looks like a journal harms nobody.
func TestNoJournals(t *testing.T) {
	arrays := map[string]npy.AnyArray{"a": smooth(30, 3)}
	for what, make := range map[string]func(journal string){
		"a name too long":  func(string) {},
		"a link to itself": func(journal string) { must(t, os.Symlink(journal, journal)) },
		"a folder":         func(journal string) { must(t, os.Mkdir(journal, 0o700)) },
		"64 GiB": func(journal string) {
			must(t, os.WriteFile(journal, []byte(journalMagic), 0o600))
			if err := os.Truncate(journal, 64<<30); err != nil {
				t.Log("no file of 64 GiB here: ", err)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			name := filepath.Join(t.TempDir(), "a.npz")
			if what == "a name too long" {
				name = filepath.Join(t.TempDir(), strings.Repeat("n", 246)+".npz")
			}
			must(t, WriteFile(name, arrays))
			make(name + journalSuffix)
			got, err := Load(name)
			if err != nil || !got["a"].(npy.Array[float64]).Equal(smooth(30, 3)) {
				t.Errorf("Load: %v", err)
			}
			if err := AppendFile(name, map[string]npy.AnyArray{"b": smooth(30, 3)}); err != nil {
				t.Errorf("AppendFile: %v", err)
			}
			if err := WriteFile(name, arrays); err != nil {
				t.Errorf("WriteFile: %v", err)
			}
		})
	}
}
