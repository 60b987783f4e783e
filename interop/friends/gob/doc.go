/*
Package gob shows arrays in encoding/gob, between Go programs: over net/rpc, in a cache or a file. There is nothing to
import: an npy.Array is an encoding.BinaryMarshaler, which gob writes as bytes, a .npy file within the stream.

	err := gob.NewEncoder(w).Encode(sample)  // fields of type npy.Array[T], or an Array itself
	err = gob.NewDecoder(r).Decode(&sample)

Both copy. A gob stream is for input that is trusted, as the documentation of encoding/gob says; a .npy body alone, with
npy.Write and npy.Read, is safe with any sender.
*/
package gob
