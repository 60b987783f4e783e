package npyhttp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/npygo/npygo/header"
	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
	"github.com/npygo/npygo/npz"
)

// refuse sends body to h and checks the problem that comes back.
func refuse(t *testing.T, h http.Handler, body []byte, status int, detail string) {
	t.Helper()
	answer, b := request(t, "POST", serve(t, h).URL, bytes.NewReader(body), "Content-Type: "+npyhttp.ContentType)
	if doc := document(t, answer, b, status); !strings.Contains(doc.Detail, detail) {
		t.Errorf("%q, want %q", doc.Detail, detail)
	}
}

// TestRefusedArrays: what a handler cannot take is the client's fault, and told without a word from the array.
func TestRefusedArrays(t *testing.T) {
	type row struct{ Secret int32 }
	records := headed("{'descr': [('x', '<i4')], 'fortran_order': False, 'shape': (1,)}", 1, 0, 0, 0)
	long := headed("{'descr': [('x', '<f8', ("+strings.Repeat("1, ", 20)+"))], 'fortran_order': False, 'shape': (1,)}", make([]byte, 8)...)
	surrogate := headed("{'descr': '<U1', 'fortran_order': False, 'shape': (1,)}", 0, 0xd8, 0, 0)
	refuse(t, same[string](), surrogate, 422, "An element of the array cannot be held by the type that is taken here.")
	refuse(t, same[row](), records, 422, "The array's fields are not those that are taken here.")
	refuse(t, same[float32](), records, 422, "The array is a structured one; '<f4' is taken here.")
	refuse(t, same[row](), file(t, vector(1.5)), 422, "The array's dtype is '<f8', which is not taken here.")
	refuse(t, same[row](), long, 422, "The array's fields are not those that are taken here.")
}

// TestReadAnyRefuses: an array of any dtype is refused for what is wrong with it.
func TestReadAnyRefuses(t *testing.T) {
	good := file(t, vector(1.5))
	for what, c := range map[string]struct {
		body   []byte
		name   string
		status int
		kind   error
	}{
		"another media type": {good, "text/html", 415, nil},
		"no array":           {[]byte("none"), npyhttp.ContentType, 400, header.ErrMagic},
		"a foreign dtype":    {headed("{'descr': 'bfloat16', 'fortran_order': False, 'shape': (1,)}", 0, 0), npyhttp.ContentType, 400, header.ErrDType},
		"objects":            {headed("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", 0, 0), npyhttp.ContentType, 422, header.ErrObject},
		"cut":                {good[:len(good)-1], npyhttp.ContentType, 413, header.ErrTruncated}, // Content-Length tells before a byte is read
	} {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(c.body))
		r.Header.Set("Content-Type", c.name)
		a, err := npyhttp.ReadAny(r)
		if statusOf(err) != c.status || c.kind != nil && !errors.Is(err, c.kind) || a != nil {
			t.Errorf("%s: %v, %v", what, a, err)
		}
	}
}

// TestManyShortBytes: elements of one byte each become slices, which are larger: the limit is about what they take.
func TestManyShortBytes(t *testing.T) {
	body := headed("{'descr': '|S1', 'fortran_order': False, 'shape': (1000,)}", make([]byte, 1000)...)
	whole := int64(1000 * reflect.TypeFor[[]byte]().Size())
	for limit, want := range map[int64]int{whole: 0, whole - 1: 413} {
		if _, err := npyhttp.ReadAny(httptest.NewRequest("POST", "/", bytes.NewReader(body)), npyhttp.MaxBytes(limit)); statusOf(err) != want {
			t.Errorf("limit %d: %v", limit, err)
		}
	}
}

// TestOutOfTime: a function that gives up because the request has no more time is 503, and no fault of the program's.
func TestOutOfTime(t *testing.T) {
	late := npyhttp.Handler(func(ctx context.Context, in npy.Array[float64]) (npy.Array[float64], error) {
		<-ctx.Done()
		return in, ctx.Err()
	})
	refuse(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 50*time.Millisecond)
		defer cancel()
		late.ServeHTTP(w, r.WithContext(ctx))
	}), file(t, vector(1.5)), 503, "There was not enough time.")
}

// TestLogWithoutServer: where no http.Server says where to log, it is the standard log; the client reads nothing of it.
func TestLogWithoutServer(t *testing.T) {
	var lines bytes.Buffer
	log.SetOutput(&lines)
	defer log.SetOutput(os.Stderr)
	h := npyhttp.Handler(func(context.Context, npy.Array[float64]) (npy.Array[float64], error) {
		return npy.Array[float64]{}, errors.New("the secret reason")
	})
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "/predict", bytes.NewReader(file(t, vector(1.5))))
	r.Header.Set("Content-Type", npyhttp.ContentType)
	h.ServeHTTP(w, r)
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(lines.String(), `npyhttp: POST "/predict": npyhttp: 500: Internal Server Error: the secret reason`) {
		t.Errorf("%d %q, log %q", w.Code, w.Body, lines.String())
	}
}

// TestLogLine: what an error says does not forge lines of the log.
func TestLogLine(t *testing.T) {
	var lines bytes.Buffer
	log.SetOutput(&lines)
	defer log.SetOutput(os.Stderr)
	h := npyhttp.Handler(func(context.Context, npy.Array[float64]) (npy.Array[float64], error) {
		return npy.Array[float64]{}, errors.New("a\r\nb\u2028c\x1b[31md\xff")
	})
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("POST", "/", bytes.NewReader(file(t, vector(1.5)))))
	if got := lines.String(); !strings.HasSuffix(got, ": Internal Server Error: a  b c [31md\ufffd\n") || strings.Count(got, "\n") != 1 {
		t.Errorf("log %q", got)
	}
}

