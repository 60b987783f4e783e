package trust

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
	"github.com/npygo/npygo/remote"
)

// bodies are the ways in which an input can be a request.
var bodies = map[string]func(in *input) *http.Request{
	"of its length": func(in *input) *http.Request { return httptest.NewRequest("POST", "/", bytes.NewReader(in.bytes)) },
	"chunked":       func(in *input) *http.Request { return httptest.NewRequest("POST", "/", in.stream()) },
	"with a lie as length": func(in *input) *http.Request {
		r := httptest.NewRequest("POST", "/", in.stream())
		r.ContentLength = memoryLimit
		return r
	},
	"compressed":             func(in *input) *http.Request { return compressed(in.gz) },
	"said to be compressed":  func(in *input) *http.Request { return compressed(in.bytes) },
	"said to be an archive":  func(in *input) *http.Request { return labelled(in, npyhttp.ContentTypeNPZ) },
	"said to be something":   func(in *input) *http.Request { return labelled(in, "image/png") },
	"said to be just binary": func(in *input) *http.Request { return labelled(in, "application/octet-stream") },
}

func compressed(b []byte) *http.Request {
	r := httptest.NewRequest("POST", "/", bytes.NewReader(b))
	r.Header.Set("Content-Encoding", "gzip")
	return r
}

func labelled(in *input, mediaType string) *http.Request {
	r := httptest.NewRequest("POST", "/", bytes.NewReader(in.bytes))
	r.Header.Set("Content-Type", mediaType)
	return r
}

func requestRoads() (calls []memoryCall) {
	limited, text := npyhttp.MaxBytes(memoryLimit), npyhttp.Arrays(npy.MaxHeader(memoryHeader))
	cast := npyhttp.Arrays(npy.Cast(npy.Unsafe))
	var kept npy.Array[float64]
	for road, read := range map[string]func(r *http.Request) error{
		"Read[float64]":    func(r *http.Request) error { _, err := npyhttp.Read[float64](r, limited, text); return err },
		"Read[complex128]": func(r *http.Request) error { _, err := npyhttp.Read[complex128](r, limited, text, cast); return err },
		"Read[string]":     func(r *http.Request) error { _, err := npyhttp.Read[string](r, limited, text); return err },
		"ReadInto":         func(r *http.Request) error { return npyhttp.ReadInto(r, &kept, limited, text) },
		"ReadAny":          func(r *http.Request) error { _, err := npyhttp.ReadAny(r, limited, text); return err },
		"ReadNPZ": func(r *http.Request) error {
			z, err := npyhttp.ReadNPZ(r, limited)
			if err != nil {
				return err
			}
			_, err = z.ReadAll(npy.MaxHeader(memoryHeader))
			return errors.Join(err, z.Close())
		},
	} {
		for way, request := range bodies {
			if road != "Read[float64]" && road != "ReadNPZ" && way != "of its length" && way != "chunked" {
				continue
			}
			calls = append(calls, memoryCall{road + " " + way, func(in *input) error { return read(request(in)) }})
		}
	}
	return append(calls, memoryCall{"ReadResponse", func(in *input) error {
		r := &http.Response{StatusCode: 200, Body: io.NopCloser(in.stream()), ContentLength: -1,
			Request: httptest.NewRequest("POST", "/", nil)}
		_, err := npyhttp.ReadResponse[float64](r, limited, text)
		return err
	}}, memoryCall{"ReadResponse with an error", func(in *input) error {
		r := &http.Response{StatusCode: 500, Header: http.Header{"Content-Type": {"application/problem+json"}}, ContentLength: -1,
			Body: io.NopCloser(in.stream()), Request: httptest.NewRequest("POST", "/", nil)}
		_, err := npyhttp.ReadResponse[float64](r, limited, text)
		return err
	}})
}

// discarded is an answer that nobody reads.
type discarded struct{ header http.Header }

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) Write(b []byte) (int, error) { return len(b), nil }
func (d *discarded) WriteHeader(int)             {}

