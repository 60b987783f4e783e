package wire

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/npygo/npygo/bench/wire/arraypb"
	"github.com/npygo/npygo/npy"
	"github.com/vmihailenco/msgpack/v5"
	"google.golang.org/protobuf/proto"
)

// message is what is sent where a form has fields of its own: numbers, or the bytes of
// a .npy file.
type message struct {
	Shape []int     `json:"shape,omitempty" msgpack:"shape,omitempty"`
	Data  []float64 `json:"data,omitempty" msgpack:"data,omitempty"`
	File  []byte    `json:"file,omitempty" msgpack:"file,omitempty"`
}

func others() []Form {
	return []Form{
		{"JSON, numbers", numbers(json.Marshal), fromNumbers(json.Unmarshal)},
		{"JSON, a .npy file as base64", files(json.Marshal), fromFiles(json.Unmarshal)},
		{"msgpack, list of numbers", numbers(msgpack.Marshal), fromNumbers(msgpack.Unmarshal)},
		{"msgpack, a .npy file as bin", files(msgpack.Marshal), fromFiles(msgpack.Unmarshal)},
		{"gob, `[]float64`", numbers(marshalGob), fromNumbers(unmarshalGob)},
		{"protobuf, packed `repeated double`", encodeProto, decodeProto},
		{"protobuf, a .npy file as `bytes`", encodeProtoFile, decodeProtoFile},
		{"Arrow IPC stream, one column", encodeArrow, decodeArrow},
	}
}

func numbers(marshal func(any) ([]byte, error)) func(npy.Array[float64]) ([]byte, error) {
	return func(a npy.Array[float64]) ([]byte, error) { return marshal(message{Shape: a.Shape, Data: a.Data}) }
}

func fromNumbers(unmarshal func([]byte, any) error) func([]byte) (npy.Array[float64], error) {
	return func(b []byte) (npy.Array[float64], error) {
		var m message
		err := unmarshal(b, &m)
		return npy.Array[float64]{Data: m.Data, Shape: m.Shape}, err
	}
}

func files(marshal func(any) ([]byte, error)) func(npy.Array[float64]) ([]byte, error) {
	return func(a npy.Array[float64]) ([]byte, error) {
		file, err := a.MarshalBinary()
		if err != nil {
			return nil, err
		}
		return marshal(message{File: file})
	}
}

func fromFiles(unmarshal func([]byte, any) error) func([]byte) (npy.Array[float64], error) {
	return func(b []byte) (npy.Array[float64], error) {
		var m message
		if err := unmarshal(b, &m); err != nil {
			return npy.Array[float64]{}, err
		}
		return npy.Read[float64](bytes.NewReader(m.File))
	}
}

func marshalGob(v any) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(v)
	return b.Bytes(), err
}

func unmarshalGob(b []byte, v any) error { return gob.NewDecoder(bytes.NewReader(b)).Decode(v) }

func encodeProto(a npy.Array[float64]) ([]byte, error) {
	shape := make([]int64, len(a.Shape))
	for i, n := range a.Shape {
		shape[i] = int64(n)
	}
	return proto.Marshal(&arraypb.Array{Shape: shape, Data: a.Data})
}

func decodeProto(b []byte) (npy.Array[float64], error) {
	var m arraypb.Array
	err := proto.Unmarshal(b, &m)
	shape := make([]int, len(m.Shape))
	for i, n := range m.Shape {
		shape[i] = int(n)
	}
	return npy.Array[float64]{Data: m.Data, Shape: shape}, err
}

func encodeProtoFile(a npy.Array[float64]) ([]byte, error) {
	file, err := a.MarshalBinary()
	if err != nil {
		return nil, err
	}
	return proto.Marshal(&arraypb.Array{File: file})
}

func decodeProtoFile(b []byte) (npy.Array[float64], error) {
	var m arraypb.Array
	if err := proto.Unmarshal(b, &m); err != nil {
		return npy.Array[float64]{}, err
	}
	return npy.Read[float64](bytes.NewReader(m.File))
}

// encodeArrow makes one record batch. A batch has no shape: it stands in the schema's
// metadata, as JSON.
func encodeArrow(a npy.Array[float64]) ([]byte, error) {
	shape, err := json.Marshal(a.Shape)
	if err != nil {
		return nil, err
	}
	meta := arrow.MetadataFrom(map[string]string{"shape": string(shape)})
	schema := arrow.NewSchema([]arrow.Field{{Name: "data", Type: arrow.PrimitiveTypes.Float64}}, &meta)
	payload := memory.NewBufferBytes(arrow.Float64Traits.CastToBytes(a.Data))
	data := array.NewData(arrow.PrimitiveTypes.Float64, len(a.Data), []*memory.Buffer{nil, payload}, nil, 0, 0)
	batch := array.NewRecordBatch(schema, []arrow.Array{array.NewFloat64Data(data)}, int64(len(a.Data)))
	defer batch.Release()
	var b bytes.Buffer
	w := ipc.NewWriter(&b, ipc.WithSchema(schema))
	if err := w.Write(batch); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}

func decodeArrow(b []byte) (a npy.Array[float64], err error) {
	r, err := ipc.NewReader(bytes.NewReader(b))
	if err != nil {
		return a, err
	}
	if !r.Next() {
		return a, errors.Join(errors.New("no record batch"), r.Err())
	}
	column, ok := r.RecordBatch().Column(0).(*array.Float64)
	if !ok {
		return a, fmt.Errorf("a column of %v", r.Schema().Field(0).Type)
	}
	meta := r.Schema().Metadata()
	shape, _ := meta.GetValue("shape")
	err = json.Unmarshal([]byte(shape), &a.Shape)
	a.Data = column.Float64Values() // not released: the garbage collector's
	return a, err
}
