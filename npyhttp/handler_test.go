package npyhttp_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// TestHandlerForms: the answer in each form, with its length, and by HEAD
// without its body.
func TestHandlerForms(t *testing.T) {
	s := serve(t, same[float64]())
	a := npy.Array[float64]{Data: []float64{1, 2, 3, math.NaN(), math.Inf(1), -0.5}, Shape: []int{2, 3}}
	tests := []struct {
		accept, want string
		check        func([]byte) error
	}{
		{"", npyhttp.ContentType, func(b []byte) error { return equal(b, file(t, a)) }},
		{"application/octet-stream", "application/octet-stream", func(b []byte) error { return equal(b, file(t, a)) }},
		{npyhttp.ContentTypeNPZ, npyhttp.ContentTypeNPZ, func(b []byte) error {
			z, err := npz.ReadFrom(bytes.NewReader(b))
			if err != nil {
				return err
			}
			got, err := npz.Read[float64](z, "arr_0")
			if err != nil || !got.Equal(a) {
				return fmt.Errorf("%v, %v", got, err)
			}
			return nil
		}},
		{"application/json", "application/json", func(b []byte) error {
			return equal(b, []byte(`[[1.0,2.0,3.0],["NaN","Infinity",-0.5]]`+"\n"))
		}},
	}
	for _, test := range tests {
		for _, method := range []string{"POST", "PUT", "HEAD"} {
			answer, b := request(t, method, s.URL, bytes.NewReader(file(t, a)), "Content-Type: "+npyhttp.ContentType, "Accept: "+test.accept)
			if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != test.want || answer.Header.Get("Vary") != "Accept" {
				t.Errorf("%s %q: %d %v", method, test.accept, answer.StatusCode, answer.Header)
			}
			if method == "HEAD" {
				if len(b) > 0 || answer.ContentLength < 40 {
					t.Errorf("HEAD %q: Content-Length %d, %d bytes", test.accept, answer.ContentLength, len(b))
				}
				continue
			}
			if err := test.check(b); err != nil || int(answer.ContentLength) != len(b) {
				t.Errorf("%s %q: Content-Length %d of %d, %v", method, test.accept, answer.ContentLength, len(b), err)
			}
		}
	}
}

func equal(got, want []byte) error {
	if !bytes.Equal(got, want) {
		return fmt.Errorf("%.200q, want %.200q", got, want)
	}
	return nil
}

type point struct {
	X, Y float32
	Name [4]byte
}

// TestHandlerTypes: all kinds of T, both ways.
func TestHandlerTypes(t *testing.T) {
	roundTrip(t, vector[uint8](1, 2), `[1,2]`)
	roundTrip(t, vector(true, false), `[true,false]`)
	roundTrip(t, vector("a", "\u00e9t\u00e9"), `["a","été"]`)
	roundTrip(t, vector(1i, 2), `[[0.0,1.0],[2.0,0.0]]`)
	roundTrip(t, npy.Array[int32]{Data: []int32{7}, Shape: []int{}}, `7`)
	roundTrip(t, npy.Array[int16]{Data: []int16{1, 2, 3, 4, 5, 6}, Shape: []int{2, 3}, FortranOrder: true}, `[[1,3,5],[2,4,6]]`)
	roundTrip(t, vector(point{1, 2, [4]byte{'a'}}), `[{"X":1,"Y":2,"Name":[97,0,0,0]}]`)
	roundTrip(t, vector(npy.Float16(0x3c00)), `[1.0]`)
}

func roundTrip[T any](t *testing.T, a npy.Array[T], text string) {
	t.Helper()
	s := serve(t, same[T]())
	b := file(t, a)
	if answer, got := request(t, "POST", s.URL, bytes.NewReader(b)); answer.StatusCode != 200 || !bytes.Equal(got, b) || int(answer.ContentLength) != len(b) {
		t.Errorf("%T: %d %q", a, answer.StatusCode, got)
	}
	if _, got := request(t, "POST", s.URL, bytes.NewReader(b), "Accept: application/json"); string(got) != text+"\n" {
		t.Errorf("%T: %s, want %s", a, got, text)
	}
}

