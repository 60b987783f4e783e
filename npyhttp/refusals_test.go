package npyhttp_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/npz/sparse"
)

// TestProxy: what another server says is for the log, not for a Handler's client.
func TestProxy(t *testing.T) {
	upstream := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "secret stack trace", http.StatusTeapot)
	}))
	told := make(chan string, 9)
	ask := func(ctx context.Context, in npy.Array[float64]) (npy.Array[float64], error) {
		return npyhttp.Post[float64](ctx, nil, upstream.URL, in)
	}
	handler := npyhttp.Handler(ask, npyhttp.OnError(func(_ *http.Request, e *npyhttp.Error) { told <- e.Error() }))
	byHand := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := ask(r.Context(), vector(1.))
		told <- err.Error()
		npyhttp.WriteError(w, err)
	})
	for _, h := range []http.Handler{handler, byHand} {
		answer, body := request(t, "POST", serve(t, h).URL, bytes.NewReader(file(t, vector(1.))))
		if doc := document(t, answer, body, 502); doc.Detail != "" || strings.Contains(string(body), "secret") {
			t.Errorf("the client is told %s", body)
		}
		if got := <-told; !strings.Contains(got, "418") || !strings.Contains(got, "secret") {
			t.Errorf("the log is told %q", got)
		}
	}
}

// TestBlame: errors of a HandlerNPZ that are not about the request.
func TestBlame(t *testing.T) {
	name := t.TempDir() + "/model.npz"
	if err := os.WriteFile(name, zipped(t, map[string]npy.AnyArray{"x": vector(1.)}), 0o600); err != nil {
		t.Fatal(err)
	}
	plain, long := t.TempDir()+"/plain.npy", strings.Repeat("n", 300)
	if err := os.WriteFile(plain, file(t, vector(1.)), 0o600); err != nil {
		t.Fatal(err)
	}
	body := zipped(t, map[string]npy.AnyArray{"x": vector(1.), plain: vector(1.), "a\nb": vector(1.), long: vector(1.)})
	model, err := npz.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	other := serve(t, npyhttp.HandlerNPZ(func(context.Context, *npz.Reader) (map[string]npy.AnyArray, error) {
		return map[string]npy.AnyArray{"x": vector(1.)}, nil
	}))
	for _, test := range []struct {
		name string
		do   func(in *npz.Reader) error
		want int
	}{
		{"dtype in another server's answer", func(*npz.Reader) error {
			z, err := npyhttp.PostNPZ(t.Context(), nil, other.URL, map[string]npy.AnyArray{"y": vector(1.)})
			if err != nil {
				t.Error(err)
				return err
			}
			defer z.Close()
			_, err = npz.Read[int8](z, "x")
			return err
		}, 500},
		{"dtype in the request", func(in *npz.Reader) error { _, err := npz.Read[int8](in, "x"); return err }, 422},
		{"a name as of a file", func(in *npz.Reader) error { _, err := npy.ReadFile[int8](plain); return err }, 500},
		{"a name of two lines", func(in *npz.Reader) error { _, err := npz.Read[int8](in, "a\nb"); return err }, 422},
		{"a long name", func(in *npz.Reader) error { _, err := npz.Read[int8](in, long); return err }, 422},
		{"no matrix", func(in *npz.Reader) error { _, err := sparse.Read[sparse.CSR[float64]](in); return err }, 422},
		{"no matrix in the model", func(*npz.Reader) error { _, err := sparse.Read[sparse.CSR[float64]](model); return err }, 500},
		{"rows that are not there", func(in *npz.Reader) error { _, err := npz.ReadRows[float64](in, "x", 5, 9); return err }, 400},
		{"not in the request", func(in *npz.Reader) error { _, err := npz.Read[int8](in, "w"); return err }, 422},
		{"dtype in the model", func(*npz.Reader) error { _, err := npz.Read[int8](model, "x"); return err }, 500},
		{"not in the model", func(*npz.Reader) error { _, err := npz.Read[int8](model, "w"); return err }, 500},
		{"a file", func(*npz.Reader) error { _, err := npy.ReadFile[int8](name); return err }, 500},
		{"bytes", func(*npz.Reader) error { _, err := npy.Read[int8](strings.NewReader("no array")); return err }, 500},
	} {
		h := npyhttp.HandlerNPZ(func(_ context.Context, in *npz.Reader) (map[string]npy.AnyArray, error) { return nil, test.do(in) },
			npyhttp.OnError(func(*http.Request, *npyhttp.Error) {}))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", "/", bytes.NewReader(body)))
		if w.Code != test.want {
			t.Errorf("%s: %d, want %d", test.name, w.Code, test.want)
		}
	}
}

