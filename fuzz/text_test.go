package fuzz

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
)

// FuzzText reads elements of any bytes, of each kind of text, and compares with
// a decoder that takes one character at a time.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a", "a\x00\x00\x00b\x00\x00\x00", "\x00\xd8\x00\x00\x00\xdc\x00\x00", "\xff\xff\x10\x00\x00\x00\x11\x00",
		strings.Repeat("x\x00\x00\x00", 20), strings.Repeat("\x00\x00\x00y", 17) + "\x00\x01\xf6\x00"} {
		f.Add([]byte(s), uint8(1))
		f.Add([]byte(s), uint8(9))
	}
	f.Fuzz(func(t *testing.T, b []byte, width uint8) {
		for _, c := range []struct {
			kind  header.Kind
			unit  int
			order header.ByteOrder
		}{{header.Bytes, 1, header.NoOrder}, {header.Void, 1, header.NoOrder}, {header.Unicode, 4, header.LittleEndian}, {header.Unicode, 4, header.BigEndian}} {
			size := c.unit * int(width)
			if size == 0 {
				continue
			}
			raw := npy.Raw{DType: header.MakeDType(c.kind, size, c.order), Data: b[:len(b)/size*size]}
			if c.kind == header.Void {
				checkBytes(t, raw)
				continue
			}
			checkStrings(t, raw)
		}
	})
}

// naiveText is the text of an element; fine tells whether it is all Unicode.
func naiveText(d header.DType, b []byte) (s string, fine bool) {
	if d.Kind() != header.Unicode {
		return strings.TrimRight(string(b), "\x00"), true
	}
	var r []rune
	fine = true
	for ; len(b) > 0; b = b[4:] {
		u := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
		if d.ByteOrder() == header.BigEndian {
			u = uint32(b[3]) | uint32(b[2])<<8 | uint32(b[1])<<16 | uint32(b[0])<<24
		}
		if u > utf8.MaxRune || !utf8.ValidRune(rune(u)) {
			u, fine = utf8.RuneError, false
		}
		r = append(r, rune(u))
	}
	return strings.TrimRight(string(r), "\x00"), fine
}

func checkStrings(t *testing.T, raw npy.Raw) {
	t.Helper()
	size := raw.DType.ItemSize()
	var want []string
	fine := true
	for b := range slices.Chunk(raw.Data, size) {
		s, ok := naiveText(raw.DType, b)
		want, fine = append(want, s), fine && ok
	}
	file, err := raw.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	got, err := npy.Read[string](stream{bytes.NewReader(file)})
	if (err == nil) != fine || err != nil && !errors.Is(err, npy.ErrValue) || err == nil && !slices.Equal(got.Data, want) {
		t.Fatalf("%v: %q, want %q: %v", raw.DType, got.Data, want, err)
	}
	lossy, err := npy.As[string](raw, npy.LossyText())
	if err != nil || !slices.Equal(lossy.Data, want) {
		t.Fatalf("%v, LossyText: %q, want %q: %v", raw.DType, lossy.Data, want, err)
	}
	kept, err := npy.As[string](raw, npy.KeepSurrogates())
	if err != nil {
		if !errors.Is(err, npy.ErrValue) || fine {
			t.Fatalf("%v, KeepSurrogates: %v", raw.DType, err)
		}
		return
	}
	opts := []npy.Option{npy.KeepSurrogates(), npy.Width(size)}
	if raw.DType.Kind() == header.Bytes {
		opts = append(opts, npy.AsBytes())
	} else {
		opts[1] = npy.Width(size / 4)
	}
	if raw.DType.ByteOrder() == header.BigEndian {
		opts = append(opts, npy.BigEndian())
	}
	var again bytes.Buffer
	if err := npy.Write(&again, kept, opts...); err != nil || !bytes.Equal(again.Bytes(), file) {
		t.Fatalf("%v: %q was written as %q: %v", raw.DType, file, again.Bytes(), err)
	}
}

func checkBytes(t *testing.T, raw npy.Raw) {
	t.Helper()
	got, err := npy.As[[]byte](raw)
	if err != nil || !bytes.Equal(slices.Concat(got.Data...), raw.Data) {
		t.Fatalf("%v: %q, %v", raw.DType, got.Data, err)
	}
	var out bytes.Buffer
	if err := npy.Write(&out, got, npy.AsVoid()); err != nil || len(got.Data) > 0 && !bytes.HasSuffix(out.Bytes(), raw.Data) {
		t.Fatalf("%v: written as %q, %v", raw.DType, out.Bytes(), err)
	}
}

// FuzzTextWrite: any strings are refused, or come back as they were.
func FuzzTextWrite(f *testing.F) {
	for _, s := range []string{"", "a", "é\n世😀", "\xff\na\xc3", "\xed\xa0\x80", "a\x00\n\x00b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a := npy.Array[string]{Data: strings.Split(s, "\n")}
		fine, nul := utf8.ValidString(s), strings.HasSuffix(s, "\x00") || strings.Contains(s, "\x00\n")
		file, err := a.MarshalBinary()
		if (err == nil) != (fine && !nul) || err != nil && !errors.Is(err, npy.ErrValue) {
			t.Fatalf("%q: %v", s, err)
		}
		if err == nil {
			back(t, file, a.Data)
		}
		var out bytes.Buffer
		if err := npy.Write(&out, a, npy.AsBytes()); (err == nil) != !nul {
			t.Fatalf("%q as bytes: %v", s, err)
		} else if err == nil {
			back(t, out.Bytes(), a.Data)
		}
		out.Reset()
		if err := npy.Write(&out, a, npy.LossyText(), npy.BigEndian()); err != nil {
			t.Fatalf("%q, LossyText: %v", s, err)
		}
		want := make([]string, len(a.Data))
		for i, s := range a.Data {
			want[i] = strings.TrimRight(string([]rune(s)), "\x00")
		}
		back(t, out.Bytes(), want)
	})
}

func back(t *testing.T, file []byte, want []string) {
	t.Helper()
	got, err := npy.Read[string](bytes.NewReader(file))
	if err != nil || !slices.Equal(got.Data, want) {
		t.Fatalf("%q came back as %q: %v", want, got.Data, err)
	}
}
