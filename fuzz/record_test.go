package fuzz

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// Go structs for records of many layouts; their own fields have other offsets
// than most of these.
type (
	pointRecord struct {
		X float32
		Y float64
	}
	flatRecord struct {
		A int8
		B int16
		C int32
		D int64
		E uint8
		F uint16
		G uint32
		H uint64
		I float32
		J float64
		K bool
	}
	deepRecord struct {
		P [3]pointRecord
		Q [2][2]struct {
			B bool
			C complex64
			Z [5]uint16
		}
		R [9]bool
		T complex128
		W [17]uint32
	}
	pointerRecord struct {
		S string `npy:",S3"`
		N int32
		V []byte `npy:",V2"`
		P [2]struct {
			U string `npy:",U2"`
			F float32
		}
	}
	singleRecord struct{ V [3]uint64 }
)

// FuzzRecords: records of any layout are read as a naive reader reads them, on
// every road, and what is written is read the same.
func FuzzRecords(f *testing.F) {
	for seed := range uint64(40) {
		f.Add(seed, uint8(seed), uint16(seed*seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, kind uint8, count uint16) {
		rng := rand.New(rand.NewPCG(seed, 7))
		n := int(count) % 700
		switch kind % 5 {
		case 0:
			records[flatRecord](t, rng, n)
		case 1:
			records[deepRecord](t, rng, n)
		case 2:
			records[pointerRecord](t, rng, n)
		case 3:
			records[pointRecord](t, rng, n)
		case 4:
			records[singleRecord](t, rng, n)
		}
	})
}

func records[T any](t *testing.T, rng *rand.Rand, n int) {
	d, err := header.ParseDType(randomDType(rng, reflect.TypeFor[T](), ""))
	if err != nil {
		t.Fatal(err)
	}
	size := d.ItemSize()
	payload := make([]byte, n*size)
	for i := range payload {
		payload[i] = byte(rng.Uint32()) & 0x3f // no NaNs, and text of Unicode
	}
	tame(payload, d, n)
	want := make([]T, n)
	for i := range want {
		naiveRecord(reflect.ValueOf(&want[i]).Elem(), d, payload[i*size:(i+1)*size])
	}
	file, err := header.Header{DType: d, Shape: []int{n}}.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	file = append(file, payload...)
	a, err := npy.Read[T](bytes.NewReader(file))
	checkRecord(t, "Read", d, a, err, want)
	a, err = npy.Read[T](stream{bytes.NewReader(file)})
	checkRecord(t, "Read of a stream", d, a, err, want)
	raw, err := npy.ReadRaw(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	a, err = npy.As[T](raw)
	checkRecord(t, "As", d, a, err, want)
	if v, err := npy.View[T](file); err == nil {
		checkRecord(t, "View", d, v, nil, want)
	}
	for _, opts := range [][]npy.Option{nil, {npy.BigEndian()}} {
		var out bytes.Buffer
		if err := npy.Write(&out, a, opts...); err != nil {
			t.Fatal(err)
		}
		back, err := npy.Read[T](&out)
		checkRecord(t, "Read of what was written", d, back, err, want)
	}
}

// tame makes the characters of each U of the payload small: others have no Go
// string.
func tame(payload []byte, d header.DType, n int) {
	size := d.ItemSize()
	for _, f := range d.Fields() {
		inner, count := f.DType, 1
		if base, _, sub := inner.Subarray(); sub {
			inner, count = base, inner.ItemSize()/max(base.ItemSize(), 1)
		}
		for i := range n {
			b := payload[i*size+f.Offset:][:f.DType.ItemSize()]
			if inner.IsStruct() {
				tame(b, inner, count)
			} else if inner.Kind() == header.Unicode {
				for k := range b {
					if low := k%4 == 0; low != (inner.ByteOrder() == header.LittleEndian) || k%4 != 0 && k%4 != 3 {
						b[k] = 0
					}
					if k%4 == 3 && inner.ByteOrder() == header.BigEndian {
						b[k] = byte(k + i)
					}
				}
			}
		}
	}
}

func checkRecord[T any](t *testing.T, road string, d header.DType, a npy.Array[T], err error, want []T) {
	t.Helper()
	if err != nil || len(a.Data) != len(want) || len(want) > 0 && !reflect.DeepEqual(a.Data, want) {
		t.Fatalf("%s of %v: %v", road, d, err)
	}
}

// randomDType is a dtype for a t: its fields in any order, with gaps, titles,
// and byte orders of all sorts. tag is what the field's tag asks for.
func randomDType(rng *rand.Rand, t reflect.Type, tag string) string {
	order := string("<>"[rng.IntN(2)])
	switch t.Kind() {
	case reflect.Struct:
		fields := make([]string, 0, t.NumField())
		for _, i := range rng.Perm(t.NumField()) {
			f := t.Field(i)
			name := fmt.Sprintf("'%s'", f.Name)
			if rng.IntN(4) == 0 {
				name = fmt.Sprintf("('title %s', '%s')", f.Name, f.Name)
			}
			inner, shape := f.Type, ""
			for inner.Kind() == reflect.Array {
				shape += fmt.Sprintf("%d, ", inner.Len())
				inner = inner.Elem()
			}
			field := fmt.Sprintf("(%s, %s", name, randomDType(rng, inner, f.Tag.Get("npy")))
			if shape != "" {
				field += ", (" + shape + ")"
			}
			fields = append(fields, field+")")
			if rng.IntN(3) == 0 {
				fields = append(fields, fmt.Sprintf("('', '|V%d')", rng.IntN(9)))
			}
		}
		if rng.IntN(2) == 0 { // as it is in Go
			slices.Sort(fields)
		}
		return "[" + strings.Join(fields, ", ") + "]"
	case reflect.String, reflect.Slice:
		return "'" + order + strings.TrimPrefix(tag, ",") + "'"
	case reflect.Bool:
		return "'|b1'"
	case reflect.Complex64, reflect.Complex128:
		return fmt.Sprintf("'%sc%d'", order, t.Size())
	case reflect.Float32, reflect.Float64:
		return fmt.Sprintf("'%sf%d'", order, t.Size())
	case reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return fmt.Sprintf("'%si%d'", order, t.Size())
	}
	return fmt.Sprintf("'%su%d'", order, t.Size())
}

// naiveRecord reads b, of dtype d, into v.
func naiveRecord(v reflect.Value, d header.DType, b []byte) {
	if base, shape, sub := d.Subarray(); sub {
		step := len(b) / shape[0]
		for i := range shape[0] {
			if len(shape) > 1 {
				inner, _ := header.ParseDType(fmt.Sprintf("[('x', %s, (%s,))]", spelledDType(base), strings.Trim(strings.ReplaceAll(fmt.Sprint(shape[1:]), " ", ","), "[]")))
				naiveRecord(v.Index(i), inner.Fields()[0].DType, b[i*step:(i+1)*step])
			} else {
				naiveRecord(v.Index(i), base, b[i*step:(i+1)*step])
			}
		}
		return
	}
	var order binary.ByteOrder = binary.LittleEndian
	if d.ByteOrder() == header.BigEndian {
		order = binary.BigEndian
	}
	word := func(b []byte) uint64 {
		n := uint64(0)
		for i := range b {
			if order == binary.LittleEndian {
				n |= uint64(b[i]) << (8 * i)
			} else {
				n = n<<8 | uint64(b[i])
			}
		}
		return n
	}
	float := func(b []byte) float64 {
		if len(b) == 4 {
			return float64(math.Float32frombits(uint32(word(b))))
		}
		return math.Float64frombits(word(b))
	}
	switch k := v.Kind(); {
	case k == reflect.Struct:
		for _, f := range d.Fields() {
			naiveRecord(v.FieldByName(f.Name), f.DType, b[f.Offset:f.Offset+f.DType.ItemSize()])
		}
	case k == reflect.Bool:
		v.SetBool(b[0] != 0)
	case v.CanInt():
		shift := 64 - 8*len(b)
		v.SetInt(int64(word(b)<<shift) >> shift)
	case v.CanUint():
		v.SetUint(word(b))
	case v.CanFloat():
		v.SetFloat(float(b))
	case v.CanComplex():
		v.SetComplex(complex(float(b[:len(b)/2]), float(b[len(b)/2:])))
	case k == reflect.Slice:
		v.SetBytes(slices.Clone(b))
	case d.Kind() == header.Bytes:
		v.SetString(strings.TrimRight(string(b), "\x00"))
	default: // U
		var s []rune
		for ; len(b) > 0; b = b[4:] {
			s = append(s, rune(word(b[:4])))
		}
		v.SetString(strings.TrimRight(string(s), "\x00"))
	}
}

func spelledDType(d header.DType) string {
	if d.IsStruct() {
		return d.String()
	}
	return "'" + d.String() + "'"
}