// TestHandlerErrors: what becomes of the errors of the function.
func TestHandlerErrors(t *testing.T) {
	secret := errors.New("the password is 1234")
	var logged bytes.Buffer
	tests := []struct {
		name   string
		err    error
		out    npy.Array[float64]
		status int
		detail string
		logs   bool
	}{
		{name: "chosen", err: &npyhttp.Error{Status: 422, Detail: "want a matrix"}, status: 422, detail: "want a matrix"},
		{name: "chosen, wrapped", err: fmt.Errorf("x: %w", &npyhttp.Error{Status: 429, Detail: "later", Cause: secret}), status: 429, detail: "later"},
		{name: "another", err: secret, status: 500, logs: true},
		{name: "no status", err: &npyhttp.Error{Detail: "x"}, status: 500, detail: "x", logs: true},
		{name: "status 200", err: &npyhttp.Error{Status: 200}, status: 500, logs: true},
		{name: "its context is not over", err: context.DeadlineExceeded, status: 500, logs: true},
		{name: "an answer that cannot be", out: npy.Array[float64]{Shape: []int{3}}, status: 500, logs: true},
	}
	for _, test := range tests {
		for _, accept := range []string{npyhttp.ContentType, npyhttp.ContentTypeNPZ, "application/json"} {
			h := npyhttp.Handler(func(context.Context, npy.Array[float64]) (npy.Array[float64], error) { return test.out, test.err })
			s := httptest.NewUnstartedServer(h)
			logged.Reset()
			s.Config.ErrorLog = log.New(&logged, "", 0)
			s.Start()
			answer, body := request(t, "POST", s.URL+"/a?b", bytes.NewReader(file(t, vector(1.5))), "Accept: "+accept)
			s.Close()
			doc := document(t, answer, body, test.status)
			if doc.Detail != test.detail || strings.Contains(string(body), "password") {
				t.Errorf("%s: %s", test.name, body)
			}
			if got := logged.String(); (got != "") != test.logs || test.err == secret && !strings.Contains(got, `POST "/a": npyhttp: 500`) {
				t.Errorf("%s: logged %q", test.name, got)
			}
		}
	}
}

// TestOnError: it is told everything, once.
func TestOnError(t *testing.T) {
	told := make(chan string, 9)
	s := serve(t, same[float64](npyhttp.OnError(func(r *http.Request, e *npyhttp.Error) { told <- r.URL.Path + " " + e.Error() })))
	request(t, "POST", s.URL+"/fine", bytes.NewReader(file(t, vector(1.5))))
	request(t, "POST", s.URL+"/bad", bytes.NewReader(file(t, vector[int8](1))))
	request(t, "POST", s.URL+"/accept", bytes.NewReader(file(t, vector(1.5))), "Accept: a/b")
	want := []string{"/bad npyhttp: 422: Unprocessable Entity: The array's dtype is '|i1'; '<f8' is taken here.: npy: bad dtype: " +
		"the elements are '|i1', and float64 stands for '<f8': read them as int8, or with Cast(Safe)", "/accept npyhttp: 406: Not Acceptable: The answer can be none of what Accept names: it is an array."}
	for _, line := range want {
		if got := <-told; got != line {
			t.Errorf("%q, want %q", got, line)
		}
	}
	if len(told) > 0 {
		t.Errorf("%q", <-told)
	}
}

// TestProblem: type and title are the handler's, if it has some.
func TestProblem(t *testing.T) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Encoding", "x")
	npyhttp.WriteError(w, &npyhttp.Error{Status: 409, Type: "https://example.org/x", Title: "Busy", Detail: "a \"b\" \xff"})
	want := `{"type":"https://example.org/x","title":"Busy","status":409,"detail":"a \"b\" \ufffd"}` + "\n"
	if w.Code != 409 || w.Body.String() != want || w.Header().Get("Content-Encoding") != "" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

// TestArrays: options of npy reach the reading, also that of archives.
func TestArrays(t *testing.T) {
	named := serve(t, npyhttp.HandlerNPZ(func(_ context.Context, in *npz.Reader) (map[string]npy.AnyArray, error) {
		x, err := npz.Read[float64](in, "x")
		return map[string]npy.AnyArray{"x": x}, err
	}, npyhttp.Arrays(npy.Cast(npy.Safe))))
	arrays := map[string]npy.AnyArray{"x": vector[float32](3)}
	if answer, got := request(t, "POST", named.URL, bytes.NewReader(zipped(t, arrays))); answer.StatusCode != 200 {
		t.Errorf("%d %q", answer.StatusCode, got)
	}
	z, err := npyhttp.PostNPZ(t.Context(), nil, serve(t, npyhttp.HandlerNPZ(func(context.Context, *npz.Reader) (map[string]npy.AnyArray, error) {
		return arrays, nil
	})).URL, arrays, npyhttp.Arrays(npy.Cast(npy.Safe)))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if x, err := npz.Read[float64](z, "x"); err != nil || !x.Equal(vector(3.)) {
		t.Errorf("%v, %v", x, err)
	}
	s := serve(t, same[float64](npyhttp.Arrays(npy.Cast(npy.Safe))))
	for _, body := range [][]byte{file(t, vector[int8](3)), zipped(t, map[string]npy.AnyArray{"x": vector[float32](3)})} {
		if answer, got := request(t, "POST", s.URL, bytes.NewReader(body)); answer.StatusCode != 200 || !bytes.Equal(got, file(t, vector(3.))) {
			t.Errorf("%d %q", answer.StatusCode, got)
		}
	}
}

