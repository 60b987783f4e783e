package npyhttp_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// TestJSONOfArchives: arrays of each kind have a JSON form, or the answer is an error and nothing of an object.
func TestJSONOfArchives(t *testing.T) {
	ask := func(arrays map[string]npy.AnyArray) (*http.Response, []byte) {
		s := serve(t, npyhttp.HandlerNPZ(func(context.Context, *npz.Reader) (map[string]npy.AnyArray, error) { return arrays, nil }))
		return request(t, "POST", s.URL, bytes.NewReader(zipped(t, map[string]npy.AnyArray{"a": vector(1.5)})), "Content-Type: "+npyhttp.ContentTypeNPZ, "Accept: application/json")
	}
	bytesOf, err := npy.ReadRaw(bytes.NewReader(headed("{'descr': '|S2', 'fortran_order': False, 'shape': (1,)}", 'h', 'i')))
	if err != nil {
		t.Fatal(err)
	}
	answer, b := ask(map[string]npy.AnyArray{"s": bytesOf, "d": npy.Array[npy.Timedelta64]{Data: []npy.Timedelta64{7}}, `"`: vector(true)})
	if want := `{"\"":[true],"d":[7],"s":["aGk="]}`; answer.StatusCode != 200 || strings.TrimSpace(string(b)) != want {
		t.Errorf("%d %s, want %s", answer.StatusCode, b, want)
	}
	for what, arrays := range map[string]map[string]npy.AnyArray{
		"no array":       {"a": vector(1.5), "b": nil},
		"no valid array": {"a": npy.Array[float64]{Data: make([]float64, 3), Shape: []int{2}}},
	} {
		if answer, b := ask(arrays); answer.StatusCode != 500 || bytes.Contains(b, []byte("[")) {
			t.Errorf("%s: %d %s", what, answer.StatusCode, b)
		}
	}
}

// TestNoJSON: an answer that JSON has no form for is 406 to the client who chose it, and no failure of the server's.
func TestNoJSON(t *testing.T) {
	type wave struct{ A complex128 }
	latin := headed("{'descr': '|S2', 'fortran_order': False, 'shape': (1,)}", 0xe9, 't')
	lists := headed("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000, 0)}")
	surrogate := headed("{'descr': '<U1', 'fortran_order': False, 'shape': (1,)}", 0, 0xd8, 0, 0)
	noForm(t, same[wave], file(t, vector(wave{1i})), 200)
	noForm(t, same[string], latin, 500) // nor has '<U'
	noForm(t, same[float64], lists, 200)
	for _, body := range [][]byte{file(t, vector(wave{1i})), lists, surrogate} {
		a, err := npy.ReadRaw(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		noForm(t, answerTo(map[string]npy.AnyArray{"ok": vector(1.), "x": a}), zipped(t, nil), 200)
	}
}

// TestListsOfMany: an archive of arrays that are nothing but lists is small, and its JSON would not be.
func TestListsOfMany(t *testing.T) {
	arrays := map[string]npy.AnyArray{"a": vector(1., 2.), "b": npy.Array[float64]{Shape: []int{1_000_000, 0}}}
	ask := func() *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(zipped(t, nil)))
		r.Header.Set("Accept", "application/json")
		w := httptest.NewRecorder()
		answerTo(arrays)().ServeHTTP(w, r)
		return w
	}
	if w := ask(); w.Code != 200 || w.Body.Len() < 3_000_000 {
		t.Errorf("one: %d, %d bytes", w.Code, w.Body.Len())
	}
	for i := range 1000 {
		arrays[strconv.Itoa(i)] = arrays["b"]
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	w := ask()
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; w.Code != 406 || n > 64<<20 {
		t.Errorf("many: %d, after %d bytes", w.Code, n)
	}
	deep := npy.Array[bool]{Data: make([]bool, 1<<20), Shape: []int{1 << 20, 1, 1}}
	arrays = map[string]npy.AnyArray{"deep": deep}
	if w := ask(); w.Code != 200 {
		t.Errorf("elements in lists of their own: %d %.200s", w.Code, w.Body)
	}
}

// noForm has h answer body in JSON, which must be 406, and in .npz, which must be of that status.
func noForm(t *testing.T, h func(...npyhttp.Option) http.Handler, body []byte, other int) {
	t.Helper()
	var told *npyhttp.Error
	ask := func(accept string) *httptest.ResponseRecorder {
		told = nil
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		h(npyhttp.OnError(func(_ *http.Request, e *npyhttp.Error) { told = e })).ServeHTTP(w, r)
		return w
	}
	if w := ask("application/json"); w.Code != 406 || told == nil || told.Status != 406 || told.Cause == nil || !strings.Contains(w.Body.String(), "no form in JSON") {
		t.Errorf("JSON: %d %s, %v", w.Code, w.Body, told)
	}
	if w := ask(npyhttp.ContentTypeNPZ); w.Code != other {
		t.Errorf("npz: %d %s", w.Code, w.Body)
	}
}

// answerTo is a handler that answers with these arrays.
func answerTo(arrays map[string]npy.AnyArray) func(...npyhttp.Option) http.Handler {
	return func(opts ...npyhttp.Option) http.Handler {
		return npyhttp.HandlerNPZ(func(context.Context, *npz.Reader) (map[string]npy.AnyArray, error) { return arrays, nil }, opts...)
	}
}

// TestNamesInJSON: what is no name in an archive is none in JSON.
func TestNamesInJSON(t *testing.T) {
	for _, names := range [][]string{{"x", "x.npy"}, {"\xff"}, {"a\x00b"}} {
		arrays := map[string]npy.AnyArray{}
		for _, name := range names {
			arrays[name] = vector(1.)
		}
		for _, accept := range []string{npyhttp.ContentTypeNPZ, "application/json"} {
			r := httptest.NewRequest("POST", "/", bytes.NewReader(zipped(t, nil)))
			r.Header.Set("Accept", accept)
			w := httptest.NewRecorder()
			answerTo(arrays)(npyhttp.OnError(func(*http.Request, *npyhttp.Error) {})).ServeHTTP(w, r)
			if w.Code != 500 {
				t.Errorf("%q as %s: %d %s", names, accept, w.Code, w.Body)
			}
		}
	}
}
