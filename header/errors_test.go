package header

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
)

func TestError(t *testing.T) {
	for _, test := range []struct {
		e    Error
		want string
	}{
		{Error{Kind: ErrDType, Offset: -1}, "npy: bad dtype"},
		{Error{Kind: ErrDType, Offset: 0, Detail: "no such thing"}, "npy: bad dtype at byte 0: no such thing"},
		{Error{Kind: ErrDType, Name: "x.npy", Offset: 27, Field: "a.b", Detail: "no such thing", Cause: fs.ErrNotExist}, `npy: x.npy: bad dtype at byte 27 in field "a.b": no such thing: file does not exist`},
		{Error{Kind: ErrTruncated, Offset: 9, Cause: io.ErrUnexpectedEOF}, "npy: truncated at byte 9"},
		{Error{Kind: ErrMagic, Offset: 0, Detail: "the input is empty", Cause: io.EOF}, "npy: not a .npy file at byte 0: the input is empty"},
	} {
		if got := test.e.Error(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestErrorIs(t *testing.T) {
	kinds := []error{ErrMagic, ErrVersion, ErrHeader, ErrDType, ErrShape, ErrTruncated, ErrObject, ErrLimit}
	for i, kind := range kinds {
		err := fmt.Errorf("wrapped: %w", &Error{Kind: kind, Cause: fs.ErrPermission})
		for j, other := range kinds {
			if errors.Is(err, other) != (i == j) {
				t.Errorf("%v is %v: %v", kind, other, i != j)
			}
		}
		if !errors.Is(err, fs.ErrPermission) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) != (kind == ErrTruncated) {
			t.Errorf("%v has the wrong causes", kind)
		}
	}
	for _, e := range []*Error{{}, {Kind: ErrDType}, {Cause: io.EOF}} {
		if errors.Is(e, ErrDType) != (e.Kind != nil) || errors.Is(e, io.EOF) != (e.Cause != nil) {
			t.Errorf("%#v", e)
		}
	}
}

// TestErrorMessages: where, what and why, once.
func TestErrorMessages(t *testing.T) {
	for _, test := range []struct {
		b    []byte
		want string
	}{
		{nil, "npy: not a .npy file at byte 0: the input is empty"},
		{[]byte("\x93NU"), "npy: not a .npy file at byte 0: the input ends after 3 bytes"},
		{[]byte("1.0 2.0"), `npy: not a .npy file at byte 0: the input begins with "1.0 2." and not with "\x93NUMPY"`},
		{[]byte("PK\x03\x04"), "npy: not a .npy file at byte 0: the input is a zip archive, perhaps .npz; open it with package npz"},
		{[]byte("\x93NUMPY\x01\x00v\x00{'desc"), "npy: truncated at byte 16: the header needs 128 bytes at least, and the input ends after 16"},
		{[]byte("\x93NUMPY\x09\x01v\x00{'desc"), "npy: bad version at byte 6: the file has version 9.1; 1.0, 2.0 and 3.0 exist"},
		{[]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff{'desc"), "npy: over the limit at byte 8: the header says it is 4294967295 bytes long, and 1048576 are allowed; the option MaxHeader allows more"},
		{with("'<f3'", "(2,)"), `npy: bad dtype at byte 20: NumPy has no dtype "<f3"`},
		{with("[('a', [('b', 'i4,x')])]", "(2,)"), `npy: bad dtype at byte 34 in field "a.b": NumPy has no dtype "x" (in "i4,x")`},
		{with("'<f8'", "3"), "npy: bad shape at byte 60: an integer in place of a shape; write (3,) or (3, 4)"},
		{with("'<f8'", "(n,)"), "npy: bad header at byte 61: the name 'n', which is no literal"},
		{with("'<f8'", "(2147483647, 2147483647)"), "npy: bad shape: the shape (2147483647, 2147483647) is larger than any memory"},
		{file(V1, "{'descr': '<i4', 'fortran_order': False}"), `npy: bad header at byte 10: the key "shape" is missing`},
	} {
		if _, _, err := Parse(test.b); err == nil || err.Error() != test.want {
			t.Errorf("%v\nwant %s", err, test.want)
		}
	}
}

// TestLongField: a long name deep inside is not copied for each struct around it.
func TestLongField(t *testing.T) {
	descr := strings.Repeat("[('outer', ", 90) + "[('" + strings.Repeat("x", 50_000) + "', '<q9')]" + strings.Repeat(")]", 90)
	var e *Error
	if _, _, err := Parse(with(descr, "(3,)")); !errors.As(err, &e) || !strings.HasPrefix(e.Field, "outer.outer.") || len(e.Field) > 1000 {
		t.Errorf("%v, the field has %d bytes", err, len(e.Field))
	}
}

// TestLongMessages: a file cannot make an error's text long.
func TestLongMessages(t *testing.T) {
	name := strings.Repeat("x", 500_000)
	for _, text := range []string{
		"{'descr': [('" + name + "', '<q9')], 'fortran_order': False, 'shape': (3,)}",
		"{'descr': [('" + name + "', '<f8', -1)], 'fortran_order': False, 'shape': (3,)}",
		"{'descr': '" + name + "', 'fortran_order': False, 'shape': (3,)}",
		"{'" + name + "': 1, 'descr': '<f8', 'fortran_order': False, 'shape': (3,)}",
		"{'descr': ([('" + name + "', '<f8')], (2,)), 'fortran_order': False, 'shape': (3,)}",
	} {
		b := append([]byte(magic+"\x02\x00"), binary.LittleEndian.AppendUint32(nil, uint32(len(text)))...)
		_, _, err := Parse(append(b, text...))
		if err == nil || len(err.Error()) > 1000 {
			t.Errorf("%.60s...: the error has %d bytes", text, len(fmt.Sprint(err)))
		}
	}
}
