package npyhttp_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// serve runs h on loopback until the test ends.
func serve(t testing.TB, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewUnstartedServer(h)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// same is a handler that answers with what it got.
func same[T any](opts ...npyhttp.Option) http.Handler {
	return npyhttp.Handler(func(_ context.Context, in npy.Array[T]) (npy.Array[T], error) { return in, nil }, opts...)
}

func vector[T any](data ...T) npy.Array[T] { return npy.Array[T]{Data: data} }

// file is a as a .npy file.
func file(t testing.TB, a npy.AnyArray) []byte {
	t.Helper()
	b, err := a.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// headed is a .npy file with a header of the test's own.
func headed(text string, payload ...byte) []byte {
	text += "\n"
	return append(append([]byte("\x93NUMPY\x01\x00"), byte(len(text)), byte(len(text)>>8)), append([]byte(text), payload...)...)
}

// zipped is an .npz archive of arrays.
func zipped(t testing.TB, arrays map[string]npy.AnyArray, opts ...npz.Option) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := npz.NewWriter(&buf, opts...)
	for _, name := range slices.Sorted(maps.Keys(arrays)) {
		if err := w.WriteAny(name, arrays[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func gzipped(t testing.TB, b []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// unsized hides the length of a body, so that it is sent in chunks.
func unsized(b []byte) io.Reader { return struct{ io.Reader }{bytes.NewReader(b)} }

// request sends a request with these headers, "Name: value", and returns the
// answer with its body.
func request(t testing.TB, method, url string, body io.Reader, headers ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		if name, value, ok := strings.Cut(h, ": "); ok {
			r.Header.Add(name, value)
		}
	}
	answer, err := (&http.Client{Transport: plain}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, b
}

// plain does not ask for gzip, nor inflate it.
var plain = &http.Transport{DisableCompression: true}

// document is the problem document of an answer, which must be one of status.
func document(t testing.TB, answer *http.Response, body []byte, status int) (doc struct {
	Type, Title, Detail string
	Status              int
}) {
	t.Helper()
	if answer.StatusCode != status {
		t.Fatalf("status %d, want %d: %s", answer.StatusCode, status, body)
	}
	if got := answer.Header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("Content-Type %q", got)
	}
	if int(answer.ContentLength) != len(body) {
		t.Errorf("Content-Length %d of a body of %d", answer.ContentLength, len(body))
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&doc); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	if doc.Status != status || doc.Type == "" || doc.Title == "" {
		t.Errorf("problem document %s", body)
	}
	return doc
}

// socket is a connection on which the test writes what it likes.
func socket(t testing.TB, s *httptest.Server, lines ...string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(c, strings.Join(lines, "\r\n")+"\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	return c
}

// statusOf is the status of the *Error in err, 0 if there is none.
func statusOf(err error) int {
	var e *npyhttp.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Status
}
