package npy_test

import (
	"encoding/json"
	"math/rand/v2"
	"runtime"
	"strconv"
	"testing"

	"github.com/npygo/npygo/internal/pythontest"
)

const castingScript = "import runpy; runpy.run_path('testdata/casting.py', run_name='__main__')"

// TestNumPyCasting: NumPy still says what the table and the golden casts say.
func TestNumPyCasting(t *testing.T) {
	if runtime.GOARCH != "amd64" || runtime.GOOS == "windows" {
		t.Skip("the long doubles of this machine are others")
	}
	pythontest.Run(t, castingScript, "--check")
}

// TestNumPyAstype compares with NumPy's astype over elements that are others in
// every run.
func TestNumPyAstype(t *testing.T) {
	seed := strconv.Itoa(rand.IntN(1 << 30))
	var records []castRecord
	if err := json.Unmarshal([]byte(pythontest.Run(t, castingScript, "--random", seed)), &records); err != nil {
		t.Fatal(err)
	}
	t.Logf("seed %s", seed)
	checkCasts(t, records)
}
