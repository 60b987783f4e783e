package npyhttp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// TestPost: what is sent, and what comes back, of another type.
func TestPost(t *testing.T) {
	a := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}, FortranOrder: true}
	rounded := npyhttp.Handler(func(_ context.Context, in npy.Array[float32]) (npy.Array[int], error) {
		out := npy.Array[int]{Shape: in.Shape, FortranOrder: in.FortranOrder}
		for _, x := range in.Data {
			out.Data = append(out.Data, int(x)*10)
		}
		return out, nil
	})
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != "POST" || r.Header.Get("Content-Type") != npyhttp.ContentType || r.Header.Get("Accept") != npyhttp.ContentType || r.ContentLength != 128+24 {
			t.Errorf("%s %v, %d bytes", r.Method, r.Header, r.ContentLength)
		}
		rounded.ServeHTTP(w, r)
	}))
	got, err := npyhttp.Post[int](t.Context(), nil, s.URL, a)
	want := npy.Array[int]{Data: []int{10, 20, 30, 40, 50, 60}, Shape: []int{2, 3}, FortranOrder: true}
	if err != nil || !got.Equal(want) {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := npyhttp.Post[int](t.Context(), nil, s.URL, npy.Array[float32]{Shape: []int{9}}); !errors.Is(err, header.ErrShape) {
		t.Error(err)
	}
	if _, err := npyhttp.Post[int](t.Context(), nil, "://", a); err == nil {
		t.Error("no error for a bad URL")
	}
}

// TestPostRedirect: 307 and 308 send the array again, and a client may retry.
func TestPostRedirect(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/end", same[float64]())
	mux.HandleFunc("/307", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/308", http.StatusTemporaryRedirect)
	})
	mux.HandleFunc("/308", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/end", http.StatusPermanentRedirect)
	})
	mux.HandleFunc("/303", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/end", http.StatusSeeOther) })
	s := serve(t, mux)
	a := npy.Array[float64]{Data: make([]float64, 100_000)}
	if got, err := npyhttp.Post[float64](t.Context(), nil, s.URL+"/307", a); err != nil || !got.Equal(a) {
		t.Errorf("%d elements, %v", len(got.Data), err)
	}
	if _, err := npyhttp.Post[float64](t.Context(), nil, s.URL+"/303", a); statusOf(err) != 400 {
		t.Error(err)
	}
	client := &http.Client{Transport: again{}}
	if got, err := npyhttp.Post[float64](t.Context(), client, s.URL+"/end", a); err != nil || !got.Equal(a) {
		t.Errorf("%d elements, %v", len(got.Data), err)
	}
}

// again is a transport that sends everything twice.
type again struct{}

