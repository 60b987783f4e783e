package protobuf_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"testing"

	"github.com/npygo/npygo/interop/friends/internal/py"
	"github.com/npygo/npygo/interop/friends/protobuf"
	"github.com/npygo/npygo/npy"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
)

func Example() {
	a := npy.Array[float32]{Data: []float32{0.25, 0.75, 1, 0}, Shape: []int{2, 2}}
	p := &protobuf.Prediction{Model: "v3"}
	var err error
	p.Scores, err = a.AppendBinary(p.Scores[:0]) // a message that is used again keeps its memory
	if err != nil {
		log.Fatal(err)
	}
	b, err := proto.Marshal(p)
	if err != nil {
		log.Fatal(err)
	}

	var received protobuf.Prediction
	if err := proto.Unmarshal(b, &received); err != nil {
		log.Fatal(err)
	}
	scores, err := npy.View[float32](received.GetScores()) // shares the message's memory
	if errors.Is(err, npy.ErrNoView) {                     // a foreign byte order, for one
		err = scores.UnmarshalBinary(received.GetScores())
	}
	fmt.Println(received.GetModel(), scores.Shape, scores.Data, err)
	// Output: v3 [2 2] [0.25 0.75 1 0] <nil>
}

// proto.Unmarshal gives a field of bytes memory of its own, so that View fits whatever precedes the field in the message.
func TestViewAlwaysFits(t *testing.T) {
	a := npy.Array[float64]{Data: []float64{1, 2, 3}}
	file, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	for n := range 17 {
		b, err := proto.Marshal(&protobuf.Prediction{Model: string(bytes.Repeat([]byte("m"), n)), Scores: file})
		if err != nil {
			t.Fatal(err)
		}
		var p protobuf.Prediction
		if err := proto.Unmarshal(b, &p); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(p.GetScores(), file) {
			t.Fatal("the field is not the file")
		}
		view, err := npy.View[float64](p.GetScores())
		if err != nil || !view.Equal(a) {
			t.Fatalf("behind a name of %d bytes: %v, %v", n, view, err)
		}
		view.Data[0] = 5
		var copied npy.Array[float64]
		if err := copied.UnmarshalBinary(p.GetScores()); err != nil || copied.Data[0] != 5 {
			t.Errorf("the view does not share the message's memory: %v, %v", copied, err)
		}
	}
}

func TestAppendBinaryReusesMemory(t *testing.T) {
	a := npy.Array[float64]{Data: make([]float64, 100)}
	var p protobuf.Prediction
	var before *byte
	for range 2 {
		var err error
		if p.Scores, err = a.AppendBinary(p.Scores[:0]); err != nil {
			t.Fatal(err)
		}
		if before != nil && before != &p.Scores[0] {
			t.Error("the second array took new memory")
		}
		before = &p.Scores[0]
	}
}

func TestWrongBytes(t *testing.T) {
	p := &protobuf.Prediction{Scores: []byte("no file")}
	if a, err := npy.View[float32](p.GetScores()); err == nil || errors.Is(err, npy.ErrNoView) {
		t.Errorf("%v, %v", a, err)
	}
	if a, err := npy.View[float32]((&protobuf.Prediction{}).GetScores()); err == nil {
		t.Errorf("a field that is not set: %v", a)
	}
}

// Python has no code for the message: it makes the class from the description that Go's code holds.
func TestPython(t *testing.T) {
	a := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}
	file, err := a.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	b, err := proto.Marshal(&protobuf.Prediction{Model: "v3", Scores: file})
	if err != nil {
		t.Fatal(err)
	}
	description, err := proto.Marshal(protodesc.ToFileDescriptorProto(protobuf.File_prediction_proto))
	if err != nil {
		t.Fatal(err)
	}
	message := py.File(t, b)
	got := py.Run(t, "import io, numpy as np; from google.protobuf import descriptor_pb2, message_factory", `
f = descriptor_pb2.FileDescriptorProto.FromString(open(sys.argv[2], "rb").read())
Prediction = message_factory.GetMessages([f])["npygo.friends.Prediction"]
p = Prediction.FromString(open(sys.argv[1], "rb").read())
a = np.load(io.BytesIO(p.scores))
print(p.model, a.dtype.str, a.tolist())
f = io.BytesIO()
np.save(f, np.asfortranarray(a * 10))
open(sys.argv[1], "wb").write(Prediction(model="v4", scores=f.getvalue()).SerializeToString())
`, message, py.File(t, description))
	if got != "v3 <f4 [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]" {
		t.Errorf("Python reads %s", got)
	}
	var p protobuf.Prediction
	if err := proto.Unmarshal(py.Bytes(t, message), &p); err != nil {
		t.Fatal(err)
	}
	var back npy.Array[float32]
	if err := back.UnmarshalBinary(p.GetScores()); err != nil || p.GetModel() != "v4" || !back.FortranOrder || back.At(1, 0) != 40 {
		t.Errorf("%v, %v", back, err)
	}
}
