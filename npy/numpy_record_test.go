package npy_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npy"
)

type live struct {
	ID   int64
	On   bool
	Name string
	Raw  [3]byte     `npy:"raw,S3"`
	Big  npy.Float16 `npy:"half,>f2"`
	At   time.Time   `npy:"at,M8[ms]"`
	Took time.Duration
	In   [2]struct {
		X complex64
		Y [2][3]int16
	}
}

// TestNumPyRecords: NumPy reads the records that we write, with our values, and
// we read those that it writes, packed, aligned and big-endian.
func TestNumPyRecords(t *testing.T) {
	want := make([]live, 5)
	for i := range want {
		r := &want[i]
		r.ID, r.On, r.Name, r.Raw, r.Big = int64(i)<<40, i%2 == 1, strings.Repeat("é😀", i), [3]byte{'a', 'b', 'c'}, npy.NewFloat16(float32(i)/4)
		r.At, r.Took = time.UnixMilli(int64(i)).UTC(), time.Duration(i)
		r.In[1].X, r.In[0].Y[1][2] = complex(float32(i), -1), int16(-i)
	}
	dir := t.TempDir()
	for name, opts := range map[string][]npy.Option{"little": nil, "big": {npy.BigEndian()}} {
		if err := npy.WriteFile(filepath.Join(dir, name), npy.Array[live]{Data: want}, opts...); err != nil {
			t.Fatal(err)
		}
	}
	out := pythontest.Run(t, `
import numpy as np, os, sys
os.chdir(sys.argv[1])
for name in ("little", "big"):
    a = np.load(name)
    assert a.dtype.names == ("ID", "On", "Name", "raw", "half", "at", "Took", "In"), a.dtype
    for i, r in enumerate(a):
        assert r["ID"] == i << 40 and r["On"] == bool(i % 2) and r["Name"] == "é\U0001f600" * i and r["raw"] == b"abc" and r["half"] == i / 4
        assert r["at"] == np.datetime64(i, "ms") and r["Took"] == np.timedelta64(i, "ns")
        assert r["In"].shape == (2,) and r["In"]["X"][1] == i - 1j and r["In"]["Y"].shape == (2, 2, 3) and r["In"]["Y"][0, 1, 2] == -i
    padded = np.zeros(len(a), np.dtype(a.dtype.descr, align=True))
    shuffled = np.zeros(len(a), np.dtype([d for d in reversed(a.dtype.descr)]))
    for f in a.dtype.names:
        padded[f] = a[f]
        shuffled[f] = a[f]
    np.save(name + "-again", a)
    np.save(name + "-padded", padded)
    np.save(name + "-shuffled", shuffled)
    np.save(name + "-field", a["In"]["Y"])
print(np.load("little").dtype.descr)
`, dir)
	if first, _, _ := strings.Cut(out, "), "); first != "[('ID', '<i8'" {
		t.Errorf("NumPy says %s", out)
	}
	for _, name := range []string{"little", "big"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if again, err := os.ReadFile(filepath.Join(dir, name+"-again.npy")); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%s: np.save writes another file: %v", name, err)
		}
		for _, other := range []string{"", "-padded.npy", "-shuffled.npy"} {
			a, err := npy.ReadFile[live](filepath.Join(dir, name+other))
			if err != nil || !reflect.DeepEqual(a.Data, want) {
				t.Errorf("%s: got %v, %v", name+other, a.Data, err)
			}
		}
		raw, err := npy.ReadRaw(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		got, err := npy.Field[int16](raw, "In.Y")
		if err != nil {
			t.Fatal(err)
		}
		if field, err := npy.ReadFile[int16](filepath.Join(dir, name+"-field.npy")); err != nil || !reflect.DeepEqual(got.Data, field.RowMajor().Data) || !reflect.DeepEqual(got.Shape, field.Shape) {
			t.Errorf("%s: Field gives %v, NumPy %v, %v", name, got, field, err)
		}
	}
}
