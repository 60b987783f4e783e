package npy_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// units is a file of U elements, width units each, in the byte order of descr.
func units(t *testing.T, descr string, shape []int, u ...uint32) []byte {
	t.Helper()
	var payload []byte
	for _, u := range u {
		if descr[0] == '>' {
			payload = binary.BigEndian.AppendUint32(payload, u)
		} else {
			payload = binary.LittleEndian.AppendUint32(payload, u)
		}
	}
	return file(t, descr, shape, false, payload)
}

// refused checks that err is an ErrValue which says all of that.
func refused(t *testing.T, what string, err error, offset int64, says ...string) {
	t.Helper()
	var e *header.Error
	if !errors.Is(err, npy.ErrValue) || !errors.As(err, &e) || e.Offset != offset {
		t.Errorf("%s: %v; want an ErrValue at byte %d", what, err, offset)
		return
	}
	for _, s := range says {
		if strings.Count(err.Error(), s) != 1 {
			t.Errorf("%s: %q does not say %q once", what, err, s)
		}
	}
}

// TestTextRefused: characters that no Go string has are errors that tell the
// place, or what the options make of them.
func TestTextRefused(t *testing.T) {
	for _, descr := range []string{"<U2", ">U2"} {
		for _, c := range []struct {
			u           uint32
			says        string
			lossy, keep string // "": refused
		}{
			{0xd800, "U+D800", "�", "\xed\xa0\x80"},
			{0xdcff, "U+DCFF", "�", "\xed\xb3\xbf"},
			{0xdfff, "U+DFFF", "�", "\xed\xbf\xbf"},
			{0x110000, "0x110000", "�", ""},
			{0x80000000, "0x80000000", "�", ""},
			{0xffffffff, "0xFFFFFFFF", "�", ""},
		} {
			b := units(t, descr, []int{2, 2}, 'a', 'b', 'c', 0, 'd', 'e', 'f', c.u)
			for road, read := range map[string]func(...npy.Option) (npy.Array[string], error){
				"Read": func(o ...npy.Option) (npy.Array[string], error) { return npy.Read[string](bytes.NewReader(b), o...) },
				"stream": func(o ...npy.Option) (npy.Array[string], error) {
					return npy.Read[string](struct{ io.Reader }{bytes.NewReader(b)}, o...)
				},
			} {
				_, err := read()
				refused(t, road, err, 128+7*4, c.says, "element 3", "character 1", "ReadRaw", "LossyText")
				if got, err := read(npy.LossyText()); err != nil || got.Data[3] != "f"+c.lossy {
					t.Errorf("%s, LossyText: %q, %v", road, got.Data, err)
				}
				got, err := read(npy.KeepSurrogates())
				if c.keep == "" {
					refused(t, road+", KeepSurrogates", err, 128+7*4, c.says, "element 3")
				} else if err != nil || got.Data[3] != "f"+c.keep {
					t.Errorf("%s, KeepSurrogates: %q, %v", road, got.Data, err)
				}
			}
			raw, err := npy.ReadRaw(bytes.NewReader(b))
			if err != nil {
				t.Fatal(err)
			}
			_, err = npy.As[nickname](raw)
			refused(t, "As", err, 7*4, c.says, "element 3")
			if got, err := npy.As[nickname](raw, npy.LossyText()); err != nil || got.Data[3] != nickname("f"+c.lossy) {
				t.Errorf("As, LossyText: %q, %v", got.Data, err)
			}
		}
	}
}

// TestTextRefusedFar: the place is right behind the first piece and the first pack.
func TestTextRefusedFar(t *testing.T) {
	for _, at := range []int{0, 8191, 8192, 65535, 65536, 99_999} {
		u := make([]uint32, 100_000)
		u[at] = 0xdc80
		_, err := npy.Read[string](bytes.NewReader(units(t, "<U1", []int{100_000}, u...)))
		refused(t, "Read", err, int64(128+4*at), "character 0 ")
		if e := new(header.Error); errors.As(err, &e) && !strings.HasPrefix(e.Detail, "element "+itoa(at)+":") {
			t.Errorf("%v; want element %d", err, at)
		}
	}
}

