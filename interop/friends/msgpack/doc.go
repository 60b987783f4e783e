/*
Package msgpack shows arrays in MessagePack, by way of github.com/vmihailenco/msgpack/v5. There is nothing to import: an
npy.Array is an encoding.BinaryMarshaler, which that package writes as binary, a .npy file within the message.

	type Sample struct {
		Name  string             `msgpack:"name"`
		Image npy.Array[float32] `msgpack:"image"`
	}
	b, err := msgpack.Marshal(&sample)
	err = msgpack.Unmarshal(b, &sample)

and in Python:

	sample = msgpack.unpackb(b)
	image = np.load(io.BytesIO(sample["image"]))

Marshal copies the elements twice, into a .npy file and from there into the message, and Unmarshal does so on the way back.
With a []byte in place of the Array the file can be made in a buffer that is used again (AppendBinary), and what arrived can be
used as it is (View).
*/
package msgpack
