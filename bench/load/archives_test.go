package load

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/bench/wire"
	"github.com/npygo/npygo/npy"
)

// TestArchives lets every case of archives, HTTP and wire run with small files: twice, as
// a run does for both heaps, which share the files.
func TestArchives(t *testing.T) {
	s := measure.Setup{Dir: t.TempDir(), Quick: true, Python: os.Getenv("NPYGO_PYTHON")}
	for _, p := range slices.Concat(Archives(s), HTTP(s), Wire(s)) {
		t.Run(p.Name, func(t *testing.T) {
			c, err := p.Make()
			if err != nil {
				t.Fatal(err)
			}
			if c.Name != p.Name {
				t.Errorf("the case is called %s", c.Name)
			}
			r := measure.Run(c, measure.QuickRounds)
			for _, row := range r.Rows {
				if len(row.Nanoseconds) != measure.QuickRounds {
					t.Errorf("%s: failed %q, wrong %q", row.Name, row.Failed, row.Wrong)
				}
			}
			if c.Close != nil {
				if err := c.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	if left, err := os.ReadDir(s.Dir); err != nil || slices.ContainsFunc(left, func(e os.DirEntry) bool {
		return strings.HasPrefix(e.Name(), "part-") || strings.HasPrefix(e.Name(), "out-")
	}) {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestWithoutNumPy has NumPy's files made otherwise.
func TestWithoutNumPy(t *testing.T) {
	s := measure.Setup{Dir: t.TempDir(), Quick: true}
	for _, make := range []func() (measure.Case, error){
		func() (measure.Case, error) { return stored(s) },
		func() (measure.Case, error) { return deflated(s, kinds[3], "labels") },
		func() (measure.Case, error) { return inflating(s, kinds[3], "labels") },
		func() (measure.Case, error) { return rows(s) },
		func() (measure.Case, error) { return many(s, false) },
	} {
		c, err := make()
		if err != nil {
			t.Error(err)
			continue
		}
		for _, row := range measure.Run(c, 1).Rows {
			if len(row.Nanoseconds) != 1 || row.Name == "NumPy" {
				t.Errorf("%s: %s: %q %q", c.Name, row.Name, row.Failed, row.Wrong)
			}
		}
	}
}

// TestNoticed has wrong answers noticed, which nothing else here would show.
func TestNoticed(t *testing.T) {
	good := npy.Array[float64]{Data: []float64{1, 2, 3}}
	bad := npy.Array[float64]{Data: []float64{1, 2, 4}}
	reshaped := npy.Array[float64]{Data: []float64{1, 2, 3}, Shape: []int{3, 1}}
	body, err := good.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]npy.Array[float64]{"same": good, "element": bad, "shape": reshaped} {
		answer, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		x := client{want: body, answer: answer, got: len(answer)}
		for way, err := range map[string]error{
			"sum":      sameSum(a, sumOf(good)),
			"exchange": x.check(),
			"arrived":  second(arrives(func() (npy.Array[float64], error) { return a, nil }).compared(npy.Array[float64]{Data: good.Data})(1)),
		} {
			if way == "arrived" && name == "same" {
				continue // a shape of nil is no shape that came over a wire
			}
			if (err == nil) != (name == "same") {
				t.Errorf("%s of another %s: %v", way, name, err)
			}
		}
	}
	if err := sameElements(good, bad); err == nil {
		t.Error("sameElements of another element")
	}
	if err := sameElements(good, reshaped); err != nil {
		t.Errorf("sameElements of another shape: %v", err)
	}
	if second(arrives(func() (npy.Array[float64], error) { return wire.Noise(3, 4), nil }).compared(wire.Noise(3, 4))(2)) != nil {
		t.Error("what arrives is the same array")
	}
}

func second[T any](_ T, err error) error { return err }