// TestLimitInMemory: what is small on the wire and large in memory is refused.
func TestLimitInMemory(t *testing.T) {
	bytesOf := npy.Array[int8]{Data: make([]int8, 1000)}
	texts := npy.Array[string]{Data: make([]string, 1000)}
	cast := npyhttp.Arrays(npy.Cast(npy.Safe))
	for _, body := range [][]byte{file(t, bytesOf), zipped(t, map[string]npy.AnyArray{"x": bytesOf})} {
		for most, want := range map[int64]int{7999: 413, 8000: 0} {
			_, err := npyhttp.Read[float64](httptest.NewRequest("POST", "/", bytes.NewReader(body)), npyhttp.MaxBytes(most), cast)
			if statusOf(err) != want {
				t.Errorf("limit %d: %v", most, err)
			}
		}
	}
	for _, body := range [][]byte{file(t, texts), zipped(t, map[string]npy.AnyArray{"x": texts})} {
		r := func() *http.Request { return httptest.NewRequest("POST", "/", bytes.NewReader(body)) }
		if _, err := npyhttp.Read[string](r(), npyhttp.MaxBytes(6000)); statusOf(err) != 413 {
			t.Errorf("strings: %v", err)
		}
		if _, err := npyhttp.ReadAny(r(), npyhttp.MaxBytes(6000)); statusOf(err) != 413 {
			t.Errorf("ReadAny: %v", err)
		}
	}
}

// TestArchiveLength: a Content-Length alone is worth no more than 1 MiB of memory.
func TestArchiveLength(t *testing.T) {
	start := zipped(t, map[string]npy.AnyArray{"x": vector(1.)})[:100]
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 8 {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(start))
		r.ContentLength = npyhttp.DefaultMaxBytes
		if _, err := npyhttp.ReadNPZ(r); statusOf(err) != 400 {
			t.Error(err)
		}
	}
	runtime.ReadMemStats(&after)
	if got := (after.TotalAlloc - before.TotalAlloc) / 8; got > 1<<20 {
		t.Errorf("%d bytes for a body of 100", got)
	}
}

// TestArchiveTrailing: nothing may follow an archive, and a large one comes whole.
func TestArchiveTrailing(t *testing.T) {
	large := npy.Array[float64]{Data: make([]float64, 300_000)}
	for _, a := range []npy.Array[float64]{vector(1.5), large} {
		good := zipped(t, map[string]npy.AnyArray{"x": a})
		for _, test := range []struct {
			body   []byte
			length int
			want   int
		}{{good, len(good), 0}, {append(bytes.Clone(good), 0), len(good) + 1, 400}, {append(bytes.Clone(good), 1, 2), -1, 400}} {
			r := httptest.NewRequest("POST", "/", bytes.NewReader(test.body))
			r.ContentLength = int64(test.length)
			if got, err := npyhttp.Read[float64](r); statusOf(err) != test.want || err == nil && !got.Equal(a) {
				t.Errorf("%d bytes, length %d: %v", len(test.body), test.length, err)
			}
		}
	}
	good := zipped(t, map[string]npy.AnyArray{"x": large})
	longer := bytes.NewReader(append(bytes.Clone(good), make([]byte, 8<<20)...))
	r := httptest.NewRequest("POST", "/", longer)
	r.ContentLength = int64(len(good))
	if _, err := npyhttp.ReadNPZ(r); statusOf(err) != 400 {
		t.Errorf("longer than Content-Length: %v", err)
	}
	if longer.Len() < 4<<20 {
		t.Errorf("%d bytes of 8 MiB behind Content-Length were not read", longer.Len())
	}
}

// TestHopelessShapes: shapes that no memory holds, no JSON either, and a header that
// is longer than the block that is looked at.
func TestHopelessShapes(t *testing.T) {
	f8 := func(shape string) []byte {
		return headed("{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }")
	}
	for _, test := range []struct {
		body   []byte
		accept string
		want   int
	}{
		{f8("(1" + strings.Repeat(" ", 5000) + ",)"), "", 413},
		{f8("(2000000, 0)"), "application/json", 406},
	} {
		var logged bool
		h := same[float64](npyhttp.OnError(func(_ *http.Request, e *npyhttp.Error) { logged = e.Status >= 500 }))
		r := httptest.NewRequest("POST", "/", bytes.NewReader(test.body))
		r.Header.Set("Accept", test.accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != test.want || logged {
			t.Errorf("%.80q: %d %s", test.body, w.Code, w.Body)
		}
	}
}

// wrapped is a ResponseWriter as middleware makes them.
type wrapped struct{ http.ResponseWriter }

func (w wrapped) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// TestCloseWrapped: 413 closes the connection behind middleware too.
func TestCloseWrapped(t *testing.T) {
	inner := same[float64](npyhttp.MaxBytes(100))
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { inner.ServeHTTP(wrapped{wrapped{w}}, r) }))
	if answer, _ := request(t, "POST", s.URL, bytes.NewReader(make([]byte, 200))); answer.StatusCode != 413 || !answer.Close {
		t.Errorf("%d, close %v", answer.StatusCode, answer.Close)
	}
}

// TestProblemPlain: a dtype is readable in the document.
func TestProblemPlain(t *testing.T) {
	w := httptest.NewRecorder()
	npyhttp.WriteError(w, &npyhttp.Error{Status: 422, Detail: "'<f8' & more"})
	if !strings.Contains(w.Body.String(), "'<f8' & more") {
		t.Error(w.Body)
	}
}

// TestWriteNPZWhole: nothing of an archive is sent when an array of it cannot be.
func TestWriteNPZWhole(t *testing.T) {
	w := httptest.NewRecorder()
	err := npyhttp.WriteNPZ(w, map[string]npy.AnyArray{"a": vector(1.), "b": npy.Array[float64]{Shape: []int{3}}}, npz.Compress(6))
	if err == nil || w.Body.Len() > 0 || len(w.Header()) > 0 {
		t.Errorf("%v, %d bytes sent", err, w.Body.Len())
	}
}
