package npy_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// Named types, which are read like the types they are over.
type (
	nickname string
	token    []byte
)

// naiveElement is the element of dtype d that holds s: what textCodec does, one
// character at a time.
func naiveElement(d header.DType, s string) []byte {
	b := make([]byte, 0, d.ItemSize())
	for _, r := range s {
		if d.Kind() != header.Unicode {
			b = append(b, s...)
			break
		}
		if d.ByteOrder() == header.BigEndian {
			b = binary.BigEndian.AppendUint32(b, uint32(r))
		} else {
			b = binary.LittleEndian.AppendUint32(b, uint32(r))
		}
	}
	return append(b, make([]byte, d.ItemSize()-len(b))...)
}

// naiveText is what an element of dtype d holds.
func naiveText(d header.DType, b []byte) string {
	var s []byte
	switch d.Kind() {
	case header.Void:
		return string(b)
	case header.Bytes:
		s = b
	default:
		for ; len(b) > 0; b = b[4:] {
			u := binary.LittleEndian.Uint32(b)
			if d.ByteOrder() == header.BigEndian {
				u = binary.BigEndian.Uint32(b)
			}
			s = fmt.Appendf(s, "%c", rune(u))
		}
	}
	return strings.TrimRight(string(s), "\x00")
}

// words makes texts of up to width characters: ASCII, Latin, Chinese, beyond 16
// bits, with NULs inside; of bytes only those of S. The last one has width.
func words(n, width int, kind header.Kind) []string {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(width)))
	all := [...]rune{'a', 'Z', ' ', '~', 0, 0x7f, 0x80, 'é', 0x7ff, 0x800, '世', 0xd7ff, 0xe000, 0xfffd, 0xffff, 0x10000, '😀', 0x10ffff}
	s := make([]string, n)
	for i := range s {
		length, choice := rng.IntN(width+1), len(all)
		if i%2 == 0 || kind != header.Unicode {
			choice = 6 // ASCII
		}
		if i == n-1 || kind == header.Void {
			length = width
		}
		w := make([]rune, length)
		for k := range w {
			w[k] = all[rng.IntN(choice)]
		}
		if length > 0 && w[length-1] == 0 && kind != header.Void {
			w[length-1] = 'e'
		}
		s[i] = string(w)
	}
	return s
}

// textFile is a .npy file of those texts, with their values as []T.
func textFile[T ~string | ~[]byte](t testing.TB, descr string, shape []int, fortran bool, texts []string) ([]byte, npy.Array[T]) {
	t.Helper()
	d, err := header.ParseDType(descr)
	if err != nil {
		t.Fatal(err)
	}
	var payload []byte
	a := npy.Array[T]{Data: make([]T, len(texts)), Shape: shape, FortranOrder: fortran}
	for i, s := range texts {
		payload = append(payload, naiveElement(d, s)...)
		a.Data[i] = T(s)
	}
	return file(t, descr, shape, fortran, payload), a
}

// TestTextRoads reads and writes text of every width on every road.
func TestTextRoads(t *testing.T) {
	for _, shape := range [][]int{{}, {1}, {3}, {2, 3}, {1, 7, 1}, {2, 3, 4, 5}, {20_001}, {33, 625}} {
		n := 1
		for _, dim := range shape {
			n *= dim
		}
		for _, width := range []int{1, 2, 3, 7, 8, 9, 10, 31} {
			for _, fortran := range []bool{false, true} {
				if testing.Short() && n > 1000 && (width != 9 || len(shape) == 1) || n > 1000 && width%8 > 1 {
					continue
				}
				t.Run(fmt.Sprintf("%v/%d/%v", shape, width, fortran), func(t *testing.T) {
					for _, order := range []string{"<", ">"} {
						file, want := textFile[string](t, fmt.Sprintf("%sU%d", order, width), shape, fortran, words(n, width, 'U'))
						roads(t, file, want)
						named, other := textFile[nickname](t, fmt.Sprintf("%sU%d", order, width), shape, fortran, words(n, width, 'U'))
						roads(t, named, other)
					}
					s, want := textFile[[]byte](t, fmt.Sprintf("|S%d", width), shape, fortran, words(n, width, 'S'))
					roads(t, s, want)
					s, named := textFile[token](t, fmt.Sprintf("|S%d", width), shape, fortran, words(n, width, 'S'))
					roads(t, s, named)
				})
			}
		}
	}
}