func (again) RoundTrip(r *http.Request) (*http.Response, error) {
	first, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	first.Body.Close()
	if r.Body, err = r.GetBody(); err != nil {
		return nil, err
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestPostAnswers: arrays however they are labelled, and what is none.
func TestPostAnswers(t *testing.T) {
	good := file(t, vector(1.5, 2.5))
	page := []byte("<html>a login page</html>")
	long := npy.Array[float64]{Data: make([]float64, 4000)}
	tests := []struct {
		name, headers string
		status        int
		body          []byte
		want          error // to be wrapped
		says          string
	}{
		{name: "labelled", headers: "Content-Type: application/x-npy", body: good},
		{name: "mislabelled", headers: "Content-Type: text/html; charset=utf-8", body: good},
		{name: "not labelled", body: good},
		{name: "created", status: 201, body: good},
		{name: "an archive of one", headers: "Content-Type: application/x-npy", body: zipped(t, map[string]npy.AnyArray{"x": vector(1.5, 2.5)})},
		{name: "gzip", headers: "Content-Encoding: gzip", body: gzipped(t, good)},
		{name: "a page", headers: "Content-Type: text/html", body: page, want: header.ErrMagic, says: `labelled "text/html"`},
		{name: "nothing", body: nil, want: header.ErrMagic, says: "empty"},
		{name: "no content", status: 204, want: header.ErrMagic},
		{name: "cut", body: good[:140], want: header.ErrTruncated},
		{name: "trailing", body: append(bytes.Clone(good), 1), says: "behind"},
		{name: "another dtype", body: file(t, vector[int8](1)), want: header.ErrDType, says: "int8"},
		{name: "too long", body: file(t, long), want: header.ErrLimit, says: "MaxBytes"},
		{name: "an archive of two", body: zipped(t, map[string]npy.AnyArray{"x": long, "y": long}), want: header.ErrLimit},
		{name: "another coding", headers: "Content-Encoding: zstd", body: good, says: "gzip"},
		{name: "a problem", headers: "Content-Type: application/problem+json; charset=utf-8", status: 422,
			body: []byte(`{"type":"https://x.org/t","title":"T","status":418,"detail":"want\na matrix"}`), says: "npyhttp: 422: T: want a matrix"},
		{name: "a problem that is none", headers: "Content-Type: application/problem+json", status: 500, body: []byte("[]"), says: "npyhttp: 500: Internal Server Error"},
		{name: "text", headers: "Content-Type: text/plain; charset=utf-8", status: 404, body: []byte("404 page not found\n"), says: "404: Not Found: 404 page not found"},
		{name: "long text", headers: "Content-Type: text/plain", status: 502, body: bytes.Repeat([]byte("\xff\x00"), 100_000), says: "..."},
		{name: "an error page", headers: "Content-Type: text/html", status: 503, body: page, says: "npyhttp: 503: Service Unavailable"},
		{name: "SageMaker's", headers: "Content-Type: application/json", status: 424, body: []byte(`{"Message":"model failed"}`), says: "model failed"},
		{name: "an array with an error", headers: "Content-Type: application/x-npy", status: 500, body: good, says: "npyhttp: 500: Internal Server Error"},
	}
	for _, test := range tests {
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			name, value, _ := strings.Cut(test.headers, ": ")
			w.Header()["Content-Type"] = nil // net/http does not look for itself
			if name != "" {
				w.Header().Set(name, value)
			}
			if test.status != 0 {
				w.WriteHeader(test.status)
			}
			w.Write(test.body)
		}))
		got, err := npyhttp.Post[float64](t.Context(), &http.Client{Transport: plain}, s.URL, vector(0.), npyhttp.MaxBytes(20_000))
		failed := test.status >= 400
		if ok := test.want == nil && test.says == ""; ok != (err == nil) || ok && !got.Equal(vector(1.5, 2.5)) {
			t.Errorf("%s: %v, %v", test.name, got, err)
			continue
		}
		if err == nil {
			continue
		}
		if test.want != nil && !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) || len(err.Error()) > 2000 {
			t.Errorf("%s: %v", test.name, err)
		}
		if want := map[bool]int{true: test.status}[failed]; statusOf(err) != want {
			t.Errorf("%s: status %d in %v, want %d", test.name, statusOf(err), err, want)
		}
	}
}

// TestPostUncompressed: what the client's transport has inflated is an array of
// unknown length.
func TestPostUncompressed(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(gzipped(t, file(t, vector(1.5))))
	}))
	if got, err := npyhttp.Post[float64](t.Context(), nil, s.URL, vector(0.)); err != nil || !got.Equal(vector(1.5)) {
		t.Errorf("%v, %v", got, err)
	}
}

// TestPostProblem: an Error goes through the wire as it is, but for its cause.
func TestPostProblem(t *testing.T) {
	sent := &npyhttp.Error{Status: 422, Type: "https://x.org/t", Title: "Title", Detail: "Detail", Cause: io.EOF}
	s := serve(t, npyhttp.Handler(func(context.Context, npy.Array[int8]) (npy.Array[int8], error) { return npy.Array[int8]{}, sent }))
	_, err := npyhttp.Post[int8](t.Context(), nil, s.URL, vector[int8](1))
	var got *npyhttp.Error
	if !errors.As(err, &got) || got.Status != 422 || got.Type != sent.Type || got.Title != sent.Title || got.Detail != sent.Detail || got.Cause != nil {
		t.Errorf("%#v", got)
	}
}

