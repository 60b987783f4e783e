package load

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"sync"

	"github.com/kshedden/gonpy"

	"github.com/npygo/npygo/bench/measure"
	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
)

// HTTP has the cases of servers that answer with the array that they are sent. Those
// that leave much garbage have a case of their own, since it empties the pools of the others.
func HTTP(s measure.Setup) []measure.Plan {
	return []measure.Plan{
		{Name: "echo/blog", Make: func() (measure.Case, error) {
			return echo("echo/blog", "Servers that leave no garbage", serveFixed, serveHandler, serveReadInto)
		}},
		{Name: "echo/others", Make: func() (measure.Case, error) {
			return echo("echo/others", "Servers as one writes them without a package for it, and with others",
				serveHandler, serveReadAll, serveGonpy, serveJSON)
		}},
	}
}

// server is a handler and the request it is sent.
type server struct {
	name, how string
	handler   http.Handler
	mediaType string
	body      []byte
}

func echo(name, note string, makers ...func(a npy.Array[float64], file []byte) (server, error)) (c measure.Case, err error) {
	a := npy.Array[float64]{Data: make([]float64, 9*128*64*3), Shape: []int{9, 128, 64, 3}}
	for i := range a.Data {
		a.Data[i] = math.Sqrt(float64(i))
	}
	file, err := a.MarshalBinary()
	if err != nil {
		return c, err
	}
	c = measure.Case{Name: name, Bytes: int64(len(file)), Note: note}
	for _, m := range makers {
		s, err := m(a, file)
		if err != nil {
			return c, err
		}
		if s.body == nil {
			s.mediaType, s.body = npyhttp.ContentType, file
		}
		x, err := dial(s)
		if err != nil {
			return c, err
		}
		c.OnClose(x.close)
		c.Contestants = append(c.Contestants, measure.Contestant{Name: s.name, How: s.how, Run: x.run, Check: x.check, Count: x.count})
	}
	return c, nil
}

// serveFixed is the least that a server on net/http can do: it knows the size, and not what
// is in the body.
func serveFixed(_ npy.Array[float64], file []byte) (server, error) {
	pool := sync.Pool{New: func() any { b := make([]byte, len(file)); return &b }}
	return server{name: "limit", how: "io.ReadFull into a pooled buffer of the right size, one Write",
		handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b := pool.Get().(*[]byte)
			defer pool.Put(b)
			if _, err := io.ReadFull(r.Body, *b); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			w.Header().Set("Content-Type", npyhttp.ContentType)
			w.Header().Set("Content-Length", strconv.Itoa(len(*b)))
			w.Write(*b)
		})}, nil
}

func serveHandler(npy.Array[float64], []byte) (server, error) {
	return server{name: "npygo", how: "npyhttp.Handler", handler: npyhttp.Handler(
		func(_ context.Context, in npy.Array[float64]) (npy.Array[float64], error) { return in, nil },
	)}, nil
}

func serveReadInto(npy.Array[float64], []byte) (server, error) {
	pool := sync.Pool{New: func() any { return new(npy.Array[float64]) }}
	return server{name: "npygo ReadInto", how: "npyhttp.ReadInto of a pooled array, npyhttp.Write",
		handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a := pool.Get().(*npy.Array[float64])
			defer pool.Put(a)
			if err := npyhttp.ReadInto(r, a); err != nil {
				npyhttp.WriteError(w, err)
				return
			}
			npyhttp.Write(w, *a)
		})}, nil
}

// serveReadAll is what one writes by hand.
func serveReadAll(npy.Array[float64], []byte) (server, error) {
	return server{name: "io.ReadAll", how: "io.ReadAll, a header parsed, math.Float64frombits in a loop, encoding/binary back",
		handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
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
			out, err := h.AppendBinary(nil)
			if err == nil {
				out, err = binary.Append(out, binary.LittleEndian, data)
			}
			answer(w, out, err)
		})}, nil
}

func serveGonpy(npy.Array[float64], []byte) (server, error) {
	return server{name: "gonpy", how: "NewReader(r.Body), GetFloat64, NewWriter, WriteFloat64",
		handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			reader, err := gonpy.NewReader(r.Body)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			data, err := reader.GetFloat64()
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			var out bytes.Buffer
			writer, err := gonpy.NewWriter(nopCloser{&out})
			if err == nil {
				writer.Shape = reader.Shape
				err = writer.WriteFloat64(data)
			}
			answer(w, out.Bytes(), err)
		})}, nil
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func answer(w http.ResponseWriter, body []byte, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", npyhttp.ContentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

func serveJSON(a npy.Array[float64], _ []byte) (server, error) {
	text, err := json.Marshal(npy.Base64(a))
	return server{name: "JSON+base64", how: "encoding/json of the elements in base64, both ways",
		handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var x npy.Base64Array[float64]
			if err := json.NewDecoder(r.Body).Decode(&x); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			out, err := json.Marshal(x)
			answer(w, out, err)
		}), mediaType: "application/json", body: text}, err
}
