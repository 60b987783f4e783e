package fuzz

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// stream hides what a reader knows of its size.
type stream struct{ io.Reader }

// FuzzRoads: on any bytes Read, ReadInto, View, ReadRaw, ReadAny and Unmarshal
// accept the same and read the same, and what they read is written again as a
// file that reads the same.
func FuzzRoads(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := npy.ReadRaw(bytes.NewReader(b))
		if raw2, err2 := npy.ReadRaw(stream{bytes.NewReader(b)}); (err == nil) != (err2 == nil) || !bytes.Equal(raw.Data, raw2.Data) {
			t.Fatalf("known size: %v; unknown size: %v", err, err2)
		}
		any, errAny := npy.ReadAny(bytes.NewReader(b))
		if err != nil {
			checkError(t, err)
			if errAny == nil || raw.Data != nil || any != nil {
				t.Fatalf("ReadRaw says %v, ReadAny %v, with results", err, errAny)
			}
			checkError(t, errAny)
			return
		}
		if size, _ := raw.Header().PayloadSize(); size != int64(len(raw.Data)) || raw.Validate() != nil {
			t.Fatalf("%d bytes, %d in the header: %v", len(raw.Data), size, raw.Validate())
		}
		if errAny != nil {
			checkError(t, errAny)
			if !raw.DType.Foreign() {
				t.Fatalf("ReadRaw reads %v, ReadAny says %v", raw.DType, errAny)
			}
		} else if again, err := any.AppendBinary(nil); err != nil {
			t.Fatalf("cannot be written: %v", err)
		} else if h, _, err := header.Parse(again); err != nil || h.DType.String() != raw.DType.String() {
			t.Fatalf("%v was written as %v, %v", raw.DType, h.DType, err)
		}
		if again, err := raw.MarshalBinary(); err != nil || !bytes.HasSuffix(again, raw.Data) {
			t.Fatalf("cannot be written as it is: %v", err)
		}
		accepted := 0
		for _, roads := range []func(*testing.T, []byte, npy.Raw) bool{roads[bool], roads[int8], roads[int16], roads[int32], roads[int64], roads[uint8],
			roads[uint16], roads[uint32], roads[uint64], roads[npy.Float16], roads[npy.BFloat16], roads[float32], roads[float64], roads[complex64], roads[complex128]} {
			if roads(t, b, raw) {
				accepted++
			}
		}
		if _, isRaw := any.(npy.Raw); accepted > 1 || any != nil && !isRaw && accepted != 1 {
			t.Fatalf("%v is read as %d types", raw.DType, accepted)
		}
	})
}

// roads reads b as T on every road; ok tells that T fits.
func roads[T any](t *testing.T, b []byte, raw npy.Raw) (ok bool) {
	t.Helper()
	a, err := npy.Read[T](bytes.NewReader(b))
	into := npy.Array[T]{Data: make([]T, 3)}
	errInto := npy.ReadInto(stream{bytes.NewReader(b)}, &into)
	v, errView := npy.View[T](slices.Clone(b))
	as, errAs := npy.As[T](raw)
	if (err == nil) != (errInto == nil) || (err == nil) != (errAs == nil) || err != nil && errView == nil {
		t.Fatalf("%T: Read says %v, ReadInto %v, As %v, View %v", a, err, errInto, errAs, errView)
	}
	if err != nil {
		var wrong *npy.DTypeError
		if checkError(t, err); !errors.As(err, &wrong) {
			t.Fatalf("%T: ReadRaw reads it, Read says %v", a, err)
		}
		return false
	}
	others := []npy.Array[T]{into, as}
	if errView == nil {
		others = append(others, v)
	} else if !errors.Is(errView, npy.ErrNoView) {
		t.Fatalf("%T: View says %v", a, errView)
	}
	file, err := a.MarshalBinary()
	if err != nil {
		t.Fatalf("%T: cannot be written: %v", a, err)
	}
	for _, other := range others {
		again, err := other.MarshalBinary()
		if err != nil || !bytes.Equal(again, file) {
			t.Fatalf("%T: the roads read different arrays: %v", a, err)
		}
	}
	back, err := npy.Read[T](bytes.NewReader(file))
	if err != nil || !slices.Equal(back.Shape, a.Shape) || len(back.Data) != len(a.Data) {
		t.Fatalf("%T: written and read again: %v, %v; was %v", a, back.Shape, err, a.Shape)
	}
	if rows := a.RowMajor(); rows.FortranOrder || reflect.TypeOf(rows) != reflect.TypeOf(a) || len(rows.Data) != len(a.Data) {
		t.Fatalf("%T: RowMajor of %v", a, a.Shape)
	}
	return true
}

// FuzzMemory: reading never allocates more than a small multiple of its input.
func FuzzMemory(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a, err := npy.ReadAny(stream{bytes.NewReader(b)})
		runtime.ReadMemStats(&after)
		// 384 KiB: the first step of growing memory, the buffer of builds without unsafe, and what the runtime and the fuzzer do meanwhile.
		if n, limit := after.TotalAlloc-before.TotalAlloc, uint64(384<<10+64*len(b)); n > limit {
			t.Fatalf("%d bytes allocated for %d, result %T, %v", n, len(b), a, err)
		}
	})
}
