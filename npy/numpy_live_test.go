package npy_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/npygo/npygo/internal/pythontest"
	"github.com/npygo/npygo/npy"
)

// TestNumPyLoads: what we write, NumPy loads: the same dtype, shape, order and
// elements, and saves again as the very same bytes.
func TestNumPyLoads(t *testing.T) {
	const script = `
import sys, os, io, hashlib, numpy as np
for name in sorted(os.listdir(sys.argv[1])):
    with open(os.path.join(sys.argv[1], name), "rb") as f:
        file = f.read()
    a = np.load(io.BytesIO(file))
    again = io.BytesIO()
    np.save(again, a)
    little = a.astype(a.dtype.newbyteorder("<"), copy=False)
    print(name, a.dtype.str, a.shape, hashlib.sha256(little.tobytes("C")).hexdigest(), again.getvalue() == file)
`
	shapes := [][]int{{}, {0}, {7}, {2, 3}, {3, 1, 4}, {2, 2, 2, 2, 2}}
	dir := t.TempDir()
	want := map[string]string{}
	each(t, func(t *testing.T, k kit) {
		for i, shape := range shapes {
			for _, fortran := range []bool{false, true} {
				n := 1
				for _, dim := range shape {
					n *= dim
				}
				a := k.array(k.noise(n, uint64(i)), shape, fortran, false)
				name := fmt.Sprintf("%s-%d-%v", strings.ReplaceAll(k.name, "/", "."), i, fortran)
				for _, big := range []bool{false, true} {
					want[fmt.Sprintf("%s-%v", name, big)] = k.save(t, a, filepath.Join(dir, fmt.Sprintf("%s-%v", name, big)), big)
				}
			}
		}
	})
	lines := strings.Split(strings.TrimSpace(pythontest.Run(t, script, dir)), "\n")
	if len(lines) != len(want) {
		t.Fatalf("NumPy loads %d of %d files", len(lines), len(want))
	}
	for _, line := range lines {
		name, got, _ := strings.Cut(line, " ")
		if got != want[name] {
			t.Errorf("%s: NumPy says\n%s, want\n%s", name, got, want[name])
		}
	}
}

// save writes a and returns what NumPy should say of the file.
func save[T any](t *testing.T, a npy.Array[T], name string, big bool) string {
	t.Helper()
	var opts []npy.Option
	if big {
		opts = append(opts, npy.BigEndian())
	}
	if err := npy.WriteFile(name, a, opts...); err != nil {
		t.Fatal(err)
	}
	d := a.Header().DType
	str := d.String()
	again := "True"
	switch {
	case strings.HasPrefix(str, "<V"): // bfloat16, which NumPy alone knows as a void
		str, again = "|V2", "False"
	case big && str[0] == '<':
		str = ">" + str[1:]
	}
	canon := canonical(t, a)
	if big && str == "|V2" { // NumPy does not swap it
		canon = sum(payloadOf(t, name))
	}
	return fmt.Sprintf("%s %s %s %s", str, tuple(a.Shape), canon, again)
}

func payloadOf(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := npy.ReadRaw(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if raw.FortranOrder { // to C order, two bytes at a time
		halves, err := npy.As[npy.BFloat16](raw)
		if err != nil {
			t.Fatal(err)
		}
		var buf bytes.Buffer
		if err := npy.Write(&buf, halves.RowMajor(), npy.BigEndian()); err != nil {
			t.Fatal(err)
		}
		return buf.Bytes()[buf.Len()-len(raw.Data):]
	}
	return raw.Data
}

// tuple spells a shape as Python does.
func tuple(shape []int) string {
	s := strings.ReplaceAll(strings.Trim(fmt.Sprint(shape), "[]"), " ", ", ")
	if len(shape) == 1 {
		s += ","
	}
	return "(" + s + ")"
}

// TestNumPySaves: what NumPy saves now, whichever version it is, we read, and
// write again as the very same bytes.
func TestNumPySaves(t *testing.T) {
	const script = `
import sys, numpy as np
rng = np.random.default_rng(7)
n = 0
for kind in "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split():
    for order in "<>":
        for shape in (), (0,), (5,), (3, 4), (2, 3, 4):
            a = rng.integers(0, 100, shape).astype(order + kind)
            for b in (a, np.asfortranarray(a)):
                np.save("%s/%03d-%s.npy" % (sys.argv[1], n, b.dtype.str.strip("<>|")), b)
                n += 1
print(n)
`
	dir := t.TempDir()
	n := strings.TrimSpace(pythontest.Run(t, script, dir))
	files, err := os.ReadDir(dir)
	if err != nil || fmt.Sprint(len(files)) != n {
		t.Fatalf("%d files, NumPy saved %s: %v", len(files), n, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		a, err := npy.ReadAny(bytes.NewReader(b))
		if err != nil {
			t.Errorf("%s: %v", f.Name(), err)
			continue
		}
		if again, err := a.AppendBinary(nil); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%s: written again it is another file, %v", f.Name(), err)
		}
	}
}
