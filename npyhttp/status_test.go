package npyhttp_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

const limit = 4096 // of the handler below

// TestStatus: which status a body gets, with its length told and in chunks.
func TestStatus(t *testing.T) {
	s := serve(t, same[float64](npyhttp.MaxBytes(limit)))
	good := file(t, vector(1.5, 2.5))
	one := map[string]npy.AnyArray{"x": vector(1.5)}
	secret := "secret-in-the-elements"
	zeros := make([]byte, 1<<20)
	f8 := func(shape string, payload ...byte) []byte {
		return headed("{'descr': '<f8', 'fortran_order': False, 'shape': "+shape+", }", payload...)
	}
	big := file(t, npy.Array[float64]{Data: make([]float64, limit/8)})
	tests := []struct {
		name     string
		headers  string // separated by ;;
		body     []byte
		want     int
		chunked  int    // if it is another status in chunks
		contains string // in the detail
	}{
		{name: "an array", body: good, want: 200},
		{name: "alias", headers: "Content-Type: application/npy", body: good, want: 200},
		{name: "alias, case, parameters", headers: "Content-Type: Application/VND.NumPy.npy ; v=1", body: good, want: 200},
		{name: "of file --mime-type", headers: "Content-Type: application/x-numpy-data", body: good, want: 200},
		{name: "octet-stream", headers: "Content-Type: application/octet-stream", body: good, want: 200},
		{name: "no media type", headers: "Content-Type: ", body: good, want: 200},
		{name: "curl's own", headers: "Content-Type: application/x-www-form-urlencoded", body: good, want: 200},
		{name: "an archive of one", headers: "Content-Type: application/x-npz", body: zipped(t, one), want: 200},
		{name: "the same, compressed", headers: "Content-Type: application/zip", body: zipped(t, one, npz.Compress(6)), want: 200},
		{name: "an archive called npy", headers: "Content-Type: application/x-npy", body: zipped(t, one), want: 200},
		{name: "an array called npz", headers: "Content-Type: application/x-npz", body: good, want: 200},
		{name: "gzip", headers: "Content-Encoding: gzip", body: gzipped(t, good), want: 200},
		{name: "gzip of an archive", headers: "Content-Encoding: identity, X-GZIP", body: gzipped(t, zipped(t, one)), want: 200},
		{name: "gzip in two members", headers: "Content-Encoding: gzip", body: append(gzipped(t, good[:70]), gzipped(t, good[70:])...), want: 200},
		{name: "no elements", body: f8("(0,)"), want: 200},
		{name: "version 2", body: append([]byte("\x93NUMPY\x02\x00\x3a\x00\x00\x00"), f8("(0,)")[10:]...), want: 200},

		{name: "empty", want: 400, contains: "empty"},
		{name: "empty, no media type", headers: "Content-Type: ", want: 400},
		{name: "empty gzip", headers: "Content-Encoding: gzip", body: gzipped(t, nil), want: 400},
		{name: "no gzip at all", headers: "Content-Encoding: gzip", want: 400},
		{name: "text", body: []byte(secret), want: 400, contains: "neither"},
		{name: "half a magic", body: good[:3], want: 400},
		{name: "a magic alone", body: good[:6], want: 400},
		{name: "version 9", body: append([]byte("\x93NUMPY\x09\x00"), good[8:]...), want: 400, contains: "version"},
		{name: "bad header", body: headed("{'descr': '<f8', " + secret), want: 400, contains: "malformed"},
		{name: "bad shape", body: f8("(-1,)", 0, 0, 0, 0), want: 400, contains: "malformed"},
		{name: "no dtype at all", body: headed("{'descr': 'what?', 'fortran_order': False, 'shape': (), }"), want: 400, contains: "dtype"},
		{name: "within the header", body: good[:50], want: 400, contains: "ends"},
		{name: "trailing byte", body: append(bytes.Clone(good), 0), want: 400, contains: "behind"},
		{name: "a second array", body: append(bytes.Clone(good), good...), want: 400, contains: "behind"},
		{name: "trailing byte in gzip", headers: "Content-Encoding: gzip", body: gzipped(t, append(bytes.Clone(good), 0)), want: 400, contains: "behind"},
		{name: "damaged archive", headers: "Content-Type: application/x-npz", body: flip(zipped(t, one), 195), want: 400, contains: "archive"},
		{name: "archive without an end", body: zipped(t, one)[:100], want: 400, contains: "archive"},
		{name: "a bomb behind the array", headers: "Content-Encoding: gzip", body: gzipped(t, append(bytes.Clone(good), zeros...)), want: 400},
		{name: "gzip cut short", headers: "Content-Encoding: gzip", body: gzipped(t, good)[:60], want: 400},
		{name: "gzip with a wrong checksum", headers: "Content-Encoding: gzip", body: flip(gzipped(t, good), len(gzipped(t, good))-6), want: 400, contains: "gzip"},
		{name: "called gzip", headers: "Content-Encoding: gzip", body: good, want: 400, contains: "gzip"},

		{name: "over the limit", body: big, want: 413, contains: "4096"},
		{name: "promises more than the limit", body: f8("(512,)", 1, 2, 3), want: 413},
		{name: "promises 1 GiB", body: f8("(134217727,)"), want: 413},
		{name: "promises more than there is", body: good[:len(good)-1], want: 413, chunked: 400, contains: ""},
		{name: "the same, the header alone", body: f8("(4,)"), want: 413, chunked: 400},
		{name: "archive over the limit", body: zipped(t, map[string]npy.AnyArray{"x": npy.Array[float64]{Data: make([]float64, limit/8)}}), want: 413},
		{name: "archive that inflates over the limit", body: zipped(t, map[string]npy.AnyArray{"x": npy.Array[float64]{Data: make([]float64, 1<<16)}}, npz.Compress(6)), want: 413},
		{name: "gzip that inflates over the limit", headers: "Content-Encoding: gzip", body: gzipped(t, big), want: 413},
		{name: "gzip of an archive over the limit", headers: "Content-Encoding: gzip",
			body: gzipped(t, zipped(t, map[string]npy.AnyArray{"x": npy.Array[float64]{Data: make([]float64, 1<<16)}})), want: 413},
		{name: "header over its limit", body: append([]byte("\x93NUMPY\x02\x00\x00\x00\x00\x10"), zeros[:100]...), want: 413},
		{name: "gzip that inflates to nothing and never ends", headers: "Content-Encoding: gzip", body: hollow(8192), want: 413},

		{name: "JSON", headers: "Content-Type: application/json", body: []byte("[1]"), want: 415},
		{name: "text/plain with an array in it", headers: "Content-Type: text/plain", body: good, want: 415},
		{name: "octet-stream without magic", headers: "Content-Type: application/octet-stream", body: []byte(secret), want: 415},
		{name: "no media type, no magic", headers: "Content-Type: ", body: []byte(secret), want: 415},
		{name: "brotli", headers: "Content-Encoding: br", body: good, want: 415, contains: "gzip"},
		{name: "gzip twice", headers: "Content-Encoding: gzip;;Content-Encoding: gzip", body: gzipped(t, gzipped(t, good)), want: 415},

		{name: "another dtype", body: file(t, vector[float32](1)), want: 422, contains: "'<f4'; '<f8'"},
		{name: "another dtype in an archive", body: zipped(t, map[string]npy.AnyArray{"x": vector[int8](1)}), want: 422},
		{name: "a structured one", body: headed("{'descr': [('"+secret+"', '<f4')], 'fortran_order': False, 'shape': (), }", 0, 0, 0, 0), want: 422},
		{name: "objects", body: headed("{'descr': '|O', 'fortran_order': False, 'shape': (), }", []byte("\x80\x04N.")...), want: 422, contains: "pickle"},
		{name: "an archive of two", body: zipped(t, map[string]npy.AnyArray{"x": vector(1.), "y": vector(2.)}), want: 422, contains: "2 members"},
		{name: "an archive of none", body: zipped(t, nil), want: 422},
		{name: "no such answer", headers: "Accept: text/html", body: good, want: 406},
	}
	for _, test := range tests {
		headers := strings.Split(test.headers, ";;")
		if !strings.Contains(test.headers, "Content-Type") {
			headers = append(headers, "Content-Type: "+npyhttp.ContentType)
		}
		t.Run(test.name, func(t *testing.T) {
			answer, body := request(t, "POST", s.URL, bytes.NewReader(test.body), headers...)
			checkStatus(t, answer, body, test.want, test.contains, secret)
		})
		if test.chunked == 0 {
			test.chunked = test.want
		}
		t.Run(test.name+", chunked", func(t *testing.T) {
			answer, body := request(t, "POST", s.URL, unsized(test.body), headers...)
			checkStatus(t, answer, body, test.chunked, test.contains, secret)
		})
	}
}

