package npy_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"testing/iotest"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// TestRoads reads and writes every kind of element, in both byte orders and
// both orders of axes, on every road, and compares with a naive decoder.
func TestRoads(t *testing.T) {
	shapes := [][]int{{}, {0}, {1}, {3}, {2, 3}, {4, 0, 2}, {1, 7, 1}, {2, 3, 4, 5}, {70_001}, {33, 1025}}
	each(t, func(t *testing.T, k kit) {
		for i, shape := range shapes {
			if testing.Short() && i == 8 {
				continue
			}
			n := 1
			for _, dim := range shape {
				n *= dim
			}
			payload := k.noise(n, uint64(i))
			for _, fortran := range []bool{false, true} {
				for _, big := range []bool{false, true} {
					descr := k.descr
					if big {
						descr = ">" + descr[1:]
					}
					k.roads(t, file(t, descr, shape, fortran, payload), k.array(payload, shape, fortran, big))
				}
			}
		}
	})
}

// array is what the file of payload must be read as.
func (k kit) array(payload []byte, shape []int, fortran, big bool) any {
	return k.make(k.naive(payload, big), shape, fortran)
}

func roads[T any](t *testing.T, file []byte, want npy.Array[T]) {
	t.Helper()
	check := func(road string, got npy.Array[T], err error) {
		t.Helper()
		if err != nil {
			t.Errorf("%s of %v: %v", road, want.Shape, err)
			return
		}
		same(t, road, got, want)
	}
	h, at, err := header.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	behind := append(slices.Clone(file), "behind"...)

	for name, r := range map[string]io.Reader{
		"Read, size known":     bytes.NewReader(behind),
		"Read, size unknown":   struct{ io.Reader }{bytes.NewReader(behind)},
		"Read, half at a time": iotest.HalfReader(bytes.NewReader(behind)),
		"Read, limited":        io.LimitReader(bytes.NewReader(behind), int64(len(behind))),
	} {
		got, err := npy.Read[T](r)
		check(name, got, err)
		if rest, _ := io.ReadAll(r); string(rest) != "behind" {
			t.Errorf("%s: %d bytes are left behind the array, want 6", name, len(rest))
		}
	}
	into := npy.Array[T]{Data: make([]T, 5, 40_000), Shape: make([]int, 3)}
	check("ReadInto", into, npy.ReadInto(bytes.NewReader(behind), &into))
	var un, from npy.Array[T]
	check("UnmarshalBinary", un, un.UnmarshalBinary(behind))
	took, err := from.ReadFrom(bytes.NewReader(behind))
	check("ReadFrom", from, err)
	if took != int64(len(file)) {
		t.Errorf("ReadFrom took %d bytes of %d", took, len(file))
	}
	raw, err := npy.ReadRaw(bytes.NewReader(behind))
	if err != nil || !bytes.Equal(raw.Data, file[at:]) || raw.Len() != want.Len() {
		t.Errorf("ReadRaw: %d bytes, want %d: %v", len(raw.Data), len(file)-at, err)
	}
	as, err := npy.As[T](raw)
	check("As of a Raw", as, err)
	any, err := npy.ReadAny(bytes.NewReader(behind))
	if err != nil {
		t.Fatalf("ReadAny: %v", err)
	}
	as, err = npy.As[T](any)
	check("As of ReadAny's", as, err)
	if view, err := npy.View[T](behind); err == nil {
		check("View", view, nil)
	} else if !errors.Is(err, npy.ErrNoView) {
		t.Errorf("View: %v", err)
	}

	name := filepath.Join(t.TempDir(), "a.npy")
	if err := os.WriteFile(name, behind, 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := npy.ReadFile[T](name)
	check("ReadFile", got, err)
	if m, err := npy.Map[T](name, npy.ReadOnly); err == nil {
		check("Map", m.Array, nil)
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	} else if !errors.Is(err, npy.ErrNoView) && !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("Map: %v", err)
	}

	var opts []npy.Option
	if h.DType.ByteOrder() == header.BigEndian {
		opts = append(opts, npy.BigEndian())
	}
	writes(t, want, file, name, opts)
	if _, void := any.(npy.Raw); void {
		return // BFloat16: to NumPy, and so to ReadAny, a void of two bytes
	}
	if out, err := any.AppendBinary([]byte("before")); err != nil || !sameFile(out[6:], file) {
		t.Errorf("AppendBinary of ReadAny's: %d bytes, want %d: %v", len(out), len(file)+6, err)
	}
}

// writes checks that a becomes file on every road of writing.
func writes[T any](t *testing.T, a npy.Array[T], file []byte, name string, opts []npy.Option) {
	t.Helper()
	var out bytes.Buffer
	if err := npy.Write(&out, a, opts...); err != nil || !sameFile(out.Bytes(), file) {
		t.Errorf("Write of %v: %d bytes, want %d: %v\n%q\n%q", a.Shape, out.Len(), len(file), err, out.Bytes()[:128], file[:128])
	}
	err := npy.WriteFile(name, a, opts...)
	if got, _ := os.ReadFile(name); err != nil || !sameFile(got, file) {
		t.Errorf("WriteFile: %d bytes, want %d: %v", len(got), len(file), err)
	}
	if opts != nil {
		return
	}
	if b, err := a.MarshalBinary(); err != nil || !sameFile(b, file) {
		t.Errorf("MarshalBinary: %d bytes, want %d: %v", len(b), len(file), err)
	}
	out.Reset()
	if n, err := a.WriteTo(&out); err != nil || n != int64(out.Len()) || !sameFile(out.Bytes(), file) {
		t.Errorf("WriteTo: %d bytes, want %d: %v", n, len(file), err)
	}
}

// sameFile compares files, but for fortran_order where it makes no difference
// (we write False there, as NumPy does) and the width of its word.
func sameFile(a, b []byte) bool {
	ha, na, erra := header.Parse(a)
	hb, nb, errb := header.Parse(b)
	return erra == nil && errb == nil && ha.DType.Equal(hb.DType) && ha.DType.ByteOrder() == hb.DType.ByteOrder() && slices.Equal(ha.Shape, hb.Shape) &&
		bytes.Equal(a[na:], b[nb:]) && (ha.FortranOrder == hb.FortranOrder && bytes.Equal(a[:na], b[:nb]) || !ha.FortranOrder)
}

func same[T any](t *testing.T, road string, got, want npy.Array[T]) {
	t.Helper()
	if !slices.Equal(got.Shape, want.Shape) || got.Shape == nil {
		t.Errorf("%s: shape %#v, want %v", road, got.Shape, want.Shape)
	}
	if got.FortranOrder != want.FortranOrder && long(want.Shape) > 1 { // else there is no difference
		t.Errorf("%s of %v: FortranOrder %v, want %v", road, want.Shape, got.FortranOrder, want.FortranOrder)
	}
	if len(got.Data) != len(want.Data) || len(want.Data) > 0 && !reflect.DeepEqual(got.Data, want.Data) {
		t.Errorf("%s of %v: the elements differ", road, want.Shape)
	}
}

// long is how many axes are longer than 1; -1 if one is empty.
func long(shape []int) (n int) {
	for _, dim := range shape {
		if dim == 0 {
			return -1
		}
		if dim > 1 {
			n++
		}
	}
	return n
}
