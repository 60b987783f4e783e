package npy_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

const fieldDType = "[('', '|V1'), ('in', [(('title', 'x'), '>f4'), ('y', '>i2', (2, 3)), ('a.b', '|u1')], (2,)), ('s', '<U2'), ('ok', '|b1'), ('in.q', '<i4')]"

type fieldRecord struct {
	In [2]struct {
		X  float32     `npy:"x"`
		Y  [2][3]int16 `npy:"y"`
		AB uint8       `npy:"a.b"`
	} `npy:"in"`
	S  string `npy:"s"`
	OK bool   `npy:"ok"`
	Q  int32  `npy:"in.q"`
}

// TestField compares Field with reading all of the records.
func TestField(t *testing.T) {
	size := parsed(t, fieldDType).ItemSize()
	for _, shape := range [][]int{{}, {0}, {1}, {2, 3}, {1, 4}, {0, 2}, {300}} {
		for _, fortran := range []bool{false, true} {
			n := 1
			for _, dim := range shape {
				n *= dim
			}
			payload := make([]byte, n*size)
			for rng, i := rand.New(rand.NewPCG(1, 2)), 0; i < len(payload); i++ {
				payload[i] = byte(rng.Uint32()) & 0x3f
			}
			for i := range n { // U+41 and U+42
				copy(payload[i*size+1+34:], "A\x00\x00\x00B\x00\x00\x00")
			}
			raw, err := npy.ReadRaw(bytes.NewReader(file(t, fieldDType, shape, fortran, payload)))
			if err != nil {
				t.Fatal(err)
			}
			all, err := npy.As[fieldRecord](raw)
			if err != nil {
				t.Fatal(err)
			}
			rows := all.RowMajor().Data
			checkField(t, raw, "x", nil, nil, header.ErrDType, []float32(nil))
			checkField(t, raw, "in.x", rows, []int{2}, nil, flat(rows, func(r fieldRecord) []float32 { return []float32{r.In[0].X, r.In[1].X} }))
			checkField(t, raw, "in.title", rows, []int{2}, nil, flat(rows, func(r fieldRecord) []float32 { return []float32{r.In[0].X, r.In[1].X} }))
			checkField(t, raw, "in.y", rows, []int{2, 2, 3}, nil, flat(rows, func(r fieldRecord) (y []int16) {
				for _, in := range r.In {
					y = append(append(y, in.Y[0][:]...), in.Y[1][:]...)
				}
				return y
			}))
			checkField(t, raw, "in.a.b", rows, []int{2}, nil, flat(rows, func(r fieldRecord) []uint8 { return []uint8{r.In[0].AB, r.In[1].AB} }))
			checkField(t, raw, "s", rows, nil, nil, flat(rows, func(r fieldRecord) []string { return []string{r.S} }))
			checkField(t, raw, "ok", rows, nil, nil, flat(rows, func(r fieldRecord) []bool { return []bool{r.OK} }))
			checkField(t, raw, "in.q", rows, nil, nil, flat(rows, func(r fieldRecord) []int32 { return []int32{r.Q} }))
			checkField(t, raw, "in", rows, []int{2}, nil, flat(rows, func(r fieldRecord) []struct {
				X  float32     `npy:"x"`
				Y  [2][3]int16 `npy:"y"`
				AB uint8       `npy:"a.b"`
			} {
				return r.In[:]
			}))
		}
	}
}

func flat[E any](rows []fieldRecord, of func(fieldRecord) []E) (all []E) {
	for _, r := range rows {
		all = append(all, of(r)...)
	}
	return all
}

func checkField[E comparable](t *testing.T, raw npy.Raw, name string, rows []fieldRecord, inner []int, kind error, want []E) {
	t.Helper()
	got, err := npy.Field[E](raw, name)
	if kind != nil {
		if !errors.Is(err, kind) || !strings.Contains(err.Error(), `there are "in", "s", "ok", "in.q"`) {
			t.Errorf("%s: got %v", name, err)
		}
		return
	}
	if err != nil {
		t.Errorf("%s of %v: %v", name, raw.Shape, err)
		return
	}
	if shape := append(slices.Clone(raw.Shape), inner...); !slices.Equal(got.Shape, shape) || got.Validate() != nil || !slices.Equal(got.RowMajor().Data, want) {
		t.Errorf("%s of %v, Fortran %v: shape %v, or other elements: %v, want %v", name, raw.Shape, raw.FortranOrder, got.Shape, got.RowMajor().Data, want)
	}
	if len(raw.Shape) > 1 && long(got.Shape) > 1 && got.FortranOrder != raw.FortranOrder {
		t.Errorf("%s: FortranOrder %v", name, got.FortranOrder)
	}
}

func TestFieldErrors(t *testing.T) {
	raw := npy.Raw{DType: parsed(t, fieldDType), Shape: []int{0}, Data: nil}
	for name, want := range map[string]string{
		"":          `"" : there`,
		"in.z":      `in field "in": there is no field "z": there are "x", "y", "a.b"`,
		"s.x":       `there is no field "s.x"`,
		"in.x.more": `in field "in": there is no field "x.more"`,
	} {
		_, err := npy.Field[int16](raw, name)
		if want = strings.ReplaceAll(want, `" :`, `":`); !errors.Is(err, header.ErrDType) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", name, err, want)
		}
	}
	var wrong *npy.DTypeError
	if _, err := npy.Field[int32](raw, "in.y"); !errors.As(err, &wrong) || !strings.Contains(err.Error(), `in field "in.y"`) || !strings.Contains(err.Error(), "int16") {
		t.Errorf("another type: %v", err)
	}
	if _, err := npy.Field[int32](npy.Raw{DType: parsed(t, "<i4"), Shape: []int{0}}, "a"); err == nil || !strings.Contains(err.Error(), "no record") {
		t.Errorf("no record: %v", err)
	}
	if _, err := npy.Field[string](npy.Raw{DType: parsed(t, "[('a', '|S0')]"), Shape: []int{1 << 30}}, "a"); !errors.Is(err, header.ErrLimit) {
		t.Errorf("elements of no bytes: %v", err)
	}
	bad := append([]byte("A\x00\x00\x00"), 0, 0xd8, 0, 0)
	if _, err := npy.Field[string](npy.Raw{DType: parsed(t, "[('a', '<U1')]"), Shape: []int{2}, Data: bad}, "a"); !errors.Is(err, npy.ErrValue) ||
		!strings.Contains(err.Error(), `in field "a"`) || !strings.Contains(err.Error(), "element 1") {
		t.Errorf("a surrogate: %v", err)
	}
}
