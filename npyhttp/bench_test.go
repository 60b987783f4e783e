package npyhttp_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
)

// An echo of the float64 array of 9x128x64x3, 1.77 MB, over loopback and one connection
// that is kept alive. What is counted is the server's: the client is a socket and
// a buffer.

// echo is a handler and the request that it is sent.
type echo struct {
	name    string
	handler http.Handler
	request []byte
}

func echoes(tb testing.TB) []echo {
	a := npy.Array[float64]{Data: make([]float64, 9*128*64*3), Shape: []int{9, 128, 64, 3}}
	for i := range a.Data {
		a.Data[i] = math.Sqrt(float64(i))
	}
	file, err := a.MarshalBinary()
	if err != nil {
		tb.Fatal(err)
	}
	text, err := json.Marshal(npy.Base64(a))
	if err != nil {
		tb.Fatal(err)
	}
	post := func(mediaType string, body []byte) []byte {
		head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", mediaType, len(body))
		return append([]byte(head), body...)
	}
	binary := post(npyhttp.ContentType, file)
	return []echo{
		{"FixedBuffer", fixedBuffer(len(file)), binary},
		{"Handler", npyhttp.Handler(func(_ context.Context, in npy.Array[float64]) (npy.Array[float64], error) { return in, nil }), binary},
		{"ReadInto+Write", http.HandlerFunc(readIntoWrite), binary},
		{"Read+Write", http.HandlerFunc(readWrite), binary},
		{"ReadAll+copy", http.HandlerFunc(readAllCopy), binary},
		{"JSON+base64", http.HandlerFunc(jsonBase64), post("application/json", text)},
	}
}

// fixedBuffer is the least that a server on net/http can do: it knows the size,
// and not what is in the body.
func fixedBuffer(size int) http.Handler {
	pool := sync.Pool{New: func() any { b := make([]byte, size); return &b }}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b := pool.Get().(*[]byte)
		defer pool.Put(b)
		if _, err := io.ReadFull(r.Body, *b); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", npyhttp.ContentType)
		w.Header().Set("Content-Length", strconv.Itoa(len(*b)))
		w.Write(*b)
	})
}

var arrays = sync.Pool{New: func() any { return new(npy.Array[float64]) }}

func readIntoWrite(w http.ResponseWriter, r *http.Request) {
	a := arrays.Get().(*npy.Array[float64])
	defer arrays.Put(a)
	if err := npyhttp.ReadInto(r, a); err != nil {
		npyhttp.WriteError(w, err)
		return
	}
	npyhttp.Write(w, *a)
}

func readWrite(w http.ResponseWriter, r *http.Request) {
	a, err := npyhttp.Read[float64](r)
	if err != nil {
		npyhttp.WriteError(w, err)
		return
	}
	npyhttp.Write(w, a)
}

// readAllCopy is what one writes without a package for it.
func readAllCopy(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	h, n, err := header.Parse(b)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	data := make([]float64, len(b[n:])/8)
	for i := range data {
		data[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[n+8*i:]))
	}
	var out bytes.Buffer
	head, err := h.AppendBinary(nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	out.Write(head)
	binary.Write(&out, binary.LittleEndian, data)
	w.Header().Set("Content-Type", npyhttp.ContentType)
	w.Write(out.Bytes())
}

func jsonBase64(w http.ResponseWriter, r *http.Request) {
	var x npy.Base64Array[float64]
	if err := json.NewDecoder(r.Body).Decode(&x); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(x)
}

// connection is a client that allocates nothing.
type connection struct {
	tb   testing.TB
	c    net.Conn
	r    *bufio.Reader
	e    echo
	sink []byte
}

func dial(tb testing.TB, e echo) *connection {
	server := httptest.NewServer(e.handler)
	tb.Cleanup(server.Close)
	c, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { c.Close() })
	x := &connection{tb: tb, c: c, r: bufio.NewReaderSize(c, 64<<10), e: e, sink: make([]byte, 4<<20)}
	for range 3 {
		x.turn()
	}
	return x
}

var chunked = []byte("Transfer-Encoding: chunked\r\n")

// turn sends the request and reads the answer.
func (x *connection) turn() {
	if _, err := x.c.Write(x.e.request); err != nil {
		x.tb.Fatal(err)
	}
	length, status := -1, true
	for {
		line, err := x.r.ReadSlice('\n')
		if err != nil {
			x.tb.Fatal(err)
		}
		if status && !bytes.HasPrefix(line, []byte("HTTP/1.1 200")) {
			x.tb.Fatalf("%s: %s", x.e.name, line)
		}
		status = false
		if digits, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length = 0
			for _, c := range bytes.TrimSpace(digits) {
				length = 10*length + int(c-'0')
			}
		}
		if bytes.Equal(line, chunked) {
			length = -2
		}
		if len(line) <= 2 {
			break
		}
	}
	if length == -2 {
		x.chunks()
		return
	}
	if _, err := io.ReadFull(x.r, x.sink[:length]); err != nil {
		x.tb.Fatal(err)
	}
}

func (x *connection) chunks() {
	for n := 1; n > 0; {
		line, err := x.r.ReadSlice('\n')
		if err != nil {
			x.tb.Fatal(err)
		}
		n = 0
		for _, c := range bytes.TrimSpace(line) {
			digit := int(c - '0')
			if c >= 'a' {
				digit = int(c-'a') + 10
			}
			n = 16*n + digit
		}
		if _, err := io.ReadFull(x.r, x.sink[:n+2]); err != nil {
			x.tb.Fatal(err)
		}
	}
}

// BenchmarkEcho measures each handler by itself: its requests per second, and all
// that is allocated for one.
func BenchmarkEcho(b *testing.B) {
	for _, e := range echoes(b) {
		b.Run(e.name, func(b *testing.B) {
			x := dial(b, e)
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				x.turn()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
		})
	}
}

// BenchmarkEchoPaired has the fixed buffer and another one take turns, and gives
// the median of the other's time over that of the fixed buffer just before or after it. Only two
// at a time: the garbage of the slow ones has pools emptied under the others.
func BenchmarkEchoPaired(b *testing.B) {
	list := echoes(b)
	for _, e := range list { // the fixed buffer against itself shows the noise
		b.Run(e.name, func(b *testing.B) {
			var pairs [16][2]*connection // each is faster or slower by itself, with its buffers in the kernel
			for i := range pairs {
				pairs[i] = [2]*connection{dial(b, list[0]), dial(b, e)}
			}
			var ratios []float64
			for turn := 0; b.Loop(); turn++ {
				pair := pairs[turn/2%len(pairs)]
				first, second := pair[0], pair[1]
				if turn%2 == 1 {
					first, second = second, first
				}
				t0 := time.Now()
				first.turn()
				t1 := time.Now()
				second.turn()
				ratio := float64(time.Since(t1)) / float64(t1.Sub(t0))
				if turn%2 == 1 {
					ratio = 1 / ratio
				}
				ratios = append(ratios, ratio)
			}
			slices.Sort(ratios)
			b.ReportMetric(ratios[len(ratios)/2], "x-fixed")
		})
	}
}
