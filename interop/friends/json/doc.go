/*
Package json shows arrays in JSON, by way of encoding/json. JSON has no bytes, so the caller chooses a form: neither of the
two happens by itself, and an npy.Array that is marshalled as it is becomes an object of its Go fields.

	npy.Nested(a)  [[1.0,2.5],[3.0,4.0]]   what tolist() gives: for people, JavaScript, and np.array(x)
	npy.Base64(a)  "k05VTVBZAQB2AHsn..."   a .npy file: keeps dtype, shape and every bit

Both are types that serve as fields of structs, NestedArray and Base64Array. Base64 takes a third more room than the file;
Nested takes ten times as long, and for floats with all their digits more than twice the room. Both share the array's memory
until they are marshalled, and copy when they are unmarshalled.

	type Reply struct {
		Scores npy.NestedArray[float64] `json:"scores"`
		Mask   npy.Base64Array[bool]    `json:"mask"`
	}
*/
package json
