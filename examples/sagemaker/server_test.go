package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// matrix has n rows for the built-in model, of small integers, which add up exactly in
// any order.
func matrix(rows int, seed int) npy.Array[float64] {
	a := npy.Array[float64]{Data: make([]float64, 3*rows), Shape: []int{rows, 3}}
	for i := range a.Data {
		a.Data[i] = float64((i*7+seed*13)%101 - 50)
	}
	return a
}

// naive is the built-in model, written out.
func naive(a npy.Array[float64]) npy.Array[float64] {
	y := npy.Array[float64]{Data: []float64{}, Shape: []int{a.Shape[0], 2}}
	for r := range a.Shape[0] {
		x := [3]float64{a.At(r, 0), a.At(r, 1), a.At(r, 2)}
		y.Data = append(y.Data, x[0]+3*x[1]+5*x[2]+0.5, 2*x[0]+4*x[1]+6*x[2]-0.5)
	}
	return y
}

func file[T any](tb testing.TB, a npy.Array[T]) []byte {
	tb.Helper()
	b, err := a.MarshalBinary()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func equal(a, b npy.Array[float64]) bool {
	return slices.Equal(a.Shape, b.Shape) && slices.Equal(a.Data, b.Data)
}

// TestStatuses asks a server in a process of its own.
func TestStatuses(t *testing.T) {
	p := start(t, nil)
	good := file(t, matrix(10, 1))
	want := file(t, naive(matrix(10, 1)))
	squeezed := new(bytes.Buffer)
	z := gzip.NewWriter(squeezed)
	z.Write(good)
	z.Close()
	tests := []struct {
		name         string
		method, path string
		head         string // "Name: value" lines
		body         []byte
		status       int
		answer       []byte // nil: anything
		mediaType    string
	}{
		{"npy", "POST", "/invocations", "Content-Type: application/x-npy", good, 200, want, "application/x-npy"},
		{"no media type", "POST", "/invocations", "", good, 200, want, "application/x-npy"},
		{"gzip", "POST", "/invocations", "Content-Type: application/x-npy\nContent-Encoding: gzip", squeezed.Bytes(), 200, want, "application/x-npy"},
		{"int8 rows", "POST", "/invocations", "", file(t, npy.Array[int8]{Data: []int8{1, 1, 1}, Shape: []int{1, 3}}), 200,
			file(t, npy.Array[float64]{Data: []float64{9.5, 11.5}, Shape: []int{1, 2}}), "application/x-npy"},
		{"one row", "POST", "/invocations", "", file(t, npy.Array[float32]{Data: []float32{1, 0, 0}}), 200,
			file(t, npy.Array[float64]{Data: []float64{1.5, 1.5}}), "application/x-npy"},
		{"no rows", "POST", "/invocations", "", file(t, npy.Array[float64]{Shape: []int{0, 3}}), 200,
			file(t, npy.Array[float64]{Shape: []int{0, 2}}), "application/x-npy"},
		{"Fortran order", "POST", "/invocations", "",
			file(t, npy.Array[float64]{Data: []float64{1, 0, 0, 1, 0, 0}, Shape: []int{2, 3}, FortranOrder: true}), 200,
			file(t, npy.Array[float64]{Data: []float64{1.5, 1.5, 3.5, 3.5}, Shape: []int{2, 2}}), "application/x-npy"},
		{"JSON answer", "POST", "/invocations", "Accept: application/json", file(t, npy.Array[float64]{Data: []float64{1, 0, 0}, Shape: []int{1, 3}}), 200,
			[]byte("[[1.5,1.5]]\n"), "application/json"},
		{"empty", "POST", "/invocations", "Content-Type: application/x-npy", nil, 400, nil, "application/problem+json"},
		{"no array", "POST", "/invocations", "Content-Type: application/x-npy", []byte("not an array"), 400, nil, "application/problem+json"},
		{"trailing", "POST", "/invocations", "Content-Type: application/x-npy", append(slices.Clone(good), 0), 400, nil, "application/problem+json"},
		{"Accept", "POST", "/invocations", "Accept: image/png", good, 406, nil, "application/problem+json"},
		{"cut", "POST", "/invocations", "Content-Type: application/x-npy", good[:len(good)-8], 413, nil, "application/problem+json"},
		{"CSV", "POST", "/invocations", "Content-Type: text/csv", []byte("1,2,3"), 415, nil, "application/problem+json"},
		{"shape", "POST", "/invocations", "", file(t, npy.Array[float64]{Data: make([]float64, 8), Shape: []int{2, 4}}), 422, nil, "application/problem+json"},
		{"three axes", "POST", "/invocations", "", file(t, npy.Array[float64]{Data: make([]float64, 6), Shape: []int{2, 1, 3}}), 422, nil, "application/problem+json"},
		{"no axis", "POST", "/invocations", "", file(t, npy.Array[float64]{Data: []float64{1}, Shape: []int{}}), 422, nil, "application/problem+json"},
		{"complex", "POST", "/invocations", "", file(t, npy.Array[complex128]{Data: make([]complex128, 3)}), 422, nil, "application/problem+json"},
		{"GET", "GET", "/invocations", "", nil, 405, nil, ""},
		{"ping", "GET", "/ping", "", nil, 200, []byte{}, ""},
		{"ping by POST", "POST", "/ping", "", nil, 405, nil, ""},
		{"elsewhere", "GET", "/", "", nil, 404, nil, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, err := http.NewRequest(test.method, p.url(test.path), bytes.NewReader(test.body))
			if err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(test.head) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
				r.Header.Set(name, value)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != test.status {
				t.Fatalf("status %d, want %d: %.300s", answer.StatusCode, test.status, body)
			}
			if test.answer != nil && !bytes.Equal(body, test.answer) {
				t.Errorf("answer %.300q, want %.300q", body, test.answer)
			}
			if got := answer.Header.Get("Content-Type"); test.mediaType != "" && got != test.mediaType {
				t.Errorf("Content-Type %q, want %q", got, test.mediaType)
			}
		})
	}
}

