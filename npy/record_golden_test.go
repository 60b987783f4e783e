package npy_test

import (
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
)

// Go structs for the structured dtypes of ../testdata: written, their fields
// are packed and little-endian, which is what the record's sums are about.
type (
	packed struct {
		A int32   `npy:"a"`
		B float64 `npy:"b"`
		C uint8   `npy:"c"`
	}
	aligned struct {
		A int8    `npy:"a"`
		B float64 `npy:"b"`
		C int16   `npy:"c"`
	}
	everyNumber struct {
		I2le              int16
		I4le              int32
		I8le              int64
		U2le              uint16
		U4le              uint32
		U8le              uint64
		F2le              npy.Float16
		F4le              float32
		F8le              float64
		C8le              complex64
		C16le             complex128
		I2be              int16
		I4be              int32
		I8be              int64
		U2be              uint16
		U4be              uint32
		U8be              uint64
		F2be              npy.Float16
		F4be              float32
		F8be              float64
		C8be              complex64
		BigestComplexEver complex128 `npy:"c16be"`
	}
	inner struct {
		X float32     `npy:"x"`
		Y [2][3]int16 `npy:"y"`
	}
	nested struct {
		In inner  `npy:"in"`
		S  string `npy:"s,S3"`
	}
	nestedPlain struct { // the same without pointers
		In inner   `npy:"in"`
		S  [3]byte `npy:"s,S3"`
	}
	nestedArray struct {
		In [2]inner `npy:"in"`
		S  string   `npy:"s,U2"`
	}
	pq struct {
		P uint8  `npy:"p"`
		Q uint32 `npy:"q"`
	}
	nestedPadded struct {
		H   int64 `npy:"h"`
		In  pq    `npy:"in"`
		In2 [2]pq `npy:"in2"`
	}
	deep struct {
		A struct {
			B struct {
				C struct {
					D struct {
						E int16
					}
				}
			}
		}
	}
	texts struct {
		S  string `npy:"s,S5"`
		U  string `npy:"u,U3"`
		UB string `npy:"ub,U2"`
		V  []byte `npy:"v,V4"`
	}
	times struct {
		T npy.Datetime64  `npy:"t,M8[ns]"`
		D npy.Timedelta64 `npy:"d,m8[25s]"`
	}
	awkward struct {
		A uint8 `npy:"it's"`
		B uint8 `npy:"\"q\""`
		C uint8 `npy:"n\nl\t\\"`
		D uint8 `npy:"'\\'\"'"`
		E uint8 `npy:" "`
		F uint8 `npy:"a.b"`
		G uint8 `npy:"}"`
		L uint8
		H uint8 `npy:"3L"`
	}
)

