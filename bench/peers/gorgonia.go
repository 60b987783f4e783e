package peers

import (
	"bufio"
	"fmt"
	"io"

	_ "go4.org/unsafe/assume-no-moving-gc" // the version that works with this Go: see the package's comment
	"gorgonia.org/tensor"
)

func gorgonia() Peer {
	return Peer{
		Name:    "gorgonia",
		HowRead: "tensor.Dense.ReadNpy through bufio.NewReader",
		Read: func(r io.Reader) ([]float64, []int, error) {
			var t tensor.Dense
			if err := t.ReadNpy(bufio.NewReader(r)); err != nil {
				return nil, nil, err
			}
			data, ok := t.Data().([]float64)
			if !ok {
				return nil, nil, fmt.Errorf("got %T", t.Data())
			}
			return data, t.Shape(), nil
		},

		HowWrite: "tensor.Dense.WriteNpy through a bufio.Writer of 64 KiB",
		Write: func(w io.Writer, data []float64, shape []int) error {
			t := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(data))
			return buffered(w, t.WriteNpy)
		},
	}
}
