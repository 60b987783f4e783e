// Package py runs Python for the tests of the friends: what Go wrote is for Python to read, and the reverse.
package py

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// missing is the exit code by which a script says that a package is not there.
const missing = 77

// Run runs a script with the Python that NPYGO_PYTHON names and returns what it prints; args are its sys.argv[1:].
// imports is a line such as "import io, msgpack, numpy as np", put before the script.
//
// Where there is no such Python, or it has not all of these packages, the test is skipped,
// unless NPYGO_REQUIRE_FRIENDS=1 forbids it. interop/requirements.txt names the packages.
func Run(t *testing.T, imports, script string, args ...string) string {
	t.Helper()
	python := os.Getenv("NPYGO_PYTHON")
	if python == "" {
		without(t, "NPYGO_PYTHON names no Python")
	}
	probe := "import sys\ntry:\n    " + imports + "\nexcept ImportError as e:\n    print(e)\n    sys.exit(77)\n"
	cmd := exec.Command(python, append([]string{"-c", probe + script}, args...)...)
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == missing {
		without(t, strings.TrimSpace(string(out)))
	}
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", python, err, out, complaint.String())
	}
	return strings.TrimSpace(string(out))
}

func without(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("NPYGO_REQUIRE_FRIENDS") == "1" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// File writes b to a file that is gone after the test, and returns its name.
func File(t *testing.T, b []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// Bytes returns what Python left in the named file.
func Bytes(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
