package npy_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/internal/convert"
	"github.com/npygo/npygo/internal/convert/converttest"
	"github.com/npygo/npygo/npy"
)

// castRecord is a line of testdata/casts.json: what NumPy makes of elements of
// one dtype. All are little-endian, with one NaN for all NaNs.
type castRecord struct {
	From     string
	Rules    string // a letter for each of castNames: s(afe), (same_)k(ind), u(nsafe)
	Elements string
	To       map[string]string // "-": C does not say
	Float8   string            // the format; Elements are the float32 of all bytes
}

var castNames = strings.Fields("b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 f16 c8 c16 c32 bf16")

var castKinds = map[string]convert.Kind{"b1": convert.Bool, "i1": convert.Int8, "i2": convert.Int16, "i4": convert.Int32, "i8": convert.Int64,
	"u1": convert.Uint8, "u2": convert.Uint16, "u4": convert.Uint32, "u8": convert.Uint64, "f2": convert.Float16, "f4": convert.Float32, "f8": convert.Float64,
	"f16": convert.X87, "c8": convert.Complex64, "c16": convert.Complex128, "c32": convert.ComplexX87, "bf16": convert.BFloat16}

func castRecords(t testing.TB) (records []castRecord) {
	t.Helper()
	b, err := os.ReadFile("testdata/casts.json")
	if err == nil {
		err = json.Unmarshal(b, &records)
	}
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// unhex returns the elements in a record's text, zeros for "-", and which are
// there.
func unhex(t testing.TB, text string, size int) (b []byte, there []bool) {
	t.Helper()
	for _, word := range strings.Fields(text) {
		there = append(there, word != "-")
		if word == "-" {
			b = append(b, make([]byte, size)...)
			continue
		}
		one, err := hex.DecodeString(word)
		if err != nil || len(one) != size {
			t.Fatalf("%q is no element of %d bytes", word, size)
		}
		b = append(b, one...)
	}
	return b, there
}

// castRoads reads a file as T on every road and gives the elements as
// little-endian bytes.
func castRoads[T any](t *testing.T, file []byte, opts ...npy.Option) []byte {
	t.Helper()
	want, err := npy.Read[T](bytes.NewReader(file), opts...)
	if err != nil {
		t.Fatal(err)
	}
	payload := func(a npy.Array[T]) []byte {
		b, err := a.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		return b[len(b)-a.Len()*int(reflect.TypeFor[T]().Size()):]
	}
	check := func(road string, got npy.Array[T], err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", road, err)
		}
		if !slices.Equal(got.Shape, want.Shape) || got.FortranOrder != want.FortranOrder || !bytes.Equal(payload(got), payload(want)) {
			t.Fatalf("%s reads other elements than Read", road)
		}
	}
	got, err := npy.Read[T](struct{ io.Reader }{bytes.NewReader(file)}, opts...)
	check("Read of a stream", got, err)
	into := npy.Array[T]{Data: make([]T, 3, 100), Shape: make([]int, 2)}
	check("ReadInto", into, npy.ReadInto(bytes.NewReader(file), &into, opts...))
	raw, err := npy.ReadRaw(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	got, err = npy.As[T](raw, opts...)
	check("As of a Raw", got, err)
	if any, err := npy.ReadAny(bytes.NewReader(file)); err == nil {
		got, err = npy.As[T](any, opts...)
		check("As of ReadAny's", got, err)
	} else if !raw.DType.Foreign() {
		t.Fatal(err)
	}
	if _, err := npy.View[T](file, opts...); !errors.Is(err, npy.ErrNoView) {
		t.Fatalf("View: %v", err)
	}
	return payload(want)
}

type castRoad func(t *testing.T, file []byte, opts ...npy.Option) []byte

// Named types take turns with Go's own.
type (
	truth  bool
	pixel  uint8
	tick   int64
	halves npy.Float16 // over uint16, as Go sees it
)

var castRoadsTo = map[string][]castRoad{"b1": {castRoads[bool], castRoads[truth]}, "i1": {castRoads[int8]}, "i2": {castRoads[int16]}, "i4": {castRoads[int32], castRoads[label]},
	"i8": {castRoads[int64], castRoads[tick]}, "u1": {castRoads[uint8], castRoads[pixel]}, "u2": {castRoads[uint16], castRoads[halves]}, "u4": {castRoads[uint32]},
	"u8": {castRoads[uint64]}, "f2": {castRoads[npy.Float16]}, "bf16": {castRoads[npy.BFloat16]}, "f4": {castRoads[float32]},
	"f8": {castRoads[float64], castRoads[celsius]}, "c8": {castRoads[complex64], castRoads[phasor]}, "c16": {castRoads[complex128]}}

// castFile is a file of one axis with the elements in b, which are little-endian.
func castFile(t *testing.T, name string, big bool, b []byte) []byte {
	t.Helper()
	kind := castKinds[name]
	shape := []int{len(b) / kind.Size()}
	if name == "bf16" { // only by this name a file tells that it is one
		text := fmt.Sprintf("{'descr': 'bfloat16', 'fortran_order': False, 'shape': (%d,), }", shape[0])
		text += strings.Repeat(" ", 117-len(text)) + "\n"
		return append([]byte("\x93NUMPY\x01\x00\x76\x00"+text), b...)
	}
	descr := "<" + name
	if big {
		descr, b = ">"+name, bytes.Clone(b)
		word := kind.Size()
		if name[0] == 'c' {
			word /= 2
		}
		for i := 0; i < len(b); i += word {
			slices.Reverse(b[i : i+word])
		}
	}
	return file(t, descr, shape, false, b)
}

// TestCastGoldens: every pair is what NumPy's astype gives, on every road; and
// where C does not say what that is, it is what our rules say.
func TestCastGoldens(t *testing.T) { checkCasts(t, castRecords(t)) }

func checkCasts(t *testing.T, records []castRecord) {
	pairs := 0
	for _, r := range records {
		if r.Float8 != "" {
			continue
		}
		src, _ := unhex(t, r.Elements, castKinds[r.From].Size())
		for to, text := range r.To {
			pairs++
			t.Run(r.From+" to "+to, func(t *testing.T) {
				kind := castKinds[to]
				want, there := unhex(t, text, kind.Size())
				naive := converttest.Convert(kind, castKinds[r.From], false, src)
				for i, road := range castRoadsTo[to] {
					for _, big := range []bool{false, true} {
						if i > 0 && big {
							continue
						}
						got := converttest.Canonical(kind, road(t, castFile(t, r.From, big, src), npy.Cast(npy.Unsafe)))
						for i, there := range there {
							one := func(b []byte) []byte { return b[i*kind.Size():][:kind.Size()] }
							if !bytes.Equal(one(got), one(naive)) || there && !bytes.Equal(one(naive), one(want)) {
								t.Fatalf("big-endian %v: %s became %x, NumPy says %x (%v), the twin %x", big, strings.Fields(r.Elements)[i], one(got), one(want), there, one(naive))
							}
						}
					}
				}
			})
		}
	}
	if pairs < 15*14 {
		t.Errorf("only %d pairs", pairs)
	}
}

// TestCastRules: what numpy.can_cast allows is read, and nothing else.
func TestCastRules(t *testing.T) {
	for _, r := range castRecords(t) {
		if r.Float8 != "" {
			continue
		}
		src, _ := unhex(t, r.Elements, castKinds[r.From].Size())
		file := castFile(t, r.From, false, src)
		for to := range r.To {
			least := npy.Casting(1 + strings.IndexByte("sku", r.Rules[slices.Index(castNames, to)]))
			for rule := npy.Casting(0); rule <= npy.Unsafe; rule++ {
				err := castErrTo[to](file, npy.Cast(rule))
				if allowed := rule >= least; (err == nil) != allowed {
					t.Errorf("%s to %s, %v: %v", r.From, to, rule, err)
				}
				var wrong *npy.DTypeError
				if err != nil && (!errors.As(err, &wrong) || !errors.Is(err, header.ErrDType)) {
					t.Errorf("%s to %s, %v: %v", r.From, to, rule, err)
				}
				advice := [...]string{"", "Cast(Safe)", "Cast(SameKind)", "Cast(Unsafe)"}[least]
				if err != nil && !strings.Contains(err.Error(), advice) {
					t.Errorf("%s to %s, %v: the advice should be %s: %v", r.From, to, rule, advice, err)
				}
			}
		}
	}
}

func castErr[T any](b []byte, opts ...npy.Option) error {
	_, err := npy.Read[T](bytes.NewReader(b), opts...)
	return err
}

var castErrTo = map[string]func([]byte, ...npy.Option) error{"b1": castErr[bool], "i1": castErr[int8], "i2": castErr[int16], "i4": castErr[int32], "i8": castErr[int64],
	"u1": castErr[uint8], "u2": castErr[uint16], "u4": castErr[uint32], "u8": castErr[uint64], "f2": castErr[npy.Float16], "bf16": castErr[npy.BFloat16],
	"f4": castErr[float32], "f8": castErr[float64], "c8": castErr[complex64], "c16": castErr[complex128]}

// TestCastShapes: a cast changes nothing but the elements.
func TestCastShapes(t *testing.T) {
	for _, shape := range [][]int{{}, {0}, {1}, {2, 0, 3}, {2, 3}, {70_001}, {257, 300}} {
		n := 1
		for _, dim := range shape {
			n *= dim
		}
		src := npy.Array[int16]{Data: make([]int16, n), Shape: shape}
		want := make([]float64, n)
		for i := range src.Data {
			src.Data[i] = int16(i * 7)
			want[i] = float64(src.Data[i])
		}
		for _, fortran := range []bool{false, true} {
			src.FortranOrder = fortran
			for _, opts := range [][]npy.Option{nil, {npy.BigEndian()}} {
				var file bytes.Buffer
				if err := npy.Write(&file, src, opts...); err != nil {
					t.Fatal(err)
				}
				file.WriteString("behind")
				r := bytes.NewReader(file.Bytes())
				got, err := npy.Read[float64](r, npy.Cast(npy.Safe), npy.Progress(func(done, total int64) {
					if total != int64(2*n) {
						t.Errorf("Progress: %d of %d bytes", done, total)
					}
				}))
				if err != nil || r.Len() != 6 {
					t.Fatalf("%v: %d bytes are left behind the array, %v", shape, r.Len(), err)
				}
				same(t, "Read", got, npy.Array[float64]{Data: want, Shape: shape, FortranOrder: fortran})
				name := filepath.Join(t.TempDir(), "a.npy")
				if err := os.WriteFile(name, file.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
				got, err = npy.ReadFile[float64](name, npy.Cast(npy.Safe))
				if err != nil {
					t.Fatal(err)
				}
				same(t, "ReadFile", got, npy.Array[float64]{Data: want, Shape: shape, FortranOrder: fortran})
			}
		}
	}
}

// TestCastOfOthers: what is no number does not become one, nor the other way
// round; voids of two bytes are no bfloat16.
func TestCastOfOthers(t *testing.T) {
	for _, descr := range []string{"|S4", "<U4", "|V4", "|V2", "<V2", "<M8[s]", "<m8[s]", "[('a', '<f4')]"} {
		d, err := header.ParseDType(descr)
		if err != nil {
			t.Fatal(err)
		}
		file, err := header.Header{DType: d, Shape: []int{1}}.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = npy.Read[float64](bytes.NewReader(append(file, make([]byte, 16)...)), npy.Cast(npy.Unsafe))
		if !errors.Is(err, header.ErrDType) || strings.Contains(err.Error(), "Cast(") {
			t.Errorf("%s: %v", descr, err)
		}
	}
	numbers := file(t, "<f8", []int{2}, false, make([]byte, 16))
	for road, err := range map[string]error{
		"string":   castErr[string](numbers, npy.Cast(npy.Unsafe)),
		"[]byte":   castErr[[]byte](numbers, npy.Cast(npy.Unsafe)),
		"[2]int32": castErr[[2]int32](numbers, npy.Cast(npy.Unsafe)),
		"Float8":   castErr[npy.Float8](numbers, npy.Cast(npy.Unsafe)),
	} {
		if !errors.Is(err, header.ErrDType) {
			t.Errorf("%s: %v", road, err)
		}
	}
}

// TestCastBFloat16: an Array or a Raw that is said to be one is one.
func TestCastBFloat16(t *testing.T) {
	a := npy.Array[npy.BFloat16]{Data: []npy.BFloat16{npy.NewBFloat16(1.5), npy.NewBFloat16(-3)}}
	raw := npy.Raw{DType: header.BFloat16(header.BigEndian), Data: []byte{0x3f, 0xc0, 0xc0, 0x40}}
	for name, any := range map[string]npy.AnyArray{"Array": a, "Raw": raw} {
		got, err := npy.As[float64](any, npy.Cast(npy.Safe))
		if err != nil || !slices.Equal(got.Data, []float64{1.5, -3}) {
			t.Errorf("%s: %v, %v", name, got.Data, err)
		}
	}
}

// TestLongDouble reads NumPy's own files of x87 numbers, in both byte orders.
func TestLongDouble(t *testing.T) {
	var first []float64
	for _, name := range []string{"le", "be"} {
		a, err := npy.ReadFile[float64]("../testdata/good/values/longdouble-"+name+".npy", npy.Cast(npy.SameKind))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = a.Data
		}
		if a.Len() < 5 || !slices.EqualFunc(a.Data, first, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) }) {
			t.Errorf("the two byte orders differ: %v, %v", first, a.Data)
		}
	}
	third := [16]byte{0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xfd, 0x3f} // binary128
	b := file(t, "<f16", []int{1}, false, third[:])
	if a, err := npy.Read[float64](bytes.NewReader(b), npy.Cast(npy.SameKind), npy.LongDouble(npy.Binary128)); err != nil || a.Data[0] != 1.0/3 {
		t.Errorf("a third is %v, %v", a.Data, err)
	}
	slices.Reverse(third[:])
	b = file(t, ">c32", []int{1}, false, append(third[:], third[:]...))
	if a, err := npy.Read[complex64](bytes.NewReader(b), npy.LongDouble(npy.Binary128), npy.Cast(npy.SameKind)); err != nil || a.Data[0] != complex(float32(1)/3, float32(1)/3) {
		t.Errorf("a third is %v, %v", a.Data, err)
	}
}

func TestCastAllocs(t *testing.T) {
	if mustBeOrdinary {
		t.Skip("without unsafe, buffers are allocated")
	}
	for _, n := range []int{10, 1_000_000} { // as many for one piece as for many
		b, err := npy.Array[float64]{Data: make([]float64, n)}.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		r := bytes.NewReader(b)
		var into npy.Array[float32]
		allocs(t, "ReadInto", 6, func() {
			r.Reset(b)
			if err := npy.ReadInto(r, &into, npy.Cast(npy.SameKind)); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestCastingString(t *testing.T) {
	for rule, want := range []string{"equiv", "safe", "same_kind", "unsafe", "Casting(4)"} {
		if got := npy.Casting(rule).String(); got != want {
			t.Errorf("%d is %q", rule, got)
		}
	}
}
