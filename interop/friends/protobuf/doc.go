/*
Package protobuf shows arrays in protocol buffers, and so in gRPC: a field of type bytes holds a .npy file.

	message Prediction {
	  string model = 1;
	  bytes scores = 2; // a .npy file
	}

	p.Scores, err = a.AppendBinary(p.Scores[:0])  // one copy of the elements
	a, err := npy.View[float32](p.GetScores())    // none: a shares the message's memory
	err = a.UnmarshalBinary(p.GetScores())        // one, into the memory that a has

and in Python:

	p.scores = ...                                # what np.save wrote into a io.BytesIO
	a = np.load(io.BytesIO(p.scores))

A repeated float field holds the same elements at the same size, without dtype, axes and order, and of its 8 and 16 bit
numbers each takes a varint. gRPC refuses messages of more than 4 MiB unless MaxCallRecvMsgSize says otherwise, and no
message is larger than 2 GiB: stream larger arrays in parts, or send them as an HTTP body.
*/
package protobuf

// The Go code was made by protoc 35.1 (the one in PyPI's grpcio-tools 1.85.1) and by the protoc-gen-go of go.mod.
//go:generate sh generate.sh