// TestNilError: a function that returns a nil *Error as its error has failed, also when its time is over.
func TestNilError(t *testing.T) {
	var none *npyhttp.Error
	for _, err := range []error{none, fmt.Errorf("wrapped: %w", none)} {
		for _, over := range []bool{false, true} {
			var told string
			hook := npyhttp.OnError(func(_ *http.Request, e *npyhttp.Error) { told = e.Error() })
			var cancel func()
			fail := func() error {
				if over {
					cancel()
				}
				return err
			}
			for body, h := range map[string]http.Handler{
				string(file(t, vector(1.5))): npyhttp.Handler(func(context.Context, npy.Array[float64]) (npy.Array[float64], error) {
					return npy.Array[float64]{}, fail()
				}, hook),
				string(zipped(t, nil)): npyhttp.HandlerNPZ(func(context.Context, *npz.Reader) (map[string]npy.AnyArray, error) { return nil, fail() }, hook),
			} {
				ctx, stop := context.WithCancel(t.Context())
				cancel = stop
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequestWithContext(ctx, "POST", "/", strings.NewReader(body)))
				if w.Code != 500 || !strings.Contains(told, "a nil *Error") {
					t.Errorf("%d %s, told %q", w.Code, w.Body, told)
				}
				stop()
			}
		}
		w := httptest.NewRecorder()
		if npyhttp.WriteError(w, err); w.Code != 500 {
			t.Errorf("WriteError: %d", w.Code)
		}
	}
}

// TestHookKeeps: a hook may do with its Error what it likes: the next request has one of its own.
func TestHookKeeps(t *testing.T) {
	hook := npyhttp.OnError(func(r *http.Request, e *npyhttp.Error) { e.Detail += r.URL.Path })
	none := func(context.Context, *npz.Reader) (map[string]npy.AnyArray, error) { return nil, nil }
	for _, h := range []http.Handler{same[float64](hook), npyhttp.HandlerNPZ(none, hook)} {
		for _, path := range []string{"/secret", "/next"} {
			r := httptest.NewRequest("POST", path, nil)
			r.Header.Set("Accept", "image/png")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != 406 || !strings.Contains(w.Body.String(), "array."+path+`"`) {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	}
}

// short answers with more length than bytes.
func short(status int, name, length string, body []byte) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", name)
		w.Header().Set("Content-Length", length)
		w.WriteHeader(status)
		w.Write(body)
	})
}

// TestBrokenAnswers: an answer that ends before it should is the connection's error, of whatever status it is.
func TestBrokenAnswers(t *testing.T) {
	ctx := context.Background()
	archive := zipped(t, map[string]npy.AnyArray{"a": vector(1.5)})
	arrays := map[string]npy.AnyArray{"a": vector(1.5)}
	none := serve(t, short(200, npyhttp.ContentType, "100", nil)).URL
	if _, err := npyhttp.Post[float64](ctx, nil, none, vector(1.5)); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix(err.Error(), "npyhttp: the answer: ") {
		t.Errorf("nothing of a body: %v", err)
	}
	var e *npyhttp.Error
	failed := serve(t, short(500, "text/plain", "100", []byte("half a rea"))).URL
	if _, err := npyhttp.Post[float64](ctx, nil, failed, vector(1.5)); !errors.As(err, &e) || e.Status != 500 || !errors.Is(err, io.ErrUnexpectedEOF) || e.Detail != "" {
		t.Errorf("half a problem: %v", err)
	}
	half := serve(t, short(200, npyhttp.ContentTypeNPZ, "10000", archive[:40])).URL
	if _, err := npyhttp.PostNPZ(ctx, nil, half, arrays); !errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &e) || !strings.HasPrefix(err.Error(), "npyhttp: the answer: ") {
		t.Errorf("half an archive: %v", err)
	}
	broken := bytes.Clone(archive)
	copy(broken[len(broken)-30:], "damage")
	damaged := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write(broken) })).URL
	if _, err := npyhttp.PostNPZ(ctx, nil, damaged, arrays); !errors.Is(err, npz.ErrArchive) || errors.As(err, &e) || !strings.HasPrefix(err.Error(), "npyhttp: the answer: ") {
		t.Errorf("a damaged archive: %v", err)
	}
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	if _, err := npyhttp.PostNPZ(ctx, nil, s.URL, arrays); err == nil || errors.As(err, &e) || !strings.Contains(err.Error(), s.URL) {
		t.Errorf("no server: %v", err)
	}
}

// boasting is an array whose header promises more than there can be.
type boasting struct{ npy.AnyArray }

func (boasting) WriteTo(w io.Writer) (int64, error) {
	b := headed("{'descr': '|u1', 'fortran_order': False, 'shape': (9223372036854775807,)}", 1, 2, 3)
	n, err := w.Write(b)
	return int64(n), err
}

// TestBoastingLength: a length that no number tells is not told.
func TestBoastingLength(t *testing.T) {
	if math.MaxInt == math.MaxInt32 {
		t.Skip("no header says so here")
	}
	w := httptest.NewRecorder()
	if err := npyhttp.WriteAny(w, boasting{vector(1.5)}); err != nil || w.Header().Get("Content-Length") != "" || w.Body.Len() == 0 {
		t.Errorf("%v, %q", err, w.Header())
	}
}
