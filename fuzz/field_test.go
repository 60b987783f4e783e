package fuzz

import (
	"bytes"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// FuzzField: Field gives, of any file with records, what a naive look at each record gives.
func FuzzField(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := npy.ReadRaw(bytes.NewReader(b))
		if err != nil || raw.FortranOrder {
			return
		}
		if !raw.DType.IsStruct() {
			if _, err := npy.Field[uint8](raw, "f0"); err == nil {
				t.Fatalf("'%v' has a field", raw.DType)
			}
			return
		}
		names := map[string]int{}
		for _, field := range raw.DType.Fields() {
			names[field.Name]++
			if field.HasTitle {
				names[field.Title]++
			}
		}
		for _, field := range raw.DType.Fields() {
			if names[field.Name] > 1 || len(raw.DType.Fields()) > 20 {
				continue
			}
			for _, look := range []func(*testing.T, npy.Raw, header.Field){fieldAs[bool], fieldAs[int8], fieldAs[int32], fieldAs[float64], fieldAs[complex64],
				fieldAs[string], fieldAs[[]byte], fieldAs[npy.Datetime64]} {
				look(t, raw, field)
			}
		}
	})
}

func fieldAs[T any](t *testing.T, raw npy.Raw, field header.Field) {
	base, shape := field.DType, []int(nil)
	for {
		inner, more, sub := base.Subarray()
		if !sub {
			break
		}
		base, shape = inner, append(shape, more...)
	}
	size := raw.DType.ItemSize()
	alone := npy.Raw{DType: base, Shape: append(slices.Clone(raw.Header().Shape), shape...)}
	for at := field.Offset; at < len(raw.Data); at += size {
		alone.Data = append(alone.Data, raw.Data[at:at+field.DType.ItemSize()]...)
	}
	want, err := npy.As[T](alone)
	got, errGot := npy.Field[T](raw, field.Name)
	if (err == nil) != (errGot == nil) {
		t.Fatalf("%q of '%v' as %T: %v; its bytes alone: %v", field.Name, raw.DType, got, errGot, err)
	}
	if err != nil {
		return
	}
	if !slices.Equal(got.Header().Shape, want.Header().Shape) || !slices.EqualFunc(got.Data, want.Data, equalElements[T]) {
		t.Fatalf("%q of '%v' as %T: %v, want %v", field.Name, raw.DType, got, got, want)
	}
}
