// Package leaktest fails the tests of a package that leave something behind.
package leaktest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// Run runs the tests and returns their status, or a failure if a goroutine is left of them after five seconds, or, where the system
// lists them, an open file. done, which may be nil, puts away what all tests share.
func Run(m *testing.M, done func()) int {
	goroutines, files := runtime.NumGoroutine(), openFiles()
	if runtime.GOOS == "js" {
		goroutines++ // the runtime's own, for events
	}
	status := m.Run()
	if flag.Lookup("test.fuzz").Value.String() != "" { // the fuzzer has goroutines and pipes of its own
		return status
	}
	if done != nil {
		done()
	}
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		left := runtime.NumGoroutine() > goroutines
		opened := newFiles(files)
		switch {
		case !left && len(opened) == 0:
			return status
		case time.Now().Before(end):
			continue
		}
		if left {
			stacks := make([]byte, 1<<20)
			fmt.Printf("%d goroutines before, %d are left:\n%s\n", goroutines, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
		}
		if len(opened) > 0 {
			fmt.Printf("left open: %q\n", opened)
		}
		return 1
	}
}

// openFiles is what Linux says that this process has open, as far as it is in the file system.
func openFiles() (list []string) {
	const dir = "/proc/self/fd"
	entries, err := os.ReadDir(dir)
	if err != nil || runtime.GOOS != "linux" {
		return nil
	}
	for _, entry := range entries {
		if name, err := os.Readlink(filepath.Join(dir, entry.Name())); err == nil && filepath.IsAbs(name) && !strings.HasPrefix(name, "/proc/") {
			list = append(list, name)
		}
	}
	return list
}

func newFiles(before []string) []string {
	return slices.DeleteFunc(openFiles(), func(name string) bool { return slices.Contains(before, name) })
}
