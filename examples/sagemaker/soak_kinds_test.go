package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
)

// kind is one that requests of the soak are of.
type kind struct {
	name   string
	weight int    // of 10,000
	answer string // for the report
	do     func(*soak, *rand.Rand) (in, out int, err error)
}

// kinds has 5 % of malformed bodies, 1 % of sound ones that are refused, 1 % that are cut
// and 1 % that come slowly. TestSoakShares adds up.
func kinds(t *testing.T) []kind {
	list := []kind{
		{"cut", 100, "nothing: the client cut its body", cut(good(t, 10_000, 1).body)},
		{"slow", 97, "200", slow(good(t, 1000, 2))},
		{"too slow", 3, "408", tooSlow(good(t, 1000, 3).body)},
	}
	list = append(list, share(500, malformed(t))...)
	list = append(list, share(100, unwanted(t))...)
	list = append(list, share(400, variants(t))...)
	for _, size := range []struct{ rows, weight int }{{1, 3100}, {10, 2100}, {1000, 1700}, {10_000, 1300}, {73_728, 550}, {500_000, 50}} {
		// Other elements: one request's must not turn up in the next one's answer.
		list = append(list, share(size.weight, []exchange{good(t, size.rows, 0), good(t, size.rows, 1), good(t, size.rows, 2)})...)
	}
	return list
}

// share makes kinds of a list that have the weight together.
func share(weight int, list []exchange) (shares []kind) {
	for i, x := range list {
		w := weight / len(list)
		if i == 0 {
			w += weight % len(list)
		}
		shares = append(shares, kind{x.name, w, fmt.Sprint(x.status), once(x)})
	}
	return shares
}

// exchange is a request, and what the answer must be.
type exchange struct {
	name    string
	head    map[string]string
	body    []byte
	chunked bool
	status  int
	want    []byte // nil: a problem document
}

func good(t *testing.T, rows, seed int) exchange {
	a := matrix(rows, seed)
	return exchange{name: fmt.Sprintf("%d rows", rows), body: file(t, a), status: 200, want: file(t, naive(a))}
}

// variants are good ones of other forms.
func variants(t *testing.T) []exchange {
	a := matrix(20_000, 4)
	list, err := json.Marshal(npy.Nested(naive(a)))
	if err != nil {
		t.Fatal(err)
	}
	narrow := npy.Array[int8]{Data: make([]int8, len(a.Data)), Shape: a.Shape}
	for i, v := range a.Data {
		narrow.Data[i] = int8(v)
	}
	column := npy.Array[float64]{Data: make([]float64, len(a.Data)), Shape: a.Shape, FortranOrder: true}
	for i := range column.Data {
		column.Data[i] = a.At(i%20_000, i/20_000)
	}
	want := file(t, naive(a))
	return []exchange{
		{name: "int8", body: file(t, narrow), status: 200, want: want},
		{name: "Fortran order", body: file(t, column), status: 200, want: want},
		{name: "chunked", body: file(t, a), chunked: true, status: 200, want: want},
		{name: "gzip", body: squeeze(file(t, a)), head: map[string]string{"Content-Encoding": "gzip"}, status: 200, want: want},
		{name: "JSON answer", body: file(t, a), head: map[string]string{"Accept": "application/json"}, status: 200, want: append(list, '\n')},
	}
}

func malformed(t *testing.T) []exchange {
	body := file(t, matrix(5000, 5))
	patch := func(old, new string) []byte { return bytes.Replace(body, []byte(old), []byte(new), 1) }
	squeezed := squeeze(body)
	squeezed[len(squeezed)-6] ^= 1 // in its checksum
	return []exchange{
		{name: "no array", body: []byte("this is no array"), status: 400},
		{name: "trailing", body: append(bytes.Clone(body), 1), status: 400},
		{name: "short, chunked", body: body[:len(body)/2], chunked: true, status: 400},
		{name: "short", body: body[:len(body)/2], status: 413},
		{name: "promises much", body: patch("(5000, 3), }      ", "(5000000000, 3), }"), status: 413},
		{name: "version 9", body: patch("NUMPY\x01", "NUMPY\x09"), status: 400},
		{name: "broken gzip", body: squeezed, head: map[string]string{"Content-Encoding": "gzip"}, status: 400},
	}
}