func checkStatus(t *testing.T, answer *http.Response, body []byte, want int, contains, secret string) {
	t.Helper()
	if bytes.Contains(body, []byte(secret)) {
		t.Errorf("the answer quotes the body: %s", body)
	}
	if want == 200 {
		if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != npyhttp.ContentType || int(answer.ContentLength) != len(body) {
			t.Errorf("status %d, %v, %s", answer.StatusCode, answer.Header, body)
		}
		return
	}
	doc := document(t, answer, body, want)
	if !strings.Contains(doc.Detail, contains) || doc.Detail == "" {
		t.Errorf("detail %q, want it to have %q", doc.Detail, contains)
	}
	for _, internal := range []string{"npy:", "npyhttp", "npz", "MaxBytes", "float64", ".go", "goroutine"} {
		if strings.Contains(strings.ReplaceAll(doc.Detail, "application/x-npz", ""), internal) && internal != "npz" {
			t.Errorf("detail %q tells of %s", doc.Detail, internal)
		}
	}
	for name, value := range map[string]string{"Accept": npyhttp.ContentType, "Accept-Encoding": "gzip"} {
		if got := answer.Header.Get(name); got != "" && (want != 415 || !strings.Contains(got, value)) {
			t.Errorf("%s: %s", name, got)
		}
	}
	if want == 415 && answer.Header.Get("Accept") == "" && answer.Header.Get("Accept-Encoding") == "" {
		t.Error("the answer does not tell what would be taken")
	}
}