var structs = map[string]typed{
	"layout/record": as[struct {
		A int64
		B float64
	}],
	"several/dtypes": as[struct {
		A int16
		B uint8
	}],
	"struct/one-field":    as[struct{ Only float64 }],
	"struct/packed":       as[packed],
	"struct/every-number": as[everyNumber],
	"struct/mixed-orders": as[struct {
		L, B   uint16
		LF, BF float32
	}],
	"struct/aligned":        as[aligned],
	"struct/gaps":           as[struct{ A, B int32 }],
	"struct/tail-padding":   as[struct{ A uint16 }],
	"struct/lead-padding":   as[struct{ A uint16 }],
	"struct/only-padding":   as[struct{}],
	"struct/no-fields":      as[struct{}],
	"struct/nested":         as[nested],
	"struct/nested (plain)": as[nestedPlain],
	"struct/nested-array":   as[nestedArray],
	"struct/nested-padded":  as[nestedPadded],
	"struct/nested-no-fields": as[struct {
		E struct{}
		A uint8
	}],
	"struct/deep": as[deep],
	"struct/subarray": as[struct {
		M [2][3]float32
		V [4]uint16
	}],
	"struct/subarray-of-one": as[struct {
		A [1]float64
		B [1][1]uint8
	}],
	"struct/subarray-of-none": as[struct {
		A [0]float64
		B int32
	}],
	"struct/subarray-of-subarray": as[struct{ A [3][2]float64 }],
	"struct/titles": as[struct {
		Alpha int32 `npy:"a"`
		B     float32
		C     uint8
	}],
	"struct/titles-nested": as[struct {
		O struct{ I int32 }
		P [2]byte `npy:"p,S2"`
	}],
	"struct/strings": as[texts],
	"struct/times":   as[times],
	"struct/bools-and-halves": as[struct {
		Half npy.Float16 `npy:"h"`
		B    bool
		H    [3]npy.Float16
	}],
	"struct/zero-width": as[struct {
		E string `npy:",S0"`
		A int32
		U string `npy:",U0"`
		V []byte `npy:",V0"`
	}],
	"struct/names-of-keys": as[struct {
		Descr, Shape int32
		Order        bool `npy:"fortran_order"`
	}],
	"struct/names-f0-f1": as[struct {
		Red    uint8
		Length int16
		Weight float32
	}],
	"struct/names-awkward": as[awkward],
	"struct/names-latin1": as[struct {
		Cafe float64 `npy:"café"`
		S    uint8   `npy:"ßÿ"`
	}],
	"struct/names-unicode": as[struct {
		I int64   `npy:"整形"`
		F float32 `npy:"😀"`
	}],
	"struct/names-invisible": as[struct {
		I int32 `npy:"a\u00a0b\u200b"`
	}],
	"struct/title-unicode": as[struct {
		F float32 `npy:"Ω title"`
	}],
	"struct/packed-scalar": as[packed], "struct/packed-empty": as[packed], "struct/packed-fortran": as[packed], "struct/packed-v2": as[packed], "struct/packed-v3": as[packed],
	"struct/aligned-scalar": as[aligned], "struct/aligned-empty": as[aligned], "struct/aligned-fortran": as[aligned], "struct/aligned-v2": as[aligned], "struct/aligned-v3": as[aligned],
	"struct/nested-scalar": as[nested], "struct/nested-empty": as[nested], "struct/nested-fortran": as[nested], "struct/nested-v2": as[nested], "struct/nested-v3": as[nested],
	"spell-long-suffix-struct": as[struct {
		A [2][3]float32
		L uint8 `npy:"2L"`
	}],
	"alias-i4-comma-f8": as[struct {
		Count int32
		Mean  float64
	}],
	"dtype-empty-struct": as[struct{}],
	"dtype-comma-field": as[struct {
		A struct {
			F0 int16
			F1 float32
		}
		B uint8
	}],
	"dtype-f1-names": as[struct {
		F1 int32
		F2 int16
	}],
	"dtype-list-fields": as[struct {
		A float64
		B uint8
	}],
	"dtype-name-mojibake": as[struct {
		I int32 `npy:"æ\u0095´"`
	}],
	"dtype-name-nul": as[struct {
		Nul int32 `npy:"a\u0000b"`
		A   uint8
	}],
	"dtype-name-surrogate": as[struct {
		I int32 `npy:"\xed\xa0\x80"`
	}],
	"dtype-named-void": as[struct {
		Pad [3]byte `npy:"pad,V3"`
		B   uint16
	}],
	"dtype-padding-only": as[struct{}],
	"dtype-padding-zero": as[struct {
		A int32
		B uint8
	}],
	"dtype-padding-spelled": as[struct {
		A uint8
		B int32
	}],
	"dtype-subarray-int":        as[struct{ A [2]float32 }],
	"dtype-subarray-none":       as[struct{ A float32 }],
	"dtype-subarray-pair":       as[struct{ A [2]float32 }],
	"dtype-subarray-pair-twice": as[struct{ A [3][2]int16 }],
	"dtype-title-none":          as[struct{ A int32 }],
	"dtype-title-tuple":         as[struct{ A int32 }],
	"dtype-unnamed-field": as[struct {
		A    int32
		Rest int16 `npy:"''"`
	}],
	"dtype-unnamed-subarray": as[struct{ A uint8 }],
	"dtype-struct-loose-bools": as[struct {
		B bool
		I int16
	}],
	"demo/events": as[struct {
		Time      npy.Datetime64 `npy:"time,M8[s]"`
		Station   string         `npy:"station,U10"`
		Magnitude float32        `npy:"magnitude"`
		Position  [2]float64     `npy:"position"`
	}],
}

// TestRecordGoldens reads every structured dtype that NumPy wrote into a Go
// struct, on every road.
func TestRecordGoldens(t *testing.T) {
	files, found := map[string]golden{}, 0
	for _, g := range goldens(t) {
		files[g.Path] = g
		for _, a := range g.Arrays {
			if a.Type == "struct" && !strings.HasPrefix(g.Path, "good/length/") {
				found++
			}
		}
	}
	for name, read := range structs {
		t.Run(name, func(t *testing.T) {
			base, _, _ := strings.Cut(name, " ")
			var g golden
			for _, dir := range []string{"", "good/", "odd/"} {
				if f, ok := files[dir+base+".npy"]; ok {
					g = f
				}
			}
			n := 0
			for _, a := range g.Arrays {
				if a.Type != "struct" {
					continue
				}
				n++
				if read(t, g.bytes[a.Start:]) != a.Canonical {
					t.Errorf("the elements of %s differ from NumPy's", a.Descr)
				}
			}
			if n != 1 {
				t.Errorf("%d structured arrays in %q", n, g.Path)
			}
		})
	}
	if len(structs)-1 != found { // one has two
		t.Errorf("%d structured arrays in ../testdata, %d read here", found, len(structs)-1)
	}
}
