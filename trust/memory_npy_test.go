package trust

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// stranger is a reader that does not tell how much is in it.
type stranger struct{ io.Reader }

func (in *input) reader() io.Reader { return bytes.NewReader(in.bytes) }

func (in *input) stream() stranger { return stranger{bytes.NewReader(in.bytes)} }

func headerRoads() []memoryCall {
	return []memoryCall{
		{"header.Parse", func(in *input) error { h, _, err := header.Parse(in.bytes); return toldHeader(h, err) }},
		{"header.Read", func(in *input) error { h, err := header.Read(in.stream()); return toldHeader(h, err) }},
		{"header.ParseDType", func(in *input) error {
			d, err := header.ParseDType(string(in.bytes[:min(len(in.bytes), header.DefaultMaxHeader)]))
			return toldHeader(header.Header{DType: d}, err)
		}},
	}
}

// toldHeader makes of h what programs make of it.
func toldHeader(h header.Header, err error) error {
	if err != nil {
		return err
	}
	if h.DType.String() == "" {
		return fmt.Errorf("a dtype without a name")
	}
	_, errCount := h.Count()
	_, errSize := h.PayloadSize()
	return fmt.Errorf("%v, %v", errCount, errSize)
}

// roadsOf reads whole arrays of T.
func roadsOf[T any](opts ...npy.Option) []memoryCall {
	opts = append(opts, npy.MaxBytes(16*memoryLimit))
	name := fmt.Sprintf("[%T]", *new(T))
	var kept npy.Array[T]
	return []memoryCall{
		{"Read" + name, func(in *input) error { _, err := npy.Read[T](in.reader(), opts...); return err }},
		{"Read of a stream" + name, func(in *input) error { _, err := npy.Read[T](in.stream(), opts...); return err }},
		{"ReadInto" + name, func(in *input) error { return npy.ReadInto(in.stream(), &kept, opts...) }},
		{"ReadFile" + name, func(in *input) error { _, err := npy.ReadFile[T](in.path, opts...); return err }},
	}
}

func numberRoads() []memoryCall {
	calls := append(roadsOf[float64](), roadsOf[uint8]()...)
	return append(append(calls, roadsOf[bool]()...),
		memoryCall{"ReadAny", func(in *input) error { _, err := npy.ReadAny(in.reader()); return err }},
		memoryCall{"ReadAny of a stream", func(in *input) error { _, err := npy.ReadAny(in.stream()); return err }},
		memoryCall{"ReadFileAny", func(in *input) error { _, err := npy.ReadFileAny(in.path); return err }},
		memoryCall{"ReadRaw", func(in *input) error { _, err := npy.ReadRaw(in.reader()); return err }},
		memoryCall{"UnmarshalBinary", func(in *input) error { return new(npy.Array[float64]).UnmarshalBinary(in.bytes) }},
		memoryCall{"Raw.UnmarshalBinary", func(in *input) error { return new(npy.Raw).UnmarshalBinary(in.bytes) }},
		memoryCall{"RowMajor", func(in *input) error { a, err := npy.Read[float64](in.reader()); a.RowMajor(); return err }},
	)
}

func castRoads() []memoryCall {
	calls := append(roadsOf[complex128](npy.Cast(npy.Unsafe)), roadsOf[int64](npy.Cast(npy.Unsafe))...)
	return append(calls, memoryCall{"As", func(in *input) error {
		raw, err := npy.ReadRaw(in.reader())
		if err == nil {
			_, err = npy.As[complex128](raw, npy.Cast(npy.Unsafe))
		}
		return err
	}})
}

// record is a struct as some of the odd files have it, and one that takes much more room than its elements.
type record struct {
	A string `npy:"a"`
}

func textRoads() []memoryCall {
	calls := append(roadsOf[string](), roadsOf[[]byte]()...)
	calls = append(calls, roadsOf[time.Time]()...)
	calls = append(calls, roadsOf[record]()...)
	return append(append(calls, roadsOf[struct{}]()...), memoryCall{"Field", func(in *input) error {
		raw, err := npy.ReadRaw(in.reader())
		if err == nil {
			_, err = npy.Field[string](raw, "a")
		}
		return err
	}})
}

func viewRoads() []memoryCall {
	return append(viewsOf[float64](), viewsOf[uint8]()...)
}

