package npy_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npy"
)

// TestNestedLikePython: the text is, byte for byte, what json.dumps makes of
// tolist(), and np.array reads it back.
func TestNestedLikePython(t *testing.T) {
	dir := t.TempDir()
	rng := rand.New(rand.NewPCG(10, 11))
	floats := npy.Array[float64]{Shape: []int{40, 25, 4}, FortranOrder: true}
	for range 4000 {
		f := math.Float64frombits(rng.Uint64())
		if f != f || math.IsInf(f, 0) || rng.IntN(2) == 0 {
			f = math.Round(rng.NormFloat64()*1e6) / math.Pow(10, float64(rng.IntN(12)-4))
		}
		floats.Data = append(floats.Data, f)
	}
	write := func(name string, err error, text []byte, err2 error) {
		if err != nil || err2 != nil {
			t.Fatal(name, err, err2)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".json"), text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	name := func(s string) string { return filepath.Join(dir, s+".npy") }
	text, err := json.Marshal(npy.Nested(floats))
	write("floats", npy.WriteFile(name("floats"), floats), text, err)
	ints := npy.Array[int64]{Data: []int64{math.MinInt64, 0, math.MaxInt64}, Shape: []int{3, 1}}
	text, err = json.Marshal(npy.Nested(ints))
	write("ints", npy.WriteFile(name("ints"), ints), text, err)
	bools := npy.Array[bool]{Data: []bool{true, false}}
	text, err = json.Marshal(npy.Nested(bools))
	write("bools", npy.WriteFile(name("bools"), bools), text, err)
	scalar := npy.Array[float64]{Data: []float64{-0.5}, Shape: []int{}}
	text, err = json.Marshal(npy.Nested(scalar))
	write("scalar", npy.WriteFile(name("scalar"), scalar), text, err)
	texts := npy.Array[string]{Data: []string{"a\"b\\c\n", "Zürich 😀"}}
	text, err = npy.Nested(texts).AppendJSON(nil)
	write("texts", npy.WriteFile(name("texts"), texts), text, err)
	text, err = npy.Base64(floats).AppendText(nil)
	write("base64", nil, text, err)

	got := pythontest.Run(t, `
import sys, json, io, base64, numpy as np
d = sys.argv[1]
for name in sys.argv[2:]:
    a = np.load(f'{d}/{name}.npy')
    text = open(f'{d}/{name}.json', encoding='utf-8').read()
    want = json.dumps(a.tolist(), separators=(',', ':'), ensure_ascii=False)
    back = np.array(json.loads(text))
    if text != want or back.dtype != a.dtype or not np.array_equal(a, back): print(name, text[:200], want[:200])
a = np.load(f'{d}/floats.npy')
b = np.load(io.BytesIO(base64.b64decode(open(f'{d}/base64.json').read())))
print('done' if np.array_equal(a, b) and a.flags.f_contiguous == b.flags.f_contiguous else 'base64')
`, dir, "floats", "ints", "bools", "scalar", "texts")
	if strings.TrimSpace(got) != "done" {
		t.Errorf("Python has:\n%s", got)
	}
}
