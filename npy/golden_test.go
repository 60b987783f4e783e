package npy_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// golden is a file of ../testdata with what NumPy says of it; the README there
// tells the recipe.
type golden struct {
	Path, Kind, Note string
	Category         string   // of bad files: the kind of error
	Also             []string // further kinds that would be right
	Expect           string   // of bad files: reject, or may be read
	Arrays           []struct {
		Start, Offset, Size, Count int
		Descr, DType, Type         string
		Shape                      []int64
		Wide                       bool   // an axis needs more than 32 bits
		Fortran                    bool   `json:"fortran_order"`
		Payload                    string `json:"payload_sha256"`
		Canonical                  string `json:"canonical_sha256"`
		Saved                      bool   // np.save of the array gives these very bytes
		Loose                      bool   `json:"loose_bools"` // bytes other than 0 and 1, which we normalise
	}
	bytes []byte
}

func goldens(t testing.TB) []golden {
	t.Helper()
	b, err := os.ReadFile("../testdata/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ Files []golden }
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Files) < 500 {
		t.Fatalf("only %d golden files", len(m.Files))
	}
	for i, g := range m.Files {
		if m.Files[i].bytes, err = os.ReadFile(filepath.Join("../testdata", g.Path)); err != nil {
			t.Fatal(err)
		}
	}
	return m.Files
}

func wide(shape []int) []int64 {
	w := make([]int64, len(shape))
	for i, dim := range shape {
		w[i] = int64(dim)
	}
	return w
}

func sum(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:]) }

// canonical is the sum of the elements as NumPy's record has it: in C order,
// little-endian.
func canonical[T any](t *testing.T, a npy.Array[T]) string {
	t.Helper()
	file, err := a.RowMajor().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	_, n, err := header.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	return sum(file[n:])
}

// typed reads the file as T and returns the sum of its elements.
type typed func(t *testing.T, file []byte) (sum string)

func as[T any](t *testing.T, file []byte) string {
	t.Helper()
	a, err := npy.Read[T](bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	want := canonical(t, a)
	if v, err := npy.View[T](file); err == nil && canonical(t, v) != want {
		t.Errorf("View has other elements than Read")
	} else if err != nil && !errors.Is(err, npy.ErrNoView) {
		t.Errorf("View: %v", err)
	}
	any, err := npy.ReadAny(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if b, err := npy.As[T](any); err != nil || canonical(t, b) != want {
		t.Errorf("As of ReadAny's: other elements than Read's, or %v", err)
	}
	return want
}

var byType = map[string]typed{
	"bool": as[bool], "int8": as[int8], "int16": as[int16], "int32": as[int32], "int64": as[int64],
	"uint8": as[uint8], "uint16": as[uint16], "uint32": as[uint32], "uint64": as[uint64],
	"float16": as[npy.Float16], "bfloat16": as[npy.BFloat16], "float32": as[float32], "float64": as[float64],
	"complex64": as[complex64], "complex128": as[complex128],
}

// TestGoldens reads all that NumPy wrote or reads, on every road.
func TestGoldens(t *testing.T) {
	for _, g := range goldens(t) {
		if len(g.Arrays) == 0 {
			continue
		}
		t.Run(g.Path, func(t *testing.T) {
			r := struct{ io.Reader }{bytes.NewReader(g.bytes)}
			for _, want := range g.Arrays {
				raw, err := npy.ReadRaw(r)
				if want.Wide && strconv.IntSize == 32 {
					if !errors.Is(err, header.ErrShape) && !errors.Is(err, header.ErrLimit) {
						t.Errorf("shape %v on a 32-bit machine: %v", want.Shape, err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if raw.FortranOrder != want.Fortran || !slices.Equal(wide(raw.Shape), want.Shape) || raw.Len() != want.Count || sum(raw.Data) != want.Payload {
					t.Errorf("shape %v, fortran_order %v, %d elements, or their bytes differ from NumPy's", raw.Shape, raw.FortranOrder, raw.Len())
				}
				file := g.bytes[want.Start:]
				if read := byType[want.Type]; read != nil && read(t, file) != want.Canonical {
					t.Errorf("the elements differ from NumPy's")
				}
				a, err := npy.ReadAny(bytes.NewReader(file))
				if err != nil {
					t.Fatal(err)
				}
				again, err := a.AppendBinary(nil)
				if err != nil {
					t.Fatal(err)
				}
				if want.Type == "bfloat16" { // of which NumPy, and so ReadAny, knows but the size
					again = writeBFloat16(t, file)
				}
				if loose := want.Loose && want.Type == "bool"; want.Saved && !loose && !bytes.Equal(again, file[:min(len(again), len(file))]) {
					t.Errorf("written again it is not the file that np.save writes:\n%.200q\n%.200q", again, file)
				}
			}
		})
	}
}

func writeBFloat16(t *testing.T, file []byte) []byte {
	t.Helper()
	a, err := npy.Read[npy.BFloat16](bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var opts []npy.Option
	if bytes.Contains(file[:128], []byte("'>V2'")) {
		opts = append(opts, npy.BigEndian())
	}
	var buf bytes.Buffer
	if err := npy.Write(&buf, a, opts...); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

var kindsOfError = map[string]error{
	"magic": header.ErrMagic, "version": header.ErrVersion, "header": header.ErrHeader, "dtype": header.ErrDType,
	"shape": header.ErrShape, "truncated": header.ErrTruncated, "object": header.ErrObject, "limit": header.ErrLimit,
}

// TestBad: what nobody should read is refused, in little memory, and the error
// is of the kind that the record names.
func TestBad(t *testing.T) {
	for _, g := range goldens(t) {
		if g.Kind != "bad" {
			continue
		}
		t.Run(g.Path, func(t *testing.T) {
			var err error
			limit := uint64(2<<20 + 16*len(g.bytes))
			for road, read := range map[string]func() error{
				"ReadAny, a stream": func() error { _, err := npy.ReadAny(struct{ io.Reader }{bytes.NewReader(g.bytes)}); return err },
				"ReadAny":           func() error { _, err := npy.ReadAny(bytes.NewReader(g.bytes)); return err },
			} {
				if n := allocated(func() { err = read() }); n > limit {
					t.Errorf("%s: %d bytes allocated for a file of %d", road, n, len(g.bytes))
				}
				if err == nil {
					if g.Expect == "reject" {
						t.Errorf("%s accepts it: %s", road, g.Note)
					}
					continue
				}
				right := strconv.IntSize == 32 && g.Category == "limit" && errors.Is(err, header.ErrShape) // an axis beyond an int
				for _, kind := range append(g.Also, g.Category) {
					right = right || errors.Is(err, kindsOfError[kind])
				}
				if !right {
					t.Errorf("%s: %v; want an error of kind %q", road, err, g.Category)
				}
			}
		})
	}
}