// TestTooLarge is told before all of the body is sent, by Content-Length or by the
// array's header. net/http takes up to 256 KiB of a chunked body before it answers.
func TestTooLarge(t *testing.T) {
	p := start(t, nil)
	head := file(t, npy.Array[float64]{Shape: []int{0, 3}})
	huge := bytes.Replace(head, []byte("(0, 3), }      "), []byte("(9999999, 3), }"), 1)
	huge = append(huge, make([]byte, 300<<10)...)
	for name, request := range map[string]string{
		"Content-Length": "Content-Length: 26214401\r\n\r\n",
		"header":         fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(huge), huge),
	} {
		t.Run(name, func(t *testing.T) {
			c := dial(t, p)
			fmt.Fprintf(c, "POST /invocations HTTP/1.1\r\nHost: x\r\n%s", request)
			if status := c.status(t); status != http.StatusRequestEntityTooLarge {
				t.Errorf("status %d", status)
			}
		})
	}
}

// TestPing has SageMaker wait for the model.
func TestPing(t *testing.T) {
	s := new(server)
	h := s.handler(slog.New(slog.DiscardHandler))
	get := func() *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/ping", nil))
		return w
	}
	invoke := func() int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", "/invocations", bytes.NewReader(file(t, matrix(1, 1)))))
		return w.Code
	}
	if code := get().Code; code != http.StatusServiceUnavailable {
		t.Errorf("ping without a model: %d", code)
	}
	if code := invoke(); code != http.StatusServiceUnavailable {
		t.Errorf("invocation without a model: %d", code)
	}
	s.model.Store(&builtIn)
	if w := get(); w.Code != http.StatusOK || w.Body.Len() > 0 {
		t.Errorf("ping: %d %q", w.Code, w.Body)
	}
	if code := invoke(); code != http.StatusOK {
		t.Errorf("invocation: %d", code)
	}
}

// TestLog finds nothing of an array in the log, whatever is wrong with it.
func TestLog(t *testing.T) {
	p := start(t, nil)
	secret := npy.Array[string]{Data: []string{"SECRET", "SECRET", "SECRET"}}
	field := bytes.Replace(file(t, matrix(1, 1)), []byte("'<f8'"), []byte("'SECRET'"), 1)
	for _, body := range [][]byte{file(t, secret), field, []byte("SECRET"), append(file(t, matrix(1, 1)), "SECRET"...)} {
		answer, err := http.Post(p.url("/invocations"), npyhttp.ContentType, bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode < 400 || bytes.Contains(text, []byte("SECRET")) {
			t.Errorf("answer %d %s", answer.StatusCode, text)
		}
	}
	p.terminate(t)
	if status := p.exit(t); status != 0 {
		t.Errorf("exit status %d", status)
	}
	log := p.log()
	if strings.Contains(log, "SECRET") {
		t.Error("the log holds what was sent")
	}
	if n := strings.Count(log, `"msg":"request"`); n != 4 {
		t.Errorf("%d requests in the log, want 4", n)
	}
	for line := range strings.Lines(log) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
	}
}

