package npyhttp_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// TestWrite: type, length and bytes, for small and large arrays, by GET and HEAD.
func TestWrite(t *testing.T) {
	large := npy.Array[int32]{Data: make([]int32, 100_000), Shape: []int{1000, 100}}
	arrays := map[string]npy.AnyArray{"b": large, "a": vector("x")}
	raw := npy.Raw{DType: header.MakeDType(header.Void, 3, header.NoOrder), Data: []byte("abcdef")}
	stored := zipped(t, arrays)
	tests := []struct {
		name, contentType string
		write             func(http.ResponseWriter) error
		want              []byte
		length            bool
	}{
		{"small", npyhttp.ContentType, func(w http.ResponseWriter) error { return npyhttp.Write(w, vector(1.5)) }, file(t, vector(1.5)), true},
		{"large", npyhttp.ContentType, func(w http.ResponseWriter) error { return npyhttp.Write(w, large) }, file(t, large), true},
		{"empty", npyhttp.ContentType, func(w http.ResponseWriter) error { return npyhttp.Write(w, vector[bool]()) }, file(t, vector[bool]()), true},
		{"text", npyhttp.ContentType, func(w http.ResponseWriter) error { return npyhttp.Write(w, vector("a", "bc"), npy.AsBytes()) }, written(t, vector("a", "bc"), npy.AsBytes()), true},
		{"big-endian", npyhttp.ContentType, func(w http.ResponseWriter) error { return npyhttp.Write(w, large, npy.BigEndian()) }, written(t, large, npy.BigEndian()), true},
		{"any", npyhttp.ContentType, func(w http.ResponseWriter) error { return npyhttp.WriteAny(w, large) }, file(t, large), true},
		{"raw", npyhttp.ContentType, func(w http.ResponseWriter) error { return npyhttp.WriteAny(w, raw) }, file(t, raw), true},
		{"drips", npyhttp.ContentType, func(w http.ResponseWriter) error { return npyhttp.WriteAny(w, drips{raw}) }, file(t, raw), false},
		{"another type", "x/y", func(w http.ResponseWriter) error {
			w.Header().Set("Content-Type", "x/y")
			return npyhttp.Write(w, vector(1.5))
		}, file(t, vector(1.5)), true},
		{"npz", npyhttp.ContentTypeNPZ, func(w http.ResponseWriter) error { return npyhttp.WriteNPZ(w, arrays) }, stored, true},
		{"npz of nothing", npyhttp.ContentTypeNPZ, func(w http.ResponseWriter) error { return npyhttp.WriteNPZ(w, nil) }, zipped(t, nil), true},
		{"npz, compressed", npyhttp.ContentTypeNPZ, func(w http.ResponseWriter) error { return npyhttp.WriteNPZ(w, arrays, npz.Compress(1)) }, zipped(t, arrays, npz.Compress(1)), false},
	}
	for _, test := range tests {
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := test.write(w); err != nil {
				t.Errorf("%s: %v", test.name, err)
			}
		}))
		for _, method := range []string{"GET", "HEAD"} {
			answer, b := request(t, method, s.URL, nil)
			if answer.Header.Get("Content-Type") != test.contentType {
				t.Errorf("%s: %v", test.name, answer.Header)
			}
			if method == "GET" && !bytes.Equal(b, test.want) || method == "HEAD" && len(b) > 0 {
				t.Errorf("%s %s: %d bytes, want %d", method, test.name, len(b), len(test.want))
			}
			if got := answer.Header.Get("Content-Length"); test.length && got != strconv.Itoa(len(test.want)) {
				t.Errorf("%s %s: Content-Length %q, want %d", method, test.name, got, len(test.want))
			}
		}
	}
}

func written[T any](t *testing.T, a npy.Array[T], opts ...npy.Option) []byte {
	var buf bytes.Buffer
	if err := npy.Write(&buf, a, opts...); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// drips is an AnyArray that writes byte by byte.
type drips struct{ npy.Raw }

func (d drips) WriteTo(w io.Writer) (n int64, err error) {
	b, err := d.AppendBinary(nil)
	for i := range b {
		if _, err := w.Write(b[i : i+1]); err != nil {
			return int64(i), err
		}
	}
	return int64(len(b)), err
}

// TestWriteNothing: what cannot be written leaves the answer to WriteError.
func TestWriteNothing(t *testing.T) {
	bad := npy.Array[float64]{Shape: []int{3}}
	for name, write := range map[string]func(http.ResponseWriter) error{
		"Write":           func(w http.ResponseWriter) error { return npyhttp.Write(w, bad) },
		"Write, no dtype": func(w http.ResponseWriter) error { return npyhttp.Write(w, vector(make(chan int))) },
		"WriteAny":        func(w http.ResponseWriter) error { return npyhttp.WriteAny(w, bad) },
		"WriteAny, nil":   func(w http.ResponseWriter) error { return npyhttp.WriteAny(w, nil) },
		"WriteNPZ":        func(w http.ResponseWriter) error { return npyhttp.WriteNPZ(w, map[string]npy.AnyArray{"a": bad}) },
		"WriteNPZ, nil":   func(w http.ResponseWriter) error { return npyhttp.WriteNPZ(w, map[string]npy.AnyArray{"a": nil}) },
		"WriteNPZ, deflate": func(w http.ResponseWriter) error {
			return npyhttp.WriteNPZ(w, map[string]npy.AnyArray{"a": bad}, npz.Compress(6))
		},
	} {
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			err := write(w)
			if err == nil {
				t.Errorf("%s: no error", name)
			}
			npyhttp.WriteError(w, err)
		}))
		answer, body := request(t, "GET", s.URL, nil)
		if doc := document(t, answer, body, 500); doc.Detail != "" {
			t.Errorf("%s: %s", name, body)
		}
	}
}

