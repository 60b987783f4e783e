package npyhttp_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
)

// FuzzRead: any body gives an array or an error with a status; the same one with its
// length told, without, and in gzip; and never one that is not all of the body.
func FuzzRead(f *testing.F) {
	good := file(f, vector[int16](1, 2, 3))
	f.Add(good, uint8(0))
	f.Add(good[:len(good)-1], uint8(1))
	f.Add(append(bytes.Clone(good), 0), uint8(2))
	f.Add(file(f, vector(1.5)), uint8(3))
	f.Add(append(file(f, vector(1.5)), 0), uint8(3)) // wrong in two ways
	f.Add(zipped(f, map[string]npy.AnyArray{"x": vector[int16](1)}), uint8(0))
	f.Add(gzipped(f, good), uint8(4))
	f.Add(headed("{'descr': '<i2', 'fortran_order': False, 'shape': (99999999,), }"), uint8(0))
	f.Add(append(headed("{'descr': '|S0', 'fortran_order': False, 'shape': (100000,), }"), 0), uint8(1)) // and it takes too much memory
	types := []string{"", npyhttp.ContentType, npyhttp.ContentTypeNPZ, "application/octet-stream", "x/y"}
	f.Fuzz(func(t *testing.T, body []byte, kind uint8) {
		const limit = 1 << 16
		read := func(b io.Reader, coding string) (npy.Array[int16], int) {
			r := httptest.NewRequest("POST", "/", b)
			if name := types[int(kind)%len(types)]; name != "" {
				r.Header.Set("Content-Type", name)
			}
			if coding != "" {
				r.Header.Set("Content-Encoding", coding)
			}
			a, err := npyhttp.Read[int16](r, npyhttp.MaxBytes(limit))
			switch status := statusOf(err); {
			case err == nil:
				return a, 200
			case a.Data != nil || a.Shape != nil:
				t.Fatalf("an array beside the error %v", err)
			case status == 400 || status == 413 || status == 415 || status == 422:
				return a, status
			}
			t.Fatalf("status %d in %v", statusOf(err), err)
			return a, 0
		}
		a, status := read(bytes.NewReader(body), "")
		b, chunked := read(unsized(body), "")
		c, inGzip := read(bytes.NewReader(gzipped(t, body)), "gzip")
		read(bytes.NewReader(body), "gzip")
		// Where the length is told, a body that is cut or goes on is refused for that, before anything else is known of it.
		h, n, err := header.Parse(body)
		early := false
		if size, errSize := h.PayloadSize(); err == nil && errSize == nil && int64(n)+size != int64(len(body)) {
			early = (status == 413 || status == 400) && (chunked == 400 || chunked == 413 || chunked == 422)
		}
		if chunked != inGzip || chunked != status && !early {
			t.Fatalf("status %d, in chunks %d, in gzip %d", status, chunked, inGzip)
		}
		if status != 200 {
			return
		}
		if !a.Equal(b) || !a.Equal(c) {
			t.Fatalf("%v, in chunks %v, in gzip %v", a, b, c)
		}
		if err == nil {
			if size, err := h.PayloadSize(); err != nil || int64(n)+size != int64(len(body)) {
				t.Fatalf("%d bytes of %d", int64(n)+size, len(body))
			}
		}
	})
}

// FuzzAnswer: of any answer comes the array that its body is, or an error of ours that is one line and no longer than it need be.
func FuzzAnswer(f *testing.F) {
	good := file(f, vector[int16](1, 2, 3))
	f.Add(good, uint16(200), npyhttp.ContentType, "")
	f.Add(gzipped(f, good), uint16(200), "", "gzip")
	f.Add(zipped(f, map[string]npy.AnyArray{"x": vector[int16](1)}), uint16(201), npyhttp.ContentTypeNPZ, "")
	f.Add([]byte(`{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"no\nline"}`), uint16(422), "application/problem+json", "")
	f.Add([]byte("plain \x00\xff words"), uint16(500), "text/plain; charset=utf-8", "")
	f.Add([]byte("[1,2,3]"), uint16(200), "application/json", "")
	f.Fuzz(func(t *testing.T, body []byte, status uint16, mediaType, coding string) {
		const limit = 1 << 16
		answer := func(length int64) *http.Response {
			return &http.Response{StatusCode: int(status), Header: http.Header{"Content-Type": {mediaType}, "Content-Encoding": {coding}},
				Body: io.NopCloser(bytes.NewReader(body)), ContentLength: length}
		}
		a, err := npyhttp.ReadResponse[int16](answer(int64(len(body))), npyhttp.MaxBytes(limit))
		b, errChunked := npyhttp.ReadResponse[int16](answer(-1), npyhttp.MaxBytes(limit))
		if (err == nil) != (errChunked == nil) || err == nil && !a.Equal(b) {
			t.Fatalf("%v; in chunks: %v", err, errChunked)
		}
		if err == nil {
			want, errWant := npy.Read[int16](bytes.NewReader(body))
			if status < 200 || status > 299 || coding == "" && !bytes.HasPrefix(body, []byte("PK")) && (errWant != nil || !a.Equal(want)) {
				t.Fatalf("status %d: %v, want %v, %v", status, a, want, errWant)
			}
			return
		}
		var e *npyhttp.Error
		if errors.As(err, &e) != (status < 200 || status > 299) || e != nil && e.Status != int(status) || a.Data != nil {
			t.Fatalf("status %d: %v beside %v", status, err, a)
		}
		if text := err.Error(); !strings.HasPrefix(text, "npyhttp: ") || len(text) > 2500 || strings.ContainsAny(text, "\n\r\x00\x1b") || !utf8.ValidString(text) {
			t.Fatalf("status %d: %q", status, text)
		}
	})
}