// flip changes a bit of b.
func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

// hollow is a gzip stream of n bytes that hold nothing: empty stored blocks.
func hollow(n int) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	for buf.Len() < n {
		w.Flush()
	}
	return buf.Bytes()
}

// TestAnswersEarly: what the beginning of a request shows is answered before the
// rest has come, which in these never does. (Where less than 256 KiB are
// missing, net/http waits for them, but for 413.)
func TestAnswersEarly(t *testing.T) {
	s := serve(t, same[float64]())
	promise := func(n int) []byte {
		return headed(fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d,), }", n))
	}
	const length = "Content-Length: 1048576"
	tests := []struct {
		name, fields string
		body         []byte
		want         string
	}{
		{"Content-Length", "Content-Length: 80000200\r\nExpect: 100-continue", nil, "413"},
		{"header", "Transfer-Encoding: chunked", chunk(promise(9999999)), "413"},
		{"header and Content-Length", "Content-Length: 200", promise(1000), "413"},
		{"Content-Length goes on", length, file(t, vector(1.5)), "400"},
		{"media type", length + "\r\nContent-Type: image/png", nil, "415"},
		{"magic", length, []byte("not an array"), "400"},
		{"dtype", length, file(t, npy.Array[float32]{Data: make([]float32, (1<<20-128)/4)})[:4096], "422"},
		{"Accept", length + "\r\nAccept: image/png", nil, "406"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(test.fields, "Content-Type") {
				test.fields += "\r\nContent-Type: application/x-npy"
			}
			c := socket(t, s, "POST / HTTP/1.1", "Host: x", test.fields)
			c.Write(test.body)
			line, err := bufio.NewReader(c).ReadString('\n')
			if err != nil || !strings.Contains(line, test.want) {
				t.Errorf("%q, %v", line, err)
			}
		})
	}
}

func chunk(b []byte) []byte { return fmt.Appendf(nil, "%x\r\n%s\r\n", len(b), b) }

// TestLongHeader: a header that does not fit the block that is looked at is read
// as any other.
func TestLongHeader(t *testing.T) {
	s := serve(t, same[float64](npyhttp.MaxBytes(1<<20)))
	for _, blanks := range []int{3900, 4096, 9000, 60000} {
		b := headed("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }"+strings.Repeat(" ", blanks), make([]byte, 16)...)
		for _, test := range []struct {
			body []byte
			want int
		}{{b, 200}, {append(bytes.Clone(b), 0), 400}, {b[:len(b)-100], 400}} {
			for _, body := range []io.Reader{bytes.NewReader(test.body), unsized(test.body)} {
				answer, _ := request(t, "POST", s.URL, body)
				if answer.StatusCode != test.want && (answer.StatusCode != 413 || test.want == 200) {
					t.Errorf("%d blanks, %d of %d bytes: status %d", blanks, len(test.body), len(b), answer.StatusCode)
				}
			}
		}
	}
}

// TestSlowBody: bytes that come one by one are an array in the end.
func TestSlowBody(t *testing.T) {
	s := serve(t, same[float64]())
	body := file(t, vector(1.5, 2.5))
	for _, fields := range []string{fmt.Sprintf("Content-Length: %d", len(body)), "Transfer-Encoding: chunked"} {
		c := socket(t, s, "POST / HTTP/1.1", "Host: x", fields, "Content-Type: application/x-npy")
		c.(*net.TCPConn).SetNoDelay(true)
		for i := range body {
			b := body[i : i+1]
			if strings.HasPrefix(fields, "T") {
				b = chunk(b)
			}
			if _, err := c.Write(b); err != nil {
				t.Fatal(err)
			}
		}
		if strings.HasPrefix(fields, "T") {
			io.WriteString(c, "0\r\n\r\n")
		}
		answer, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := npyhttp.ReadResponse[float64](answer)
		if err != nil || !got.Equal(npy.Array[float64]{Data: []float64{1.5, 2.5}}) {
			t.Errorf("%s: %v, %v", fields, got, err)
		}
	}
}