func TestLoadModel(t *testing.T) {
	w := npy.Array[float32]{Data: []float32{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}}
	b := npy.Array[int16]{Data: []int16{7, 8, 9}}
	tests := []struct {
		name   string
		arrays map[string]npy.AnyArray
		want   *model // nil: an error
	}{
		{"float32 and int16", map[string]npy.AnyArray{"W": w, "b": b}, &model{features: 2, outputs: 3, w: []float64{1, 2, 3, 4, 5, 6}, b: []float64{7, 8, 9}}},
		{"Fortran order", map[string]npy.AnyArray{"W": npy.Array[float64]{Data: []float64{1, 4, 2, 5, 3, 6}, Shape: []int{2, 3}, FortranOrder: true}, "b": b},
			&model{features: 2, outputs: 3, w: []float64{1, 2, 3, 4, 5, 6}, b: []float64{7, 8, 9}}},
		{"no b", map[string]npy.AnyArray{"W": w}, nil},
		{"no W", map[string]npy.AnyArray{"b": b}, nil},
		{"other outputs", map[string]npy.AnyArray{"W": w, "b": npy.Array[float64]{Data: []float64{1, 2}}}, nil},
		{"W of one axis", map[string]npy.AnyArray{"W": npy.Array[float64]{Data: []float64{1, 2, 3}}, "b": b}, nil},
		{"empty W", map[string]npy.AnyArray{"W": npy.Array[float64]{Shape: []int{0, 3}}, "b": b}, nil},
		{"complex W", map[string]npy.AnyArray{"W": npy.Array[complex64]{Data: make([]complex64, 6), Shape: []int{2, 3}}, "b": b}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			name := t.TempDir() + "/" + modelFile
			if err := npz.WriteFile(name, test.arrays); err != nil {
				t.Fatal(err)
			}
			m, from, err := loadModel(name)
			if test.want == nil {
				if err == nil {
					t.Fatalf("a model of %d features, want an error", m.features)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if from != name || m.features != test.want.features || m.outputs != test.want.outputs || !slices.Equal(m.w, test.want.w) || !slices.Equal(m.b, test.want.b) {
				t.Errorf("%s: %+v, want %+v", from, m, test.want)
			}
		})
	}
	if m, from, err := loadModel(t.TempDir() + "/" + modelFile); err != nil || m != &builtIn || from != "built-in" {
		t.Errorf("without a file: %v %q %v", m, from, err)
	}
}

// TestPredictLimits refuses what would fill the memory, and stops for clients that
// have gone.
func TestPredictLimits(t *testing.T) {
	wide := &model{features: 1, outputs: 1 << 20, w: make([]float64, 1<<20), b: make([]float64, 1<<20)}
	_, err := wide.predict(t.Context(), npy.Array[float64]{Data: make([]float64, 4), Shape: []int{4, 1}})
	if e, ok := err.(*npyhttp.Error); !ok || e.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("an answer of 32 MiB: %v", err)
	}
	if y, err := wide.predict(t.Context(), npy.Array[float64]{Data: make([]float64, 3), Shape: []int{3, 1}}); err != nil || len(y.Data) != 3<<20 {
		t.Errorf("an answer of 24 MiB: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := builtIn.predict(gone, matrix(10, 1)); err != context.Canceled {
		t.Errorf("a client that has gone: %v", err)
	}
	y, err := builtIn.predict(t.Context(), npy.Array[float64]{Data: []float64{math.NaN(), 0, 0}, Shape: []int{3}})
	if err != nil || !math.IsNaN(y.Data[0]) || !slices.Equal(y.Shape, []int{2}) {
		t.Errorf("NaN: %v %v", y, err)
	}
}

func TestConfigure(t *testing.T) {
	with := func(change func(*config)) config {
		c := defaults
		change(&c)
		return c
	}
	tests := []struct {
		args []string
		env  map[string]string
		want config
		ok   bool
	}{
		{[]string{"serve"}, nil, defaults, true},
		{[]string{"serve"}, map[string]string{"SAGEMAKER_BIND_TO_PORT": "9000", "SM_MODEL_DIR": "/m"},
			with(func(c *config) { c.port, c.modelDir = "9000", "/m" }), true},
		{[]string{"serve", "-read-timeout", "3s"}, nil, with(func(c *config) { c.readTimeout = 3e9 }), true},
		{nil, nil, config{}, false},
		{[]string{"train"}, nil, config{}, false},
		{[]string{"serve", "now"}, nil, config{}, false},
		{[]string{"serve", "-x"}, nil, config{}, false},
	}
	for _, test := range tests {
		got, err := configure(test.args, func(name string) string { return test.env[name] }, io.Discard)
		if (err == nil) != test.ok || test.ok && got != test.want {
			t.Errorf("%q: %+v, %v", test.args, got, err)
		}
	}
}