// TestPostCancelled: the context ends waiting, in the answer too.
func TestPostCancelled(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		if r.URL.Path == "/within" {
			w.Write(file(t, npy.Array[float64]{Data: make([]float64, 1000)})[:4000])
			w.(http.Flusher).Flush()
		}
		<-release
	}))
	defer close(release)
	for _, path := range []string{"/before", "/within"} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		_, err := npyhttp.Post[float64](ctx, nil, s.URL+path, vector(0.))
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || statusOf(err) != 0 {
			t.Errorf("%s: %v", path, err)
		}
	}
	var broken *url.Error
	if _, err := npyhttp.Post[float64](t.Context(), nil, "http://127.0.0.1:1", vector(0.)); !errors.As(err, &broken) {
		t.Errorf("no server: %v", err)
	}
}

// TestPostNPZ: named arrays, both ways.
func TestPostNPZ(t *testing.T) {
	s := serve(t, npyhttp.HandlerNPZ(func(_ context.Context, in *npz.Reader) (map[string]npy.AnyArray, error) {
		all, err := in.ReadAll()
		delete(all, "b")
		return all, err
	}))
	arrays := map[string]npy.AnyArray{"a": vector(1.5), "b": vector[int8](1)}
	z, err := npyhttp.PostNPZ(t.Context(), nil, s.URL, arrays)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if a, err := npz.Read[float64](z, "a"); err != nil || !a.Equal(vector(1.5)) || fmt.Sprint(z.Names()) != "[a]" {
		t.Errorf("%v, %v, %v", z.Names(), a, err)
	}
	if _, err := npyhttp.PostNPZ(t.Context(), nil, s.URL, arrays, npyhttp.MaxBytes(100)); !errors.Is(err, header.ErrLimit) || statusOf(err) != 0 {
		t.Error(err)
	}
	if _, err := npyhttp.PostNPZ(t.Context(), nil, s.URL, map[string]npy.AnyArray{"a": nil}); err == nil {
		t.Error("a nil was sent")
	}
	one := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { npyhttp.Write(w, vector(1.5)) }))
	if _, err := npyhttp.PostNPZ(t.Context(), nil, one.URL, arrays); err == nil || !strings.Contains(err.Error(), "no archive") {
		t.Error(err)
	}
}

// TestReadResponse: an answer without its request, as http.ReadResponse gives it.
func TestReadResponse(t *testing.T) {
	w := httptest.NewRecorder()
	npyhttp.Write(w, vector(1.5))
	if got, err := npyhttp.ReadResponse[float64](w.Result()); err != nil || !got.Equal(vector(1.5)) {
		t.Errorf("%v, %v", got, err)
	}
}

// TestReadResponseNPZ: an archive that a GET brings outlives the body of the answer; one array is none, and an error says so.
func TestReadResponseNPZ(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/archive":
			npyhttp.WriteNPZ(w, map[string]npy.AnyArray{"a": vector(1.5)})
		case "/array":
			npyhttp.Write(w, vector(1.5))
		default:
			http.NotFound(w, r)
		}
	}))
	get := func(path string, opts ...npyhttp.Option) (*npz.Reader, error) {
		answer, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return npyhttp.ReadResponseNPZ(answer, opts...)
	}
	z, err := get("/archive")
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if a, err := npz.Read[float64](z, "a"); err != nil || !a.Equal(vector(1.5)) {
		t.Errorf("%v, %v", a, err)
	}
	if _, err := get("/archive", npyhttp.MaxBytes(100)); !errors.Is(err, header.ErrLimit) || statusOf(err) != 0 {
		t.Error(err)
	}
	if _, err := get("/array"); err == nil || !strings.Contains(err.Error(), "no archive") {
		t.Error(err)
	}
	if _, err := get("/nothing"); statusOf(err) != 404 {
		t.Error(err)
	}
}
