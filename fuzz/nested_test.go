package fuzz

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"github.com/npygo/npygo/npy"
)

// FuzzNested: NestedArray reads what encoding/json and a naive look at its lists
// read, refuses what they refuse, and writes it so that it reads the same.
func FuzzNested(f *testing.F) {
	for _, s := range []string{`[]`, `1`, `[[1,2],[3,4]]`, `[[1],[2,3]]`, `[[],[]]`, `[[[]],[]]`, ` [ 1.5e3 , -0.0 ] `, `[1e999]`, `["a","\ud83d\ude00"]`, `["\ud800"]`,
		`[[1,2],[[3]]]`, `[true,false]`, `null`, `[null]`, `["NaN","Infinity"]`, `[[[1.0,2.0]],[[0.5,-1]]]`, `[01]`, `[1,]`, `[18446744073709551616]`, `{"a":[1]}`,
		`["2024-05-17T12:30:00Z",null]`, `"\u0000\n"`, `[9007199254740993]`, `[[[[[[[[1]]]]]]]]`, "\fnull"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		float := func(v any) (float64, bool) {
			n, ok := v.(json.Number)
			if !ok {
				s, _ := v.(string)
				x, known := map[string]float64{"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1)}[s]
				return x, known
			}
			x, err := n.Float64()
			return x, err == nil
		}
		compareNested(t, b, float)
		compareNested(t, b, func(v any) (bool, bool) { x, ok := v.(bool); return x, ok })
		compareNested(t, b, func(v any) (int8, bool) {
			n, _ := v.(json.Number)
			x, err := strconv.ParseInt(string(n), 10, 8)
			return int8(x), err == nil
		})
		compareNested(t, b, func(v any) (uint64, bool) {
			n, _ := v.(json.Number)
			x, err := strconv.ParseUint(string(n), 10, 64)
			return x, err == nil || n == "-0"
		})
		again[string](t, b)
		again[complex64](t, b)
		again[npy.Float16](t, b)
		again[npy.Datetime64](t, b)
		again[map[string]any](t, b)
	})
}

// compareNested reads b as T and the naive way.
func compareNested[T any](t *testing.T, b []byte, element func(any) (T, bool)) {
	t.Helper()
	n, ok := again[T](t, b)
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	valid := json.Valid(b) && d.Decode(&v) == nil
	if valid && v == nil {
		return // null leaves the array alone
	}
	var data []T
	shape, wantOK := []int(nil), valid
	if valid {
		shape, wantOK = flatten(v, element, &data)
	}
	if len(shape) > 64 {
		wantOK = false
	}
	if ok != wantOK || ok && (!slices.Equal(n.Shape, shape) || fmt.Sprint(n.Data) != fmt.Sprint(data)) {
		t.Fatalf("%T of %q: %v of shape %v, %v; want %v of shape %v, %v", data, b, n.Data, n.Shape, ok, data, shape, wantOK)
	}
}

// flatten appends the elements of lists to data; not ok where the lists have no
// shape, or one element is no T.
func flatten[T any](v any, element func(any) (T, bool), data *[]T) (shape []int, ok bool) {
	list, isList := v.([]any)
	if !isList {
		x, ok := element(v)
		*data = append(*data, x)
		return nil, ok
	}
	var below []int
	for i, v := range list {
		s, ok := flatten(v, element, data)
		if !ok || i > 0 && !slices.Equal(s, below) {
			return nil, false
		}
		below = s
	}
	return append([]int{len(list)}, below...), true
}

// again reads b as T; what it read is written as JSON that reads the same.
func again[T any](t *testing.T, b []byte) (npy.Array[T], bool) {
	t.Helper()
	n := npy.NestedArray[T]{NonFinite: npy.NonFiniteText}
	if err := n.UnmarshalJSON(b); err != nil {
		if !errors.Is(err, npy.ErrValue) {
			checkError(t, err)
		}
		if n.Array.Len() != 0 {
			t.Fatalf("%T of %q: %v, and %v", n, b, err, n.Array)
		}
		return n.Array, false
	}
	if n.Array.Data == nil { // null
		return n.Array, true
	}
	text, err := json.Marshal(n)
	if err != nil {
		t.Fatalf("%T of %q: is not written: %v", n, b, err)
	}
	back := npy.NestedArray[T]{NonFinite: npy.NonFiniteText}
	if err := json.Unmarshal(text, &back); err != nil || fmt.Sprint(back.Array.Data) != fmt.Sprint(n.Array.Data) || !reflect.DeepEqual(back.Array.Shape, n.Array.Shape) {
		t.Fatalf("%T of %q: written as %q, which is %v, %v", n, b, text, back.Array, err)
	}
	return n.Array, true
}
