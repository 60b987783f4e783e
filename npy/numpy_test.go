package npy_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// numpy runs a script with the Python that NPYGO_PYTHON names, which has NumPy,
// and returns what it prints; args are its sys.argv[1:]. Without that variable
// the test is skipped, unless NPYGO_REQUIRE_NUMPY=1 forbids it.
func numpy(t *testing.T, script string, args ...string) string {
	t.Helper()
	python := os.Getenv("NPYGO_PYTHON")
	if python == "" {
		if os.Getenv("NPYGO_REQUIRE_NUMPY") == "1" {
			t.Fatal("NPYGO_PYTHON does not name a Python with NumPy")
		}
		t.Skip("NPYGO_PYTHON names no Python")
	}
	cmd := exec.Command(python, append([]string{"-c", script}, args...)...)
	cmd.Env = append(os.Environ(), "PYTHONUTF8=1")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", python, err, complaint.String())
	}
	return string(out)
}
