/*
Package cbor shows arrays in CBOR, by way of github.com/fxamacker/cbor/v2. There is nothing to import: an npy.Array is an
encoding.BinaryMarshaler, which that package writes as a byte string, a .npy file within the message.

	type Sample struct {
		Name  string             `cbor:"name"`
		Image npy.Array[float32] `cbor:"image"`
	}
	b, err := cbor.Marshal(sample)
	err = cbor.Unmarshal(b, &sample)

and in Python:

	sample = cbor2.loads(b)
	image = np.load(io.BytesIO(sample["image"]))

That needs the modes BinaryMarshalerByteString and BinaryUnmarshalerByteString, which are the default ones; with
BinaryMarshalerNone the fields of the Array are written, element by element, and read back as that.
*/
package cbor