func itoa(n int) string {
	s := ""
	for ; n > 9; n /= 10 {
		s = string(rune('0'+n%10)) + s
	}
	return string(rune('0'+n)) + s
}

// TestKeepSurrogates: what Python has is written again as it was, pairs too.
func TestKeepSurrogates(t *testing.T) {
	var u []uint32
	for c := uint32(0xd7ff); c <= 0xe000; c++ {
		u = append(u, c, 0xd800+c%0x800)
	}
	u = append(u, 0xd83d, 0xde00) // together U+1F600 in UTF-16; to NumPy they are two characters
	for _, descr := range []string{"<U2", ">U2"} {
		b := units(t, descr, []int{len(u) / 2}, u...)
		a, err := npy.Read[string](bytes.NewReader(b), npy.KeepSurrogates())
		if err != nil {
			t.Fatal(err)
		}
		opts := []npy.Option{npy.KeepSurrogates()}
		if descr[0] == '>' {
			opts = append(opts, npy.BigEndian())
		}
		checkFile(t, a, b, opts...)
		err = npy.Write(io.Discard, a)
		refused(t, "Write without KeepSurrogates", err, -1, "element 0", "not UTF-8")
	}
}

// TestTextNotWritten: what would be lost is refused before a byte is written,
// or lost as the option says.
func TestTextNotWritten(t *testing.T) {
	fine := []string{"one", "zwei", "Ⅲ"}
	for _, c := range []struct {
		bad   string
		opts  []npy.Option
		says  string
		lossy string // what LossyText makes of it
	}{
		{"a\xffb", nil, "not UTF-8", "a\ufffdb"},
		{"\xed\xa0\x80", nil, "not UTF-8", "\ufffd\ufffd\ufffd"},
		{"\xed\xa0", []npy.Option{npy.KeepSurrogates()}, "not UTF-8", "\ufffd\ufffd"},
		{"\xed\xa0a", []npy.Option{npy.KeepSurrogates()}, "not UTF-8", "\ufffd\ufffda"},
		{"\xed\x9f", []npy.Option{npy.KeepSurrogates()}, "not UTF-8", "\ufffd\ufffd"},
		{"a\x00b\x00\x00", nil, "ends in NUL", "a\x00b"},
		{"\x00", []npy.Option{npy.AsBytes()}, "ends in NUL", ""},
		{"fünf6", []npy.Option{npy.Width(4)}, "longer than an element of '<U4'", "fünf"},
		{"fünfe", []npy.Option{npy.Width(4), npy.BigEndian()}, "longer than an element of '>U4'", "fünf"},
		{"four6", []npy.Option{npy.Width(4), npy.AsBytes()}, "longer than an element of '|S4'", "four"},
	} {
		a := npy.Array[nickname]{Data: []nickname{nickname(fine[0]), nickname(fine[1]), nickname(fine[2]), nickname(c.bad)}}
		var out bytes.Buffer
		err := npy.Write(&out, a, c.opts...)
		refused(t, c.bad, err, -1, "element 3", c.says, "LossyText")
		if out.Len() > 0 {
			t.Errorf("%q: %d bytes were written before the error", c.bad, out.Len())
		}
		if err := npy.Write(&out, a, append(c.opts, npy.LossyText())...); err != nil {
			t.Errorf("%q, LossyText: %v", c.bad, err)
			continue
		}
		got, err := npy.Read[string](&out)
		if want := append(slices.Clone(fine), c.lossy); err != nil || !slices.Equal(got.Data, want) {
			t.Errorf("%q is read back as %q, want %q: %v", c.bad, got.Data, want, err)
		}
	}
	a := npy.Array[string]{Data: []string{"\x00"}}
	_, err := a.MarshalBinary()
	refused(t, "MarshalBinary", err, -1, "element 0")
	if h := a.Header(); h.DType.IsValid() || h.Shape != nil {
		t.Errorf("Header of what cannot be written: %v", h)
	}
}