// TestCanary: memory that is used again shows nothing of the requests before: not
// behind the elements, and not when one of them has failed.
func TestCanary(t *testing.T) {
	h := npyhttp.Handler(func(_ context.Context, in npy.Array[uint8]) (npy.Array[uint8], error) {
		if cap(in.Data) != len(in.Data) || cap(in.Shape) != len(in.Shape) {
			t.Errorf("%d elements, of %d within reach", len(in.Data), cap(in.Data))
		}
		for _, x := range in.Data {
			if x != in.Data[0] {
				t.Error("elements of another request")
				break
			}
		}
		if len(in.Data) > 0 && in.Data[0] == 99 {
			return npy.Array[uint8]{}, errors.New("none")
		}
		return in, nil
	}, npyhttp.OnError(func(*http.Request, *npyhttp.Error) {}))
	s := serve(t, h)
	canary := bytes.Repeat([]byte{0xca}, 300_000)
	for range 10 {
		for _, body := range [][]byte{
			file(t, npy.Array[uint8]{Data: canary}),
			file(t, npy.Array[uint8]{Data: canary})[:200_000],
			gzipped(t, file(t, npy.Array[uint8]{Data: canary}))[:200],
			file(t, npy.Array[uint8]{Data: bytes.Repeat([]byte{99}, 1000)}),
			zipped(t, map[string]npy.AnyArray{"x": npy.Array[uint8]{Data: canary}}),
		} {
			request(t, "POST", s.URL, unsized(body))
			small := file(t, vector[uint8](7, 7, 7))
			if _, got := request(t, "POST", s.URL, unsized(small)); !bytes.Equal(got, small) {
				t.Fatalf("%q", got)
			}
			if answer, got := request(t, "POST", s.URL, unsized(small[:len(small)-1])); answer.StatusCode != 400 || bytes.IndexByte(got, 0xca) >= 0 {
				t.Fatalf("%d %q", answer.StatusCode, got)
			}
		}
	}
}

// TestConcurrent: many clients at once, each with elements of its own, on HTTP/1
// and HTTP/2, among others who go away in the middle.
func TestConcurrent(t *testing.T) {
	for _, http2 := range []bool{false, true} {
		s := httptest.NewUnstartedServer(same[uint8]())
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		s.EnableHTTP2 = http2
		s.StartTLS()
		var wait sync.WaitGroup
		for id := range 8 {
			wait.Go(func() {
				for turn := range 12 {
					a := npy.Array[uint8]{Data: bytes.Repeat([]byte{byte(16*turn + id)}, 1+40_000*((turn+id)%5))}
					if id >= 6 {
						leave(s, a)
						continue
					}
					got, err := npyhttp.Post[uint8](t.Context(), s.Client(), s.URL, a)
					if err != nil || !bytes.Equal(got.Data, a.Data) {
						t.Errorf("HTTP/2 %v: %v, %d elements of %d", http2, err, len(got.Data), len(a.Data))
					}
				}
			})
		}
		wait.Wait()
		s.CloseClientConnections()
		s.Close()
	}
}

// leave sends a, and goes away within the answer.
func leave(s *httptest.Server, a npy.Array[uint8]) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b, _ := a.MarshalBinary()
	r, _ := http.NewRequestWithContext(ctx, "POST", s.URL, bytes.NewReader(b))
	if answer, err := s.Client().Do(r); err == nil {
		io.CopyN(io.Discard, answer.Body, 200)
		cancel()
		answer.Body.Close()
	}
}

// lost is a connection that breaks within the elements, while somebody still looks
// at what it was given.
type lost struct {
	*httptest.ResponseRecorder
	held []byte
}

func (l *lost) Write(b []byte) (int, error) {
	if len(b) > 1000 {
		l.held = b
		return 0, errors.New("stream closed")
	}
	return len(b), nil
}

