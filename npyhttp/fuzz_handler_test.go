package npyhttp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// FuzzHandler: whatever is sent to a handler whose function does no more than read, the answer is an array or a problem document of a status that the
// package tells of, which is no fault of the server's, and of which no text comes from the body.
func FuzzHandler(f *testing.F) {
	type row struct {
		ID   int32
		Name string `npy:"name,U8"`
	}
	ints, floats := file(f, vector[int16](1, 2, 3)), file(f, vector(1.5, 2.5))
	texts := file(f, vector("a text that nobody may see again", "b"))
	for _, body := range [][]byte{ints, floats, texts, ints[:len(ints)-1], append(bytes.Clone(floats), 0), file(f, vector(row{1, "one"})), {},
		headed("{'descr': [('a secret name of a field', '<i2')], 'fortran_order': False, 'shape': (1,), }", 1, 2),
		headed("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", []byte("cposix\nsystem\n")...),
		headed("{'descr': '|b1', 'fortran_order': False, 'shape': (1,), }", 2),
		headed("{'descr': '<U2', 'fortran_order': False, 'shape': (1,), }", 0, 0, 0x11, 0, 0, 0xd8, 0, 0),
		headed("{'descr': '<f8', 'fortran_order': False, 'shape': (1000, 1000, 0), }"),
		headed("{'descr': '<nonsense', 'fortran_order': False, 'shape': (1,), }", 1)} {
		for kind := range uint8(4) {
			f.Add(body, kind, uint8(0), "")
		}
		f.Add(gzipped(f, body), uint8(1), uint8(5), "application/json")
		f.Add(body, uint8(2), uint8(2), "application/x-npz;q=0.5, */*;q=0.1")
	}
	for _, opts := range [][]npz.Option{nil, {npz.Compress(6)}, {npz.SOZip()}} {
		archive := zipped(f, map[string]npy.AnyArray{"a secret name": vector[int16](1), "b": vector("text")}, opts...)
		damaged := bytes.Clone(archive)
		damaged[len(damaged)/3] ^= 1
		f.Add(archive, uint8(4), uint8(0), "")
		f.Add(damaged, uint8(4), uint8(2), "text/html, application/json")
		f.Add(gzipped(f, archive), uint8(4), uint8(4), "nonsense")
		f.Add(zipped(f, map[string]npy.AnyArray{"x": vector[int16](1)}, opts...), uint8(0), uint8(2), "")
	}
	const limit = 1 << 16
	opts := []npyhttp.Option{npyhttp.MaxBytes(limit)}
	var told *npyhttp.Error
	opts = append(opts, npyhttp.OnError(func(_ *http.Request, e *npyhttp.Error) { told = e }))
	handlers := []http.Handler{same[int16](opts...), same[float64](opts...), same[string](opts...), same[row](opts...), npyhttp.HandlerNPZ(sizes, opts...)}
	types := []string{"", npyhttp.ContentType, npyhttp.ContentTypeNPZ, "x/y"}
	f.Fuzz(func(t *testing.T, body []byte, kind, how uint8, accept string) {
		if len(body) > limit+1000 {
			return
		}
		ask := func(body []byte) *httptest.ResponseRecorder {
			var from io.Reader = bytes.NewReader(body)
			if how&8 != 0 {
				from = unsized(body)
			}
			r := httptest.NewRequest("POST", "/", from)
			r.Header.Set("Content-Type", types[how&3])
			if how&4 != 0 {
				r.Header.Set("Content-Encoding", "gzip")
			}
			if accept != "" {
				r.Header.Set("Accept", accept)
			}
			w := httptest.NewRecorder()
			handlers[int(kind)%len(handlers)].ServeHTTP(w, r)
			return w
		}
		told = nil
		w := ask(body)
		answer := w.Result()
		b := w.Body.Bytes()
		if answer.Header.Get("Content-Length") != strconv.Itoa(len(b)) {
			t.Fatalf("Content-Length %q of %d bytes", answer.Header.Get("Content-Length"), len(b))
		}
		if answer.StatusCode == 200 {
			name := answer.Header.Get("Content-Type")
			if !slices.Contains([]string{npyhttp.ContentType, npyhttp.ContentTypeNPZ, "application/json"}, name) && !strings.Contains(strings.ToLower(accept), name) {
				t.Fatalf("%q is accepted, the answer is called %q", accept, name)
			}
			answered(t, name, b, body, how)
			return
		}
		if told == nil || told.Status != answer.StatusCode || !slices.Contains([]int{400, 406, 413, 415, 422}, answer.StatusCode) {
			t.Fatalf("status %d: %v", answer.StatusCode, told)
		}
		answer.ContentLength = int64(len(b))
		doc := document(t, answer, b, answer.StatusCode)
		if doc.Detail == "" || doc.Type != "about:blank" || doc.Title != http.StatusText(answer.StatusCode) {
			t.Fatalf("%s", b)
		}
		if piece := common(doc.Detail, body); piece != "" { // by chance, perhaps: then another one in its place is not quoted
			other := strings.Map(func(r rune) rune {
				if unicode.IsLower(r) {
					r ^= 2
				}
				return r
			}, piece)
			if w := ask(bytes.ReplaceAll(body, []byte(piece), []byte(other))); strings.Contains(w.Body.String(), other) {
				t.Fatalf("the body is quoted: %q in %q", piece, doc.Detail)
			}
		}
	})
}

// sizes reads all arrays, and answers with how many elements they have.
func sizes(_ context.Context, in *npz.Reader) (map[string]npy.AnyArray, error) {
	n := []int64{}
	for _, name := range in.Names() {
		a, err := npz.ReadAny(in, name)
		if err != nil {
			return nil, err
		}
		n = append(n, int64(a.Len()))
	}
	return map[string]npy.AnyArray{"sizes": npy.Array[int64]{Data: n}}, nil
}

// answered checks an answer that went well: it is what its name, which may be an alias, says, and if that is an array, the one that was sent.
func answered(t *testing.T, mediaType string, b, body []byte, how uint8) {
	t.Helper()
	switch {
	case mediaType == "application/json":
		if !json.Valid(b) {
			t.Fatalf("no JSON: %.200q", b)
		}
	case mediaType != npyhttp.ContentTypeNPZ && bytes.HasPrefix(b, []byte("\x93NUMPY")):
		got, err := npy.ReadAny(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if how&4 != 0 || bytes.HasPrefix(body, []byte("PK")) {
			return
		}
		want, err := npy.ReadAny(bytes.NewReader(body))
		if err != nil || !slices.Equal(got.Header().Shape, want.Header().Shape) {
			t.Fatalf("%v was sent, %v came back; %v", want, got, err)
		}
		if _, raw := want.(npy.Raw); !raw && !bytes.Equal(file(t, got), file(t, want)) {
			t.Fatalf("%v was sent, %v came back", want, got)
		}
	case mediaType != npyhttp.ContentType:
		z, err := npz.OpenBytes(b)
		if err != nil || z.Verify() != nil || len(z.Names()) != 1 {
			t.Fatalf("an archive that is none: %v", err)
		}
	default:
		t.Fatalf("%q is called %q", b[:min(len(b), 20)], mediaType)
	}
}

// common is a piece of detail, longer than a dtype, that is in body, too.
func common(detail string, body []byte) string {
	const length = 12
	for i := 0; i+length <= len(detail); i++ {
		if piece := detail[i : i+length]; bytes.Contains(body, []byte(piece)) {
			return piece
		}
	}
	return ""
}
