package npy_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npy"
)

// TestNumPyAppend appends to files that np.save wrote; np.load reads them, also
// mapped, and finds NumPy's own header.
func TestNumPyAppend(t *testing.T) {
	dir := t.TempDir()
	pythontest.Run(t, `
import sys, numpy as np
d = sys.argv[1]
np.save(d + '/line.npy', np.arange(9, dtype='<f8'))
np.save(d + '/big.npy', np.arange(9, dtype='>f4').reshape(3, 3))
np.save(d + '/empty.npy', np.zeros((0, 2, 2), 'i2'))
np.save(d + '/text.npy', np.array(['one', 'three']))
np.save(d + '/bytes.npy', np.array([b'one', b'three']))
np.save(d + '/times.npy', np.array(['2001-02-03T04:05:06'], 'M8[ms]'))
np.save(d + '/points.npy', np.array([('a', (1, 2), True, 5)], dtype=[('name', 'U3'), ('x', 'i2', 2), ('ok', '?'), ('at', 'M8[s]')]))
`, dir)
	in := func(name string) string { return filepath.Join(dir, name+".npy") }
	err := errors.Join(
		npy.AppendFile(in("line"), npy.Array[float64]{Data: []float64{9, 10, 11}}),
		npy.AppendFile(in("big"), npy.Array[float32]{Data: []float32{9, 10, 11, 12, 13, 14}, Shape: []int{2, 3}}),
		npy.AppendFile(in("empty"), npy.Array[int16]{Data: []int16{1, 2, 3, 4}, Shape: []int{1, 2, 2}}),
		npy.AppendFile(in("text"), npy.Array[string]{Data: []string{"fünf"}}),
		npy.AppendFile(in("bytes"), npy.Array[[]byte]{Data: [][]byte{[]byte("five")}}),
		npy.AppendFile(in("times"), npy.Array[time.Time]{Data: []time.Time{time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)}}),
		npy.AppendFile(in("points"), npy.Array[point]{Data: []point{{Name: "bc", X: [2]int16{3, 4}, At: time.Unix(6, 0)}}}),
	)
	if err != nil {
		t.Fatal(err)
	}
	out := pythontest.Run(t, `
import io, sys, numpy as np
d = sys.argv[1]
def check(name, want):
    got = np.load(d + '/' + name + '.npy')
    assert got.dtype == want.dtype and got.shape == want.shape and got.tobytes() == want.tobytes(), (name, got, want)
    mapped = np.load(d + '/' + name + '.npy', mmap_mode='r')
    assert mapped.shape == want.shape and (mapped == want).all(), name
    b = io.BytesIO()
    np.save(b, want)
    assert open(d + '/' + name + '.npy', 'rb').read() == b.getvalue(), (name, 'is not what np.save writes')
check('line', np.arange(12, dtype='<f8'))
check('big', np.arange(15, dtype='>f4').reshape(5, 3))
check('empty', np.array([[[1, 2], [3, 4]]], 'i2'))
check('text', np.array(['one', 'three', 'fünf']))
check('bytes', np.array([b'one', b'three', b'five']))
check('times', np.array(['2001-02-03T04:05:06', '2026-01-02T03:04:05.006'], 'M8[ms]'))
check('points', np.array([('a', (1, 2), True, 5), ('bc', (3, 4), False, 6)], dtype=[('name', 'U3'), ('x', 'i2', 2), ('ok', '?'), ('at', 'M8[s]')]))
print('fine')
`, dir)
	if out != "fine\n" {
		t.Error(out)
	}
}

// TestNumPyRowWriter: np.load reads the file at every Flush, and np.save writes
// the same.
func TestNumPyRowWriter(t *testing.T) {
	dir := t.TempDir()
	w, err := npy.Create[float32](filepath.Join(dir, "closed.npy"), 2, 3)
	if err != nil {
		t.Fatal(err)
	}
	row := []float32{1, 2, 3, 4, 5, 6}
	if err := errors.Join(w.Write(row), w.Write(slices.Repeat(row, 10)), w.Close()); err != nil {
		t.Fatal(err)
	}
	open, err := npy.Create[int64](filepath.Join(dir, "open.npy"))
	if err != nil {
		t.Fatal(err)
	}
	defer open.Close()
	if err := errors.Join(open.Write([]int64{1, 2, 3}), open.Flush(), open.Write(make([]int64, 10_000))); err != nil {
		t.Fatal(err)
	}
	out := pythontest.Run(t, `
import io, sys, numpy as np
d = sys.argv[1]
want = np.tile(np.arange(1, 7, dtype='f4').reshape(1, 2, 3), (11, 1, 1))
b = io.BytesIO()
np.save(b, want)
assert open(d + '/closed.npy', 'rb').read() == b.getvalue()
assert (np.load(d + '/closed.npy', mmap_mode='r') == want).all()
assert np.load(d + '/open.npy').tolist() == [1, 2, 3]
assert np.load(d + '/open.npy', mmap_mode='r').tolist() == [1, 2, 3]
print('fine')
`, dir)
	if out != "fine\n" {
		t.Error(out)
	}
}

// TestNumPyInterruptedAppend: NumPy reads every state of the header in which
// AppendFile can be interrupted, as the old array or the new one.
func TestNumPyInterruptedAppend(t *testing.T) {
	var files, shapes []string
	dir := t.TempDir()
	seen := map[string]bool{}
	for i, b := range npy.InterruptedAppends(t) {
		head := string(b[:bytes.IndexByte(b, '\n')+1])
		if seen[head] {
			continue // another payload
		}
		seen[head] = true
		name := filepath.Join(dir, strconv.Itoa(i))
		if err := os.WriteFile(name, b, 0o666); err != nil {
			t.Fatal(err)
		}
		a, err := npy.ReadFile[int32](name)
		if err != nil {
			t.Fatal(err)
		}
		files, shapes = append(files, name), append(shapes, strings.ReplaceAll(strings.Trim(fmt.Sprint(a.Shape), "[]"), " ", ","))
	}
	if len(files) < 300 {
		t.Fatalf("only %d states", len(files))
	}
	list := filepath.Join(dir, "list")
	if err := os.WriteFile(list, []byte(strings.Join(files, "\n")), 0o666); err != nil {
		t.Fatal(err)
	}
	out := pythontest.Run(t, `
import sys, numpy as np
for name in open(sys.argv[1]).read().split('\n'):
    print(','.join(map(str, np.load(name).shape)))
`, list)
	if got := strings.Fields(out); !slices.Equal(got, shapes) {
		t.Errorf("NumPy reads other shapes: %v\n%v", got, shapes)
	}
}