func TestBytesNotWritten(t *testing.T) {
	for _, c := range []struct {
		data  []string
		opts  []npy.Option
		says  string
		lossy []string
	}{
		{[]string{"ab", "a\x00"}, nil, "element 1: it ends in NUL", []string{"ab", "a"}},
		{[]string{"ab", "abc"}, []npy.Option{npy.Width(2)}, "element 1: it is longer than an element of '|S2'", []string{"ab", "ab"}},
		{[]string{"ab", "a"}, []npy.Option{npy.AsVoid()}, "some elements have 1 bytes, some 2", []string{"ab", "a\x00"}},
		{[]string{"ab", "\x00a"}, []npy.Option{npy.AsVoid(), npy.Width(3)}, "some elements have 2 bytes, some 3", []string{"ab\x00", "\x00a\x00"}},
		{[]string{"ab", "abc"}, []npy.Option{npy.AsVoid(), npy.Width(2)}, "element 1: it is longer than an element of '|V2'", []string{"ab", "ab"}},
	} {
		var a npy.Array[[]byte]
		for _, s := range c.data {
			a.Data = append(a.Data, []byte(s))
		}
		err := npy.Write(io.Discard, a, c.opts...)
		if !errors.Is(err, npy.ErrValue) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v; want %q", c.data, err, c.says)
		}
		var out bytes.Buffer
		if err := npy.Write(&out, a, append(c.opts, npy.LossyText())...); err != nil {
			t.Errorf("%q, LossyText: %v", c.data, err)
		}
		got, err := npy.Read[[]byte](&out)
		if err != nil || !slices.EqualFunc(got.Data, c.lossy, func(b []byte, s string) bool { return string(b) == s }) {
			t.Errorf("%q is read back as %q, %v", c.data, got.Data, err)
		}
	}
	if err := npy.Write(io.Discard, npy.Array[string]{}, npy.AsVoid()); !errors.Is(err, header.ErrDType) || !strings.Contains(err.Error(), "AsBytes") {
		t.Errorf("strings AsVoid: %v", err)
	}
}

// TestTextMaxBytes: one long text among many short ones is a large file.
func TestTextMaxBytes(t *testing.T) {
	a := npy.Array[string]{Data: make([]string, 1000)}
	a.Data[500] = strings.Repeat("x", 1000)
	if err := npy.Write(io.Discard, a, npy.MaxBytes(4_000_000)); err != nil {
		t.Errorf("4 MB within 4 MB: %v", err)
	}
	if err := npy.Write(io.Discard, a, npy.MaxBytes(3_999_999)); !errors.Is(err, header.ErrLimit) || !strings.Contains(err.Error(), "MaxBytes") {
		t.Errorf("4 MB within less: %v", err)
	}
	if err := npy.Write(io.Discard, npy.Array[string]{}, npy.Width(1<<29)); !errors.Is(err, header.ErrLimit) {
		t.Errorf("elements of 2 GiB: %v", err)
	}
}

// TestTextWrongType: the error names the types that fit.
func TestTextWrongType(t *testing.T) {
	for _, c := range []struct {
		descr string
		read  func([]byte) error
		want  []string
	}{
		{"<U1", readErr[float32], []string{"'<U1'", "read them as string"}},
		{"<U1", readErr[[]byte], []string{"'<U1'", "[]uint8 stands for bytes", "read them as string"}},
		{"|S4", readErr[float32], []string{"'|S4'", "read them as string"}},
		{"|V4", readErr[nickname], []string{"'|V4'", "npy_test.nickname stands for text", "read them as []byte"}},
		{"<f4", readErr[string], []string{"string stands for text", "read them as float32"}},
		{"<f4", readErr[token], []string{"npy_test.token stands for bytes", "read them as float32"}},
		{"[('a', '|S4')]", readErr[[]byte], []string{"stands for bytes", "ReadRaw"}},
	} {
		err := c.read(file(t, c.descr, []int{1}, false, make([]byte, 4)))
		var e *npy.DTypeError
		if !errors.As(err, &e) || !errors.Is(err, header.ErrDType) {
			t.Errorf("%s: %v; want a DTypeError", c.descr, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q does not say %q", err, want)
			}
		}
	}
	type bytelike uint8
	if err := readErr[[]bytelike](file(t, "|S4", []int{1}, false, make([]byte, 4))); !errors.Is(err, header.ErrDType) {
		t.Errorf("[]bytelike: %v", err)
	}
}