// TestTextOtherTypes: S is read as strings too, and V as []byte; written by
// option they are what they were.
func TestTextOtherTypes(t *testing.T) {
	s, texts := textFile[nickname](t, "|S9", []int{2, 50}, true, words(100, 9, 'S'))
	got, err := npy.Read[nickname](bytes.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "S as strings", got, texts)
	checkFile(t, got, s, npy.AsBytes())
	v, blobs := textFile[[]byte](t, "|V9", []int{2, 50}, true, words(100, 9, 'V'))
	raw, err := npy.Read[[]byte](bytes.NewReader(v))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "V as []byte", raw, blobs)
	checkFile(t, raw, v, npy.AsVoid())
	checkFile(t, raw, v, npy.AsVoid(), npy.Width(9), npy.BigEndian())
}

// checkFile checks that a is written as file.
func checkFile[T any](t *testing.T, a npy.Array[T], file []byte, opts ...npy.Option) {
	t.Helper()
	var out bytes.Buffer
	if err := npy.Write(&out, a, opts...); err != nil || !bytes.Equal(out.Bytes(), file) {
		t.Errorf("written as %.200q, want %.200q: %v", out.Bytes(), file, err)
	}
}

// TestTextTwin compares each element with the naive decoder, whatever the
// alignment and whatever the bytes.
func TestTextTwin(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for width := range 40 {
		for _, descr := range []string{"<U", ">U", "|S", "|V"} {
			d, err := header.ParseDType(fmt.Sprint(descr, width))
			if err != nil {
				t.Fatal(err)
			}
			const n = 9
			for shift := range 8 {
				var b []byte
				for i := range n {
					b = append(b, naiveElement(d, words(n, width, d.Kind())[i])...)
				}
				if d.Kind() != header.Unicode {
					for i := range b {
						b[i] = byte(rng.Uint32N(3) * 127)
					}
				}
				raw := npy.Raw{DType: d, Shape: []int{n}, Data: append(make([]byte, shift), b...)[shift:]}
				check := func(i int, got string, err error) {
					if want := naiveText(d, b[i*d.ItemSize():][:d.ItemSize()]); err != nil || got != want {
						t.Fatalf("%v at %d: element %d is %q, want %q: %v", d, shift, i, got, want, err)
					}
				}
				if d.Kind() != header.Void {
					a, err := npy.As[string](raw)
					for i := range n {
						check(i, a.Data[i], err)
					}
				}
				if d.Kind() != header.Unicode {
					a, err := npy.As[[]byte](raw)
					for i := range n {
						check(i, string(a.Data[i]), err)
						if a.Data[i] == nil || cap(a.Data[i]) != len(a.Data[i]) {
							t.Fatalf("%v: element %d is %#v with room for %d", d, i, a.Data[i], cap(a.Data[i]))
						}
					}
				}
			}
		}
	}
}

// TestTextCodes: every character there is, in both byte orders.
func TestTextCodes(t *testing.T) {
	var all []string
	for r := rune(1); r <= 0x10ffff; r++ {
		if r&^0x7ff != 0xd800 && (r < 0x3000 || r%251 == 0 || r > 0x10ff00) {
			all = append(all, string(r))
		}
	}
	for _, descr := range []string{"<U1", ">U1"} {
		file, want := textFile[string](t, descr, []int{len(all)}, false, all)
		got, err := npy.Read[string](bytes.NewReader(file))
		if err != nil || !slices.Equal(got.Data, want.Data) {
			t.Errorf("%s: the characters differ: %v", descr, err)
		}
	}
}