// TestCutBody: a connection that breaks in the body calls no handler.
func TestCutBody(t *testing.T) {
	failed := make(chan *npyhttp.Error, 1)
	s := serve(t, npyhttp.Handler(func(context.Context, npy.Array[float64]) (npy.Array[float64], error) {
		t.Error("the function was called")
		return npy.Array[float64]{}, nil
	}, npyhttp.OnError(func(_ *http.Request, e *npyhttp.Error) { failed <- e })))
	body := file(t, npy.Array[float64]{Data: make([]float64, 1<<16)})
	for _, keep := range []int{0, 5, 100, 140, 70_000} {
		c := socket(t, s, "POST / HTTP/1.1", "Host: x", fmt.Sprintf("Content-Length: %d", len(body)), "Content-Type: application/x-npy")
		c.Write(body[:keep])
		c.(*net.TCPConn).CloseWrite()
		select {
		case e := <-failed:
			if e.Status != 400 {
				t.Errorf("cut after %d: %v", keep, e)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("cut after %d: no end", keep)
		}
		c.Close()
	}
}

// TestLyingLength: a request whose ContentLength is not that of its body, as
// middleware can make them.
func TestLyingLength(t *testing.T) {
	body := file(t, vector(1.5, 2.5))
	for length, want := range map[int64]int{-1: 0, int64(len(body)): 0, int64(len(body)) - 1: 413, int64(len(body)) + 1: 400, 1: 413, 1 << 40: 413, math.MaxInt64: 413} {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.ContentLength = length
		_, err := npyhttp.Read[float64](r)
		if got := statusOf(err); got != want {
			t.Errorf("length %d: %v", length, err)
		}
	}
	r := httptest.NewRequest("POST", "/", bytes.NewReader(append(body, 0)))
	r.ContentLength = int64(len(body))
	if _, err := npyhttp.Read[float64](r); statusOf(err) != 400 {
		t.Errorf("a byte more than Content-Length: %v", err)
	}
}

// TestLengthZero: a request as tests make them, around any reader: its length is 0, and
// that means unknown where there is a body.
func TestLengthZero(t *testing.T) {
	a := vector(1.5, 2.5)
	for what, body := range map[string][]byte{"an array": file(t, a), "an archive": zipped(t, map[string]npy.AnyArray{"x": a})} {
		r, err := http.NewRequest("POST", "/", unsized(body))
		if err != nil || r.ContentLength != 0 {
			t.Fatal(r.ContentLength, err)
		}
		if got, err := npyhttp.Read[float64](r); err != nil || !got.Equal(a) {
			t.Errorf("%s: %v, %v", what, got, err)
		}
	}
	for _, body := range []io.Reader{nil, http.NoBody, unsized(nil)} {
		r, err := http.NewRequest("POST", "/", body)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := npyhttp.Read[float64](r); statusOf(err) != 400 {
			t.Errorf("no body: %v", err)
		}
	}
}

// TestErrorsWrap: errors of Read are npy's inside, and those of a MaxBytesReader
// are a matter of size.
func TestErrorsWrap(t *testing.T) {
	read := func(b []byte) error {
		_, err := npyhttp.Read[float64](httptest.NewRequest("POST", "/", bytes.NewReader(b)))
		return err
	}
	good := file(t, vector(1.5))
	for _, test := range []struct {
		body []byte
		want error
	}{
		{file(t, vector[float32](1)), header.ErrDType},
		{good[:40], header.ErrTruncated},
		{good[:len(good)-1], header.ErrTruncated},
		{nil, header.ErrMagic},
		{zipped(t, nil), npz.ErrArchive},
	} {
		if err := read(test.body); !errors.Is(err, test.want) {
			t.Errorf("%v, want it to wrap %v", err, test.want)
		}
	}
	r := httptest.NewRequest("POST", "/", unsized(good))
	r.Body = http.MaxBytesReader(nil, r.Body, 130)
	if _, err := npyhttp.Read[float64](r); statusOf(err) != 413 {
		t.Errorf("within a MaxBytesReader: %v", err)
	}
	if _, err := npyhttp.Read[float64](&http.Request{}); statusOf(err) != 400 {
		t.Errorf("without a body: %v", err)
	}
}
