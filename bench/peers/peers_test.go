package peers_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/npygo/npygo/bench/peers"
	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

var array = npy.Array[float64]{Data: []float64{1, 2, 3, 4, 5, 6.5}, Shape: []int{3, 2}}

func encoded(t *testing.T, opts ...npy.Option) *bytes.Reader {
	var file bytes.Buffer
	if err := npy.Write(&file, array, opts...); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(file.Bytes())
}

func TestRead(t *testing.T) {
	for _, p := range peers.All() {
		data, shape, err := p.Read(encoded(t))
		if err != nil || !slices.Equal(data, array.Data) || !slices.Equal(shape, array.Shape) {
			t.Errorf("%s: %v %v, %v", p.Name, data, shape, err)
		}
	}
}

// TestReadBigEndian knows who gets it wrong: a later version that is right shall be noticed.
func TestReadBigEndian(t *testing.T) {
	for _, p := range peers.All() {
		data, _, err := p.Read(encoded(t, npy.BigEndian()))
		if err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if right := slices.Equal(data, array.Data); right != (p.Name != "gorgonia") {
			t.Errorf("%s: right is %v", p.Name, right)
		}
	}
}

func TestReadInto(t *testing.T) {
	for _, p := range peers.All() {
		if p.ReadInto == nil {
			continue
		}
		data := make([]float64, len(array.Data))
		if err := p.ReadInto(encoded(t), data); err != nil || !slices.Equal(data, array.Data) {
			t.Errorf("%s: %v, %v", p.Name, data, err)
		}
	}
}

func TestWrite(t *testing.T) {
	for _, p := range peers.All() {
		if p.Write == nil {
			continue
		}
		var file bytes.Buffer
		if err := p.Write(&file, array.Data, array.Shape); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		a, err := npy.Read[float64](&file)
		if err != nil || !slices.Equal(a.Data, array.Data) {
			t.Errorf("%s: %v, %v", p.Name, a, err)
		}
	}
}

func TestHeader(t *testing.T) {
	for _, p := range peers.All() {
		if p.ReadHeader != nil {
			descr, shape, err := p.ReadHeader(encoded(t))
			if err != nil || descr != "<f8" && descr != "f8" || !slices.Equal(shape, array.Shape) {
				t.Errorf("%s: read %q %v, %v", p.Name, descr, shape, err)
			}
		}
		if p.WriteHeader != nil {
			var file bytes.Buffer
			if err := p.WriteHeader(&file, array.Shape); err != nil {
				t.Errorf("%s: %v", p.Name, err)
			}
			h, n, err := header.Parse(file.Bytes())
			if err != nil || h.DType.String() != "<f8" || n != file.Len() {
				t.Errorf("%s: wrote %q, %v", p.Name, file.Bytes(), err)
			}
		}
	}
}
