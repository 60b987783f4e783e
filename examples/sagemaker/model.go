package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// modelFile holds W, of the shape (features, outputs), and b, of (outputs,):
// np.savez("model.npz", W=W, b=b).
const modelFile = "model.npz"

// model is y = xW + b.
type model struct {
	features, outputs int
	w                 []float64 // row by row, one row for each feature
	b                 []float64
}

// builtIn serves where there is no model file, to try things out.
var builtIn = model{
	features: 3,
	outputs:  2,
	w: []float64{
		1, 2,
		3, 4,
		5, 6,
	},
	b: []float64{0.5, -0.5},
}

// loadModel reads the file of that name. Without such a file the built-in model is
// used; one that cannot be read is an error.
func loadModel(name string) (m *model, from string, err error) {
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return &builtIn, "built-in", nil
	}
	r, err := npz.Open(name)
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	w, err := npz.Read[float64](r, "W", npy.Cast(npy.Safe))
	if err != nil {
		return nil, "", err
	}
	b, err := npz.Read[float64](r, "b", npy.Cast(npy.Safe))
	if err != nil {
		return nil, "", err
	}
	if w.Len() == 0 || len(w.Shape) != 2 || len(b.Shape) != 1 || w.Shape[1] != b.Shape[0] {
		return nil, "", fmt.Errorf("%s: W has the shape %v and b %v: want (features, outputs) and (outputs,)", name, w.Shape, b.Shape)
	}
	return &model{features: w.Shape[0], outputs: w.Shape[1], w: w.RowMajor().Data, b: b.Data}, name, nil
}

// predict takes rows of features, or one row.
func (m *model) predict(ctx context.Context, x npy.Array[float64]) (npy.Array[float64], error) {
	var none npy.Array[float64]
	axes := len(x.Shape)
	if axes != 1 && axes != 2 || x.Shape[axes-1] != m.features {
		return none, &npyhttp.Error{Status: http.StatusUnprocessableEntity,
			Detail: fmt.Sprintf("The model takes the shape (rows, %d) or (%[1]d,).", m.features)}
	}
	rows := len(x.Data) / m.features
	if int64(rows)*int64(m.outputs) > maxBody/8 {
		return none, &npyhttp.Error{Status: http.StatusRequestEntityTooLarge,
			Detail: fmt.Sprintf("The answer would be larger than %d bytes: send fewer rows.", maxBody)}
	}
	x = x.RowMajor()
	y := npy.Array[float64]{Data: make([]float64, rows*m.outputs), Shape: []int{m.outputs}}
	if axes == 2 {
		y.Shape = []int{rows, m.outputs}
	}
	for i := range rows {
		if i%4096 == 0 && ctx.Err() != nil { // the client has gone
			return none, ctx.Err()
		}
		m.row(y.Data[i*m.outputs:][:m.outputs], x.Data[i*m.features:][:m.features])
	}
	return y, nil
}

// row sets y = xW + b for one row.
func (m *model) row(y, x []float64) {
	copy(y, m.b)
	for i, v := range x {
		for j, w := range m.w[i*m.outputs:][:m.outputs] {
			y[j] += v * w
		}
	}
}