func viewsOf[T any]() []memoryCall {
	name := fmt.Sprintf("[%T]", *new(T))
	calls := []memoryCall{{"View" + name, func(in *input) error { _, err := npy.View[T](in.bytes); return err }}}
	for mode, path := range map[npy.MapMode]func(*input) (string, error){
		npy.ReadOnly:    func(in *input) (string, error) { return in.path, nil },
		npy.ReadWrite:   (*input).write,
		npy.CopyOnWrite: (*input).write,
	} {
		calls = append(calls, memoryCall{fmt.Sprintf("Map%s, mode %d", name, mode), func(in *input) error {
			file, err := path(in)
			if err != nil {
				return err
			}
			m, err := npy.Map[T](file, mode)
			if err != nil {
				return err
			}
			return m.Close()
		}})
	}
	return calls
}

func partRoads() []memoryCall {
	return append(partsOf[float64](), partsOf[uint8]()...)
}

func partsOf[T any]() []memoryCall {
	name := fmt.Sprintf("[%T]", *new(T))
	opened := func(do func(f *npy.File, rows int) error) func(in *input) error {
		return func(in *input) error {
			f, err := npy.Open(in.path)
			if err != nil {
				return err
			}
			defer f.Close()
			rows := 0
			if shape := f.Header().Shape; len(shape) > 0 {
				rows = shape[0]
			}
			return do(f, rows)
		}
	}
	chunks := func(r io.Reader, rows int) error {
		for _, err := range npy.Chunks[T](r, rows) {
			if err != nil {
				return err
			}
		}
		return nil
	}
	return []memoryCall{
		{"ReadRows, all" + name, opened(func(f *npy.File, rows int) error { _, err := npy.ReadRows[T](f, 0, rows); return err })},
		{"ReadRows, the last" + name, opened(func(f *npy.File, rows int) error {
			_, err := npy.ReadRows[T](f, max(rows-1, 0), rows)
			return err
		})},
		{"ReadSlice, every third" + name, opened(func(f *npy.File, _ int) error {
			_, err := npy.ReadSlice[T](f, npy.Range{Step: 3})
			return err
		})},
		{"ReadSlice, last axis" + name, opened(func(f *npy.File, _ int) error {
			ranges := make([]npy.Range, len(f.Header().Shape))
			if len(ranges) > 0 {
				ranges[len(ranges)-1] = npy.Range{Step: 2}
			}
			_, err := npy.ReadSlice[T](f, ranges...)
			return err
		})},
		{"Ranges" + name, opened(func(f *npy.File, _ int) error { npy.Ranges(f.Header(), 8); return nil })},
		{"Chunks" + name, func(in *input) error { return chunks(in.stream(), 0) }},
		{"Chunks of 2^40 rows" + name, func(in *input) error { return chunks(in.reader(), int(min(1<<40, int64(^uint(0)>>1)))) }},
	}
}

func changeRoads() []memoryCall {
	changing := func(do func(name string) error) func(in *input) error {
		return func(in *input) error {
			name, err := in.write()
			if err != nil {
				return err
			}
			return do(name)
		}
	}
	return []memoryCall{
		{"Repair", changing(func(name string) error { _, err := npy.Repair(name); return err })},
		{"AppendFile", changing(func(name string) error { return npy.AppendFile(name, npy.Array[float64]{Data: []float64{1, 2, 3}}) })},
		{"AppendFile, bytes", changing(func(name string) error { return npy.AppendFile(name, npy.Array[uint8]{Data: []uint8{1}}) })},
	}
}

// jsonRoads make JSON of what they read, and read JSON.
func jsonRoads() []memoryCall {
	return []memoryCall{
		{"Nested", func(in *input) error {
			a, err := npy.Read[float64](in.reader(), npy.Cast(npy.Unsafe))
			if err == nil {
				_, err = npy.NestedArray[float64]{Array: a, NonFinite: npy.NonFiniteNull}.AppendJSON(nil)
			}
			return err
		}},
		{"Nested, WriteTo", func(in *input) error {
			a, err := npy.Read[uint8](in.reader())
			if err == nil {
				_, err = npy.Nested(a).WriteTo(io.Discard)
			}
			return err
		}},
		{"Nested, strings", func(in *input) error {
			a, err := npy.Read[string](in.reader(), npy.LossyText(), npy.MaxBytes(memoryLimit))
			if err == nil {
				_, err = npy.Nested(a).AppendJSON(nil)
			}
			return err
		}},
		{"Base64", func(in *input) error {
			a, err := npy.Read[uint8](in.reader())
			if err == nil {
				_, err = json.Marshal(npy.Base64(a))
			}
			return err
		}},
		{"UnmarshalJSON", func(in *input) error { return new(npy.NestedArray[uint8]).UnmarshalJSON(in.bytes) }},
		{"UnmarshalJSON, strings", func(in *input) error { return new(npy.NestedArray[string]).UnmarshalJSON(in.bytes) }},
	}
}