// TestLostConnection: memory that a broken connection may look at is not used again.
func TestLostConnection(t *testing.T) {
	h := same[uint8]()
	send := func(w http.ResponseWriter, x byte) {
		body := file(t, npy.Array[uint8]{Data: bytes.Repeat([]byte{x}, 100_000)})
		h.ServeHTTP(w, httptest.NewRequest("POST", "/", bytes.NewReader(body)))
	}
	for x := range byte(20) {
		w := &lost{ResponseRecorder: httptest.NewRecorder()}
		send(w, x)
		for range 3 {
			send(httptest.NewRecorder(), 0xff)
		}
		if len(w.held) == 0 || w.held[0] != x || w.held[len(w.held)-1] != x {
			t.Fatal("the memory of an answer that is still being sent has changed")
		}
	}
}

// TestPanic: a function that panics keeps what it was given.
func TestPanic(t *testing.T) {
	var kept []uint8
	h := npyhttp.Handler(func(_ context.Context, in npy.Array[uint8]) (npy.Array[uint8], error) {
		if in.Data[0] == 1 {
			kept = in.Data
			panic(http.ErrAbortHandler)
		}
		return in, nil
	})
	send := func(x byte) {
		defer func() { recover() }()
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", bytes.NewReader(file(t, vector(x)))))
	}
	for _, x := range []byte{1, 2, 2, 2} {
		send(x)
	}
	if kept[0] != 1 {
		t.Error("the memory is in use again")
	}
}

// TestHandlerNPZ: named arrays, both ways.
func TestHandlerNPZ(t *testing.T) {
	h := npyhttp.HandlerNPZ(func(_ context.Context, in *npz.Reader) (map[string]npy.AnyArray, error) {
		x, err := npz.Read[float64](in, "x")
		if err != nil {
			return nil, err
		}
		y, err := npz.ReadAny(in, "y")
		if err != nil {
			return nil, &npyhttp.Error{Status: 422, Detail: "there is no y", Cause: err}
		}
		if y.Len() == 0 {
			return nil, errors.New("internal")
		}
		if y.Len() == 2 {
			y = nil
		}
		return map[string]npy.AnyArray{"y": y, "x": x, "text": vector("é"), "when": npy.Array[npy.Datetime64]{Data: []npy.Datetime64{5}}}, nil
	}, npyhttp.MaxBytes(5000), npyhttp.OnError(func(*http.Request, *npyhttp.Error) {}))
	s := serve(t, h)
	x, y := vector(1.5, 2), vector[int16](3)
	good := zipped(t, map[string]npy.AnyArray{"x": x, "y": y})
	for _, accept := range []string{"", "application/zip"} {
		answer, body := request(t, "POST", s.URL, bytes.NewReader(good), "Accept: "+accept)
		if got := answer.Header.Get("Content-Type"); got != cmp.Or(accept, npyhttp.ContentTypeNPZ) {
			t.Errorf("Content-Type %q", got)
		}
		z, err := npz.ReadFrom(bytes.NewReader(body))
		if err != nil || int(answer.ContentLength) != len(body) || fmt.Sprint(z.Names()) != "[text when x y]" {
			t.Fatalf("%v, Content-Length %d of %d", err, answer.ContentLength, len(body))
		}
		if got, err := npz.Read[int16](z, "y"); err != nil || !got.Equal(y) {
			t.Errorf("%v, %v", got, err)
		}
	}
	_, body := request(t, "POST", s.URL, bytes.NewReader(good), "Accept: application/json")
	if string(body) != `{"text":["é"],"when":[5],"x":[1.5,2.0],"y":[3]}`+"\n" || !json.Valid(body) {
		t.Errorf("%s", body)
	}
	for _, test := range []struct {
		body   []byte
		accept string
		want   int
	}{
		{file(t, x), "", 415},
		{good[:len(good)-1], "", 400},
		{flip(good, 64+128), "", 400},
		{append(bytes.Clone(good), make([]byte, 5000)...), "", 413},
		{zipped(t, map[string]npy.AnyArray{"y": y}), "", 422},
		{zipped(t, map[string]npy.AnyArray{"x": x}), "", 422},
		{zipped(t, map[string]npy.AnyArray{"x": vector[float32](1), "y": y}), "", 422},
		{zipped(t, map[string]npy.AnyArray{"x": x, "y": vector[int8]()}), "", 500},
		{zipped(t, map[string]npy.AnyArray{"x": x, "y": vector[int8](1, 2)}), "", 500},
		{zipped(t, map[string]npy.AnyArray{"x": x, "y": vector(point{})}), "application/json", 406},
		{good, npyhttp.ContentType, 406},
	} {
		answer, body := request(t, "POST", s.URL, bytes.NewReader(test.body), "Accept: "+test.accept)
		document(t, answer, body, test.want)
	}
}
