package numpy_test

import (
	"os"
	"strings"
	"testing"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/numpy"
)

func python(t *testing.T) string {
	name := os.Getenv("NPYGO_PYTHON")
	if name == "" {
		if os.Getenv("NPYGO_REQUIRE_NUMPY") == "1" {
			t.Fatal("NPYGO_PYTHON names no Python")
		}
		t.Skip("NPYGO_PYTHON names no Python")
	}
	return name
}

func start(t *testing.T) *numpy.Worker {
	w, err := numpy.Start(python(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func TestVersion(t *testing.T) {
	if v, err := start(t).Version(); err != nil || strings.Count(v, ".") < 2 {
		t.Errorf("%q, %v", v, err)
	}
}

// clock stands still unless it is moved.
const clock = "import time\nnow = 0\ntime.perf_counter_ns = lambda: now\n"

// TestContestant counts how often each part runs, by a clock that only the snippet moves.
func TestContestant(t *testing.T) {
	w := start(t)
	c, drop, err := w.Contestant("counts", numpy.Snippet{
		Given: map[string]any{"step": 7}, Setup: clock + "count = np.zeros(2)",
		Before: "global now\nnow += 1000\ncount[0] += step", Body: "count[1] += step\nnow += step", Check: "list(count) == [21, 21]",
	})
	if err != nil || c.Name != "NumPy" || c.How != "counts" {
		t.Fatalf("%+v, %v", c, err)
	}
	if took, err := c.Run(3); err != nil || took != 21 {
		t.Errorf("took %v, %v, not three times 7", took, err)
	}
	if err := c.Check(); err != nil {
		t.Error(err)
	}
	if _, err := c.Run(1); err != nil {
		t.Error(err)
	}
	if err := c.Check(); err == nil || !strings.Contains(err.Error(), "[21, 21]") {
		t.Errorf("four runs pass for three: %v", err)
	}
	if err := drop(); err != nil {
		t.Error(err)
	}
	if _, err := c.Run(1); err == nil {
		t.Error("runs after drop")
	}
}

func TestContestantWithoutBefore(t *testing.T) {
	c, _, err := start(t).Contestant("moves", numpy.Snippet{Name: "NumPy so", Setup: clock, Body: "global now\nnow += 3\nnow += 4"})
	if err != nil || c.Name != "NumPy so" {
		t.Fatal(c.Name, err)
	}
	if took, err := c.Run(5); err != nil || took != 35 {
		t.Errorf("took %v, %v", took, err)
	}
	if err := c.Check(); err != nil {
		t.Error(err)
	}
}

func TestErrors(t *testing.T) {
	w := start(t)
	if _, _, err := w.Contestant("", numpy.Snippet{Body: "(("}); err == nil || !strings.Contains(err.Error(), "SyntaxError") {
		t.Error(err)
	}
	c, _, err := w.Contestant("", numpy.Snippet{Body: "np.load('nowhere.npy')"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Run(1); err == nil || !strings.Contains(err.Error(), "FileNotFoundError") {
		t.Error(err)
	}
	if _, err := numpy.Start("no-such-python"); err == nil {
		t.Error("started")
	}
	if v, err := w.Version(); err != nil || v == "" {
		t.Error("gone after errors:", err)
	}
}

func TestAdd(t *testing.T) {
	var c measure.Case
	if err := numpy.Add(&c, measure.Setup{}, "", numpy.Snippet{Body: "pass"}); err != nil || len(c.Contestants) > 0 {
		t.Errorf("without Python: %v, %v", c, err)
	}
	if err := numpy.Add(&c, measure.Setup{Python: python(t)}, "", numpy.Snippet{Body: "pass"}); err != nil || len(c.Contestants) != 1 {
		t.Fatalf("with Python: %v, %v", c, err)
	}
	if _, err := c.Contestants[0].Run(1); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if _, err := c.Contestants[0].Run(1); err == nil {
		t.Error("runs after Close")
	}
}