// TestTextWidth: the dtype that text is given.
func TestTextWidth(t *testing.T) {
	for _, c := range []struct {
		a    npy.AnyArray
		want string
	}{
		{npy.Array[string]{}, "<U1"}, // as np.array([], str) and np.array([''])
		{npy.Array[string]{Data: []string{"", ""}}, "<U1"},
		{npy.Array[nickname]{Data: []nickname{"é世😀", "ab"}}, "<U3"},
		{npy.Array[string]{Data: []string{"aaaaaaaaé世😀"}}, "<U11"},
		{npy.Array[[]byte]{}, "|S1"},
		{npy.Array[[]byte]{Data: [][]byte{nil, {}}}, "|S1"},
		{npy.Array[[]byte]{Data: [][]byte{nil, {1, 2}}}, "|S2"},
	} {
		if got := c.a.Header().DType.String(); got != c.want {
			t.Errorf("%v is written as %s, want %s", c.a, got, c.want)
		}
	}
	for _, c := range []struct {
		data []string
		opts []npy.Option
		want string
	}{
		{[]string{"é", "ab"}, []npy.Option{npy.AsBytes()}, "|S2"},
		{[]string{"é", "世"}, []npy.Option{npy.AsBytes()}, "|S3"}, // the bytes of UTF-8
		{nil, []npy.Option{npy.AsBytes(), npy.BigEndian()}, "|S1"},
		{[]string{"é"}, []npy.Option{npy.BigEndian()}, ">U1"},
		{[]string{"é"}, []npy.Option{npy.Width(12)}, "<U12"},
		{[]string{"é"}, []npy.Option{npy.Width(12), npy.AsBytes()}, "|S12"},
		{[]string{"é"}, []npy.Option{npy.Width(-1)}, "<U1"},
		{[]string{"abc", "é"}, []npy.Option{npy.Width(2), npy.LossyText()}, "<U2"},
	} {
		if got := writtenDType(t, c.data, c.opts...); got != c.want {
			t.Errorf("%q is written as %s, want %s", c.data, got, c.want)
		}
	}
	for _, c := range []struct {
		data [][]byte
		want string
	}{{nil, "|V1"}, {[][]byte{{}, {}}, "|V0"}, {[][]byte{{1, 0}, {0, 0}}, "|V2"}} {
		if got := writtenDType(t, c.data, npy.AsVoid()); got != c.want {
			t.Errorf("%q is written as %s, want %s", c.data, got, c.want)
		}
	}
}

func writtenDType[T any](t *testing.T, data []T, opts ...npy.Option) string {
	t.Helper()
	var out bytes.Buffer
	if err := npy.Write(&out, npy.Array[T]{Data: data}, opts...); err != nil {
		t.Fatal(err)
	}
	raw, err := npy.ReadRaw(&out)
	if err != nil || out.Len() != 0 {
		t.Fatalf("%d bytes left: %v", out.Len(), err)
	}
	return raw.DType.String()
}

// TestTextAs: text as the same text under another Go type.
func TestTextAs(t *testing.T) {
	a := npy.Array[string]{Data: []string{"é", "", "世界"}}
	if got, err := npy.As[nickname](a); err != nil || !reflect.DeepEqual(got.Data, []nickname{"é", "", "世界"}) {
		t.Errorf("As[nickname]: %v, %v", got, err)
	}
	if got, err := npy.As[[]byte](a); err == nil {
		t.Errorf("U as []byte: %v", got)
	}
	b := npy.Array[[]byte]{Data: [][]byte{{1, 2}, {}, {3}}, Shape: []int{3, 1}}
	got, err := npy.As[string](b)
	if err != nil || !slices.Equal(got.Data, []string{"\x01\x02", "", "\x03"}) || !slices.Equal(got.Shape, []int{3, 1}) {
		t.Errorf("S as string: %v, %v", got, err)
	}
	file, _ := textFile[string](t, "|S3", []int{2}, false, []string{"abc", "d"})
	raw, err := npy.ReadRaw(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	own, err := npy.As[[]byte](raw)
	if err != nil {
		t.Fatal(err)
	}
	own.Data[0][0] = 'X' // a copy, as documented
	if own.Data[0] = append(own.Data[0], "more"...); string(raw.Data) != "abcd\x00\x00" || string(own.Data[1]) != "d" {
		t.Errorf("As[[]byte] shares memory: %q, %q", raw.Data, own.Data)
	}
}

// TestTextSpare: appending writes nothing behind what it appends.
func TestTextSpare(t *testing.T) {
	a := npy.Array[string]{Data: []string{"ab", "c", "def"}}
	room := bytes.Repeat([]byte{0xee}, 1000)
	out, err := a.AppendBinary(room[:0])
	if err != nil || &out[0] != &room[0] {
		t.Fatalf("not written there: %v", err)
	}
	if rest := room[len(out):]; !bytes.Equal(rest, bytes.Repeat([]byte{0xee}, len(rest))) {
		t.Errorf("%d bytes, and behind them %x", len(out), rest[:100])
	}
}