func handlerRoads() (calls []memoryCall) {
	silent := npyhttp.OnError(func(*http.Request, *npyhttp.Error) {})
	limited, text := npyhttp.MaxBytes(memoryLimit), npyhttp.Arrays(npy.MaxHeader(memoryHeader))
	echo := func(_ context.Context, in npy.Array[uint8]) (npy.Array[uint8], error) { return in, nil }
	double := func(_ context.Context, in npy.Array[float64]) (npy.Array[float64], error) { return in, nil }
	for road, h := range map[string]http.Handler{
		"Handler[uint8]":         npyhttp.Handler(echo, limited, text, silent),
		"Handler[float64], cast": npyhttp.Handler(double, limited, text, silent, npyhttp.Arrays(npy.Cast(npy.Unsafe))),
		"HandlerNPZ": npyhttp.HandlerNPZ(func(_ context.Context, in *npz.Reader) (map[string]npy.AnyArray, error) {
			return in.ReadAll(npy.MaxHeader(memoryHeader))
		}, limited, silent),
	} {
		for way, request := range bodies {
			for _, accept := range []string{"", "application/json", npyhttp.ContentTypeNPZ} {
				if way != "of its length" && (accept != "" || way != "chunked" && way != "said to be compressed") {
					continue
				}
				calls = append(calls, memoryCall{road + " " + way + " -> " + accept, func(in *input) error {
					r := request(in)
					r.Header.Set("Accept", accept)
					h.ServeHTTP(&discarded{http.Header{}}, r)
					return nil
				}})
			}
		}
	}
	return calls
}

// remoteRoads read from a server in this process, all of which is counted.
func remoteRoads(t *testing.T) []memoryCall {
	served := make(map[string]*input)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Unix(1, 0), bytes.NewReader(served[r.URL.Path].bytes))
	}))
	t.Cleanup(s.Close)
	opened := func(end string, do func(f *remote.File) error) func(in *input) error {
		return func(in *input) error {
			path := "/" + strconv.Itoa(len(served)) + end
			served[path] = in
			defer delete(served, path)
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			defer s.Client().CloseIdleConnections()
			f, err := remote.Open(ctx, s.Client(), s.URL+path, remote.Retry(0, 0))
			if err != nil {
				return err
			}
			return errors.Join(do(f), f.Close())
		}
	}
	return []memoryCall{
		{"remote .npy", opened(".npy", func(f *remote.File) error {
			a, err := npy.NewFile(f, f.Size())
			if err != nil {
				return err
			}
			rows := 0
			if shape := a.Header().Shape; len(shape) > 0 {
				rows = shape[0]
			}
			_, err = npy.ReadRows[uint8](a, 0, rows)
			return err
		})},
		{"remote .npz", opened(".npz", func(f *remote.File) error {
			r, err := npz.NewReader(f, f.Size(), guardedAll()...)
			if err != nil {
				return err
			}
			_, err = r.ReadAll()
			return errors.Join(err, r.Close())
		})},
		{"an answer that is the input", func(in *input) error {
			answer := "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4294967295/4611686018427387904\r\nETag: \"" +
				strings.Repeat("x", 1000) + "\"\r\nContent-Length: 4294967296\r\n\r\n" + string(in.bytes[:min(len(in.bytes), 1<<16)])
			client := &http.Client{Transport: &cannedAnswer{answer}}
			f, err := remote.Open(context.Background(), client, "http://stranger/x.npz", remote.Retry(0, 0))
			if err != nil {
				return err
			}
			_, err = npz.NewReader(f, f.Size(), guardedAll()...)
			return errors.Join(err, f.Close())
		}},
	}
}

// cannedAnswer is a server that answers everything with the same bytes.
type cannedAnswer struct{ text string }

func (c *cannedAnswer) RoundTrip(r *http.Request) (*http.Response, error) {
	return http.ReadResponse(bufio.NewReader(strings.NewReader(c.text)), r)
}
