package interop_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/npygo/npygo/interop/oracle"
)

// The environment is for go test ./..., where a flag would have to be known to every package.
var (
	seedFlag    = flag.Uint64("seed", number("NPYGO_SEED", uint64(time.Now().UnixNano())), "of all that is random; also NPYGO_SEED")
	headersFlag = flag.Uint64("headers", number("NPYGO_HEADERS", 30_000), "how many headers are compared; also NPYGO_HEADERS")
)

func number(variable string, otherwise uint64) uint64 {
	n, err := strconv.ParseUint(os.Getenv(variable), 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}

// random gives a source of its own to each test and case, and prints the seed that repeats the run, also of one that panics.
func random(t testing.TB, stream uint64) *rand.Rand {
	t.Helper()
	t.Logf("-seed %d", *seedFlag)
	return rand.New(rand.NewPCG(*seedFlag, stream))
}

// tell logs what a test has compared, and the seed: a line that .ci/run prints of tests that pass, too.
func tell(t testing.TB, format string, counts ...any) {
	t.Helper()
	t.Logf("compared: -seed %d %s: %s", *seedFlag, t.Name(), fmt.Sprintf(format, counts...))
}

// ask starts the Python that NPYGO_PYTHON names. Without that variable the test is skipped, unless NPYGO_REQUIRE_NUMPY=1 forbids it.
func ask(t testing.TB) *oracle.Oracle {
	t.Helper()
	python := os.Getenv("NPYGO_PYTHON")
	if python == "" {
		if os.Getenv("NPYGO_REQUIRE_NUMPY") == "1" {
			t.Fatal("NPYGO_PYTHON does not name a Python with NumPy")
		}
		t.Skip("NPYGO_PYTHON names no Python")
	}
	return begin(t, python, true)
}

// askOld starts a Python with a NumPy 1, where there is one: the one that NPYGO_PYTHON_OLD names, or the distribution's.
func askOld(t testing.TB) *oracle.Oracle {
	t.Helper()
	python := os.Getenv("NPYGO_PYTHON_OLD")
	if python == "" {
		python = "/usr/bin/python3"
		if err := exec.Command(python, "-c", "import numpy").Run(); err != nil {
			t.Skip("NPYGO_PYTHON_OLD names no Python, and the system's has no NumPy")
		}
	}
	o := begin(t, python, false)
	if o.NumPy[0] != '1' {
		t.Skipf("%s has NumPy %s, which is not old", python, o.NumPy)
	}
	return o
}

// begin starts a Python, whose end has to be a peaceful one unless it is of NumPy 1, which corrupts its memory with text of negative sizes.
func begin(t testing.TB, python string, peaceful bool) *oracle.Oracle {
	t.Helper()
	o, err := oracle.Start(python)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := o.Close(); err != nil && peaceful {
			t.Error(err)
		}
	})
	t.Logf("NumPy %s, Python %s", o.NumPy, o.Python)
	return o
}