// TestWriteLost: the connection's error comes back as it is.
func TestWriteLost(t *testing.T) {
	gone := errors.New("gone")
	w := failing{httptest.NewRecorder(), gone}
	if err := npyhttp.Write(w, vector(1.5)); err != gone {
		t.Error(err)
	}
	if err := npyhttp.WriteNPZ(w, map[string]npy.AnyArray{"a": vector(1.5)}); !errors.Is(err, gone) {
		t.Error(err)
	}
}

type failing struct {
	*httptest.ResponseRecorder
	err error
}

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestRegisterTypes: http.FileServer labels files by them, and serves ranges.
func TestRegisterTypes(t *testing.T) {
	if err := npyhttp.RegisterTypes(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	b := file(t, vector(1.5, 2.5))
	for _, name := range []string{"a.npy", "a.npz"} {
		if err := os.WriteFile(filepath.Join(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, http.FileServer(http.Dir(dir)))
	answer, got := request(t, "GET", s.URL+"/a.npy", nil, "Range: bytes=128-135")
	if answer.StatusCode != 206 || answer.Header.Get("Content-Type") != npyhttp.ContentType || !bytes.Equal(got, b[128:136]) {
		t.Errorf("%d %v %q", answer.StatusCode, answer.Header, got)
	}
	if answer, _ := request(t, "GET", s.URL+"/a.npz", nil); answer.Header.Get("Content-Type") != npyhttp.ContentTypeNPZ {
		t.Errorf("%v", answer.Header)
	}
}

// TestReadAny: the dtype is found out, in both kinds of body.
func TestReadAny(t *testing.T) {
	for _, body := range [][]byte{file(t, vector[int16](1, 2)), zipped(t, map[string]npy.AnyArray{"x": vector[int16](1, 2)})} {
		a, err := npyhttp.ReadAny(httptest.NewRequest("POST", "/", bytes.NewReader(body)))
		if got, ok := a.(npy.Array[int16]); err != nil || !ok || !got.Equal(vector[int16](1, 2)) {
			t.Errorf("%v, %v", a, err)
		}
		a, err = npyhttp.ReadAny(httptest.NewRequest("POST", "/", bytes.NewReader(body[:len(body)-1])))
		if statusOf(err) == 0 || a != nil {
			t.Errorf("%v, %v", a, err)
		}
	}
	a, err := npyhttp.ReadAny(httptest.NewRequest("POST", "/", unsized(append(file(t, vector[int16](1)), 'x'))))
	if statusOf(err) != 400 || a != nil {
		t.Errorf("%v, %v", a, err)
	}
}

// TestReadInto: memory is reused, and empty after an error.
func TestReadInto(t *testing.T) {
	a := npy.Array[float64]{Data: make([]float64, 10)}
	memory := &a.Data[0]
	body := file(t, vector(1.5, 2.5))
	if err := npyhttp.ReadInto(httptest.NewRequest("POST", "/", bytes.NewReader(body)), &a); err != nil || !a.Equal(vector(1.5, 2.5)) || &a.Data[0] != memory {
		t.Errorf("%v, %v", a, err)
	}
	if err := npyhttp.ReadInto(httptest.NewRequest("POST", "/", unsized(append(body, 0))), &a); statusOf(err) != 400 || !a.Equal(vector[float64]()) || cap(a.Data) != 10 {
		t.Errorf("%v, %v", a, err)
	}
}

// TestReadNPZ: the archive is read whole, views and all.
func TestReadNPZ(t *testing.T) {
	body := zipped(t, map[string]npy.AnyArray{"x": vector(1.5), "y": vector[int8](1)})
	for _, from := range []io.Reader{bytes.NewReader(body), unsized(body)} {
		z, err := npyhttp.ReadNPZ(httptest.NewRequest("POST", "/", from))
		if err != nil {
			t.Fatal(err)
		}
		if y, err := npz.Read[int8](z, "y"); err != nil || !y.Equal(vector[int8](1)) {
			t.Errorf("%v, %v", y, err)
		}
		z.Close()
	}
	if _, err := npyhttp.ReadNPZ(httptest.NewRequest("POST", "/", bytes.NewReader(file(t, vector(1.5))))); statusOf(err) != 415 {
		t.Error(err)
	}
}
