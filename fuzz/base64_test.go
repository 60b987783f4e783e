package fuzz

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// FuzzBase64: a text is taken if encoding/base64 and Read take it, as the same array,
// and comes back from JSON as it was.
func FuzzBase64(f *testing.F) {
	for _, shape := range [][]int{{}, {0}, {3}, {2, 2}} {
		n := 1
		for _, dim := range shape {
			n *= dim
		}
		text, err := npy.Base64(npy.Array[int16]{Data: make([]int16, n), Shape: shape}).MarshalText()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		f.Add(text[:len(text)/2])
		f.Add(bytes.Join([][]byte{text[:40], text[40:]}, []byte("\r\n")))
	}
	for _, s := range []string{"", "=", "k05V", "k05VTVBZ\n", "k05VTVBZAQB2AHsn!", "k05VTVBZAQ==AQ=="} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		x := npy.Base64Array[int16]{Array: npy.Array[int16]{Data: []int16{7, 8, 9}}}
		err := x.UnmarshalText(text)
		var want npy.Array[int16]
		file, bad := base64.StdEncoding.DecodeString(string(text))
		if bad == nil {
			want, bad = npy.Read[int16](bytes.NewReader(file))
		}
		if (err == nil) != (bad == nil) {
			t.Fatalf("%v, and the long way says %v", err, bad)
		}
		if err != nil {
			var e *header.Error
			if !errors.As(err, &e) || x.Array.Len() != 0 {
				t.Fatalf("%T %v, with %v", err, err, x.Array)
			}
			return
		}
		if !x.Array.Equal(want) {
			t.Fatalf("%v, want %v", x.Array, want)
		}
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		var again npy.Base64Array[int16]
		if err := json.Unmarshal(b, &again); err != nil || !again.Array.Equal(want) {
			t.Fatalf("%s gives %v, %v", b, again.Array, err)
		}
	})
}
