package s3_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A store that does not send what was asked for is told by its Content-Range: neither SDK
// looks at that.
func TestOtherRanges(t *testing.T) {
	data := []byte(strings.Repeat("0123456789", 100))
	for name, answer := range map[string]func(w http.ResponseWriter){
		"the whole object": func(w http.ResponseWriter) { w.Write(data) },
		"another part": func(w http.ResponseWriter) {
			w.Header().Set("Content-Range", "bytes 0-4/1000")
			w.Header().Set("Content-Length", "5")
			w.WriteHeader(http.StatusPartialContent)
			w.Write(data[:5])
		},
		"a part of another object": func(w http.ResponseWriter) {
			w.Header().Set("Content-Range", "bytes 503-507/999")
			w.Header().Set("Content-Length", "5")
			w.WriteHeader(http.StatusPartialContent)
			w.Write(data[4:9])
		},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"one"`)
			w.Header().Set("Last-Modified", "Mon, 06 May 2024 07:08:09 GMT")
			if r.Method == http.MethodHead {
				w.Header().Set("Content-Length", fmt.Sprint(len(data)))
				return
			}
			answer(w)
		}))
		s := clients(t, server.Listener.Addr().String())
		for _, sdk := range []string{"aws", "minio"} {
			t.Run(name+" for "+sdk, func(t *testing.T) {
				src, err := s.ways()[sdk](context.Background(), "rows.npy")
				if err != nil {
					t.Fatal(err)
				}
				b := make([]byte, 5)
				if n, err := src.ReadAt(b, 503); n != 0 || !bytes.Equal(b, make([]byte, 5)) {
					t.Errorf("%d bytes: %q", n, b)
				} else if !strings.Contains(fmt.Sprint(err), `arrays/rows.npy, bytes 503-507: the server sent other bytes`) {
					t.Error(err)
				}
				if name == "the whole object" { // for which 200 is as good as 206
					b = make([]byte, len(data))
					if n, err := src.ReadAt(b, 0); n != len(b) || err != nil || !bytes.Equal(b, data) {
						t.Errorf("all of it: %d bytes, %v", n, err)
					}
				}
			})
		}
		server.Close()
	}
}