// unwanted are well formed, and not what the model takes.
func unwanted(t *testing.T) []exchange {
	body := file(t, matrix(5000, 5))
	patch := func(old, new string) []byte { return bytes.Replace(body, []byte(old), []byte(new), 1) }
	return []exchange{
		{name: "media type", body: body, head: map[string]string{"Content-Type": "text/csv"}, status: 415},
		{name: "Accept", body: body, head: map[string]string{"Accept": "image/png"}, status: 406},
		{name: "shape", body: patch("(5000, 3)", "(3, 5000)"), status: 422},
		{name: "dtype", body: patch("'<f8'", "'<M8'"), status: 422},
		{name: "pickle", body: patch("'<f8'", "'|O' "), status: 422},
	}
}

func squeeze(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(b)
	z.Close()
	return out.Bytes()
}

// once does an exchange as net/http's client does.
func once(x exchange) func(*soak, *rand.Rand) (in, out int, err error) {
	return func(s *soak, _ *rand.Rand) (in, out int, err error) {
		var body io.Reader = bytes.NewReader(x.body)
		if x.chunked {
			body = struct{ io.Reader }{body} // of unknown length
		}
		r, err := http.NewRequest("POST", s.p.url("/invocations"), body)
		if err != nil {
			return 0, 0, err
		}
		r.Header.Set("Content-Type", "application/x-npy")
		for name, value := range x.head {
			r.Header.Set(name, value)
		}
		start := time.Now()
		answer, err := s.client.Do(r)
		if time.Since(start) >= soakTimeout && (err != nil || answer.StatusCode == http.StatusRequestTimeout) {
			s.late.Add(1) // the machine is overloaded: the server was right to give up
			if err == nil {
				answer.Body.Close()
			}
			return 0, 0, nil
		}
		if err != nil {
			return 0, 0, err
		}
		n, err := x.check(answer)
		return len(x.body), n, err
	}
}

// check compares an answer and gives its length.
func (x exchange) check(answer *http.Response) (int, error) {
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return 0, err
	case answer.StatusCode != x.status:
		return 0, fmt.Errorf("status %d, want %d: %.200s", answer.StatusCode, x.status, text)
	case x.want != nil && !bytes.Equal(text, x.want):
		return 0, fmt.Errorf("a wrong answer of %d bytes, want %d", len(text), len(x.want))
	}
	if x.want == nil {
		var problem struct{ Status int }
		if err := json.Unmarshal(text, &problem); err != nil || problem.Status != x.status || answer.Header.Get("Content-Type") != "application/problem+json" {
			return 0, fmt.Errorf("no problem document: %.200s", text)
		}
	}
	return len(text), nil
}

// connect begins a request with a body of n bytes on a connection of its own.
func (s *soak) connect(n int) (net.Conn, error) {
	c, err := net.Dial("tcp", s.p.addr)
	if err != nil {
		return nil, err
	}
	c.SetDeadline(time.Now().Add(patience))
	_, err = fmt.Fprintf(c, "POST /invocations HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-npy\r\nContent-Length: %d\r\n\r\n", n)
	return c, err
}

// cut goes away in the middle of the body: with a FIN or a RST.
func cut(body []byte) func(*soak, *rand.Rand) (in, out int, err error) {
	return func(s *soak, random *rand.Rand) (in, out int, err error) {
		c, err := s.connect(len(body))
		if err != nil {
			return 0, 0, err
		}
		if random.IntN(2) == 0 {
			c.(*net.TCPConn).SetLinger(0)
		}
		n, err := c.Write(body[:random.IntN(len(body))])
		c.Close()
		return n, 0, err
	}
}

// slow sends in pieces, with pauses that the server puts up with.
func slow(x exchange) func(*soak, *rand.Rand) (in, out int, err error) {
	return func(s *soak, _ *rand.Rand) (in, out int, err error) {
		c, err := s.connect(len(x.body))
		if err != nil {
			return 0, 0, err
		}
		defer c.Close()
		const pieces = 5
		for i := range pieces {
			if _, err := c.Write(x.body[i*len(x.body)/pieces : (i+1)*len(x.body)/pieces]); err != nil {
				return 0, 0, err
			}
			time.Sleep(10 * time.Millisecond)
		}
		n, err := x.receive(c)
		return len(x.body), n, err
	}
}

// tooSlow stops in the middle.
func tooSlow(body []byte) func(*soak, *rand.Rand) (in, out int, err error) {
	return func(s *soak, _ *rand.Rand) (in, out int, err error) {
		c, err := s.connect(len(body))
		if err != nil {
			return 0, 0, err
		}
		defer c.Close()
		if in, err = c.Write(body[:len(body)/2]); err != nil {
			return 0, 0, err
		}
		out, err = exchange{status: http.StatusRequestTimeout}.receive(c)
		return in, out, err
	}
}

// receive reads the answer from a connection, and compares it.
func (x exchange) receive(c net.Conn) (int, error) {
	answer, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, err
	}
	return x.check(answer)
}
