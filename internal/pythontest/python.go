// Package pythontest runs Python for tests that ask a live NumPy.
package pythontest

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// Run runs a script with the Python that NPYGO_PYTHON names, which has the packages of
// testdata/requirements.txt, and returns what it prints; args are its sys.argv[1:].
// Without that variable the test is skipped, unless NPYGO_REQUIRE_NUMPY=1 forbids it, and
// so it is where a program cannot start another one.
func Run(t testing.TB, script string, args ...string) string {
	t.Helper()
	if runtime.GOARCH == "wasm" {
		t.Skip("there are no processes here that could run Python")
	}
	python := os.Getenv("NPYGO_PYTHON")
	if python == "" {
		if os.Getenv("NPYGO_REQUIRE_NUMPY") == "1" {
			t.Fatal("NPYGO_PYTHON does not name a Python with NumPy")
		}
		t.Skip("NPYGO_PYTHON names no Python")
	}
	return Command(t, python, append([]string{"-c", script}, args...)...)
}

// Command runs a program to its end and returns what it prints. UTF-8 whatever the
// user's locale, one thread where linear algebra would start many, and no proxy between
// a client and the test's server.
func Command(t testing.TB, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1", "LC_ALL=C.UTF-8", "OPENBLAS_NUM_THREADS=1", "no_proxy=*")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", name, err, out, complaint.String())
	}
	return string(out)
}
