package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/npygo/npygo/npy"
	"github.com/npygo/npygo/npyhttp"
)

// maxBody is the most that a SageMaker endpoint passes on, for requests and answers.
const maxBody = npyhttp.DefaultMaxBytes

type config struct {
	port     string
	modelDir string
	// A client that sends or takes its bytes too slowly, or has gone away without
	// a word, holds a connection and memory no longer than this.
	headerTimeout, readTimeout, writeTimeout, idleTimeout time.Duration
	drain                                                 time.Duration
}

var defaults = config{
	port:          "8080",
	modelDir:      "/opt/ml/model", // where SageMaker unpacks model.tar.gz
	headerTimeout: 5 * time.Second,
	readTimeout:   30 * time.Second,
	writeTimeout:  60 * time.Second, // SageMaker gives up on an answer after 60 s
	idleTimeout:   2 * time.Minute,
	drain:         25 * time.Second, // SIGKILL comes 30 s after SIGTERM
}

// server is the model, when it is loaded, and what is asked of it.
type server struct {
	model atomic.Pointer[model]
}

func (s *server) load(name string, log *slog.Logger) error {
	m, from, err := loadModel(name)
	if err != nil {
		return err
	}
	s.model.Store(m)
	log.Info("model loaded", "from", from, "features", m.features, "outputs", m.outputs)
	return nil
}

// http is the server for net/http, without a listener.
func (s *server) http(c config, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           s.handler(log),
		ReadHeaderTimeout: c.headerTimeout,
		ReadTimeout:       c.readTimeout,
		WriteTimeout:      c.writeTimeout,
		IdleTimeout:       c.idleTimeout,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

func (s *server) handler(log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ping", s.ping)
	mux.Handle("POST /invocations", logged(log, npyhttp.Handler(s.predict,
		npyhttp.MaxBytes(maxBody),
		npyhttp.Arrays(npy.Cast(npy.Safe)),
		npyhttp.OnError(func(_ *http.Request, e *npyhttp.Error) { logError(log, e) }))))
	return mux
}

// ping is SageMaker's health check; its answer has no body.
func (s *server) ping(w http.ResponseWriter, _ *http.Request) {
	if s.model.Load() == nil {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (s *server) predict(ctx context.Context, x npy.Array[float64]) (npy.Array[float64], error) {
	m := s.model.Load()
	if m == nil {
		return npy.Array[float64]{}, &npyhttp.Error{Status: http.StatusServiceUnavailable, Detail: "The model is not loaded yet."}
	}
	return m.predict(ctx, x)
}

// logError logs what the client is told. The cause may quote the request, and so the
// array: it is logged only where the fault is ours.
func logError(log *slog.Logger, e *npyhttp.Error) {
	if e.Status < http.StatusInternalServerError && e.Status >= http.StatusBadRequest {
		log.Info("refused", "status", e.Status, "why", e.Detail)
		return
	}
	why := e.Detail
	if cause := errors.Unwrap(e); cause != nil {
		why = cause.Error()
	}
	log.Error("failed", "status", e.Status, "why", why)
}

// logged logs one line for each request, with sizes and nothing of the array.
func logged(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, counted := time.Now(), &counter{ResponseWriter: w}
		defer func() {
			log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("path", r.URL.Path), slog.Int("status", counted.status),
				slog.String("type", short(r.Header.Get("Content-Type"))), slog.Int64("length", r.ContentLength),
				slog.Int64("answered", counted.bytes), slog.Int64("microseconds", time.Since(start).Microseconds()),
				slog.Bool("cut", counted.cut))
		}()
		next.ServeHTTP(counted, r)
	})
}

// short keeps a client from filling the log.
func short(s string) string { return s[:min(len(s), 80)] }

// counter counts what is answered.
type counter struct {
	http.ResponseWriter
	status int
	bytes  int64
	cut    bool // the client did not take all of the answer
}

// Unwrap is for http.ResponseController.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *counter) WriteHeader(status int) {
	c.status = status
	c.ResponseWriter.WriteHeader(status)
}

func (c *counter) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	c.cut = c.cut || err != nil
	return n, err
}
