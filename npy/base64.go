package npy

import (
	"bytes"
	"encoding/base64"

	"github.com/npygo/npygo/header"
)

// Base64Array is an Array whose text form is a .npy file in base64 (the usual
// alphabet, with padding), on one line: a string where it stands in JSON, YAML
// or XML, and what base64.b64decode and np.load read in Python. It serves as a
// field of structs, or through Base64:
//
//	b, err := json.Marshal(npy.Base64(a)) // "k05VTVBZAQB2AHsn..."
//
//	var x npy.Base64Array[float32]
//	err := json.Unmarshal(b, &x)          // x.Array
//
// Every dtype, shape and bit survives. The text is a third longer than the file;
// where bytes can be sent as they are, Write sends less, in less time.
type Base64Array[T any] struct {
	Array Array[T]
}

// Base64 is a's text form, for json.Marshal. It shares Data with a.
func Base64[T any](a Array[T]) Base64Array[T] { return Base64Array[T]{a} }

// MarshalText returns the array as a .npy file in base64.
func (x Base64Array[T]) MarshalText() ([]byte, error) { return x.AppendText(nil) }

// AppendText appends the array, as a .npy file in base64, to dst.
func (x Base64Array[T]) AppendText(dst []byte) ([]byte, error) {
	file, err := x.Array.AppendBinary(nil)
	if err != nil {
		return dst, err
	}
	return base64.StdEncoding.AppendEncode(dst, file), nil
}

// UnmarshalText reads an array from a .npy file in base64. Line breaks are
// skipped. Data's memory is reused and the errors are those of ReadInto, with
// places in the decoded file; header.ErrMagic for text that is no base64.
func (x *Base64Array[T]) UnmarshalText(text []byte) error {
	file, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		x.Array.clear()
		return &header.Error{Kind: header.ErrMagic, Offset: -1, Detail: "the text is not base64", Cause: err}
	}
	return ReadInto(bytes.NewReader(file), &x.Array)
}
