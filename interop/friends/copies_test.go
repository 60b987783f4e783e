// Package friends_test holds the README to what it says: how much memory each friend takes, and the versions.
package friends_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"math"
	"runtime"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"github.com/npygo/npygo/interop/friends/arrow"
	"github.com/npygo/npygo/interop/friends/gonum"
	"github.com/npygo/npygo/interop/friends/protobuf"
	"github.com/npygo/npygo/npy"
	"github.com/vmihailenco/msgpack/v5"
	"google.golang.org/protobuf/proto"
)

const size = 1 << 20 // of the elements, in bytes

type withArray struct{ A npy.Array[float64] }
type withBytes struct{ A []byte }

// The numbers of README.md's table: memory that is taken anew, in sizes of the array.
func TestCopies(t *testing.T) {
	a := npy.Array[float64]{Data: make([]float64, size/8), Shape: []int{1024, size / 8 / 1024}}
	fortran := a
	fortran.FortranOrder = true
	file := must(a.MarshalBinary())
	asMsgpack, asCBOR := must(msgpack.Marshal(withArray{a})), must(cbor.Marshal(withArray{a}))
	asProto := must(proto.Marshal(&protobuf.Prediction{Scores: file}))
	asJSON := must(json.Marshal(npy.Base64(a)))
	var asGob bytes.Buffer
	check(gob.NewEncoder(&asGob).Encode(withArray{a}))
	buffer := make([]byte, 0, len(file))

	for _, c := range []struct {
		name   string
		copies float64
		do     func()
	}{
		{"gonum", 0, func() { must(gonum.Matrix(a)) }},
		{"gonum, Fortran order", 0, func() { must(gonum.Matrix(fortran)) }},
		{"gonum, back", 0, func() { gonum.FromMatrix(must(gonum.Matrix(fortran))) }},
		{"arrow tensor", 0, func() { must(arrow.Tensor(a)) }},
		{"arrow tensor, Fortran order", 0, func() { must(arrow.FromTensor[float64](must(arrow.Tensor(fortran)))) }},
		{"arrow column", 0, func() { column(a) }},
		{"arrow column, Fortran order", 1, func() { column(fortran) }},
		{"AppendBinary", 0, func() { must(a.AppendBinary(buffer)) }},
		{"View", 0, func() { must(npy.View[float64](file)) }},
		{"msgpack", 2, func() { must(msgpack.Marshal(withArray{a})) }},
		{"msgpack, back", 2, func() { check(msgpack.Unmarshal(asMsgpack, new(withArray))) }},
		{"msgpack bytes", 1, func() { must(msgpack.Marshal(withBytes{file})) }},
		{"msgpack bytes, back", 1, func() { check(msgpack.Unmarshal(asMsgpack, new(withBytes))) }},
		{"cbor", 2, func() { must(cbor.Marshal(withArray{a})) }},
		{"cbor, back", 1, func() { check(cbor.Unmarshal(asCBOR, new(withArray))) }},
		{"cbor bytes", 1, func() { must(cbor.Marshal(withBytes{file})) }},
		{"cbor bytes, back", 1, func() { check(cbor.Unmarshal(asCBOR, new(withBytes))) }},
		{"protobuf bytes", 1, func() { must(proto.Marshal(&protobuf.Prediction{Scores: file})) }},
		{"protobuf bytes, back", 1, func() { check(proto.Unmarshal(asProto, new(protobuf.Prediction))) }},
		{"gob", 3, func() { check(gob.NewEncoder(new(bytes.Buffer)).Encode(withArray{a})) }},
		{"gob, back", 2, func() { check(gob.NewDecoder(bytes.NewReader(asGob.Bytes())).Decode(new(withArray))) }},
		{"json, Base64", 3.7, func() { must(json.Marshal(npy.Base64(a))) }},
		{"json, Base64, back", 2, func() { check(json.Unmarshal(asJSON, new(npy.Base64Array[float64]))) }},
	} {
		if got := taken(c.do); math.Abs(got-c.copies) > 0.1 {
			t.Errorf("%s takes %.2f times the array's memory, not %v", c.name, got, c.copies)
		}
	}
}

func column(a npy.Array[float64]) {
	field, c, err := arrow.Column("a", a)
	check(err)
	must(arrow.FromColumn[float64](field, c))
}

// taken is the least of some runs: what a pool keeps is taken once, and lost when the collector comes between.
func taken(do func()) float64 {
	least := math.Inf(1)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
		least = min(least, float64(after.TotalAlloc-before.TotalAlloc)/size)
	}
	return least
}

func must[T any](v T, err error) T {
	check(err)
	return v
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
